#include "trading/execution/view.hpp"

#include <limits>

#include "runtime/wakeup.hpp"
#include "trading/execution/settled_fill.hpp"

namespace swarmdesk::trading::execution {

namespace {

constexpr std::size_t unbounded = std::numeric_limits<std::size_t>::max();  // the books bound it
constexpr std::uint64_t no_bound = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint32_t layout = 1;  ///< of a snapshot

}  // namespace

struct View::Impl {
    explicit Impl(const Settings& kept)
        : settings(kept),
          books(settings.finished_max),
          fills(settings.fills_max),
          trips(settings.trips_max),
          alerts(settings.alerts_max),
          signals(settings.signals_max)
    {}

    void apply(const StreamedEvent& event)
    {
        const IntentId id = intent_of(event.stamped.event);
        const std::optional<Oldest> oldest = id.is_nil() ? std::nullopt : oldest_finished(id);
        if (const IntentRecord* record = books.find(id)) {
            if (auto row = fill_row(event, record->intent)) {
                const AccountId account = row->account;
                fills.add(account, std::move(*row));
            }
        }
        books.apply(event.stamped);
        seq = event.seq;
        std::visit([&](const auto& what) { note(what, event); }, event.stamped.event);
        if (const IntentRecord* record = books.find(id)) sort(*record);
        if (oldest && books.find(oldest->intent) == nullptr) forget(*oldest);
    }

    void wake()
    {
        for (const auto& [wanted, waiter] : waiters) {
            if (wanted > seq) break;
            waiter->wake();
        }
    }

    Bytes snapshot() const
    {
        Encoder encoder;
        encoder.put(layout);
        encoder.put(seq);
        encoder.put(std::string_view{books.snapshot()});
        fills.encode(encoder);
        trips.encode(encoder);
        alerts.encode(encoder);
        signals.encode(encoder);
        intents.encode(encoder);
        approvals.encode(encoder);
        return encoder.take();
    }

    /// Into a new one. What can be found from the rest is not in the bytes.
    Result<void> restore(std::string_view bytes)
    {
        const Error corrupt{Errc::corrupt, "the snapshot of the view does not parse"};
        Decoder decoder{bytes};
        std::uint32_t version = 0;
        decoder.get(version);
        if (version != layout) return Error{Errc::corrupt, "the snapshot of the view has another layout"};
        decoder.get(seq);
        if (auto restored = books.restore(decoder.get_text()); !restored) return restored;
        fills.decode(decoder);
        trips.decode(decoder);
        alerts.decode(decoder);
        signals.decode(decoder);
        intents.decode(decoder);
        approvals.decode(decoder);
        if (decoder.failed() || !decoder.is_at_end()) return corrupt;

        for (const auto& [id, account] : books.rails().state().accounts) accounts[account.user].insert(id);
        bool is_of_the_books = true;
        approvals.walk(nullptr, no_bound, [&](const ApprovalRow& row) {
            approval_seqs.emplace(row.approval, row.seq);
            return is_of_the_books = books.find(row.approval) != nullptr;
        });
        intents.walk(nullptr, no_bound, [&](const IntentRow& row) {
            const IntentRecord* record = books.find(row.intent);
            is_of_the_books = is_of_the_books && record != nullptr &&
                              (!record->approval || approval_seqs.contains(*record->approval));
            if (!is_of_the_books) return false;
            intent_seqs.emplace(row.intent, row.seq);
            sort(*record);
            return true;
        });
        signals.walk(nullptr, no_bound, [&](const SignalRow& row) {
            signal_seqs.emplace(row.signal.id, row.seq);  // of two with one id the newer
            return true;
        });
        return is_of_the_books ? Result<void>{} : corrupt;
    }

    Settings settings;
    Books books;
    risk::Quotes quotes;
    std::uint64_t seq = 0;
    std::unordered_map<UserId, std::set<AccountId>> accounts;
    RowLog<FillRow> fills;
    RowLog<TripRow> trips;
    RowLog<AlertRow> alerts;
    RowLog<SignalRow> signals;
    RowLog<IntentRow> intents{unbounded};
    RowLog<IntentRow> open_intents{unbounded};
    RowLog<IntentRow> orders{unbounded};
    RowLog<ApprovalRow> approvals{unbounded};
    RowLog<ApprovalRow> open_approvals{unbounded};
    std::multimap<std::uint64_t, runtime::Wakeup*> waiters;  ///< by what they wait for

private:
    /// The intent that the books forget next.
    struct Oldest {
        IntentId intent;
        std::optional<ApprovalId> approval;
    };

    std::optional<Oldest> oldest_finished(const IntentId& id) const
    {
        const IntentRecord* record = books.find(id);
        if (record == nullptr) return std::nullopt;
        const auto& finished = books.orders_of(record->intent.account).finished;
        if (finished.size() < settings.finished_max || finished.empty()) return std::nullopt;
        const IntentRecord* oldest = books.find(finished.front());
        return Oldest{oldest->intent.id, oldest->approval};
    }

    void forget(const Oldest& oldest)
    {
        if (const auto found = intent_seqs.find(oldest.intent); found != intent_seqs.end()) {
            intents.forget(found->second);
            intent_seqs.erase(found);
        }
        if (!oldest.approval) return;
        if (const auto found = approval_seqs.find(*oldest.approval); found != approval_seqs.end()) {
            approvals.forget(found->second);
            approval_seqs.erase(found);
        }
    }

    /// Puts an intent into the lists its state belongs to.
    void sort(const IntentRecord& record)
    {
        const auto found = intent_seqs.find(record.intent.id);
        if (found == intent_seqs.end()) return;
        const AccountId& account = record.intent.account;
        keep(open_intents, account, IntentRow{found->second, record.intent.id}, !is_final(record.state));
        keep(orders, account, IntentRow{found->second, record.intent.id}, is_at_venue(record.state));
        if (!record.approval) return;
        const bool is_open = books.find(*record.approval)->state == ApprovalState::open;
        keep(open_approvals, account, ApprovalRow{approval_seqs.at(*record.approval), *record.approval}, is_open);
    }
    template <class Row>
    static void keep(RowLog<Row>& log, const AccountId& account, Row row, bool belongs)
    {
        if (!belongs)
            log.erase(row.seq);
        else if (log.find(row.seq) == nullptr)
            log.add(account, std::move(row));
    }

    template <class E>
    void note(const E&, const StreamedEvent&)
    {}
    void note(const AccountOpened& opened, const StreamedEvent&) { accounts[opened.user].insert(opened.account); }
    void note(const IntentProposed& proposed, const StreamedEvent& event)
    {
        const Intent& intent = proposed.intent;
        intent_seqs.emplace(intent.id, event.seq);
        intents.add(intent.account, {event.seq, intent.id});
        if (!intent.signal) return;
        if (const auto found = signal_seqs.find(*intent.signal); found != signal_seqs.end())
            signals.find(found->second)->intent = intent.id;
    }
    void note(const ApprovalRequested& requested, const StreamedEvent& event)
    {
        const ApprovalRecord* approval = books.find(requested.approval);
        approval_seqs.emplace(requested.approval, event.seq);
        approvals.add(approval->account, {event.seq, requested.approval});
    }
    void note(const RoundTripClosed& trip, const StreamedEvent& event)
    {
        trips.add(trip.account, {event.seq, event.stamped.time, trip});
    }
    void note(const AlertRaised& alert, const StreamedEvent& event)
    {
        alerts.add(alert.account.value_or(AccountId{}), {event.seq, event.stamped.time, alert});
    }
    void note(const SignalRaised& raised, const StreamedEvent& event)
    {
        signal_seqs.insert_or_assign(raised.signal.id, event.seq);
        const auto gone = signals.add(raised.signal.account, {event.seq, event.stamped.time, raised.signal, {}});
        if (!gone) return;
        if (const auto found = signal_seqs.find(gone->signal.id);
            found != signal_seqs.end() && found->second == gone->seq)
            signal_seqs.erase(found);
    }

    std::unordered_map<IntentId, std::uint64_t> intent_seqs;
    std::unordered_map<ApprovalId, std::uint64_t> approval_seqs;
    std::unordered_map<SignalId, std::uint64_t> signal_seqs;
};

View::View(Settings settings) : impl_(std::make_unique<Impl>(settings)) {}
View::~View() = default;

void View::apply(std::span<const StreamedEvent> events)
{
    for (const StreamedEvent& event : events) impl_->apply(event);
    impl_->wake();
}

void View::reached(std::uint64_t seq)
{
    impl_->seq = std::max(impl_->seq, seq);
    impl_->wake();
}

void View::on_quote(const Quote& quote) { impl_->quotes.insert_or_assign(quote.instrument, quote); }

Bytes View::snapshot() const { return impl_->snapshot(); }

Result<void> View::restore(std::string_view snapshot)
{
    auto restored = std::make_unique<Impl>(impl_->settings);
    if (auto done = restored->restore(snapshot); !done) return done;
    restored->quotes = std::move(impl_->quotes);
    impl_ = std::move(restored);
    return {};
}

std::uint64_t View::seq() const { return impl_->seq; }

boost::asio::awaitable<void> View::reach(std::uint64_t seq)
{
    if (impl_->seq >= seq) co_return;
    runtime::Wakeup wakeup;
    const auto place = impl_->waiters.emplace(seq, &wakeup);
    const std::shared_ptr<void> listed{nullptr, [this, place](void*) { impl_->waiters.erase(place); }};
    while (impl_->seq < seq) co_await wakeup.wait();
}

const Books& View::books() const { return impl_->books; }
const risk::Quotes& View::quotes() const { return impl_->quotes; }

const risk::Account* View::account(const AccountId& account) const { return impl_->books.rails().find(account); }

const std::set<AccountId>& View::accounts_of(const UserId& user) const
{
    static const std::set<AccountId> none;
    const auto found = impl_->accounts.find(user);
    return found == impl_->accounts.end() ? none : found->second;
}

const RowLog<View::FillRow>& View::fills() const { return impl_->fills; }
const RowLog<View::TripRow>& View::trips() const { return impl_->trips; }
const RowLog<View::AlertRow>& View::alerts() const { return impl_->alerts; }
const RowLog<View::SignalRow>& View::signals() const { return impl_->signals; }
const RowLog<View::IntentRow>& View::intents() const { return impl_->intents; }
const RowLog<View::IntentRow>& View::open_intents() const { return impl_->open_intents; }
const RowLog<View::IntentRow>& View::orders() const { return impl_->orders; }
const RowLog<View::ApprovalRow>& View::approvals() const { return impl_->approvals; }
const RowLog<View::ApprovalRow>& View::open_approvals() const { return impl_->open_approvals; }

std::optional<View::FillRow> fill_row(const StreamedEvent& event, const Intent& intent)
{
    View::FillRow row;
    row.seq = event.seq;
    row.intent = intent.id;
    row.account = intent.account;
    row.owner = intent.lot_owner();
    row.time = event.stamped.time;
    if (const auto* filled = std::get_if<OrderFilled>(&event.stamped.event)) {
        row.fill = filled->fill;
        row.fee_quote = filled->fee_quote;
        return row;
    }
    const auto* settled = std::get_if<OrderSettled>(&event.stamped.event);
    if (settled == nullptr || !settled->settlement.filled.is_positive()) return std::nullopt;
    row.fill = settled_fill(settled->settlement, intent, event.stamped.time);
    row.fee_quote = settled->settlement.fee;
    return row;
}

}  // namespace swarmdesk::trading::execution
