#pragma once

#include "trading/report/facts.hpp"

/// \file
/// Facts for tests, with all that a test does not care about filled in.

namespace swarmdesk::trading::report::testing {

using namespace literals;

inline const InstrumentId btc{"paper:BTCUSDT"};
inline constexpr std::int64_t ns_per_hour = 3'600'000'000'000;

/// So many hours after 2025-04-03 00:00 UTC.
inline UtcTime at(std::int64_t hours) { return {1'743'638'400'000'000'000 + hours * ns_per_hour}; }

inline EquityPoint point(std::int64_t hours, Decimal equity, Decimal put_in = {})
{
    EquityPoint fact;
    fact.time = at(hours);
    fact.equity = Usd{equity};
    fact.put_in = Usd{put_in};
    fact.in_market = {};
    return fact;
}

inline EquityPoint point_with_price(std::int64_t hours, Decimal equity, Decimal mid)
{
    EquityPoint fact = point(hours, equity);
    fact.mids.emplace_back(btc, Price{mid});
    return fact;
}

inline TradeFact trade(Decimal result, std::int64_t opened = 0, std::int64_t closed = 1)
{
    TradeFact fact;
    fact.opened = at(opened);
    fact.closed = at(closed);
    fact.account = AccountId{"paper"};
    fact.owner.agent = AgentId{"buy_bot"};
    fact.instrument = btc;
    fact.quote = AssetId{"USDT"};
    fact.entry_cost = Amount{"100"_dec};
    fact.result = Amount{result};
    fact.quote_usd = "1"_dec;
    fact.exit = "low reached the stop";
    fact.reason = "low 91.08 reached the stop 94.06";
    return fact;
}

inline FillFact fill(Side side, Decimal quantity, Decimal price, Decimal fee = {}, std::int64_t hours = 0)
{
    FillFact fact;
    fact.time = at(hours);
    fact.account = AccountId{"paper"};
    fact.owner.agent = AgentId{"buy_bot"};
    fact.id = FillId{"f-1"};
    fact.instrument = btc;
    fact.base = AssetId{"BTC"};
    fact.quote = AssetId{"USDT"};
    fact.side = side;
    fact.price = Price{price};
    fact.quantity = Quantity{quantity};
    fact.value = notional(fact.price, fact.quantity, Rounding::half_even);
    fact.fee = fact.fee_quote = Amount{fee};
    fact.fee_asset = fact.quote;
    fact.quote_usd = "1"_dec;
    return fact;
}

inline MoveFact move(std::string_view asset, Decimal amount, execution::MoveKind kind = execution::MoveKind::deposit,
                     Decimal value = {}, std::int64_t hours = 0)
{
    MoveFact fact;
    fact.time = at(hours);
    fact.account = AccountId{"paper"};
    fact.asset = AssetId{asset};
    fact.amount = Amount{amount};
    fact.kind = kind;
    fact.value = Usd{value};
    return fact;
}

}  // namespace swarmdesk::trading::report::testing
