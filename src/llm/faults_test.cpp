#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fstream>
#include <optional>

#include "llm/gateway.hpp"
#include "llm/scripted/mock_server.hpp"
#include "llm/scripted/words.hpp"
#include "runtime/real_clock.hpp"
#include "runtime/task_scope.hpp"

/// \file
/// What a caller sees of an upstream that fails on the wire, which tier answers him, and what he is charged.

namespace swarmdesk::llm {
namespace {

using namespace std::chrono_literals;
using namespace literals;
namespace asio = boost::asio;
using scripted::MockServer;

constexpr std::uint64_t good_tokens = 5;
constexpr std::uint64_t prompt_tokens = 4;  // of "user" and "How is it?"
constexpr std::uint64_t broken_tokens = 3;  // what is said before a stream breaks

struct Seen {
    std::string words;
    std::string code;  ///< of a refusal, or of a stream that broke
    std::int32_t tier = 0;
    std::string first_try;  ///< what became of the first tier
    std::string outcome;    ///< on record
    Decimal charged;
};

/// Two tiers on one server of models: the first does what the case says, the second is well and costs twice as much.
class Faults : public ::testing::Test {
protected:
    settings::Deployment deployment(std::string id, const std::string& model, std::uint16_t port, Decimal price)
    {
        auto made = settings::default_deployment(settings::ProviderKind::openai_compatible);
        made.id = std::move(id);
        made.model = model;
        made.api_base = "http://127.0.0.1:" + std::to_string(port) + "/v1";
        made.is_local = false;
        made.input_cost_per_token = made.output_cost_per_token = price;
        // Short only where waiting is what is tried: on a busy machine nothing else may run out of time.
        const auto is = [&](std::string_view fault) { return model.find(fault) != std::string::npos; };
        const bool is_silent = is("fault=hang") || is("drip") || is("latency") || is("stall");
        made.timeout = is_silent ? nanoseconds{500ms} : nanoseconds{30s};
        made.stream_timeout = is("stall") ? nanoseconds{30s} : made.timeout;
        made.inter_token_timeout = is("stall") ? nanoseconds{300ms} : nanoseconds{30s};
        if (is("stall")) made.timeout = 2s;
        return made;
    }

    /// `first` is a model of the mock, or empty: nobody listens there.
    Seen ask(const std::string& first, Delivery delivery, const std::string& second = "good,tokens=5")
    {
        const auto file = std::filesystem::path{::testing::TempDir()} /
                          ("faults-" + make_uuid<struct FileTag>(clock_, random_).to_string() + ".jsonl");
        Seen seen;
        {
            asio::io_context context;
            MockServer server{context.get_executor(), clock_, {}};
            EXPECT_TRUE(server.start());
            settings::GatewaySettings settings;
            settings.router.num_retries = 0;
            settings::ModelGroup group;
            group.name = "m";
            const std::uint16_t first_port = first.empty() ? 1 : server.port();
            group.tiers.push_back({1, {deployment("a", first.empty() ? "x" : first, first_port, "0.001"_dec)}});
            group.tiers.push_back({2, {deployment("b", second, server.port(), "0.002"_dec)}});
            settings.groups.push_back(std::move(group));
            settings.master_key = Secret{"sk-master"};
            telemetry::Metrics metrics;
            auto records = DecisionLog::open({.file = file});
            Gateway gateway{{context.get_executor(), clock_, random_, metrics, **records}, std::move(settings)};
            runtime::TaskScope scope{context.get_executor(), [](const std::string&, std::exception_ptr error) {
                                         std::rethrow_exception(error);
                                     }};
            const auto whole = [&]() -> asio::awaitable<void> {
                auto asking = hear(gateway, delivery, seen);
                co_await std::move(asking);
                co_await gateway.stop();
                co_await server.stop();
            };
            scope.spawn(whole(), "test");
            context.run();
        }
        read_record(file, seen);
        std::filesystem::remove(file);
        return seen;
    }

private:
    static asio::awaitable<void> hear(Gateway& gateway, Delivery delivery, Seen& seen)
    {
        const std::string stream = delivery == Delivery::streamed ? R"(,"stream":true)" : "";
        auto reading = doors::read_chat(
            std::string_view{R"({"model":"m","messages":[{"role":"user","content":"How is it?"}])" + stream + '}'});
        const auto caller = gateway.recognise("sk-master");
        auto asking = gateway.ask(*caller, std::get<doors::Asked>(std::move(reading)));
        const Reply reply = co_await std::move(asking);
        seen.tier = reply.particulars.provenance.order;
        if (const auto* refusal = std::get_if<doors::Refusal>(&reply.outcome)) seen.code = refusal->code;
        if (const auto* answer = std::get_if<Answer>(&reply.outcome)) seen.words = words_in(answer->json, "message");
        const auto* stream_of_it = std::get_if<std::unique_ptr<ReplyStream>>(&reply.outcome);
        while (stream_of_it != nullptr) {
            const Event event = co_await (*stream_of_it)->next();
            if (const auto* chunk = std::get_if<Chunk>(&event)) seen.words += words_in(chunk->json, "delta");
            if (const auto* failure = std::get_if<Failure>(&event)) seen.code = to_text(failure->kind);
            if (!std::holds_alternative<Chunk>(event)) co_return;
        }
    }

    static std::string words_in(const std::string& json, std::string_view part)
    {
        const auto parsed = boost::json::parse(json);
        const auto& said = parsed.at("choices").at(0).at(part).as_object();
        const auto* content = said.if_contains("content");
        return content != nullptr && content->is_string() ? std::string{content->get_string()} : std::string{};
    }

    static void read_record(const std::filesystem::path& file, Seen& seen)
    {
        std::ifstream lines{file};
        std::string line;
        ASSERT_TRUE(std::getline(lines, line));
        const auto record = boost::json::parse(line);
        seen.outcome = record.at("outcome").as_string();
        seen.charged = *Decimal::parse(std::string{record.at("cost_usd").as_string()});
        const auto& attempts = record.at("attempts").as_array();
        if (!attempts.empty()) seen.first_try = attempts[0].at("outcome").as_string();
        EXPECT_FALSE(std::getline(lines, line)) << "one call, one record";
    }

    runtime::RealClock clock_;
    runtime::Random random_{7};
};

const Decimal price_of_second =
    multiply("0.002"_dec, Decimal::from_integer(prompt_tokens + good_tokens), Rounding::half_even);

TEST_F(Faults, WhatFailsBeforeItsFirstWordIsAnsweredByTheNextTierAndCostsOnlyThat)
{
    struct Case {
        const char* model;
        const char* tried;
    };
    for (const Case& c : {
             Case{"", "unreachable"},
             Case{"m,status=401", "upstream_unauthenticated"},
             Case{"m,status=402", "upstream_out_of_budget"},
             Case{"m,status=404", "model_missing"},
             Case{"m,status=429", "rate_limited"},
             Case{"m,status=429,retry_after=2s", "rate_limited"},
             Case{"m,status=500", "upstream_failed"},
             Case{"m,status=503", "overloaded"},
             Case{"m,latency=30s", "timed_out"},
             Case{"m,fault=hang_up", "upstream_failed"},
             Case{"m,fault=hang", "timed_out"},
             Case{"m,fault=drip", "timed_out"},
             Case{"m,fault=garbage", "garbled"},
             Case{"m,fault=wrong_type", "garbled"},
             Case{"m,fault=huge", "garbled"},
             Case{"m,fault=error_in_200", "upstream_failed"},
         }) {
        for (const auto delivery : {Delivery::whole, Delivery::streamed}) {
            SCOPED_TRACE(std::string{c.model} + (delivery == Delivery::whole ? ", whole" : ", streamed"));
            const Seen seen = ask(c.model, delivery);
            EXPECT_EQ(seen.words, scripted::words(good_tokens));
            EXPECT_EQ(seen.code, "");
            EXPECT_EQ(seen.tier, 2);
            EXPECT_EQ(seen.first_try, c.tried);
            EXPECT_EQ(seen.outcome, "answered");
            EXPECT_EQ(seen.charged, price_of_second);
        }
    }
}

TEST_F(Faults, WhatFailsInsideAWholeAnswerIsTheNextTiersTooAndCostsNothingItself)
{
    for (const char* model : {"m,fault=cut,after=3", "m,fault=drop,after=3", "m,fault=stall,after=3"}) {
        SCOPED_TRACE(model);
        const Seen seen = ask(model, Delivery::whole);
        EXPECT_EQ(seen.words, scripted::words(good_tokens));
        EXPECT_EQ(seen.tier, 2);
        EXPECT_EQ(seen.charged, price_of_second);
    }
}

TEST_F(Faults, AStreamThatBreaksEndsAsThatAndCostsWhatItSaid)
{
    struct Case {
        const char* model;
        const char* code;
    };
    for (const Case& c :
         {Case{"m,fault=cut,after=3", "truncated"}, Case{"m,fault=drop,after=3", "truncated"},
          Case{"m,fault=stall,after=3", "stalled"}, Case{"m,fault=error_later,after=3", "upstream_failed"}}) {
        SCOPED_TRACE(c.model);
        const Seen seen = ask(c.model, Delivery::streamed);
        EXPECT_EQ(seen.words, scripted::words(broken_tokens));
        EXPECT_EQ(seen.code, c.code);
        EXPECT_EQ(seen.tier, 1);
        EXPECT_EQ(seen.outcome, seen.code);
        EXPECT_EQ(seen.charged,
                  multiply("0.001"_dec, Decimal::from_integer(prompt_tokens + broken_tokens), Rounding::half_even));
    }
}

TEST_F(Faults, TheCallersOwnFaultIsHisToHearAndFree)
{
    for (const auto delivery : {Delivery::whole, Delivery::streamed}) {
        const Seen seen = ask("m,status=400", delivery);
        EXPECT_EQ(seen.code, "invalid_request");
        EXPECT_EQ(seen.first_try, "invalid_request");
        EXPECT_TRUE(seen.charged.is_zero());
    }
}

TEST_F(Faults, WithEveryTierGoneNothingIsCharged)
{
    for (const auto delivery : {Delivery::whole, Delivery::streamed}) {
        const Seen seen = ask("", delivery, "m,status=500");
        EXPECT_EQ(seen.words, "");
        EXPECT_EQ(seen.code, "upstream_failed");
        EXPECT_TRUE(seen.charged.is_zero());
    }
}

}  // namespace
}  // namespace swarmdesk::llm
