#include <gtest/gtest.h>

#include "llm/providers/ollama_reader.hpp"
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
    return {.api_base = "http://localhost:11434", .model = "qwen3:8b", .num_ctx = 4096, .keep_alive = "30m"};
}

/// Whether `body` has, under `name`, what `expected` says.
void expect_field(const std::string& body, const char* name, const char* expected)
{
    EXPECT_EQ(json::serialize(json::parse(body).at(name)), json::serialize(json::parse(expected)));
}

std::string body_of(std::string_view call, const Target& to = target())
{
    return ollama().request(chat_call(Delivery::whole, call), to).value().body;
}

TEST(Ollama, IsAskedInItsOwnWords)
{
    const auto request =
        ollama()
            .request(chat_call(Delivery::streamed, R"({"messages":[{"role":"developer","content":"Be brief."},
            {"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}],
            "max_tokens":7,"temperature":0,"seed":1,"stop":"END","frequency_penalty":0.5,"n":1,"user":"u",
            "parallel_tool_calls":true,"logit_bias":{},"reasoning_effort":"high","logprobs":true,"top_logprobs":2})"),
                     target())
            .value();
    EXPECT_EQ(request.url, "http://localhost:11434/api/chat");
    EXPECT_EQ(request.headers.find("authorization"), std::nullopt);
    EXPECT_EQ(json::parse(request.body), json::parse(R"({"model":"qwen3:8b","truncate":false,"shift":false,
        "keep_alive":"30m","stream":true,"think":"high","logprobs":true,"top_logprobs":2,
        "messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"a\nb"}],
        "options":{"num_ctx":4096,"num_predict":7,"temperature":0,"seed":1,"stop":["END"],"frequency_penalty":0.5}})"));
}

TEST(Ollama, TranslatesToolsAndTheirResults)
{
    const auto body =
        body_of(R"({"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"auto","messages":[
        {"role":"user","content":"x"},
        {"role":"assistant","content":null,"reasoning_content":"hm","tool_calls":[{"id":"c1","type":"function",
            "function":{"name":"f","arguments":"{\"a\":1}"}},{"id":"c2","function":{"name":"g","arguments":""}}]},
        {"role":"tool","tool_call_id":"c1","content":"42"}]})");
    expect_field(body, "tools", R"([{"type":"function","function":{"name":"f"}}])");
    expect_field(body, "messages", R"([{"role":"user","content":"x"},
        {"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":{"a":1}},"id":"c1"},
            {"function":{"name":"g","arguments":{}},"id":"c2"}],"thinking":"hm"},
        {"role":"tool","content":"42","tool_name":"f","tool_call_id":"c1"}])");
    EXPECT_FALSE(
        json::parse(body_of(R"({"tools":[{}],"tool_choice":"none","messages":[{"role":"user","content":"x"}]})"))
            .as_object()
            .contains("tools"));
}

TEST(Ollama, TakesImagesOnlyInline)
{
    const auto with_image = [](const std::string& url) {
        return ollama().request(
            chat_call(Delivery::whole, R"({"messages":[{"role":"user","content":[{"type":"text","text":"x"},
                {"type":"image_url","image_url":{"url":")" +
                                           url + R"("}}]}]})"),
            target());
    };
    expect_field(with_image("data:image/png;base64,QUJD").value().body, "messages",
                 R"([{"role":"user","content":"x","images":["QUJD"]}])");
    for (const char* url : {"https://example.com/a.png", "data:image/png,x", "data:image/png;base64,",
                            "data:image/png;base64,QUJ", "data:image/png;base64,QU!D", "data:text/plain;base64,QUJD"}) {
        const auto refused = with_image(url);
        ASSERT_TRUE(refused.has_error()) << url;
        EXPECT_EQ(refused.error().code, Errc::out_of_range);
    }
}

TEST(Ollama, ConstrainsItsAnswersShape)
{
    const auto with_format = [](const std::string& format) {
        return ollama().request(
            chat_call(Delivery::whole,
                      R"({"messages":[{"role":"user","content":"x"}],"response_format":)" + format + '}'),
            target());
    };
    EXPECT_FALSE(json::parse(with_format(R"({"type":"text"})")->body).as_object().contains("format"));
    expect_field(with_format(R"({"type":"json_object"})")->body, "format", R"("json")");
    expect_field(with_format(R"({"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}})")->body,
                 "format", R"({"type":"object"})");
    for (const char* bad : {R"({"type":"json_schema"})", R"({"type":"yaml"})", R"("json")"})
        EXPECT_EQ(with_format(bad).error().code, Errc::malformed) << bad;
}

TEST(Ollama, RefusesOrDropsWhatItCannotDo)
{
    for (const char* field : {R"("n":2)", R"("logit_bias":{"1":5})", R"("tool_choice":"required")",
                              R"("tool_choice":{"type":"function","function":{"name":"f"}})", R"("num_ctx":8192)",
                              R"("parallel_tool_calls":false)", R"("prediction":{})"}) {
        SCOPED_TRACE(field);
        const auto call =
            chat_call(Delivery::whole, R"({"messages":[{"role":"user","content":"x"}],)" + std::string{field} + '}');
        const auto refused = ollama().request(call, target());
        ASSERT_TRUE(refused.has_error());
        EXPECT_EQ(refused.error().code, Errc::out_of_range);
        const std::string name{field + 1, std::string_view{field}.find('"', 1) - 1};
        EXPECT_TRUE(refused.error().detail.starts_with(name)) << refused.error().detail;
        auto lenient = target();
        lenient.drops_unknown = true;
        EXPECT_EQ(ollama().request(call, lenient).value().body,
                  body_of(R"({"messages":[{"role":"user","content":"x"}]})"));
    }
}

TEST(Ollama, RefusesMalformedMessagesByTheirPlace)
{
    struct Case {
        const char* messages;
        const char* place;
    };
    for (const Case& c : {Case{"[]", "messages: "}, Case{"7", "messages: "}, Case{"[7]", "messages[0]: "},
                          Case{R"([{"role":"narrator"}])", "messages[0].role: "},
                          Case{R"([{"role":"user","content":7}])", "messages[0].content: "},
                          Case{R"([{"role":"user","content":[7]}])", "messages[0].content[0]: "},
                          Case{R"([{"role":"user","content":[{"type":"input_audio"}]}])", "messages[0].content[0]: "},
                          Case{R"([{"role":"user","content":[{"type":"image_url"}]}])", "messages[0].content[0]: "},
                          Case{R"([{"role":"tool","content":"x"}])", "messages[0].tool_call_id: "},
                          Case{R"([{"role":"assistant","tool_calls":{}}])", "messages[0].tool_calls: "},
                          Case{R"([{"role":"assistant","tool_calls":[{}]}])", "messages[0].tool_calls[0]: "},
                          Case{R"([{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"[1]"}}]}])",
                               "messages[0].tool_calls[0].function.arguments: "}}) {
        const auto refused =
            ollama().request(chat_call(Delivery::whole, R"({"messages":)" + std::string{c.messages} + '}'), target());
        ASSERT_TRUE(refused.has_error()) << c.messages;
        EXPECT_TRUE(refused.error().detail.starts_with(c.place)) << refused.error().detail;
    }
}

TEST(Ollama, KeepsItsDeploymentsOptions)
{
    auto to = target();
    to.num_ctx.reset();
    to.keep_alive = "-1";
    to.defaults = json::parse(R"({"num_ctx":2048,"num_thread":4,"temperature":0.2})").as_object();
    const auto body = body_of(R"({"messages":[{"role":"user","content":"x"}],"temperature":1})", to);
    expect_field(body, "options", R"({"num_ctx":2048,"temperature":1,"num_thread":4})");
    expect_field(body, "keep_alive", "-1");
}

TEST(Ollama, MapsEffortToThinking)
{
    struct Case {
        const char* effort;
        const char* think;
    };
    for (const Case& c : {Case{"none", "false"}, Case{"minimal", R"("low")"}, Case{"low", R"("low")"},
                          Case{"medium", R"("medium")"}, Case{"xhigh", R"("high")"}})
        expect_field(body_of(R"({"messages":[{"role":"user","content":"x"}],"reasoning_effort":")" +
                             std::string{c.effort} + "\"}"),
                     "think", c.think);
    EXPECT_EQ(ollama()
                  .request(chat_call(Delivery::whole, R"({"messages":[{"role":"user"}],"reasoning_effort":"huge"})"),
                           target())
                  .error()
                  .code,
              Errc::malformed);
}

Lines streamed(const std::string& body, std::string_view call = R"({"messages":[]})")
{
    const Played played{200, {{"Content-Type", "application/x-ndjson"}}, body};
    auto lines = shown(play(ollama(), chat_call(Delivery::streamed, call), target(), played));
    for (std::size_t cut = 0; cut <= body.size(); ++cut)
        EXPECT_EQ(shown(play(ollama(), chat_call(Delivery::streamed, call), target(), played, {cut})), lines);
    return lines;
}

std::string line(std::string_view message, std::string_view more = R"(,"done":false)")
{
    return R"({"model":"qwen3:8b","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant")" +
           std::string{message} + '}' + std::string{more} + "}\n";
}
const std::string end =
    line(R"(,"content":"")", R"(,"done":true,"done_reason":"stop","prompt_eval_count":5,"eval_count":2)");

std::string chunk(std::string_view delta, std::string_view finish = "null", std::string_view logprobs = "")
{
    return R"({"id":"chatcmpl-c1","object":"chat.completion.chunk","created":1700000000,"model":"qwen3:8b",)"
           R"("choices":[{"index":0,"delta":{)" +
           std::string{delta} + '}' + std::string{logprobs} + R"(,"finish_reason":)" + std::string{finish} + "}]}";
}

TEST(OllamaStream, BecomesChunks)
{
    EXPECT_EQ(streamed(line(R"(,"content":"","thinking":"Hm")") + line(R"(,"content":"Hel")") +
                       line(R"(,"content":"lo")") + line(R"(,"content":"")") + end),
              (Lines{"chunk content " + chunk(R"("role":"assistant","reasoning_content":"Hm")"),
                     "chunk content " + chunk(R"("content":"Hel")"), "chunk content " + chunk(R"("content":"lo")"),
                     "chunk last " + chunk("", R"("stop")"), "finished 5+2"}));
    EXPECT_EQ(streamed(end), (Lines{"chunk " + chunk(R"("role":"assistant","content":"")"),
                                    "chunk last " + chunk("", R"("stop")"), "finished 5+2"}));
    EXPECT_EQ(streamed(line(R"(,"content":"a")", R"(,"done":true,"done_reason":"length")")),
              (Lines{"chunk content " + chunk(R"("role":"assistant","content":"a")"),
                     "chunk last " + chunk("", R"("length")"), "finished 0+1 estimated"}));
}

TEST(OllamaStream, NumbersItsToolCalls)
{
    const auto call = [](const char* id, const char* name) {
        return R"({)" + std::string{id} + R"("function":{"name":")" + name + R"(","arguments":{"a":1}}})";
    };
    EXPECT_EQ(streamed(line(R"(,"content":"","tool_calls":[)" + call("", "f") + ']') +
                       line(R"(,"content":"","tool_calls":[)" + call(R"("id":"own",)", "g") + ']') + end),
              (Lines{"chunk content " + chunk(R"("role":"assistant","tool_calls":[{"id":"call_c1_0","type":"function",)"
                                              R"("function":{"name":"f","arguments":"{\"a\":1}"},"index":0}])"),
                     "chunk content " + chunk(R"("tool_calls":[{"id":"own","type":"function",)"
                                              R"("function":{"name":"g","arguments":"{\"a\":1}"},"index":1}])"),
                     "chunk last " + chunk("", R"("tool_calls")"), "finished 5+2"}));
}

TEST(OllamaStream, TellsProbabilitiesOnlyWhenAsked)
{
    const std::string body =
        line(R"(,"content":"a")", R"(,"done":false,"logprobs":[{"token":"a","logprob":-0.5,"top_logprobs":[)"
                                  R"({"token":"a","logprob":-0.5,"bytes":[97]}]}])") +
        end;
    EXPECT_EQ(
        streamed(body, R"({"logprobs":true})").front(),
        "chunk content " + chunk(R"("role":"assistant","content":"a")", "null",
                                 R"(,"logprobs":{"content":[{"token":"a","logprob":-5E-1,"bytes":null,)"
                                 R"("top_logprobs":[{"token":"a","logprob":-5E-1,"bytes":[97]}]}],"refusal":null})"));
    EXPECT_EQ(streamed(body).front(), "chunk content " + chunk(R"("role":"assistant","content":"a")"));
}

TEST(OllamaStream, EndsInAFailureWhateverGoesWrong)
{
    const std::string word = line(R"(,"content":"a")");
    struct Case {
        std::string body;
        const char* failure;
    };
    for (const Case& c :
         {Case{word, "truncated"}, Case{"", "truncated"}, Case{word + word.substr(0, 30), "garbled"},
          Case{word + "{\"error\":\"an error was encountered\"}\n", "upstream_failed"},
          Case{word + "{\"error\":{\"message\":\"x\"}}", "upstream_failed"}, Case{"[]\n", "garbled"},
          Case{"{}\n", "garbled"}, Case{"not json\n", "garbled"}, Case{line(R"(,"content":7)"), "garbled"},
          Case{line(R"(,"thinking":[])"), "garbled"}, Case{line(R"(,"tool_calls":{})"), "garbled"},
          Case{line(R"(,"tool_calls":[{"function":{"arguments":{}}}])"), "garbled"},
          Case{line(R"(,"tool_calls":[{"function":{"name":"f","arguments":"{}"}}])"), "garbled"},
          Case{line(R"(,"content":"")", R"(,"done":true,"done_reason":"load")"), "garbled"}}) {
        const auto lines = streamed(c.body);
        EXPECT_TRUE(lines.back().starts_with(std::string{"failure "} + c.failure + ' ')) << c.body << lines.back();
    }
}

TEST(OllamaStream, TakesALastLineThatNothingCloses)
{
    EXPECT_EQ(streamed(end.substr(0, end.size() - 1)).back(), "finished 5+2");
    EXPECT_EQ(
        shown(play(ollama(), chat_call(Delivery::streamed), target(), {200, {{"content-type", "text/plain"}}, end})),
        (Lines{"failure garbled 200 the answer is of type text/plain"}));
    EXPECT_EQ(shown(play(ollama(), chat_call(Delivery::streamed), target(),
                         {200, {{"content-type", "application/json; charset=utf-8"}}, end}))
                  .back(),
              "finished 5+2");
}

TEST(OllamaWhole, BecomesOneAnswer)
{
    const auto read = [](std::string body) {
        return shown(play(ollama(), chat_call(Delivery::whole), target(),
                          {200, {{"content-type", "application/json"}}, std::move(body)}))
            .at(0);
    };
    const std::string begin = R"(answer {"id":"chatcmpl-c1","object":"chat.completion","created":1700000000,)"
                              R"("model":"qwen3:8b","choices":[{"index":0,"message":{"role":"assistant",)";
    const std::string counts = R"(],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}} 5+2)";
    const char* done = R"(,"done":true,"done_reason":"stop","prompt_eval_count":5,"eval_count":2)";
    EXPECT_EQ(read(line(R"(,"content":"hey","thinking":"hm")", done)),
              begin + R"("content":"hey","reasoning_content":"hm"},"logprobs":null,"finish_reason":"stop"})" + counts);
    EXPECT_EQ(read(line(R"(,"tool_calls":[{"function":{"name":"f"}}])", done)),
              begin +
                  R"("content":null,"tool_calls":[{"id":"call_c1_0","type":"function","function":{"name":"f",)"
                  R"("arguments":"{}"}}]},"logprobs":null,"finish_reason":"tool_calls"})" +
                  counts);
    EXPECT_EQ(read(line(R"(,"content":"hey")")), "failure garbled 200 an answer that is not done");
    EXPECT_EQ(read("{\"error\":\"x\"}"), "failure upstream_failed 200 x");
    EXPECT_TRUE(read(end + end).starts_with("failure garbled"));
}

TEST(OllamaFailure, IsToldByStatusAndText)
{
    const auto failure = [](std::uint16_t status, std::string body) {
        return shown(play(ollama(), chat_call(Delivery::streamed), target(), {status, {}, std::move(body)})).at(0);
    };
    EXPECT_EQ(failure(404, R"({"error":"model \"x\" not found, try pulling it first"})"),
              "failure model_missing 404 model \"x\" not found, try pulling it first");
    EXPECT_EQ(failure(503, R"({"error":"server busy"})"), "failure overloaded 503 server busy");
}

TEST(OllamaEmbeddings, AreAskedForAndListed)
{
    ModelCall call{.operation = Operation::embedding, .body = json::parse(R"({"input":["a","b"]})").as_object()};
    const auto request = ollama().request(call, target()).value();
    EXPECT_EQ(request.url, "http://localhost:11434/api/embed");
    EXPECT_EQ(json::parse(request.body), json::parse(R"({"model":"qwen3:8b","truncate":false,"keep_alive":"30m",
        "input":["a","b"],"options":{"num_ctx":4096}})"));
    const Played played{200, {}, R"({"model":"qwen3:8b","embeddings":[[1,0.5],[2,0]],"prompt_eval_count":4})"};
    EXPECT_EQ(shown(play(ollama(), call, target(), played)).at(0),
              R"(answer {"object":"list","data":[{"object":"embedding","index":0,"embedding":[1,5E-1]},)"
              R"({"object":"embedding","index":1,"embedding":[2,0]}],"model":"qwen3:8b",)"
              R"("usage":{"prompt_tokens":4,"total_tokens":4}} 4+0)");
    call.body["encoding_format"] = "base64";
    EXPECT_NE(shown(play(ollama(), call, target(), played)).at(0).find(R"("embedding":"AACAPwAAAD8=")"),
              std::string::npos);
    for (const char* body :
         {R"({"embeddings":[[1]]})", R"({"embeddings":[[1],[]]})", R"({"embeddings":[[1],["a"]]})", "{}"})
        EXPECT_TRUE(shown(play(ollama(), call, target(), {200, {}, body})).at(0).starts_with("failure garbled"))
            << body;
    for (const char* input : {"[1,2]", "[[1,2]]"}) {
        call.body["input"] = json::parse(input);
        EXPECT_EQ(ollama().request(call, target()).error().code, Errc::out_of_range);
    }
    for (const char* input : {"[]", "null"}) {
        call.body["input"] = json::parse(input);
        EXPECT_EQ(ollama().request(call, target()).error().code, Errc::malformed);
    }
}

TEST(PackedFloats, AreBase64OfLittleEndianFloats)
{
    EXPECT_EQ(packed_floats(json::array{1.0}), "AACAPw==");
    EXPECT_EQ(packed_floats(json::array{1.0, 0.5}), "AACAPwAAAD8=");
    EXPECT_EQ(packed_floats(json::array{1.0, 0.5, -2}), "AACAPwAAAD8AAADA");
    EXPECT_EQ(packed_floats(json::array{"a"}), std::nullopt);
}

}  // namespace
}  // namespace swarmdesk::llm::providers
