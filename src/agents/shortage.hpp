#pragma once

#include <optional>
#include <string>

#include "trading/strategy/strategy.hpp"

namespace swarmdesk::agents {

/// What a strategy lacks of the past it must have seen, and so enters nothing.
struct Shortage {
    std::uint32_t seen = 0;
    std::uint32_t needed = 0;
    nanoseconds timeframe{};       ///< of the candles that count
    std::optional<UtcTime> until;  ///< when it will have seen enough, if none is missing; none: never

    /// "sees 8 of 200 candles of 4h until 2026-12-20 08:00 UTC and enters nothing before".
    std::string to_string() const;
    friend bool operator==(const Shortage&, const Shortage&) = default;
};

/// After this candle.
Shortage shortage_of(const trading::strategy::WarmUp& warm_up, const trading::Candle& candle);

}  // namespace swarmdesk::agents
