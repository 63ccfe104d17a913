#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "trading/model/instrument.hpp"

namespace swarmdesk::trading::market {

/// The steps and bounds of the usual symbols, as Binance spot publishes them (2025). For markets that cannot be asked:
/// simulated, replayed and manual ones. Unless told otherwise they are traded at the venue `paper`.
std::optional<Instrument> known_instrument(std::string_view symbol, const VenueId& venue = VenueId{"paper"});

/// The quote asset a symbol ends in, with something before it; empty where it ends in none we know.
std::string_view quote_asset_of(std::string_view symbol);
bool is_quote_asset(std::string_view name);

/// What recorded candles show of an instrument.
struct DataShape {
    int price_decimals = 0;
    int volume_decimals = 0;
    Price lowest;
    Price highest;
};

/// An instrument for a symbol: the known one, else one split into base and quote by its ending, with a tick and a lot
/// of as many decimals as the data shows, up to what a market has, and a bound of a billion of the quote asset or more,
/// as far as that leaves room for the highest price. Data finer than the known steps make the steps finer; prices that
/// our steps cannot tell apart are refused.
Result<Instrument> instrument_for_data(std::string_view symbol, const DataShape& shape,
                                       const VenueId& venue = VenueId{"paper"});

/// The same for one whose assets are known.
Result<Instrument> instrument_for_data(const InstrumentId& id, const AssetId& base, const AssetId& quote,
                                       const DataShape& shape);

/// BTCUSDT, ETHUSDT and SOLUSDT: what the desk trades unless told otherwise.
std::vector<Instrument> usual_instruments(const VenueId& venue = VenueId{"paper"});

}  // namespace swarmdesk::trading::market
