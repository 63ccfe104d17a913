#pragma once

#include <boost/json/value.hpp>
#include <string>

#include "trading/venues/paper/paper_state.hpp"

namespace swarmdesk::trading::venues {

/// The exchange's own truth for an oracle: every order it remembers with its fills, every balance and balance move,
/// the market maker and the fees.
boost::json::value dump_paper_state(const PaperState& state);

/// What a journal file holds, without changing or locking it: also beside a running desk, or after its death.
Result<PaperState> read_paper_journal(const std::string& path);

/// The same as indented JSON text, for people and scripts.
Result<std::string> dump_paper_journal(const std::string& path);

}  // namespace swarmdesk::trading::venues
