#include "agents/gateway_analyst.hpp"

#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>

#include "runtime/task_scope.hpp"
#include "runtime/virtual_clock.hpp"

/// \file
/// The real gateway between an agent and scripted models, in virtual time.

namespace swarmdesk::agents {
namespace {

using namespace literals;
using namespace std::chrono_literals;
using ::testing::HasSubstr;

const AgentId monitor{"monitor"};
const AgentId trader{"online_trading"};

class GatewayAnalystTest : public ::testing::Test {
protected:
    /// Models of one group, one a tier.
    void open(const std::vector<std::string>& models, Decimal cost_per_token = {}, Decimal budget = "1"_dec)
    {
        llm::settings::GatewaySettings settings;
        llm::settings::ModelGroup group;
        group.name = "desk";
        for (const auto& model : models) {
            auto deployment = llm::settings::default_deployment(llm::settings::ProviderKind::scripted);
            deployment.id = "tier-" + std::to_string(group.tiers.size() + 1);
            deployment.model = model;
            deployment.is_local = false;
            deployment.input_cost_per_token = deployment.output_cost_per_token = cost_per_token;
            group.tiers.push_back({static_cast<std::int32_t>(group.tiers.size() + 1), {std::move(deployment)}});
        }
        settings.groups.push_back(std::move(group));
        settings.cache.is_enabled = true;
        std::vector<Manifest> manifests(3);
        manifests[0].name = monitor;
        manifests[1].name = trader;
        manifests[2].name = AgentId{"treasury"};
        manifests[0].model = manifests[1].model = {budget, 5};
        auto accesses = admit_agents(settings, manifests, trading::UserId{"operator"});
        gateway = std::make_unique<llm::Gateway>(
            llm::Gateway::Surroundings{context.get_executor(), clock, random, metrics, *records}, std::move(settings));
        analyst = std::make_unique<GatewayAnalyst>(*gateway, clock, std::move(accesses), "desk");
    }
    ~GatewayAnalystTest() override
    {
        scope.cancel_all();
        if (gateway) scope.spawn(gateway->stop(), "stop");
        pass(1s);
    }
    void pass(nanoseconds duration)
    {
        context.restart();
        runtime::run_virtual(context, clock, clock.now().monotonic + duration);
    }
    static Question question(UtcTime candle = UtcTime{1'749'985'200'000'000'000})
    {
        Question asked;
        asked.instrument = trading::InstrumentId{"paper:BTCUSDT"};
        asked.candle_open_time = candle;
        asked.facts.candles = 60;
        asked.facts.close = trading::Price{"97000.01"_dec};
        return asked;
    }
    Analysis ask(const AgentId& asker, Wanted wanted, nanoseconds patience = 20s)
    {
        std::optional<Analysis> answered;
        scope.spawn(keep(analyst->ask(asker, question(), wanted, patience), answered), "ask");
        for (int turn = 0; turn < 10'000 && !answered; ++turn) pass(10ms);
        return std::move(answered).value();
    }
    static boost::asio::awaitable<void> keep(boost::asio::awaitable<Analysis> asking, std::optional<Analysis>& answered)
    {
        answered.emplace(co_await std::move(asking));
    }
    NoAnalysis expect_no_answer(const Analysis& analysis)
    {
        const auto* no_answer = std::get_if<NoAnalysis>(&analysis);
        EXPECT_NE(no_answer, nullptr);
        return no_answer != nullptr ? *no_answer : NoAnalysis{};
    }

    boost::asio::io_context context{1};
    runtime::VirtualClock clock{utc_from_ms(1'750'000'000'000)};
    runtime::Random random{7};
    telemetry::Metrics metrics;
    std::unique_ptr<llm::DecisionLog> records = llm::DecisionLog::open({}).value();
    std::unique_ptr<llm::Gateway> gateway;
    std::unique_ptr<GatewayAnalyst> analyst;
    runtime::TaskScope scope{context.get_executor(),
                             [](const std::string&, std::exception_ptr error) { std::rethrow_exception(error); }};
};

TEST_F(GatewayAnalystTest, ReadsTheAnswerAndSaysWhoGaveItAndWhatItCost)
{
    open({"qwen3:8b,pick=2,tokens=4"}, "0.000001"_dec);
    const auto analysis = ask(monitor, Wanted::any);
    const auto* fresh = std::get_if<FreshAnalysis>(&analysis);
    ASSERT_NE(fresh, nullptr) << expect_no_answer(analysis).message;
    EXPECT_EQ(fresh->opinion.value().stance, Stance::bearish);
    EXPECT_EQ(fresh->opinion.value().confidence_percent, 70);
    EXPECT_EQ(fresh->opinion.value().message, "The market is quiet");
    EXPECT_EQ(fresh->origin.tier, 1);
    EXPECT_EQ(fresh->origin.call.size(), 36u) << "the id of the call's record";
    EXPECT_EQ(fresh->origin.model, "qwen3:8b,pick=2,tokens=4");
    ASSERT_TRUE(fresh->origin.cost_usd);
    EXPECT_GT(*fresh->origin.cost_usd, Decimal{});
    EXPECT_EQ(analyst->overview().spending.front().spent_usd, *fresh->origin.cost_usd);
    EXPECT_EQ(analyst->overview().models.front().state, "answering");
}

TEST_F(GatewayAnalystTest, SaysWhichTierAnsweredWhereTheFirstIsDown)
{
    open({"a,status=503", "b"});
    const auto analysis = ask(monitor, Wanted::any);
    const auto* fresh = std::get_if<FreshAnalysis>(&analysis);
    ASSERT_NE(fresh, nullptr);
    EXPECT_EQ(fresh->origin.tier, 2);
    const auto overview = analyst->overview();
    EXPECT_EQ(overview.models[0].state, "failing");
    EXPECT_EQ(overview.models[0].message, "overloaded");
    EXPECT_EQ(overview.models[1].state, "answering");
}

TEST_F(GatewayAnalystTest, AnswersASecondAgentFromBeforeUnlessHeMustDecide)
{
    open({"demo"});
    EXPECT_TRUE(std::holds_alternative<FreshAnalysis>(ask(monitor, Wanted::any)));
    pass(30s);
    const auto again = ask(trader, Wanted::any);
    const auto* cached = std::get_if<CachedAnalysis>(&again);
    ASSERT_NE(cached, nullptr) << "the candle's question is everybody's";
    EXPECT_GE(cached->opinion.label().age, 30s);
    EXPECT_EQ(cached->origin.cost_usd, Decimal{});
    EXPECT_EQ(cached->origin.provider, "scripted");
    EXPECT_EQ(cached->origin.model, "demo");
    EXPECT_EQ(cached->origin.tier, 1);
    EXPECT_TRUE(std::holds_alternative<FreshAnalysis>(ask(trader, Wanted::fresh))) << "a decision asks anew";
}

TEST_F(GatewayAnalystTest, HasNoAnswerWhereNobodyGivesAUsableOne)
{
    struct Case {
        const char* name;
        std::string model;
        NoAnswerReason reason;
        const char* message;
    };
    const Case cases[] = {
        {"down", "m,status=503", NoAnswerReason::overloaded, ""},
        {"broken", "m,status=500", NoAnswerReason::all_tiers_failed, ""},
        {"garbage", "m,fault=garbage", NoAnswerReason::all_tiers_failed, ""},
        {"hanging", "m,fault=hang", NoAnswerReason::out_of_time, ""},
        {"prose", "m,text=The%20market%20is%20bullish.", NoAnswerReason::unusable, "it is not JSON"},
        {"a stance there is not", "m,text=%7B%22stance%22:%22buy%22%2C%22confidence%22:1%2C%22words%22:%22x%22%7D",
         NoAnswerReason::unusable, "no such stance"},
        {"control characters",
         "m,text=%7B%22stance%22:%22bullish%22%2C%22confidence%22:1%2C%22words%22:%22a%5Cu001bb%22%7D",
         NoAnswerReason::unusable, "control"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        open({c.model});
        for (const auto wanted : {Wanted::fresh, Wanted::any}) {
            const auto no_answer = expect_no_answer(ask(trader, wanted));
            EXPECT_EQ(to_text(no_answer.reason), to_text(c.reason)) << no_answer.message;
            EXPECT_THAT(no_answer.message, HasSubstr(c.message));
            EXPECT_NE(no_answer.message, "");
        }
        scope.spawn(gateway->stop(), "stop");
        pass(1s);
        analyst.reset();
        gateway.reset();
    }
}

TEST_F(GatewayAnalystTest, SaysOfAModelLeftAloneWhatItFailedOf)
{
    open({"m,status=500"});
    const auto first = expect_no_answer(ask(monitor, Wanted::any));
    for (int call = 0; call < 5; ++call) {
        const auto later = expect_no_answer(ask(monitor, Wanted::any));
        EXPECT_EQ(later.reason, NoAnswerReason::all_tiers_failed);
        EXPECT_EQ(later.message, first.message);
    }
    EXPECT_EQ(analyst->overview().models.front().state, "resting");
}

TEST_F(GatewayAnalystTest, NeverGivesAnOldAnswerWhereAllTiersAreGone)
{
    open({"demo,latency=10s"});
    EXPECT_TRUE(std::holds_alternative<FreshAnalysis>(ask(monitor, Wanted::any, 60s)));
    const auto no_answer = expect_no_answer(ask(trader, Wanted::fresh, 5s));
    EXPECT_EQ(no_answer.reason, NoAnswerReason::out_of_time);
}

TEST_F(GatewayAnalystTest, EndsWithinItsPatience)
{
    open({"demo,fault=hang"});
    const auto began = clock.now().monotonic;
    ask(trader, Wanted::fresh, 7s);
    EXPECT_LE(clock.now().monotonic - began, 7s + 20ms);
}

TEST_F(GatewayAnalystTest, KeepsAnAgentToTheBudgetOfItsManifest)
{
    open({"demo"}, "0.01"_dec, "15"_dec);
    EXPECT_TRUE(std::holds_alternative<FreshAnalysis>(ask(trader, Wanted::fresh)));
    Analysis last = ask(trader, Wanted::fresh);
    for (int call = 0; call < 20 && !std::holds_alternative<NoAnalysis>(last); ++call)
        last = ask(trader, Wanted::fresh);
    const auto no_answer = expect_no_answer(last);
    EXPECT_EQ(no_answer.reason, NoAnswerReason::out_of_budget);
    EXPECT_EQ(no_answer.message, "online_trading has spent what it may on models today: 15 USD");
    EXPECT_TRUE(std::holds_alternative<FreshAnalysis>(ask(monitor, Wanted::fresh))) << "another has his own";
    EXPECT_EQ(expect_no_answer(ask(AgentId{"treasury"}, Wanted::any)).message,
              "treasury has no budget for models in its manifest");
}

TEST(AnalysisCall, IsMadeOfFactsAndNothingElse)
{
    Question asked;
    asked.instrument = trading::InstrumentId{"paper:BTCUSDT"};
    asked.candle_open_time = UtcTime{1'749'985'200'000'000'000};
    asked.facts.candles = 60;
    const auto call = to_call(asked, "desk", monitor, Wanted::fresh, 20s);
    EXPECT_TRUE(call.analysis) << "everybody's";
    EXPECT_EQ(call.cache.reads, false);
    EXPECT_EQ(call.timeout, 20s);
    EXPECT_FALSE(to_call(asked, "desk", monitor, Wanted::any, 20s).cache.reads);
    const auto other = to_call(asked, "desk", trader, Wanted::any, 1s);
    EXPECT_EQ(call.call.body, other.call.body) << "whoever asks, and however long he waits";
    asked.facts.close = trading::Price{"1"_dec};
    EXPECT_NE(to_call(asked, "desk", monitor, Wanted::any, 20s).prompt_version, call.prompt_version)
        << "other facts, another question";
}

}  // namespace
}  // namespace swarmdesk::agents
