#pragma once

#include "base/describe.hpp"
#include "base/names.hpp"
#include "trading/model/instrument_id.hpp"

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

    friend bool operator==(const Instrument&, const Instrument&) = default;
};
SWARMDESK_DESCRIBE(Instrument, id, base, quote, tick, lot, quantity_min, quantity_max, notional_min)

}  // namespace swarmdesk::trading
