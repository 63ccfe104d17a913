#include "runtime/task_scope.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <stdexcept>
#include <vector>

#include "base/error.hpp"
#include "runtime/virtual_clock.hpp"

namespace swarmdesk::runtime {
namespace {

using namespace std::chrono_literals;

class Scope : public ::testing::Test {
protected:
    asio::io_context context;
    VirtualClock clock{UtcTime{}};
    std::vector<std::string> errors;
    TaskScope scope{context.get_executor(), [this](const std::string& task, std::exception_ptr error) {
                        try {
                            std::rethrow_exception(error);
                        } catch (const std::exception& e) {
                            errors.push_back(task + ": " + e.what());
                        }
                    }};
    bool is_stopped = false;

    void poll()
    {
        context.restart();
        context.poll();
    }
    void run_for(nanoseconds duration) { run_virtual(context, clock, clock.now().monotonic + duration); }

    asio::awaitable<void> stop_it()
    {
        co_await scope.stop();
        is_stopped = true;
    }
    asio::awaitable<void> throw_after(nanoseconds delay)
    {
        co_await clock.sleep(delay);
        throw std::runtime_error{"broken"};
    }
    asio::awaitable<void> take_time_to_end(nanoseconds delay)
    {
        try {
            co_await clock.sleep(1h);
        } catch (const boost::system::system_error&) {
            is_asked_to_end = true;
        }
        co_await asio::this_coro::reset_cancellation_state();
        co_await clock.sleep(delay);
    }
    bool is_asked_to_end = false;
};

TEST_F(Scope, HoldsATaskUntilItEnds)
{
    scope.spawn(clock.sleep(1s), "sleeper");
    EXPECT_EQ(scope.size(), 1u);
    run_for(999ms);
    EXPECT_EQ(scope.size(), 1u);
    run_for(1ms);
    EXPECT_TRUE(scope.is_empty());
    EXPECT_TRUE(errors.empty());
}

TEST_F(Scope, ATaskBeginsWithTheNextTurnNotInsideTheCallThatSpawnsIt)
{
    std::vector<int> order;
    const auto note = [&](int number) -> asio::awaitable<void> {
        order.push_back(number);
        co_return;
    };
    const auto spawn_two = [&]() -> asio::awaitable<void> {
        scope.spawn(note(2), "two");
        scope.spawn(note(3), "three");
        order.push_back(1);
        co_return;
    };
    scope.spawn(spawn_two(), "one");
    poll();
    EXPECT_EQ(order, (std::vector<int>{1, 2, 3}));
}

TEST_F(Scope, ATaskSpawnedNowHasGotAsFarAsItsFirstWaitWhenTheCallReturns)
{
    std::vector<int> order;
    const auto note = [&](int number, nanoseconds delay) -> asio::awaitable<void> {
        if (delay.count() > 0) co_await clock.sleep(delay);
        order.push_back(number);
    };
    const auto spawn_two = [&]() -> asio::awaitable<void> {
        scope.spawn_now(note(1, 0ns), "ends at once");
        scope.spawn_now(note(3, 1ms), "waits");
        order.push_back(2);
        co_return;
    };
    scope.spawn(spawn_two(), "spawner");
    run_for(1ms);
    EXPECT_EQ(order, (std::vector<int>{1, 2, 3}));
    EXPECT_TRUE(scope.is_empty());
}

TEST_F(Scope, TellsOfAnExceptionThatLeavesATaskAndGoesOn)
{
    scope.spawn(throw_after(1s), "faulty");
    scope.spawn(clock.sleep(2s), "sound");
    run_for(1s);
    EXPECT_EQ(errors, std::vector<std::string>{"faulty: broken"});
    EXPECT_EQ(scope.size(), 1u);
    run_for(1s);
    EXPECT_TRUE(scope.is_empty());
}

TEST_F(Scope, CancelEndsOneTaskWithoutAnError)
{
    const auto id = scope.spawn(clock.sleep(1h), "one");
    scope.spawn(clock.sleep(1h), "other");
    poll();
    scope.cancel(id);
    scope.cancel(id);
    scope.cancel(12345);
    poll();
    EXPECT_EQ(scope.size(), 1u);
    EXPECT_TRUE(errors.empty());
    scope.cancel_all();
    poll();
    EXPECT_TRUE(scope.is_empty());
}

TEST_F(Scope, StopWaitsForTheLastTaskToEnd)
{
    scope.spawn(take_time_to_end(2s), "slow");
    scope.spawn(clock.sleep(1h), "quick");
    poll();
    TaskScope outer{context.get_executor(), nullptr};
    outer.spawn(stop_it(), "stop");
    poll();
    EXPECT_TRUE(is_asked_to_end);
    EXPECT_FALSE(is_stopped);
    EXPECT_EQ(scope.size(), 1u);
    run_for(2s);
    EXPECT_TRUE(is_stopped);
    EXPECT_TRUE(outer.is_empty());
}

TEST_F(Scope, StopEndsTasksThatHaveNotEvenBegun)
{
    bool has_run = false;
    const auto work = [&]() -> asio::awaitable<void> {
        co_await clock.sleep(1s);
        has_run = true;
    };
    scope.spawn(work(), "unbegun");
    TaskScope outer{context.get_executor(), nullptr};
    outer.spawn(stop_it(), "stop");
    poll();
    EXPECT_TRUE(is_stopped);
    EXPECT_FALSE(has_run);
    scope.spawn(work(), "too late");
    EXPECT_TRUE(scope.is_empty());
}

TEST_F(Scope, JoinWaitsWithoutCancelling)
{
    scope.spawn(clock.sleep(3s), "sleeper");
    TaskScope outer{context.get_executor(), nullptr};
    outer.spawn(scope.join(), "join");
    run_for(3s);
    EXPECT_TRUE(outer.is_empty());
    EXPECT_EQ(clock.now().monotonic, MonotonicTime{} + 3s);
}

using ScopeDeathTest = Scope;

TEST_F(ScopeDeathTest, DyingWithATaskLeftIsABrokenInvariant)
{
    EXPECT_DEATH(
        {
            TaskScope forgotten(context.get_executor(), nullptr);
            forgotten.spawn(clock.sleep(1s), "left");
        },
        "tasks_.empty");
}

}  // namespace
}  // namespace swarmdesk::runtime
