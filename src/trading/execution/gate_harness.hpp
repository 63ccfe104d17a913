#pragma once

#include <gtest/gtest.h>

#include <deque>

#include "trading/execution/gate.hpp"
#include "trading/execution/test_venue.hpp"

/// \file
/// A gate with two venues, three accounts and a market at 100 000, for tests. Both clocks move only when told.

namespace swarmdesk::trading::execution::testing {

using namespace literals;
using namespace std::chrono_literals;

inline const VenueId paper{"paper"};
inline const VenueId other_venue{"other"};
inline const InstrumentId btc{"paper:BTCUSDT"};
inline const InstrumentId eth{"paper:ETHUSDT"};
inline const InstrumentId bnb{"paper:BNBUSDT"};
inline const InstrumentId other_btc{"other:BTCUSDT"};
inline const AssetId usdt{"USDT"};
inline const AssetId bitcoin{"BTC"};

inline const AccountId first{"first"};    ///< of Alice at `paper`
inline const AccountId second{"second"};  ///< of Alice at `other_venue`
inline const AccountId bobs{"bobs"};      ///< of Bob at `paper`
inline const UserId alice{"operator"};
inline const UserId bob{"bob"};
inline const Actor human{ActorKind::human, "operator"};
inline const Actor other_human{ActorKind::human, "second"};
inline const Actor agent{ActorKind::agent, "buy_bot"};

inline IntentId intent_id(std::uint64_t n) { return IntentId::make_v7(utc_from_ms(1'750'000'000'000), 7, n); }

inline Instrument instrument(const InstrumentId& id, std::string_view base)
{
    return {id,
            AssetId{base},
            usdt,
            Price{"0.01"_dec},
            Quantity{"0.00001"_dec},
            Quantity{"0.00001"_dec},
            Quantity{"100"_dec},
            Amount{"5"_dec}};
}
inline TestVenue make_paper()
{
    return TestVenue{paper, {instrument(btc, "BTC"), instrument(eth, "ETH"), instrument(bnb, "BNB")}};
}
inline TestVenue make_other() { return TestVenue{other_venue, {instrument(other_btc, "BTC")}}; }

/// Settings in which a notional is what price times quantity says: no fee, no slippage.
inline GateSettings plain_settings()
{
    GateSettings settings;
    settings.limits.taker_fee_percent = "0"_dec;
    settings.limits.slippage_percent = "0"_dec;
    return settings;
}
inline GateSettings two_approvers()
{
    GateSettings settings = plain_settings();
    settings.approvers = {"operator", "second"};
    return settings;
}

inline std::string state_of(const IntentRecord& record)
{
    return std::string{to_text(record.state)} + (record.denial ? " " + to_string(*record.denial) : "");
}

class Harness {
public:
    explicit Harness(GateSettings settings = plain_settings(), Amount money = Amount{"1000000"_dec})
        : Harness(settings, Empty{})
    {
        open(first, alice, paper, money);
        open(second, alice, other_venue, money);
        open(bobs, bob, paper, money);
    }
    /// Without accounts.
    struct Empty {};
    Harness(GateSettings settings, Empty) : settings_(std::move(settings)), gate_(make_gate(settings_))
    {
        take(gate().start(StartOptions{"test", {}, {}, 1}, now).value());
        for (TestVenue* venue : {&paper_venue, &foreign_venue})
            for (const Instrument& listed : venue->instruments()) take(gate().list(listed, now).value());
        quote("99999.99"_dec, "100000"_dec);
        quote("99999.99"_dec, "100000"_dec, other_btc);
        quote("3999.99"_dec, "4000"_dec, eth);
        quote("599.99"_dec, "600"_dec, bnb);
    }

    Gate& gate() { return *gate_; }
    const Gate& gate() const { return *gate_; }
    const Books& books() const { return gate_->books(); }
    const risk::Account& account(const AccountId& id = first) const { return *books().rails().find(id); }
    Quantity position(const AccountId& id = first, const InstrumentId& instrument = btc) const
    {
        const auto& holdings = account(id).holdings;
        const auto found = holdings.find(instrument);
        return found == holdings.end() ? Quantity{} : found->second.quantity();
    }
    TestVenue& venue(const VenueId& id) { return id == paper ? paper_venue : foreign_venue; }
    TestVenue& venue_of(const AccountId& id) { return venue(account(id).venue); }

    /// Opens the account with this money at the venue, and compares books.
    void open(const AccountId& id, const UserId& user, const VenueId& at, Amount money)
    {
        if (money.is_positive()) venue(at).account(id).balances[usdt] = money;
        take(gate().open_account(id, user, at, now).value());
        tick();
    }

    void quote(Decimal bid, Decimal ask, const InstrumentId& id = btc)
    {
        take(gate().on_quote(
            Quote{id, Price{bid}, Price{ask}, Quantity{"1"_dec}, Quantity{"1"_dec}, now.utc, now.monotonic}, now));
    }
    /// Both venues agree on what the asset costs.
    void quote_everywhere(Decimal bid, Decimal ask)
    {
        quote(bid, ask, other_btc);
        quote(bid, ask, btc);
    }
    void refresh_quotes()
    {
        const risk::Quotes known = gate().quotes();
        for (const auto& [id, last] : known) quote(last.bid.value(), last.ask.value(), id);
    }
    /// Time passes at once; the market stays where it is and stays fresh.
    void pass(nanoseconds duration)
    {
        stand_still(duration);
        refresh_quotes();
        tick();
    }
    /// The same in turns of 100 ms, as a desk ticks.
    void run(nanoseconds duration)
    {
        for (nanoseconds passed{}; passed < duration; passed += 100ms) pass(100ms);
    }
    /// Time passes without a quote and without a tick.
    void stand_still(nanoseconds duration)
    {
        now.utc = now.utc + duration;
        now.monotonic = now.monotonic + duration;
    }
    /// Somebody sets the calendar clock.
    void step_clock(nanoseconds by) { now.utc = now.utc + by; }
    void tick()
    {
        take(gate().on_tick(now));
        answer();
    }
    /// The venues answer what they were queried, unless they are silent.
    void answer()
    {
        while (!is_silent && !asked.empty()) {
            const Effect effect = asked.front();
            asked.pop_front();
            if (const auto* query = std::get_if<QueryOrder>(&effect)) {
                report(venue(query->instrument.venue).query(query->account, query->client_order_id));
            } else {
                const auto& wanted = std::get<TakeSnapshot>(effect);
                report(venue(wanted.venue).snapshot(wanted.account, wanted.request, wanted.cursor, now.utc));
            }
        }
    }

    Intent order(Side side, Decimal quantity, std::optional<Decimal> limit = {}, const AccountId& id = first,
                 std::optional<InstrumentId> what = {})
    {
        Intent intent;
        intent.id = intent_id(++count);
        intent.user = id == bobs ? bob : alice;
        intent.account = id;
        intent.instrument = what ? *what : id == second ? other_btc : btc;
        intent.side = side;
        intent.type = limit ? OrderType::limit : OrderType::market;
        intent.quantity = Quantity{quantity};
        if (limit) intent.limit_price = Price{*limit};
        intent.proposer = human;
        return intent;
    }
    Intent buy(Decimal quantity, std::optional<Decimal> limit = {}, const AccountId& id = first,
               std::optional<InstrumentId> what = {})
    {
        return order(Side::buy, quantity, limit, id, std::move(what));
    }
    Intent sell(Decimal quantity, std::optional<Decimal> limit = {}, const AccountId& id = first,
                std::optional<InstrumentId> what = {})
    {
        return order(Side::sell, quantity, limit, id, std::move(what));
    }

    /// Proposes and gives the record as it then stands.
    const IntentRecord& propose(const Intent& intent)
    {
        take(gate().propose(intent, now).value());
        if (last_unrecorded) return *last_unrecorded;
        return *books().find(intent.id);
    }
    std::string proposed(const Intent& intent) { return state_of(propose(intent)); }
    const IntentRecord& record(const Intent& intent) const { return *books().find(intent.id); }
    std::string state(const Intent& intent) const { return state_of(record(intent)); }

    void report(const VenueReport& report)
    {
        const AccountId& about = std::visit([](const auto& r) -> const AccountId& { return r.account; }, report);
        const risk::Account* known = books().rails().find(about);
        take(gate().on_report(known == nullptr ? paper : known->venue, report, now));
    }
    /// The venue has the order, and the desk is not told.
    void place(const Intent& intent)
    {
        TestVenue& at = venue(intent.instrument.venue);
        if (!at.has(intent.account, client_order_id(intent.id))) at.submit(*record(intent).order);
    }
    void accept(const Intent& intent)
    {
        place(intent);
        const auto& placed = venue(intent.instrument.venue).order(intent.account, client_order_id(intent.id));
        report(SendAnswered{intent.account, intent.id, SendOutcome::accepted, placed.venue_order_id, {}, {}});
    }
    void answer_send(const Intent& intent, SendOutcome outcome, std::string code = "-1", std::string message = "words")
    {
        report(SendAnswered{intent.account, intent.id, outcome, {}, std::move(code), std::move(message)});
    }
    /// The venue fills it, and the desk is not told.
    FillReported fill_silently(const Intent& intent, Decimal quantity, Decimal price, Decimal fee = {},
                               const AssetId& fee_asset = usdt)
    {
        place(intent);
        return venue(intent.instrument.venue)
            .fill(intent.account, client_order_id(intent.id), Quantity{quantity}, Price{price}, now.utc, Amount{fee},
                  fee_asset);
    }
    void fill(const Intent& intent, Decimal quantity, Decimal price, Decimal fee = {}, const AssetId& fee_asset = usdt)
    {
        report(fill_silently(intent, quantity, price, fee, fee_asset));
    }
    void close(const Intent& intent, VenueOrderStatus status)
    {
        report(venue(intent.instrument.venue).close(intent.account, client_order_id(intent.id), status, "closed"));
    }
    void deposit(const AccountId& id, const AssetId& asset, Decimal amount)
    {
        report(venue_of(id).move(id, asset, Amount{amount}, now.utc));
    }
    void approve(const Intent& intent, const Actor& by = human)
    {
        take(gate().approve(*record(intent).approval, by, now).value());
    }
    /// Proposed, approved if it must be, accepted and filled whole at the price.
    void trade(const Intent& intent, Decimal price, Decimal fee = {}, const AssetId& fee_asset = usdt)
    {
        propose(intent);
        if (record(intent).state == IntentState::pending_approval)
            approve(intent, gate().settings().approvers.size() > 1 ? other_human : human);
        ASSERT_EQ(state(intent), "SUBMITTED");
        accept(intent);
        fill(intent, record(intent).order->quantity.value(), price, fee, fee_asset);
    }
    /// Buys and sells again 0.005 coins, losing `percent` of what they cost (negative: winning).
    void round_trip(Decimal percent, const AccountId& id = first, const Actor& by = human)
    {
        const Decimal top = gate().quotes().at(btc).ask.value();
        const Decimal exit = top - divide(multiply(top, percent, Rounding::half_even), "100"_dec, Rounding::half_even);
        Intent entry = buy("0.005"_dec, {}, id);
        Intent closing = sell("0.005"_dec, {}, id);
        entry.proposer = closing.proposer = by;
        trade(entry, top);
        trade(closing, exit);
        pass(61min);
    }
    void set_state(risk::TradingState state, const Actor& by = human)
    {
        take(gate().set_state(state, by, "test", now).value());
    }
    Result<Step> set_account_state(risk::TradingState state, const AccountId& id = first, const Actor& by = human)
    {
        auto step = gate().set_account_state(id, state, by, "test", now);
        if (step) take(*step);
        return step;
    }

    void take(Step step)
    {
        effects = step.effects;
        last_unrecorded = std::move(step.unrecorded);
        for (const Effect& effect : step.effects) {
            if (const auto* submit = std::get_if<SubmitOrder>(&effect))
                submitted.push_back(submit->order.order());
            else if (const auto* cancel = std::get_if<CancelOrder>(&effect))
                cancels.push_back(cancel->client_order_id);
            else
                asked.push_back(effect);
            queries += std::holds_alternative<QueryOrder>(effect) ? 1 : 0;
            snapshots += std::holds_alternative<TakeSnapshot>(effect) ? 1 : 0;
        }
        for (Stamped& event : step.events) events.push_back(std::move(event));
    }
    Result<Step> took(Result<Step> step)
    {
        if (step) take(*step);
        return step;
    }
    template <class E>
    std::size_t count_of() const
    {
        return static_cast<std::size_t>(std::count_if(events.begin(), events.end(), [](const Stamped& stamped) {
            return std::holds_alternative<E>(stamped.event);
        }));
    }
    template <class E>
    const E* last() const
    {
        for (auto stamped = events.rbegin(); stamped != events.rend(); ++stamped)
            if (const auto* event = std::get_if<E>(&stamped->event)) return event;
        return nullptr;
    }
    std::size_t alerts(std::string_view code) const
    {
        return static_cast<std::size_t>(std::count_if(events.begin(), events.end(), [&](const Stamped& stamped) {
            const auto* alert = std::get_if<AlertRaised>(&stamped.event);
            return alert != nullptr && alert->code == code;
        }));
    }
    template <class E>
    std::size_t effects_of() const
    {
        return static_cast<std::size_t>(std::count_if(
            effects.begin(), effects.end(), [](const Effect& effect) { return std::holds_alternative<E>(effect); }));
    }

    /// A gate that has only read this one's events.
    std::unique_ptr<Gate> replayed() const { return replayed(settings_); }
    std::unique_ptr<Gate> replayed(const GateSettings& settings) const
    {
        auto copy = make_gate(settings);
        for (const Stamped& event : events) copy->apply(event);
        return copy;
    }
    /// The process dies between two steps, and another starts from the ledger alone; its monotonic clock begins anew.
    Result<void> restart(StartOptions options = {"test", {}, {}, 2})
    {
        const risk::Quotes known = gate().quotes();
        auto fresh = replayed();
        const MonotonicTime before = now.monotonic;
        now.monotonic = {5'000'000'000};
        auto step = fresh->start(options, now);
        if (!step) {
            now.monotonic = before;
            return step.error();
        }
        gate_ = std::move(fresh);
        asked.clear();
        take(std::move(*step));
        for (const auto& [id, last] : known) quote(last.bid.value(), last.ask.value(), id);
        return {};
    }

    /// What the next start reads.
    void configure(GateSettings settings) { settings_ = std::move(settings); }

    TestVenue paper_venue = make_paper();
    TestVenue foreign_venue = make_other();
    Now now{utc_from_ms(1'750'032'000'000), MonotonicTime{1'000'000'000'000}};  // 2025-06-16T00:00:00Z
    std::vector<Stamped> events;
    std::vector<Effect> effects;  ///< of the last step
    std::deque<Effect> asked;     ///< queries and snapshots not yet answered
    std::vector<Order> submitted;
    std::vector<ClientOrderId> cancels;
    std::size_t queries = 0;
    std::size_t snapshots = 0;
    bool is_silent = false;  ///< no query is answered
    std::optional<IntentRecord> last_unrecorded;
    std::uint64_t count = 0;

private:
    static std::unique_ptr<Gate> make_gate(const GateSettings& settings)
    {
        auto made = std::make_unique<Gate>(settings);
        made->add_venue(paper, VenueRules{});
        made->add_venue(other_venue, VenueRules{});
        return made;
    }

    GateSettings settings_;
    std::unique_ptr<Gate> gate_;
};

}  // namespace swarmdesk::trading::execution::testing
