#pragma once

#include "base/names.hpp"
#include "trading/model/numbers.hpp"

namespace swarmdesk::trading {

/// What can be traded, and the steps and bounds the venue puts on it.
struct Instrument {
    InstrumentId id;
    AssetId base;
    AssetId quote;
    Price tick;    ///< prices are whole multiples of it
    Quantity lot;  ///< quantities are whole multiples of it
    Quantity quantity_min;
    Quantity quantity_max;
    Amount notional_min;  ///< in the quote asset; market orders are held to it at the last price

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("id", self.id);
        visit("base", self.base);
        visit("quote", self.quote);
        visit("tick", self.tick);
        visit("lot", self.lot);
        visit("quantity_min", self.quantity_min);
        visit("quantity_max", self.quantity_max);
        visit("notional_min", self.notional_min);
    }
    friend bool operator==(const Instrument&, const Instrument&) = default;
};

}  // namespace swarmdesk::trading
