#include "llm/simulation/simulation.hpp"

#include <gmock/gmock.h>

#include "llm/simulation/report.hpp"

namespace swarmdesk::llm::simulation {
namespace {

using namespace std::chrono_literals;
using namespace literals;

/// The hour of the event: a lot happens in little time.
Settings busy_hour(std::uint64_t users = 10'000)
{
    Settings settings;
    settings.users = users;
    settings.begin = 14h;
    settings.length = 1h;
    settings.warm_up = 5min;
    return settings;
}

Outcome outcome_of(const Settings& settings)
{
    const auto checked = check(settings);
    EXPECT_TRUE(checked) << checked.error().detail;
    return simulate(settings, {});
}

settings::Deployment& local_of(Settings& settings) { return settings.gateway.groups[0].tiers[0].deployments[0]; }

/// The local engine alone: whatever happens, happens in its queue.
Settings local_only(std::uint32_t slots)
{
    Settings settings = busy_hour(3000);
    settings.gateway.groups[0].tiers.resize(1);
    local_of(settings).max_parallel_requests = slots;
    return settings;
}

std::uint64_t sum(const std::map<std::string, std::uint64_t>& counts)
{
    std::uint64_t sum = 0;
    for (const auto& [word, count] : counts) sum += count;
    return sum;
}

TEST(Simulation, IsDecidedByItsSeed)
{
    Settings settings = busy_hour();
    const auto first = to_json(outcome_of(settings));
    EXPECT_EQ(first, to_json(outcome_of(settings)));
    settings.seed = 2;
    EXPECT_NE(first, to_json(outcome_of(settings)));
}

TEST(Simulation, LosesNoCallAndCountsNoneTwice)
{
    for (const auto users : {100u, 10'000u, 100'000u}) {
        SCOPED_TRACE(users);
        Settings settings = busy_hour(users);
        settings.warm_up = {};
        if (users == 100'000) settings.length = 35min;
        const Outcome outcome = outcome_of(settings);
        EXPECT_EQ(outcome.paths.calls(), outcome.calls_simulated);
        EXPECT_EQ(outcome.paths.calls(), outcome.paths.hits() + outcome.paths.of(Path::model) +
                                             outcome.paths.of(Path::stale) + outcome.paths.of(Path::refused));
        EXPECT_EQ(sum(outcome.refused), outcome.paths.of(Path::refused));

        std::uint64_t by_kind = 0;
        std::uint64_t by_tier = 0;
        std::uint64_t by_priority = 0;
        std::uint64_t begun = 0;
        std::uint64_t answered = 0;
        for (const auto& [kind, paths] : outcome.by_kind) by_kind += paths.calls();
        for (const auto& [tier, one] : outcome.by_tier) by_tier += one.paths.calls();
        for (const ByPriority& one : outcome.by_priority) {
            by_priority += one.paths.calls();
            begun += one.wait.count();
            EXPECT_EQ(one.answered.count() + one.paths.of(Path::refused), one.paths.calls());
        }
        for (const auto& one : outcome.deployments) answered += one.answered;
        EXPECT_EQ(by_kind, outcome.paths.calls());
        EXPECT_EQ(by_tier, outcome.paths.calls());
        EXPECT_EQ(by_priority, outcome.paths.calls());
        EXPECT_EQ(begun, outcome.paths.of(Path::model));
        EXPECT_EQ(answered, outcome.paths.of(Path::model));
    }
}

TEST(Simulation, AccountsForEveryCent)
{
    Settings settings = busy_hour();
    settings.warm_up = {};
    const Outcome outcome = outcome_of(settings);
    Decimal by_tier;
    Decimal by_deployment;
    for (const auto& [tier, one] : outcome.by_tier) by_tier += one.cost;
    for (const auto& one : outcome.deployments) {
        by_deployment += one.cost;
        EXPECT_TRUE(!one.is_local || one.cost.is_zero());
    }
    EXPECT_TRUE(outcome.spent.is_positive());
    EXPECT_EQ(by_tier, outcome.spent);
    EXPECT_EQ(by_deployment, outcome.spent);
    // A dime for a million tokens, for what Groq answered.
    const auto& groq = outcome.deployments.at(1);
    EXPECT_EQ(groq.cost, Decimal::from_mantissa(Int128{groq.tokens} * ("0.0000001"_dec).mantissa()));
}

TEST(Simulation, LetsTheWarmUpFillTheCacheAndDoesNotCountIt)
{
    Settings settings = busy_hour();
    settings.warm_up = 1h;
    const Outcome warm = outcome_of(settings);
    settings.warm_up = {};
    const Outcome cold = outcome_of(settings);
    EXPECT_GT(warm.calls_simulated, warm.paths.calls());
    EXPECT_GT(warm.paths.hit_rate(), cold.paths.hit_rate());
}

TEST(Simulation, WaitsNoLongerWithMoreSlots)
{
    // The same calls each time, so it can be counted how many have waited for at most so long. Who is refused has
    // waited for ever: percentiles of the others alone would praise the engine that serves the fewest.
    constexpr std::array<nanoseconds, 4> times{1s, 3s, 10s, 30s};
    std::array<std::uint64_t, times.size()> before{};
    std::uint64_t calls = 0;
    for (const std::uint32_t slots : {1u, 2u, 4u, 8u, 16u}) {
        SCOPED_TRACE(slots);
        const Outcome outcome = outcome_of(local_only(slots));
        std::array<std::uint64_t, times.size()> within{};
        for (std::size_t i = 0; i < times.size(); ++i) {
            for (const ByPriority& one : outcome.by_priority) within[i] += one.answered.within(times[i]);
            EXPECT_GE(within[i], before[i]) << times[i].count();
        }
        before = within;
        calls = outcome.paths.calls();
    }
    EXPECT_GT(before[3], calls * 98 / 100) << "sixteen slots are plenty for 3,000 users";
}

TEST(Simulation, LetsNobodyPassACriticalCall)
{
    for (const std::uint32_t slots : {1u, 2u}) {
        SCOPED_TRACE(slots);
        Settings settings = local_only(slots);
        settings.assumptions.signals_per_agent_day = 300;
        const Outcome outcome = outcome_of(settings);
        EXPECT_GT(outcome.by_priority[9].wait.count(), 100u);
        EXPECT_EQ(outcome.inversions, 0u);
        ASSERT_TRUE(outcome.by_priority[9].wait.at(990));
        EXPECT_LE(*outcome.by_priority[9].wait.at(990), 2s) << "nobody begins what is worthless by then";
        EXPECT_LE(*outcome.by_priority[9].wait.at(950), *outcome.by_priority[6].wait.at(950));
    }
}

TEST(Simulation, KeepsTenantsApartWhereNothingIsShared)
{
    Settings settings = busy_hour();
    const Outcome shared = outcome_of(settings);
    settings.sharing = Sharing::none;
    const Outcome apart = outcome_of(settings);
    EXPECT_GT(shared.paths.of(Path::canonical), 0u);
    EXPECT_EQ(apart.paths.of(Path::canonical), 0u);
    EXPECT_LT(apart.paths.hit_rate(), shared.paths.hit_rate());
    EXPECT_EQ(apart.paths.calls(), shared.paths.calls()) << "the same is asked of both";
}

TEST(Simulation, RemembersNothingWithTheCacheOff)
{
    Settings settings = busy_hour(1000);
    settings.gateway.cache.is_enabled = false;
    const Outcome outcome = outcome_of(settings);
    EXPECT_EQ(outcome.paths.hits(), 0u);
    EXPECT_EQ(outcome.paths.of(Path::stale), 0u);
}

TEST(Simulation, HoldsATierToItsBudgetAndItsReach)
{
    Settings settings = busy_hour(2000);
    settings.gateway.service_tiers[ServiceTier::free].max_budget = "0"_dec;
    settings.gateway.service_tiers[ServiceTier::plus].egress = settings::Egress{.order_max = 1};
    const Outcome outcome = outcome_of(settings);
    const auto& free = outcome.by_tier.at(ServiceTier::free);
    EXPECT_EQ(free.paths.of(Path::refused), free.paths.calls());
    EXPECT_TRUE(outcome.refused.contains("budget_exceeded"));
    EXPECT_TRUE(outcome.by_tier.at(ServiceTier::plus).cost.is_zero());
    EXPECT_TRUE(outcome.by_tier.at(ServiceTier::pro).cost.is_positive());
}

TEST(Simulation, IsToldOfItsProgress)
{
    std::vector<double> told;
    const auto outcome = simulate(busy_hour(), [&](double done) { told.push_back(done); });
    EXPECT_THAT(told, ::testing::Not(::testing::IsEmpty()));
    EXPECT_TRUE(std::is_sorted(told.begin(), told.end()));
    EXPECT_THAT(told, ::testing::Each(::testing::AllOf(::testing::Ge(0), ::testing::Le(1))));
}

TEST(Simulation, RunsTheGatewayOfTheBrief)
{
    EXPECT_TRUE(settings::check(Brief::gateway()).is_empty());
    const Settings settings;
    EXPECT_TRUE(check(settings));
}

TEST(Simulation, RefusesWhatItCannotDo)
{
    struct Case {
        const char* name;
        void (*spoil)(Settings&);
    };
    for (const Case& c : {Case{"nobody", [](Settings& s) { s.users = 0; }},
                          Case{"everybody", [](Settings& s) { s.users = 10'000'001; }},
                          Case{"no time", [](Settings& s) { s.length = 59s; }},
                          Case{"for ever", [](Settings& s) { s.length = 24h * 7 + 1min; }},
                          Case{"tomorrow", [](Settings& s) { s.begin = 24h; }},
                          Case{"no such model", [](Settings& s) { s.group = "other"; }},
                          Case{"nobody to ask", [](Settings& s) { s.gateway.groups[0].tiers.clear(); }},
                          Case{"too slow", [](Settings& s) { s.local_tokens_per_second = 0; }}}) {
        SCOPED_TRACE(c.name);
        Settings settings;
        c.spoil(settings);
        const auto checked = check(settings);
        ASSERT_FALSE(checked);
        EXPECT_EQ(checked.error().code, Errc::out_of_range);
    }
}

TEST(Simulation, SaysWhatItTookForAPrice)
{
    Settings settings;
    auto& groq = settings.gateway.groups[0].tiers[1].deployments[0];
    EXPECT_THAT(complete(settings), ::testing::IsEmpty());
    groq.input_cost_per_token = groq.output_cost_per_token = {};
    EXPECT_THAT(complete(settings), ::testing::ElementsAre(::testing::HasSubstr("groq-fallback has no price")));
    EXPECT_EQ(groq.input_cost_per_token, "0.0000001"_dec);
}

}  // namespace
}  // namespace swarmdesk::llm::simulation
