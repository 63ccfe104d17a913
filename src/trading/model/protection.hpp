#pragma once

#include <optional>

#include "base/codec.hpp"
#include "base/error.hpp"
#include "trading/model/numbers.hpp"

namespace swarmdesk::trading {

/// What is to stand at the venue for a long lot, so that it holds while the desk is down: a stop, a target, or both of
/// which one cancels the other. With `trailing_bp` the stop follows the best price; it begins at `stop_price`, or that
/// far below the market where that is higher.
struct Protection {
    static constexpr std::uint32_t trailing_bp_min = 10;
    static constexpr std::uint32_t trailing_bp_max = 5'000;

    std::optional<Price> stop_price;
    std::optional<Price> take_profit_price;
    std::optional<std::uint32_t> trailing_bp;

    bool has_stop() const { return stop_price || trailing_bp; }
    bool is_none() const { return !has_stop() && !take_profit_price; }
    /// Prices are positive, the target is above the stop, and the trail within its bounds.
    Result<void> check() const;
    /// "stop 58000, target 66000".
    std::string to_string() const;

    friend bool operator==(const Protection&, const Protection&) = default;
};

/// What becomes of `known` where an agent wants another: it takes no stop down, for it may not remember how far that
/// had come.
Protection with_stop_kept(const Protection& known, Protection wanted);

SWARMDESK_DESCRIBE(Protection, stop_price, take_profit_price, trailing_bp)

}  // namespace swarmdesk::trading
