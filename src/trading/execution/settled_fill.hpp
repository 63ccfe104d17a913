#pragma once

#include "trading/execution/event.hpp"

namespace swarmdesk::trading::execution {

/// The fill of this intent that a settlement by people stands for. It has no fee asset: people say what the fee was in
/// the quote asset, and the venue never named its own.
Fill settled_fill(const Settlement& settlement, const Intent& intent, UtcTime time);

}  // namespace swarmdesk::trading::execution
