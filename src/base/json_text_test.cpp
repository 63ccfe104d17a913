#include "base/json_text.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <limits>

namespace swarmdesk {
namespace {

TEST(JsonText, PutsCommasBetweenAndNowhereElse)
{
    std::string out;
    JsonText json{out};
    json.open('{').field("a", 1).name("b").open('[').text("x").open('{').close('}').number(-2).close(']');
    json.name("c").open('{').field("yes", true).close('}').name("d").raw("[1.5]").close('}');
    EXPECT_EQ(out, R"({"a":1,"b":["x",{},-2],"c":{"yes":true},"d":[1.5]})");
}

TEST(JsonText, EveryByteOfTextComesBack)
{
    std::string all;
    for (int c = 0; c < 0x80; ++c) all += static_cast<char>(c);
    all += "µ√🚀";
    for (const std::string& text : {all, std::string{}, std::string{"plain"}, std::string{"\\\\\"\""}}) {
        std::string out;
        JsonText{out}.text(text);
        EXPECT_EQ(boost::json::parse(out).as_string(), text) << out;
    }
}

TEST(JsonText, WhatNeedsAnEscapeIsFoundWhereverItStands)
{
    for (const char escaped : {'"', '\\', '\n', '\x1f'})
        for (std::size_t size = 1; size <= 20; ++size)
            for (std::size_t at = 0; at < size; ++at) {
                std::string text(size, ' ');
                text[at] = escaped;
                std::string out;
                JsonText{out}.text(text);
                EXPECT_EQ(boost::json::parse(out).as_string(), text) << out;
            }
}

TEST(JsonText, NumbersAreWhole)
{
    std::string out;
    JsonText json{out};
    json.open('[').number(std::numeric_limits<std::uint64_t>::max()).number(std::numeric_limits<std::int64_t>::min());
    json.close(']');
    EXPECT_EQ(out, "[18446744073709551615,-9223372036854775808]");
}

}  // namespace
}  // namespace swarmdesk
