#include "base/ids.hpp"

#include "base/hash.hpp"
#include "base/letters.hpp"

namespace swarmdesk::detail {

std::array<std::uint8_t, 16> uuid_v7(UtcTime time, std::uint64_t random_high, std::uint64_t random_low)
{
    std::array<std::uint8_t, 16> raw{};
    const auto ms = static_cast<std::uint64_t>(to_ms(time));
    for (std::size_t i = 0; i < 6; ++i) raw[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
    raw[6] = static_cast<std::uint8_t>(0x70 | ((random_high >> 8) & 0x0F));
    raw[7] = static_cast<std::uint8_t>(random_high);
    raw[8] = static_cast<std::uint8_t>(0x80 | ((random_low >> 56) & 0x3F));
    for (std::size_t i = 9; i < 16; ++i) raw[i] = static_cast<std::uint8_t>(random_low >> (8 * (15 - i)));
    return raw;
}

Result<std::array<std::uint8_t, 16>> parse_uuid(std::string_view text)
{
    const Error malformed{Errc::malformed, "an id is a UUID: 8-4-4-4-12 hexadecimal digits"};
    if (text.size() != 36) return malformed;
    std::string digits;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash != (text[i] == '-')) return malformed;
        if (!dash) digits.push_back(text[i]);
    }
    const auto bytes = from_hex(digits);
    if (!bytes) return malformed;
    std::array<std::uint8_t, 16> raw{};
    for (std::size_t i = 0; i < raw.size(); ++i) raw[i] = static_cast<std::uint8_t>((*bytes)[i]);
    if (raw == std::array<std::uint8_t, 16>{}) return Error{Errc::malformed, "the nil UUID names nothing"};
    return raw;
}

std::string uuid_text(const std::array<std::uint8_t, 16>& raw)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(36, '-');
    std::size_t place = 0;
    for (const std::uint8_t byte : raw) {
        if (place == 8 || place == 13 || place == 18 || place == 23) ++place;
        text[place++] = digits[byte >> 4];
        text[place++] = digits[byte & 15];
    }
    return text;
}

bool is_name(std::string_view text, std::size_t size_max)
{
    if (text.empty() || text.size() > size_max || text.front() == '.' || text.front() == '-') return false;
    for (const char c : text) {
        const bool allowed = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                             c == '_' || c == '-';
        if (!allowed) return false;
    }
    return true;
}

bool is_name_of_any_script(std::string_view text, std::size_t size_max)
{
    if (text.empty() || text.size() > size_max || text.front() == '.' || text.front() == '-') return false;
    return is_name(text, size_max) || is_letters_and_digits(text, "._-");
}

}  // namespace swarmdesk::detail
