#include "runtime/scaled_clock.hpp"

#include <gtest/gtest.h>

#include "runtime/task_scope.hpp"
#include "runtime/virtual_clock.hpp"

namespace swarmdesk::runtime {
namespace {

using namespace std::chrono_literals;

constexpr UtcTime start{1'743'699'900'000'000'000};
constexpr std::uint32_t speed = 1000;

class ScaledClockTest : public ::testing::Test {
protected:
    void run(nanoseconds real_time = 0ns)
    {
        context.restart();
        run_virtual(context, real, real.now().monotonic + real_time);
    }
    nanoseconds passed() const { return clock->now().monotonic - MonotonicTime{}; }
    /// As if the machine had been busy with something else: real time passes and nobody gets a turn.
    void stall(nanoseconds real_time) { real.advance_by(real_time); }
    asio::awaitable<void> sleep_to(nanoseconds duration, nanoseconds& woken)
    {
        co_await clock->sleep(duration);
        woken = passed();
    }
    /// Sleeps for an hour again and again, and is busy for `work` of real time after each.
    asio::awaitable<void> work_hourly(int times, nanoseconds work)
    {
        for (int i = 0; i < times; ++i) {
            co_await clock->sleep(1h);
            const auto before = passed();
            stall(work);
            EXPECT_EQ(passed(), before) << "time stands still while the work that is due is done";
            ++done;
        }
    }

    asio::io_context context;
    VirtualClock real{UtcTime{1'800'000'000'000'000'000}};
    std::optional<ScaledClock> clock{std::in_place, real, start, speed};
    TaskScope tasks{context.get_executor(),
                    [](const std::string&, std::exception_ptr error) { std::rethrow_exception(error); }};
    int done = 0;
};

TEST_F(ScaledClockTest, StartsWhereItIsToldAndRunsFaster)
{
    EXPECT_EQ(clock->now().utc, start);
    stall(50us);
    EXPECT_EQ(passed(), 50ms);
    EXPECT_EQ(clock->now().utc, start + 50ms);
    EXPECT_EQ(clock->measure_speed(), speed);
}

TEST_F(ScaledClockTest, SleepsASpeedthOfTheTime)
{
    nanoseconds woken{};
    tasks.spawn(sleep_to(1h, woken), "sleeper");
    run(3600ms - 1ns);
    EXPECT_EQ(woken, 0ns);
    run(1ns);
    EXPECT_EQ(woken, 1h);
}

TEST_F(ScaledClockTest, WakesSleepersInTheOrderInWhichTheyAreDue)
{
    nanoseconds late{}, early{};
    tasks.spawn(sleep_to(3ns, late), "late");
    tasks.spawn(sleep_to(2ns, early), "early");
    run(10ns);  // both are due within the first nanosecond of real time
    EXPECT_EQ(early, 2ns);
    EXPECT_EQ(late, 3ns);
}

TEST_F(ScaledClockTest, PassesNoMomentThatSomebodyStillSleepsFor)
{
    nanoseconds woken{};
    tasks.spawn(sleep_to(1min, woken), "sleeper");
    run();
    stall(1s);
    EXPECT_EQ(passed(), 1min);
    run();
    EXPECT_EQ(woken, 1min);
}

TEST_F(ScaledClockTest, MakesUpForAShortDelayAndLeavesOutALongOne)
{
    struct Case {
        const char* name;
        nanoseconds delay;
        nanoseconds after;  ///< a second later
    };
    for (const Case& c : {Case{"as late as may be", ScaledClock::lag_max, (1s + 60ms + ScaledClock::lag_max) * speed},
                          Case{"a moment later", ScaledClock::lag_max + 1ns, 1min + 1s * speed}}) {
        SCOPED_TRACE(c.name);
        clock.emplace(real, start, speed);
        nanoseconds woken{};
        tasks.spawn(sleep_to(1min, woken), "sleeper");
        run();
        stall(60ms + c.delay);
        run();
        EXPECT_EQ(woken, 1min);
        stall(1s);
        EXPECT_EQ(passed(), c.after);
    }
}

TEST_F(ScaledClockTest, SlowsDownToWhatTheMachineCanDoAndSaysHowMuch)
{
    tasks.spawn(work_hourly(100, 7200ms), "twice as much work as there is time for");
    while (done < 100) run(1ms);
    const auto kept = clock->measure_speed();
    EXPECT_GE(kept, speed / 2 - 20);
    EXPECT_LE(kept, speed / 2 + 20);
}

TEST_F(ScaledClockTest, KeepsItsSpeedWhereTheWorkIsDoneInTime)
{
    tasks.spawn(work_hourly(100, 3500ms), "work");
    while (done < 100) run(1ms);
    EXPECT_EQ(clock->measure_speed(), speed);
}

// D4: ten seconds of a market at 5000 are two milliseconds, less than a slow disk takes.
TEST_F(ScaledClockTest, StandsStillWhileItIsHeldAndLeavesThatTimeOut)
{
    nanoseconds woken{};
    tasks.spawn(sleep_to(10s, woken), "deadline");
    run(2ms);
    ASSERT_EQ(passed(), 2s);
    {
        const ClockHold outer{*clock};
        run(50ms);
        const ClockHold inner{*clock};
        EXPECT_EQ(passed(), 2s);
        run(500ms);
        EXPECT_EQ(passed(), 2s);
    }
    EXPECT_EQ(passed(), 2s);
    EXPECT_EQ(woken, 0ns) << "nobody's time is up meanwhile";
    run(9ms);
    EXPECT_EQ(woken, 10s);
    EXPECT_GE(passed(), 10s);
    EXPECT_LE(passed(), 12s);
}

TEST_F(ScaledClockTest, HoldsNothingUpForASleeperThatWasCancelled)
{
    nanoseconds woken{};
    tasks.spawn(sleep_to(1min, woken), "sleeper");
    run();
    tasks.cancel_all();
    run();
    stall(1h);
    EXPECT_EQ(passed(), 1000h);
    EXPECT_EQ(woken, 0ns);
}

}  // namespace
}  // namespace swarmdesk::runtime
