#pragma once

#include "base/error.hpp"

namespace swarmdesk::app {

/// What the process says to scripts; documented in docs/cli.md.
enum ExitCode {
    exit_ok = 0,
    exit_failed = 1,       ///< it was tried and did not work
    exit_usage = 2,        ///< the command line or the settings are wrong
    exit_unreachable = 3,  ///< no desk answers
    exit_denied = 4,       ///< a rail or a right said no
    exit_corrupt = 5,      ///< the ledger does not verify
    exit_conflict = 6,     ///< already decided, already used, or in use
};

/// Of an error met here. What a desk answers is problem_exit.hpp's.
inline int exit_code(const Error& error)
{
    switch (error.code) {
        case Errc::malformed:
        case Errc::out_of_range: return exit_usage;
        case Errc::unavailable:
        case Errc::timed_out: return exit_unreachable;
        case Errc::forbidden:
        case Errc::unauthenticated:
        case Errc::limit_exceeded: return exit_denied;
        case Errc::corrupt: return exit_corrupt;
        case Errc::conflict: return exit_conflict;
        default: return exit_failed;
    }
}

}  // namespace swarmdesk::app
