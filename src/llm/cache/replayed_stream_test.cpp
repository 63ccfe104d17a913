#include "llm/cache/replayed_stream.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "llm/cache/assembler.hpp"
#include "llm/cache/canonical_json.hpp"

namespace swarmdesk::llm::cache {
namespace {

namespace json = boost::json;

Answer answer(std::string_view choices, Usage usage = {7, 5})
{
    return {
        R"({"id":"c-1","object":"chat.completion","created":17,"model":"m","choices":)" + std::string(choices) + "}",
        usage};
}

std::vector<std::string> deltas(const ReplayedStream& stream)
{
    std::vector<std::string> texts;
    for (const Chunk& chunk : stream.chunks) {
        const auto value = json::parse(chunk.json);
        const auto& choice = value.at("choices").at(0).as_object();
        texts.push_back(json::serialize(choice.at("delta")));
        if (!choice.at("finish_reason").is_null()) texts.back() += " " + json::serialize(choice.at("finish_reason"));
    }
    return texts;
}

std::string whole(const ReplayedStream& stream)
{
    Assembler assembler{{}};
    for (const Chunk& chunk : stream.chunks) EXPECT_TRUE(assembler.add(chunk));
    const auto assembled = assembler.finish(stream.finished);
    EXPECT_TRUE(assembled) << (assembled ? "" : to_string(assembled.error()));
    return canonical_json(json::parse(assembled.value().json)).value();
}

TEST(ReplayedStream, SaysAnAnswerAsAProviderWouldHaveStreamedIt)
{
    const auto stream = replay(
        answer(R"([{"index":0,"message":{"role":"assistant","content":"Hello you","refusal":null,"annotations":[],
                    "reasoning_content":"hm"},"finish_reason":"stop"}])"),
        {.piece_bytes = 5});
    ASSERT_TRUE(stream);
    EXPECT_EQ(deltas(*stream),
              (std::vector<std::string>{R"({"role":"assistant"})", R"({"reasoning_content":"hm"})",
                                        R"({"content":"Hello"})", R"({"content":" you"})", R"({} "stop")"}));
    const std::vector<bool> content{false, true, true, true, false};
    for (std::size_t i = 0; i < content.size(); ++i) {
        EXPECT_EQ(stream->chunks[i].has_content, content[i]);
        EXPECT_EQ(stream->chunks[i].is_last, i == 4);
        const auto chunk = json::parse(stream->chunks[i].json).get_object();
        EXPECT_EQ(chunk.at("object"), "chat.completion.chunk");
        EXPECT_EQ(chunk.at("id"), "c-1");
        EXPECT_EQ(chunk.at("created"), 17);
        EXPECT_FALSE(chunk.contains("usage"));
    }
    EXPECT_EQ(stream->finished.usage, (Usage{7, 5}));
}

TEST(ReplayedStream, SendsToolCallsByIndex)
{
    const auto stream = replay(answer(
        R"([{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[
            {"id":"a","type":"function","function":{"name":"quote","arguments":"{\"s\":1}"}},
            {"id":"b","type":"function","function":{"name":"clock","arguments":""}}]},)"
        R"("finish_reason":"tool_calls"}])"));
    ASSERT_TRUE(stream);
    EXPECT_EQ(
        deltas(*stream),
        (std::vector<std::string>{
            R"({"role":"assistant"})",
            R"({"tool_calls":[{"id":"a","type":"function","function":{"name":"quote","arguments":""},"index":0}]})",
            R"({"tool_calls":[{"index":0,"function":{"arguments":"{\"s\":1}"}}]})",
            R"({"tool_calls":[{"id":"b","type":"function","function":{"name":"clock","arguments":""},"index":1}]})",
            R"({} "tool_calls")"}));
    EXPECT_TRUE(stream->chunks[2].has_content) << "arguments count as the first token";
    EXPECT_FALSE(stream->chunks[1].has_content);
}

TEST(ReplayedStream, MarksOnlyTheVeryLastOfSeveralChoices)
{
    const auto stream = replay(answer(R"([{"index":0,"message":{"content":"a"},"finish_reason":"stop"},
                                          {"index":1,"message":{"content":"b"},"finish_reason":"length"}])"));
    ASSERT_TRUE(stream);
    ASSERT_EQ(stream->chunks.size(), 6u);
    for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(stream->chunks[i].is_last, i == 5);
}

TEST(ReplayedStream, CutsBetweenCharactersAndNotTooOften)
{
    std::string text;
    for (int i = 0; i < 50; ++i) text += "\xE2\x82\xAC";  // euro
    json::array choices{{{"index", 0}, {"message", {{"content", text}}}, {"finish_reason", "stop"}}};
    const auto stream = replay(answer(json::serialize(choices)), {.piece_bytes = 4, .pieces_max = 1000});
    ASSERT_TRUE(stream);
    EXPECT_EQ(stream->chunks.size(), 52u);
    const auto fewer = replay(answer(json::serialize(choices)), {.piece_bytes = 4, .pieces_max = 10});
    ASSERT_TRUE(fewer);
    EXPECT_EQ(fewer->chunks.size(), 12u);
    EXPECT_EQ(whole(*stream), whole(*fewer));
}

TEST(ReplayedStream, RefusesWhatIsNotAWholeAnswer)
{
    for (const char* text : {
             "",
             "nonsense",
             "[]",
             "{}",
             R"({"choices":[]})",
             R"({"choices":{}})",
             R"({"choices":[1]})",
             R"({"error":{"message":"no"}})",
             R"({"object":"list","data":[{"embedding":[1]}]})",
             R"({"choices":[{"index":0,"message":{"content":"a"},"finish_reason":null}]})",
             R"({"choices":[{"index":0,"message":{"content":"a"}}]})",
             R"({"choices":[{"index":0,"finish_reason":"stop"}]})",
             R"({"choices":[{"index":"0","message":{},"finish_reason":"stop"}]})",
             R"({"choices":[{"index":0,"message":{"tool_calls":[{}]},"finish_reason":"stop"}]})",
             R"({"choices":[{"index":0,"message":{"tool_calls":[1]},"finish_reason":"stop"}]})",
         })
        EXPECT_FALSE(replay({text, {}})) << text;
}

TEST(ReplayedStream, ComesBackWholeThroughTheAssembler)
{
    const auto letters = [](const std::vector<std::uint8_t>& bytes) {
        static const char* const alphabet[] = {"a", "\"", "\\", " ", "\n", "é", "€", "😀", "{", "7"};
        std::string text;
        for (const auto byte : bytes) text += alphabet[byte % 10];
        return text;
    };
    rc::check([&](const std::vector<std::vector<std::uint8_t>>& texts, std::uint8_t shape, std::uint8_t piece) {
        json::array choices;
        const auto text = [&](std::size_t i) { return i < texts.size() ? letters(texts[i]) : std::string{"x"}; };
        for (std::uint64_t i = 0; i < 1u + shape % 3; ++i) {
            json::object message{{"role", "assistant"}, {"content", nullptr}};
            if (!text(i).empty()) message["content"] = text(i);
            if ((shape & 4) != 0 && !text(i + 1).empty()) message["reasoning_content"] = text(i + 1);
            if ((shape & 8) != 0) {
                json::array calls;
                for (std::uint64_t k = 0; k <= i; ++k)
                    calls.push_back({{"id", "call-" + std::to_string(k)},
                                     {"type", "function"},
                                     {"function", {{"name", "f" + text(k + 2)}, {"arguments", text(k + 3)}}}});
                message["tool_calls"] = calls;
            }
            json::object choice{
                {"index", i}, {"message", message}, {"finish_reason", (shape & 8) ? "tool_calls" : "stop"}};
            if ((shape & 16) != 0) choice["logprobs"] = {{"content", {{{"token", "a"}}, {{"token", "b"}}}}};
            choices.push_back(choice);
        }
        const Usage usage{shape, piece};
        const json::object original{
            {"id", "c"},
            {"object", "chat.completion"},
            {"created", 3},
            {"model", "m"},
            {"choices", choices},
            {"usage",
             {{"prompt_tokens", shape}, {"completion_tokens", piece}, {"total_tokens", std::uint64_t{shape} + piece}}}};
        const auto stream = replay({json::serialize(original), usage}, {.piece_bytes = piece});
        RC_ASSERT(stream.has_value());
        RC_ASSERT(whole(*stream) == canonical_json(original).value());
    });
}

TEST(ReplayedStream, IsNoAnswerWhenAnyEndOfItIsMissing)
{
    const auto stream = replay(answer(R"([{"index":0,"message":{"content":"Hello"},"finish_reason":"stop"},
                                          {"index":1,"message":{"content":"you"},"finish_reason":"stop"}])"),
                               {.piece_bytes = 4});
    ASSERT_TRUE(stream);
    for (std::size_t size = 0; size <= stream->chunks.size(); ++size) {
        Assembler assembler{{}};
        for (std::size_t i = 0; i < size; ++i) EXPECT_TRUE(assembler.add(stream->chunks[i]));
        // The first choice is whole before the second begins; what comes of both must be whole.
        const bool is_whole = size == stream->chunks.size() || size == 4;
        EXPECT_EQ(assembler.finish({}).has_value(), is_whole) << size;
    }
}

}  // namespace
}  // namespace swarmdesk::llm::cache
