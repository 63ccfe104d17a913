#include "trading/venues/paper/order_form.hpp"

#include "trading/model/protection.hpp"

namespace swarmdesk::trading::venues {
namespace {

Rejection missing(const std::string& name)
{
    return {"-1102", "Mandatory parameter '" + name + "' was not sent, was empty/null, or malformed."};
}
Rejection not_required(const std::string& name)
{
    return {"-1106", "Parameter '" + name + "' sent when not required."};
}
Rejection invalid(const std::string& what) { return {"-1013", "Invalid " + what + "."}; }

/// Whether `limit_price` bounds what a market order may trade at. It is then no price in the book, and may lie between
/// ticks.
bool is_bounded_only(OrderType type) { return type == OrderType::market || stops_at_market(type); }

std::optional<Rejection> check_presence(const Order& order)
{
    const bool buys = order.side == Side::buy;
    const OrderTerms terms = terms_of(order.type);
    const bool must_bound = buys && stops_at_market(order.type);
    if (!order.limit_price && (must_bound || terms.limit_price == Needs::must)) return missing("price");
    if (!order.stop_price && has_stop(order.type)) return missing("stopPrice");
    if (!order.stop_limit_price && buys && order.type == OrderType::oco) return missing("stopLimitPrice");
    if (!order.trailing_bp && terms.trailing_bp == Needs::must) return missing("trailingDelta");
    if (order.stop_price && !has_stop(order.type)) return not_required("stopPrice");
    if (order.stop_limit_price && terms.stop_limit_price == Needs::no) return not_required("stopLimitPrice");
    if (order.trailing_bp && terms.trailing_bp == Needs::no) return not_required("trailingDelta");
    return std::nullopt;
}

std::optional<Rejection> check_signs(const Order& order)
{
    if (!order.quantity.is_positive()) return invalid("quantity");
    if (order.limit_price && !order.limit_price->is_positive()) return invalid("price");
    if (order.stop_price && !order.stop_price->is_positive()) return invalid("stopPrice");
    if (order.stop_limit_price && !order.stop_limit_price->is_positive()) return invalid("stopLimitPrice");
    return std::nullopt;
}

bool are_prices_on_steps(const Order& order, const Instrument& instrument, Price price_max)
{
    const auto fits = [&](const std::optional<Price>& price) {
        return !price || (*price <= price_max && is_multiple(price->value(), instrument.tick.value()));
    };
    if (!fits(order.stop_price) || !fits(order.stop_limit_price)) return false;
    if (!is_bounded_only(order.type)) return fits(order.limit_price);
    if (!order.limit_price) return true;
    return *order.limit_price <= price_max && (order.side == Side::sell || *order.limit_price >= instrument.tick);
}

/// An OCO has the market between its two legs, and no BUY may cost less than the price it waits for.
bool do_prices_agree(const Order& order)
{
    const bool buys = order.side == Side::buy;
    if (order.type == OrderType::oco)
        return buys ? *order.limit_price < *order.stop_price && *order.stop_price <= *order.stop_limit_price
                    : *order.limit_price > *order.stop_price;
    return !buys || !stops_at_market(order.type) || *order.limit_price >= *order.stop_price;
}

/// A MARKET order is held to the least notional at the moment's price instead.
bool is_worth_enough(const Order& order, const Instrument& instrument)
{
    const auto is_enough = [&](Price price) {
        return notional(price, order.quantity, Rounding::toward_zero) >= instrument.notional_min;
    };
    if (order.type == OrderType::market) return true;
    if (stops_at_market(order.type)) return is_enough(*order.stop_price);
    if (order.type == OrderType::oco && !is_enough(order.stop_limit_price.value_or(*order.stop_price))) return false;
    return is_enough(*order.limit_price);
}

}  // namespace

Rejection filter_failure(std::string_view filter) { return {"-1013", "Filter failure: " + std::string{filter}}; }
Rejection order_rejected(std::string_view why) { return {"-2010", std::string{why}}; }

std::optional<Rejection> check_form(const Order& order, const Instrument& instrument, Price price_max)
{
    if (order.client_order_id.is_empty()) return Rejection{"-1105", "Parameter 'newClientOrderId' was empty."};
    if (auto rejection = check_presence(order)) return rejection;
    if (auto rejection = check_signs(order)) return rejection;
    if (!are_prices_on_steps(order, instrument, price_max)) return filter_failure("PRICE_FILTER");
    if (order.trailing_bp &&
        (*order.trailing_bp < Protection::trailing_bp_min || *order.trailing_bp > Protection::trailing_bp_max))
        return filter_failure("TRAILING_DELTA");
    if (order.quantity < instrument.quantity_min || order.quantity > instrument.quantity_max ||
        !is_multiple(order.quantity.value(), instrument.lot.value()))
        return filter_failure("LOT_SIZE");
    if (!do_prices_agree(order)) return order_rejected("The relationship of the prices for the orders is not correct.");
    if (!is_worth_enough(order, instrument)) return filter_failure("NOTIONAL");
    return std::nullopt;
}

}  // namespace swarmdesk::trading::venues
