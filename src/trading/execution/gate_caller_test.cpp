#include <gtest/gtest.h>

#include "trading/execution/gate_harness.hpp"

/// \file
/// Callers who are careless with names, times and words.

namespace swarmdesk::trading::execution {
namespace {

using namespace testing;

// RAILS 25: an agent without a proper name is not taken for people.
TEST(GateCaller, AnAgentWithoutANameSellsNobodysLots)
{
    Harness desk;
    Intent entry = desk.buy("0.005"_dec);
    entry.proposer = agent;
    desk.trade(entry, "100000"_dec);
    Intent theft = desk.sell("0.005"_dec);
    theft.proposer = Actor{ActorKind::agent, ""};
    EXPECT_EQ(desk.took(desk.gate().propose(theft, desk.now)).error().code, Errc::malformed);
}

// A deadline far away is no deadline; here the sum of the two clocks leaves its range and the order never leaves.
TEST(GateCaller, ADeadlineAtTheEndOfTimeStopsNothing)
{
    // In a process of its own: the sanitizer ends the one in which the sum overflows.
    const auto leaves = [] {
        Harness desk;
        desk.step_clock(-2s);  // the desk's own line of time is ahead of the calendar
        desk.tick();
        desk.refresh_quotes();
        Intent intent = desk.buy("0.005"_dec);
        intent.expires = UtcTime{INT64_MAX};
        return desk.proposed(intent) == "SUBMITTED" && desk.gate().may_leave(intent.id, desk.now);
    };
    EXPECT_EXIT(std::exit(leaves() ? 0 : 1), ::testing::ExitedWithCode(0), "");
}

// I14: every text a caller brings is bounded, not only the reason.
TEST(GateCaller, ADecisionOfAMegabyteIsRefused)
{
    Harness desk;
    Intent intent = desk.buy("0.005"_dec);
    intent.decision = std::string(1 << 20, 'x');
    EXPECT_FALSE(desk.took(desk.gate().propose(intent, desk.now)));
}

}  // namespace
}  // namespace swarmdesk::trading::execution
