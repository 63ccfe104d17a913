#include "llm/simulation/zipf.hpp"

#include <algorithm>
#include <cmath>

#include "base/assert.hpp"

namespace swarmdesk::llm::simulation {

Zipf::Zipf(std::size_t count, double exponent)
{
    SWARMDESK_ASSERT(count > 0 && exponent >= 0);
    double sum = 0;
    for (std::size_t rank = 0; rank < count; ++rank)
        sums_.push_back(sum += std::pow(static_cast<double>(rank + 1), -exponent));
    for (double& one : sums_) one /= sum;
    sums_.back() = 1;
}

std::size_t Zipf::draw(runtime::Random& random) const
{
    const auto found = std::upper_bound(sums_.begin(), sums_.end(), random.unit());
    return static_cast<std::size_t>(found - sums_.begin());
}

double Zipf::share(std::size_t rank) const { return rank == 0 ? sums_[0] : sums_[rank] - sums_[rank - 1]; }

}  // namespace swarmdesk::llm::simulation
