#include "base/letters.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace swarmdesk {
namespace {

TEST(Letters, AreLettersAndDigitsOfAnyScriptAndNothingThatIsNotSeen)
{
    struct Case {
        std::string text;
        bool is_fine;
    };
    using namespace std::string_literals;
    const std::vector<Case> cases{
        {"", true},
        {"BTCusdt09", true},
        {"币安人生USDT", true},
        {"\xC3\xA9", true},          // é
        {"\xD0\x96", true},          // Cyrillic
        {"\xD9\xA3", true},          // an Arabic digit
        {"\xF0\xA0\x80\x80", true},  // U+20000, a letter beyond the first plane
        {"a b", false},
        {"a-b", false},
        {"a\0b"s, false},
        {"e\xCC\x81", false},         // a letter with a mark of its own
        {"\xE2\x80\x8B", false},      // zero width space
        {"\xE2\x80\xAE", false},      // right-to-left override
        {"\xC2\xA0", false},          // no-break space
        {"\xE2\x82\xAC", false},      // the euro sign
        {"\xF0\x9F\x9A\x80", false},  // a rocket
        {"\xEF\xBB\xBF", false},      // byte-order mark
        {"\xE2\x85\xA3", false},      // a Roman numeral is a number, and no digit
        {"\xEF\xBF\xBF", false},      // no character
        {"\xF4\x8F\xBF\xBF", false},  // the last code point
        {"\xC3", false},              // cut
        {"\xC0\xAF", false},          // overlong
        {"\xED\xA0\x80", false},      // a surrogate
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.text);
        EXPECT_EQ(is_letters_and_digits(c.text), c.is_fine);
    }
    EXPECT_TRUE(is_letters_and_digits("a-b_c", "-_"));
    EXPECT_FALSE(is_letters_and_digits("a-b_c", "-"));
}

}  // namespace
}  // namespace swarmdesk
