#pragma once

#include <cstddef>
#include <vector>

#include "runtime/random.hpp"

namespace swarmdesk::llm::simulation {

/// Draws ranks from 0 on: rank r as often as 1/(r+1)^exponent says (Zipf's law). A table of the sums, searched by
/// halves: exact, and quick for the few hundred things there are to ask about.
class Zipf {
public:
    /// `count` is at least 1, `exponent` not negative; 0 makes all ranks alike.
    Zipf(std::size_t count, double exponent);

    std::size_t draw(runtime::Random& random) const;
    /// The probability of a rank.
    double share(std::size_t rank) const;
    std::size_t size() const { return sums_.size(); }

private:
    std::vector<double> sums_;  ///< of the shares, up to each rank
};

}  // namespace swarmdesk::llm::simulation
