#pragma once

#include <iosfwd>

#include "trading/report/report.hpp"

namespace swarmdesk::trading::report {

/// The report for a terminal of 100 columns. Texts of others are shown without control characters.
void write_text(const Report& report, std::ostream& out);

}  // namespace swarmdesk::trading::report
