#include "llm/simulation/workload.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace swarmdesk::llm::simulation {
namespace {

using namespace std::chrono_literals;

std::vector<Call> calls_until(const Workload::Settings& settings, MonotonicTime end)
{
    Workload workload{settings};
    std::vector<Call> calls;
    for (Call call = workload.next(); call.at < end; call = workload.next()) calls.push_back(call);
    return calls;
}

std::uint64_t users_between(const std::vector<Call>& calls, nanoseconds from, nanoseconds to)
{
    return static_cast<std::uint64_t>(std::count_if(calls.begin(), calls.end(), [&](const Call& call) {
        return call.tier != ServiceTier::operator_ && call.at.ns >= from.count() && call.at.ns < to.count();
    }));
}

TEST(Workload, ComesInOrderAndTheSameForOneSeed)
{
    const auto first = calls_until({.users = 3000, .seed = 7}, MonotonicTime{} + 6h);
    const auto second = calls_until({.users = 3000, .seed = 7}, MonotonicTime{} + 6h);
    const auto other = calls_until({.users = 3000, .seed = 8}, MonotonicTime{} + 6h);
    ASSERT_EQ(first.size(), second.size());
    EXPECT_NE(first.size(), other.size());
    for (std::size_t i = 0; i < first.size(); ++i) {
        EXPECT_EQ(first[i].at, second[i].at);
        EXPECT_EQ(first[i].user, second[i].user);
        EXPECT_EQ(first[i].text, second[i].text);
        EXPECT_EQ(first[i].answer_tokens, second[i].answer_tokens);
        EXPECT_LE(first[i == 0 ? 0 : i - 1].at, first[i].at);
    }
}

TEST(Workload, HasAsManyUsersOfEachTierAsAssumed)
{
    const Workload workload{{.users = 10'001}};
    EXPECT_EQ(workload.users(ServiceTier::plus), 800u);
    EXPECT_EQ(workload.users(ServiceTier::pro), 200u);
    EXPECT_EQ(workload.users(ServiceTier::free), 9001u);
    EXPECT_EQ(workload.users(ServiceTier::operator_), workload.agents());
}

TEST(Workload, GrowsItsAgentsByTheBriefsPhases)
{
    const Assumptions assumptions;
    struct Case {
        std::uint64_t users;
        std::uint32_t agents;
    };
    for (const Case& c : {Case{1, 30}, {10'000, 30}, {10'001, 50}, {50'000, 50}, {50'001, 100}, {1'000'000, 100}})
        EXPECT_EQ(assumptions.agents(c.users), c.agents) << c.users;
}

TEST(Workload, AsksAboutAsMuchInADayAsItsHabitsSay)
{
    Workload::Settings settings{.users = 20'000};
    settings.assumptions.event_factor = 1;
    const auto calls = calls_until(settings, MonotonicTime{} + 24h);
    double expected = 0;
    for (const Habits& habits : settings.assumptions.habits)
        expected += 20'000 * habits.share * habits.sessions_per_day * habits.questions_per_session;
    expected *= 1 + settings.assumptions.again_share;
    EXPECT_NEAR(static_cast<double>(users_between(calls, 0h, 24h)), expected, expected * 0.03);
}

TEST(Workload, FollowsTheDayAndItsEvent)
{
    const auto calls = calls_until({.users = 20'000}, MonotonicTime{} + 24h);
    const auto night = users_between(calls, 2h, 4h);
    const auto afternoon = users_between(calls, 12h, 14h);
    EXPECT_GT(afternoon, 2 * night);
    const auto before = users_between(calls, 14h + 20min, 14h + 30min);
    const auto after = users_between(calls, 14h + 30min, 14h + 40min);
    EXPECT_GT(after, 2 * before);
}

TEST(Workload, AsksOfTheEventsInstrumentAboveAll)
{
    const auto calls = calls_until({.users = 50'000, .begin = MonotonicTime{} + 14h + 30min}, MonotonicTime{} + 15h);
    std::map<std::uint32_t, std::uint64_t> asked;
    std::uint64_t all = 0;
    for (const Call& call : calls) {
        if (call.tier == ServiceTier::operator_ || call.kind != Kind::analysis) continue;
        ++asked[call.instrument];
        ++all;
    }
    ASSERT_GT(all, 1000u);
    EXPECT_GT(asked[0], all / 2);
}

TEST(Workload, NeverMakesTwoTypedTextsAlike)
{
    std::set<std::uint64_t> typed;
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint64_t> again;
    for (const Call& call : calls_until({.users = 5000}, MonotonicTime{} + 12h))
        if (call.kind != Kind::analysis && call.text > 1000) ++again[{call.user, call.text}];
    for (const auto& [whose, times] : again) {
        EXPECT_LE(times, 2u);  // the second time it is asked once more, unchanged
        EXPECT_TRUE(typed.insert(whose.second).second) << "by two users";
    }
}

TEST(Workload, KeepsNoMoreSessionsThanAreUnderWay)
{
    Workload workload{{.users = 100'000}};
    std::size_t most = 0;
    for (int i = 0; i < 100'000; ++i) {
        static_cast<void>(workload.next());
        most = std::max(most, workload.sessions());
    }
    EXPECT_LT(most, 2000u);
}

TEST(Workload, KnowsWhatPartOfADayAStretchIs)
{
    const Workload workload{{.users = 1000}};
    EXPECT_NEAR(workload.day_over(MonotonicTime{} + 24h, 24h), 1, 1e-9);
    EXPECT_NEAR(workload.day_over(MonotonicTime{}, 48h), 0.5, 1e-9);
    const double busy = workload.day_over(MonotonicTime{} + 14h, 2h);
    EXPECT_LT(busy, 12) << "the busiest hours are more than their share of the clock";
    EXPECT_GT(busy, 1);
    // All parts of a day together are the day.
    EXPECT_NEAR(1 / workload.day_over(MonotonicTime{}, 7h) + 1 / workload.day_over(MonotonicTime{} + 7h, 17h), 1, 1e-9);
}

}  // namespace
}  // namespace swarmdesk::llm::simulation
