#include "llm/cache/canonical_json.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>
#include <limits>

namespace swarmdesk::llm::cache {
namespace {

namespace json = boost::json;

std::string canonical(std::string_view text) { return canonical_json(json::parse(text)).value(); }

TEST(CanonicalJson, IsTheSameForAllWaysOfWritingTheSame)
{
    struct Case {
        const char* name;
        const char* one;
        const char* other;
        const char* text;
    };
    for (const Case& c : {
             Case{"the order of names", R"({"b":1,"a":2})", R"({"a":2,"b":1})", R"({"a":2,"b":1})"},
             Case{"white space", "{ \"a\" : [ 1 , 2 ] }", R"({"a":[1,2]})", R"({"a":[1,2]})"},
             Case{"a whole number", "1.0", "1", "1"},
             Case{"with an exponent", "1e2", "100", "100"},
             Case{"a fraction", "0.50", "5e-1", "0.5"},
             Case{"negative zero", "-0.0", "0", "0"},
             Case{"the least integer", "-9223372036854775808.0", "-9223372036854775808", "-9223372036854775808"},
             Case{"beyond a signed integer", "9223372036854775808.0", "9223372036854775808", "9223372036854775808"},
             Case{"escapes", R"("A\/")", R"("A/")", R"("A/")"},
         }) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(canonical(c.one), c.text);
        EXPECT_EQ(canonical(c.other), c.text);
    }
}

TEST(CanonicalJson, DiffersWhereTheMeaningDoes)
{
    struct Case {
        const char* name;
        const char* one;
        const char* other;
    };
    for (const Case& c : {
             Case{"the order of an array", "[1,2]", "[2,1]"},
             Case{"a number and its text", "1", R"("1")"},
             Case{"null and absence", R"({"a":null})", "{}"},
             Case{"true and one", "true", "1"},
             Case{"neighbours near 2^53", "9007199254740992", "9007199254740993"},
             Case{"an empty array and an empty object", "[]", "{}"},
             Case{"quotes inside", R"({"a":"b\",\"c\":\"d"})", R"({"a":"b","c":"d"})"},
         }) {
        SCOPED_TRACE(c.name);
        EXPECT_NE(canonical(c.one), canonical(c.other));
    }
}

TEST(CanonicalJson, AllowsTheDeepestNestingAndNotOneLevelMore)
{
    json::value value = 1;
    for (int i = 0; i < 4; ++i) value = json::array{value};
    EXPECT_TRUE(canonical_json(value, 4));
    EXPECT_FALSE(canonical_json(value, 3));
    json::value object = 1;
    for (int i = 0; i < 4; ++i) object = json::object{{"a", object}};
    EXPECT_TRUE(canonical_json(object, 4));
    EXPECT_FALSE(canonical_json(object, 3));
    EXPECT_TRUE(canonical_json(object.get_object(), nullptr, 4));
    EXPECT_FALSE(canonical_json(object.get_object(), nullptr, 3));
}

TEST(CanonicalJson, RefusesNumbersThatAreNotFinite)
{
    EXPECT_FALSE(canonical_json(std::numeric_limits<double>::infinity()));
    EXPECT_FALSE(canonical_json(json::array{std::nan("")}));
    EXPECT_TRUE(canonical_json(std::numeric_limits<double>::max()));
}

TEST(CanonicalJson, LeavesOutOnlyWhatStandsAtTheTop)
{
    const auto value = json::parse(R"({"user":"u","a":{"user":"v"}})");
    EXPECT_EQ(canonical_json(value.get_object(), [](std::string_view name) { return name == "user"; }).value(),
              R"({"a":{"user":"v"}})");
}

TEST(CanonicalJson, ReadsBackToItself)
{
    rc::check([](const std::map<std::string, std::vector<std::int64_t>>& members, std::int32_t numerator) {
        json::object object;
        for (const auto& [name, numbers] : members) {
            std::string ascii;
            for (const char c : name) ascii += static_cast<char>(' ' + (static_cast<unsigned char>(c) % 95));
            object[ascii] = json::array(numbers.begin(), numbers.end());
        }
        object["fraction"] = numerator / 8.0;
        const std::string text = canonical_json(object).value();
        RC_ASSERT(canonical_json(json::parse(text)).value() == text);
    });
}

}  // namespace
}  // namespace swarmdesk::llm::cache
