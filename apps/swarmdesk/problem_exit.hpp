#pragma once

#include "api/api_client.hpp"
#include "exit_code.hpp"

namespace swarmdesk::app {

/// The exit code of what a desk answered instead of doing it: the one place where problems become exit codes, for every
/// command alike. docs/cli.md has the same as a table.
inline ExitCode exit_code_of(const api::ApiFailure& failure)
{
    // A rail's word, and that an account is somebody else's, are decisions about a sound request.
    if (failure.problem.contains("denial") || failure.code == "FOREIGN_ACCOUNT") return exit_denied;
    switch (failure.status) {
        case 0: return exit_unreachable;  // no answer at all
        case 401:
        case 403:
        case 413:
        case 429: return exit_denied;
        case 409: return exit_conflict;
        default: break;
    }
    constexpr std::uint16_t server_errors = 500;
    if (failure.status >= server_errors) return exit_unreachable;
    // 404: what was named does not exist, which is as wrong as what makes no sense.
    return exit_usage;
}

}  // namespace swarmdesk::app
