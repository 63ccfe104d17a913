#include "llm/gateway.hpp"

#include <gmock/gmock.h>

#include "llm/gateway_harness.hpp"

namespace swarmdesk::llm {
namespace {

using namespace testing;
using namespace swarmdesk::literals;
using settings::GatewaySettings;

constexpr const char* three_words = "The market is";

std::string body(std::string_view model, std::string_view more = "", std::string_view words = "How is it?")
{
    return R"({"model":")" + std::string{model} + R"(","messages":[{"role":"user","content":")" + std::string{words} +
           "\"}]" + std::string{more} + '}';
}

GatewaySettings with(std::vector<settings::ModelGroup> groups)
{
    GatewaySettings settings;
    settings.groups = std::move(groups);
    settings.router.num_retries = 0;
    return settings;
}

std::vector<std::string> outcomes(const Said& said)
{
    std::vector<std::string> outcomes;
    for (const auto& attempt : said.particulars.provenance.attempts)
        outcomes.push_back(attempt.deployment + ' ' + attempt.outcome);
    return outcomes;
}

/// The calls counted in the metrics, by how they ended.
std::map<std::string, int> ended(const TestGateway& desk)
{
    const std::string text = desk.metrics.render();
    constexpr std::string_view name = "swarmdesk_llm_calls_total{outcome=\"";
    std::map<std::string, int> counts;
    for (auto at = text.find(name); at != text.npos; at = text.find(name, at)) {
        at += name.size();
        const auto end = text.find("\"}", at);
        counts[text.substr(at, end - at)] = std::stoi(text.substr(end + 2));
    }
    return counts;
}

// -------------------------------------------------------------------------------------------------------- the tiers

TEST(Gateway, TheFirstTierThatWorksAnswers)
{
    TestGateway desk{with({group("m", {"x,tokens=3", "y,tokens=5"})})};
    const Said said = desk.ask_and_wait(body("m"));
    EXPECT_EQ(said.words, three_words);
    EXPECT_EQ(said.particulars.provenance.order, 1);
    EXPECT_EQ(said.usage.completion_tokens, 3u);
    EXPECT_THAT(outcomes(said), ::testing::ElementsAre("m-a answered"));
}

TEST(Gateway, WhatGoesWrongBeforeTheFirstWordIsTheNextTiersToAnswer)
{
    struct Case {
        const char* model;
        const char* outcome;
    };
    for (const Case& c : {
             Case{"x,status=401", "m-a upstream_unauthenticated"},
             Case{"x,status=402", "m-a upstream_out_of_budget"},
             Case{"x,status=404", "m-a model_missing"},
             Case{"x,status=429", "m-a rate_limited"},
             Case{"x,status=429,retry_after=60s", "m-a rate_limited"},
             Case{"x,status=498", "m-a rate_limited"},
             Case{"x,status=500", "m-a upstream_failed"},
             Case{"x,status=503", "m-a overloaded"},
             Case{"x,fault=garbage", "m-a garbled"},
             Case{"x,fault=hang", "m-a timed_out"},
             Case{"x,fault=cut", "m-a truncated"},
             Case{"x,fault=drop", "m-a truncated"},
             Case{"x,fault=error_in_200", "m-a upstream_failed"},
         })
        for (const char* stream : {"", R"(,"stream":true)"}) {
            SCOPED_TRACE(std::string{c.model} + stream);
            TestGateway desk{with({group("m", {c.model, "y,tokens=3"})})};
            const Said said = desk.ask_and_wait(body("m", stream));
            EXPECT_EQ(said.words, three_words);
            EXPECT_EQ(said.broke, "");
            EXPECT_EQ(said.particulars.provenance.order, 2);
            EXPECT_THAT(outcomes(said), ::testing::ElementsAre(c.outcome, "m-b answered"));
        }
}

TEST(Gateway, TheCallersOwnFaultGoesToNoOtherTier)
{
    TestGateway desk{with({group("m", {"x,status=400", "y,tokens=3"})})};
    const Said said = desk.ask_and_wait(body("m"));
    EXPECT_EQ(said.status, 400);
    EXPECT_EQ(said.refusal, "invalid_request");
}

TEST(Gateway, AStreamThatBreaksAfterItsFirstWordSaysSoAndIsNeverFinished)
{
    struct Case {
        const char* fault;
        const char* broke;
    };
    for (const Case& c : {Case{"cut", "truncated"}, Case{"drop", "truncated"}, Case{"stall", "stalled"},
                          Case{"error_later", "upstream_failed"}}) {
        SCOPED_TRACE(c.fault);
        TestGateway desk{with({group("m", {"x,tokens=8,after=3,fault=" + std::string{c.fault}, "y"})})};
        const Said said = desk.ask_and_wait(body("m", R"(,"stream":true)"));
        EXPECT_EQ(said.words, three_words);
        EXPECT_EQ(said.broke, c.broke);
        EXPECT_EQ(said.usage.completion_tokens, 0u);
    }
}

TEST(Gateway, WithEveryTierDownTheLastOnesWordIsGivenAndWhenToComeBack)
{
    TestGateway desk{with({group("m", {"x,status=500", "y,status=503,retry_after=30s"})})};
    const Said said = desk.ask_and_wait(body("m"));
    EXPECT_EQ(said.status, 503);
    EXPECT_EQ(said.refusal, "overloaded");
}

TEST(Gateway, ADeadlineHoldsAcrossTiers)
{
    auto settings = with({group("m", {"x,fault=hang", "y,fault=hang", "z"})});
    for (auto& tier : settings.groups[0].tiers) tier.deployments[0].timeout = 20s;
    TestGateway desk{std::move(settings)};
    const Said said = desk.ask_and_wait(body("m", R"(,"timeout":30)"));
    EXPECT_EQ(said.status, 504);
    EXPECT_EQ(said.refusal, "timed_out");
    EXPECT_GE(said.took, 29s);
    EXPECT_LE(said.took, 31s);
}

TEST(Gateway, ADeploymentThatIsKnownToBeTooSlowIsLeftOut)
{
    TestGateway desk{with({group("m", {"x,tokens=40,rate=10", "y,tokens=3"})})};
    EXPECT_EQ(desk.ask_and_wait(body("m")).particulars.provenance.order, 1);  // four seconds, and now we know
    const Said hurried = desk.ask_and_wait(body("m", R"(,"timeout":1)"));
    EXPECT_EQ(hurried.particulars.provenance.order, 2);
    ASSERT_EQ(hurried.particulars.provenance.skipped.size(), 1u);
    EXPECT_EQ(hurried.particulars.provenance.skipped[0].reason, routing::SkipReason::too_slow);
}

TEST(Gateway, ThereIsOneRetryLayerAndItIsBounded)
{
    auto settings = with({group("m", {"x,status=500"})});
    settings.router.num_retries = 2;
    TestGateway desk{std::move(settings)};
    EXPECT_EQ(desk.ask_and_wait(body("m")).particulars.provenance.attempts.size(), 3u);
}

TEST(Gateway, AfterItsFailuresATierIsLeftAloneUntilOneProbeFindsItWell)
{
    auto settings = with({group("m", {"x,status=500", "y,tokens=3"})});
    settings.groups[0].tiers[0].deployments[0].allowed_fails = 2;
    TestGateway desk{std::move(settings)};
    for (int i = 0; i < 3; ++i) EXPECT_EQ(outcomes(desk.ask_and_wait(body("m"))).size(), 2u);
    const Said spared = desk.ask_and_wait(body("m"));
    EXPECT_THAT(outcomes(spared), ::testing::ElementsAre("m-b answered"));
    desk.pass(6s);
    std::vector<std::shared_ptr<Said>> crowd;
    for (int i = 0; i < 10'000; ++i) crowd.push_back(desk.call(body("m")));
    desk.pass(1s);
    std::size_t probes = 0;
    for (const auto& said : crowd) {
        EXPECT_EQ(said->words, three_words);
        if (outcomes(*said).size() == 2) ++probes;
    }
    EXPECT_EQ(probes, 1u);
}

TEST(Gateway, AGroupsFallbacksComeAfterItsTiers)
{
    auto settings = with({group("m", {"x,status=500"}), group("n", {"y,tokens=3"})});
    settings.router.fallbacks["m"] = {"n"};
    TestGateway desk{std::move(settings)};
    const Said said = desk.ask_and_wait(body("m"));
    EXPECT_EQ(said.words, three_words);
    EXPECT_EQ(said.particulars.provenance.group, "n");
}

TEST(Gateway, TextThatMustNotLeaveStaysWithLocalModels)
{
    auto settings = with({group("m", {"x,status=500", "y,tokens=3"})});
    settings.groups[0].tiers[0].deployments[0].is_local = true;
    settings.egress.rule = settings::EgressRule::local_only;
    TestGateway desk{std::move(settings)};
    const Said said = desk.ask_and_wait(body("m"));
    EXPECT_EQ(said.status, 502);
    EXPECT_THAT(outcomes(said), ::testing::ElementsAre("m-a upstream_failed"));
    ASSERT_EQ(said.particulars.provenance.skipped.size(), 1u);
    EXPECT_EQ(said.particulars.provenance.skipped[0].reason, routing::SkipReason::egress_forbidden);
}

// ---------------------------------------------------------------------------------------------- a local engine's queue

GatewaySettings one_slot()
{
    auto settings = with({group("m", {"x,tokens=10,rate=10"})});
    auto& deployment = settings.groups[0].tiers[0].deployments[0];
    deployment.is_local = true;
    deployment.max_parallel_requests = 1;
    deployment.timeout = 10min;
    settings.router.timeout = 30min;
    return settings;
}

TEST(Gateway, TheMostUrgentWaitsForNoMoreThanWhatIsInFlight)
{
    TestGateway desk{one_slot()};
    std::vector<std::shared_ptr<Said>> idle;
    for (int i = 0; i < 20; ++i) idle.push_back(desk.call(body("m", R"(,"priority":2)", std::to_string(i))));
    desk.pass(100ms);
    const auto critical = desk.call(body("m", R"(,"priority":9)"));
    desk.pass(3s);
    ASSERT_TRUE(critical->is_over);
    EXPECT_LE(critical->particulars.provenance.queued, 1s);
    desk.pass(1min);
    for (const auto& said : idle) EXPECT_TRUE(said->is_over);
}

TEST(Gateway, ACallerThatLeavesTheQueueOrTheEngineMakesPlace)
{
    TestGateway desk{one_slot()};
    const auto first = desk.call(body("m", "", "first"));
    desk.pass(100ms);
    desk.leave(*first);  // from the engine
    desk.pass(10ms);
    desk.call(body("m", "", "second"));
    const auto third = desk.call(body("m", "", "third"));
    desk.pass(10ms);
    desk.leave(*third);  // from the queue
    const auto fourth = desk.call(body("m", "", "fourth"));
    desk.pass(2100ms);
    EXPECT_TRUE(fourth->is_over);
}

TEST(Gateway, UnderTenTimesItsLoadGoodputStaysAndTheUrgentAreServed)
{
    TestGateway desk{one_slot()};  // one call a second
    std::vector<std::shared_ptr<Said>> calls;
    std::vector<std::shared_ptr<Said>> critical;
    for (int second = 0; second < 60; ++second) {
        for (int i = 0; i < 10; ++i) {
            const int priority = (second * 10 + i) % 9;
            calls.push_back(desk.call(
                body("m", R"(,"timeout":20,"priority":)" + std::to_string(priority), std::to_string(second * 10 + i))));
        }
        if (second % 10 == 5)
            critical.push_back(desk.call(body("m", R"(,"timeout":20,"priority":9)", std::to_string(second))));
        desk.pass(1s);
    }
    desk.pass(1min);
    std::size_t served = 0;
    for (const auto& said : calls)
        if (said->is_over && said->status == 200) ++served;
    for (const auto& said : critical) {
        EXPECT_EQ(said->status, 200);
        EXPECT_LE(said->particulars.provenance.queued, 1s);
        if (said->status == 200) ++served;
    }
    EXPECT_GE(served, 48u) << "of 60 seconds' capacity";
}

// --------------------------------------------------------------------------------------------------------- the cache

GatewaySettings cached(std::vector<settings::ModelGroup> groups)
{
    auto settings = with(std::move(groups));
    settings.cache.is_enabled = true;
    settings.cache.ttl = 60s;
    return settings;
}

TEST(Gateway, TheSameQuestionIsAnsweredFromMemoryWhileItIsFresh)
{
    TestGateway desk{cached({group("m", {"x,tokens=3,latency=1s"})})};
    EXPECT_EQ(desk.ask_and_wait(body("m")).particulars.cache, "miss");
    const Said again = desk.ask_and_wait(body("m"));
    EXPECT_EQ(again.particulars.cache, "hit");
    EXPECT_EQ(again.words, three_words);
    EXPECT_LT(again.took, 100ms);
    const Said streamed = desk.ask_and_wait(body("m", R"(,"stream":true)"));
    EXPECT_EQ(streamed.particulars.cache, "hit");
    EXPECT_EQ(streamed.words, three_words);
    EXPECT_EQ(streamed.usage.completion_tokens, 3u);
    EXPECT_EQ(desk.ask_and_wait(body("m", "", "How was it?")).particulars.cache, "miss");
    EXPECT_EQ(desk.ask_and_wait(body("m", R"(,"cache":{"no-cache":true})")).particulars.cache, "off");
    desk.pass(61s);
    EXPECT_EQ(desk.ask_and_wait(body("m")).particulars.cache, "miss");
}

TEST(Gateway, AStreamedAnswerIsKeptTooButABrokenOneNever)
{
    TestGateway desk{cached({group("m", {"x,tokens=3"}), group("n", {"x,tokens=5,fault=cut,after=3"})})};
    EXPECT_EQ(desk.ask_and_wait(body("m", R"(,"stream":true)")).particulars.cache, "miss");
    const Said whole = desk.ask_and_wait(body("m"));
    EXPECT_EQ(whole.particulars.cache, "hit");
    EXPECT_EQ(whole.words, three_words);
    for (int i = 0; i < 2; ++i) {
        const Said broken = desk.ask_and_wait(body("n", R"(,"stream":true)"));
        EXPECT_EQ(broken.particulars.cache, "miss");
        EXPECT_EQ(broken.broke, "truncated");
    }
}

TEST(Gateway, EqualCallsOfOneMomentAreOneCallOfTheModel)
{
    for (const char* stream : {"", R"(,"stream":true)"}) {
        SCOPED_TRACE(stream);
        TestGateway desk{cached({group("m", {"x,tokens=3,latency=1s"})})};
        std::vector<std::shared_ptr<Said>> crowd;
        for (int i = 0; i < 20; ++i) crowd.push_back(desk.call(body("m", stream)));
        desk.pass(3s);
        std::size_t asked = 0;
        for (const auto& said : crowd) {
            EXPECT_EQ(said->words, three_words);
            asked += said->particulars.provenance.attempts.size();
        }
        EXPECT_EQ(asked, 1u);
    }
}

TEST(Gateway, TheOneWhoAskedFirstMayLeaveWithoutHarmToTheOthers)
{
    TestGateway desk{cached({group("m", {"x,tokens=3,latency=1s"})})};
    const auto first = desk.call(body("m"));
    desk.pass(100ms);
    desk.leave(*first);
    desk.pass(1ms);
    const auto alone = desk.call(body("m"));  // the work ended with its only reader
    desk.pass(500ms);
    const auto second = desk.call(body("m"));
    desk.pass(3s);
    EXPECT_EQ(alone->words, three_words);
    EXPECT_EQ(second->words, three_words);
    EXPECT_EQ(second->particulars.cache, "coalesced");
}

TEST(Gateway, AFlightThatFailsIsOnRecordAsWhatItWasForHimWhoBeganIt)
{
    TestGateway desk{cached({group("m", {"x,status=400"})})};
    EXPECT_EQ(desk.ask_and_wait(body("m")).status, 400);
    EXPECT_EQ(ended(desk), (std::map<std::string, int>{{"invalid_request", 1}}));
}

TEST(Gateway, AFlightThatFailsAfterItsBeginnerLeftEndsForBoth)
{
    TestGateway desk{cached({group("m", {"x,status=400,latency=1s"})})};
    const auto first = desk.call(body("m"));
    desk.pass(100ms);
    const auto second = desk.call(body("m"));
    desk.pass(100ms);
    desk.leave(*first);
    desk.pass(3s);
    EXPECT_EQ(second->status, 400);
    EXPECT_EQ(ended(desk), (std::map<std::string, int>{{"invalid_request", 2}}));
}

TEST(Gateway, TheMoreUrgentDoesNotWaitInTheLineOfTheLess)
{
    TestGateway desk{cached({group("m", {"x,tokens=3,latency=1s"})})};
    const auto idle = desk.call(body("m", R"(,"priority":2)"));
    desk.pass(10ms);
    const auto urgent = desk.call(body("m", R"(,"priority":9)"));
    const auto hurried = desk.call(body("m", R"(,"priority":2,"timeout":20)"));
    const auto like = desk.call(body("m", R"(,"priority":1)"));
    desk.pass(5s);
    EXPECT_EQ(urgent->particulars.cache, "miss");
    EXPECT_EQ(hurried->particulars.cache, "miss");
    EXPECT_EQ(like->particulars.cache, "coalesced");
    EXPECT_EQ(idle->words, three_words);
}

TEST(Gateway, AnAnswerFromMemoryNamesWhoMadeIt)
{
    TestGateway desk{cached({group("m", {"x,tokens=3"})})};
    const auto fresh = desk.ask_and_wait(body("m")).particulars.provenance;
    const auto kept = desk.ask_and_wait(body("m")).particulars.provenance;
    EXPECT_EQ(kept.provider, "scripted");
    EXPECT_EQ(kept.provider, fresh.provider);
    EXPECT_EQ(kept.model, fresh.model);
}

TEST(Gateway, WhatIsNotLetInHasAnIdAndIsCounted)
{
    TestGateway desk{with({group("m", {"x"})})};
    const auto said = desk.ask_and_wait(body("nothing"));
    EXPECT_EQ(said.refusal, "model_not_found");
    EXPECT_EQ(said.particulars.call_id.size(), 36u);
    EXPECT_EQ(ended(desk), (std::map<std::string, int>{{"model_not_found", 1}}));
}

TEST(Gateway, OneTenantNeverHearsWhatAnotherAsked)
{
    auto settings = cached({group("m", {"x,tokens=3"})});
    for (const char* name : {"alice", "bob"}) {
        settings::VirtualKey key;
        key.name = key.tenant = name;
        key.hash = sha256("sk-" + key.name);
        settings.keys.push_back(key);
    }
    TestGateway desk{std::move(settings)};
    EXPECT_EQ(desk.ask_and_wait(body("m"), "sk-alice").particulars.cache, "miss");
    EXPECT_EQ(desk.ask_and_wait(body("m"), "sk-bob").particulars.cache, "miss");
    EXPECT_EQ(desk.ask_and_wait(body("m"), "sk-alice").particulars.cache, "hit");
}

// ------------------------------------------------------------------------------------------------------------ callers

TEST(Gateway, KnowsItsCallersByTheirKeysOnly)
{
    TestGateway desk{with({group("m", {"x"})})};
    EXPECT_TRUE(desk.gateway().recognise("sk-master"));
    for (const char* key : {"", "sk-maste", "sk-master ", "SK-MASTER"}) EXPECT_FALSE(desk.gateway().recognise(key));
}

TEST(Gateway, AModelOneMayNotUseIsNotThere)
{
    auto settings = with({group("m", {"x"}), group("n", {"y"})});
    settings::VirtualKey key;
    key.name = "reader";
    key.hash = sha256("sk-reader");
    key.models = {"n"};
    settings.keys.push_back(key);
    TestGateway desk{std::move(settings)};
    EXPECT_EQ(desk.ask_and_wait(body("m"), "sk-reader").refusal, "model_not_found");
    EXPECT_EQ(desk.ask_and_wait(body("n"), "sk-reader").status, 200);
    EXPECT_THAT(desk.gateway().models(*desk.gateway().recognise("sk-reader")), ::testing::ElementsAre("n"));
}

TEST(Gateway, AKeyIsKeptToItsRateAndToldWhenToComeBack)
{
    auto settings = with({group("m", {"x,tokens=3"})});
    settings::VirtualKey key;
    key.name = "slow";
    key.hash = sha256("sk-slow");
    key.allowance.rpm_limit = 2;
    settings.keys.push_back(key);
    TestGateway desk{std::move(settings)};
    const Said first = desk.ask_and_wait(body("m"), "sk-slow");
    ASSERT_TRUE(first.particulars.requests);
    EXPECT_EQ(first.particulars.requests->limit, 2u);
    EXPECT_EQ(first.particulars.requests->remaining, 1u);
    EXPECT_EQ(desk.ask_and_wait(body("m"), "sk-slow").status, 200);
    const Said third = desk.ask_and_wait(body("m"), "sk-slow");
    EXPECT_EQ(third.status, 429);
    EXPECT_EQ(third.refusal, "rate_limit_exceeded");
    desk.pass(61s);
    EXPECT_EQ(desk.ask_and_wait(body("m"), "sk-slow").status, 200);
}

TEST(Gateway, AllTogetherAreKeptToWhatTheGatewayMayHaveUnderWay)
{
    auto settings = with({group("m", {"x,tokens=3,latency=1s"})});
    settings.parallel_max = 2;
    TestGateway desk{std::move(settings)};
    const auto first = desk.call(body("m", "", "one"));
    const auto second = desk.call(body("m", R"(,"stream":true)", "two"));
    desk.pass(100ms);
    const auto third = desk.ask_and_wait(body("m", "", "three"), "sk-master", 100ms);
    EXPECT_EQ(third.refusal, "too_many_parallel_requests");
    desk.pass(5s);
    EXPECT_EQ(first->words, three_words);
    EXPECT_EQ(second->words, three_words);
    EXPECT_EQ(desk.ask_and_wait(body("m", "", "four")).words, three_words);
}

TEST(Gateway, ABudgetIsReservedBeforeTheCallAndSettledAfterIt)
{
    using namespace literals;
    auto settings = with({group("m", {"x,tokens=100,latency=1s"})});
    settings.groups[0].tiers[0].deployments[0].output_cost_per_token = "0.001"_dec;
    settings::VirtualKey key;
    key.name = "poor";
    key.hash = sha256("sk-poor");
    key.tier = settings::ServiceTier::operator_;
    key.allowance.max_budget = "0.5"_dec;
    settings.keys.push_back(key);
    TestGateway desk{std::move(settings)};
    // Each may say 200 tokens: 0.2 USD are set aside, two fit beside each other, and each costs 0.1 in the end.
    std::vector<std::shared_ptr<Said>> together;
    for (int i = 0; i < 3; ++i)
        together.push_back(desk.call(body("m", R"(,"max_tokens":200)", std::to_string(i)), "sk-poor"));
    desk.pass(5s);
    EXPECT_EQ(together[0]->status, 200);
    EXPECT_EQ(together[1]->status, 200);
    EXPECT_EQ(together[2]->refusal, "budget_exceeded");
    EXPECT_EQ(together[0]->particulars.cost, "0.1"_dec);
    EXPECT_EQ(desk.ask_and_wait(body("m", R"(,"max_tokens":200)"), "sk-poor").status, 200);  // 0.3 used, 0.2 left
    EXPECT_EQ(desk.ask_and_wait(body("m", R"(,"max_tokens":201)"), "sk-poor").status, 429);
    EXPECT_EQ(desk.ask_and_wait(body("m", R"(,"max_tokens":200)"), "sk-poor").status, 200);
    EXPECT_EQ(desk.ask_and_wait(body("m", R"(,"max_tokens":200)"), "sk-poor").status, 429);
}

TEST(Gateway, ABudgetOfTokensHoldsWhateverACallerAsksFor)
{
    auto settings = with({group("m", {"x,tokens=100"})});
    settings::VirtualKey key;
    key.name = "poor";
    key.hash = sha256("sk-poor");
    key.tier = settings::ServiceTier::operator_;
    key.allowance.max_budget_tokens = 1000;
    settings.keys.push_back(key);
    TestGateway desk{std::move(settings)};
    for (const char* much : {"1000", "18446744073709551615", "9223372036854775807"})
        EXPECT_EQ(desk.ask_and_wait(body("m", R"(,"max_tokens":)" + std::string{much}), "sk-poor").refusal,
                  "token_budget_exceeded");
    EXPECT_EQ(desk.ask_and_wait(body("m", R"(,"max_tokens":900)"), "sk-poor").status, 200);
}

TEST(Gateway, TheMetricsSayWhatAKeyHasSpentAndWhenItIsPastItsSoftBudget)
{
    auto settings = with({group("m", {"x,tokens=3"})});
    settings.groups[0].tiers[0].deployments[0].output_cost_per_token = "0.1"_dec;
    settings::VirtualKey key;
    key.name = "alice";
    key.hash = sha256("sk-alice");
    key.allowance.max_budget = "200"_dec;
    key.allowance.soft_budget = "0.5"_dec;
    settings.keys.push_back(key);
    TestGateway desk{std::move(settings)};
    const auto says = [&](std::string_view line) { return desk.metrics.render().find(line) != std::string::npos; };
    desk.ask_and_wait(body("m"), "sk-alice");
    desk.pass(2s);
    EXPECT_TRUE(says("swarmdesk_llm_budget_spent_usd{key=\"alice\"} 0.3"));
    EXPECT_TRUE(says("swarmdesk_llm_budget_limit_usd{key=\"alice\"} 200"));
    EXPECT_TRUE(says("swarmdesk_llm_soft_budget_exceeded{key=\"alice\"} 0"));
    desk.ask_and_wait(body("m"), "sk-alice");
    desk.pass(2s);
    EXPECT_TRUE(says("swarmdesk_llm_soft_budget_exceeded{key=\"alice\"} 1"));
}

TEST(Gateway, ACallThatNobodyAnswersCostsNothing)
{
    using namespace literals;
    auto settings = with({group("m", {"x,status=500"})});
    settings.groups[0].tiers[0].deployments[0].output_cost_per_token = "0.001"_dec;
    settings.groups[0].tiers[0].deployments[0].allowed_fails = 100;
    settings::VirtualKey key;
    key.name = "poor";
    key.hash = sha256("sk-poor");
    key.tier = settings::ServiceTier::operator_;
    key.allowance.max_budget = "0.2"_dec;
    settings.keys.push_back(key);
    TestGateway desk{std::move(settings)};
    for (int i = 0; i < 4; ++i) EXPECT_EQ(desk.ask_and_wait(body("m", R"(,"max_tokens":200)"), "sk-poor").status, 502);
}

TEST(Gateway, WithNobodyToAskTheLastGoodAnswerIsShownWithItsAgeAndLabel)
{
    auto settings = cached({group("m", {"x,tokens=3,latency=5s"})});
    settings.groups[0].tiers[0].deployments[0].max_parallel_requests = 1;
    for (const char* stream : {"", R"(,"stream":true)"}) {
        SCOPED_TRACE(stream);
        TestGateway desk{settings};
        EXPECT_EQ(desk.ask_and_wait(body("m", stream)).words, three_words);
        desk.pass(90s);
        desk.call(body("m", "", "What else?"));  // takes the only place
        desk.pass(1s);
        const Said said = desk.ask_and_wait(body("m", stream));
        EXPECT_EQ(said.status, 200);
        EXPECT_TRUE(said.particulars.is_degraded);
        EXPECT_EQ(said.particulars.cache, "stale");
        EXPECT_GE(said.particulars.age.value(), 90s);
        EXPECT_THAT(said.words, ::testing::AllOf(::testing::StartsWith("["), ::testing::HasSubstr(three_words)));
        const Said unknown = desk.ask_and_wait(body("m", stream, "And never asked?"), "sk-master", 2s);
        EXPECT_EQ(unknown.status, 503);
    }
}

TEST(Gateway, AKeysPriorityHasACeiling)
{
    auto settings = one_slot();
    settings::VirtualKey key;
    key.name = "free";
    key.hash = sha256("sk-free");
    key.allowance.priority_max = 3;
    settings.keys.push_back(key);
    TestGateway desk{std::move(settings)};
    desk.call(body("m", "", "running"));
    desk.pass(10ms);
    const auto pushy = desk.call(body("m", R"(,"priority":9)", "pushy"), "sk-free");
    const auto usual = desk.call(body("m", R"(,"priority":5)", "usual"));
    desk.pass(2100ms);
    EXPECT_TRUE(usual->is_over);
    EXPECT_FALSE(pushy->is_over);
    desk.pass(2s);
    EXPECT_TRUE(pushy->is_over);
}

}  // namespace
}  // namespace swarmdesk::llm
