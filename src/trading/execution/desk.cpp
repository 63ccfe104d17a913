#include "trading/execution/desk.hpp"

#include <fmt/format.h>

#include "base/assert.hpp"

namespace swarmdesk::trading::execution {
namespace {

constexpr std::uint64_t backlog_max = 50'000;  ///< events waiting for the disk before new intents are turned away

}  // namespace

Desk::Desk(boost::asio::any_io_executor executor, runtime::Clock& clock, ledger::Journal& journal, Venue& venue,
           Gate::Settings settings)
    : executor_(std::move(executor)), clock_(clock), journal_(journal), venue_(venue), gate_(std::move(settings))
{}

Desk::~Desk() = default;

Result<void> Desk::restore(std::string_view snapshot, std::uint64_t seq)
{
    if (auto restored = gate_.restore(snapshot); !restored) return restored.error();
    appended_seq_ = durable_seq_ = seq;
    return {};
}

Result<void> Desk::replay(const ledger::Record& record)
{
    const auto event = from_entry(record.entry);
    if (!event) return event.error();
    gate_.apply(*event, record.entry.time);
    appended_seq_ = durable_seq_ = record.seq;
    return {};
}

void Desk::start()
{
    ledger::Journal::Listener listener;
    listener.on_durable = [this](std::uint64_t seq) { on_durable(seq); };
    listener.on_failure = [this](const Error& error) { on_failure(error); };
    journal_.listen(std::move(listener));
    venue_.listen([this](const VenueReport& report) { commit(gate_.on_report(report, clock_.now())); });
    for (const Instrument& instrument : venue_.instruments()) list(instrument);
    commit(gate_.on_start(clock_.now()));
}

template <class Decide>
Desk::Awaitable<Result<void>> Desk::decide(Decide decide)
{
    if (failure_) co_return *failure_;
    Result<Step> step = decide(clock_.now());
    if (!step) co_return step.error();
    const std::uint64_t seq = commit(std::move(*step));
    co_return co_await durable(seq);
}

Desk::Awaitable<Result<IntentRecord>> Desk::propose(Intent intent)
{
    if (auto room = check_ledger(intent.reduce_only); !room) co_return room.error();
    const bool is_known = gate_.find(intent.id) != nullptr;
    if (!is_known && gate_.state().forgotten > 0 && is_in_ledger && is_in_ledger(intent.id))
        co_return Error{Errc::conflict, "this intent_id was used long ago; see its history, and use a new one"};
    reach("desk.before_propose");
    const auto propose = [&](Now now) { return gate_.propose(intent, now); };
    auto decided = co_await decide(propose);
    if (!decided) co_return decided.error();
    const IntentRecord* record = gate_.find(intent.id);
    if (record == nullptr) co_return Error{Errc::not_found, "decided, and already only in the ledger"};
    co_return *record;
}

Desk::Awaitable<Result<IntentRecord>> Desk::cancel(IntentId intent, Actor by, std::string reason)
{
    const auto cancel = [&](Now now) { return gate_.cancel(intent, by, reason, now); };
    auto decided = co_await decide(cancel);
    if (!decided) co_return decided.error();
    const IntentRecord* record = gate_.find(intent);
    if (record == nullptr) co_return Error{Errc::not_found, "no such intent"};
    co_return *record;
}

Desk::Awaitable<Result<ApprovalRecord>> Desk::approve(ApprovalId approval, Actor by)
{
    if (auto room = check_ledger(false); !room) co_return room.error();
    const auto approve = [&](Now now) { return gate_.approve(approval, by, now); };
    auto decided = co_await decide(approve);
    if (!decided) co_return decided.error();
    const ApprovalRecord* record = gate_.find(approval);
    if (record == nullptr) co_return Error{Errc::not_found, "no such approval"};
    co_return *record;
}

Desk::Awaitable<Result<ApprovalRecord>> Desk::reject(ApprovalId approval, Actor by, std::string reason)
{
    const auto reject = [&](Now now) { return gate_.reject(approval, by, reason, now); };
    auto decided = co_await decide(reject);
    if (!decided) co_return decided.error();
    const ApprovalRecord* record = gate_.find(approval);
    if (record == nullptr) co_return Error{Errc::not_found, "no such approval"};
    co_return *record;
}

Desk::Awaitable<Result<IntentRecord>> Desk::modify(ApprovalId approval, Modification modification, Actor by)
{
    if (auto room = check_ledger(false); !room) co_return room.error();
    const auto modify = [&](Now now) { return gate_.modify(approval, modification, by, now); };
    auto decided = co_await decide(modify);
    if (!decided) co_return decided.error();
    const IntentRecord* record = gate_.find(modification.intent);
    if (record == nullptr) co_return Error{Errc::not_found, "no such intent"};
    co_return *record;
}

Desk::Awaitable<Result<void>> Desk::set_state(risk::TradingState state, Actor by, std::string reason)
{
    const auto set = [&](Now now) { return gate_.set_state(state, by, reason, now); };
    co_return co_await decide(set);
}

Desk::Awaitable<Result<void>> Desk::set_account_state(AccountId account, risk::TradingState state, Actor by,
                                                      std::string reason)
{
    const auto set = [&](Now now) { return gate_.set_account_state(account, state, by, reason, now); };
    co_return co_await decide(set);
}

Desk::Awaitable<Result<void>> Desk::rearm(AccountId account, Actor by)
{
    const auto rearm = [&](Now now) { return gate_.rearm(account, by, now); };
    co_return co_await decide(rearm);
}

Desk::Awaitable<Result<void>> Desk::open_account(AccountId account, UserId user)
{
    const auto open = [&](Now now) { return gate_.open_account(account, user, now); };
    co_return co_await decide(open);
}

Desk::Awaitable<Result<void>> Desk::move_funds(AccountId account, AssetId asset, Amount amount, std::string reason)
{
    const auto move = [&](Now now) { return gate_.move_funds(account, asset, amount, reason, now); };
    co_return co_await decide(move);
}

void Desk::list(const Instrument& instrument) { commit(gate_.list(instrument, clock_.now())); }
void Desk::raise(const Signal& signal) { commit(gate_.raise(signal, clock_.now())); }
void Desk::alert(const std::string& severity, const std::string& source, const std::string& words)
{
    commit(gate_.alert(severity, source, words, clock_.now()));
}
void Desk::on_quote(const Quote& quote) { commit(gate_.on_quote(quote, clock_.now())); }
void Desk::tick() { commit(gate_.on_tick(clock_.now())); }
Desk::Awaitable<Result<void>> Desk::settled() { co_return co_await durable(appended_seq_); }

std::uint64_t Desk::commit(Step step)
{
    if (failure_ || (step.events.empty() && step.effects.empty())) return appended_seq_;
    Pending pending;
    pending.first_seq = appended_seq_ + 1;
    pending.time = gate_.state().last_time;
    if (!step.events.empty()) {
        std::vector<ledger::Entry> entries;
        entries.reserve(step.events.size());
        for (const Event& event : step.events) entries.push_back(to_entry(event, pending.time));
        reach("desk.before_append");
        appended_seq_ = journal_.append(std::move(entries));
        reach("desk.appended");
        SWARMDESK_ASSERT(appended_seq_ == pending.first_seq + step.events.size() - 1);
    }
    pending.last_seq = appended_seq_;
    pending.events = std::move(step.events);
    pending.effects = std::move(step.effects);
    if (pending.last_seq <= durable_seq_) {
        for (const Effect& effect : pending.effects) carry_out(effect);
        return appended_seq_;
    }
    pending_.push_back(std::move(pending));
    return appended_seq_;
}

Desk::Awaitable<Result<void>> Desk::durable(std::uint64_t seq)
{
    if (failure_) co_return *failure_;
    if (seq <= durable_seq_) co_return Result<void>{};
    runtime::Wakeup wakeup;
    const auto place = waiters_.emplace(seq, &wakeup);
    struct Leave {
        std::multimap<std::uint64_t, runtime::Wakeup*>& waiters;
        std::multimap<std::uint64_t, runtime::Wakeup*>::iterator place;
        ~Leave() { waiters.erase(place); }
    };
    const Leave leave{waiters_, place};
    co_await wakeup.wait();
    if (seq <= durable_seq_) co_return Result<void>{};
    co_return failure_.value_or(Error{Errc::cancelled, "the desk is stopping"});
}

void Desk::on_durable(std::uint64_t seq)
{
    SWARMDESK_ASSERT(seq >= durable_seq_);
    reach("desk.durable");
    durable_seq_ = seq;
    while (!pending_.empty() && pending_.front().last_seq <= seq) {
        const Pending done = std::move(pending_.front());
        pending_.pop_front();
        for (std::size_t i = 0; i < done.events.size(); ++i)
            for (const Subscriber& subscriber : subscribers_) subscriber(done.first_seq + i, done.time, done.events[i]);
        for (const Effect& effect : done.effects) carry_out(effect);
    }
    for (auto waiter = waiters_.begin(); waiter != waiters_.end() && waiter->first <= seq; ++waiter)
        waiter->second->wake();
}

void Desk::on_failure(const Error& error)
{
    // What is pending was never promised to anybody and must not happen: a restart finds only what is on disk.
    failure_ =
        Error{Errc::unavailable, "the ledger's disk failed; nothing is decided until a restart: " + error.detail};
    pending_.clear();
    for (const auto& [seq, wakeup] : waiters_) wakeup->wake();
}

void Desk::carry_out(const Effect& effect)
{
    if (const auto* submit = std::get_if<SubmitOrder>(&effect)) {
        const IntentId intent = submit->order.order().intent;
        const Now now = clock_.now();
        if (!gate_.may_leave(intent, now.utc)) {
            // A slow disk must not let out what a halt, a cancel or a deadline has stopped meanwhile.
            commit(gate_.on_report(
                SendAnswered{intent, SendOutcome::not_sent, "", "OVERTAKEN", "stopped before it left"}, now));
            return;
        }
        reach("desk.before_send");
        venue_.submit(submit->order);
        reach("desk.sent");
    } else if (const auto* cancel = std::get_if<CancelOrder>(&effect)) {
        venue_.cancel(cancel->account, cancel->instrument, cancel->client_order_id);
    } else if (const auto* query = std::get_if<QueryOrder>(&effect)) {
        venue_.query(query->account, query->instrument, query->client_order_id);
    } else {
        venue_.sweep(std::get<SweepAccount>(effect).account);
    }
}

Result<void> Desk::check_ledger(bool is_reduction) const
{
    if (failure_) return *failure_;
    if (is_reduction) return {};
    if (!journal_.has_room())
        return Error{Errc::unavailable,
                     "LEDGER_DISK_FULL: the disk is nearly full; free space, only cancels and reductions pass"};
    if (journal_.backlog() > backlog_max)
        return Error{Errc::limit_exceeded,
                     fmt::format("LEDGER_BUSY: {} events wait for the disk; try again", journal_.backlog())};
    return {};
}

}  // namespace swarmdesk::trading::execution
