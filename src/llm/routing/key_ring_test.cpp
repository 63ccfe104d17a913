#include "llm/routing/key_ring.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::llm::routing {
namespace {

using namespace std::chrono_literals;
using Culprit = KeyRing::Culprit;

MonotonicTime at(nanoseconds t) { return MonotonicTime{t.count()}; }

TEST(KeyRing, TakesEachInTurn)
{
    KeyRing ring{3};
    for (const std::size_t expected : {0u, 1u, 2u, 0u}) EXPECT_EQ(ring.take(at(0s)), expected);
}

TEST(KeyRing, ADeploymentWithoutKeysHasOneThatAlwaysDoes)
{
    KeyRing ring{0};
    EXPECT_EQ(ring.take(at(0s)), 0u);
    EXPECT_EQ(ring.take(at(0s)), 0u);
}

TEST(KeyRing, RestsTheKeyTheUpstreamWouldNotHave)
{
    KeyRing ring{2};
    EXPECT_EQ(ring.on_failure(0, FailureKind::rate_limited, 7s, at(0s)), Culprit::key);
    for (int i = 0; i < 4; ++i) EXPECT_EQ(ring.take(at(7s - 1ns)), 1u);
    EXPECT_EQ(ring.take(at(7s)), 0u);
}

TEST(KeyRing, SaysWhenTheLastOneRestsAndWhenTheFirstIsAwake)
{
    KeyRing ring{2};
    EXPECT_EQ(ring.on_failure(0, FailureKind::unauthenticated, std::nullopt, at(0s)), Culprit::key);
    EXPECT_EQ(ring.on_failure(1, FailureKind::rate_limited, 30s, at(1s)), Culprit::last_key);
    EXPECT_EQ(ring.resting(at(1s)), 2u);
    EXPECT_EQ(ring.take(at(1s)), std::nullopt);
    EXPECT_EQ(ring.awake_at(), at(31s));
    EXPECT_FALSE(ring.is_any_awake(at(31s - 1ns)));
    EXPECT_TRUE(ring.is_any_awake(at(31s)));
}

TEST(KeyRing, BlamesAKeyOnlyForWhatAnotherKeyMightMend)
{
    for (const auto& [kind, name] : enum_table(FailureKind{})) {
        SCOPED_TRACE(name);
        KeyRing ring{2};
        const bool about_key = kind == FailureKind::unauthenticated || kind == FailureKind::out_of_budget ||
                               kind == FailureKind::rate_limited;
        EXPECT_EQ(ring.on_failure(0, kind, std::nullopt, at(0s)), about_key ? Culprit::key : Culprit::deployment);
        EXPECT_EQ(ring.resting(at(0s)), about_key ? 1u : 0u);
    }
}

TEST(KeyRing, RestsLongerEachTimeUntilItWorkedAgain)
{
    KeyRing ring{1, {.most = 1min, .rate_limited = 10s}};
    ring.on_failure(0, FailureKind::rate_limited, std::nullopt, at(0s));
    EXPECT_EQ(ring.awake_at(), at(10s));
    ring.on_failure(0, FailureKind::rate_limited, std::nullopt, at(10s));
    EXPECT_EQ(ring.awake_at(), at(30s));
    ring.on_success(0);
    ring.on_failure(0, FailureKind::rate_limited, std::nullopt, at(30s));
    EXPECT_EQ(ring.awake_at(), at(40s));
}

TEST(KeyRing, ABurstOfRefusalsIsOneStrike)
{
    KeyRing ring{1, {.most = 10min, .rate_limited = 10s}};
    for (int i = 0; i < 20; ++i) ring.on_failure(0, FailureKind::rate_limited, std::nullopt, at(0s));
    EXPECT_EQ(ring.awake_at(), at(10s));
    ring.on_failure(0, FailureKind::rate_limited, std::nullopt, at(10s));
    EXPECT_EQ(ring.awake_at(), at(30s));
}

}  // namespace
}  // namespace swarmdesk::llm::routing
