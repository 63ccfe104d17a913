#include "base/derived_uuid.hpp"

#include <algorithm>

namespace swarmdesk {

std::array<std::uint8_t, 16> derived_uuid(const std::array<std::uint8_t, 16>& source, const Hash& hash)
{
    constexpr std::size_t time_bytes = 6;
    constexpr std::size_t version_at = 6, variant_at = 8;
    auto raw = source;
    std::copy_n(hash.begin(), raw.size() - time_bytes, raw.begin() + time_bytes);
    raw[version_at] = static_cast<std::uint8_t>((raw[version_at] & 0x0F) | 0x70);
    raw[variant_at] = static_cast<std::uint8_t>((raw[variant_at] & 0x3F) | 0x80);
    return raw;
}

}  // namespace swarmdesk
