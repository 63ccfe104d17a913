#include "llm/model_digest.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "base/hash.hpp"
#include "llm/gateway.hpp"
#include "llm/scripted/mock_server.hpp"
#include "runtime/real_clock.hpp"
#include "runtime/virtual_clock.hpp"

namespace swarmdesk::llm {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

TEST(ModelDigest, IsFoundByTheNameWithOrWithoutItsTag)
{
    constexpr std::string_view tags =
        R"({"models":[{"model":"a:8b","digest":"1"},{"model":"b:latest","digest":"2"},7,{"model":"c"},
                      {"model":"h:1/d:latest","digest":"4"}]})";
    struct Case {
        const char* model;
        const char* digest;
    };
    for (const Case& c : {Case{"a:8b", "1"}, Case{"a", ""}, Case{"a:4b", ""}, Case{"b", "2"}, Case{"b:latest", "2"},
                          Case{"c", ""}, Case{"h:1/d", "4"}, Case{"", ""}}) {
        SCOPED_TRACE(c.model);
        EXPECT_EQ(digest_in(tags, c.model), c.digest);
    }
    for (const char* text : {"", "{}", "[]", R"({"models":{}})", R"({"models":[{"model":"b","digest":7}]})"})
        EXPECT_EQ(digest_in(text, "b"), "") << text;
}

TEST(ModelDigest, IsReadAtItsFirstUseAndThenRarely)
{
    asio::io_context context;
    runtime::VirtualClock clock{utc_from_ms(1'750'000'000'000)};
    net::HttpClient client{clock, {}};
    ModelDigest digest{context.get_executor(), clock, client, {"http://127.0.0.1:1", "demo", {}}};
    EXPECT_TRUE(digest.refresh());
    EXPECT_FALSE(digest.refresh());
    clock.advance_by(ModelDigest::interval - 1ns);
    EXPECT_FALSE(digest.refresh());
    clock.advance_by(1ns);
    EXPECT_TRUE(digest.refresh());
    EXPECT_EQ(digest.value(), "");
    runtime::TaskScope scope{context.get_executor(), {}};
    scope.spawn(digest.stop(), "stop");
    context.run();
}

TEST(ModelDigest, IsWhatAServerSaysOfTheModel)
{
    asio::io_context context;
    runtime::RealClock clock;
    scripted::MockServer server{context.get_executor(), clock, {}};
    ASSERT_TRUE(server.start());
    net::HttpClient client{clock, {}};
    const std::string base = "http://127.0.0.1:" + std::to_string(server.port()) + '/';
    ModelDigest known{context.get_executor(), clock, client, {base, "demo", {}}};
    ModelDigest unknown{context.get_executor(), clock, client, {base, "nobody", {}}};
    ModelDigest elsewhere{context.get_executor(), clock, client, {base + "nowhere", "demo", {}}};
    runtime::TaskScope scope{context.get_executor(),
                             [](const std::string&, std::exception_ptr error) { std::rethrow_exception(error); }};
    const auto work = [&]() -> asio::awaitable<void> {
        for (ModelDigest* digest : {&known, &unknown, &elsewhere}) {
            auto reading = digest->read();
            co_await std::move(reading);
        }
        co_await server.stop();
    };
    scope.spawn(work(), "test");
    context.run();
    EXPECT_EQ(known.value(), to_hex(sha256("demo")));
    EXPECT_EQ(unknown.value(), "");
    EXPECT_EQ(elsewhere.value(), "");
}

TEST(ModelDigest, IsSaidOfTheModelThatAnsweredAndStaysWithItsAnswer)
{
    asio::io_context context;
    runtime::RealClock clock;
    runtime::Random random{7};
    scripted::MockServer server{context.get_executor(), clock, {}};
    ASSERT_TRUE(server.start());
    settings::GatewaySettings settings;
    auto deployment = settings::default_deployment(settings::ProviderKind::ollama);
    deployment.id = "o";
    deployment.model = "demo";
    deployment.api_base = "http://127.0.0.1:" + std::to_string(server.port());
    settings.groups.push_back({"m", {{1, {deployment}}}});
    settings.cache.is_enabled = true;
    settings.master_key = Secret{"sk-master"};
    telemetry::Metrics metrics;
    auto records = DecisionLog::open({});
    Gateway gateway{{context.get_executor(), clock, random, metrics, **records}, std::move(settings)};
    runtime::TaskScope scope{context.get_executor(),
                             [](const std::string&, std::exception_ptr error) { std::rethrow_exception(error); }};
    Particulars fresh;
    Particulars again;
    const auto ask = [&](std::string words, Particulars& said) -> asio::awaitable<void> {
        auto reading = doors::read_chat(
            std::string_view{R"({"model":"m","messages":[{"role":"user","content":")" + words + "\"}]}"});
        const auto caller = gateway.recognise("sk-master");
        auto asking = gateway.ask(*caller, std::get<doors::Asked>(std::move(reading)));
        const Reply reply = co_await std::move(asking);
        said = reply.particulars;
    };
    const auto work = [&]() -> asio::awaitable<void> {
        std::string words;
        // It is read beside the first calls, and none waits for it.
        for (int i = 0; i < 1000 && fresh.provenance.digest.empty(); ++i) {
            words = std::to_string(i);
            auto asking = ask(words, fresh);
            co_await std::move(asking);
        }
        auto asking = ask(words, again);
        co_await std::move(asking);
        co_await gateway.stop();
        co_await server.stop();
    };
    scope.spawn(work(), "test");
    context.run();
    EXPECT_EQ(fresh.cache, "miss");
    EXPECT_EQ(fresh.provenance.digest, to_hex(sha256("demo")));
    EXPECT_EQ(again.cache, "hit");
    EXPECT_EQ(again.provenance.digest, fresh.provenance.digest);
}

}  // namespace
}  // namespace swarmdesk::llm
