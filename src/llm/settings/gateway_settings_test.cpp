#include "llm/settings/gateway_settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace swarmdesk::llm::settings {
namespace {

using namespace std::chrono_literals;
using namespace literals;
using testing::HasSubstr;

Deployment made(std::string id, ProviderKind provider = ProviderKind::ollama)
{
    Deployment deployment = default_deployment(provider);
    deployment.id = std::move(id);
    deployment.model = "m";
    if (needs_key(deployment)) deployment.api_keys.emplace_back("k");
    return deployment;
}

GatewaySettings sample()
{
    GatewaySettings settings;
    settings.groups.push_back(
        {"small", {{1, {made("a")}}, {2, {made("b", ProviderKind::groq), made("c", ProviderKind::openrouter)}}}});
    settings.groups.push_back({"large", {{1, {made("d", ProviderKind::anthropic)}}}});
    settings.router.fallbacks["small"] = {"large"};
    settings.router.model_group_alias["tiny"] = {"small", false};
    return settings;
}

TEST(GatewaySettings, TheDefaultsAndTheSampleAreValid)
{
    EXPECT_EQ(check({}).to_string(), "");
    EXPECT_EQ(check(sample()).to_string(), "");
}

TEST(GatewaySettings, HedgingIsOffUnlessSwitchedOnAndKeepsToItsBounds)
{
    EXPECT_FALSE(GatewaySettings{}.router.hedging);
    GatewaySettings settings = sample();
    for (const HedgingSettings& hedging : {HedgingSettings{10ms, 1}, HedgingSettings{60s, 200}}) {
        settings.router.hedging = hedging;
        EXPECT_EQ(check(settings).to_string(), "");
    }
}

TEST(GatewaySettings, FindsAGroupByNameAndByAlias)
{
    const GatewaySettings settings = sample();
    ASSERT_NE(find_group(settings, "small"), nullptr);
    EXPECT_EQ(find_group(settings, "tiny"), find_group(settings, "small"));
    EXPECT_EQ(find_group(settings, "huge"), nullptr);
}

TEST(GatewaySettings, ReportsWhatCannotWork)
{
    struct Case {
        const char* words;
        void (*spoil)(GatewaySettings&);
    };
    for (const Case& c : {
             Case{"a group's name must be unique", [](GatewaySettings& s) { s.groups[1].name = "small"; }},
             Case{"a deployment's id must be unique",
                  [](GatewaySettings& s) { s.groups[1].tiers[0].deployments[0].id = "a"; }},
             Case{"tiers must ascend", [](GatewaySettings& s) { s.groups[0].tiers[1].order = 1; }},
             Case{"must have a deployment", [](GatewaySettings& s) { s.groups[1].tiers[0].deployments.clear(); }},
             Case{"must have an API key",
                  [](GatewaySettings& s) { s.groups[1].tiers[0].deployments[0].api_keys.clear(); }},
             Case{"must have an address",
                  [](GatewaySettings& s) { s.groups[1].tiers[0].deployments[0].api_base.clear(); }},
             Case{"positive timeouts", [](GatewaySettings& s) { s.groups[1].tiers[0].deployments[0].timeout = 0ns; }},
             Case{"leads to a group that does not exist",
                  [](GatewaySettings& s) { s.router.fallbacks["small"] = {"huge"}; }},
             Case{"names a group that does not exist",
                  [](GatewaySettings& s) { s.router.content_policy_fallbacks["huge"] = {"small"}; }},
             Case{"must not have a group's own name",
                  [](GatewaySettings& s) {
                      s.router.model_group_alias["small"] = {"large", false};
                  }},
             Case{"num_retries: must be 0 to 5", [](GatewaySettings& s) { s.router.num_retries = 6; }},
             Case{"priority_default: must be 0 to 9", [](GatewaySettings& s) { s.router.priority_default = 10; }},
             Case{"hedging.after: must be 10ms to 1m",
                  [](GatewaySettings& s) {
                      s.router.hedging = HedgingSettings{10ms - 1ns, 50};
                  }},
             Case{"hedging.after: must be 10ms to 1m",
                  [](GatewaySettings& s) {
                      s.router.hedging = HedgingSettings{60s + 1ns, 50};
                  }},
             Case{"hedging.share: must be 0.1% to 20%",
                  [](GatewaySettings& s) {
                      s.router.hedging = HedgingSettings{1s, 0};
                  }},
             Case{"hedging.share: must be 0.1% to 20%",
                  [](GatewaySettings& s) {
                      s.router.hedging = HedgingSettings{1s, 201};
                  }},
             Case{"two names must not share one key",
                  [](GatewaySettings& s) {
                      s.keys.resize(2);
                      s.keys[0].name = "x";
                      s.keys[1].name = "y";
                  }},
             Case{"must not exceed its greatest",
                  [](GatewaySettings& s) {
                      s.keys.resize(1);
                      s.keys[0].name = "x";
                      s.keys[0].allowance.priority = 6;
                      s.service_tiers[ServiceTier::free].priority_max = 5;
                  }},
             Case{"parallel_max", [](GatewaySettings& s) { s.parallel_max = 0; }},
             Case{"must reserve fewer places",
                  [](GatewaySettings& s) {
                      s.groups[0].tiers[0].deployments[0].max_parallel_requests = 4;
                      s.groups[0].tiers[0].deployments[0].reserved_slots = 4;
                  }},
             Case{"must have room", [](GatewaySettings& s) { s.cache.entries_max = 0; }},
             Case{"a model for embeddings",
                  [](GatewaySettings& s) {
                      s.cache.semantic = SemanticSettings{"none", 0.9};
                  }},
             Case{"a model for embeddings",
                  [](GatewaySettings& s) {
                      s.cache.semantic = SemanticSettings{s.groups[0].name, 0.9};
                  }},
             Case{"from 0 to 1",
                  [](GatewaySettings& s) {
                      s.cache.semantic = SemanticSettings{"", 1.5};
                  }},
         }) {
        SCOPED_TRACE(c.words);
        GatewaySettings settings = sample();
        c.spoil(settings);
        EXPECT_THAT(check(settings).to_string(), HasSubstr(c.words));
    }
}

TEST(GatewaySettings, HasNoMoreKeysThanTheBooksHold)
{
    GatewaySettings settings = sample();
    settings.keys.clear();
    for (std::size_t i = 0; i <= keys_most; ++i) {
        VirtualKey key{.name = "key-" + std::to_string(i)};
        key.hash = sha256(key.name);
        settings.keys.push_back(std::move(key));
    }
    EXPECT_THAT(check(settings).to_string(), HasSubstr("must not be more than 10000"));
    settings.keys.pop_back();
    EXPECT_EQ(check(settings).to_string(), "");
}

TEST(GatewaySettings, TheWorstCaseAddsUpTheSlowestOfEachTier)
{
    GatewaySettings settings = sample();
    auto& tiers = settings.groups[0].tiers;
    tiers[0].deployments[0].timeout = 10s;
    tiers[1].deployments[0].timeout = 15s;
    tiers[1].deployments[1].timeout = 20s;
    settings.router.num_retries = 2;
    settings.router.retry_after = 1s;
    EXPECT_EQ(worst_case(settings.groups[0], settings.router), 3 * 10s + 2s + 3 * 20s + 2s);
}

TEST(Deployment, KnowsWhatItsProviderNeeds)
{
    EXPECT_EQ(default_deployment(ProviderKind::groq).api_base, "https://api.groq.com/openai/v1");
    EXPECT_EQ(default_deployment(ProviderKind::openrouter).api_base, "https://openrouter.ai/api/v1");
    EXPECT_EQ(default_deployment(ProviderKind::ollama).max_parallel_requests, 1u);
    EXPECT_TRUE(needs_key(default_deployment(ProviderKind::openai_compatible)));
    Deployment own = default_deployment(ProviderKind::openai_compatible);
    own.api_base = "http://127.0.0.1:8000/v1";
    EXPECT_FALSE(needs_key(own));
    EXPECT_FALSE(needs_key(default_deployment(ProviderKind::ollama)));
}

TEST(Deployment, OnlyLoopbackCountsAsLocalAndACloudModelNever)
{
    struct Case {
        const char* base;
        const char* model;
        bool is_local;
    };
    for (const Case& c : {
             Case{"http://localhost:11434", "qwen3:8b", true},
             Case{"http://127.0.0.1:11434", "qwen3:8b", true},
             Case{"http://127.8.9.1:11434", "qwen3:8b", true},
             Case{"http://[::1]:11434", "qwen3:8b", true},
             Case{"http://127.0.0.1.example.com", "qwen3:8b", false},
             Case{"http://127.0.0.1.1", "qwen3:8b", false},
             Case{"http://localhost.example.com", "qwen3:8b", false},
             Case{"http://192.168.1.5:11434", "qwen3:8b", false},
             Case{"http://ollama:11434", "qwen3:8b", false},
             Case{"http://localhost:11434", "gpt-oss:120b-cloud", false},
             Case{"http://localhost:11434", "kimi:cloud", false},
             Case{"nonsense", "qwen3:8b", false},
         }) {
        SCOPED_TRACE(std::string{c.base} + " " + c.model);
        EXPECT_EQ(stays_local(ProviderKind::ollama, c.base, c.model), c.is_local);
    }
}

TEST(Egress, KeepsTextWhereItMayBe)
{
    const Deployment local = made("a");
    const Deployment groq = made("b", ProviderKind::groq);
    const Deployment anthropic = made("c", ProviderKind::anthropic);
    EXPECT_TRUE(Egress{}.admits(groq, 2));
    const Egress local_only{EgressRule::local_only, {}, {}};
    EXPECT_TRUE(local_only.admits(local, 1));
    EXPECT_FALSE(local_only.admits(groq, 2));
    const Egress listed{EgressRule::listed, {ProviderKind::groq}, 2};
    EXPECT_TRUE(listed.admits(local, 1));
    EXPECT_TRUE(listed.admits(groq, 2));
    EXPECT_FALSE(listed.admits(groq, 3));
    EXPECT_FALSE(listed.admits(anthropic, 1));
}

TEST(Allowance, WhatTheFileLeavesOpenIsAsTheTierUsuallyHasIt)
{
    GatewaySettings settings;
    VirtualKey key{.name = "k", .tier = ServiceTier::plus};
    EXPECT_EQ(allowance_of(settings, key).rpm_limit, 60u);
    settings.service_tiers[ServiceTier::plus].rpm_limit = Limit<std::uint64_t>{};
    const Allowance plus = allowance_of(settings, key);
    EXPECT_EQ(plus.rpm_limit, Limit<std::uint64_t>{}) << "said to be none";
    EXPECT_EQ(plus.tpm_limit, 200'000u);
    EXPECT_EQ(plus.max_parallel_requests, 4u);
    EXPECT_EQ(plus.priority, 4);
    EXPECT_EQ(plus.priority_max, 5);
    key.allowance.rpm_limit = 7;
    EXPECT_EQ(allowance_of(settings, key).rpm_limit, 7u);
}

TEST(Allowance, EveryTierHasDefaultsAndTheTopPriorityIsTheOperatorsAlone)
{
    for (const auto& row : enum_table(ServiceTier{})) {
        const Allowance terms = default_allowance(row.value);
        EXPECT_LE(*terms.priority, *terms.priority_max);
        EXPECT_EQ(terms.priority_max == priority_top, row.value == ServiceTier::operator_);
        EXPECT_EQ(terms.rpm_limit->most.has_value(), row.value != ServiceTier::operator_);
    }
}

TEST(Allowance, SomebodysMoneyIsCountedWhereAKeyOrItsTierHasABudget)
{
    GatewaySettings settings;
    EXPECT_FALSE(has_budgets(settings));
    settings.keys.push_back({.name = "k", .tier = ServiceTier::plus});
    EXPECT_FALSE(has_budgets(settings));
    settings.service_tiers[ServiceTier::pro].max_budget = "5"_dec;
    EXPECT_FALSE(has_budgets(settings)) << "nobody is on it";
    settings.service_tiers[ServiceTier::plus].max_budget = "5"_dec;
    EXPECT_TRUE(has_budgets(settings));
    settings.service_tiers.clear();
    settings.keys[0].allowance.soft_budget = "5"_dec;
    EXPECT_TRUE(has_budgets(settings));
    settings.keys.clear();
    settings.teams.push_back({.name = "t", .allowance = {.rpm_limit = 5}});
    EXPECT_FALSE(has_budgets(settings));
    settings.teams[0].allowance.max_budget = "5"_dec;
    EXPECT_TRUE(has_budgets(settings));
}

TEST(GatewaySettings, TeamsHaveNamesOfTheirOwnAndLimitsOnly)
{
    struct Case {
        const char* name;
        void (*change)(GatewaySettings&);
        const char* violation;
    };
    for (const Case& c : {
             Case{"as it should be", [](GatewaySettings&) {}, ""},
             Case{"no such team", [](GatewaySettings& s) { s.keys[0].team = "u"; }, "names a team that does not exist"},
             Case{"two alike", [](GatewaySettings& s) { s.teams.push_back(s.teams[0]); }, "must be unique"},
             Case{"without a name", [](GatewaySettings& s) { s.teams.emplace_back(); }, "must not be empty"},
             Case{"urgency", [](GatewaySettings& s) { s.teams[0].allowance.priority = 9; }, "each key's own"},
             Case{"egress", [](GatewaySettings& s) { s.teams[0].allowance.egress.emplace(); }, "each key's own"},
         }) {
        SCOPED_TRACE(c.name);
        GatewaySettings settings = sample();
        settings.keys.push_back({.name = "k", .hash = sha256("k"), .team = "t"});
        settings.teams.push_back({.name = "t", .allowance = {.rpm_limit = 5}});
        c.change(settings);
        const std::string said = check(settings).to_string();
        EXPECT_EQ(said.empty(), std::string_view{c.violation}.empty()) << said;
        EXPECT_NE(said.find(c.violation), std::string::npos) << said;
    }
}

TEST(Allowance, WhatAKeyLeavesOpenIsAsItsTierSays)
{
    GatewaySettings settings = sample();
    settings.egress.rule = EgressRule::local_only;
    settings.service_tiers[ServiceTier::plus].rpm_limit = 60;
    settings.service_tiers[ServiceTier::plus].max_budget = "5"_dec;
    settings.service_tiers[ServiceTier::plus].budget_duration = 24h;
    VirtualKey key;
    key.tier = ServiceTier::plus;
    key.allowance.rpm_limit = 10;
    const Allowance allowed = allowance_of(settings, key);
    EXPECT_EQ(allowed.rpm_limit, 10u);
    EXPECT_EQ(allowed.max_budget, "5"_dec);
    EXPECT_EQ(allowed.budget_duration, nanoseconds{24h});
    EXPECT_EQ(allowed.egress->rule, EgressRule::local_only);
    key.allowance.max_budget = "1"_dec;
    EXPECT_EQ(allowance_of(settings, key).budget_duration, std::nullopt);
    // A budget of its own, of any kind, is all the budget it has: the tier's money would last as long as its requests.
    key.allowance.max_budget = std::nullopt;
    key.allowance.max_budget_requests = 100;
    EXPECT_EQ(allowance_of(settings, key).budget_duration, std::nullopt);
    EXPECT_EQ(allowance_of(settings, key).max_budget, std::nullopt);
}

}  // namespace
}  // namespace swarmdesk::llm::settings
