#pragma once

#include <gtest/gtest.h>

#include "trading/execution/gate.hpp"

/// \file
/// A gate with one account, one instrument and a market at 100 000, for tests. Time moves only when told.

namespace swarmdesk::trading::execution::testing {

using namespace literals;
using namespace std::chrono_literals;

inline const InstrumentId btc{"BTCUSDT"};
inline const AccountId paper{"paper"};
inline const UserId alice{"operator"};
inline const Actor human{ActorKind::human, "operator"};
inline const Actor other_human{ActorKind::human, "second"};
inline const Actor agent{ActorKind::agent, "buy_bot"};

inline IntentId intent_id(std::uint64_t n) { return IntentId::make_v7(utc_from_ms(1'750'000'000'000), 7, n); }

inline Instrument bitcoin()
{
    return {btc,
            AssetId{"BTC"},
            AssetId{"USDT"},
            Price{"0.01"_dec},
            Quantity{"0.00001"_dec},
            Quantity{"0.00001"_dec},
            Quantity{"100"_dec},
            Amount{"5"_dec}};
}

/// Settings in which a notional is what price times quantity says: no fee, no slippage.
inline GateSettings plain_settings()
{
    GateSettings settings;
    settings.limits.taker_fee_percent = "0"_dec;
    settings.limits.slippage_percent = "0"_dec;
    return settings;
}

class Harness {
public:
    explicit Harness(GateSettings settings = plain_settings(), Amount money = Amount{"1000000"_dec})
        : gate{std::move(settings)}
    {
        take(gate.on_start(now));
        take(gate.list(bitcoin(), now));
        take(gate.open_account(paper, alice, now).value());
        take(gate.move_funds(paper, AssetId{"USDT"}, money, "test", now).value());
        quote("99999.99"_dec, "100000"_dec);
    }

    void quote(Decimal bid, Decimal ask)
    {
        take(gate.on_quote(
            Quote{btc, Price{bid}, Price{ask}, Quantity{"1"_dec}, Quantity{"1"_dec}, now.utc, now.monotonic}, now));
    }
    /// Time passes; the market stays where it is and stays fresh.
    void pass(nanoseconds duration)
    {
        stand_still(duration);
        const Quote last = gate.quotes().at(btc);
        quote(last.bid.value(), last.ask.value());
        take(gate.on_tick(now));
    }
    /// Time passes without a word from the market.
    void stand_still(nanoseconds duration)
    {
        now.utc = now.utc + duration;
        now.monotonic = now.monotonic + duration;
    }

    Intent buy(Decimal quantity, std::optional<Decimal> limit = {})
    {
        Intent intent;
        intent.id = intent_id(++count);
        intent.user = alice;
        intent.account = paper;
        intent.instrument = btc;
        intent.side = Side::buy;
        intent.type = limit ? OrderType::limit : OrderType::market;
        intent.quantity = Quantity{quantity};
        if (limit) intent.limit_price = Price{*limit};
        intent.proposer = human;
        return intent;
    }
    Intent sell(Decimal quantity, std::optional<Decimal> limit = {})
    {
        Intent intent = buy(quantity, limit);
        intent.side = Side::sell;
        return intent;
    }

    /// Proposes and gives the record as it then stands.
    const IntentRecord& propose(const Intent& intent)
    {
        take(gate.propose(intent, now).value());
        return *gate.find(intent.id);
    }
    void report(const VenueReport& report) { take(gate.on_report(report, now)); }
    void accept(const Intent& intent) { report(SendAnswered{intent.id, SendOutcome::accepted, "v-1", "", ""}); }
    void fill(const Intent& intent, Decimal quantity, Decimal price, Decimal fee = {})
    {
        Trade trade;
        trade.trade_id = ++trades;
        trade.instrument = btc;
        trade.side = intent.side;
        trade.price = Price{price};
        trade.quantity = Quantity{quantity};
        trade.fee = Amount{fee};
        trade.fee_asset = AssetId{"USDT"};
        trade.time = now.utc;
        report(TradeReported{client_order_id(intent.id), trade});
    }
    /// Proposed, approved if it must be, accepted and filled whole at the price.
    void trade(const Intent& intent, Decimal price)
    {
        const IntentRecord& record = propose(intent);
        if (record.state == IntentState::parked) take(gate.approve(*record.approval, human, now).value());
        ASSERT_EQ(to_text(record.state), to_text(IntentState::submitting))
            << (record.denial ? to_string(*record.denial) : "");
        accept(intent);
        fill(intent, record.order->quantity.value(), price);
    }
    /// Buys and sells again one coin's hundredth, losing `percent` of its cost (negative: winning).
    void round_trip(Decimal percent)
    {
        const Decimal top = gate.quotes().at(btc).ask.value();
        trade(buy("0.005"_dec), top);
        const Decimal exit = top - divide(multiply(top, percent, Rounding::half_even), "100"_dec, Rounding::half_even);
        trade(sell("0.005"_dec), exit);
        pass(61min);
    }

    void take(Step step)
    {
        events.insert(events.end(), step.events.begin(), step.events.end());
        effects = std::move(step.effects);
        for (const Event& event : step.events) history.push_back({event, gate.state().last_time});
    }
    template <class E>
    std::size_t count_of() const
    {
        return static_cast<std::size_t>(
            std::count_if(events.begin(), events.end(), [](const Event& e) { return std::holds_alternative<E>(e); }));
    }
    template <class E>
    std::size_t effects_of() const
    {
        return static_cast<std::size_t>(std::count_if(effects.begin(), effects.end(),
                                                      [](const Effect& e) { return std::holds_alternative<E>(e); }));
    }
    /// A second gate that has only read this one's events.
    Gate replayed() const
    {
        Gate copy{gate.settings()};
        for (const auto& [event, time] : history) copy.apply(event, time);
        return copy;
    }

    Gate gate;
    Now now{utc_from_ms(1'750'032'000'000), MonotonicTime{1'000'000'000'000}};  // 2025-06-16T00:00:00Z
    std::vector<Event> events;
    std::vector<std::pair<Event, UtcTime>> history;
    std::vector<Effect> effects;  ///< of the last step
    std::uint64_t count = 0;
    std::uint64_t trades = 0;
};

}  // namespace swarmdesk::trading::execution::testing
