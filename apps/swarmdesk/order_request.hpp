#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "base/error.hpp"
#include "traded_instrument.hpp"

/// \file
/// What a person types of an order, as the API wants it. Pure: the market's numbers come as arguments.
namespace swarmdesk::app {

/// Levels that protect a position: "92000" or "5%", the latter worked out from the price it is entered at, or is closed
/// at now. `trailing` is a percentage. Empty: none.
struct ProtectionFlags {
    std::string stop_loss;
    std::string take_profit;
    std::string trailing;

    bool is_empty() const { return stop_loss.empty() && take_profit.empty() && trailing.empty(); }
};

struct OrderFlags {
    std::string side;  ///< BUY or SELL
    std::string symbol;
    std::string quantity;  ///< this, or
    std::string quote;     ///< so much of the quote asset
    std::string limit;
    std::string stop;
    std::string stop_limit;  ///< OCO: the limit of its stop
    std::string type;        ///< empty: what limit and stop say
    std::string time_in_force;
    std::string owner;
    ProtectionFlags protection;
    std::string reason;
    bool is_reduce_only = false;
};

/// The body of POST /intents, but for `intent_id` and `account`. Numbers go as they were typed: the desk judges them.
/// `recorded` is the intent of this id as the desk has it, where it has one: what percentages came to then is what they
/// come to again, wherever the price is now.
Result<boost::json::object> order_body(const OrderFlags& flags, const TradedInstrument& instrument,
                                       const boost::json::object* recorded = nullptr);

/// The fields `stop_price`, `take_profit_price` and `trailing_bp` for a position that is long, percentages of
/// `reference`, or as `recorded` has them.
Result<boost::json::object> protection_body(const ProtectionFlags& flags, const TradedInstrument& instrument,
                                            std::optional<Decimal> reference,
                                            const boost::json::object* recorded = nullptr);

/// "2.5%" as 250: whole basis points, as many as a trailing stop may keep.
Result<std::int64_t> basis_points(const std::string& text);

/// 250 as "2.5%".
std::string percent_text(std::int64_t basis_points);

/// What a body's protection says, for people: "stop loss at 92,150.00, trailing by 2%". Empty without any.
std::string protection_words(const boost::json::object& protection, const TradedInstrument& instrument);

}  // namespace swarmdesk::app
