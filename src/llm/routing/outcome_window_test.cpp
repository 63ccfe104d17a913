#include "llm/routing/outcome_window.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <chrono>
#include <deque>

namespace swarmdesk::llm::routing {
namespace {

using namespace std::chrono_literals;
using Outcome = OutcomeWindow::Outcome;
using Totals = OutcomeWindow::Totals;

MonotonicTime at(nanoseconds t) { return MonotonicTime{t.count()}; }

TEST(OutcomeWindow, ForgetsABucketAtATime)
{
    OutcomeWindow window{60s, 6};
    window.record(Outcome::failure, at(5s));
    window.record(Outcome::success, at(9s));
    window.record(Outcome::success, at(10s));
    EXPECT_EQ(window.totals(at(10s)), (Totals{3, 1}));
    EXPECT_EQ(window.totals(at(60s - 1ns)), (Totals{3, 1}));
    EXPECT_EQ(window.totals(at(60s)), (Totals{1, 0})) << "the bucket from 0 to 10 s has left";
    EXPECT_EQ(window.totals(at(70s)), (Totals{0, 0}));
}

TEST(OutcomeWindow, ReusesABucketWithoutItsOldCounts)
{
    OutcomeWindow window{60s, 6};
    window.record(Outcome::failure, at(0s));
    window.record(Outcome::success, at(600s));
    EXPECT_EQ(window.totals(at(600s)), (Totals{1, 0}));
    window.clear();
    EXPECT_EQ(window.totals(at(600s)), (Totals{0, 0}));
}

TEST(OutcomeWindow, CountsWhatAListOfAllOutcomesWould)
{
    rc::check([](const std::vector<std::pair<std::uint8_t, bool>>& steps) {
        OutcomeWindow window{12s, 4};
        std::deque<std::pair<std::int64_t, bool>> all;
        std::int64_t second = 0;
        for (const auto& [wait, is_failure] : steps) {
            second += wait % 8;
            window.record(is_failure ? Outcome::failure : Outcome::success, at(1s * second));
            all.emplace_back(second, is_failure);
            Totals expected;
            for (const auto& [then, failed] : all) {
                if (then / 3 <= second / 3 - 4) continue;
                ++expected.calls;
                expected.failures += failed ? 1 : 0;
            }
            RC_ASSERT(window.totals(at(1s * second)) == expected);
        }
    });
}

}  // namespace
}  // namespace swarmdesk::llm::routing
