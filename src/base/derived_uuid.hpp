#pragma once

#include <array>
#include <cstdint>

#include "base/hash.hpp"

namespace swarmdesk {

/// The bytes of a version 7 id that follows from something else for ever: the time of `source`, and the hash in the
/// place of what is random. Equal inputs give equal ids; different hashes give different ones.
std::array<std::uint8_t, 16> derived_uuid(const std::array<std::uint8_t, 16>& source, const Hash& hash);

}  // namespace swarmdesk
