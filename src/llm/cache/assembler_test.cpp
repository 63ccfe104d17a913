#include "llm/cache/assembler.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::llm::cache {
namespace {

namespace json = boost::json;

Chunk chunk(std::string_view choices)
{
    return {R"({"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":)" + std::string(choices) +
            "}"};
}
Chunk delta(std::string_view text)
{
    return chunk(R"([{"index":0,"delta":)" + std::string(text) + R"(,"finish_reason":null}])");
}
Chunk end(std::string_view reason = "stop")
{
    return chunk(R"([{"index":0,"delta":{},"finish_reason":")" + std::string(reason) + R"("}])");
}

Result<Answer> assemble(const std::vector<Chunk>& chunks, const Assembler::Settings& settings = {})
{
    Assembler assembler{settings};
    for (const Chunk& piece : chunks) static_cast<void>(assembler.add(piece));
    return assembler.finish({{3, 4}});
}

TEST(Assembler, JoinsWordsThoughtsAndUsage)
{
    const auto answer = assemble({delta(R"({"role":"assistant","content":""})"), delta(R"({"reasoning_content":"h"})"),
                                  delta(R"({"reasoning_content":"m","content":null})"), delta(R"({"content":"Hel"})"),
                                  delta(R"({"content":"lo"})"), end(), chunk("[]")});
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->usage, (Usage{3, 4}));
    const auto value = json::parse(answer->json);
    EXPECT_EQ(value.at("object"), "chat.completion");
    EXPECT_EQ(value.at("id"), "c");
    EXPECT_EQ(value.at("choices").at(0).at("message"),
              (json::value{{"role", "assistant"}, {"content", "Hello"}, {"reasoning_content", "hm"}}));
    EXPECT_EQ(value.at("choices").at(0).at("finish_reason"), "stop");
    EXPECT_EQ(value.at("usage"), (json::value{{"prompt_tokens", 3}, {"completion_tokens", 4}, {"total_tokens", 7}}));
}

TEST(Assembler, MergesToolCallsByIndexThoughTheyComeMixed)
{
    const auto answer = assemble({
        delta(R"({"tool_calls":[{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":""}}]})"),
        delta(R"({"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{"}}]})"),
        delta(R"({"tool_calls":[{"index":0,"id":"a","function":{"arguments":"}"}},)"
              R"({"index":1,"function":{"arguments":"1"}}]})"),
        end("tool_calls"),
    });
    ASSERT_TRUE(answer);
    const auto value = json::parse(answer->json);
    EXPECT_EQ(value.at("choices").at(0).at("message").at("tool_calls"),
              json::parse(R"([{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},
                              {"id":"b","type":"function","function":{"name":"g","arguments":"1"}}])"));
    EXPECT_TRUE(value.at("choices").at(0).at("message").at("content").is_null());
}

TEST(Assembler, MakesNoAnswerOfWhatIsNotOne)
{
    struct Case {
        const char* name;
        std::vector<Chunk> chunks;
        bool is_whole;
    };
    const std::string call = R"({"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":""}}]})";
    for (const Case& c : std::vector<Case>{
             {"nothing at all", {}, false},
             {"only an end", {end()}, true},
             {"no end", {delta(R"({"content":"a"})")}, false},
             {"an empty reason", {delta(R"({"content":"a"})"), end("")}, false},
             {"two ends", {end(), end()}, false},
             {"words after the end", {end(), delta(R"({"content":"a"})")}, false},
             {"emptiness after the end", {end(), delta(R"({"content":""})"), delta("{}")}, true},
             {"a tool call after the end", {end(), delta(call)}, false},
             {"no JSON", {{"{"}, end()}, false},
             {"an error inside", {{R"({"error":{"message":"x"},"choices":[]})"}, end()}, false},
             {"no choices", {{"{}"}, end()}, false},
             {"a choice without index", {chunk(R"([{"delta":{"content":"a"}}])"), end()}, false},
             {"the last choice allowed", {chunk(R"([{"index":15,"finish_reason":"stop"}])"), end()}, true},
             {"one beyond", {chunk(R"([{"index":16,"finish_reason":"stop"}])"), end()}, false},
             {"a negative index", {chunk(R"([{"index":-1,"finish_reason":"stop"}])"), end()}, false},
             {"a tool call", {delta(call), end()}, true},
             {"a tool call without index",
              {delta(R"({"tool_calls":[{"id":"a","function":{"name":"f"}}]})"), end()},
              false},
             {"a tool call without a name", {delta(R"({"tool_calls":[{"index":0,"id":"a"}]})"), end()}, false},
             {"two ids under one index",
              {delta(call), delta(R"({"tool_calls":[{"index":0,"id":"z","function":{"arguments":"1"}}]})"), end()},
              false},
             {"arguments that are no text",
              {delta(R"({"tool_calls":[{"index":0,"function":{"name":"f","arguments":{}}}]})"), end()},
              false},
             {"a part nobody knows", {delta(R"({"audio":{"data":"x"}})"), end()}, false},
             {"a delta that is no object", {delta("[1]"), end()}, false},
         }) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(assemble(c.chunks).has_value(), c.is_whole);
    }
}

TEST(Assembler, ForgetsNoFailure)
{
    Assembler assembler{{}};
    EXPECT_FALSE(assembler.add({"broken"}));
    EXPECT_FALSE(assembler.add(end()));
    EXPECT_FALSE(assembler.finish({}));
}

TEST(Assembler, MakesOneAnswerOnly)
{
    Assembler assembler{{}};
    EXPECT_TRUE(assembler.add(end()));
    EXPECT_TRUE(assembler.finish({}));
    EXPECT_FALSE(assembler.finish({}));
}

TEST(Assembler, IsBoundedInBytesAndToolCalls)
{
    const std::size_t size = end().json.size();
    EXPECT_TRUE(assemble({end()}, {.bytes_max = size}));
    EXPECT_FALSE(assemble({end()}, {.bytes_max = size - 1}));
    const Chunk call = delta(R"({"tool_calls":[{"index":1,"function":{"name":"f"}}]})");
    EXPECT_TRUE(assemble({call, end()}, {.tool_calls_max = 2}));
    EXPECT_FALSE(assemble({call, end()}, {.tool_calls_max = 1}));
}

}  // namespace
}  // namespace swarmdesk::llm::cache
