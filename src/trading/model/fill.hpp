#pragma once

#include "base/describe.hpp"
#include "base/names.hpp"
#include "trading/model/instrument_id.hpp"
#include "trading/model/intent.hpp"

namespace swarmdesk::trading {

using FillId = Name<struct FillTag>;  ///< the venue's id of an execution, as it writes it

enum class Liquidity { maker = 1, taker };
constexpr auto enum_table(Liquidity)
{
    return std::to_array<EnumName<Liquidity>>({{Liquidity::maker, "maker"}, {Liquidity::taker, "taker"}});
}

/// One execution, as the venue reports it. Keyed by (venue, instrument, id): the same one twice is one fill.
struct Fill {
    FillId id;
    InstrumentId instrument;
    Side side = Side::buy;
    Price price;
    Quantity quantity;
    Amount
        quote_amount;  ///< what changed hands in the quote asset, as the venue says: not price × quantity rounded by us
    Amount fee;
    AssetId fee_asset;
    Liquidity liquidity = Liquidity::taker;
    UtcTime time;  ///< the venue's

    friend bool operator==(const Fill&, const Fill&) = default;
};
SWARMDESK_DESCRIBE(Fill, id, instrument, side, price, quantity, quote_amount, fee, fee_asset, liquidity, time)

}  // namespace swarmdesk::trading
