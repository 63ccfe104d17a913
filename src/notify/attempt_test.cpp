#include "notify/attempt.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace swarmdesk::notify {
namespace {

using namespace std::chrono_literals;
using enum Attempt::End;

constexpr UtcTime now{784'111'777'000'000'000 - 30'000'000'000};  // half a minute before RFC 9110's own date

TEST(JudgeAnswer, EachStatusMeansWhatTheRfcsSay)
{
    struct Case {
        std::uint16_t status;
        Attempt::End push;
        Attempt::End webhook;
    };
    for (const Case& c : {Case{199, failed, failed}, Case{200, delivered, delivered}, Case{201, delivered, delivered},
                          Case{299, delivered, delivered}, Case{301, failed, failed}, Case{307, failed, failed},
                          Case{400, failed, failed}, Case{403, failed, failed}, Case{404, gone, failed},
                          Case{408, again, again}, Case{410, gone, failed}, Case{413, failed, failed},
                          Case{429, again, again}, Case{500, again, again}, Case{503, again, again}}) {
        SCOPED_TRACE(c.status);
        EXPECT_EQ(judge_answer(Receiver::push_service, c.status, {}, now).end, c.push);
        EXPECT_EQ(judge_answer(Receiver::webhook, c.status, {}, now).end, c.webhook);
    }
}

TEST(JudgeAnswer, ARestIsKeptOnlyWhereItGoesOn)
{
    EXPECT_EQ(judge_answer(Receiver::webhook, 429, "7", now).retry_after, 7s);
    EXPECT_EQ(judge_answer(Receiver::webhook, 503, "soon", now).retry_after, std::nullopt);
    EXPECT_EQ(judge_answer(Receiver::webhook, 400, "7", now).retry_after, std::nullopt);
}

TEST(RetryAfter, IsSecondsOrADate)
{
    EXPECT_EQ(parse_retry_after("0", now), 0s);
    EXPECT_EQ(parse_retry_after("120", now), 2min);
    EXPECT_EQ(parse_retry_after("99999999999", now), 365 * 24h);
    EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now), 30s);
    EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now + 31s), 0s);
    for (const char* text : {"", "-1", "1.5", "tomorrow", "Sun, 31 Feb 1994 08:49:37 GMT",
                             "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 9994 08:49:37 GMT"})
        EXPECT_EQ(parse_retry_after(text, now), std::nullopt) << text;
}

}  // namespace
}  // namespace swarmdesk::notify
