#include "trading/backtest/streak_stops.hpp"

#include <gmock/gmock.h>

#include "trading/backtest/rearm_policy.hpp"

namespace swarmdesk::trading::backtest {
namespace {

using namespace execution;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const risk::Scope account{risk::Level::account, "paper"};
const risk::Scope agent{risk::Level::agent, "online_trading"};

UtcTime minute(std::int64_t n) { return UtcTime{1'748'779'200'000'000'000 + n * 60'000'000'000}; }  // 2025-06-01 12:00

IntentDenied denied(risk::DenialCode code, const risk::Scope& scope)
{
    IntentDenied event;
    event.denial.code = code;
    event.denial.scope = scope;
    return event;
}

TEST(StreakStops, AreOneForTheLevelsThatTripTogetherAndStandUntilTheLastIsRearmed)
{
    StreakStops stops;
    stops.add(denied(risk::DenialCode::loss_streak, account), minute(0));  // before: nobody's
    EXPECT_THAT(sentences_of(stops), IsEmpty());
    stops.add(LossStreakTripped{account, 3}, minute(0));
    stops.add(LossStreakTripped{agent, 3}, minute(0));
    stops.add(denied(risk::DenialCode::loss_streak, account), minute(5));
    stops.add(denied(risk::DenialCode::loss_streak, agent), minute(6));
    stops.add(denied(risk::DenialCode::rate_limit, account), minute(7));
    EXPECT_TRUE(stops.is_stopped());
    EXPECT_THAT(sentences_of(stops),
                ElementsAre("LOSS_STREAK from 2025-06-01 12:00 on: nothing new was entered (2 signals denied; account "
                            "paper, agent online_trading)",
                            HasSubstr("--rearm")));
    stops.add(LossStreakRearmed{account, {ActorKind::policy, "rearm:1h"}}, minute(60));
    EXPECT_TRUE(stops.is_stopped());
    stops.add(LossStreakRearmed{agent, {ActorKind::policy, "rearm:1h"}}, minute(61));
    EXPECT_FALSE(stops.is_stopped());
    EXPECT_THAT(sentences_of(stops),
                ElementsAre("LOSS_STREAK from 2025-06-01 12:00 to 2025-06-01 13:01: nothing new was entered (2 signals "
                            "denied; account paper, agent online_trading), then re-armed by rearm:1h"));
    stops.add(LossStreakTripped{account, 3}, minute(90));
    EXPECT_THAT(stops.all(), SizeIs(2));
}

TEST(StreakStops, OfManyShowTheFirstAndTheLast)
{
    StreakStops stops;
    for (int i = 0; i < 12; ++i) {
        if (i > 0) stops.add(LossStreakRearmed{account, {ActorKind::policy, "rearm:1m"}}, minute(10 * i - 1));
        stops.add(LossStreakTripped{account, 3}, minute(10 * i));
    }
    const auto sentences = sentences_of(stops);
    ASSERT_THAT(sentences, SizeIs(12));
    EXPECT_EQ(sentences[9], "LOSS_STREAK 2 times more");
    EXPECT_THAT(sentences[10], HasSubstr("from 2025-06-01 13:50 on"));
}

TEST(RearmPolicy, IsNeverUnlessADelayOfASecondOrMoreIsDeclared)
{
    EXPECT_FALSE(RearmPolicy::parse("never")->delay.has_value());
    EXPECT_EQ(RearmPolicy::parse("1d")->delay, std::chrono::hours{24});
    EXPECT_EQ(RearmPolicy::parse("1h")->words, "rearm:1h");
    EXPECT_TRUE(RearmPolicy::parse("1s").has_value());
    for (const char* wrong : {"", "999ms", "0s", "-1h", "1", "soon"})
        EXPECT_EQ(RearmPolicy::parse(wrong).error().code, Errc::malformed) << wrong;
}

}  // namespace
}  // namespace swarmdesk::trading::backtest
