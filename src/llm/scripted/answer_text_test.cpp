#include "llm/scripted/answer_text.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::llm::scripted {
namespace {

namespace json = boost::json;

const json::value schema = json::parse(R"({"type":"object","properties":{
    "side":{"type":"string","enum":["up","level","down"]},"sure":{"type":"integer","minimum":0,"maximum":100},
    "why":{"type":"string","maxLength":10},"parts":{"type":"array"},"inner":{"type":"object","properties":{
    "is_true":{"type":"boolean"}}}}})");

std::string say(std::string_view model, const json::object& body)
{
    return answer_text(Script::parse(model).value(), body);
}

TEST(ScriptedAnswer, KeepsToTheSchemaItIsGivenInEitherDialect)
{
    const std::string expected = R"({"side":"up","sure":70,"why":"The market","parts":[],"inner":{"is_true":true}})";
    EXPECT_EQ(say("demo", {{"response_format", {{"type", "json_schema"}, {"json_schema", {{"schema", schema}}}}}}),
              expected);
    EXPECT_EQ(say("demo", {{"format", schema}}), expected);
}

TEST(ScriptedAnswer, PicksWhatTheScriptSays)
{
    const auto side = [](std::string_view model) {
        return json::parse(say(model, {{"format", schema}})).at("side").as_string();
    };
    EXPECT_EQ(side("demo,pick=2"), "down");
    EXPECT_EQ(side("demo,pick=3"), "up");
}

TEST(ScriptedAnswer, SaysItsWordsWithoutASchemaAndItsTextInAnyCase)
{
    EXPECT_EQ(say("demo,tokens=2", {}), "The market");
    EXPECT_EQ(say("demo,tokens=2", {{"format", "json"}}), "The market");
    EXPECT_EQ(say("demo,text=a%2Cb%3Dc%20%7B", {{"format", schema}}), "a,b=c {");
}

}  // namespace
}  // namespace swarmdesk::llm::scripted
