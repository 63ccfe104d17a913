#pragma once

#include "base/describe.hpp"
#include "base/names.hpp"
#include "trading/model/instrument_id.hpp"

namespace swarmdesk::trading {

/// Whether an instrument can be traded just now. Cancels always pass.
enum class InstrumentStatus {
    trading = 1,
    closing_only,  ///< only what reduces a position
    halted,        ///< nothing new
};
constexpr auto enum_table(InstrumentStatus)
{
    using enum InstrumentStatus;
    return std::to_array<EnumName<InstrumentStatus>>(
        {{trading, "trading"}, {closing_only, "closing_only"}, {halted, "halted"}});
}

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
    InstrumentStatus status = InstrumentStatus::trading;

    friend bool operator==(const Instrument&, const Instrument&) = default;
};
SWARMDESK_DESCRIBE(Instrument, id, base, quote, tick, lot, quantity_min, quantity_max, notional_min, status)

}  // namespace swarmdesk::trading
