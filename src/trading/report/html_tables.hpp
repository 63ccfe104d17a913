#pragma once

#include <string>

#include "trading/report/report.hpp"

namespace swarmdesk::trading::report {

/// \file
/// The tables of the page, as markup. Each is empty where it would have no rows.

/// Returns by year and month, coloured by their size.
std::string month_heat(const Report& report);
std::string month_table(const Report& report);
std::string group_table(const std::vector<Group>& groups, std::string_view what);
std::string benchmark_table(const Report& report);
std::string instrument_facts(const Report& report);
/// The newest round trips.
std::string trade_table(const Report& report);

/// A figure with a sign, in the colour of it; a dash that explains itself where there is none.
std::string toned(const Figure& figure, int digits, std::string_view unit = {});
std::string toned(Decimal value, int digits, std::string_view unit = {});
/// The same without sign and colour.
std::string shown(const Figure& figure, int digits, std::string_view unit = {});

}  // namespace swarmdesk::trading::report
