#include "api/json_input.hpp"

#include <gmock/gmock.h>

#include "trading/model/intent.hpp"

namespace swarmdesk::api {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

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
                          Case{"empty", "", false}, Case{"blank", "   ", false}}) {
        SCOPED_TRACE(c.name);
        const auto value = parse_json(std::string{"{\"w\":\""} + c.text + "\"}").value();
        JsonReader in{value.get_object()};
        EXPECT_EQ(in.message("w", Need::required, 25).has_value(), c.is_taken);
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
}  // namespace swarmdesk::api
