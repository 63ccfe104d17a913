#pragma once

#include <optional>
#include <string>
#include <vector>

#include "trading/market/known_instruments.hpp"

namespace swarmdesk::trading::market {

/// What a person says of an instrument. The rest is what is known of its symbol, or what recorded candles show of it;
/// what is said wins.
struct InstrumentTerms {
    InstrumentId id;
    std::optional<AssetId> base;
    std::optional<AssetId> quote;
    std::optional<Price> tick;
    std::optional<Quantity> lot;
    std::optional<Quantity> quantity_min;
    std::optional<Quantity> quantity_max;
    std::optional<Amount> notional_min;
    InstrumentStatus status = InstrumentStatus::trading;
    std::optional<Price> price_start;  ///< of a simulated market
};

/// What is wrong with one of them, by the name of its field.
struct TermsFault {
    std::string field;
    std::string message;  ///< "must be positive, was 0"
};

/// Everything wrong with the terms themselves, also together with what is known of their symbol.
std::vector<TermsFault> check(const InstrumentTerms& terms);

/// For a market that shows nothing of its instruments: tick and lot must be said of what is not known. `not_found`
/// where they are not, `malformed` where the terms contradict themselves or what is known.
Result<Instrument> instrument_from(const InstrumentTerms& terms);
/// For one that was recorded (known_instruments.hpp). A tick that is too coarse for the prices is `malformed`.
Result<Instrument> instrument_for_data(const InstrumentTerms& terms, const DataShape& shape);

}  // namespace swarmdesk::trading::market
