#include "net/http.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "net/response_head.hpp"

namespace swarmdesk::net {
namespace {

TEST(Headers, AreFoundWhateverTheirCase)
{
    Headers headers;
    headers.add("Content-Type", "text/plain");
    headers.add("X", "");
    headers.add("x", "second");
    EXPECT_EQ(headers.find("content-TYPE"), "text/plain");
    EXPECT_EQ(headers.find("X"), "");
    EXPECT_EQ(headers.count("X"), 2u);
    EXPECT_FALSE(headers.find("Content-Typ"));
    ASSERT_EQ(headers.size(), 3u);
    EXPECT_EQ(headers[2].name, "x");
    EXPECT_EQ(headers[2].value, "second");
}

TEST(Headers, ForeignTextCannotBreakOutOfItsLine)
{
    Headers headers;
    EXPECT_THROW(headers.add("Location", "/\r\nSet-Cookie: a=b"), std::invalid_argument);
    EXPECT_THROW(headers.add("Location", std::string_view("a\0b", 3)), std::invalid_argument);
    EXPECT_THROW(headers.add("A\nB", "c"), std::invalid_argument);
    EXPECT_THROW(headers.add("", "c"), std::invalid_argument);
    for (const char bad : {'\r', '\n', '\0'})
        for (std::size_t size = 1; size <= 20; ++size)
            for (std::size_t at = 0; at < size; ++at) {
                std::string value(size, '\t');
                value[at] = bad;
                EXPECT_THROW(headers.add("a", value), std::invalid_argument) << at << " of " << size;
            }
    EXPECT_EQ(headers.size(), 0u);
    headers.add("tab", std::string(20, '\t'));
    EXPECT_EQ(headers.size(), 1u);
}

TEST(Headers, TokensAreFoundInLists)
{
    EXPECT_TRUE(has_token("keep-alive, Upgrade", "upgrade"));
    EXPECT_TRUE(has_token("upgrade", "upgrade"));
    EXPECT_FALSE(has_token("keep-alive, Upgraded", "upgrade"));
    EXPECT_FALSE(has_token("", "upgrade"));
}

TEST(ResponseHead, SaysHowLongTheBodyIsAndWhatBecomesOfTheConnection)
{
    Response response;
    response.status = 404;
    response.content_type = "text/plain";
    response.headers.add("X-A", "b");
    response.body = "hello";
    std::string out;
    write_response_head(out, response, "NOW", After::close);
    EXPECT_EQ(out,
              "HTTP/1.1 404 Not Found\r\nDate: NOW\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n"
              "Connection: close\r\nX-A: b\r\n\r\n");
}

TEST(ResponseHead, NoContentHasNoLength)
{
    Response response;
    response.status = 204;
    std::string out;
    write_response_head(out, response, "NOW", After::keep_alive);
    EXPECT_EQ(out, "HTTP/1.1 204 No Content\r\nDate: NOW\r\n\r\n");
}

TEST(HttpDate, IsWrittenTheWayHttpWantsIt)
{
    HttpDate date;
    EXPECT_EQ(date.text(utc_from_ms(1'743'700'000'000)), "Thu, 03 Apr 2025 17:06:40 GMT");
    EXPECT_EQ(date.text(utc_from_ms(1'743'700'000'999)), "Thu, 03 Apr 2025 17:06:40 GMT");
    EXPECT_EQ(date.text(utc_from_ms(1'743'700'001'000)), "Thu, 03 Apr 2025 17:06:41 GMT");
    EXPECT_EQ(date.text(utc_from_ms(1'709'164'799'000)), "Wed, 28 Feb 2024 23:59:59 GMT");
}

}  // namespace
}  // namespace swarmdesk::net
