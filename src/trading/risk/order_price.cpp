#include "trading/risk/order_price.hpp"

#include <algorithm>

#include "trading/risk/rounding.hpp"

namespace swarmdesk::trading::risk {

namespace {

/// What a market BUY reaches from a price on, or a SELL is valued at.
Price reach(Price from, Decimal tick, const Limits& limits)
{
    const Decimal slippage = percent_up(from.value(), limits.slippage_percent);
    return Price{std::max(round_to_step(from.value() + slippage, tick, Rounding::toward_zero), from.value())};
}

OrderPrice price_at_market(bool is_buy, Price top, Decimal tick, const Limits& limits)
{
    const Price worst = reach(top, tick, limits);
    OrderPrice price{worst, {}, {}, worst, top};
    if (!is_buy) {
        const Decimal slippage = percent_up(top.value(), limits.slippage_percent);
        price.limit = Price{round_to_step(top.value() - slippage, tick, Rounding::away_from_zero)};
    }
    return price;
}

}  // namespace

Price trail_from(Price top, std::uint32_t trailing_bp, bool is_buy)
{
    const std::int64_t whole = 10'000;
    const auto part = Decimal::from_integer(is_buy ? whole + trailing_bp : whole - trailing_bp);
    return Price{
        divide(multiply(top.value(), part, Rounding::half_even), Decimal::from_integer(whole), Rounding::half_even)};
}

std::variant<OrderPrice, Denial> price_order(const Intent& intent, const Instrument& instrument, const Quote& quote,
                                             const Limits& limits)
{
    const bool is_buy = intent.side == Side::buy;
    const Decimal tick = instrument.tick.value();
    const Price top = is_buy ? quote.ask : quote.bid;
    if (intent.type == OrderType::market) return price_at_market(is_buy, top, tick, limits);

    OrderPrice price{{}, {}, {}, top, {}};
    std::optional<Denial> denial;
    const auto on_tick = [&](std::optional<Price> wanted, const char* name) -> std::optional<Price> {
        if (!wanted) return std::nullopt;
        const Price sent{
            round_to_step(wanted->value(), tick, is_buy ? Rounding::toward_zero : Rounding::away_from_zero)};
        if (*wanted > price_max)
            denial = Denial{DenialCode::bad_price, {}, name, wanted->value(), price_max.value(), {}};
        else if (!sent.is_positive())
            denial = Denial{DenialCode::invalid_order, {}, name, wanted->value(), tick, {}};
        return sent;
    };
    price.limit = on_tick(intent.limit_price, "limit_price");
    if (has_stop(intent.type))
        price.stop = on_tick(intent.stop_price ? *intent.stop_price : trail_from(top, *intent.trailing_bp, is_buy),
                             "stop_price");
    price.stop_limit = on_tick(intent.stop_limit_price, "stop_limit_price");
    if (denial) return *denial;
    if (is_buy && stops_at_market(intent.type)) price.limit = reach(*price.stop, tick, limits);
    if (is_buy && intent.type == OrderType::oco && !price.stop_limit)
        price.stop_limit = reach(*price.stop, tick, limits);
    if (stops_at_market(intent.type) || intent.type == OrderType::oco) price.worst = std::max(price.worst, *price.stop);
    for (const auto& sent : {price.limit, price.stop_limit})
        if (sent) price.worst = std::max(price.worst, *sent);
    price.shown = stops_at_market(intent.type)    ? *price.stop
                  : intent.type == OrderType::oco ? std::min(*price.limit, *price.stop)
                                                  : *price.limit;
    return price;
}

}  // namespace swarmdesk::trading::risk
