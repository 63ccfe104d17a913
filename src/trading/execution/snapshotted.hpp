#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.hpp"
#include "base/hash.hpp"

namespace swarmdesk::trading::execution {

/// A fold of durable events that can be kept as bytes (ViewKeeper), so that a start need not fold them all again.
class Snapshotted {
public:
    virtual ~Snapshotted() = default;
    /// The number of the newest event folded in.
    virtual std::uint64_t seq() const = 0;
    virtual Bytes snapshot() const = 0;
    /// Before anything is applied. `corrupt`, and nothing has changed, where the bytes are none of this fold.
    virtual Result<void> restore(std::string_view snapshot) = 0;
};

}  // namespace swarmdesk::trading::execution
