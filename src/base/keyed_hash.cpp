#include "base/keyed_hash.hpp"

#include <sys/auxv.h>

#include <array>
#include <cstring>

#include "base/decimal.hpp"

namespace swarmdesk {
namespace {

using Keys = std::array<std::uint64_t, 2>;

/// From the sixteen random bytes the kernel gives each process at its start (getauxval(3)).
Keys make_keys()
{
    Keys keys{0x9E3779B97F4A7C15u, 0xD1B54A32D192ED03u};
    if (const auto* bytes = reinterpret_cast<const void*>(::getauxval(AT_RANDOM)); bytes != nullptr)
        std::memcpy(keys.data(), bytes, sizeof(keys));
    return keys;
}

}  // namespace

std::uint64_t keyed_hash(std::uint64_t first, std::uint64_t second)
{
    static const Keys keys = make_keys();
    const Uint128 product = static_cast<Uint128>(first ^ keys[0]) * (second ^ keys[1]);
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

}  // namespace swarmdesk
