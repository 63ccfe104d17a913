#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <functional>

#include "llm/attempt.hpp"
#include "llm/scripted/mock_server.hpp"
#include "llm/scripted/words.hpp"
#include "runtime/real_clock.hpp"
#include "runtime/task_scope.hpp"

namespace swarmdesk::llm {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using scripted::MockServer;

/// What an attempt said, in short: "4 words", "finished 4", or the failure's word.
struct Heard {
    std::string words;
    std::string ending;
    bool is_last_said_once = true;
};

/// A model server that misbehaves by name, and a client of it, over real sockets.
class Wire : public ::testing::Test {
protected:
    void run(const std::function<asio::awaitable<void>(MockServer&, net::HttpClient&)>& work)
    {
        asio::io_context context;
        MockServer server{context.get_executor(), clock, {}};
        ASSERT_TRUE(server.start());
        net::HttpClient client{clock, {}};
        runtime::TaskScope scope{context.get_executor(),
                                 [](const std::string&, std::exception_ptr error) { std::rethrow_exception(error); }};
        const auto whole = [&]() -> asio::awaitable<void> {
            auto working = work(server, client);
            co_await std::move(working);
            co_await server.stop();
        };
        scope.spawn(whole(), "test");
        context.run();
    }

    std::unique_ptr<Attempt> attempt(net::HttpClient& client, const MockServer& server,
                                     const providers::Provider& provider, std::string model, Delivery delivery)
    {
        const bool is_openai = &provider == &providers::openai_compatible();
        providers::Target target;
        target.api_base = "http://127.0.0.1:" + std::to_string(server.port()) + (is_openai ? "/v1" : "");
        target.model = std::move(model);
        target.api_key = Secret{"sk-upstream"};
        ModelCall call;
        call.delivery = delivery;
        call.body = boost::json::parse(R"({"messages":[{"role":"user","content":"How is it?"}]})").get_object();
        // Short only where waiting is what is tried: on a busy machine nothing else may run out of time.
        const auto is = [&](std::string_view fault) { return target.model.find(fault) != std::string::npos; };
        const bool is_silent = is("fault=hang") || is("drip") || is("latency");
        const bool stalls = is("stall");
        Patience patience;
        patience.first_token =
            is_silent || (stalls && delivery == Delivery::whole) ? nanoseconds{300ms} : nanoseconds{20s};
        patience.between_tokens = stalls ? nanoseconds{300ms} : nanoseconds{20s};
        patience.deadline = clock.now().monotonic + 60s;
        return make_http_attempt(client, clock, provider, call,
                                 std::make_shared<const providers::Target>(std::move(target)), patience, "call-1");
    }

    static asio::awaitable<Heard> listen(Attempt& attempt)
    {
        Heard heard;
        std::size_t last = 0;
        while (true) {
            Event event = co_await attempt.next();
            if (const auto* chunk = std::get_if<Chunk>(&event)) {
                const auto body = boost::json::parse(chunk->json);
                const auto& delta = body.at("choices").at(0).at("delta").as_object();
                if (const auto* content = delta.if_contains("content"); content != nullptr && content->is_string())
                    heard.words += content->get_string();
                if (chunk->is_last) ++last;
                continue;
            }
            if (const auto* answer = std::get_if<Answer>(&event)) {
                const auto body = boost::json::parse(answer->json);
                heard.words = body.at("choices").at(0).at("message").at("content").as_string();
                heard.ending = "answered " + std::to_string(answer->usage.completion_tokens);
            }
            if (const auto* finished = std::get_if<Finished>(&event)) {
                heard.ending = "finished " + std::to_string(finished->usage.completion_tokens);
                heard.is_last_said_once = last == 1;
            }
            if (const auto* failure = std::get_if<Failure>(&event)) heard.ending = to_text(failure->kind);
            co_return heard;
        }
    }

    Heard hear(const providers::Provider& provider, const std::string& model, Delivery delivery)
    {
        Heard heard;
        run([&](MockServer& server, net::HttpClient& client) -> asio::awaitable<void> {
            const auto trying = attempt(client, server, provider, model, delivery);
            auto listening = listen(*trying);
            heard = co_await std::move(listening);
        });
        return heard;
    }

    runtime::RealClock clock;
};

const std::vector<const providers::Provider*> dialects{&providers::openai_compatible(), &providers::ollama(),
                                                       &providers::anthropic()};

TEST_F(Wire, EachDialectSaysTheSameWordsWholeAndStreamed)
{
    for (const auto* dialect : dialects) {
        const Heard whole = hear(*dialect, "demo,tokens=5", Delivery::whole);
        EXPECT_EQ(whole.words, scripted::words(5));
        EXPECT_EQ(whole.ending, "answered 5");
        const Heard streamed = hear(*dialect, "demo,tokens=5", Delivery::streamed);
        EXPECT_EQ(streamed.words, scripted::words(5));
        EXPECT_EQ(streamed.ending, "finished 5");
        EXPECT_TRUE(streamed.is_last_said_once);
    }
}

struct Case {
    const char* model;
    const char* whole;
    const char* streamed;
};

TEST_F(Wire, EveryFaultOnTheWireIsAFailureAndNeverAnAnswer)
{
    for (const Case& c : {
             Case{"m,status=400", "invalid_request", "invalid_request"},
             Case{"m,status=401", "upstream_unauthenticated", "upstream_unauthenticated"},
             Case{"m,status=402", "upstream_out_of_budget", "upstream_out_of_budget"},
             Case{"m,status=404", "model_missing", "model_missing"},
             Case{"m,status=429", "rate_limited", "rate_limited"},
             Case{"m,status=500", "upstream_failed", "upstream_failed"},
             Case{"m,status=503", "overloaded", "overloaded"},
             Case{"m,fault=hang_up", "upstream_failed", "upstream_failed"},
             Case{"m,fault=hang", "timed_out", "timed_out"},
             Case{"m,fault=drip", "timed_out", "timed_out"},
             Case{"m,latency=2s", "timed_out", "timed_out"},
             Case{"m,fault=garbage", "garbled", "garbled"},
             Case{"m,fault=wrong_type", "garbled", "garbled"},
             Case{"m,fault=huge", "garbled", "garbled"},
             Case{"m,fault=cut,after=3", "garbled", "truncated"},
             Case{"m,fault=drop,after=3", "truncated", "truncated"},
             Case{"m,fault=stall,after=3", "timed_out", "stalled"},
         })
        for (const auto* dialect : dialects) {
            SCOPED_TRACE(c.model);
            EXPECT_EQ(hear(*dialect, c.model, Delivery::whole).ending, c.whole);
            const Heard streamed = hear(*dialect, c.model, Delivery::streamed);
            EXPECT_EQ(streamed.ending, c.streamed);
            EXPECT_LE(streamed.words.size(), scripted::words(3).size());
        }
}

TEST_F(Wire, AnErrorInsideA200OrAStreamIsAFailure)
{
    for (const auto* dialect : dialects) {
        const std::string now = hear(*dialect, "m,fault=error_in_200", Delivery::whole).ending;
        EXPECT_TRUE(now == "upstream_failed" || now == "overloaded") << now;
        const std::string later = hear(*dialect, "m,fault=error_later,after=2", Delivery::streamed).ending;
        EXPECT_TRUE(later == "upstream_failed" || later == "overloaded") << later;
    }
}

TEST_F(Wire, AClosedDoorIsUnreachable)
{
    run([&](MockServer& server, net::HttpClient& client) -> asio::awaitable<void> {
        providers::Target target;
        target.api_base = "http://127.0.0.1:1/v1";
        target.model = "m";
        static_cast<void>(server);
        Patience patience;
        patience.deadline = clock.now().monotonic + 5s;
        ModelCall call;
        call.body = boost::json::parse(R"({"messages":[{"role":"user","content":"?"}]})").get_object();
        const auto trying = make_http_attempt(client, clock, providers::openai_compatible(), call,
                                              std::make_shared<const providers::Target>(target), patience, "c");
        auto listening = listen(*trying);
        const Heard heard = co_await std::move(listening);
        EXPECT_EQ(heard.ending, "unreachable");
    });
}

TEST_F(Wire, DroppingAnAttemptEndsTheModelsWork)
{
    run([&](MockServer& server, net::HttpClient& client) -> asio::awaitable<void> {
        {
            const auto trying =
                attempt(client, server, providers::openai_compatible(), "m,rate=20,tokens=1000", Delivery::streamed);
            for (int i = 0; i < 3; ++i) static_cast<void>(co_await trying->next());
            EXPECT_EQ(server.counts().in_flight, 1u);
        }
        for (int i = 0; i < 500 && server.counts().in_flight > 0; ++i) co_await clock.sleep(10ms);
        EXPECT_EQ(server.counts().in_flight, 0u);
        EXPECT_EQ(server.counts().abandoned, 1u);
    });
}

TEST_F(Wire, ConnectionsAreUsedAgain)
{
    run([&](MockServer& server, net::HttpClient& client) -> asio::awaitable<void> {
        for (int i = 0; i < 3; ++i)
            for (const Delivery delivery : {Delivery::whole, Delivery::streamed}) {
                const auto trying = attempt(client, server, providers::openai_compatible(), "m,tokens=2", delivery);
                auto listening = listen(*trying);
                static_cast<void>(co_await std::move(listening));
            }
        EXPECT_EQ(server.connections(), 1u);
    });
}

}  // namespace
}  // namespace swarmdesk::llm
