#include "llm/semantic_lookup.hpp"

#include <gmock/gmock.h>

#include "llm/gateway_harness.hpp"

/// \file
/// The semantic cache in the path of the gateway. The scripted model embeds every question as one and the same vector:
/// the worst of encoders, so whatever is told apart here is told apart by the gateway.

namespace swarmdesk::llm {
namespace {

using namespace testing;
using namespace swarmdesk::literals;
using settings::GatewaySettings;

constexpr const char* three_words = "The market is";
constexpr const char* asked_before = "Shall I buy BTC?";                // four tokens
constexpr const char* in_other_words = "Please, shall I buy Bitcoin?";  // seven

settings::VirtualKey key(const std::string& name)
{
    settings::VirtualKey made;
    made.name = made.tenant = name;
    made.hash = sha256("sk-" + name);
    made.tier = settings::ServiceTier::operator_;
    return made;
}

GatewaySettings comparing(const std::string& embedder = "e", const std::string& chat = "x,tokens=3,latency=1s")
{
    GatewaySettings settings;
    settings.groups = {group("m", {chat}), group("n", {chat}), group("embed", {embedder})};
    settings.groups[2].tiers[0].deployments[0].operation = Operation::embedding;
    settings.router.num_retries = 0;
    settings.cache.is_enabled = true;
    settings.cache.ttl = 60s;
    settings.cache.semantic = settings::SemanticSettings{"embed", 0.9};
    settings.keys = {key("alice"), key("bob")};
    return settings;
}

/// A body with these last words of the user.
std::string body(std::string_view words, std::string_view more = "", std::string_view before = "",
                 std::string_view model = "m")
{
    return R"({"model":")" + std::string{model} + R"(","messages":[)" + std::string{before} +
           R"({"role":"user","content":")" + std::string{words} + "\"}]" + std::string{more} + '}';
}

std::string verdict(TestGateway& desk, const std::string& body, std::string_view key = "sk-master")
{
    const Said said = desk.ask_and_wait(body, key);
    EXPECT_EQ(said.words, three_words) << body;
    return said.particulars.cache;
}

bool says(const TestGateway& desk, std::string_view line) { return desk.metrics.render().find(line) != line.npos; }

TEST(SemanticLookup, AnswersAnotherWordingFromMemoryAndSaysHowAlikeAndHowOld)
{
    for (const char* first : {"", R"(,"stream":true)"})
        for (const char* second : {"", R"(,"stream":true)"}) {
            SCOPED_TRACE(std::string{first} + second);
            TestGateway desk{comparing()};
            EXPECT_EQ(verdict(desk, body(asked_before, first)), "miss");
            desk.pass(20s);
            const Said said = desk.ask_and_wait(body(in_other_words, second));
            EXPECT_EQ(said.particulars.cache, "semantic");
            EXPECT_EQ(said.words, three_words);
            EXPECT_EQ(said.usage.completion_tokens, 3u);
            EXPECT_LT(said.took, 100ms);
            EXPECT_GE(said.particulars.age.value(), 20s);
            EXPECT_DOUBLE_EQ(said.particulars.provenance.likeness.value().similarity, 1);
            EXPECT_EQ(said.particulars.provenance.deployment, "m-a");
            EXPECT_TRUE(said.particulars.provenance.attempts.empty());
            EXPECT_TRUE(says(desk, R"(swarmdesk_llm_cache_total{verdict="semantic"} 1)"));
            EXPECT_EQ(verdict(desk, body(asked_before)), "hit") << "the very words come first";
        }
}

TEST(SemanticLookup, ForgetsWithTheExactCache)
{
    TestGateway desk{comparing()};
    EXPECT_EQ(verdict(desk, body(asked_before)), "miss");
    EXPECT_EQ(verdict(desk, body("What is BTC?", R"(,"cache":{"ttl":5})")), "miss");
    desk.pass(10s);
    EXPECT_EQ(verdict(desk, body("What is Bitcoin?")), "miss");
    EXPECT_EQ(verdict(desk, body(in_other_words)), "semantic");
    desk.pass(50s);
    EXPECT_EQ(verdict(desk, body(in_other_words)), "miss");
}

TEST(SemanticLookup, IsOffUnlessSwitchedOn)
{
    EXPECT_FALSE(SemanticLookup::is_wanted(GatewaySettings{}));
    auto settings = comparing();
    settings.cache.operations = {Operation::embedding};
    EXPECT_FALSE(SemanticLookup::is_wanted(settings));
    settings = comparing();
    settings.cache.is_enabled = false;
    EXPECT_FALSE(SemanticLookup::is_wanted(settings));
    settings = comparing();
    settings.cache.semantic.reset();
    TestGateway desk{settings};
    for (const char* words : {asked_before, in_other_words}) EXPECT_EQ(verdict(desk, body(words)), "miss");
}

TEST(SemanticLookup, NeverTakesOneQuestionForAnotherHoweverAlikeTheirVectors)
{
    struct Case {
        const char* name;
        const char* one;
        const char* other;
    };
    for (const Case& c : {Case{"a number", "Is BTC above 50000?", "Is BTC above 51000?"},
                          Case{"a ticker", "Shall I buy BTC?", "Shall I buy ETH?"},
                          Case{"a side", "Shall I buy BTC?", "Shall I sell BTC?"},
                          Case{"a negation", "Shall I buy BTC?", "Shall I not buy BTC?"},
                          Case{"a direction", "Is BTC above 50000?", "Is BTC below 50000?"},
                          Case{"a time", "Is BTC up today?", "Is BTC up yesterday?"}}) {
        SCOPED_TRACE(c.name);
        TestGateway desk{comparing()};
        EXPECT_EQ(verdict(desk, body(c.one)), "miss");
        EXPECT_EQ(verdict(desk, body(c.other)), "miss");
        EXPECT_EQ(verdict(desk, body("Please, " + std::string{c.other})), "semantic")
            << "both are kept beside each other";
    }
}

TEST(SemanticLookup, IsForPlainChatThatNobodyActsUpon)
{
    struct Case {
        const char* name;
        const char* more;
        const char* verdict;
    };
    for (const Case& c : {
             Case{"nothing more", "", "semantic"},
             Case{"text", R"(,"response_format":{"type":"text"},"n":1,"temperature":0.5)", "semantic"},
             Case{"an object", R"(,"response_format":{"type":"json_object"})", "miss"},
             Case{"tools", R"(,"tools":[{"type":"function","function":{"name":"order"}}])", "miss"},
             Case{"functions", R"(,"functions":[{"name":"order"}])", "miss"},
             Case{"a choice of tools", R"(,"tool_choice":"none")", "miss"},
             Case{"several answers", R"(,"n":2)", "miss"},
             Case{"a field nobody knows", R"(,"guided_json":{})", "miss"},
             Case{"an agent", R"(,"metadata":{"agent":"monitor"})", "miss"},
             Case{"no agent", R"(,"metadata":{"session":"7"})", "semantic"},
             Case{"urgency", R"(,"priority":8)", "miss"},
             Case{"hardly any", R"(,"priority":7)", "semantic"},
             Case{"one who wants it fresh", R"(,"cache":{"no-cache":true})", "off"},
             Case{"one who wants it not kept", R"(,"cache":{"no-store":true})", "miss"},
         }) {
        SCOPED_TRACE(c.name);
        TestGateway desk{comparing()};
        desk.ask_and_wait(body(asked_before, c.more));
        EXPECT_EQ(desk.ask_and_wait(body(in_other_words, c.more)).particulars.cache, c.verdict);
    }
}

TEST(SemanticLookup, LetsNothingButTheLastWordsDiffer)
{
    TestGateway desk{comparing()};
    constexpr const char* brief = R"({"role":"system","content":"Be brief."},)";
    EXPECT_EQ(verdict(desk, body(asked_before, "", brief), "sk-alice"), "miss");
    EXPECT_EQ(verdict(desk, body(in_other_words, "", brief), "sk-alice"), "semantic");
    EXPECT_EQ(verdict(desk, body(in_other_words, "", brief), "sk-bob"), "miss");
    EXPECT_EQ(verdict(desk, body(in_other_words), "sk-alice"), "miss");
    EXPECT_EQ(verdict(desk, body(in_other_words, "", R"({"role":"system","content":"Be long."},)"), "sk-alice"),
              "miss");
    EXPECT_EQ(verdict(desk, body(in_other_words, "", brief, "n"), "sk-alice"), "miss");
    EXPECT_EQ(verdict(desk, body(in_other_words, R"(,"temperature":0.1)", brief), "sk-alice"), "miss");
    EXPECT_EQ(verdict(desk, body(in_other_words, R"(,"cache":{"namespace":"x"})", brief), "sk-alice"), "miss");
    EXPECT_EQ(verdict(desk, body(in_other_words, R"(,"metadata":{"data_version":"2"})", brief), "sk-alice"), "miss");
}

TEST(SemanticLookup, GivesNobodyWhatIsTooOldForHim)
{
    TestGateway desk{comparing("e,latency=50ms")};
    EXPECT_EQ(verdict(desk, body(asked_before)), "miss");
    desk.pass(30s);
    const auto patient = desk.call(body(in_other_words));
    const auto strict = desk.call(body(in_other_words, R"(,"cache":{"s-maxage":10})"));
    const auto equal = desk.call(body(in_other_words, R"(,"cache":{"s-maxage":40})"));
    desk.pass(5s);
    EXPECT_EQ(patient->particulars.cache, "semantic");
    EXPECT_EQ(equal->particulars.cache, "semantic");
    EXPECT_GE(equal->particulars.age.value(), 30s);
    EXPECT_EQ(strict->particulars.cache, "miss");
    EXPECT_EQ(strict->particulars.provenance.attempts.size(), 1u);
    EXPECT_EQ(strict->words, three_words);
}

TEST(SemanticLookup, WithoutAVectorACallIsAMissAndHardlyLater)
{
    struct Case {
        const char* embedder;
        nanoseconds delay_max;
    };
    for (const Case& c : {Case{"e,status=500", 50ms}, Case{"e,status=401", 50ms}, Case{"e,fault=garbage", 50ms},
                          Case{"e,fault=hang", 1050ms}, Case{"e,latency=5s", 1050ms}}) {
        SCOPED_TRACE(c.embedder);
        TestGateway desk{comparing(c.embedder)};
        const Said first = desk.ask_and_wait(body(asked_before));
        const Said second = desk.ask_and_wait(body(in_other_words));
        for (const Said& said : {first, second}) {
            EXPECT_EQ(said.particulars.cache, "miss");
            EXPECT_EQ(said.words, three_words);
        }
        EXPECT_LE(first.took, 1s + c.delay_max);
        EXPECT_LE(second.took, 1050ms) << "nobody waits for it twice in a row";
    }
}

TEST(SemanticLookup, WaitsNoMoreThanAShareOfTheTimeThereIs)
{
    TestGateway desk{comparing("e,fault=hang")};
    for (int i = 0; i < SemanticLookup::late_most + 1; ++i) {
        const std::string question = std::string{asked_before} + std::string(static_cast<std::size_t>(i), '!');
        const Said hurried = desk.ask_and_wait(body(question, R"(,"timeout":2)"));
        EXPECT_EQ(hurried.words, three_words);
        EXPECT_LE(hurried.took, i < SemanticLookup::late_most ? 1250ms : 1050ms) << "not for ever";
    }
}

TEST(SemanticLookup, SendsNoQuestionWhereItMustNotGo)
{
    auto settings = comparing();
    settings.groups[0].tiers[0].deployments[0].is_local = true;
    settings.egress.rule = settings::EgressRule::local_only;
    TestGateway desk{settings};
    for (const char* words : {asked_before, in_other_words}) EXPECT_EQ(verdict(desk, body(words)), "miss");
    settings.groups[2].tiers[0].deployments[0].is_local = true;
    TestGateway local{settings};
    EXPECT_EQ(verdict(local, body(asked_before)), "miss");
    EXPECT_EQ(verdict(local, body(in_other_words)), "semantic");
}

TEST(SemanticLookup, MakesOneVectorForEqualCallsOfOneMoment)
{
    for (const char* stream : {"", R"(,"stream":true)"}) {
        SCOPED_TRACE(stream);
        auto settings = comparing("e,latency=50ms");
        settings.groups[2].tiers[0].deployments[0].input_cost_per_token = "0.01"_dec;
        TestGateway desk{settings};
        desk.ask_and_wait(body(asked_before));
        std::vector<std::shared_ptr<Said>> crowd;
        for (int i = 0; i < 20; ++i) crowd.push_back(desk.call(body(in_other_words, stream)));
        desk.pass(1s);
        Decimal cost;
        for (const auto& said : crowd) {
            EXPECT_EQ(said->words, three_words);
            EXPECT_EQ(said->particulars.cache, "semantic");
            cost += said->particulars.cost.value();
        }
        EXPECT_EQ(cost, "0.07"_dec);
    }
}

class SemanticCostTest : public ::testing::Test {
protected:
    static GatewaySettings costly(Decimal budget, const std::string& chat = "x,tokens=3")
    {
        auto settings = comparing("e", chat);
        settings.groups[0].tiers[0].deployments[0].output_cost_per_token = "0.1"_dec;
        settings.groups[2].tiers[0].deployments[0].input_cost_per_token = "0.01"_dec;
        settings.keys[0].allowance.max_budget = budget;
        return settings;
    }
};

TEST_F(SemanticCostTest, TheCallerPaysForTheVectorAndForNothingElseOfAHit)
{
    TestGateway desk{costly("100"_dec)};
    EXPECT_EQ(desk.ask_and_wait(body(asked_before), "sk-alice").particulars.cost, "0.34"_dec);
    EXPECT_EQ(desk.ask_and_wait(body(in_other_words), "sk-alice").particulars.cost, "0.07"_dec);
    EXPECT_EQ(desk.ask_and_wait(body(in_other_words), "sk-alice").particulars.cost, "0.07"_dec);
    EXPECT_EQ(desk.ask_and_wait(body(asked_before), "sk-alice").particulars.cost, Decimal{});
    desk.pass(2s);
    EXPECT_TRUE(says(desk, "swarmdesk_llm_budget_spent_usd{key=\"alice\"} 0.48"));
}

TEST_F(SemanticCostTest, WhatIsSetAsideCoversTheVector)
{
    constexpr const char* three = R"(,"max_tokens":3)";
    TestGateway poor{costly("0.339"_dec)};
    EXPECT_EQ(poor.ask_and_wait(body(asked_before, three), "sk-alice").refusal, "budget_exceeded");
    TestGateway enough{costly("0.34"_dec)};
    EXPECT_EQ(enough.ask_and_wait(body(asked_before, three), "sk-alice").status, 200);
}

TEST_F(SemanticCostTest, OfACallThatNobodyAnswersTheVectorIsPaid)
{
    TestGateway desk{costly("100"_dec, "x,status=500")};
    EXPECT_EQ(desk.ask_and_wait(body(asked_before), "sk-alice").status, 502);
    desk.pass(2s);
    EXPECT_TRUE(says(desk, "swarmdesk_llm_budget_spent_usd{key=\"alice\"} 0.04"));
}

TEST(SemanticLookup, OnlyWhatAModelAnsweredIsKept)
{
    // A broken stream is nobody's answer, whatever it said until then.
    TestGateway desk{comparing("e", "x,tokens=5,after=3,fault=cut")};
    for (const char* words : {asked_before, in_other_words}) {
        const Said said = desk.ask_and_wait(body(words, R"(,"stream":true)"));
        EXPECT_EQ(said.particulars.cache, "miss");
        EXPECT_EQ(said.broke, "truncated");
    }
}

}  // namespace
}  // namespace swarmdesk::llm
