#include "llm/routing/breaker.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <vector>

namespace swarmdesk::llm::routing {
namespace {

using namespace std::chrono_literals;
using State = BreakerState;

MonotonicTime at(nanoseconds t) { return MonotonicTime{t.count()}; }

Breaker::Settings plain()
{
    return {.window = 60s,
            .buckets = 12,
            .calls_min = 10,
            .failure_permille = 500,
            .failures_in_a_row_max = 3,
            .cooldowns = {.first = 5s, .most = 40s},
            .ramp_step = 1s,
            .ramp_steps = 3};
}

void fail(Breaker& breaker, MonotonicTime now, FailureKind kind = FailureKind::failed,
          std::optional<nanoseconds> retry_after = std::nullopt)
{
    auto permit = breaker.try_acquire(now);
    ASSERT_TRUE(permit);
    breaker.on_failure(std::move(*permit), kind, retry_after, now);
}

void succeed(Breaker& breaker, MonotonicTime now)
{
    auto permit = breaker.try_acquire(now);
    ASSERT_TRUE(permit);
    breaker.on_success(std::move(*permit), now);
}

/// Opened at zero by failures in a row: half open at 5 s.
void open_it(Breaker& breaker)
{
    for (int i = 0; i < 3; ++i) fail(breaker, at(0s));
    ASSERT_EQ(breaker.state(at(0s)), State::open);
}

TEST(Breaker, OpensAtTheLastAllowedFailureInARowAndNotBefore)
{
    Breaker breaker{plain()};
    fail(breaker, at(0s));
    fail(breaker, at(1s));
    succeed(breaker, at(2s));
    fail(breaker, at(3s));
    fail(breaker, at(4s));
    EXPECT_EQ(breaker.state(at(4s)), State::closed) << "a success between them starts the row again";
    fail(breaker, at(5s));
    EXPECT_EQ(breaker.state(at(5s)), State::open);
    EXPECT_EQ(breaker.cause(), FailureKind::failed);
}

TEST(Breaker, OpensAtTheRatioOnceThereAreEnoughCalls)
{
    struct Case {
        const char* name;
        int successes;
        int failures;
        bool opens;
    };
    for (const Case& c : {Case{"ten calls, half of them bad", 5, 5, true}, Case{"nine calls", 4, 5, false},
                          Case{"eleven calls, fewer than half bad", 6, 5, false}}) {
        SCOPED_TRACE(c.name);
        auto settings = plain();
        settings.failures_in_a_row_max = 100;
        Breaker breaker{settings};
        for (int i = 0; i < c.successes; ++i) succeed(breaker, at(1s));
        for (int i = 0; i < c.failures; ++i) fail(breaker, at(1s));
        EXPECT_EQ(breaker.state(at(1s)) == State::open, c.opens);
    }
}

TEST(Breaker, FailuresThatLeftTheWindowDoNotOpen)
{
    auto settings = plain();
    settings.allowed_fails = 2;
    settings.failures_in_a_row_max = 100;
    Breaker breaker{settings};
    fail(breaker, at(0s));
    fail(breaker, at(1s));
    fail(breaker, at(60s));
    EXPECT_EQ(breaker.state(at(60s)), State::closed);
    fail(breaker, at(60s));
    EXPECT_EQ(breaker.state(at(60s)), State::closed) << "two in the window are allowed";
    fail(breaker, at(61s));
    EXPECT_EQ(breaker.state(at(61s)), State::open) << "the third is not";
}

TEST(Breaker, AnAllowedNumberOfFailuresDecidesInPlaceOfShareAndRow)
{
    auto settings = plain();
    settings.allowed_fails = 20;
    Breaker breaker{settings};
    for (int i = 0; i < 20; ++i) fail(breaker, at(1s));
    EXPECT_EQ(breaker.state(at(1s)), State::closed);
    fail(breaker, at(1s));
    EXPECT_EQ(breaker.state(at(1s)), State::open);
}

TEST(Breaker, NeverCountsWhatIsTheCallersFault)
{
    auto settings = plain();
    settings.allowed_fails = 0;
    Breaker breaker{settings};
    for (const auto kind :
         {FailureKind::invalid, FailureKind::context_too_long, FailureKind::refused_content, FailureKind::cancelled})
        for (int i = 0; i < 20; ++i) fail(breaker, at(1s), kind);
    EXPECT_EQ(breaker.state(at(1s)), State::closed);
    EXPECT_EQ(breaker.totals(at(1s)), OutcomeWindow::Totals{});
}

TEST(Breaker, OpensAtOnceAndForLongerWhereAPersonMustMendIt)
{
    for (const auto kind : {FailureKind::unauthenticated, FailureKind::out_of_budget, FailureKind::model_missing}) {
        SCOPED_TRACE(to_text(kind));
        Breaker breaker{plain()};
        fail(breaker, at(0s), kind);
        EXPECT_EQ(breaker.state(at(5min - 1ns)), State::open);
        EXPECT_EQ(breaker.state(at(5min)), State::half_open);
    }
}

TEST(Breaker, AfterARateLimitComesBackWhenTheUpstreamSaid)
{
    Breaker breaker{plain()};
    fail(breaker, at(0s), FailureKind::rate_limited, 7s);
    EXPECT_EQ(breaker.admits_at(at(1s)), at(7s));
    EXPECT_FALSE(breaker.try_acquire(at(7s - 1ns)));
    EXPECT_TRUE(breaker.try_acquire(at(7s)));
}

TEST(Breaker, LetsExactlyOneProbeThroughWhenHalfOpen)
{
    Breaker breaker{plain()};
    open_it(breaker);
    EXPECT_FALSE(breaker.try_acquire(at(5s - 1ns)));
    auto probe = breaker.try_acquire(at(5s));
    ASSERT_TRUE(probe);
    for (int i = 0; i < 100; ++i) EXPECT_FALSE(breaker.try_acquire(at(6s)));
    EXPECT_EQ(breaker.state(at(6s)), State::half_open);
    EXPECT_EQ(breaker.admits_at(at(6s)), std::nullopt) << "the probe decides";
}

TEST(Breaker, AProbeThatIsDroppedOrSaysNothingFreesItsPlace)
{
    Breaker breaker{plain()};
    open_it(breaker);
    {
        auto probe = breaker.try_acquire(at(5s));
        ASSERT_TRUE(probe);
        EXPECT_FALSE(breaker.admits(at(5s)));
    }
    EXPECT_TRUE(breaker.admits(at(5s)));
    fail(breaker, at(6s), FailureKind::cancelled);
    EXPECT_TRUE(breaker.admits(at(6s)));
    EXPECT_EQ(breaker.state(at(6s)), State::half_open);
}

TEST(Breaker, AMovedPermitIsGivenBackOnce)
{
    Breaker breaker{plain()};
    open_it(breaker);
    {
        auto first = breaker.try_acquire(at(5s));
        ASSERT_TRUE(first);
        Breaker::Permit second = std::move(*first);
        first.reset();
        EXPECT_FALSE(breaker.admits(at(5s)));
        second = std::move(second);
        EXPECT_FALSE(breaker.admits(at(5s)));
    }
    auto again = breaker.try_acquire(at(5s));
    EXPECT_TRUE(again);
    EXPECT_FALSE(breaker.admits(at(5s)));
}

TEST(Breaker, AfterAGoodProbeLetsTwiceAsManyThroughAtEachStep)
{
    Breaker breaker{plain()};
    open_it(breaker);
    succeed(breaker, at(5s));
    std::vector<Breaker::Permit> held;
    const auto fill = [&](MonotonicTime now) {
        while (held.size() < 100) {
            auto permit = breaker.try_acquire(now);
            if (!permit) break;
            held.push_back(std::move(*permit));
        }
        return held.size();
    };
    EXPECT_EQ(fill(at(5s)), 1u);
    EXPECT_EQ(breaker.admits_at(at(5500ms)), at(6s));
    EXPECT_EQ(fill(at(6s - 1ns)), 1u);
    EXPECT_EQ(fill(at(6s)), 2u);
    EXPECT_EQ(fill(at(7s)), 4u);
    EXPECT_EQ(breaker.state(at(8s - 1ns)), State::ramping);
    EXPECT_EQ(fill(at(8s)), 100u) << "the ramp is over";
    EXPECT_EQ(breaker.state(at(8s)), State::closed);
}

TEST(Breaker, EachFailedRecoveryDoublesTheCooldownUntilOneHolds)
{
    Breaker breaker{plain()};
    open_it(breaker);
    nanoseconds now = 5s;
    for (const nanoseconds cooldown : {10s, 20s, 40s, 40s}) {
        fail(breaker, at(now));
        EXPECT_EQ(breaker.admits_at(at(now)), at(now + cooldown));
        now += cooldown;
    }
    succeed(breaker, at(now));
    fail(breaker, at(now + 2s));
    EXPECT_EQ(breaker.admits_at(at(now + 2s)), at(now + 42s)) << "a failure on the ramp is a failed recovery";
    now += 42s;
    succeed(breaker, at(now));
    now += 3s;
    ASSERT_EQ(breaker.state(at(now)), State::closed);
    for (int i = 0; i < 3; ++i) fail(breaker, at(now));
    EXPECT_EQ(breaker.admits_at(at(now)), at(now + 5s)) << "after a full ramp it starts from the first cooldown";
}

TEST(Breaker, WithoutARampIsClosedAfterAGoodProbe)
{
    auto settings = plain();
    settings.ramp_steps = 0;
    Breaker breaker{settings};
    open_it(breaker);
    succeed(breaker, at(5s));
    EXPECT_EQ(breaker.state(at(5s)), State::closed);
}

TEST(Breaker, WhatWasSentBeforeTheOutageDecidesNothingAfterIt)
{
    Breaker breaker{plain()};
    auto early_good = breaker.try_acquire(at(0s));
    auto early_bad = breaker.try_acquire(at(0s));
    auto early_limited = breaker.try_acquire(at(0s));
    open_it(breaker);
    ASSERT_TRUE(early_good && early_bad && early_limited);
    breaker.on_failure(std::move(*early_limited), FailureKind::rate_limited, 20s, at(1s));
    EXPECT_EQ(breaker.admits_at(at(1s)), at(21s)) << "but a later time to come back is news";
    auto probe = breaker.try_acquire(at(21s));
    ASSERT_TRUE(probe);
    breaker.on_success(std::move(*early_good), at(22s));
    EXPECT_EQ(breaker.state(at(22s)), State::half_open);
    EXPECT_FALSE(breaker.admits(at(22s))) << "nor does it free the probe's place";
    breaker.on_failure(std::move(*early_bad), FailureKind::failed, std::nullopt, at(22s));
    EXPECT_EQ(breaker.state(at(22s)), State::half_open);
    breaker.on_success(std::move(*probe), at(23s));
    EXPECT_EQ(breaker.state(at(23s)), State::ramping);
}

TEST(Breaker, WhateverHappensKeepsToItsLimits)
{
    rc::check([](const std::vector<std::pair<std::uint8_t, std::uint16_t>>& steps) {
        Breaker breaker{plain()};
        std::vector<Breaker::Permit> held;
        std::vector<State> held_since;
        nanoseconds now{0};
        const auto drop = [&](std::size_t i) {
            auto permit = std::move(held[i]);
            held.erase(held.begin() + static_cast<std::ptrdiff_t>(i));
            held_since.erase(held_since.begin() + static_cast<std::ptrdiff_t>(i));
            return permit;
        };
        for (const auto& [what, much] : steps) {
            if (what % 5 == 0) {
                now += 1ms * much;
            } else if (what % 5 <= 2 || held.empty()) {
                const bool admitted = breaker.admits(at(now));
                const State state = breaker.state(at(now));
                auto permit = breaker.try_acquire(at(now));
                RC_ASSERT(permit.has_value() == admitted);
                RC_ASSERT(state != State::open || !permit);
                if (permit) {
                    held.push_back(std::move(*permit));
                    held_since.push_back(state);
                }
            } else if (what % 5 == 3) {
                breaker.on_success(drop(much % held.size()), at(now));
            } else {
                const auto kinds = enum_table(FailureKind{});
                breaker.on_failure(drop(much % held.size()), kinds[much % kinds.size()].value, std::nullopt, at(now));
            }
            const auto free_at = breaker.admits_at(at(now));
            RC_ASSERT(breaker.admits(at(now)) == (free_at && *free_at <= at(now)));
            if (free_at && breaker.state(at(now)) == State::open) RC_ASSERT(breaker.admits(*free_at));
        }
    });
}

}  // namespace
}  // namespace swarmdesk::llm::routing
