#include "trading/market/binance_pacing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace swarmdesk::trading::market::binance {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::HasSubstr;

constexpr UtcTime noon{1'743'681'600'000'000'000};

class RestPacingTest : public testing::Test {
protected:
    RestPacing make(std::uint32_t attempts_max = 3)
    {
        RestPacing::Settings settings;
        settings.backoff = {.delay_min = milliseconds{100}, .delay_max = seconds{2}, .attempts_max = attempts_max};
        settings.wait_max = minutes{2};
        return {settings, runtime::Random{1}};
    }
    static RestAnswer answer(std::uint16_t status, nanoseconds retry = {}, std::uint32_t weight = 0)
    {
        return {status, {}, retry, weight};
    }
    RestPacing pacing = make();
};

TEST_F(RestPacingTest, GoesOnAtOnceUntilTheMinutesWeightIsNearlySpentAndThenWaitsForTheNextMinute)
{
    const auto pause = [&](std::uint32_t weight, UtcTime now) {
        return std::get<RestPacing::Proceed>(pacing.on_answer(answer(200, {}, weight), now)).pause;
    };
    EXPECT_EQ(pause(4'799, noon + seconds{12}), nanoseconds{0});
    EXPECT_EQ(pause(4'800, noon + seconds{12}), seconds{48});
    EXPECT_EQ(pause(4'800, noon), seconds{60});
}

TEST_F(RestPacingTest, WaitsAsLongAsItIsAskedToAndNotLongerThanABound)
{
    EXPECT_EQ(std::get<RestPacing::Retry>(pacing.on_answer(answer(429, seconds{7}), noon)).delay, seconds{7});
    EXPECT_EQ(std::get<RestPacing::Retry>(pacing.on_answer(answer(418, minutes{2}), noon)).delay, minutes{2});
    const auto refused = std::get<Error>(make().on_answer(answer(418, seconds{121}), noon));
    EXPECT_EQ(refused.code, Errc::unavailable);
    EXPECT_THAT(refused.detail, HasSubstr("418"));
    EXPECT_THAT(refused.detail, HasSubstr("121 s of silence"));
}

TEST_F(RestPacingTest, OfABanThatDoesNotSayHowLongItWaitsAMinute)
{
    EXPECT_EQ(std::get<RestPacing::Retry>(pacing.on_answer(answer(418), noon)).delay, minutes{1});
}

TEST_F(RestPacingTest, RetriesWhatMayPassWithAGrowingDelayAndGivesUpInTheEnd)
{
    for (int i = 0; i < 3; ++i) {
        const auto retry = std::get<RestPacing::Retry>(pacing.on_answer(answer(503), noon));
        EXPECT_GE(retry.delay, milliseconds{100});
        EXPECT_LE(retry.delay, seconds{2});
    }
    const auto given_up = std::get<Error>(pacing.on_failure("the connection was cut"));
    EXPECT_EQ(given_up.code, Errc::unavailable);
    EXPECT_THAT(given_up.detail, HasSubstr("the connection was cut"));
}

TEST_F(RestPacingTest, AGoodAnswerForgivesWhatWasBeforeIt)
{
    for (int i = 0; i < 10; ++i) {
        EXPECT_TRUE(std::holds_alternative<RestPacing::Retry>(pacing.on_failure("x")));
        EXPECT_TRUE(std::holds_alternative<RestPacing::Proceed>(pacing.on_answer(answer(200), noon)));
    }
}

TEST_F(RestPacingTest, GivesUpAtOnceOnWhatWillNotPass)
{
    const auto error = [&](std::uint16_t status, std::string body) {
        return std::get<Error>(pacing.on_answer({status, std::move(body), {}, 0}, noon));
    };
    EXPECT_EQ(error(400, R"({"code":-1121,"msg":"Invalid symbol."})").code, Errc::out_of_range);
    EXPECT_EQ(error(451, R"({"code":0,"msg":"Service unavailable from a restricted location"})").code, Errc::forbidden);
    EXPECT_EQ(error(403, "<html>").code, Errc::forbidden);
    const auto other = error(400, "{\"code\":-1100,\"msg\":\"bad\\u0007\"}");
    EXPECT_EQ(other.code, Errc::unavailable);
    EXPECT_EQ(other.detail, "Binance answered 400: bad?");
    EXPECT_EQ(error(404, "[1").detail, "Binance answered 404");
}

TEST(RetryAfter, IsWholeSecondsUpToAnHour)
{
    const auto read = [](std::string_view value) {
        net::Headers headers;
        headers.add("retry-after", value);
        return retry_after(headers);
    };
    EXPECT_EQ(read("12"), seconds{12});
    EXPECT_EQ(read("100000"), std::chrono::hours{1});
    EXPECT_EQ(read("-1"), nanoseconds{0});
    EXPECT_EQ(read("Wed, 21 Oct 2015 07:28:00 GMT"), nanoseconds{0});
    EXPECT_EQ(retry_after(net::Headers{}), nanoseconds{0});
}

}  // namespace
}  // namespace swarmdesk::trading::market::binance
