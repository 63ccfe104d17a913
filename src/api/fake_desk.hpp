#pragma once

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <span>

#include "api/backend.hpp"
#include "api/intent_history.hpp"
#include "trading/risk/limit_list.hpp"

namespace swarmdesk::api::testing {

namespace asio = boost::asio;

/// The execution cell as the API meets it, without ledger or venue: judges by the real rails on the gate's own books,
/// records the events, and hands them on in a later turn, as another thread would. Its venue fills market orders whole
/// at their limit and lets others rest.
class FakeDesk final : public trading::execution::CommandPort, public History {
    using Books = trading::execution::Books;
    using IntentRecord = trading::execution::IntentRecord;
    using IntentState = trading::execution::IntentState;
    using ApprovalRecord = trading::execution::ApprovalRecord;
    using ApprovalState = trading::execution::ApprovalState;
    using Event = trading::execution::Event;
    using StreamedEvent = trading::execution::StreamedEvent;
    using TradingState = trading::risk::TradingState;

public:
    FakeDesk(asio::io_context& context, const runtime::Clock& clock) : context_(context), clock_(clock) {}

    /// Where events go once durable.
    std::function<void(std::span<const StreamedEvent>)> on_events;
    std::function<void()> on_read = [] {};  ///< while somebody waits for the ledger
    /// What keeps an intent from being taken at all; nothing: it is judged.
    std::function<std::optional<Error>(const trading::Intent&)> refuse = [](const trading::Intent&) {
        return std::nullopt;
    };
    bool is_silent = false;  ///< orders are sent and their outcome stays unknown
    bool has_four_eyes = false;
    bool is_stalled = false;  ///< events are durable, but do not come through

    const Books& books() const { return books_; }
    void on_quote(const trading::Quote& quote) { quotes_.insert_or_assign(quote.instrument, quote); }
    /// Records an event and hands it on.
    std::uint64_t record(Event event, const trading::AccountId& account = {})
    {
        StreamedEvent streamed;
        streamed.seq = events_.size() + 1;
        streamed.stamped.event = std::move(event);
        streamed.stamped.time = clock_.now().utc;
        streamed.stamped.desk = now().desk;
        streamed.stamped.account = account;
        streamed.hash = sha256(std::to_string(streamed.seq));
        books_.apply(streamed.stamped);
        events_.push_back(std::move(streamed));
        asio::post(context_, [this] { deliver(); });
        return events_.size();
    }
    void deliver()
    {
        if (is_stalled || delivered_ == events_.size()) return;
        const std::span<const StreamedEvent> fresh{events_.data() + delivered_, events_.size() - delivered_};
        delivered_ = events_.size();
        on_events(fresh);
    }
    void expire_approvals()
    {
        using trading::execution::ApprovalExpired;
        std::vector<ApprovalRecord> due;
        for (const auto& [id, approval] : books_.state().approvals)
            if (approval.state == ApprovalState::open && approval.request.expires <= now().desk)
                due.push_back(approval);
        for (const ApprovalRecord& approval : due)
            record(ApprovalExpired{approval.request.approval, approval.request.intent}, approval.account);
    }

    Answer<IntentRecord> propose(trading::Intent intent) override
    {
        co_await turn();
        if (const auto known = find(intent.id)) {
            if (!is_same_request(known->intent, intent))
                co_return conflict("An intent of this id has other parameters");
            co_return done(*known);
        }
        if (auto error = refuse(intent)) co_return std::move(*error);
        co_return done(admit(std::move(intent)));
    }
    asio::awaitable<Result<trading::execution::Preview>> preview(trading::Intent intent) override
    {
        co_await turn();
        co_return books_.rails().assess(intent, quotes_, now());
    }
    Answer<IntentRecord> cancel(trading::IntentId intent, trading::Actor by, std::string reason) override
    {
        using namespace trading::execution;
        co_await turn();
        const trading::AccountId account = books_.find(intent)->intent.account;
        record(CancelRequested{intent, by, reason}, account);
        record(OrderClosed{intent, trading::VenueOrderStatus::canceled, "canceled"}, account);
        co_return done(*books_.find(intent));
    }
    Answer<ApprovalRecord> approve(trading::ApprovalId approval, trading::Actor by) override
    {
        using namespace trading::execution;
        co_await turn();
        const ApprovalRecord waiting = *books_.find(approval);
        if (waiting.state != ApprovalState::open) co_return conflict(std::string{trading::execution::already_decided});
        const IntentRecord intent = *books_.find(waiting.request.intent);
        if (has_four_eyes && intent.intent.proposer == by) co_return Error{Errc::forbidden, "another must decide"};
        const auto verdict = books_.rails().assess(intent.intent, quotes_, now(), &intent.intent.id);
        if (const auto* denial = std::get_if<trading::risk::Denial>(&verdict)) {
            record(ApprovalDeclined{approval, intent.intent.id, {}, "", *denial}, waiting.account);
        } else {
            record(ApprovalGranted{approval, intent.intent.id, by, waiting.request.binding}, waiting.account);
            send(intent.intent.id);
        }
        co_return done(*books_.find(approval));
    }
    Answer<ApprovalRecord> decline(trading::ApprovalId approval, trading::Actor by, std::string reason) override
    {
        co_await turn();
        if (!decline_open(approval, by, reason)) co_return conflict(std::string{trading::execution::already_decided});
        co_return done(*books_.find(approval));
    }
    Answer<IntentRecord> modify(trading::ApprovalId approval, trading::execution::Modification modification,
                                trading::Actor by) override
    {
        co_await turn();
        trading::Intent intent = books_.find(books_.find(approval)->request.intent)->intent;
        if (!decline_open(approval, by, "modified"))
            co_return conflict(std::string{trading::execution::already_decided});
        intent.parent = std::exchange(intent.id, modification.intent);
        if (modification.quantity) intent.quantity = modification.quantity;
        if (modification.limit_price) intent.limit_price = modification.limit_price;
        intent.proposer = by;
        co_return done(admit(std::move(intent)));
    }
    Answer<void> set_state(TradingState state, trading::Actor by, std::string reason) override
    {
        co_await turn();
        co_return Done<void>{record(trading::execution::DeskStateSet{state, by, reason})};
    }
    Answer<void> set_account_state(trading::AccountId account, TradingState state, trading::Actor by,
                                   std::string reason) override
    {
        co_await turn();
        co_return Done<void>{record(trading::execution::AccountStateSet{account, state, by, reason}, account)};
    }
    Answer<void> protect(trading::execution::LotKey lot, trading::Protection protection, trading::Actor by,
                         std::string reason) override
    {
        co_await turn();
        trading::execution::ProtectionSet set{lot.account, lot.owner, lot.instrument, protection, by, {}, reason};
        co_return Done<void>{record(std::move(set), lot.account)};
    }
    Answer<void> tighten(std::string limit, std::string value, trading::Actor by, std::string reason) override
    {
        co_await turn();
        const trading::risk::Limits& before = books_.rails().limits();
        auto limits = trading::risk::tightened(before, limit, value);
        if (!limits) co_return limits.error();
        using namespace trading::execution;
        record(LimitTightened{limit, trading::risk::limit_text(before, limit), value, by, reason});
        co_return Done<void>{record(LimitsSet{books_.state().limits_epoch + 1, std::move(*limits)})};
    }
    Answer<void> rearm(trading::risk::Scope scope, trading::Actor by) override
    {
        co_await turn();
        co_return Done<void>{record(trading::execution::LossStreakRearmed{scope, by})};
    }
    Answer<IntentRecord> settle(trading::IntentId intent, trading::execution::Settlement settlement,
                                trading::Actor by) override
    {
        using namespace trading::execution;
        co_await turn();
        const IntentRecord before = *books_.find(intent);
        if (before.state != IntentState::unknown) co_return conflict("only an unknown outcome is settled");
        const auto& proposed = books_.state().settlements;
        const auto first = proposed.find(intent);
        if (has_four_eyes && (first == proposed.end() || first->second.by == by))
            record(SettlementProposed{intent, settlement, by}, before.intent.account);
        else if (has_four_eyes)
            record(OrderSettled{intent, settlement, first->second.by, by}, before.intent.account);
        else
            record(OrderSettled{intent, settlement, by, {}}, before.intent.account);
        co_return done(*books_.find(intent));
    }
    Answer<void> adjust(trading::AccountId account, trading::AssetId asset, trading::Amount amount,
                        std::string evidence, trading::Actor by) override
    {
        using namespace trading::execution;
        co_await turn();
        if (has_four_eyes)
            co_return Done<void>{record(AdjustmentProposed{account, asset, amount, evidence, by}, account)};
        co_return Done<void>{record(AdjustmentMade{account, asset, amount, {}, false, evidence, by, {}}, account)};
    }
    Answer<void> open_account(trading::AccountId account, trading::UserId user, trading::VenueId venue) override
    {
        using namespace trading::execution;
        co_await turn();
        const auto& listed = books_.rails().state().instruments;
        const auto is_there = [&](const auto& row) { return row.first.venue == venue; };
        if (std::none_of(listed.begin(), listed.end(), is_there))
            co_return Error{Errc::not_found, "there is no venue " + venue.to_string()};
        record(AccountOpened{account, user, venue}, account);
        FundsMoved funds;
        funds.account = account;
        funds.asset = trading::AssetId{"USDT"};
        funds.amount = trading::Amount{Decimal::from_integer(100'000)};
        funds.move = MoveKind::initial;
        record(std::move(funds), account);
        const auto today = utc_day(clock_.now().utc);
        if (const auto day = books_.rails().new_baseline(account, today, quotes_, clock_.now().monotonic))
            record(DayStarted{account, *day}, account);
        co_return Done<void>{events_.size()};
    }
    Answer<void> change_setting(trading::execution::SettingChanged change) override
    {
        co_await turn();
        co_return Done<void>{record(std::move(change))};
    }
    void raise(trading::Signal signal) override
    {
        const trading::AccountId account = signal.account;
        record(trading::execution::SignalRaised{std::move(signal)}, account);
    }
    void alert(trading::execution::AlertRaised alert) override
    {
        const trading::AccountId account = alert.account.value_or(trading::AccountId{});
        record(std::move(alert), account);
    }

    asio::awaitable<Result<std::vector<StreamedEvent>>> read(HistoryQuery query) override
    {
        co_await turn();
        on_read();
        std::vector<StreamedEvent> found;
        const auto look = [&](const StreamedEvent& event) {
            const trading::execution::Row row = to_row(event.stamped);
            const bool fits = event.seq > query.after_seq && event.seq < query.before_seq &&
                              (!query.subject || row.subject == *query.subject) &&
                              (!query.kind || row.kind == *query.kind) &&
                              (!query.chain || chain_of(event.stamped) == *query.chain);
            if (fits && found.size() < query.limit) found.push_back(event);
        };
        if (query.is_newest_first)
            std::for_each(events_.rbegin(), events_.rend(), look);
        else
            std::ranges::for_each(events_, look);
        co_return found;
    }

private:
    template <class T>
    using Done = trading::execution::Done<T>;

    asio::awaitable<void> turn() { co_await asio::post(context_, asio::use_awaitable); }
    trading::Moment now() const
    {
        const Now now = clock_.now();
        return {now.utc, DeskTime{now.monotonic.ns}, now.monotonic};
    }
    static Error conflict(std::string detail) { return {Errc::conflict, std::move(detail)}; }
    template <class T>
    Done<T> done(const T& value) const
    {
        return {value, events_.size()};
    }

    std::optional<IntentRecord> find(const trading::IntentId& intent) const
    {
        if (const IntentRecord* record = books_.find(intent)) return *record;
        std::vector<StreamedEvent> about;
        for (const StreamedEvent& event : events_)
            if (trading::execution::intent_of(event.stamped.event) == intent) about.push_back(event);
        const auto history = intent_history(about);
        return history ? std::optional{history->record} : std::nullopt;
    }
    IntentRecord admit(trading::Intent intent)
    {
        using namespace trading::execution;
        const trading::IntentId id = intent.id;
        const trading::AccountId account = intent.account;
        record(IntentProposed{intent}, account);
        const auto verdict = books_.rails().assess(intent, quotes_, now());
        if (const auto* denial = std::get_if<trading::risk::Denial>(&verdict)) {
            record(IntentDenied{id, *denial}, account);
            return *books_.find(id);
        }
        const auto& admitted = std::get<trading::risk::Admitted>(verdict);
        const Evidence evidence{admitted.evidence.bid, admitted.evidence.ask, admitted.evidence.time, {}};
        trading::Order order = admitted.order;
        order.client_order_id = trading::ClientOrderId{"sd-" + std::to_string(events_.size())};
        record(ExposureReserved{admitted.reservation, order, admitted.worst_case, evidence}, account);
        if (!admitted.needs_approval) {
            send(id);
            return *books_.find(id);
        }
        ApprovalRequested request;
        request.approval = trading::ApprovalId::make_v7(clock_.now().utc, 2, events_.size());
        request.intent = id;
        request.binding = sha256(id.to_string());
        request.quantity_max = admitted.order.quantity;
        request.worst_price = admitted.reservation.worst_price;
        request.expires = now().desk + std::chrono::seconds{60};
        request.expires_at = clock_.now().utc + std::chrono::seconds{60};
        record(std::move(request), account);
        return *books_.find(id);
    }
    void send(const trading::IntentId& id)
    {
        using namespace trading::execution;
        const trading::Order order = *books_.find(id)->order;
        const trading::LotOwner owner = books_.find(id)->intent.lot_owner();
        record(OrderSubmitted{id, order.client_order_id, {}}, order.account);
        if (is_silent) {
            record(OrderUnknown{id, "TIMEOUT", "no answer"}, order.account);
            return;
        }
        record(OrderAccepted{id, "v-1", false}, order.account);
        if (order.type != trading::OrderType::market) return;
        OrderFilled filled;
        filled.intent = id;
        filled.fill.id = trading::FillId{"t-" + std::to_string(events_.size())};
        filled.fill.instrument = order.instrument;
        filled.fill.side = order.side;
        filled.fill.price = *order.limit_price;
        filled.fill.quantity = order.quantity;
        filled.fill.fee_asset = trading::AssetId{"USDT"};
        filled.fill.time = clock_.now().utc;
        record(std::move(filled), order.account);
        for (const trading::risk::ClosedTrip& closed : std::vector{books_.closed_trips()})
            record(RoundTripClosed{order.account, closed.owner, closed.instrument, id, closed.trip.entry_cost,
                                   closed.trip.result, books_.rails().is_loss(closed.trip)},
                   order.account);
    }
    bool decline_open(const trading::ApprovalId& approval, const trading::Actor& by, const std::string& reason)
    {
        const ApprovalRecord waiting = *books_.find(approval);
        if (waiting.state != ApprovalState::open) return false;
        record(trading::execution::ApprovalDeclined{approval, waiting.request.intent, by, reason, {}}, waiting.account);
        return true;
    }

    asio::io_context& context_;
    const runtime::Clock& clock_;
    Books books_;
    trading::risk::Quotes quotes_;
    std::vector<StreamedEvent> events_;
    std::size_t delivered_ = 0;
};

}  // namespace swarmdesk::api::testing
