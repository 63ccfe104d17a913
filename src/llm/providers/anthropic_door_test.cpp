#include "llm/providers/anthropic_door.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace swarmdesk::llm::providers {
namespace {

namespace json = boost::json;

const std::string minimal = R"({"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}])";

json::value asked(const std::string& body) { return openai_from_messages(body).value(); }

TEST(AnthropicDoor, AsksWhatTheMessageAsks)
{
    EXPECT_EQ(asked(minimal + R"(,"system":"Be brief.","stream":true,"stop_sequences":["END"],"temperature":0.5,
        "top_p":1,"top_k":3,"metadata":{"user_id":"u"},"thinking":{"type":"disabled"},"service_tier":"auto"})"),
              json::parse(R"({"model":"m","max_tokens":9,"stream":true,"stop":["END"],"temperature":0.5,"top_p":1,
        "top_k":3,"user":"u",
        "messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"x"}]})"));
    EXPECT_EQ(asked(R"({"model":"m","max_tokens":9,"system":[{"type":"text","text":"a"},{"type":"text","text":"b",
        "cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":[{"type":"text","text":"x"},
        {"type":"image","source":{"type":"base64","media_type":"image/png","data":"QUJD"}},
        {"type":"image","source":{"type":"url","url":"https://e.com/a.png"}},
        {"type":"document","source":{"type":"text","media_type":"text/plain","data":"y"}},
        {"type":"document","title":"t","source":{"type":"base64","media_type":"application/pdf","data":"QUJD"}}]}]})")
                  .at("messages"),
              json::parse(R"([{"role":"system","content":"a\n\nb"},{"role":"user","content":[
        {"type":"text","text":"x"},{"type":"image_url","image_url":{"url":"data:image/png;base64,QUJD"}},
        {"type":"image_url","image_url":{"url":"https://e.com/a.png"}},{"type":"text","text":"y"},
        {"type":"file","file":{"filename":"t","file_data":"data:application/pdf;base64,QUJD"}}]}])"));
}

TEST(AnthropicDoor, TranslatesToolsTheirUseAndTheirResults)
{
    const auto body = asked(R"({"model":"m","max_tokens":9,
        "tools":[{"name":"f","description":"d","input_schema":{"type":"object"}}],
        "tool_choice":{"type":"any","disable_parallel_tool_use":true},
        "messages":[{"role":"user","content":"x"},
        {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"s"},{"type":"text","text":"w"},
            {"type":"tool_use","id":"a","name":"f","input":{"k":1}}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":[{"type":"text","text":"1"},
            {"type":"image","source":{"type":"url","url":"https://e.com/a.png"}}]},
            {"type":"tool_result","tool_use_id":"b","is_error":true,"content":"no"},
            {"type":"tool_result","tool_use_id":"c"},{"type":"text","text":"go on"}]}]})");
    EXPECT_EQ(body.at("tools"), json::parse(R"([{"type":"function","function":{"name":"f","description":"d",
        "parameters":{"type":"object"}}}])"));
    EXPECT_EQ(body.at("tool_choice"), "required");
    EXPECT_EQ(body.at("parallel_tool_calls"), false);
    EXPECT_EQ(body.at("messages"), json::parse(R"([{"role":"user","content":"x"},
        {"role":"assistant","content":"w","tool_calls":[{"id":"a","type":"function",
            "function":{"name":"f","arguments":"{\"k\":1}"}}]},
        {"role":"tool","tool_call_id":"a","content":"1"},{"role":"tool","tool_call_id":"b","content":"Error: no"},
        {"role":"tool","tool_call_id":"c","content":""},
        {"role":"user","content":[{"type":"image_url","image_url":{"url":"https://e.com/a.png"}},
            {"type":"text","text":"go on"}]}])"));
}

TEST(AnthropicDoor, TranslatesChoiceEffortAndShape)
{
    struct Case {
        const char* field;
        const char* name;
        const char* value;
    };
    for (const Case& c :
         {Case{R"("tool_choice":{"type":"auto"})", "tool_choice", R"("auto")"},
          Case{R"("tool_choice":{"type":"none"})", "tool_choice", R"("none")"},
          Case{R"("tool_choice":{"type":"tool","name":"f"})", "tool_choice",
               R"({"type":"function","function":{"name":"f"}})"},
          Case{R"("thinking":{"type":"enabled","budget_tokens":2048})", "reasoning_effort", R"("low")"},
          Case{R"("thinking":{"type":"enabled","budget_tokens":2049})", "reasoning_effort", R"("medium")"},
          Case{R"("thinking":{"type":"enabled","budget_tokens":8192})", "reasoning_effort", R"("medium")"},
          Case{R"("thinking":{"type":"enabled","budget_tokens":8193})", "reasoning_effort", R"("high")"},
          Case{R"("output_config":{"effort":"max"})", "reasoning_effort", R"("high")"},
          Case{R"("output_config":{"format":{"type":"json_schema","schema":{}}})", "response_format",
               R"({"type":"json_schema","json_schema":{"name":"answer","schema":{},"strict":true}})"}})
        EXPECT_EQ(asked(minimal + ',' + c.field + '}').at(c.name), json::parse(c.value)) << c.field;
}

TEST(AnthropicDoor, NamesTheFieldItRefuses)
{
    const auto with_message = [](const char* message) {
        return R"({"model":"m","max_tokens":9,"messages":[)" + std::string{message} + "]}";
    };
    struct Case {
        std::string body;
        Errc code;
        const char* place;
    };
    for (const Case& c :
         {Case{"[]", Errc::malformed, "the body"},
          Case{"{", Errc::malformed, "the body"},
          Case{R"({"max_tokens":9,"messages":[]})", Errc::malformed, "model: "},
          Case{R"({"model":"m","messages":[]})", Errc::malformed, "max_tokens: "},
          Case{R"({"model":"m","max_tokens":9,"messages":[]})", Errc::malformed, "messages: "},
          Case{with_message("7"), Errc::malformed, "messages[0]: "},
          Case{with_message(R"({"role":"system","content":"x"})"), Errc::malformed, "messages[0].role: "},
          Case{with_message(R"({"role":"user"})"), Errc::malformed, "messages[0].content: "},
          Case{with_message(R"({"role":"user","content":[7]})"), Errc::malformed, "messages[0].content[0]: "},
          Case{with_message(R"({"role":"user","content":[{}]})"), Errc::malformed, "messages[0].content[0].type: "},
          Case{with_message(R"({"role":"user","content":[{"type":"text"}]})"), Errc::malformed,
               "messages[0].content[0].text: "},
          Case{with_message(R"({"role":"user","content":[{"type":"search_result"}]})"), Errc::out_of_range,
               "messages[0].content[0].type search_result: "},
          Case{with_message(R"({"role":"user","content":[{"type":"image","source":{"type":"base64"}}]})"),
               Errc::malformed, "messages[0].content[0].source: "},
          Case{with_message(R"({"role":"user","content":[{"type":"image","source":{"type":"file"}}]})"),
               Errc::out_of_range, "messages[0].content[0].source: "},
          Case{with_message(R"({"role":"user","content":[{"type":"tool_result"}]})"), Errc::malformed,
               "messages[0].content[0].tool_use_id: "},
          Case{with_message(R"({"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f"}]})"),
               Errc::malformed, "messages[0].content[0]: "},
          Case{minimal + R"(,"system":7})", Errc::malformed, "system: "},
          Case{minimal + R"(,"tools":[{"type":"web_search_20250305","name":"web"}]})", Errc::out_of_range,
               "tools[0].type: "},
          Case{minimal + R"(,"tools":[{"name":"f"}]})", Errc::malformed, "tools[0]: "},
          Case{minimal + R"(,"tool_choice":{"type":"tool"}})", Errc::malformed, "tool_choice: "},
          Case{minimal + R"(,"stream":1})", Errc::malformed, "stream: "},
          Case{minimal + R"(,"stop_sequences":"x"})", Errc::malformed, "stop_sequences: "},
          Case{minimal + R"(,"thinking":{"type":"enabled"}})", Errc::malformed, "thinking.budget_tokens: "},
          Case{minimal + R"(,"mcp_servers":[]})", Errc::out_of_range, "mcp_servers: "}}) {
        const auto refused = openai_from_messages(c.body);
        ASSERT_TRUE(refused.has_error()) << c.body;
        EXPECT_EQ(refused.error().code, c.code) << c.body;
        EXPECT_TRUE(refused.error().detail.starts_with(c.place)) << refused.error().detail;
    }
}

TEST(AnthropicDoor, SaysAnAnswerAsAMessage)
{
    const Answer answer{R"({"id":"x","model":"m","choices":[{"message":{"reasoning_content":"hm","content":"hey",
        "tool_calls":[{"id":"a","function":{"name":"f","arguments":"{\"k\":1}"}},{"id":"b","function":{"name":"g",
        "arguments":""}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens_details":{"cached_tokens":3}}})",
                        {.prompt_tokens = 8, .completion_tokens = 7}};
    EXPECT_EQ(json::parse(message_from_answer(answer).value()),
              json::parse(R"({"id":"x","type":"message","role":"assistant","model":"m","content":[
        {"type":"thinking","thinking":"hm","signature":""},{"type":"text","text":"hey"},
        {"type":"tool_use","id":"a","name":"f","input":{"k":1}},{"type":"tool_use","id":"b","name":"g","input":{}}],
        "stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":5,"cache_creation_input_tokens":0,
        "cache_read_input_tokens":3,"output_tokens":7}})"));
    for (const char* bad : {"", "{}", R"({"choices":[]})",
                            R"({"choices":[{"message":{"tool_calls":[{"function":{"name":"f","arguments":"{"}}]}}]})"})
        EXPECT_EQ(message_from_answer({.json = bad}).error().code, Errc::malformed) << bad;
}

TEST(AnthropicDoor, MapsTheReasonItFinished)
{
    struct Case {
        const char* finish_reason;
        const char* stop_reason;
    };
    for (const Case& c : {Case{"stop", "end_turn"}, Case{"length", "max_tokens"}, Case{"tool_calls", "tool_use"},
                          Case{"content_filter", "refusal"}}) {
        const Answer answer{R"({"choices":[{"message":{"content":"x"},"finish_reason":")" +
                            std::string{c.finish_reason} + R"("}]})"};
        EXPECT_EQ(json::parse(message_from_answer(answer).value()).at("stop_reason"), c.stop_reason);
    }
}

Chunk delta(const std::string& fields, const std::string& finish = "null")
{
    return {.json = R"({"choices":[{"index":0,"delta":{)" + fields + R"(},"finish_reason":)" + finish + "}]}"};
}

const std::string started =
    "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\","
    "\"role\":\"assistant\",\"model\":\"m\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":"
    "{\"input_tokens\":5,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":1}}}\n\n";

TEST(MessageStream, SaysBlocksOneAfterAnother)
{
    MessageStream stream{"msg_1", "m", 5};
    EXPECT_EQ(stream.on_chunk(delta(R"("role":"assistant","content":"")")), started);
    EXPECT_EQ(stream.on_chunk(delta(R"("reasoning":"hm")")),
              "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":"
              "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}\n\n"
              "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":"
              "{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}}\n\n");
    EXPECT_EQ(stream.on_chunk(delta(R"("content":"a")")),
              "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
              "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":1,\"content_block\":"
              "{\"type\":\"text\",\"text\":\"\"}}\n\n"
              "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":"
              "{\"type\":\"text_delta\",\"text\":\"a\"}}\n\n");
    EXPECT_EQ(stream.on_chunk(delta(R"("content":"b")")),
              "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":"
              "{\"type\":\"text_delta\",\"text\":\"b\"}}\n\n");
    EXPECT_EQ(stream.on_chunk(delta(R"("tool_calls":[{"index":0,"id":"t","function":{"name":"f","arguments":"{"}}])")),
              "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":1}\n\n"
              "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":2,\"content_block\":"
              "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}}\n\n"
              "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":2,\"delta\":"
              "{\"type\":\"input_json_delta\",\"partial_json\":\"{\"}}\n\n");
    EXPECT_EQ(stream.on_chunk(delta(R"("tool_calls":[{"index":0,"function":{"arguments":"}"}}])")),
              "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":2,\"delta\":"
              "{\"type\":\"input_json_delta\",\"partial_json\":\"}\"}}\n\n");
    EXPECT_EQ(stream.on_chunk(delta("", R"("tool_calls")")), "");
    EXPECT_EQ(stream.on_finished({.prompt_tokens = 6, .completion_tokens = 7}),
              "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":2}\n\n"
              "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\","
              "\"stop_sequence\":null},\"usage\":{\"input_tokens\":6,\"cache_creation_input_tokens\":0,"
              "\"cache_read_input_tokens\":0,\"output_tokens\":7}}\n\n"
              "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    EXPECT_EQ(stream.on_finished({}), "");
    EXPECT_EQ(stream.on_chunk(delta(R"("content":"late")")), "");
    EXPECT_EQ(stream.on_failure(500, "late"), "");
}

TEST(MessageStream, EndsInAnErrorWhateverGoesWrong)
{
    MessageStream failed{"msg_1", "m", 5};
    EXPECT_EQ(failed.on_failure(529, "Overloaded"),
              "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":"
              "\"Overloaded\"}}\n\n");
    EXPECT_EQ(failed.on_finished({}), "");

    MessageStream mixed{"msg_1", "m", 5};
    const auto call = [](int index) {
        return delta(R"("tool_calls":[{"index":)" + std::to_string(index) + R"(,"function":{"name":"f"}}])");
    };
    mixed.on_chunk(call(0));
    mixed.on_chunk(call(1));
    EXPECT_TRUE(mixed.on_chunk(call(0)).starts_with("event: error\n"));
    EXPECT_EQ(mixed.on_finished({}), "");
}

TEST(MessageStream, IsCompleteThoughNothingWasSaid)
{
    MessageStream stream{"msg_1", "m", 5};
    const auto text = stream.on_finished({});
    EXPECT_TRUE(text.starts_with(started));
    EXPECT_TRUE(text.ends_with("data: {\"type\":\"message_stop\"}\n\n"));
    EXPECT_EQ(text.find("content_block"), text.npos);
}

TEST(AnthropicError, HasAnthropicsShape)
{
    EXPECT_EQ(anthropic_error(404, "no such model", "r1"),
              R"({"type":"error","error":{"type":"not_found_error","message":"no such model"},"request_id":"r1"})");
    struct Case {
        std::uint16_t status;
        const char* type;
    };
    for (const Case& c : {Case{400, "invalid_request_error"}, Case{401, "authentication_error"},
                          Case{402, "billing_error"}, Case{403, "permission_error"}, Case{413, "request_too_large"},
                          Case{422, "invalid_request_error"}, Case{429, "rate_limit_error"}, Case{500, "api_error"},
                          Case{503, "overloaded_error"}, Case{504, "timeout_error"}, Case{529, "overloaded_error"}})
        EXPECT_EQ(anthropic_error_type(c.status), c.type);
}

}  // namespace
}  // namespace swarmdesk::llm::providers
