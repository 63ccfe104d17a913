#include "llm/providers/retry_after.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace swarmdesk::llm::providers {
namespace {

using namespace std::chrono_literals;

constexpr UtcTime now{784'111'777'000'000'000};  // Sun, 06 Nov 1994 08:49:37 GMT

struct Field {
    const char* name;
    const char* value;
};

std::optional<nanoseconds> asked(std::uint16_t status, const std::vector<Field>& fields)
{
    net::Headers headers;
    for (const Field& field : fields) headers.add(field.name, field.value);
    return retry_after(status, headers, now);
}

TEST(RetryAfter, ReadsSecondsDatesAndMilliseconds)
{
    struct Case {
        const char* name;
        std::vector<Field> fields;
        std::optional<nanoseconds> wait;
    };
    for (const Case& c :
         {Case{"nothing", {}, {}}, Case{"seconds", {{"Retry-After", "7"}}, 7s},
          Case{"zero", {{"Retry-After", "0"}}, 0s}, Case{"a fraction", {{"retry-after", "1.5"}}, 1500ms},
          Case{"milliseconds come first", {{"retry-after", "9"}, {"retry-after-ms", "250"}}, 250ms},
          Case{"bad milliseconds", {{"retry-after", "9"}, {"retry-after-ms", "soon"}}, 9s},
          Case{"a date", {{"retry-after", "Sun, 06 Nov 1994 08:50:00 GMT"}}, 23s},
          Case{"a date that has passed", {{"retry-after", "Sun, 06 Nov 1994 08:00:00 GMT"}}, 0s},
          Case{"a day", {{"retry-after", "86400"}}, 24h}, Case{"more than a day", {{"retry-after", "86401"}}, 24h},
          Case{"a year by the calendar", {{"retry-after", "Mon, 06 Nov 1995 08:50:00 GMT"}}, 24h},
          Case{"negative", {{"retry-after", "-1"}}, {}}, Case{"words", {{"retry-after", "a while"}}, {}},
          Case{"empty", {{"retry-after", ""}}, {}}, Case{"too many digits", {{"retry-after", "1234567890"}}, {}},
          Case{"infinity", {{"retry-after", "inf"}}, {}}}) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(asked(503, c.fields), c.wait);
    }
}

TEST(RetryAfter, TakesTheResetOfTheQuotaThatIsUsedUp)
{
    const std::vector<Field> groq{{"x-ratelimit-remaining-requests", "14000"},
                                  {"x-ratelimit-reset-requests", "2m59.56s"},
                                  {"x-ratelimit-remaining-tokens", "0"},
                                  {"x-ratelimit-reset-tokens", "7.66s"}};
    EXPECT_EQ(asked(429, groq), 7660ms);
    EXPECT_EQ(asked(500, groq), std::nullopt) << "every answer has these fields";
    EXPECT_EQ(asked(429, {{"x-ratelimit-remaining-tokens", "5"}, {"x-ratelimit-reset-tokens", "7s"}}), std::nullopt);
    EXPECT_EQ(asked(429, {{"X-RateLimit-Reset", "784111787000"}}), std::nullopt) << "twelve digits";
    EXPECT_EQ(asked(429, {{"X-RateLimit-Reset", "4000000000000"}}), 24h);
    EXPECT_EQ(asked(429, {{"X-RateLimit-Reset", "9999999999999"}}), std::nullopt) << "not of this age";
}

TEST(RetryAfter, ReadsDurations)
{
    EXPECT_EQ(parse_duration("2m59.5s"), 2min + 59500ms);
    EXPECT_EQ(parse_duration("1h0m7s"), 1h + 7s);
    EXPECT_EQ(parse_duration("120ms"), 120ms);
    EXPECT_EQ(parse_duration("1d"), 24h);
    for (const char* text : {"", "7", "s", "7x", "1.s", "999999999d", "-1s", "1s "})
        EXPECT_EQ(parse_duration(text), std::nullopt) << text;
}

TEST(RetryAfter, ReadsOnlyWellFormedDates)
{
    EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), now);
    EXPECT_EQ(parse_http_date("Thu, 29 Feb 2024 00:00:00 GMT"), (UtcTime{1'709'164'800'000'000'000}));
    for (const char* text :
         {"Thu, 29 Feb 2023 00:00:00 GMT", "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:60:37 GMT",
          "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT",
          "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08-49-37 GMT", ""})
        EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
}

}  // namespace
}  // namespace swarmdesk::llm::providers
