#pragma once

#include <string>

#include "trading/risk/denial.hpp"

namespace swarmdesk::api {

/// A denial for a person: "HALTED: the desk is halted, …". Where two amounts were compared they are named, as the
/// ledger does it: "POSITION_LIMIT: worst_case=10250.1 limit=10000"; a state, a flag or a missing thing is a sentence.
/// The code always stands first, and what can be done about it last. Without `shows_numbers` the measured one is left
/// out, and whose it was.
std::string denial_words(const trading::risk::Denial& denial, bool shows_numbers);

}  // namespace swarmdesk::api
