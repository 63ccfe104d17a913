#include "llm/keys/rate_limit.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace swarmdesk::llm::keys {
namespace {

using namespace std::chrono_literals;

MonotonicTime at(nanoseconds t) { return MonotonicTime{t.count()}; }
bool is_taken(const std::variant<RateLimit::Taken, RateLimit::Refusal>& made)
{
    return std::holds_alternative<RateLimit::Taken>(made);
}

TEST(RateLimit, AdmitsUpToTheLimitAndNotOneMore)
{
    RateLimit limit{{.requests = 2, .tokens = 100}};
    EXPECT_TRUE(is_taken(limit.take(60, at(0s))));
    const auto tokens = limit.take(41, at(1s));
    ASSERT_FALSE(is_taken(tokens));
    EXPECT_EQ(std::get<1>(tokens).rate, Rate::tokens);
    EXPECT_TRUE(is_taken(limit.take(40, at(1s)))) << "what was refused took nothing";
    const auto requests = limit.take(0, at(2s));
    ASSERT_FALSE(is_taken(requests));
    EXPECT_EQ(std::get<1>(requests).rate, Rate::requests);
    EXPECT_EQ(std::get<1>(requests).retry_after, 59s) << "when the bucket of second 0 is wholly past";
    EXPECT_TRUE(limit.refusal(0, at(61s - 1ns)));
    EXPECT_FALSE(limit.refusal(0, at(61s)));
}

TEST(RateLimit, SaysHowLongToWaitForSoManyTokens)
{
    RateLimit limit{{.tokens = 100}};
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(is_taken(limit.take(25, at(10s * i))));
    EXPECT_EQ(limit.refusal(25, at(30s))->retry_after, 31s);
    EXPECT_EQ(limit.refusal(26, at(30s))->retry_after, 41s);
    EXPECT_EQ(limit.refusal(100, at(30s))->retry_after, 61s);
    EXPECT_EQ(limit.refusal(101, at(30s))->retry_after, std::nullopt) << "never";
    EXPECT_FALSE(limit.refusal(100, at(91s)));
}

TEST(RateLimit, ShowsLimitRemainderAndReset)
{
    RateLimit limit{{.requests = 10, .tokens = 100}};
    EXPECT_EQ(limit.gauge(Rate::requests, at(5s)), (RateLimit::Gauge{10, 10, 0s}));
    ASSERT_TRUE(is_taken(limit.take(30, at(5s))));
    ASSERT_TRUE(is_taken(limit.take(0, at(7s))));
    EXPECT_EQ(limit.gauge(Rate::requests, at(8s)), (RateLimit::Gauge{10, 8, 60s}));
    EXPECT_EQ(limit.gauge(Rate::tokens, at(8s)), (RateLimit::Gauge{100, 70, 58s}));
    EXPECT_EQ(limit.gauge(Rate::tokens, at(66s)), (RateLimit::Gauge{100, 100, 0s}));
    EXPECT_EQ(RateLimit{{}}.gauge(Rate::tokens, at(0s)), std::nullopt);
    EXPECT_TRUE(is_taken(RateLimit{{}}.take(std::numeric_limits<std::uint64_t>::max(), at(0s))));
    EXPECT_FALSE(is_taken(RateLimit{{.requests = 0}}.take(0, at(0s)))) << "0 is a limit";
}

TEST(RateLimit, LearnsTheTruthAboutACall)
{
    RateLimit limit{{.tokens = 100}};
    const auto first = std::get<RateLimit::Taken>(limit.take(80, at(0s)));
    limit.correct(first, 20);
    EXPECT_EQ(limit.gauge(Rate::tokens, at(1s))->remaining, 80u);
    const auto second = std::get<RateLimit::Taken>(limit.take(80, at(1s)));
    limit.correct(second, 200);
    EXPECT_EQ(limit.gauge(Rate::tokens, at(2s))->remaining, 0u);
    EXPECT_EQ(limit.refusal(1, at(2s))->retry_after, 60s);
    ASSERT_TRUE(is_taken(limit.take(10, at(62s))));
    limit.correct(first, 99);
    EXPECT_EQ(limit.gauge(Rate::tokens, at(62s))->remaining, 90u) << "what is past counts no more";
    const auto last = std::get<RateLimit::Taken>(limit.take(1, at(63s)));
    limit.correct(last, std::numeric_limits<std::uint64_t>::max());
    EXPECT_TRUE(limit.refusal(1, at(64s)));
}

TEST(RateLimit, CoversAWindowThatItsBucketsDoNotDivide)
{
    RateLimit limit{{.requests = 1, .window = 100ns, .buckets = 3}};
    ASSERT_TRUE(is_taken(limit.take(0, at(33ns))));
    EXPECT_TRUE(limit.refusal(0, at(132ns)));
    EXPECT_TRUE(is_taken(limit.take(0, at(136ns))));
}

TEST(RateLimit, HoldsInEveryWindowWhereverItBegins)
{
    rc::check([](const std::vector<std::pair<std::uint8_t, std::uint8_t>>& calls) {
        RateLimit limit{{.requests = 5, .tokens = 300, .window = 100ns, .buckets = 10}};
        std::vector<std::pair<std::int64_t, std::uint64_t>> taken;
        nanoseconds now{0};
        for (const auto& [wait, tokens] : calls) {
            now += nanoseconds{wait % 40};
            const auto refusal = limit.refusal(tokens, at(now));
            const auto made = limit.take(tokens, at(now));
            RC_ASSERT(is_taken(made) == !refusal);
            if (is_taken(made)) taken.emplace_back(now.count(), tokens);
            if (refusal) {
                RC_ASSERT(refusal->retry_after.has_value());
                RC_ASSERT(*refusal->retry_after > 0ns);
                RC_ASSERT(*refusal->retry_after <= 110ns);
                const auto still = limit.refusal(tokens, at(now + *refusal->retry_after));
                const bool may_pass = !still || still->rate != refusal->rate;
                RC_ASSERT(may_pass);
            }
            std::uint64_t requests = 0;
            std::uint64_t sum = 0;
            for (const auto& [when, much] : taken)
                if (when > now.count() - 100) {
                    ++requests;
                    sum += much;
                }
            RC_ASSERT(requests <= 5u);
            RC_ASSERT(sum <= 300u);
            RC_ASSERT(limit.gauge(Rate::requests, at(now))->remaining <= 5 - requests);
        }
    });
}

}  // namespace
}  // namespace swarmdesk::llm::keys
