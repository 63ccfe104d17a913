#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/hash.hpp"
#include "base/ids.hpp"
#include "runtime/clock.hpp"

namespace swarmdesk::runtime {

/// The only source of chance: xoshiro256** (Blackman and Vigna, 2018), seeded by SplitMix64, so one seed replays a
/// whole run. Not for secrets: those come from `os_random`.
class Random {
public:
    explicit Random(std::uint64_t seed);

    std::uint64_t next();
    /// Uniform in [0, bound), without bias. `bound` is at least 1.
    std::uint64_t below(std::uint64_t bound);
    /// Uniform in [0, 1), 53 bits.
    double unit();
    /// Mean 0, standard deviation 1.
    double normal();

    /// An independent stream, decided by this one's seed and the name alone: not by what was drawn before, so a new
    /// consumer does not disturb the others.
    Random fork(std::string_view name) const;

private:
    std::uint64_t seed_;
    std::array<std::uint64_t, 4> state_{};
    double spare_normal_ = 0;
    bool has_spare_normal_ = false;
};

/// Bytes from the operating system, good for keys and tokens. Throws if it refuses.
Bytes os_random(std::size_t count);
std::uint64_t os_seed();

/// A fresh version 7 id.
template <class Tag>
Uuid<Tag> make_uuid(const Clock& clock, Random& random)
{
    const std::uint64_t high = random.next();
    const std::uint64_t low = random.next();
    return Uuid<Tag>::make_v7(clock.now().utc, high, low);
}

}  // namespace swarmdesk::runtime
