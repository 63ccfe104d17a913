#pragma once

namespace swarmdesk {

/// Prints what broke and aborts. A broken invariant in a trading desk is not something to carry on from: the process
/// ends, restarts and recovers from the ledger.
[[noreturn]] void assertion_failed(const char* expression, const char* file, int line) noexcept;

}  // namespace swarmdesk

/// Always on, also in release.
#define SWARMDESK_ASSERT(expression)                      \
    (static_cast<bool>(expression) ? static_cast<void>(0) \
                                   : ::swarmdesk::assertion_failed(#expression, __FILE__, __LINE__))
