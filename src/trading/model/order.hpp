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
    }
    friend bool operator==(const Order&, const Order&) = default;
};

enum class Liquidity { maker = 1, taker };
constexpr auto enum_table(Liquidity)
{
    return std::to_array<EnumName<Liquidity>>({{Liquidity::maker, "maker"}, {Liquidity::taker, "taker"}});
}

/// One execution, as the venue reports it. Keyed by (venue, instrument, trade id): the same one twice is one fill.
struct Trade {
    std::uint64_t trade_id = 0;
    InstrumentId instrument;
    Side side = Side::buy;
    Price price;
    Quantity quantity;
    Amount fee;
    AssetId fee_asset;
    Liquidity liquidity = Liquidity::taker;
    UtcTime time;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("trade_id", self.trade_id);
        visit("instrument", self.instrument);
        visit("side", self.side);
        visit("price", self.price);
        visit("quantity", self.quantity);
        visit("fee", self.fee);
        visit("fee_asset", self.fee_asset);
        visit("liquidity", self.liquidity);
        visit("time", self.time);
    }
    friend bool operator==(const Trade&, const Trade&) = default;
};

/// Where an order stands at its venue.
enum class VenueOrderStatus { resting = 1, filled, cancelled, expired, rejected };
constexpr auto enum_table(VenueOrderStatus)
{
    return std::to_array<EnumName<VenueOrderStatus>>({{VenueOrderStatus::resting, "resting"},
                                                      {VenueOrderStatus::filled, "filled"},
                                                      {VenueOrderStatus::cancelled, "cancelled"},
                                                      {VenueOrderStatus::expired, "expired"},
                                                      {VenueOrderStatus::rejected, "rejected"}});
}

}  // namespace swarmdesk::trading
