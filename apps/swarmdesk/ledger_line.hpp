#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "terminal.hpp"

namespace swarmdesk::app {

/// An event of the ledger in one line: number, time, chain or account, kind, and its words; no wider than the terminal,
/// and on a narrow one without the date.
std::string ledger_line(const boost::json::object& event, const Terminal& terminal);

}  // namespace swarmdesk::app
