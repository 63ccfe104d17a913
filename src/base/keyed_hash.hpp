#pragma once

#include <cstdint>

namespace swarmdesk {

/// A hash of sixteen bytes under a key of this process alone: people choose ids, and nobody must be able to choose many
/// that share a place in a table. Differs from run to run, so nothing anybody sees may follow from it.
std::uint64_t keyed_hash(std::uint64_t first, std::uint64_t second);

}  // namespace swarmdesk
