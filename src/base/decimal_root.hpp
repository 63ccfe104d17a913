#pragma once

#include "base/decimal.hpp"

namespace swarmdesk {

/// The square root, rounded to the nearest of 18 decimals; none lies half-way between two. Throws ArithmeticError for a
/// negative number.
Decimal square_root(Decimal value);

}  // namespace swarmdesk
