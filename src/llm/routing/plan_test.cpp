#include "llm/routing/plan.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <chrono>
#include <functional>
#include <map>

namespace swarmdesk::llm::routing {
namespace {

using namespace std::chrono_literals;
using settings::Strategy;

constexpr MonotonicTime now{1'000'000'000};

DeploymentView well(const std::string& id)
{
    DeploymentView view;
    view.id = id;
    view.breaker_admits_at = now;
    return view;
}

Need small() { return {.deadline = now + 10s, .prompt_tokens = 500, .completion_tokens = 100}; }

Plan decide(const std::vector<TierView>& tiers, Strategy strategy = Strategy::least_busy, std::uint64_t draw = 0)
{
    return plan(tiers, small(), strategy, now, draw);
}

TEST(Plan, TakesTheFirstTierThatWouldDo)
{
    auto broken = well("local");
    broken.breaker_admits_at = now + 5s;
    const Plan made = decide({{1, {broken}}, {2, {well("groq")}}, {3, {well("openrouter")}}});
    EXPECT_EQ(made.choice, (Choice{1, 0}));
    EXPECT_EQ(made.skipped, (std::vector<Skipped>{{1, "local", SkipReason::breaker_open}}))
        << "what comes after was not looked at";
    EXPECT_EQ(made.available_at, std::nullopt);
}

TEST(Plan, SaysWhyEachWasSkippedOnBothSidesOfEveryBoundary)
{
    struct Case {
        const char* name;
        std::function<void(DeploymentView&, Need&)> change;
        std::optional<SkipReason> reason;
    };
    const Case cases[] = {
        {"well", [](auto&, auto&) {}, std::nullopt},
        {"another operation", [](auto& v, auto&) { v.operation = Operation::embedding; }, SkipReason::wrong_operation},
        {"the same operation",
         [](auto& v, auto& n) {
             v.operation = Operation::embedding;
             n.operation = Operation::embedding;
         },
         std::nullopt},
        {"egress", [](auto& v, auto&) { v.is_egress_allowed = false; }, SkipReason::egress_forbidden},
        {"one capability of two",
         [](auto& v, auto& n) {
             v.capabilities = {Capability::tools};
             n.capabilities = {Capability::tools, Capability::vision};
         },
         SkipReason::lacks_capability},
        {"two capabilities of one",
         [](auto& v, auto& n) {
             v.capabilities = {Capability::tools, Capability::vision};
             n.capabilities = {Capability::vision};
         },
         std::nullopt},
        {"the context just fits", [](auto& v, auto&) { v.context_tokens = 600; }, std::nullopt},
        {"one token too short", [](auto& v, auto&) { v.context_tokens = 599; }, SkipReason::context_too_short},
        {"shorter than the prompt", [](auto& v, auto&) { v.context_tokens = 499; }, SkipReason::context_too_short},
        {"tried", [](auto& v, auto&) { v.is_tried = true; }, SkipReason::already_tried},
        {"breaker a moment too early", [](auto& v, auto&) { v.breaker_admits_at = now + 1ns; },
         SkipReason::breaker_open},
        {"breaker whose probe is out", [](auto& v, auto&) { v.breaker_admits_at = std::nullopt; },
         SkipReason::breaker_open},
        {"keys awake", [](auto& v, auto&) { v.key_awake_at = now; }, std::nullopt},
        {"keys resting", [](auto& v, auto&) { v.key_awake_at = now + 1ns; }, SkipReason::keys_resting},
        {"one place left", [](auto& v, auto&) { v.in_flight = 63; }, std::nullopt},
        {"full", [](auto& v, auto&) { v.in_flight = 64; }, SkipReason::busy},
        {"just in time", [](auto& v, auto&) { v.predicted = 10s; }, std::nullopt},
        {"a moment late", [](auto& v, auto&) { v.predicted = 10s + 1ns; }, SkipReason::too_slow},
        {"never measured, but out of time", [](auto&, auto& n) { n.deadline = now; }, SkipReason::too_slow},
        {"what time cannot cure comes first",
         [](auto& v, auto&) {
             v.in_flight = 64;
             v.context_tokens = 1;
         },
         SkipReason::context_too_short},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        auto view = well("d");
        auto need = small();
        c.change(view, need);
        const Plan made = plan({{1, {view}}}, need, Strategy::least_busy, now, 0);
        EXPECT_EQ(made.choice.has_value(), !c.reason);
        if (!c.reason) continue;
        EXPECT_EQ(made.skipped, (std::vector<Skipped>{{1, "d", *c.reason}}));
        EXPECT_TRUE(made.is_all(*c.reason));
    }
}

TEST(Plan, LeastBusyCountsForWeightAndBreaksTiesByOrder)
{
    struct Case {
        const char* name;
        std::uint32_t in_flight_a, in_flight_b, weight_a, weight_b;
        std::size_t chosen;
    };
    for (const Case& c :
         {Case{"equal", 0, 0, 1000, 1000, 0}, Case{"b is idler", 1, 0, 1000, 1000, 1},
          Case{"a carries twice as much", 1, 0, 2000, 1000, 0}, Case{"but not three times", 2, 0, 2000, 1000, 1},
          Case{"a has no weight", 0, 5, 0, 1000, 1}, Case{"nobody has any", 3, 3, 0, 0, 0}}) {
        SCOPED_TRACE(c.name);
        auto a = well("a");
        auto b = well("b");
        a.in_flight = c.in_flight_a;
        b.in_flight = c.in_flight_b;
        a.weight_permille = c.weight_a;
        b.weight_permille = c.weight_b;
        const Plan made = decide({{1, {a, b}}});
        EXPECT_EQ(made.choice, (Choice{0, c.chosen}));
        EXPECT_EQ(made.skipped, (std::vector<Skipped>{{1, c.chosen == 0 ? "b" : "a", SkipReason::others_preferred}}));
    }
}

TEST(Plan, ShufflesByWeight)
{
    auto a = well("a");
    auto b = well("b");
    auto c = well("c");
    a.weight_permille = 100;
    b.weight_permille = 300;
    c.weight_permille = 0;
    std::map<std::size_t, int> chosen;
    for (std::uint64_t draw = 0; draw < 4000; ++draw)
        ++chosen[decide({{1, {a, b, c}}}, Strategy::simple_shuffle, draw).choice->deployment];
    EXPECT_EQ(chosen, (std::map<std::size_t, int>{{0, 1000}, {1, 3000}}));
}

TEST(Plan, WithoutAWeightIsOnlyForWhenTheOthersAreGone)
{
    auto a = well("a");
    auto b = well("b");
    a.weight_permille = 0;
    b.breaker_admits_at = now + 1s;
    for (const auto& [strategy, name] : enum_table(Strategy{}))
        EXPECT_EQ(decide({{1, {a, b}}}, strategy, 17).choice, (Choice{0, 0})) << name;
}

TEST(Plan, LowestLatencyAndLowestCostTakeTheLeast)
{
    auto a = well("a");
    auto b = well("b");
    a.predicted = 3s;
    b.predicted = 2s;
    a.cost = 1;
    b.cost = 2;
    EXPECT_EQ(decide({{1, {a, b}}}, Strategy::lowest_latency).choice, (Choice{0, 1}));
    EXPECT_EQ(decide({{1, {a, b}}}, Strategy::lowest_cost).choice, (Choice{0, 0}));
    a.predicted.reset();
    EXPECT_EQ(decide({{1, {a, b}}}, Strategy::lowest_latency).choice, (Choice{0, 0})) << "has to be measured first";
}

TEST(Plan, SaysWhenSomethingMayBeAvailable)
{
    auto open = well("open");
    open.breaker_admits_at = now + 8s;
    auto resting = well("resting");
    resting.breaker_admits_at = now + 1s;
    resting.key_awake_at = now + 5s;
    auto full = well("full");
    full.in_flight = full.in_flight_max;
    auto forbidden = well("forbidden");
    forbidden.is_egress_allowed = false;
    forbidden.breaker_admits_at = now + 1s;
    EXPECT_EQ(decide({{1, {open, full}}, {2, {resting, forbidden}}}).available_at, now + 5s)
        << "both of its obstacles, and never what is forbidden";
    full.place_free_at = now + 2s;
    EXPECT_EQ(decide({{1, {open, full}}, {2, {resting, forbidden}}}).available_at, now + 2s);
    EXPECT_EQ(decide({{2, {forbidden}}}).available_at, std::nullopt);
    EXPECT_EQ(decide({}).available_at, std::nullopt);
    EXPECT_FALSE(decide({}).is_all(SkipReason::busy)) << "there was none";
}

TEST(Plan, AccountsForEveryDeploymentItLookedAt)
{
    rc::check([](const std::vector<std::vector<std::uint16_t>>& drawn, std::uint64_t draw, std::uint8_t how) {
        std::vector<TierView> tiers;
        for (const auto& ones : drawn) {
            TierView tier{static_cast<std::int32_t>(tiers.size()) + 1, {}};
            for (const auto bits : ones) {
                auto view = well(std::to_string(tiers.size()) + "-" + std::to_string(tier.deployments.size()));
                view.is_tried = bits % 2 == 1;
                view.is_egress_allowed = bits % 3 != 1;
                if (bits % 5 == 1) view.breaker_admits_at = now + 1s;
                view.in_flight = bits % 7 == 1 ? 64 : bits % 60;
                view.weight_permille = bits % 4 * 500;
                if (bits % 11 > 5) view.predicted = 1s * (bits % 20);
                tier.deployments.push_back(view);
            }
            tiers.push_back(tier);
        }
        const auto strategies = enum_table(Strategy{});
        const Plan made = plan(tiers, small(), strategies[how % strategies.size()].value, now, draw);
        std::size_t looked_at = 0;
        for (std::size_t t = 0; t < tiers.size() && (!made.choice || t <= made.choice->tier); ++t)
            looked_at += tiers[t].deployments.size();
        RC_ASSERT(made.skipped.size() + (made.choice ? 1 : 0) == looked_at);
        for (const auto& one : made.skipped)
            RC_ASSERT(one.reason != SkipReason::others_preferred ||
                      (made.choice && one.order == tiers[made.choice->tier].order));
        if (!made.choice) return;
        const auto& chosen = tiers[made.choice->tier].deployments[made.choice->deployment];
        RC_ASSERT(!chosen.is_tried);
        RC_ASSERT(chosen.is_egress_allowed);
        RC_ASSERT(chosen.breaker_admits_at <= now);
        RC_ASSERT(chosen.in_flight < chosen.in_flight_max);
    });
}

}  // namespace
}  // namespace swarmdesk::llm::routing
