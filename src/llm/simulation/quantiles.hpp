#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/instant.hpp"

namespace swarmdesk::llm::simulation {

/// How long any number of things took, in memory that does not grow with them: buckets of which each is at most 1/64
/// longer than the one before (the idea of HdrHistogram). Nothing is told as shorter than it was.
class Quantiles {
public:
    void add(nanoseconds time);

    /// The time that so many of a thousand did not exceed, at most a 64th too long; nothing where there were none.
    std::optional<nanoseconds> at(std::uint32_t permille) const;
    std::uint64_t count() const { return count_; }
    /// How many took at most that long; those of its bucket count.
    std::uint64_t within(nanoseconds time) const;

private:
    std::vector<std::uint64_t> buckets_;  ///< as many as were needed yet
    std::uint64_t count_ = 0;
};

}  // namespace swarmdesk::llm::simulation
