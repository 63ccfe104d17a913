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
    std::optional<Price> limit_price;          ///< a MARKET order carries its worst acceptable price here
    std::optional<Price> stop_price;           ///< where it stops at first
    std::optional<Price> stop_limit_price;     ///< the worst price of a stop; without one a SELL takes what it gets
    std::optional<std::uint32_t> trailing_bp;  ///< the stop follows the best price, so far from it

    /// Orders of the first types have the bytes, and so the hash, that they had before there were others.
    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("intent", self.intent);
        visit("client_order_id", self.client_order_id);
        visit("account", self.account);
        visit("instrument", self.instrument);
        visit("side", self.side);
        visit("type", self.type);
        visit("time_in_force", self.time_in_force);
        visit("quantity", self.quantity);
        visit("limit_price", self.limit_price);
        visit("stop_price", self.stop_price);
        if (self.type <= OrderType::stop_loss_limit) return;
        visit("stop_limit_price", self.stop_limit_price);
        visit("trailing_bp", self.trailing_bp);
    }
    friend bool operator==(const Order&, const Order&) = default;
};

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
