#include "runtime/deadlines.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <optional>

#include "runtime/virtual_clock.hpp"

namespace swarmdesk::runtime {
namespace {

using namespace std::chrono_literals;

class DeadlinesTest : public ::testing::Test {
protected:
    class Wait final : public Deadlines::Watched {
    public:
        explicit Wait(const Clock& clock) : clock_(clock) {}
        std::optional<nanoseconds> cut_at;

    private:
        void cut() override { cut_at = clock_.now().monotonic - MonotonicTime{}; }
        const Clock& clock_;
    };

    void set(Wait& wait, nanoseconds after)
    {
        deadlines->set(wait, clock.now().monotonic + after, context.get_executor());
    }
    RunEnd run_for(nanoseconds time) { return run_virtual(context, clock, clock.now().monotonic + time); }

    boost::asio::io_context context;
    VirtualClock clock{UtcTime{}};
    std::optional<Deadlines> deadlines{std::in_place, clock};
    Wait one{clock};
    Wait two{clock};
};

TEST_F(DeadlinesTest, CutsEachAtItsTime)
{
    set(one, 250ms);
    set(two, 7s);
    run_for(10s);
    EXPECT_EQ(one.cut_at, 250ms);
    EXPECT_TRUE(one.is_overdue());
    EXPECT_EQ(two.cut_at, 7s);
}

TEST_F(DeadlinesTest, OneThatComesLaterAndEndsEarlierIsCutInTime)
{
    set(one, 1s);
    run_for(10ms);
    set(two, 5ms);
    run_for(2s);
    EXPECT_EQ(two.cut_at, 15ms);
    EXPECT_EQ(one.cut_at, 1s);
}

TEST_F(DeadlinesTest, WhatIsLiftedOrGoneIsLeftAlone)
{
    set(one, 1s);
    set(two, 1s);
    {
        Wait gone{clock};
        set(gone, 1s);
    }
    one.lift();
    run_for(2s);
    EXPECT_FALSE(one.cut_at);
    EXPECT_FALSE(one.is_overdue());
    EXPECT_TRUE(two.is_overdue());
}

TEST_F(DeadlinesTest, ANewDeadlineTakesThePlaceOfTheOld)
{
    set(one, 1s);
    run_for(900ms);
    set(one, 1s);
    run_for(500ms);
    EXPECT_FALSE(one.cut_at);
    run_for(5s);
    EXPECT_EQ(one.cut_at, 1900ms);
    set(one, 1s);
    EXPECT_FALSE(one.is_overdue());
}

TEST_F(DeadlinesTest, NobodySleepsWhereThereIsNothingToWatch)
{
    set(one, 1min);
    one.lift();
    EXPECT_EQ(run_for(1s), RunEnd::nothing_left);
    EXPECT_LE(clock.now().monotonic - MonotonicTime{}, 100ms);
    set(one, 3s);  // and it begins anew
    run_for(5s);
    EXPECT_TRUE(one.is_overdue());
}

TEST_F(DeadlinesTest, DyingItLetsGoOfEverybody)
{
    set(one, 1s);
    run_for(10ms);
    deadlines.reset();
    EXPECT_EQ(run_for(5s), RunEnd::nothing_left);
    EXPECT_FALSE(one.cut_at);
}

}  // namespace
}  // namespace swarmdesk::runtime
