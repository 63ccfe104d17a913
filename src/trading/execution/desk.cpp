#include "trading/execution/desk.hpp"

#include <fmt/format.h>

#include "base/assert.hpp"

namespace swarmdesk::trading::execution {

namespace asio = boost::asio;

namespace {

constexpr std::size_t backlog_max = 50'000;  ///< events waiting for the disk before new intents are turned away

}  // namespace

Result<Stamped> read_event(const ledger::Record& record)
{
    return from_row(record.chain.to_string(),
                    Row{record.entry.kind, record.entry.subject, record.entry.time, record.entry.payload});
}

Desk::Desk(asio::any_io_executor executor, runtime::Clock& clock, ledger::LedgerStore& ledger,
           std::vector<Venue*> venues, Gate::Settings settings)
    : executor_(executor),
      clock_(clock),
      ledger_(ledger),
      gate_(std::move(settings)),
      tasks_(executor, [](const std::string&, std::exception_ptr error) { std::rethrow_exception(error); })
{
    for (Venue* venue : venues) {
        const bool is_new = venues_.emplace(venue->id(), venue).second;
        SWARMDESK_ASSERT(is_new);
        gate_.add_venue(venue->id(), venue->rules());
    }
}

Desk::~Desk() = default;

Desk::Awaitable<Result<void>> Desk::recover(Followers followers)
{
    ledger::ChainId all_chains;
    std::string own_fold;
    auto latest = co_await ledger_.latest_snapshot(std::move(all_chains), std::move(own_fold));
    if (!latest) co_return latest.error();
    if (latest->snapshot && gate_.restore(latest->snapshot->bytes)) snapshot_seq_ = latest->snapshot->number;
    const auto fold = [&](const ledger::Record& record) -> Result<void> {
        auto event = read_event(record);
        if (!event) return event.error();
        if (record.seq > snapshot_seq_) {
            gate_.apply(*event);
            ++recovered_events_;
        }
        if (followers.on_event && record.seq > followers.after_seq)
            followers.on_event(StreamedEvent{record.seq, std::move(*event), record.hash});
        return {};
    };
    const std::uint64_t from = followers.on_event ? std::min(followers.after_seq, snapshot_seq_) : snapshot_seq_;
    if (auto walked = ledger_.for_each(from, ledger::Check::chain, fold); !walked) co_return walked.error();
    durable_seq_ = ledger_.last_seq();
    co_return Result<void>{};
}

Desk::Awaitable<Result<void>> Desk::lease(const std::vector<ledger::ChainId>& chains)
{
    auto epoch = co_await ledger_.acquire(chains);
    if (!epoch) co_return epoch.error();
    for (const ledger::ChainId& chain : chains) chains_[chain].epoch = *epoch;
    co_return Result<void>{};
}

Desk::Awaitable<Result<void>> Desk::start(StartOptions options)
{
    auto heads = co_await ledger_.heads();
    if (!heads) co_return heads.error();
    std::vector<ledger::ChainId> chains{ledger::ChainId{"desk"}, ledger::ChainId{"budgets"}};
    for (const ledger::Head& head : *heads) {
        chains_[head.chain].number = head.number;
        if (head.chain != chains[0] && head.chain != chains[1]) chains.push_back(head.chain);
    }
    if (auto leased = co_await lease(chains); !leased) co_return leased.error();
    options.epoch = chains_.at(chains[0]).epoch;
    auto step = gate_.start(options, clock_.now());
    if (!step) co_return step.error();
    tasks_.spawn(write(), "ledger");
    commit(std::move(*step));
    for (const auto& [id, venue] : venues_) {
        venue->listen([this, id = id](const VenueReport& report) {
            if (!takes_no_more()) commit(gate_.on_report(id, report, clock_.now()));
        });
        for (const Instrument& instrument : venue->instruments()) {
            auto listed = gate_.list(instrument, clock_.now());
            if (!listed) co_return listed.error();
            commit(std::move(*listed));
        }
    }
    auto done = co_await settled();
    co_return done ? Result<void>{} : Result<void>{done.error()};
}

Desk::Awaitable<void> Desk::stop()
{
    is_stopping_ = true;  // from here on nothing reaches the gate, so that its books end where the ledger does
    for (const auto& [id, venue] : venues_) venue->listen([](const VenueReport&) {});
    if (!failure_) commit(gate_.on_stop(clock_.now()));
    has_pending_.wake();
    co_await tasks_.join();
    if (failure_) co_return;
    static_cast<void>(co_await ledger_.checkpoint(clock_.now().utc));
    if (durable_seq_ >= snapshot_seq_ + snapshot_least) static_cast<void>(co_await save_snapshot());
}

Desk::Awaitable<void> Desk::keep()
{
    if (failure_) co_return;
    static_cast<void>(co_await ledger_.checkpoint(clock_.now().utc));
    if (durable_seq_ >= snapshot_seq_ + snapshot_after && pending_.empty() && !is_writing_)
        static_cast<void>(co_await save_snapshot());
}

Desk::Awaitable<Result<void>> Desk::save_snapshot()
{
    // Everything folded is durable here: no step is on its way.
    snapshot_seq_ = durable_seq_;
    ledger::Snapshot snapshot{{}, {}, durable_seq_, gate_.snapshot()};
    co_return co_await ledger_.save_snapshot(std::move(snapshot));
}

// ----------------------------------------------------------------------------------------------------------- commands

template <class Decide>
Desk::Awaitable<Result<std::uint64_t>> Desk::decide(Decide decide)
{
    if (failure_) co_return *failure_;
    if (is_stopping_) co_return Error{Errc::unavailable, "the desk is stopping"};
    Result<Step> step = decide(clock_.now());
    if (!step) co_return step.error();
    const std::uint64_t ticket = commit(std::move(*step));
    co_return co_await durable(ticket);
}

template <class Decide>
Desk::Answer<IntentRecord> Desk::decide_intent(IntentId intent, Decide decide)
{
    std::optional<IntentRecord> unrecorded;
    const auto keep_unrecorded = [&](Now now) {
        Result<Step> step = decide(now);
        if (step) unrecorded = std::move(step->unrecorded);
        return step;
    };
    auto decided = co_await this->decide(keep_unrecorded);
    if (!decided) co_return decided.error();
    if (unrecorded) co_return Done<IntentRecord>{std::move(*unrecorded), *decided};
    const IntentRecord* record = gate_.books().find(intent);
    if (record == nullptr) co_return Error{Errc::not_found, "no such intent"};
    co_return Done<IntentRecord>{*record, *decided};
}

template <class Decide>
Desk::Answer<ApprovalRecord> Desk::decide_approval(ApprovalId approval, Decide decide)
{
    auto decided = co_await this->decide(std::move(decide));
    if (!decided) co_return decided.error();
    const ApprovalRecord* record = gate_.books().find(approval);
    if (record == nullptr) co_return Error{Errc::not_found, "no such approval"};
    co_return Done<ApprovalRecord>{*record, *decided};
}

template <class Decide>
Desk::Answer<void> Desk::decide_void(Decide decide)
{
    auto decided = co_await this->decide(std::move(decide));
    if (!decided) co_return decided.error();
    co_return Done<void>{*decided};
}

Desk::Answer<IntentRecord> Desk::propose(Intent intent)
{
    if (auto room = check_ledger(&intent); !room) co_return room.error();
    reach("desk.before_propose");
    if (is_perhaps_in_ledger(intent.id)) {
        // However old it is: once proposed, an id stands for that one intent (RAILS 19).
        auto known = co_await find_in_ledger(intent);
        if (!known) co_return known.error();
        if (!known->value.intent.id.is_nil()) co_return known;
        if (auto room = check_ledger(&intent); !room) co_return room.error();
    }
    if (failure_) co_return *failure_;
    if (is_stopping_) co_return Error{Errc::unavailable, "the desk is stopping"};
    Result<Step> step = gate_.propose(intent, clock_.now());
    if (!step) co_return step.error();
    if (step->unrecorded) co_return Done<IntentRecord>{std::move(*step->unrecorded), durable_seq_};
    const std::uint64_t ticket = commit(std::move(*step));
    auto done = co_await durable(ticket);
    if (!done) co_return done.error();
    const IntentRecord* record = gate_.books().find(intent.id);
    if (record == nullptr) co_return co_await find_in_ledger(std::move(intent));
    co_return Done<IntentRecord>{*record, *done};
}

/// Whether the ledger may know this id and the books do not.
bool Desk::is_perhaps_in_ledger(const IntentId& intent) const
{
    return !intent.is_nil() && gate_.books().find(intent) == nullptr && gate_.may_know(intent);
}

/// The row an intent was proposed with, under whatever number its kind had then.
Desk::Awaitable<Result<std::optional<ledger::Record>>> Desk::find_proposal(IntentId intent)
{
    for (const std::uint32_t kind : kinds_of(IntentProposed::kind)) {
        auto first = co_await ledger_.find_first(intent.to_string(), kind);
        if (!first || *first) co_return first;
    }
    co_return std::optional<ledger::Record>{};
}

/// The record of an intent that only the ledger knows; one with the nil id where it does not.
Desk::Answer<IntentRecord> Desk::find_in_ledger(Intent intent)
{
    const std::string subject = intent.id.to_string();
    auto first = co_await find_proposal(intent.id);
    if (!first) co_return first.error();
    if (!*first || gate_.books().find(intent.id) != nullptr) co_return Done<IntentRecord>{};
    ledger::Query query;
    query.subject = subject;
    query.limit = ledger::read_limit_max;
    auto rows = co_await ledger_.read(std::move(query));
    if (!rows) co_return rows.error();
    Done<IntentRecord> found;
    for (const ledger::Record& row : *rows) {
        auto event = read_event(row);
        if (!event) co_return event.error();
        if (intent_of(event->event) != intent.id) continue;
        apply(found.value, *event);
        found.seq = row.seq;
    }
    if (!is_same_request(found.value.intent, intent))
        co_return Error{Errc::conflict, "this intent_id was used for something else; use a new one"};
    co_return found;
}

Desk::Awaitable<Result<Preview>> Desk::preview(Intent intent)
{
    if (failure_) co_return *failure_;
    co_return gate_.preview(intent, clock_.now());
}

Desk::Answer<IntentRecord> Desk::cancel(IntentId intent, Actor by, std::string reason)
{
    if (failure_) {
        // Taking an order back needs no proof (RAILS 28): it is sent, though nobody will ever read of it.
        const IntentRecord* record = gate_.books().find(intent);
        if (record != nullptr && is_at_venue(record->state) && !is_fenced_)
            carry_out(CancelOrder{record->intent.account, record->intent.instrument, record->order->client_order_id});
        co_return *failure_;
    }
    const auto decide = [&](Now now) { return gate_.cancel(intent, by, reason, now); };
    co_return co_await decide_intent(intent, decide);
}

Desk::Answer<ApprovalRecord> Desk::approve(ApprovalId approval, Actor by)
{
    if (auto room = check_ledger(nullptr); !room) co_return room.error();
    const auto decide = [&](Now now) { return gate_.approve(approval, by, now); };
    co_return co_await decide_approval(approval, decide);
}

Desk::Answer<ApprovalRecord> Desk::decline(ApprovalId approval, Actor by, std::string reason)
{
    const auto decide = [&](Now now) { return gate_.decline(approval, by, reason, now); };
    co_return co_await decide_approval(approval, decide);
}

Desk::Answer<IntentRecord> Desk::modify(ApprovalId approval, Modification modification, Actor by)
{
    if (auto room = check_ledger(nullptr); !room) co_return room.error();
    if (is_perhaps_in_ledger(modification.intent)) {
        // However old it is: once proposed, an id stands for that one intent (RAILS 19).
        auto known = co_await find_proposal(modification.intent);
        if (!known) co_return known.error();
        if (*known) co_return Error{Errc::conflict, "a modification is a new intent and needs a new id"};
        if (auto room = check_ledger(nullptr); !room) co_return room.error();
    }
    const auto decide = [&](Now now) { return gate_.modify(approval, modification, by, now); };
    co_return co_await decide_intent(modification.intent, decide);
}

Desk::Answer<void> Desk::set_state(risk::TradingState state, Actor by, std::string reason)
{
    const auto decide = [&](Now now) { return gate_.set_state(state, by, reason, now); };
    co_return co_await decide_void(decide);
}

Desk::Answer<void> Desk::set_account_state(AccountId account, risk::TradingState state, Actor by, std::string reason)
{
    const auto decide = [&](Now now) { return gate_.set_account_state(account, state, by, reason, now); };
    co_return co_await decide_void(decide);
}

Desk::Answer<void> Desk::protect(LotKey lot, Protection protection, Actor by, std::string reason)
{
    const auto decide = [&](Now now) { return gate_.protect(lot, protection, by, reason, now); };
    co_return co_await decide_void(decide);
}

Desk::Answer<void> Desk::tighten(std::string limit, std::string value, Actor by, std::string reason)
{
    const auto decide = [&](Now now) { return gate_.tighten(limit, value, by, reason, now); };
    co_return co_await decide_void(decide);
}

Desk::Answer<void> Desk::rearm(risk::Scope scope, Actor by)
{
    const auto decide = [&](Now now) { return gate_.rearm(scope, by, now); };
    co_return co_await decide_void(decide);
}

Desk::Answer<IntentRecord> Desk::settle(IntentId intent, Settlement settlement, Actor by)
{
    const auto decide = [&](Now now) { return gate_.settle(intent, settlement, by, now); };
    co_return co_await decide_intent(intent, decide);
}

Desk::Answer<void> Desk::adjust(AccountId account, AssetId asset, Amount amount, std::string evidence, Actor by)
{
    const auto decide = [&](Now now) { return gate_.adjust(account, asset, amount, evidence, by, now); };
    co_return co_await decide_void(decide);
}

Desk::Answer<void> Desk::open_account(AccountId account, UserId user, VenueId venue)
{
    const auto decide = [&](Now now) { return gate_.open_account(account, user, venue, now); };
    co_return co_await decide_void(decide);
}

Desk::Answer<void> Desk::change_setting(SettingChanged change)
{
    if (auto room = check_ledger(nullptr); !room) co_return room.error();
    const auto decide = [&](Now now) { return gate_.change_setting(change, now); };
    co_return co_await decide_void(decide);
}

bool Desk::takes_no_more() const { return failure_ || is_stopping_; }

void Desk::raise(const Signal& signal)
{
    if (!takes_no_more()) commit(gate_.raise(signal, clock_.now()));
}
void Desk::alert(const AlertRaised& alert)
{
    if (!takes_no_more()) commit(gate_.alert(alert, clock_.now()));
}
void Desk::on_quote(const Quote& quote)
{
    if (!takes_no_more()) commit(gate_.on_quote(quote, clock_.now()));
}
void Desk::tick()
{
    if (!takes_no_more()) commit(gate_.on_tick(clock_.now()));
}

Desk::Answer<void> Desk::settled()
{
    auto done = co_await durable(last_ticket_);
    if (!done) co_return done.error();
    co_return Done<void>{*done};
}

Result<void> Desk::check_ledger(const Intent* intent)
{
    if (failure_) return *failure_;
    if (!ledger_.has_room()) {
        // The reserve is for what ends risk, and what that is the rails say, not the caller (RAILS 28).
        const Result<Preview> verdict =
            intent != nullptr ? gate_.preview(*intent, clock_.now()) : Preview{risk::Denial{}};
        const auto* admitted = verdict ? std::get_if<risk::Admitted>(&*verdict) : nullptr;
        if (admitted == nullptr || !admitted->reservation.is_reduction())
            return Error{Errc::unavailable,
                         "LEDGER_DISK_FULL: the disk is nearly full; free space, only cancels and reductions pass"};
    }
    if (pending_events_ > backlog_max)
        return Error{Errc::limit_exceeded,
                     fmt::format("LEDGER_BUSY: {} events wait for the disk; try again", pending_events_)};
    return {};
}

// ------------------------------------------------------------------------------------------------------------- writing

std::uint64_t Desk::commit(Step step)
{
    if (failure_ || (step.events.empty() && step.effects.empty())) return last_ticket_;
    pending_events_ += step.events.size();
    pending_.push_back(Pending{++last_ticket_, std::move(step.events), std::move(step.effects)});
    has_pending_.wake();
    return last_ticket_;
}

Desk::Awaitable<void> Desk::write()
{
    for (;;) {
        while (pending_.empty()) {
            if (is_stopping_) co_return;
            co_await has_pending_.wait();
        }
        if (failure_) co_return;
        std::deque<Pending> taken = std::exchange(pending_, {});
        is_writing_ = true;
        const runtime::ClockHold still{clock_};
        ledger::Batch batch = batch_of(taken);
        std::vector<ledger::ChainId> unleased;
        for (const ledger::Batch::Chain& chain : batch.chains)
            if (chains_.at(chain.id).epoch == 0) unleased.push_back(chain.id);
        if (!unleased.empty())
            if (auto leased = co_await lease(unleased); !leased) {
                on_failure({leased.error()}, std::move(taken));
                co_return;
            }
        for (ledger::Batch::Chain& chain : batch.chains) chain.epoch = chains_.at(chain.id).epoch;
        const std::size_t count = batch.parts.size();
        std::uint64_t first_seq = durable_seq_ + 1;
        if (count > 0) {
            reach("desk.before_append");
            auto appending = ledger_.append(std::move(batch));
            const ledger::AppendResult appended = co_await std::move(appending);
            if (!appended) {
                on_failure(appended.error(), std::move(taken));
                co_return;
            }
            first_seq = appended->first_seq;
            durable_seq_ = appended->last_seq;
            pending_events_ -= count;
        }
        on_durable(std::move(taken), first_seq);
        is_writing_ = false;
    }
}

/// What the ledger is given of them: all but the epochs. Counts the events as appended.
ledger::Batch Desk::batch_of(const std::deque<Pending>& steps)
{
    ledger::Batch batch;
    std::vector<Chain*> chains;
    for (const Pending& step : steps)
        for (const Stamped& event : step.events) {
            const auto known = chains_.try_emplace(ledger::ChainId{chain_of(event)}).first;
            Chain& chain = known->second;
            if (!chain.place) {
                chain.place = static_cast<std::uint32_t>(chains.size());
                chains.push_back(&chain);
                batch.chains.push_back({known->first, 0, chain.number});
            }
            ++chain.number;
            Row row = to_row(event);
            batch.parts.push_back(
                {*chain.place, ledger::Entry{row.kind, std::move(row.subject), row.time, std::move(row.payload)}});
        }
    for (Chain* chain : chains) chain->place.reset();
    return batch;
}

Desk::Awaitable<Result<std::uint64_t>> Desk::durable(std::uint64_t ticket)
{
    if (failure_) co_return *failure_;
    if (ticket <= durable_ticket_) co_return durable_seq_;
    runtime::Wakeup wakeup;
    const auto place = waiters_.emplace(ticket, &wakeup);
    struct Leave {
        std::multimap<std::uint64_t, runtime::Wakeup*>& waiters;
        std::multimap<std::uint64_t, runtime::Wakeup*>::iterator place;
        ~Leave() { waiters.erase(place); }
    };
    const Leave leave{waiters_, place};
    co_await wakeup.wait();
    if (ticket <= durable_ticket_) co_return durable_seq_;
    co_return failure_.value_or(Error{Errc::cancelled, "the desk is stopping"});
}

void Desk::on_durable(std::deque<Pending> written, std::uint64_t first_seq)
{
    reach("desk.durable");
    auto events = std::make_shared<std::vector<StreamedEvent>>();
    std::size_t count = 0;
    for (const Pending& step : written) count += step.events.size();
    events->reserve(count);
    std::uint64_t seq = first_seq;
    for (Pending& step : written)
        for (Stamped& event : step.events) events->push_back(StreamedEvent{seq++, std::move(event), {}});
    durable_ticket_ = written.back().ticket;
    if (!events->empty())
        for (const Subscriber& subscriber : subscribers_) subscriber(events);
    for (const Pending& step : written)
        for (const Effect& effect : step.effects) carry_out(effect);
    for (auto waiter = waiters_.begin(); waiter != waiters_.end() && waiter->first <= durable_ticket_; ++waiter)
        waiter->second->wake();
}

void Desk::on_failure(const ledger::AppendError& error, std::deque<Pending> lost)
{
    failure_ =
        Error{Errc::unavailable, "the ledger's disk failed; nothing is decided until a restart: " + error.detail};
    is_fenced_ = error.conflict.has_value();
    std::move(pending_.begin(), pending_.end(), std::back_inserter(lost));
    pending_.clear();
    if (!is_fenced_) take_back(lost);
    for (const auto& [ticket, wakeup] : waiters_) wakeup->wake();
    if (on_failed) on_failed(*failure_);
}

/// What was on its way was never promised to anybody and must not happen: a restart finds only what is on disk. But
/// what takes orders back needs no proof, and the venue is sent it still (RAILS 28): every cancel that was lost, and
/// one for each order that increases exposure.
void Desk::take_back(const std::deque<Pending>& lost)
{
    std::set<ClientOrderId> canceled;
    const auto cancel = [&](const CancelOrder& order) {
        if (canceled.insert(order.client_order_id).second) carry_out(order);
    };
    for (const Pending& step : lost)
        for (const Effect& effect : step.effects)
            if (const auto* order = std::get_if<CancelOrder>(&effect)) cancel(*order);
    for (const IntentRecord* record : gate_.books().open_intents()) {
        const risk::Reservation* held = gate_.books().rails().find(record->intent.account, record->intent.id);
        const bool increases = held == nullptr || !held->is_reduction();
        if (is_at_venue(record->state) && increases)
            cancel({record->intent.account, record->intent.instrument, record->order->client_order_id});
    }
}

Venue& Desk::venue_of(const VenueId& venue) { return *venues_.at(venue); }

void Desk::carry_out(const Effect& effect)
{
    if (const auto* submit = std::get_if<SubmitOrder>(&effect)) {
        const Order& order = submit->order.order();
        const Now now = clock_.now();
        if (!gate_.may_leave(order.intent, now)) {
            // A slow disk must not let out what a halt, a cancel or a deadline has stopped meanwhile.
            SendAnswered stopped{order.account,           order.intent, SendOutcome::not_sent, {}, "OVERTAKEN",
                                 "stopped before it left"};
            commit(gate_.on_report(order.instrument.venue, stopped, now));
            return;
        }
        reach("desk.before_send");
        venue_of(order.instrument.venue).submit(submit->order);
        reach("desk.sent");
    } else if (const auto* cancel = std::get_if<CancelOrder>(&effect)) {
        venue_of(cancel->instrument.venue).cancel(cancel->account, cancel->instrument, cancel->client_order_id);
    } else if (const auto* query = std::get_if<QueryOrder>(&effect)) {
        venue_of(query->instrument.venue).query(query->account, query->instrument, query->client_order_id);
    } else {
        const auto& snapshot = std::get<TakeSnapshot>(effect);
        venue_of(snapshot.venue).take_snapshot(snapshot.account, snapshot.request, snapshot.cursor);
    }
}

}  // namespace swarmdesk::trading::execution
