#pragma once

#include "trading/model/intent.hpp"

namespace swarmdesk::trading {

/// What goes to a venue: every number final, on the venue's steps.
struct Order {
    IntentId intent;
    ClientOrderId client_order_id;
    AccountId account;
    InstrumentId instrument;
    Side side = Side::buy;
    OrderType type = OrderType::market;
    TimeInForce time_in_force = TimeInForce::gtc;
    Quantity quantity;
    std::optional<Price> limit_price;  ///< a MARKET order carries its worst acceptable price here
    std::optional<Price> stop_price;

    friend bool operator==(const Order&, const Order&) = default;
};
SWARMDESK_DESCRIBE(Order, intent, client_order_id, account, instrument, side, type, time_in_force, quantity,
                   limit_price, stop_price)

/// Where an order stands at its venue.
enum class VenueOrderStatus { resting = 1, filled, canceled, expired, rejected };
constexpr auto enum_table(VenueOrderStatus)
{
    return std::to_array<EnumName<VenueOrderStatus>>({{VenueOrderStatus::resting, "resting"},
                                                      {VenueOrderStatus::filled, "filled"},
                                                      {VenueOrderStatus::canceled, "canceled"},
                                                      {VenueOrderStatus::expired, "expired"},
                                                      {VenueOrderStatus::rejected, "rejected"}});
}

}  // namespace swarmdesk::trading
