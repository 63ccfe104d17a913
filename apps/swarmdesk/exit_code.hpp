#pragma once

#include <array>

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

/// The same for people: help and the manual show these.
struct ExitCodeMeaning {
    ExitCode code;
    const char* brief;  ///< for a line of all of them
    const char* words;
};
constexpr auto exit_code_meanings = std::to_array<ExitCodeMeaning>({
    {exit_ok, "done", "done"},
    {exit_failed, "failed",
     "it was tried and did not work; an order was rejected, expired or canceled, or nobody knows yet what became of "
     "it"},
    {exit_usage, "wrong usage or settings", "the command line, the settings or the request is wrong"},
    {exit_unreachable, "no desk answers", "no desk answers, or it cannot answer now"},
    {exit_denied, "denied", "not allowed, not signed in, or a bound was reached; an order was denied or declined"},
    {exit_corrupt, "ledger not whole", "the ledger does not verify"},
    {exit_conflict, "conflict", "conflict: already decided, already used, or the state folder is in use"},
});

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
