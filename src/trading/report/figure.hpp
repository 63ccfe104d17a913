#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/decimal.hpp"
#include "base/describe.hpp"
#include "base/instant.hpp"

namespace swarmdesk::trading::report {

/// A figure of a report: a number, already rounded as it is shown, or a few words why there is none. Never NaN, never
/// infinite. Exactly one of the two is set.
struct Figure {
    std::optional<Decimal> value;
    std::optional<std::string> why;

    static Figure of(Decimal value) { return {value, std::nullopt}; }
    static Figure none(std::string_view why) { return {std::nullopt, std::string{why}}; }
    friend bool operator==(const Figure&, const Figure&) = default;
};
SWARMDESK_DESCRIBE(Figure, value, why)

/// \name How figures are rounded: half to even, once, at the end
/// @{
inline constexpr int usd_digits = 2;
inline constexpr int percent_digits = 4;
inline constexpr int ratio_digits = 4;
inline constexpr int index_digits = 6;

/// `value` with at most so many decimals (0 to 18).
Decimal rounded(Decimal value, int digits);
inline Decimal rounded_usd(Decimal value) { return rounded(value, usd_digits); }

/// part / whole × 100, as a figure; `why` where the whole is not positive.
Figure percent_of(Decimal part, Decimal whole, std::string_view why);
/// part / whole, as a figure; `why` where the whole is not positive.
Figure ratio_of(Decimal part, Decimal whole, std::string_view why);
/// So many days, hours or the like.
Decimal in_units(nanoseconds duration, nanoseconds unit, int digits);
/// @}

}  // namespace swarmdesk::trading::report
