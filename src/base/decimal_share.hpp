#pragma once

#include "base/decimal.hpp"

namespace swarmdesk {

/// `part` of `whole`, of `value`: value × part / whole, exact until its one rounding. What lies between is 256 bits
/// wide, so a share of a number is in the range wherever the number is: a fill of many coins at a small price has one.
Decimal share(Decimal value, Decimal part, Decimal whole, Rounding rounding);

}  // namespace swarmdesk
