#include "base/strict_json.hpp"

#include <gmock/gmock.h>

#include <boost/json/serialize.hpp>

namespace swarmdesk {
namespace {

using ::testing::HasSubstr;

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(StrictJson, TakesOnlyStrictJson)
{
    struct Case {
        const char* name;
        std::string text;
        bool is_taken;
        const char* words = "";
    };
    const std::string nul{"\"a\0b\"", 5};
    const Case cases[] = {
        {"an object", R"({"a":1,"b":[true,null,"x"]})", true},
        {"a bare value", "1", true},
        {"white space around", " \r\n\t{} \n", true},
        {"a pair of surrogates", R"("\ud83d\ude00")", true},
        {"the deepest allowed", nested(64), true},
        {"the same key in two objects", R"([{"a":1},{"a":{"a":2}}])", true},
        {"nothing", "", false},
        {"one level too deep", nested(65), false, "64 levels"},
        {"ten thousand levels", nested(10'000), false},
        {"a key twice", R"({"a":1,"b":2,"a":3})", false, "\"a\" comes twice"},
        {"a key twice by an escape", R"({"a":1,"\u0061":3})", false, "comes twice"},
        {"a key twice deep inside", R"({"x":[{"k":1,"k":1}]})", false, "comes twice"},
        {"a byte order mark", "\xEF\xBB\xBF{}", false, "byte order mark"},
        {"a NUL escape", R"({"a":"\u0000"})", false, "NUL"},
        {"a NUL escape in a key", R"({"\u0000":1})", false, "NUL"},
        {"a raw NUL", nul, false},
        {"a lone high surrogate", R"("\ud800")", false},
        {"a lone low surrogate", R"("\udc00")", false},
        {"a high surrogate and a letter", R"("\ud800a")", false},
        {"an encoded surrogate", "\"\xED\xA0\x80\"", false, "UTF-8"},
        {"an overlong slash", "\"\xC0\xAF\"", false, "UTF-8"},
        {"half a character", "\"\xE2\x82\"", false, "UTF-8"},
        {"a control character", "\"a\nb\"", false},
        {"a trailing comma", "[1,]", false},
        {"a comment", "{} // x", false},
        {"a second value", "{} {}", false, "follows"},
        {"single quotes", "{'a':1}", false},
        {"a number beyond all bounds", "[1e309]", false, "out of range"},
        {"NaN", "NaN", false},
        {"Infinity", "[Infinity]", false},
        {"a plus", "+1", false},
        {"a leading zero", "01", false},
        {"a leading point", ".5", false},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        const auto value = parse_json(c.text);
        ASSERT_EQ(value.has_value(), c.is_taken) << (value ? "" : value.error().detail);
        EXPECT_THAT(value ? c.words : value.error().detail, HasSubstr(c.words));
    }
}

TEST(StrictJson, BoundsTheSize)
{
    const auto text_of = [](std::size_t bytes) { return '"' + std::string(bytes - 2, 'x') + '"'; };
    EXPECT_TRUE(parse_json(text_of(1024), {.bytes_max = 1024}));
    EXPECT_EQ(parse_json(text_of(1025), {.bytes_max = 1024}).error().code, Errc::limit_exceeded);
}

TEST(StrictJson, RefusesATextCutAtAnyByte)
{
    const std::string whole =
        R"({"intent_id":"0197f2a0-5f00-7000-8000-000000000001","q":["1.5",-2e3,true,null,"é\ud83d\ude00"]})";
    ASSERT_TRUE(parse_json(whole));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        SCOPED_TRACE(size);
        EXPECT_FALSE(parse_json(whole.substr(0, size)));
    }
}

TEST(StrictJson, KeepsWhatItTook)
{
    const std::string text = R"({"a":[1,-2,18446744073709551615,"\"\\/é",{}],"b":{"c":false}})";
    EXPECT_EQ(boost::json::serialize(parse_json(text).value()),
              R"({"a":[1,-2,18446744073709551615,"\"\\/é",{}],"b":{"c":false}})");
}

TEST(StrictJson, TellsWhatIsNotSeenInWords)
{
    struct Case {
        const char* name;
        std::string_view text;
        bool is_hidden;
    };
    for (const Case& c :
         {Case{"letters of many kinds", "rising é 多 😀", false}, Case{"a line break", "a\nb", true},
          Case{"an escape for terminals", "a\x1b[31mb", true}, Case{"a right-to-left override", "a\u202eb", true},
          Case{"a space without width", "a\u200bb", true}, Case{"a tag that only machines read", "a\U000e0041b", true},
          Case{"nothing", "", false}}) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(has_invisible(c.text), c.is_hidden);
    }
}

}  // namespace
}  // namespace swarmdesk
