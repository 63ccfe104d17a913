#include "runtime/real_clock.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <csignal>

#include "runtime/signals.hpp"
#include "runtime/task_scope.hpp"

namespace swarmdesk::runtime {
namespace {

using namespace std::chrono_literals;

TEST(RealClock, ReadsBothClocksAndNeverGoesBack)
{
    const RealClock clock;
    const Now first = clock.now();
    const Now second = clock.now();
    EXPECT_GT(first.utc, utc_from_ms(1'700'000'000'000));
    EXPECT_LE(first.monotonic, second.monotonic);
}

TEST(RealClock, SleepsAtLeastAsLongAsAsked)
{
    asio::io_context context;
    RealClock clock;
    TaskScope scope{context.get_executor(), [](const std::string&, std::exception_ptr) { FAIL(); }};
    const auto before = clock.now().monotonic;
    scope.spawn(clock.sleep(2ms), "sleeper");
    context.run();
    EXPECT_GE(clock.now().monotonic - before, 2ms);
}

TEST(RealClock, ACancelledSleepEndsAtOnce)
{
    asio::io_context context;
    RealClock clock;
    TaskScope scope{context.get_executor(), [](const std::string&, std::exception_ptr) { FAIL(); }};
    scope.spawn(clock.sleep(1h), "sleeper");
    context.poll();
    scope.cancel_all();
    context.run();
    EXPECT_TRUE(scope.is_empty());
}

TEST(StopSignal, GivesTheSignalThatCame)
{
    asio::io_context context;
    TaskScope scope{context.get_executor(), [](const std::string&, std::exception_ptr) { FAIL(); }};
    int number = 0;
    const auto wait = [&]() -> asio::awaitable<void> { number = co_await stop_signal(); };
    scope.spawn(wait(), "signal");
    context.poll();
    std::raise(SIGTERM);
    context.run();
    EXPECT_EQ(number, SIGTERM);
}

}  // namespace
}  // namespace swarmdesk::runtime
