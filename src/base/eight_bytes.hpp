#pragma once

#include <cstdint>
#include <cstring>

namespace swarmdesk {

/// Eight characters looked at in one go, for text that is scanned at every call.
/// Source: Warren, Hacker's Delight, 6-1.
class EightBytes {
public:
    static constexpr std::size_t size = sizeof(std::uint64_t);

    /// Of a text with at least so many characters.
    explicit EightBytes(const char* text) { std::memcpy(&bytes_, text, size); }

    bool has_below(unsigned char limit) const { return ((bytes_ - ones * limit) & ~bytes_ & highest) != 0; }
    bool has(char c) const
    {
        const std::uint64_t differing = bytes_ ^ ones * static_cast<unsigned char>(c);
        return ((differing - ones) & ~differing & highest) != 0;
    }

private:
    static constexpr std::uint64_t ones = 0x0101010101010101;
    static constexpr std::uint64_t highest = 0x8080808080808080;
    std::uint64_t bytes_ = 0;
};

}  // namespace swarmdesk
