#pragma once

#include <cstdint>
#include <vector>

#include "base/assert.hpp"

namespace swarmdesk::trading::matching {

/// Finds a resting order's node by its id: an open-addressed table with linear probing that closes the gap when an
/// entry leaves, so it needs no tombstones and allocates only to grow. Nobody sees its order.
class OrderIndex {
public:
    static constexpr std::uint32_t none = UINT32_MAX;

    OrderIndex() : slots_(slots_min) {}

    std::uint32_t size() const { return size_; }

    std::uint32_t find(std::uint64_t id) const
    {
        for (std::size_t at = home(id);; at = next(at)) {
            if (slots_[at].node == none) return none;
            if (slots_[at].id == id) return slots_[at].node;
        }
    }

    /// The id must not be there yet.
    void insert(std::uint64_t id, std::uint32_t node)
    {
        SWARMDESK_ASSERT(node != none);
        if ((size_ + 1) * std::size_t{2} > slots_.size()) grow();
        place({id, node});
        ++size_;
    }

    /// The id must be there.
    void erase(std::uint64_t id)
    {
        std::size_t gap = home(id);
        while (slots_[gap].id != id || slots_[gap].node == none) {
            SWARMDESK_ASSERT(slots_[gap].node != none);
            gap = next(gap);
        }
        // Whoever probed past the gap moves into it, unless that would put him before his home.
        for (std::size_t at = next(gap); slots_[at].node != none; at = next(at)) {
            const std::size_t distance_home = (at - home(slots_[at].id)) & (slots_.size() - 1);
            const std::size_t distance_gap = (at - gap) & (slots_.size() - 1);
            if (distance_home < distance_gap) continue;
            slots_[gap] = slots_[at];
            gap = at;
        }
        slots_[gap] = Slot{};
        --size_;
    }

private:
    static constexpr std::size_t slots_min = 64;

    struct Slot {
        std::uint64_t id = 0;
        std::uint32_t node = none;
    };

    std::size_t home(std::uint64_t id) const
    {
        // Fibonacci hashing spreads consecutive ids; the high bits are the good ones.
        return static_cast<std::size_t>((id * 0x9E3779B97F4A7C15u) >> 32) & (slots_.size() - 1);
    }
    std::size_t next(std::size_t at) const { return (at + 1) & (slots_.size() - 1); }

    void place(Slot slot)
    {
        std::size_t at = home(slot.id);
        while (slots_[at].node != none) at = next(at);
        slots_[at] = slot;
    }
    void grow()
    {
        std::vector<Slot> old(slots_.size() * 2);
        old.swap(slots_);
        for (const Slot& slot : old)
            if (slot.node != none) place(slot);
    }

    std::vector<Slot> slots_;  ///< a power of two, at most half full
    std::uint32_t size_ = 0;
};

}  // namespace swarmdesk::trading::matching
