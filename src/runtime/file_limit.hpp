#pragma once

#include <cstdint>

namespace swarmdesk::runtime {

/// Lets this process open as many files and sockets as the system allows it to; returns how many that is.
std::uint64_t raise_file_limit();

}  // namespace swarmdesk::runtime
