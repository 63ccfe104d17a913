#pragma once

#include <functional>

#include "llm/simulation/outcome.hpp"
#include "llm/simulation/settings.hpp"

namespace swarmdesk::llm::simulation {

/// Told now and then how much of the time has passed, from 0 to 1.
using Progress = std::function<void(double)>;

/// Lives a stretch of time through, call by call, in virtual time: pure, and decided by the settings alone, the seed
/// among them. `settings` must have been checked. Its memory is that of the calls and sessions under way, of the cache
/// and of the users of the last two minutes; not of the users there are, nor of the calls there were. Only where a tier
/// has a budget does it keep a ledger for each user who called.
Outcome simulate(const Settings& settings, const Progress& progress);

}  // namespace swarmdesk::llm::simulation
