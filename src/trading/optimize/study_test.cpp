#include "trading/optimize/study.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <mutex>
#include <tuple>

namespace swarmdesk::trading::optimize {
namespace {

using namespace literals;
using ::testing::ElementsAre;
using ::testing::SizeIs;

constexpr nanoseconds day = std::chrono::hours{24};
constexpr UtcTime begin{20'000 * day.count()};

UtcTime after(int days) { return begin + day * days; }

class InMemory final : public Memory {
public:
    std::optional<Outcome> find(std::uint64_t choice, UtcTime from, UtcTime to) const override
    {
        const auto found = outcomes.find({choice, from, to});
        return found == outcomes.end() ? std::nullopt : std::optional{found->second};
    }
    Result<void> keep(std::uint64_t choice, UtcTime from, UtcTime to, const Outcome& outcome) override
    {
        if (is_full) return Error{Errc::io, "full"};
        outcomes[{choice, from, to}] = outcome;
        return {};
    }
    std::map<std::tuple<std::uint64_t, UtcTime, UtcTime>, Outcome> outcomes;
    bool is_full = false;
};

class StudyTest : public ::testing::Test {
protected:
    StudyTest()
    {
        terms.method = Method::grid;
        terms.objective = Objective::profit;
        terms.windows = {hold_out(begin, after(100), 30)};
    }

    Result<StudyResult> run()
    {
        return run_study(
            space, terms,
            [this](const std::vector<Decimal>& values, UtcTime from, UtcTime to) {
                const std::lock_guard lock{mutex};
                ++runs;
                return evaluate(values, from, to);
            },
            memory, [](std::uint64_t, std::uint64_t, std::optional<Decimal>) {}, [this] { return is_canceled; });
    }

    Space space = Space::make({Parameter::parse("a=1:5:1").value()}).value();
    StudyTerms terms;
    /// In training the more the better; on what is held out the other way round.
    std::function<Outcome(const std::vector<Decimal>&, UtcTime, UtcTime)> evaluate =
        [](const std::vector<Decimal>& values, UtcTime from, UtcTime) {
            Outcome outcome;
            outcome.return_percent = from == begin ? values[0] : -values[0];
            outcome.trades = 10;
            return outcome;
        };
    InMemory memory;
    std::mutex mutex;
    std::size_t runs = 0;
    bool is_canceled = false;
};

TEST(Windows, AHoldOutIsTheLastPart)
{
    EXPECT_EQ(hold_out(begin, after(100), 30), (Window{begin, after(70), after(100)}));
}

TEST(Windows, WalkForwardByOneTestEach)
{
    EXPECT_THAT(walk_forward(begin, after(100), day * 60, day * 20).value(),
                ElementsAre(Window{begin, after(60), after(80)}, Window{after(20), after(80), after(100)}));
    EXPECT_THAT(walk_forward(begin, after(80), day * 60, day * 20).value(), SizeIs(1));
    EXPECT_EQ(walk_forward(begin, after(79), day * 60, day * 20).error().code, Errc::out_of_range);
    EXPECT_EQ(walk_forward(begin, after(79), day * 0, day * 20).error().code, Errc::out_of_range);
    EXPECT_EQ(walk_forward(begin, after(2'000), day, day).error().code, Errc::out_of_range);
}

TEST_F(StudyTest, ShowsTheBestInTrainingBesideWhatItMadeOnWhatWasHeldOut)
{
    const auto result = run();
    ASSERT_TRUE(result);
    ASSERT_THAT(result->windows, SizeIs(1));
    const Found& found = result->windows.front();
    ASSERT_THAT(found.tries, SizeIs(5));
    EXPECT_THAT(found.tries.front().values, ElementsAre("5"_dec));
    EXPECT_EQ(found.tries.front().score, "5"_dec);
    EXPECT_EQ(found.tries.front().test->return_percent, "-5"_dec);
    EXPECT_EQ(found.rank_correlation, "-1"_dec) << "what was best is worst";
    EXPECT_EQ(result->train_percent, "5"_dec);
    EXPECT_EQ(result->test_percent, "-5"_dec);
}

TEST_F(StudyTest, CompoundsWhatWindowsMade)
{
    evaluate = [](const std::vector<Decimal>&, UtcTime, UtcTime) {
        Outcome outcome;
        outcome.return_percent = "10"_dec;
        outcome.trades = 10;
        return outcome;
    };
    terms.windows = walk_forward(begin, after(100), day * 60, day * 20).value();
    EXPECT_EQ(run()->test_percent, "21"_dec);
}

TEST_F(StudyTest, ATryOfTooFewTradesIsNotJudged)
{
    const auto few = evaluate;
    evaluate = [few](const std::vector<Decimal>& values, UtcTime from, UtcTime to) {
        Outcome outcome = few(values, from, to);
        outcome.trades = values[0] == "5"_dec ? 4 : 5;
        return outcome;
    };
    const auto result = run();
    EXPECT_THAT(result->windows.front().tries.front().values, ElementsAre("4"_dec));
    EXPECT_FALSE(result->windows.front().tries.back().score);
}

TEST_F(StudyTest, WithNothingToJudgeSaysNothing)
{
    terms.trades_min = 11;
    const auto result = run();
    ASSERT_TRUE(result);
    EXPECT_EQ(result->test_percent, "0"_dec) << "nothing was chosen, so nothing traded";
    EXPECT_FALSE(result->windows.front().deflated_sharpe);
}

TEST_F(StudyTest, IsTheSameOnAnyNumberOfThreads)
{
    space = Space::make({Parameter::parse("a=1:50:1").value(), Parameter::parse("b=1:50:1").value()}).value();
    terms.method = Method::tpe;
    terms.runs = 100;
    const auto values = [&](std::size_t jobs) {
        terms.jobs = jobs;
        memory.outcomes.clear();
        std::vector<std::vector<Decimal>> all;
        const auto result = run();
        for (const Try& one : result->windows.front().tries) all.push_back(one.values);
        return all;
    };
    EXPECT_EQ(values(1), values(4));
}

TEST_F(StudyTest, DoesNotRunAgainWhatItRemembers)
{
    const auto first = run();
    EXPECT_EQ(runs, 10u);
    EXPECT_EQ(first->remembered, 0u);
    const auto again = run();
    EXPECT_EQ(runs, 10u);
    EXPECT_EQ(again->remembered, 10u);
    EXPECT_EQ(again->test_percent, first->test_percent);
}

TEST_F(StudyTest, StopsWhereItIsCanceledOrCannotKeepWhatItRan)
{
    memory.is_full = true;
    EXPECT_EQ(run().error().code, Errc::io);
    memory.is_full = false;
    is_canceled = true;
    EXPECT_EQ(run().error().code, Errc::unavailable);
}

}  // namespace
}  // namespace swarmdesk::trading::optimize
