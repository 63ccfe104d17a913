#pragma once

#include <span>
#include <string_view>

#include "trading/risk/rails.hpp"

namespace swarmdesk::trading::risk {

/// \file
/// What may still fill: orders that were admitted under limits which are tighter now.

/// What an instrument may come to on a side, in dollars: what is held or would be opened, at what that side pays, and
/// what is reserved. `rate`: dollars for one of the quote asset. Throws ArithmeticError.
Usd worst_case(const Exposure& exposure, Side side, const Quote& quote, Decimal rate);

/// Whether a limit of that name says how much may be held.
bool bounds_positions(std::string_view limit);

/// Which of the orders at the venues must go so that no position limit in force is broken when all that is left fills
/// (RAILS 5): at every level, youngest first, and no more of them than that takes. `resting` has those that add
/// exposure, oldest first; `leaving` likewise those that are being cancelled, and count as gone. What cannot be valued
/// counts as beyond.
std::vector<IntentId> beyond_positions(const Rails& rails, const Quotes& quotes,
                                       std::span<const Reservation* const> resting,
                                       std::span<const Reservation* const> leaving);

}  // namespace swarmdesk::trading::risk
