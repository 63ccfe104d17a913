#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.hpp"
#include "base/error.hpp"

/// \file
/// What `GET /market` says of instruments, for commands that show or make prices and quantities.
namespace swarmdesk::app {

/// One instrument, and how its numbers are written: a price with the digits of its tick, a quantity with those of its
/// lot (one that is between two lots, as dust is, whole), an amount of its quote asset with those of its tick, but two
/// at least.
struct TradedInstrument {
    std::string venue;
    std::string symbol;
    std::string base;
    std::string quote;
    Decimal tick;
    Decimal lot;
    std::optional<Decimal> bid;  ///< absent before the first quote
    std::optional<Decimal> ask;

    std::string price_text(Decimal price) const;
    std::string quantity_text(Decimal quantity) const;
    std::string money_text(Decimal amount) const;
};

/// How many decimals a step has: 2 for 0.01, 0 for 1 and 10.
int decimals_of(Decimal step);

class TradedInstruments {
public:
    /// Throws where the answer is none of `GET /market`.
    explicit TradedInstruments(const boost::json::value& market);

    /// Null where it is not traded.
    const TradedInstrument* find(std::string_view venue, std::string_view symbol) const;
    /// The one that a row of an answer names in `venue` and `instrument`.
    const TradedInstrument* of(const boost::json::object& row) const;
    /// By a symbol at that venue, or by `venue:SYMBOL`; in other letters (`btcusdt`) where it can mean but one.
    /// `not_found` names those there are.
    Result<TradedInstrument> named(const std::string& name, std::string_view venue) const;
    /// The name as the desk writes it, at whichever venue; as it is where it is none, or may mean several.
    std::string spelled(const std::string& name) const;
    /// The rows with the numbers in them as their instruments write them.
    boost::json::array written(const boost::json::array& rows) const;
    /// So much of an asset: a quantity of what is traded, else money with the digits of the ticks it pays, two at
    /// least.
    std::string asset_text(std::string_view asset, Decimal amount) const;

private:
    std::vector<TradedInstrument> all_;
};

/// The decimal in a field of an answer; nothing where it is absent or none.
std::optional<Decimal> decimal_in(const boost::json::object& row, std::string_view field);

}  // namespace swarmdesk::app
