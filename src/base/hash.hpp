#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace swarmdesk {

using Bytes = std::string;  ///< raw bytes; text where it says text
using Hash = std::array<std::uint8_t, 32>;

Hash sha256(std::string_view data);
Hash sha256(std::string_view first, std::string_view second);
Hash hmac_sha256(std::string_view key, std::string_view data);

inline std::string_view as_bytes(const Hash& hash) { return {reinterpret_cast<const char*>(hash.data()), hash.size()}; }

std::string to_hex(std::string_view bytes);
inline std::string to_hex(const Hash& hash) { return to_hex(as_bytes(hash)); }
/// Lower or upper case, an even number of digits, nothing else.
Result<Bytes> from_hex(std::string_view text);

/// Well-formed UTF-8: no overlong form, no surrogate, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

}  // namespace swarmdesk
