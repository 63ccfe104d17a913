#include "base/utf8.hpp"

#include "base/hash.hpp"

namespace swarmdesk {
namespace {

constexpr std::uint32_t replacement = 0xFFFD;

std::size_t bytes_of(unsigned char first) { return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4; }

}  // namespace

CodePoint take_code_point(std::string_view& text)
{
    const auto first = static_cast<unsigned char>(text.front());
    CodePoint point{first, bytes_of(first)};
    if (!is_utf8(text.substr(0, point.bytes))) point = {replacement, 1};
    if (point.bytes > 1) {
        point.value = first & (0xFFU >> (point.bytes + 1));
        for (std::size_t i = 1; i < point.bytes; ++i)
            point.value = point.value << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
    }
    text.remove_prefix(point.bytes);
    return point;
}

}  // namespace swarmdesk
