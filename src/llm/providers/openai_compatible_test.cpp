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

Target target() { return {.api_base = "https://api.example/v1/", .model = "m-1", .api_key = Secret{"sk-0123456789"}}; }

Played sse(std::string body) { return {200, {{"Content-Type", "text/event-stream; charset=utf-8"}}, std::move(body)}; }
Played whole(std::string body) { return {200, {{"Content-Type", "application/json"}}, std::move(body)}; }

std::string chunk(std::string_view choices, std::string_view more = "")
{
    return R"({"id":"x","object":"chat.completion.chunk","created":1,"model":"m","choices":[)" + std::string{choices} +
           ']' + std::string{more} + '}';
}
std::string delta(std::string_view fields, std::string_view finish = "null", int index = 0)
{
    return R"({"index":)" + std::to_string(index) + R"(,"delta":{)" + std::string{fields} + R"(},"finish_reason":)" +
           std::string{finish} + '}';
}
std::string event(std::string_view text) { return "data: " + std::string{text} + "\n\n"; }

const std::string role = chunk(delta(R"("role":"assistant","content":"")"));
const std::string word = chunk(delta(R"("content":"Hello")"));
const std::string stop = chunk(delta("", R"("stop")"));
const std::string usage = chunk("", R"(,"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7})");
const std::string done = event("[DONE]");

Lines streamed(const std::string& body, const Provider& provider = openai_compatible())
{
    return shown(play(provider, chat_call(Delivery::streamed), target(), sse(body)));
}

std::string last(const Lines& lines) { return lines.empty() ? "" : lines.back(); }

TEST(OpenAiCompatible, AsksWithTheDefaultsUnderTheCallersFields)
{
    auto to = target();
    to.defaults = json::parse(R"({"temperature":0.5,"top_p":0.9,"max_tokens":9,"stream":false})").as_object();
    const auto call = chat_call(Delivery::streamed, R"({"messages":[],"temperature":0,"top_p":null,
        "max_completion_tokens":5})");
    const auto request = openai_compatible().request(call, to).value();
    EXPECT_EQ(request.url, "https://api.example/v1/chat/completions");
    EXPECT_EQ(request.headers.find("authorization"), "Bearer sk-0123456789");
    EXPECT_EQ(request.headers.find("content-type"), std::nullopt);
    EXPECT_EQ(request.body, R"({"model":"m-1","messages":[],"temperature":0,"max_completion_tokens":5,"top_p":9E-1,)"
                            R"("stream":true,"stream_options":{"include_usage":true}})");
}

TEST(OpenAiCompatible, AsksWithoutKeyOrStream)
{
    auto to = target();
    to.api_key = Secret{};
    ModelCall call{.operation = Operation::embedding, .body = json::parse(R"({"input":"a"})").as_object()};
    const auto request = openai_compatible().request(call, to).value();
    EXPECT_EQ(request.url, "https://api.example/v1/embeddings");
    EXPECT_EQ(request.headers.find("authorization"), std::nullopt);
    EXPECT_EQ(request.body, R"({"model":"m-1","input":"a"})");
    to.api_key = Secret{"two\r\nlines"};
    EXPECT_EQ(openai_compatible().request(call, to).error().code, Errc::out_of_range);
    EXPECT_EQ(groq().request(call, target()).error().detail, "embeddings: Groq cannot do that");
}

TEST(Groq, RefusesOrDropsWhatItDoesNotKnow)
{
    struct Case {
        const char* body;
        const char* refused;  ///< the field; none: it is asked without it
    };
    for (const Case& c :
         {Case{R"({"logprobs":true})", "logprobs"}, Case{R"({"logprobs":false})", nullptr},
          Case{R"({"top_logprobs":2})", "top_logprobs"}, Case{R"({"logit_bias":{"1":2}})", "logit_bias"},
          Case{R"({"logit_bias":{}})", nullptr}, Case{R"({"n":2})", "n"}}) {
        SCOPED_TRACE(c.body);
        auto to = target();
        const auto request = groq().request(chat_call(Delivery::whole, c.body), to);
        ASSERT_EQ(request.has_error(), c.refused != nullptr);
        if (c.refused) {
            EXPECT_EQ(request.error().code, Errc::out_of_range);
            EXPECT_TRUE(request.error().detail.starts_with(c.refused));
        } else {
            EXPECT_EQ(request->body, R"({"model":"m-1"})");
        }
        to.drops_unknown = true;
        EXPECT_EQ(groq().request(chat_call(Delivery::whole, c.body), to)->body, R"({"model":"m-1"})");
    }
    EXPECT_EQ(groq().request(chat_call(Delivery::whole, R"({"n":1})"), target())->body, R"({"model":"m-1","n":1})");
}

TEST(OpenAiStream, PassesChunksOnAsTheyCame)
{
    const Lines expected{"chunk " + role, "chunk content " + word, "chunk last " + stop, "finished 3+4"};
    const std::string body = event(role) + event(word) + event(stop) + event(usage) + done;
    EXPECT_EQ(streamed(body), expected);
    EXPECT_EQ(streamed(body, groq()), expected);
    EXPECT_EQ(streamed(": OPENROUTER PROCESSING\n\n" + body, openrouter()), expected);
    for (std::size_t cut = 0; cut <= body.size(); ++cut)
        EXPECT_EQ(shown(play(openai_compatible(), chat_call(Delivery::streamed), target(), sse(body), {cut})), expected)
            << "cut at " << cut;
}

TEST(OpenAiStream, NeedsAFinishReasonAndThenDoneOrACleanEnd)
{
    EXPECT_EQ(last(streamed(event(word) + event(stop) + done)), "finished 2+2 estimated");
    EXPECT_EQ(last(streamed(event(word) + event(stop))), "finished 2+2 estimated")
        << "several servers never say [DONE]";
    for (const std::string& body :
         {event(word), event(word) + done, std::string{}, done, event(usage) + done, event(word) + "data: " + stop}) {
        const auto lines = streamed(body);
        EXPECT_TRUE(last(lines).starts_with("failure truncated 200 ")) << body;
    }
}

TEST(OpenAiStream, TakesUsageOutOfTheChunks)
{
    const std::string counts = R"("usage":{"prompt_tokens":8,"completion_tokens":9})";
    EXPECT_EQ(streamed(event(chunk(delta(R"("content":"a")"), ',' + counts)) + event(stop) + done),
              (Lines{"chunk content " + chunk(delta(R"("content":"a")")), "chunk last " + stop, "finished 8+9"}));
    const std::string null_usage = chunk(delta(R"("content":"a")"), R"(,"usage":null)");
    EXPECT_EQ(streamed(event(null_usage) + event(stop) + done).front(), "chunk content " + null_usage);
    EXPECT_EQ(
        last(streamed(event(chunk(delta("", R"("stop")"), R"(,"x_groq":{"id":"r",)" + counts + '}')) + done, groq())),
        "finished 8+9");
    EXPECT_EQ(last(streamed(event(stop) + event(R"({"usage":{"prompt_tokens":-1,"completion_tokens":2.0}})") + done)),
              "finished 2+2 estimated");
}

TEST(OpenAiStream, FinishesEachChoiceOnce)
{
    // OpenRouter says the usage in a chunk that has a choice, with an empty delta and sometimes the reason again.
    const std::string again = chunk(delta(R"("role":"assistant","content":"")", R"("stop")"),
                                    R"(,"usage":{"prompt_tokens":3,"completion_tokens":4})");
    EXPECT_EQ(streamed(event(word) + event(stop) + event(again) + done),
              (Lines{"chunk content " + word, "chunk last " + stop, "finished 3+4"}));
    EXPECT_EQ(last(streamed(event(stop) + event(word) + done)),
              "failure garbled 200 the answer goes on after its finish_reason");
}

TEST(OpenAiStream, IsLastOnceEveryChoiceHasFinished)
{
    const auto call = chat_call(Delivery::streamed, R"({"n":2,"messages":[]})");
    const std::string second = chunk(delta("", R"("length")", 1));
    EXPECT_EQ(shown(play(openai_compatible(), call, target(), sse(event(stop) + event(second) + done))),
              (Lines{"chunk " + stop, "chunk last " + second, "finished 0+0 estimated"}));
    EXPECT_TRUE(last(shown(play(openai_compatible(), call, target(), sse(event(stop) + done))))
                    .starts_with("failure truncated"));
    EXPECT_EQ(last(streamed(event(second))), "failure garbled 200 a choice that nobody asked for");
}

TEST(OpenAiStream, ChangesOnlyWhatAClientWouldStumbleOver)
{
    EXPECT_EQ(streamed("data: " + word.substr(0, 10) + "\ndata: " + word.substr(10) + "\n\n").front(),
              "chunk content " + word)
        << "one line";
    EXPECT_EQ(streamed(event(R"({"choices":[{"delta":{"content":"a"}}]})")).front(),
              R"(chunk content {"choices":[{"delta":{"content":"a"}}],"object":"chat.completion.chunk",)"
              R"("id":"chatcmpl-c1"})");
}

TEST(OpenAiStream, CountsThoughtsAndToolCallsAsContent)
{
    const std::string tool =
        delta(R"("tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":""}}])");
    const std::string more = delta(R"("tool_calls":[{"index":0,"function":{"arguments":"{}"}}])");
    for (const std::string& fields :
         {tool, delta(R"("reasoning_content":"hm")"), delta(R"("reasoning":"hm")"), delta(R"("refusal":"no")")})
        EXPECT_TRUE(streamed(event(chunk(fields))).front().starts_with("chunk content ")) << fields;
    EXPECT_EQ(streamed(event(chunk(tool)) + event(chunk(more)) + event(stop) + done).size(), 4u);
    for (const std::string& fields :
         {more, delta(R"("tool_calls":[{"function":{"name":"f"}}])"), delta(R"("tool_calls":{})"),
          delta(R"("tool_calls":[{"index":128,"function":{"name":"f"}}])"), delta(R"("tool_calls":[7])"),
          delta(R"("tool_calls":[{"index":0,"function":{"name":"f","arguments":{}}}])"), delta(R"("content":7)")})
        EXPECT_TRUE(last(streamed(event(chunk(fields)))).starts_with("failure garbled 200 ")) << fields;
}

TEST(OpenAiStream, EndsInAFailureWhateverGoesWrong)
{
    struct Case {
        std::string event;
        const char* failure;
    };
    for (const Case& c :
         {Case{R"({"error":{"message":"boom","type":"server_error"}})", "upstream_failed 200 boom"},
          Case{R"({"id":"x","error":{"code":502,"message":"gone"},"choices":[]})", "upstream_failed 502 gone"},
          Case{R"({"error":{"code":429,"message":"slow down"}})", "rate_limited 429 slow down"},
          Case{R"({"error":"text"})", "upstream_failed 200 text"},
          Case{chunk(R"({"index":0,"delta":{},"finish_reason":"error","error":{"code":502,"message":"x"}})"),
               "upstream_failed 502 x"},
          Case{chunk(delta("", R"("error")")), "upstream_failed 200 the model stopped with an error"},
          Case{chunk(delta("", R"("content_filter")")), "content_refused 200 the upstream filtered the whole answer"},
          Case{chunk(delta(""), R"(,"x_groq":{"error":"over capacity"})"), "upstream_failed 200 over capacity"},
          Case{"{", "garbled 200 an event of the stream is no JSON object"},
          Case{"[]", "garbled 200 an event of the stream is no JSON object"},
          Case{"{\"a\":\"\xFF\"}", "garbled 200 an event of the stream is no JSON object"},
          Case{"{}", "garbled 200 a chunk without choices"}, Case{chunk("7"), "garbled 200 a choice that is no object"},
          Case{chunk(R"({"delta":[]})"), "garbled 200 a delta that is no object"},
          Case{chunk(R"({"index":-1})"), "garbled 200 a choice that nobody asked for"},
          Case{chunk(R"({"finish_reason":1})"), "garbled 200 a finish_reason that is no text"}}) {
        const auto lines = streamed(event(c.event) + event(stop) + done);
        EXPECT_EQ(lines, (Lines{std::string{"failure "} + c.failure})) << c.event;
    }
    EXPECT_EQ(streamed("event: error\ndata: {\"message\":\"x\"}\n\n"), (Lines{"failure upstream_failed 200 x"}));
}

TEST(OpenAiStream, KeepsWhatWasSaidBeforeAFilterStoppedIt)
{
    const std::string filtered = chunk(delta("", R"("content_filter")"));
    EXPECT_EQ(last(streamed(event(word) + event(filtered) + done)), "finished 2+2 estimated");
}

TEST(OpenAiStream, NeedsAStream)
{
    const auto call = chat_call(Delivery::streamed);
    EXPECT_EQ(shown(play(openrouter(), call, target(), whole(R"({"error":{"code":402,"message":"no credits"}})"))),
              (Lines{"failure upstream_out_of_budget 402 no credits"}));
    EXPECT_EQ(shown(play(openai_compatible(), call, target(), whole("{}"))),
              (Lines{"failure garbled 200 the answer is no stream"}));
    EXPECT_EQ(shown(play(openai_compatible(), call, target(), {200, {{"content-type", "text/html"}}, "<html>"})),
              (Lines{"failure garbled 200 the answer is of type text/html"}));
    EXPECT_EQ(shown(play(openai_compatible(), call, target(),
                         {200, {{"content-type", "text/event-stream"}, {"content-encoding", "gzip"}}, "x"})),
              (Lines{"failure garbled 200 the answer is compressed, which nobody asked for"}));
    EXPECT_EQ(last(shown(play(openai_compatible(), call, target(), {200, {}, event(stop) + done}))),
              "finished 2+0 estimated");
}

TEST(OpenAiStream, IsBounded)
{
    EXPECT_EQ(streamed("data: " + std::string(1024 * 1024, 'x')),
              (Lines{"failure garbled 200 an event of the stream is larger than allowed"}));
    const auto reader = openai_compatible().reader(chat_call(Delivery::streamed), target(), "c", {});
    std::vector<Event> events;
    reader->on_head(200, {}, {}, events);
    const std::string comment = ":" + std::string(1024 * 1024 - 2, 'x') + "\n";
    for (int i = 0; i < 64; ++i) reader->on_bytes(comment, events);
    EXPECT_TRUE(events.empty());
    reader->on_bytes(":", events);
    EXPECT_EQ(shown(events), (Lines{"failure garbled 200 the stream is larger than allowed"}));
}

TEST(OpenAiWhole, PassesTheAnswerOnAsItCame)
{
    const std::string body = R"({"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"hey"},)"
                             R"("finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2}})";
    const auto call = chat_call(Delivery::whole);
    EXPECT_EQ(shown(play(openai_compatible(), call, target(), whole("\n \n" + body + "\n"))),
              (Lines{"answer " + body + " 1+2"}));
    const std::string tools = R"({"choices":[{"message":{"content":null,"tool_calls":[{"id":"a","type":"function",)"
                              R"("function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}]})";
    EXPECT_EQ(shown(play(openai_compatible(), call, target(), {200, {}, tools})).front().substr(0, 9), "answer {\"");
}

TEST(OpenAiWhole, EndsInAFailureWhateverGoesWrong)
{
    struct Case {
        const char* body;
        const char* failure;
    };
    for (const Case& c :
         {Case{"", "garbled"}, Case{"[]", "garbled"}, Case{"{}", "garbled"}, Case{R"({"choices":[]})", "garbled"},
          Case{R"({"choices":[{"message":{"content":"a"}}]})", "garbled"},
          Case{R"({"choices":[{"finish_reason":"stop"}]})", "garbled"},
          Case{R"({"choices":[{"message":{"content":7},"finish_reason":"stop"}]})", "garbled"},
          Case{R"({"choices":[{"message":{"tool_calls":[{"function":{"arguments":"{}"}}]},"finish_reason":"stop"}]})",
               "garbled"},
          Case{R"({"choices":[{"message":{"content":"a"},"finish_reason":"error"}]})", "upstream_failed"},
          Case{R"({"choices":[{"error":{"code":503,"message":"x"}}]})", "overloaded"},
          Case{R"({"choices":[{"message":{"content":""},"finish_reason":"content_filter"}]})", "content_refused"},
          Case{R"({"error":{"code":402,"message":"x"}})", "upstream_out_of_budget"},
          Case{R"({"choices":[{"message":{"content":"a"},"finish_reason":"stop"}]} x)", "garbled"}}) {
        const auto lines = shown(play(openrouter(), chat_call(Delivery::whole), target(), whole(c.body)));
        ASSERT_EQ(lines.size(), 1u);
        EXPECT_TRUE(lines[0].starts_with(std::string{"failure "} + c.failure + ' ')) << c.body << '\n' << lines[0];
    }
}

TEST(OpenAiWhole, IsBounded)
{
    EXPECT_EQ(shown(play(openai_compatible(), chat_call(Delivery::whole), target(),
                         whole(std::string(8 * 1024 * 1024 + 1, ' ')))),
              (Lines{"failure garbled 200 the answer is larger than allowed"}));
}

TEST(OpenAiFailure, SaysWhatHowLongAndNeverTheKey)
{
    const Played refusal{429,
                         {{"Content-Type", "application/json"}, {"Retry-After", "12"}},
                         R"({"error":{"message":"Too many for sk-0123456789","code":"rate_limit_exceeded"}})"};
    const auto events = play(openai_compatible(), chat_call(Delivery::streamed), target(), refusal);
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(std::get<Failure>(events[0]),
              (Failure{FailureKind::rate_limited, "Too many for [secret]", 429, std::chrono::seconds{12}}));
    EXPECT_EQ(shown(play(openai_compatible(), chat_call(Delivery::whole), target(), {502, {}, "<html>Bad Gateway"})),
              (Lines{"failure upstream_failed 502 status 502"}));
    EXPECT_EQ(shown(play(openai_compatible(), chat_call(Delivery::whole), target(),
                         {500, {}, R"({"error":")" + std::string(70'000, 'x') + "\"}"})),
              (Lines{"failure upstream_failed 500 status 500"}));
}

TEST(OpenAiEmbeddings, AreAsManyAsTheTexts)
{
    const auto read = [](const char* input, const char* body) {
        const ModelCall call{
            .operation = Operation::embedding, .delivery = Delivery::streamed, .body = {{"input", json::parse(input)}}};
        return shown(play(openai_compatible(), call, target(), whole(body))).at(0);
    };
    const char* one = R"({"data":[{"embedding":[0.5,1]}],"usage":{"prompt_tokens":2}})";
    for (const char* input : {R"("a")", R"(["a"])", "[1,2,3]", "[[1,2]]"})
        EXPECT_EQ(read(input, one), std::string{"answer "} + one + " 2+0") << input;
    EXPECT_EQ(read(R"(["a"])", R"({"data":[{"embedding":"AAAA"}],"usage":{"prompt_tokens":2}})").substr(0, 6),
              "answer");
    for (const char* body :
         {R"({"data":[]})", R"({"data":[{"embedding":[]}]})", R"({"data":[{"embedding":["a"]}]})", R"({"data":[7]})",
          R"({"data":[{"embedding":""}]})", "{}", "7", R"({"data":[{"embedding":[1]},{"embedding":[1]}]})"})
        EXPECT_TRUE(read(R"("a")", body).starts_with("failure garbled")) << body;
}

TEST(AnswerReader, SaysNothingAfterTheEnd)
{
    const auto reader = openai_compatible().reader(chat_call(Delivery::streamed), target(), "c", {});
    std::vector<Event> events;
    reader->on_head(200, {}, {}, events);
    reader->on_bytes(event(stop) + done + event(word) + "garbage\n\n", events);
    EXPECT_EQ(events.size(), 2u);
    reader->on_bytes(event(word), events);
    reader->on_end(events);
    reader->on_head(200, {}, {}, events);
    EXPECT_EQ(events.size(), 2u);
}

TEST(AnswerReader, RefusesWhatIsOutOfOrder)
{
    for (const bool has_head : {false, true}) {
        const auto reader = groq().reader(chat_call(Delivery::whole), target(), "c", {});
        std::vector<Event> events;
        if (has_head) reader->on_head(200, {}, {}, events);
        if (has_head)
            reader->on_head(200, {}, {}, events);
        else
            reader->on_bytes("x", events);
        reader->on_end(events);
        ASSERT_EQ(events.size(), 1u);
        EXPECT_EQ(std::get<Failure>(events[0]).kind, FailureKind::garbled);
    }
}

}  // namespace
}  // namespace swarmdesk::llm::providers
