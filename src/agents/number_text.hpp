#pragma once

#include <string>

#include "base/decimal.hpp"

namespace swarmdesk::agents {

/// A number for people: two decimals at most, eight where it is below one.
inline std::string number_text(Decimal value)
{
    using namespace literals;
    const auto step = abs(value) < "1"_dec ? "0.00000001"_dec : "0.01"_dec;
    return round_to_step(value, step, Rounding::half_even).to_string();
}

/// With its sign, also for a gain.
inline std::string signed_number_text(Decimal value) { return (value.is_negative() ? "" : "+") + number_text(value); }

/// `part` of `whole` in percent; zero of nothing.
inline Decimal percent_of(Decimal part, Decimal whole)
{
    if (whole.is_zero()) return {};
    return divide(multiply(part, Decimal::from_integer(100), Rounding::half_even), whole, Rounding::half_even);
}

}  // namespace swarmdesk::agents
