#pragma once

#include <iosfwd>

#include "trading/report/report.hpp"

namespace swarmdesk::trading::report {

/// Round trips that the page lists, the newest ones; the sentence beside them says how many more there are.
inline constexpr std::size_t trades_shown_max = 200;

/// The report as one page that needs nothing else: no script, no font, no picture from elsewhere. It may be opened from
/// a disk, sent to somebody and printed. Whatever agents and people wrote is shown as text.
void write_html(const Report& report, std::ostream& out);

}  // namespace swarmdesk::trading::report
