#include <gtest/gtest.h>

#include "llm/providers/provider.hpp"
#include "llm/providers/reader_harness.hpp"

namespace swarmdesk::llm::providers {
namespace {

namespace json = boost::json;
using testing::chat_call;
using testing::play;
using testing::Played;
using testing::shown;
using Lines = std::vector<std::string>;

Target target()
{
    return {.api_base = "https://api.anthropic.com", .model = "claude-x", .api_key = Secret{"key-0123456"}};
}

json::value body_of(std::string_view call)
{
    return json::parse(anthropic().request(chat_call(Delivery::whole, call), target()).value().body);
}

const std::string one_message = R"("messages":[{"role":"user","content":"x"}])";

TEST(Anthropic, IsAskedInItsOwnWords)
{
    const auto request = anthropic()
                             .request(chat_call(Delivery::streamed, R"({"messages":[{"role":"system","content":"A"},
            {"role":"user","content":"x"},{"role":"developer","content":"B"},{"role":"user","content":""},
            {"role":"user","content":[{"type":"text","text":"y"}]}],
            "temperature":0.5,"stop":"END","max_completion_tokens":9,"n":1,"frequency_penalty":0})"),
                                      target())
                             .value();
    EXPECT_EQ(request.url, "https://api.anthropic.com/v1/messages");
    EXPECT_EQ(request.headers.find("x-api-key"), "key-0123456");
    EXPECT_EQ(request.headers.find("anthropic-version"), "2023-06-01");
    EXPECT_EQ(json::parse(request.body), json::parse(R"({"model":"claude-x","max_tokens":9,"stream":true,
        "system":"A\n\nB","stop_sequences":["END"],"temperature":0.5,
        "messages":[{"role":"user","content":[{"type":"text","text":"x"},{"type":"text","text":"y"}]}]})"));
    EXPECT_EQ(body_of('{' + one_message + '}').at("max_tokens"), 4096);
}

TEST(Anthropic, TurnsToolResultsIntoTheUsersWords)
{
    const auto body = body_of(R"({"messages":[{"role":"user","content":"x"},
        {"role":"assistant","content":"well","tool_calls":[{"id":"a","function":{"name":"f","arguments":"{\"k\":1}"}},
            {"id":"b","function":{"name":"g"}}]},
        {"role":"tool","tool_call_id":"a","content":"1"},{"role":"tool","tool_call_id":"b","content":""},
        {"role":"user","content":"go on"}]})");
    EXPECT_EQ(body.at("messages"), json::parse(R"([{"role":"user","content":[{"type":"text","text":"x"}]},
        {"role":"assistant","content":[{"type":"text","text":"well"},
            {"type":"tool_use","id":"a","name":"f","input":{"k":1}},
             {"type":"tool_use","id":"b","name":"g","input":{}}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":[{"type":"text","text":"1"}]},
            {"type":"tool_result","tool_use_id":"b"},{"type":"text","text":"go on"}]}])"));
}

TEST(Anthropic, TranslatesTools)
{
    const std::string tools = one_message + R"(,"tools":[{"type":"function","function":{"name":"f","description":"d",
        "parameters":{"type":"object"}}},{"type":"function","function":{"name":"g"}}])";
    EXPECT_EQ(body_of('{' + tools + '}').at("tools"),
              json::parse(R"([{"name":"f","description":"d","input_schema":{"type":"object"}},
                              {"name":"g","input_schema":{"type":"object","properties":{}}}])"));
    EXPECT_FALSE(body_of('{' + tools + '}').as_object().contains("tool_choice"));
    struct Case {
        const char* fields;
        const char* choice;
    };
    for (const Case& c :
         {Case{R"("tool_choice":"auto")", R"({"type":"auto"})"}, Case{R"("tool_choice":"none")", R"({"type":"none"})"},
          Case{R"("tool_choice":"required")", R"({"type":"any"})"},
          Case{R"("tool_choice":{"type":"function","function":{"name":"f"}})", R"({"type":"tool","name":"f"})"},
          Case{R"("parallel_tool_calls":false)", R"({"type":"auto","disable_parallel_tool_use":true})"}})
        EXPECT_EQ(body_of('{' + tools + ',' + c.fields + '}').at("tool_choice"), json::parse(c.choice)) << c.fields;
}

TEST(Anthropic, TakesImagesFilesSchemasAndCacheMarks)
{
    const auto body = body_of(R"({"messages":[{"role":"system","content":[{"type":"text","text":"A",
            "cache_control":{"type":"ephemeral"}}]},
        {"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,QUJD"}},
            {"type":"image_url","image_url":{"url":"https://e.com/a.png"}},
            {"type":"file","file":{"file_data":"data:application/pdf;base64,QUJD"}}]}],
        "response_format":{"type":"json_schema","json_schema":{"schema":{"type":"object"}}}})");
    EXPECT_EQ(body.at("system"), json::parse(R"([{"type":"text","text":"A","cache_control":{"type":"ephemeral"}}])"));
    EXPECT_EQ(body.at("messages").at(0).at("content"), json::parse(R"([
        {"type":"image","source":{"type":"base64","media_type":"image/png","data":"QUJD"}},
        {"type":"image","source":{"type":"url","url":"https://e.com/a.png"}},
        {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"QUJD"}}])"));
    EXPECT_EQ(body.at("output_config"), json::parse(R"({"format":{"type":"json_schema","schema":{"type":"object"}}})"));
}

TEST(Anthropic, GivesThoughtsRoomOfTheirOwn)
{
    const auto body = body_of('{' + one_message + R"(,"reasoning_effort":"high","max_tokens":100})");
    EXPECT_EQ(body.at("thinking"), json::parse(R"({"type":"enabled","budget_tokens":4096})"));
    EXPECT_EQ(body.at("max_tokens"), 4196);
    EXPECT_FALSE(body_of('{' + one_message + R"(,"reasoning_effort":"none"})").as_object().contains("thinking"));
    EXPECT_FALSE(body_of(R"({"reasoning_effort":"low","messages":[{"role":"user","content":"x"},
        {"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f"}}]},
        {"role":"tool","tool_call_id":"a","content":"1"}]})")
                     .as_object()
                     .contains("thinking"));
}

TEST(Anthropic, RefusesOrDropsWhatItCannotDo)
{
    for (const char* field : {R"("n":2)", R"("seed":1)", R"("logprobs":true)", R"("frequency_penalty":0.5)",
                              R"("response_format":{"type":"json_object"})", R"("logit_bias":{"1":2})"}) {
        SCOPED_TRACE(field);
        const auto call = chat_call(Delivery::whole, '{' + one_message + ',' + field + '}');
        const auto refused = anthropic().request(call, target());
        ASSERT_TRUE(refused.has_error());
        EXPECT_EQ(refused.error().code, Errc::out_of_range);
        EXPECT_TRUE(
            refused.error().detail.starts_with(std::string{field + 1, std::string_view{field}.find('"', 1) - 1}))
            << refused.error().detail;
        auto lenient = target();
        lenient.drops_unknown = true;
        EXPECT_EQ(json::parse(anthropic().request(call, lenient).value().body), body_of('{' + one_message + '}'));
    }
    auto lenient = target();
    const auto hot = chat_call(Delivery::whole, '{' + one_message + R"(,"temperature":1.5})");
    EXPECT_EQ(anthropic().request(hot, lenient).error().code, Errc::out_of_range);
    lenient.drops_unknown = true;
    EXPECT_EQ(json::parse(anthropic().request(hot, lenient).value().body).at("temperature"), 1);
    EXPECT_EQ(anthropic().request({.operation = Operation::embedding}, lenient).error().code, Errc::out_of_range);
}

TEST(Anthropic, RefusesWhatIsMalformed)
{
    for (const std::string& body :
         {std::string{R"({"messages":[{"role":"system","content":"x"}]})"}, '{' + one_message + R"(,"max_tokens":0})",
          '{' + one_message + R"(,"stop":7})", '{' + one_message + R"(,"tools":[{}]})",
          '{' + one_message + R"(,"tools":[{"function":{"name":"f"}}],"tool_choice":"maybe"})",
          '{' + one_message + R"(,"reasoning_effort":"huge"})", '{' + one_message + R"(,"temperature":"hot"})",
          '{' + one_message + R"(,"response_format":{"type":"json_schema"}})"})
        EXPECT_EQ(anthropic().request(chat_call(Delivery::whole, body), target()).error().code, Errc::malformed)
            << body;
}

std::string event(std::string_view type, std::string_view more = "")
{
    return "event: " + std::string{type} + "\ndata: {\"type\":\"" + std::string{type} + '"' + std::string{more} +
           "}\n\n";
}
const std::string start = event("message_start", R"(,"message":{"id":"msg_1","type":"message","role":"assistant",
"model":"claude-x-1","content":[],"stop_reason":null,"usage":{"input_tokens":5,"cache_read_input_tokens":3,
"cache_creation_input_tokens":2,"output_tokens":1}})");
std::string block(int index, std::string_view fields)
{
    return event("content_block_start",
                 ",\"index\":" + std::to_string(index) + ",\"content_block\":{" + std::string{fields} + '}');
}
std::string delta(int index, std::string_view fields)
{
    return event("content_block_delta",
                 ",\"index\":" + std::to_string(index) + ",\"delta\":{" + std::string{fields} + '}');
}
std::string close(int index) { return event("content_block_stop", ",\"index\":" + std::to_string(index)); }
std::string reason(std::string_view word)
{
    return event("message_delta", R"(,"delta":{"stop_reason":")" + std::string{word} +
                                      R"(","stop_sequence":null},"usage":{"output_tokens":7})");
}
const std::string text_block =
    block(0, R"("type":"text","text":"")") + delta(0, R"("type":"text_delta","text":"Hi")") + close(0);
const std::string stop = event("message_stop");

std::string one_line(std::string text)
{
    std::erase(text, '\n');
    return text;
}

Lines streamed(const std::string& body)
{
    const Played played{200, {{"content-type", "text/event-stream"}}, body};
    const auto lines = shown(play(anthropic(), chat_call(Delivery::streamed), target(), played));
    for (std::size_t cut = 0; cut <= body.size(); ++cut)
        EXPECT_EQ(shown(play(anthropic(), chat_call(Delivery::streamed), target(), played, {cut})), lines);
    return lines;
}

std::string chunk(std::string_view fields, std::string_view finish = "null")
{
    return R"({"id":"msg_1","object":"chat.completion.chunk","created":1700000000,"model":"claude-x-1",)"
           R"("choices":[{"index":0,"delta":{)" +
           std::string{fields} + R"(},"finish_reason":)" + std::string{finish} + "}]}";
}

/// The data of one event must be one line, which the raw text of `start` is not.
const std::string begin = [] {
    std::string text = start;
    const auto data = text.find("data:");
    return text.substr(0, data) + one_line(text.substr(data)) + "\n\n";
}();

TEST(AnthropicStream, BecomesChunks)
{
    EXPECT_EQ(
        streamed(begin + event("ping") + text_block + reason("end_turn") + stop),
        (Lines{"chunk " + chunk(R"("role":"assistant","content":"")"), "chunk content " + chunk(R"("content":"Hi")"),
               "chunk last " + chunk("", R"("stop")"), "finished 10+7"}));
    EXPECT_EQ(streamed(begin + block(0, R"("type":"thinking","thinking":"")") +
                       delta(0, R"("type":"thinking_delta","thinking":"Hm")") +
                       delta(0, R"("type":"signature_delta","signature":"s")") + close(0) +
                       block(1, R"("type":"tool_use","id":"t","name":"f","input":{})") +
                       delta(1, R"("type":"input_json_delta","partial_json":"")") +
                       delta(1, R"("type":"input_json_delta","partial_json":"{\"a\":1}")") + close(1) +
                       block(2, R"("type":"tool_use","id":"u","name":"g","input":{})") + close(2) +
                       block(3, R"("type":"server_tool_use","id":"v","name":"web")") +
                       delta(3, R"("type":"input_json_delta","partial_json":"{}")") + close(3) + event("surprise") +
                       reason("tool_use") + stop),
              (Lines{"chunk " + chunk(R"("role":"assistant","content":"")"),
                     "chunk content " + chunk(R"("reasoning_content":"Hm")"),
                     "chunk content " + chunk(R"("tool_calls":[{"index":0,"id":"t","type":"function",)"
                                              R"("function":{"name":"f","arguments":""}}])"),
                     "chunk content " + chunk(R"("tool_calls":[{"index":0,"function":{"arguments":"{\"a\":1}"}}])"),
                     "chunk content " + chunk(R"("tool_calls":[{"index":1,"id":"u","type":"function",)"
                                              R"("function":{"name":"g","arguments":""}}])"),
                     "chunk content " + chunk(R"("tool_calls":[{"index":1,"function":{"arguments":"{}"}}])"),
                     "chunk last " + chunk("", R"("tool_calls")"), "finished 10+7"}));
}

TEST(AnthropicStream, EndsInAFailureWhateverGoesWrong)
{
    struct Case {
        std::string body;
        const char* failure;
    };
    for (const Case& c :
         {Case{"", "truncated"},
          Case{begin, "truncated"},
          Case{begin + text_block, "truncated"},
          Case{begin + text_block + reason("end_turn"), "truncated"},
          Case{begin + begin, "garbled"},
          Case{text_block, "garbled"},
          Case{begin + text_block + stop, "garbled"},
          Case{begin + block(1, R"("type":"text","text":"")"), "garbled"},
          Case{begin + block(0, R"("type":"text","text":"")") + block(1, R"("type":"text","text":"")"), "garbled"},
          Case{begin + delta(0, R"("type":"text_delta","text":"x")"), "garbled"},
          Case{begin + block(0, R"("type":"text")") + delta(1, R"("type":"text_delta","text":"x")"), "garbled"},
          Case{begin + block(0, R"("type":"text")") + delta(0, R"("type":"input_json_delta","partial_json":"x")"),
               "garbled"},
          Case{begin + block(0, R"("type":"text")") + delta(0, R"("type":"text_delta","text":7)"), "garbled"},
          Case{begin + block(0, R"("type":"text")") + reason("end_turn"), "garbled"},
          Case{begin + block(0, R"("type":"tool_use","id":"t")"), "garbled"},
          Case{begin + close(0), "garbled"},
          Case{begin + text_block + close(0), "garbled"},
          Case{begin + reason("end_turn") + block(0, R"("type":"text")"), "garbled"},
          Case{begin + reason("end_turn") + reason("end_turn"), "garbled"},
          Case{begin + reason("pause_turn") + stop, "garbled"},
          Case{"data: {}\n\n", "garbled"},
          Case{"data: no\n\n", "garbled"},
          Case{begin + reason("refusal") + stop, "content_refused"},
          Case{begin + event("error", R"(,"error":{"type":"overloaded_error","message":"Overloaded"})"),
               "overloaded"}}) {
        const auto lines = streamed(c.body);
        EXPECT_TRUE(lines.back().starts_with(std::string{"failure "} + c.failure + ' ')) << c.body << lines.back();
    }
}

TEST(AnthropicStream, MapsTheReasonItStopped)
{
    struct Case {
        const char* stop_reason;
        const char* finish_reason;
    };
    for (const Case& c : {Case{"end_turn", "stop"}, Case{"stop_sequence", "stop"}, Case{"max_tokens", "length"},
                          Case{"model_context_window_exceeded", "length"}, Case{"tool_use", "tool_calls"},
                          Case{"refusal", "content_filter"}}) {
        const auto lines = streamed(begin + text_block + reason(c.stop_reason) + stop);
        ASSERT_EQ(lines.size(), 4u);
        EXPECT_EQ(lines[2], "chunk last " + chunk("", '"' + std::string{c.finish_reason} + '"'));
    }
}

TEST(AnthropicWhole, BecomesOneAnswer)
{
    const auto read = [](std::string_view content, std::string_view stop_reason) {
        return shown(play(anthropic(), chat_call(Delivery::whole), target(),
                          {200,
                           {{"content-type", "application/json"}},
                           R"({"id":"msg_1","model":"claude-x-1","content":)" + std::string{content} +
                               R"(,"stop_reason":")" + std::string{stop_reason} +
                               R"(","usage":{"input_tokens":5,"cache_read_input_tokens":3,"output_tokens":7}})"}))
            .at(0);
    };
    const std::string head =
        R"(answer {"id":"msg_1","object":"chat.completion","created":1700000000,"model":"claude-x-1",)"
        R"("choices":[{"index":0,"message":{"role":"assistant","content":)";
    const std::string tail = R"("}],"usage":{"prompt_tokens":8,"completion_tokens":7,"total_tokens":15,)"
                             R"("prompt_tokens_details":{"cached_tokens":3}}} 8+7)";
    EXPECT_EQ(read(R"([{"type":"thinking","thinking":"hm"},{"type":"text","text":"a"},{"type":"text","text":"b"}])",
                   "end_turn"),
              head + R"("ab","reasoning_content":"hm"},"logprobs":null,"finish_reason":"stop)" + tail);
    EXPECT_EQ(read(R"([{"type":"tool_use","id":"t","name":"f","input":{"a":1}}])", "tool_use"),
              head +
                  R"(null,"tool_calls":[{"id":"t","type":"function","function":{"name":"f",)"
                  R"("arguments":"{\"a\":1}"}}]},"logprobs":null,"finish_reason":"tool_calls)" +
                  tail);
    EXPECT_EQ(read("[]", "end_turn"), head + R"(""},"logprobs":null,"finish_reason":"stop)" + tail);
    EXPECT_EQ(read("[]", "refusal"), "failure content_refused 200 the model refused");
    for (const char* content :
         {"7", "[7]", "[{}]", R"([{"type":"text"}])", R"([{"type":"tool_use","id":"t","name":"f"}])"})
        EXPECT_TRUE(read(content, "end_turn").starts_with("failure garbled")) << content;
}

TEST(AnthropicFailure, IsToldByItsType)
{
    const Played played{
        529,
        {{"content-type", "application/json"}, {"retry-after", "3"}},
        R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"r"})"};
    const auto events = play(anthropic(), chat_call(Delivery::streamed), target(), played);
    EXPECT_EQ(std::get<Failure>(events.at(0)),
              (Failure{FailureKind::overloaded, "Overloaded", 529, std::chrono::seconds{3}}));
}

}  // namespace
}  // namespace swarmdesk::llm::providers
