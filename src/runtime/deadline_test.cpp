#include "runtime/deadline.hpp"

#include <gtest/gtest.h>

#include <boost/asio/this_coro.hpp>
#include <stdexcept>

#include "runtime/task_scope.hpp"
#include "runtime/virtual_clock.hpp"

namespace swarmdesk::runtime {
namespace {

using namespace std::chrono_literals;

class Deadline : public ::testing::Test {
protected:
    asio::io_context context;
    VirtualClock clock{UtcTime{}};
    TaskScope scope{context.get_executor(),
                    [this](const std::string&, std::exception_ptr error) { left_with = error; }};
    std::exception_ptr left_with;
    bool was_cancelled = false;

    asio::awaitable<Result<int>> answer_after(nanoseconds delay, Result<int> answer)
    {
        try {
            co_await clock.sleep(delay);
        } catch (const boost::system::system_error&) {
            was_cancelled = true;
            throw;
        }
        co_return answer;
    }
    asio::awaitable<Result<void>> finish_after(nanoseconds delay)
    {
        co_await clock.sleep(delay);
        co_return Result<void>{};
    }
    asio::awaitable<Result<int>> throw_after(nanoseconds delay)
    {
        co_await clock.sleep(delay);
        throw std::runtime_error{"broken"};
    }
    /// Ends in time even when cancelled, with a value all the same.
    asio::awaitable<Result<int>> answer_when_cancelled()
    {
        try {
            co_await clock.sleep(1h);
        } catch (const boost::system::system_error&) {
        }
        co_return 5;
    }

    template <class T>
    asio::awaitable<void> keep(asio::awaitable<Result<T>> work, nanoseconds timeout, std::optional<Result<T>>& outcome)
    {
        outcome = co_await with_deadline(std::move(work), clock, timeout);
    }
    template <class T>
    std::optional<Result<T>> run(asio::awaitable<Result<T>> work, nanoseconds timeout)
    {
        std::optional<Result<T>> outcome;
        scope.spawn(keep(std::move(work), timeout, outcome), "deadline");
        run_virtual(context, clock, MonotonicTime{} + 24h);
        EXPECT_TRUE(scope.is_empty());
        EXPECT_FALSE(clock.next_due());
        return outcome;
    }
};

TEST_F(Deadline, WorkThatEndsBeforeItGivesItsOwnOutcome)
{
    const auto outcome = run(answer_after(999ms, 7), 1s);
    EXPECT_EQ(outcome->value(), 7);
    EXPECT_EQ(clock.now().monotonic, MonotonicTime{} + 999ms);
    EXPECT_FALSE(was_cancelled);
}

TEST_F(Deadline, WorkThatFailsBeforeItGivesItsOwnError)
{
    const Error refused{Errc::forbidden, "no"};
    const auto outcome = run(answer_after(1ms, refused), 1s);
    EXPECT_EQ(outcome->error(), refused);
}

TEST_F(Deadline, WorkThatTakesLongerIsCancelledAndTimesOut)
{
    const auto outcome = run(answer_after(1001ms, 7), 1s);
    EXPECT_EQ(outcome->error().code, Errc::timed_out);
    EXPECT_EQ(clock.now().monotonic, MonotonicTime{} + 1s);
    EXPECT_TRUE(was_cancelled);
}

TEST_F(Deadline, ASuccessInTheMomentOfTheTimeoutCounts) { EXPECT_EQ(run(answer_when_cancelled(), 1s)->value(), 5); }

TEST_F(Deadline, WorksForResultsWithoutAValue)
{
    EXPECT_TRUE(run(finish_after(1ms), 1s)->has_value());
    EXPECT_EQ(run(finish_after(2s), 1s)->error().code, Errc::timed_out);
}

TEST_F(Deadline, AnExceptionIsNotMistakenForATimeout)
{
    const auto outcome = run(throw_after(10ms), 1s);
    EXPECT_FALSE(outcome);
    ASSERT_TRUE(left_with);
    EXPECT_THROW(std::rethrow_exception(left_with), std::runtime_error);
    EXPECT_EQ(clock.now().monotonic, MonotonicTime{} + 10ms);
}

TEST_F(Deadline, CancellingTheCallerCancelsTheWork)
{
    std::optional<Result<int>> outcome;
    const auto id = scope.spawn(keep(answer_after(1h, 1), 2h, outcome), "deadline");
    context.poll();
    scope.cancel(id);
    context.restart();
    context.poll();
    EXPECT_TRUE(was_cancelled);
    EXPECT_TRUE(scope.is_empty());
    EXPECT_FALSE(clock.next_due());
    EXPECT_FALSE(left_with);
}

}  // namespace
}  // namespace swarmdesk::runtime
