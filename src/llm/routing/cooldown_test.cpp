#include "llm/routing/cooldown.hpp"

#include <gtest/gtest.h>

#include <map>

namespace swarmdesk::llm::routing {
namespace {

using namespace std::chrono_literals;

TEST(Cooldown, BlamesTheDeploymentOnlyForWhatIsItsOwnDoing)
{
    const std::map<FailureKind, Blame> expected{
        {FailureKind::invalid, Blame::none},           {FailureKind::unsupported, Blame::none},
        {FailureKind::context_too_long, Blame::none},  {FailureKind::refused_content, Blame::none},
        {FailureKind::cancelled, Blame::none},         {FailureKind::unauthenticated, Blame::decisive},
        {FailureKind::out_of_budget, Blame::decisive}, {FailureKind::model_missing, Blame::decisive},
        {FailureKind::rate_limited, Blame::decisive},  {FailureKind::overloaded, Blame::counted},
        {FailureKind::failed, Blame::counted},         {FailureKind::unreachable, Blame::counted},
        {FailureKind::timed_out, Blame::counted},      {FailureKind::stalled, Blame::counted},
        {FailureKind::truncated, Blame::counted},      {FailureKind::garbled, Blame::counted},
    };
    ASSERT_EQ(expected.size(), enum_table(FailureKind{}).size());
    for (const auto& [kind, verdict] : expected) EXPECT_EQ(blame(kind), verdict) << to_text(kind);
}

TEST(Cooldown, DoublesWithEveryStrikeUpToItsMost)
{
    struct Case {
        const char* name;
        FailureKind kind;
        std::optional<nanoseconds> retry_after;
        std::uint32_t strikes;
        nanoseconds expected;
    };
    const Cooldowns cooldowns{.first = 5s,
                              .most = 30s,
                              .hard = 5min,
                              .hard_most = 12min,
                              .rate_limited = 10s,
                              .retry_after_least = 100ms,
                              .retry_after_most = 15min};
    const Case cases[] = {
        {"the first time", FailureKind::failed, std::nullopt, 0, 5s},
        {"after one failed recovery", FailureKind::failed, std::nullopt, 1, 10s},
        {"after two", FailureKind::failed, std::nullopt, 2, 20s},
        {"the most", FailureKind::failed, std::nullopt, 3, 30s},
        {"the most, for ever", FailureKind::failed, std::nullopt, 4'000'000'000u, 30s},
        {"a longer Retry-After lengthens", FailureKind::overloaded, 6s, 0, 6s},
        {"a shorter one does not shorten", FailureKind::overloaded, 4s, 0, 5s},
        {"hard", FailureKind::unauthenticated, std::nullopt, 0, 5min},
        {"hard is not cut by Retry-After", FailureKind::out_of_budget, 1s, 0, 5min},
        {"hard doubles", FailureKind::model_missing, std::nullopt, 1, 10min},
        {"hard has its own most", FailureKind::model_missing, std::nullopt, 2, 12min},
        {"429 without a word", FailureKind::rate_limited, std::nullopt, 0, 10s},
        {"429 without a word, again", FailureKind::rate_limited, std::nullopt, 1, 20s},
        {"429 says how long", FailureKind::rate_limited, 2s, 3, 2s},
        {"429 says zero", FailureKind::rate_limited, 0s, 0, 100ms},
        {"429 says a negative time", FailureKind::rate_limited, -5s, 0, 100ms},
        {"429 says the most", FailureKind::rate_limited, 15min, 0, 15min},
        {"429 says a day", FailureKind::rate_limited, 24h, 0, 15min},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(cooldown_after(c.kind, c.retry_after, c.strikes, cooldowns).count(), c.expected.count());
    }
}

}  // namespace
}  // namespace swarmdesk::llm::routing
