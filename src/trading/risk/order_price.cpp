#include "trading/risk/order_price.hpp"

#include <algorithm>

#include "trading/risk/rounding.hpp"

namespace swarmdesk::trading::risk {

std::variant<OrderPrice, Denial> price_order(const Intent& intent, const Instrument& instrument, const Quote& quote,
                                             const Limits& limits)
{
    const bool is_buy = intent.side == Side::buy;
    const Decimal tick = instrument.tick.value();
    const Price top = is_buy ? quote.ask : quote.bid;
    if (intent.type == OrderType::market) {
        const Decimal slippage = percent_up(top.value(), limits.slippage_percent);
        const Price worst{std::max(round_to_step(top.value() + slippage, tick, Rounding::toward_zero), top.value())};
        if (is_buy) return OrderPrice{worst, worst, top};
        return OrderPrice{Price{round_to_step(top.value() - slippage, tick, Rounding::away_from_zero)}, worst, top};
    }
    for (const auto& [price, name] : {std::pair{intent.limit_price, "limit_price"}, {intent.stop_price, "stop_price"}})
        if (price && *price > price_max)
            return Denial{DenialCode::bad_price, {}, name, price->value(), price_max.value(), {}};
    const Price sent{
        round_to_step(intent.limit_price->value(), tick, is_buy ? Rounding::toward_zero : Rounding::away_from_zero)};
    if (!sent.is_positive())
        return Denial{DenialCode::invalid_order, {}, "limit_price", intent.limit_price->value(), tick, {}};
    return OrderPrice{sent, std::max(sent, top), sent};
}

}  // namespace swarmdesk::trading::risk
