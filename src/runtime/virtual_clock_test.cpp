#include "runtime/virtual_clock.hpp"

#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>
#include <thread>
#include <vector>

#include "runtime/task_scope.hpp"

namespace swarmdesk::runtime {
namespace {

using namespace std::chrono_literals;

constexpr UtcTime start = utc_from_ms(1'743'700'000'000);
constexpr MonotonicTime far{std::int64_t{1} << 60};

class VirtualTime : public ::testing::Test {
protected:
    asio::io_context context;
    VirtualClock clock{start};
    TaskScope scope{context.get_executor(), [](const std::string&, std::exception_ptr) { FAIL(); }};
    std::vector<std::string> log;

    asio::awaitable<void> note_after(nanoseconds delay, std::string words)
    {
        co_await clock.sleep(delay);
        log.push_back(words + '@' + std::to_string(clock.now().monotonic.ns));
    }
};

TEST_F(VirtualTime, StandsStillUntilItIsMoved)
{
    EXPECT_EQ(clock.now().utc, start);
    EXPECT_EQ(clock.now().monotonic, MonotonicTime{});
    EXPECT_FALSE(clock.advance_to_next());
    EXPECT_FALSE(clock.next_due());
    clock.advance_by(5s);
    EXPECT_EQ(clock.now().utc, start + 5s);
    EXPECT_EQ(clock.now().monotonic, MonotonicTime{} + 5s);
}

TEST_F(VirtualTime, WakesSleepersByDueTimeAndThenByTheOrderTheyFellAsleep)
{
    scope.spawn(note_after(20ns, "late"), "late");
    scope.spawn(note_after(10ns, "first"), "first");
    scope.spawn(note_after(10ns, "second"), "second");
    scope.spawn(note_after(-5ns, "past"), "past");
    EXPECT_EQ(run_virtual(context, clock, far), RunEnd::nothing_left);
    EXPECT_EQ(log, (std::vector<std::string>{"past@0", "first@10", "second@10", "late@20"}));
}

TEST_F(VirtualTime, ReachesTheEndAndNotOneNanosecondBeyond)
{
    scope.spawn(note_after(10ns, "at"), "at");
    scope.spawn(note_after(11ns, "beyond"), "beyond");
    EXPECT_EQ(run_virtual(context, clock, MonotonicTime{10}), RunEnd::reached);
    EXPECT_EQ(log, std::vector<std::string>{"at@10"});
    EXPECT_EQ(clock.now().monotonic, MonotonicTime{10});
    EXPECT_EQ(run_virtual(context, clock, MonotonicTime{11}), RunEnd::nothing_left);
    EXPECT_EQ(log.back(), "beyond@11");
}

TEST_F(VirtualTime, ASleeperThatSleepsAgainIsServedInTheSameRun)
{
    const auto tick = [this]() -> asio::awaitable<void> {
        for (int i = 0; i < 1000; ++i) co_await clock.sleep(1s);
        log.push_back("ticked");
    };
    scope.spawn(tick(), "tick");
    EXPECT_EQ(run_virtual(context, clock, far), RunEnd::nothing_left);
    EXPECT_EQ(log.size(), 1u);
    EXPECT_EQ(clock.now().monotonic, MonotonicTime{} + 1000s);
}

TEST_F(VirtualTime, ACancelledSleeperLeavesNothingBehind)
{
    const auto id = scope.spawn(note_after(1h, "never"), "sleeper");
    context.poll();
    ASSERT_TRUE(clock.next_due());
    scope.cancel(id);
    context.restart();
    context.poll();
    EXPECT_FALSE(clock.next_due());
    EXPECT_TRUE(scope.is_empty());
    EXPECT_TRUE(log.empty());
}

TEST_F(VirtualTime, AStoppedContextEndsTheRun)
{
    scope.spawn(note_after(10ns, "stop"), "stop");
    scope.spawn(note_after(20ns, "later"), "later");
    const auto stopper = [this]() -> asio::awaitable<void> {
        co_await clock.sleep(10ns);
        context.stop();
    };
    scope.spawn(stopper(), "stopper");
    EXPECT_EQ(run_virtual(context, clock, far), RunEnd::stopped);
    EXPECT_EQ(clock.now().monotonic, MonotonicTime{10});
    EXPECT_EQ(run_virtual(context, clock, far), RunEnd::nothing_left);
    EXPECT_EQ(log.back(), "later@20");
}

TEST_F(VirtualTime, TimeStandsStillWhileAnotherThreadOwesAnAnswer)
{
    bool is_waiting = true;
    scope.spawn(note_after(1ns, "after"), "after");
    std::thread writer{[&] {
        asio::post(context, [&] {
            log.push_back("durable@" + std::to_string(clock.now().monotonic.ns));
            is_waiting = false;
        });
    }};
    EXPECT_EQ(run_virtual(context, clock, far, [&] { return is_waiting; }), RunEnd::nothing_left);
    writer.join();
    EXPECT_EQ(log, (std::vector<std::string>{"durable@0", "after@1"}));
}

}  // namespace
}  // namespace swarmdesk::runtime
