#include "base/display_width.hpp"

#include <gtest/gtest.h>

#include "base/utf8.hpp"

namespace swarmdesk {
namespace {

TEST(DisplayWidth, LettersOfTheEastTakeTwoCellsAndMarksNone)
{
    struct Case {
        const char* text;
        std::size_t width;
    };
    for (const Case& c :
         {Case{"", 0}, Case{"BTCUSDT", 7}, Case{"币安人生USDT", 12}, Case{"Ärger", 5}, Case{"e\xCC\x81", 1},
          Case{"한글", 4}, Case{"ＢＴＣ", 6}, Case{"🚀", 2}, Case{"−…→", 3}, Case{"\xFF\xFF", 2}}) {
        SCOPED_TRACE(c.text);
        EXPECT_EQ(display_width(std::string_view{c.text}), c.width);
    }
}

TEST(DisplayWidth, BothSidesOfARangeAreTold)
{
    EXPECT_EQ(display_width(0x10FFU), 1);
    EXPECT_EQ(display_width(0x1100U), 2);
    EXPECT_EQ(display_width(0x115FU), 2);
    EXPECT_EQ(display_width(0x1160U), 1);
    EXPECT_EQ(display_width(0x3FFFDU), 2);
    EXPECT_EQ(display_width(0x40000U), 1);
}

TEST(DisplayWidth, WhatIsTooWideIsCutBeforeTheLetterThatWouldNotFit)
{
    EXPECT_EQ(shortened("online_trading", 14), "online_trading");
    EXPECT_EQ(shortened("online_trading", 13), "online_tradi…");
    EXPECT_EQ(shortened("币安人生USDT", 12), "币安人生USDT");
    EXPECT_EQ(shortened("币安人生USDT", 6), "币安…");
    EXPECT_EQ(shortened("币安人生USDT", 5), "币安…");
    EXPECT_EQ(shortened("币安人生USDT", 1), "…");
    EXPECT_EQ(shortened("币安人生USDT", 0), "");
}

TEST(DisplayWidth, NoTextSpeaksToTheTerminal)
{
    EXPECT_EQ(printable("a\x1b[31mb"), "a\xEF\xBF\xBD[31mb");
    EXPECT_EQ(printable("two\nlines\tand more"), "two lines and more");
    EXPECT_EQ(printable("a\xE2\x80\xAE"
                        "b\xC2\x9B"
                        "c"),
              "a\xEF\xBF\xBD"
              "b\xEF\xBF\xBD"
              "c");
    EXPECT_EQ(printable("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(printable("币安人生 ≥ 5 %"), "币安人生 ≥ 5 %");
}

TEST(Utf8, EveryTextComesToItsEnd)
{
    for (const std::string_view text : {"\xE5\xB8", "\xF0\x9F\x9A", "\x80", "a\xE5"}) {
        std::string_view rest = text;
        std::size_t bytes = 0;
        while (!rest.empty()) bytes += take_code_point(rest).bytes;
        EXPECT_EQ(bytes, text.size());
    }
    std::string_view rocket = "🚀x";
    EXPECT_EQ(take_code_point(rocket).value, 0x1F680U);
    EXPECT_EQ(rocket, "x");
}

}  // namespace
}  // namespace swarmdesk
