#include "trading/model/protection.hpp"

namespace swarmdesk::trading {

Result<void> Protection::check() const
{
    if ((stop_price && !stop_price->is_positive()) || (take_profit_price && !take_profit_price->is_positive()))
        return Error{Errc::out_of_range, "a stop and a target are positive prices"};
    if (stop_price && take_profit_price && *take_profit_price <= *stop_price)
        return Error{Errc::out_of_range, "the target must be above the stop"};
    if (trailing_bp && (*trailing_bp < trailing_bp_min || *trailing_bp > trailing_bp_max))
        return Error{Errc::out_of_range, "a trailing stop keeps " + std::to_string(trailing_bp_min) + " to " +
                                             std::to_string(trailing_bp_max) + " basis points from the best price"};
    return {};
}

Protection with_stop_kept(const Protection& known, Protection wanted)
{
    if (known.stop_price && (!wanted.stop_price || *wanted.stop_price < *known.stop_price))
        wanted.stop_price = known.stop_price;
    if (!wanted.trailing_bp) wanted.trailing_bp = known.trailing_bp;
    return wanted;
}

std::string Protection::to_string() const
{
    std::string text;
    const auto add = [&text](std::string part) { text += (text.empty() ? "" : ", ") + std::move(part); };
    if (stop_price) add("stop " + stop_price->to_string());
    if (trailing_bp) add("trailing by " + std::to_string(*trailing_bp) + " bp");
    if (take_profit_price) add("target " + take_profit_price->to_string());
    return text.empty() ? "none" : text;
}

}  // namespace swarmdesk::trading
