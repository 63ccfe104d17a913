#pragma once

#include "base/names.hpp"

namespace swarmdesk::trading {

/// What an order does at its venue. The names are Binance's where it has one.
enum class OrderType {
    market = 1,
    limit,
    limit_maker,        ///< rests, or is refused where it would take
    stop_loss_limit,    ///< a limit order once the price has gone against the position as far as the stop
    stop_loss,          ///< likewise a market order
    take_profit,        ///< a market order once the price has gone its way as far as the stop price
    take_profit_limit,  ///< likewise a limit order
    trailing_stop,      ///< a stop that follows the best price since it was placed
    oco,                ///< one cancels the other: a resting limit, and a stop on the other side of the market
};
constexpr auto enum_table(OrderType)
{
    return std::to_array<EnumName<OrderType>>({{OrderType::market, "MARKET"},
                                               {OrderType::limit, "LIMIT"},
                                               {OrderType::limit_maker, "LIMIT_MAKER"},
                                               {OrderType::stop_loss_limit, "STOP_LOSS_LIMIT"},
                                               {OrderType::stop_loss, "STOP_LOSS"},
                                               {OrderType::take_profit, "TAKE_PROFIT"},
                                               {OrderType::take_profit_limit, "TAKE_PROFIT_LIMIT"},
                                               {OrderType::trailing_stop, "TRAILING_STOP"},
                                               {OrderType::oco, "OCO"}});
}

/// Whether an order of a type has a field.
enum class Needs { no, may, must };

/// The fields that not every order has.
struct OrderTerms {
    Needs limit_price;
    Needs stop_price;
    Needs stop_limit_price;
    Needs trailing_bp;
};

/// What an intent of this type has to say; one with a stop says where it stands, or how far it follows. In an order on
/// its way to the venue every stop stands at a price, also the first one of a trailing stop.
constexpr OrderTerms terms_of(OrderType type)
{
    using enum Needs;
    switch (type) {
        case OrderType::market: return {may, no, no, no};  // whatever it says is ignored
        case OrderType::limit:
        case OrderType::limit_maker: return {must, no, no, no};
        case OrderType::stop_loss_limit:
        case OrderType::take_profit_limit: return {must, must, no, no};
        case OrderType::stop_loss:
        case OrderType::take_profit: return {no, must, no, no};
        case OrderType::trailing_stop: return {no, may, no, must};
        case OrderType::oco: return {must, may, may, may};
    }
    return {no, no, no, no};
}

/// Whether it waits for a price: with all of its quantity or, an OCO, as long as its limit has not traded.
constexpr bool has_stop(OrderType type) { return terms_of(type).stop_price != Needs::no; }

/// Whether its stop becomes a market order.
constexpr bool stops_at_market(OrderType type)
{
    return type == OrderType::stop_loss || type == OrderType::take_profit || type == OrderType::trailing_stop;
}

/// Whether its stop waits for the price to go the order's way: a SELL for a rise.
constexpr bool waits_for_gain(OrderType type)
{
    return type == OrderType::take_profit || type == OrderType::take_profit_limit;
}

}  // namespace swarmdesk::trading
