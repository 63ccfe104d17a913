#include "gateway/json_door.hpp"

#include <gmock/gmock.h>

#include <boost/json/serialize.hpp>

#include "trading/model/intent.hpp"

namespace swarmdesk::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(JsonDoor, TakesOnlyStrictJson)
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

TEST(JsonDoor, BoundsTheSize)
{
    const auto text_of = [](std::size_t bytes) { return '"' + std::string(bytes - 2, 'x') + '"'; };
    EXPECT_TRUE(parse_json(text_of(1024), {.bytes_max = 1024}));
    EXPECT_EQ(parse_json(text_of(1025), {.bytes_max = 1024}).error().code, Errc::limit_exceeded);
}

TEST(JsonDoor, RefusesATextCutAtAnyByte)
{
    const std::string whole =
        R"({"intent_id":"0197f2a0-5f00-7000-8000-000000000001","q":["1.5",-2e3,true,null,"é\ud83d\ude00"]})";
    ASSERT_TRUE(parse_json(whole));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        SCOPED_TRACE(size);
        EXPECT_FALSE(parse_json(whole.substr(0, size)));
    }
}

TEST(JsonDoor, KeepsWhatItTook)
{
    const std::string text = R"({"a":[1,-2,18446744073709551615,"\"\\/é",{}],"b":{"c":false}})";
    EXPECT_EQ(boost::json::serialize(parse_json(text).value()),
              R"({"a":[1,-2,18446744073709551615,"\"\\/é",{}],"b":{"c":false}})");
}

TEST(JsonReader, CollectsEverythingThatIsWrongWithPointers)
{
    const auto value = parse_json(R"({"id":"x","side":"LONG","quantity":1.5,"name":"a b","flag":1,"a/b~":1})").value();
    JsonReader in{value.get_object()};
    EXPECT_FALSE(in.uuid<trading::IntentTag>("id", Need::required));
    EXPECT_FALSE(in.word<trading::Side>("side", Need::required));
    EXPECT_FALSE(in.decimal<trading::Quantity>("quantity", Need::required));
    EXPECT_FALSE(in.name<trading::AccountTag>("name", Need::required));
    EXPECT_FALSE(in.boolean("flag", Need::optional));
    EXPECT_FALSE(in.text("missing", Need::required));
    EXPECT_FALSE(in.text("not there", Need::optional));
    const auto problem = in.finish();
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->status, 400);
    EXPECT_EQ(problem->code, "invalid_request");
    std::vector<std::string> pointers;
    for (const Violation& violation : problem->violations) pointers.push_back(violation.pointer);
    EXPECT_THAT(pointers, ElementsAre("/id", "/side", "/quantity", "/name", "/flag", "/missing", "/a~1b~0"));
    EXPECT_THAT(problem->violations[2].detail, HasSubstr("string"));
}

TEST(JsonReader, TakesADecimalOnlyAsAStrictString)
{
    struct Case {
        const char* json;
        bool is_taken;
    };
    for (const Case& c : {Case{R"("1.5")", true},
                          Case{R"("-0")", true},
                          Case{R"("0")", true},
                          Case{R"("-1")", true},
                          Case{R"("0.000000000000000001")", true},
                          Case{R"("0.0000000000000000001")", false},
                          Case{"1.5", false},
                          Case{"1", false},
                          Case{"1e308", false},
                          Case{"null", false},
                          Case{R"("NaN")", false},
                          Case{R"("Infinity")", false},
                          Case{R"("1e5")", false},
                          Case{R"("1E-400")", false},
                          Case{R"("0x10")", false},
                          Case{R"("1_000")", false},
                          Case{R"("１２")", false},
                          Case{R"("1,000")", false},
                          Case{R"(".5")", false},
                          Case{R"("5.")", false},
                          Case{R"("+5")", false},
                          Case{R"(" 5")", false},
                          Case{R"("")", false},
                          Case{R"("170141183460469231731687303715884105728")", false}}) {
        SCOPED_TRACE(c.json);
        const auto value = parse_json(std::string{"{\"n\":"} + c.json + "}").value();
        JsonReader in{value.get_object()};
        EXPECT_EQ(in.decimal<trading::Quantity>("n", Need::required).has_value(), c.is_taken);
        EXPECT_EQ(in.finish().has_value(), !c.is_taken);
    }
}

TEST(JsonReader, KeepsWordsForPeopleHonest)
{
    struct Case {
        const char* name;
        const char* text;
        bool is_taken;
    };
    for (const Case& c : {Case{"plain", "buy the dip", true}, Case{"accents and emoji", "día 😀", true},
                          Case{"as long as allowed", "0123456789012345678901234", true},
                          Case{"a byte longer", "01234567890123456789012345", false}, Case{"a tab", "a\\tb", false},
                          Case{"a line break", "a\\nb", false}, Case{"right-to-left override", "a\\u202eb", false},
                          Case{"zero-width space", "a\\u200bb", false}, Case{"byte order mark", "a\\ufeffb", false},
                          Case{"empty", "", false}}) {
        SCOPED_TRACE(c.name);
        const auto value = parse_json(std::string{"{\"w\":\""} + c.text + "\"}").value();
        JsonReader in{value.get_object()};
        EXPECT_EQ(in.words("w", Need::required, 25).has_value(), c.is_taken);
    }
}

TEST(ReadBody, WantsADeclaredJsonObject)
{
    struct Case {
        const char* type;
        const char* body;
        int status;  ///< 0: taken
    };
    for (const Case& c :
         {Case{"application/json", "{}", 0}, Case{"Application/JSON; charset=utf-8", "{}", 0},
          Case{"application/json;charset=UTF-8", "{}", 0}, Case{"application/json; charset=latin1", "{}", 415},
          Case{"text/plain", "{}", 415}, Case{"application/x-www-form-urlencoded", "a=b", 415},
          Case{"application/json-patch+json", "{}", 415}, Case{"", "{}", 415}, Case{"application/json", "[]", 400},
          Case{"application/json", "", 400}, Case{"application/json", "{", 400}}) {
        SCOPED_TRACE(std::string{c.type} + " " + c.body);
        net::Request request;
        if (*c.type != '\0') request.headers.add("Content-Type", c.type);
        request.body = c.body;
        const auto body = read_body(request);
        EXPECT_EQ(body ? 0 : body.error().status, c.status);
    }
    net::Request none;
    EXPECT_THAT(read_optional_body(none).value(), IsEmpty());
}

}  // namespace
}  // namespace swarmdesk::gateway
