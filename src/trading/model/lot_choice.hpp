#pragma once

#include "trading/model/intent.hpp"

namespace swarmdesk::trading {

/// Whether an intent may take from whoever's lots there are: a person's who names no owner. Who names one, and be it
/// people, means that owner's alone (RAILS 25).
inline bool is_anybodys(const Intent& intent) { return !intent.owner && intent.lot_owner().is_people(); }

}  // namespace swarmdesk::trading
