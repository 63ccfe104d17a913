#include "runtime/first_of.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "runtime/task_scope.hpp"
#include "runtime/virtual_clock.hpp"

namespace swarmdesk::runtime {
namespace {

using namespace std::chrono_literals;

class FirstOf : public ::testing::Test {
protected:
    asio::io_context context;
    VirtualClock clock{UtcTime{}};
    std::exception_ptr left_with;
    TaskScope scope{context.get_executor(),
                    [this](const std::string&, std::exception_ptr error) { left_with = error; }};
    std::vector<std::string> ended;

    asio::awaitable<void> sleep(std::string name, nanoseconds duration)
    {
        try {
            co_await clock.sleep(duration);
        } catch (const boost::system::system_error&) {
            ended.push_back(name + " cancelled");
            throw;
        }
        ended.push_back(name);
    }
    asio::awaitable<void> throw_after(nanoseconds duration)
    {
        co_await clock.sleep(duration);
        throw std::runtime_error{"broken"};
    }
    asio::awaitable<void> race(asio::awaitable<void> one, asio::awaitable<void> other)
    {
        auto racing = first_of(std::move(one), std::move(other));
        co_await std::move(racing);
        ended.push_back("race");
    }
    TaskScope::TaskId start(asio::awaitable<void> one, asio::awaitable<void> other)
    {
        return scope.spawn(race(std::move(one), std::move(other)), "race");
    }
    void pass(nanoseconds duration) { run_virtual(context, clock, clock.now().monotonic + duration); }
};

TEST_F(FirstOf, TheOneThatTakesLongerIsCancelledAndHasEnded)
{
    start(sleep("one", 1s), sleep("other", 2s));
    pass(1s);
    EXPECT_EQ(ended, (std::vector<std::string>{"one", "other cancelled", "race"}));
    ended.clear();
    start(sleep("one", 2s), sleep("other", 1s));
    pass(1s);
    EXPECT_EQ(ended, (std::vector<std::string>{"other", "one cancelled", "race"}));
    EXPECT_FALSE(clock.next_due());
}

TEST_F(FirstOf, ThrowsWhatTheFirstThrowsAndNotWhatTheLastDoes)
{
    start(sleep("one", 2s), throw_after(1s));
    pass(1s);
    EXPECT_EQ(ended, (std::vector<std::string>{"one cancelled"}));
    ASSERT_TRUE(left_with);
    EXPECT_THROW(std::rethrow_exception(left_with), std::runtime_error);
    left_with = nullptr;
    start(sleep("one", 1s), throw_after(2s));
    pass(3s);
    EXPECT_FALSE(left_with);
}

TEST_F(FirstOf, WhoeverIsCancelledCancelsBoth)
{
    const auto task = start(sleep("one", 1h), sleep("other", 1h));
    pass(1s);
    scope.cancel(task);
    pass(1ms);
    EXPECT_EQ(ended, (std::vector<std::string>{"one cancelled", "other cancelled"}));
    EXPECT_TRUE(scope.is_empty());
    EXPECT_FALSE(clock.next_due());
    EXPECT_FALSE(left_with);
}

TEST_F(FirstOf, CancelledBeforeItBeginsItBeginsNeither)
{
    const auto task = start(sleep("one", 1s), sleep("other", 1s));
    scope.cancel(task);
    pass(2s);
    EXPECT_TRUE(scope.is_empty());
    EXPECT_FALSE(left_with);
}

}  // namespace
}  // namespace swarmdesk::runtime
