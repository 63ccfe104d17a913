#include "base/base64url.hpp"

#include <cstdint>

namespace swarmdesk {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace

std::string to_base64url(std::string_view bytes)
{
    std::string text;
    text.reserve((bytes.size() * 4 + 2) / 3);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char byte : bytes) {
        bits = (bits << 8) | static_cast<std::uint8_t>(byte);
        count += 8;
        while (count >= 6) {
            count -= 6;
            text += alphabet[(bits >> count) & 63u];
        }
    }
    if (count > 0) text += alphabet[(bits << (6 - count)) & 63u];
    return text;
}

Result<Bytes> from_base64url(std::string_view text)
{
    const Error malformed{Errc::malformed, "not base64url without padding"};
    if (text.size() % 4 == 1) return malformed;
    Bytes bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char character : text) {
        const auto value = alphabet.find(character);
        if (value == std::string_view::npos) return malformed;
        bits = (bits << 6) | static_cast<std::uint32_t>(value);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>((bits >> count) & 255u);
    }
    if ((bits & ((1u << count) - 1)) != 0) return malformed;
    return bytes;
}

}  // namespace swarmdesk
