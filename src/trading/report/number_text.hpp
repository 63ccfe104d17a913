#pragma once

#include <string>

#include "trading/report/figure.hpp"

namespace swarmdesk::trading::report {

/// \file
/// Numbers as people read them: exact, never in scientific notation, a comma after each three digits.

/// With exactly so many decimals: "-1,234.50".
std::string fixed_text(Decimal value, int digits);
/// The same with a sign in front of what is above zero too.
std::string signed_text(Decimal value, int digits);
/// As short as it goes, with commas: "1,234.5".
std::string plain_text(Decimal value);
/// A figure with a unit behind it, or "–".
std::string figure_text(const Figure& figure, int digits, std::string_view unit = {});
std::string signed_figure_text(const Figure& figure, int digits, std::string_view unit = {});
/// "2025-04-03 17:05".
std::string minute_text(UtcTime time);
/// "2025-04-03".
std::string day_text(UtcTime time);

}  // namespace swarmdesk::trading::report
