#pragma once

#include <iostream>

#include "exit_code.hpp"

namespace swarmdesk::app {

/// Tells a person what went wrong; returns the process's exit code.
inline int fail(const Error& error)
{
    std::cerr << "swarmdesk: " << error.detail << '\n';
    return exit_code(error);
}

/// The same of a command that asks no desk: that a file has nothing to tell yet is no sign that one cannot be reached.
inline int fail_without_desk(const Error& error)
{
    const int code = fail(error);
    return error.code == Errc::unavailable ? exit_failed : code;
}

}  // namespace swarmdesk::app
