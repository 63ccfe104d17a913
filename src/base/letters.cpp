#include "base/letters.hpp"

#include <boost/spirit/home/support/char_encoding/unicode/query.hpp>
#include <cstdint>

#include "base/hash.hpp"

namespace swarmdesk {
namespace {

bool is_letter_or_digit(std::uint32_t point)
{
    namespace ucd = boost::spirit::ucd;
    // A code point that the table does not know would pass for a letter, and a mark for alphabetic.
    return (ucd::get_major_category(point) == ucd::properties::letter && ucd::is_alphabetic(point)) ||
           ucd::is_decimal_number(point);
}

}  // namespace

bool is_letters_and_digits(std::string_view text, std::string_view also)
{
    if (!is_utf8(text)) return false;
    while (!text.empty()) {
        const auto first = static_cast<unsigned char>(text.front());
        const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        std::uint32_t point = size == 1 ? first : first & (0xFFU >> (size + 1));
        for (std::size_t i = 1; i < size; ++i) point = point << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
        const bool is_listed = size == 1 && also.find(text.front()) != std::string_view::npos;
        if (!is_listed && !is_letter_or_digit(point)) return false;
        text.remove_prefix(size);
    }
    return true;
}

}  // namespace swarmdesk
