#include "base/letters.hpp"

#include <boost/spirit/home/support/char_encoding/unicode/query.hpp>
#include <cstdint>

#include "base/hash.hpp"
#include "base/utf8.hpp"

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
        const char first = text.front();
        const CodePoint point = take_code_point(text);
        const bool is_listed = point.bytes == 1 && also.find(first) != std::string_view::npos;
        if (!is_listed && !is_letter_or_digit(point.value)) return false;
    }
    return true;
}

}  // namespace swarmdesk
