#include "runtime/random.hpp"

#include <sys/random.h>

#include <bit>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <system_error>

#include "base/assert.hpp"

namespace swarmdesk::runtime {

namespace {
std::uint64_t split_mix(std::uint64_t& state)
{
    state += 0x9E3779B97F4A7C15u;
    std::uint64_t mixed = state;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    return mixed ^ (mixed >> 31);
}
}  // namespace

Random::Random(std::uint64_t seed) : seed_(seed)
{
    for (auto& word : state_) word = split_mix(seed);
}

std::uint64_t Random::next()
{
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
}

std::uint64_t Random::below(std::uint64_t bound)
{
    SWARMDESK_ASSERT(bound > 0);
    // The lowest 2^64 mod bound values are refused, so every remainder is left equally often.
    const std::uint64_t refused = (0 - bound) % bound;
    std::uint64_t drawn = next();
    while (drawn < refused) drawn = next();
    return drawn % bound;
}

double Random::unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

double Random::normal()
{
    if (has_spare_normal_) {
        has_spare_normal_ = false;
        return spare_normal_;
    }
    // Marsaglia's polar method: a point in the unit disc gives two independent values.
    double x = 0;
    double y = 0;
    double square = 0;
    do {
        x = 2 * unit() - 1;
        y = 2 * unit() - 1;
        square = x * x + y * y;
    } while (square >= 1 || square == 0);
    const double scale = std::sqrt(-2 * std::log(square) / square);
    spare_normal_ = y * scale;
    has_spare_normal_ = true;
    return x * scale;
}

Random Random::fork(std::string_view name) const
{
    std::array<char, sizeof seed_> seed_bytes{};
    std::memcpy(seed_bytes.data(), &seed_, sizeof seed_);
    const Hash hash = sha256(std::string_view{seed_bytes.data(), seed_bytes.size()}, name);
    std::uint64_t seed = 0;
    std::memcpy(&seed, hash.data(), sizeof seed);
    return Random{seed};
}

Bytes os_random(std::size_t count)
{
    Bytes bytes(count, '\0');
    std::size_t filled = 0;
    while (filled < count) {
        const auto got = ::getrandom(bytes.data() + filled, count - filled, 0);
        if (got < 0) {
            if (errno == EINTR) continue;
            throw std::system_error{errno, std::generic_category(), "getrandom"};
        }
        filled += static_cast<std::size_t>(got);
    }
    return bytes;
}

std::uint64_t os_seed()
{
    std::uint64_t seed = 0;
    std::memcpy(&seed, os_random(sizeof seed).data(), sizeof seed);
    return seed;
}

}  // namespace swarmdesk::runtime
