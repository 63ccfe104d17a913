#include "llm/routing/retry_budget.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <vector>

namespace swarmdesk::llm::routing {
namespace {

using namespace std::chrono_literals;

MonotonicTime at(nanoseconds t) { return MonotonicTime{t.count()}; }

TEST(RetryBudget, TenCallsPayForOneRetry)
{
    RetryBudget budget{{.reserve_max = 0}};
    for (int i = 0; i < 9; ++i) budget.on_call();
    EXPECT_FALSE(budget.try_retry(at(0s)));
    budget.on_call();
    EXPECT_TRUE(budget.try_retry(at(0s)));
    EXPECT_FALSE(budget.try_retry(at(0s)));
}

TEST(RetryBudget, SavesNoMoreThanItsMost)
{
    RetryBudget budget{{.retries_max = 2, .reserve_max = 0}};
    for (int i = 0; i < 1000; ++i) budget.on_call();
    EXPECT_EQ(budget.retries_left(at(0s)), 2u);
}

TEST(RetryBudget, TheReserveComesBackWithTime)
{
    RetryBudget budget{{.reserve_max = 2, .reserve_interval = 10s}};
    EXPECT_TRUE(budget.try_retry(at(1s)));
    EXPECT_TRUE(budget.try_retry(at(2s)));
    EXPECT_FALSE(budget.try_retry(at(2s)));
    EXPECT_FALSE(budget.try_retry(at(11s - 1ns)));
    EXPECT_TRUE(budget.try_retry(at(11s)));
    EXPECT_FALSE(budget.try_retry(at(11s)));
    EXPECT_EQ(budget.retries_left(at(1000s)), 2u) << "and not beyond its size";
}

TEST(RetryBudget, RetriesStayAShareOfTheCallsWhateverTheOrder)
{
    rc::check([](const std::vector<std::uint8_t>& steps) {
        RetryBudget budget;
        std::uint64_t calls = 0;
        std::uint64_t retries = 0;
        std::int64_t second = 0;
        for (const auto step : steps) {
            second += step % 4 == 0 ? 1 : 0;
            if (step % 2 == 0) {
                budget.on_call();
                ++calls;
            } else if (budget.try_retry(at(1s * second))) {
                ++retries;
            }
            RC_ASSERT(retries <= calls / 10 + 3 + static_cast<std::uint64_t>(second) / 10);
        }
    });
}

TEST(FullJitter, IsUniformFromNothingToADoublingCeiling)
{
    struct Case {
        const char* name;
        std::uint32_t attempt;
        nanoseconds ceiling;
    };
    runtime::Random random{7};
    for (const Case& c : {Case{"first", 0, 100ms}, Case{"second", 1, 200ms}, Case{"fourth", 3, 800ms},
                          Case{"capped", 4, 1s}, Case{"long since capped", 4'000'000'000u, 1s}}) {
        SCOPED_TRACE(c.name);
        nanoseconds least = 1h;
        nanoseconds most{0};
        nanoseconds sum{0};
        for (int i = 0; i < 2000; ++i) {
            const nanoseconds delay = full_jitter(random, c.attempt, 100ms, 1s);
            least = std::min(least, delay);
            most = std::max(most, delay);
            sum += delay;
        }
        EXPECT_GE(least, 0ns);
        EXPECT_LT(least, c.ceiling / 100);
        EXPECT_LE(most, c.ceiling);
        EXPECT_GT(most, c.ceiling * 99 / 100);
        EXPECT_NEAR(static_cast<double>(sum.count()) / 2000, static_cast<double>(c.ceiling.count()) / 2,
                    static_cast<double>(c.ceiling.count()) / 20);
    }
    EXPECT_EQ(full_jitter(random, 5, 0s, 1s), 0ns);
    EXPECT_EQ(full_jitter(random, 5, 1s, 0s), 0ns);
}

}  // namespace
}  // namespace swarmdesk::llm::routing
