#include "net/target.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "net/url.hpp"

namespace swarmdesk::net {
namespace {

TEST(Target, IsTakenApartAndDecoded)
{
    const auto target = parse_target("/orders/a%20b+c?account=paper&note=x%3Dy%26z+1&empty=&bare&&account=other");
    ASSERT_TRUE(target);
    EXPECT_EQ(target->path, "/orders/a b+c");
    EXPECT_EQ(target->query.parameters().size(), 5u);
    EXPECT_EQ(target->query.find("account"), "paper");
    EXPECT_EQ(target->query.find("note"), "x=y&z 1");
    EXPECT_EQ(target->query.find("empty"), "");
    EXPECT_EQ(target->query.find("bare"), "");
    EXPECT_FALSE(target->query.find("absent"));
}

TEST(Target, AcceptsOrdinaryPaths)
{
    for (const std::string_view target :
         {"/", "/a", "/a/", "/a/b_C/1", "/a.b", "/..a", "/...", "/%C3%A4", "/a?", "/?a=/../"}) {
        SCOPED_TRACE(target);
        EXPECT_TRUE(parse_target(target));
    }
}

TEST(Target, RefusesWhatCouldMeanSomethingElseLater)
{
    for (const std::string_view target :
         {"",      "*",    "a",         "http://h/", "//",         "//h/a", "/a//b",  "/.",       "/..",     "/../a",
          "/a/..", "/a/.", "/%2e%2e/a", "/a%2fb",    "/a%5Cb",     "/a\\b", "/a%00b", "/a%0Ab",   "/a%7f",   "/%",
          "/%4",   "/%zz", "/%C3",      "/%C0%AF",   "/%ED%A0%80", "/a#b",  "/a?b=%", "/a?b=%g0", "/a?%ff=1"}) {
        SCOPED_TRACE(target);
        EXPECT_FALSE(parse_target(target));
    }
}

TEST(Target, BoundsTheNumberOfParameters)
{
    std::string target = "/?p0=0";
    for (std::size_t i = 1; i < Query::parameters_max; ++i) target += "&p=1";
    EXPECT_TRUE(parse_target(target));
    const auto beyond = parse_target(target + "&one=more");
    ASSERT_FALSE(beyond);
    EXPECT_EQ(beyond.error().code, Errc::limit_exceeded);
}

TEST(Target, TakesEveryByteThatIsEncoded)
{
    std::string every_byte;
    std::string encoded;
    for (int c = 0x20; c < 0x7F; ++c) {
        every_byte.push_back(static_cast<char>(c));
        encoded += fmt::format("%{:02X}", c);
    }
    const auto target = parse_target("/x?v=" + encoded + "%C3%A4%e2%82%ac");
    ASSERT_TRUE(target);
    EXPECT_EQ(target->query.find("v"), every_byte + "ä€");
}

TEST(Url, IsTakenApart)
{
    struct Case {
        const char* text;
        Url url;
        const char* authority;
    };
    const Case cases[] = {
        {"http://example.com", {false, false, "example.com", 80, "/"}, "example.com"},
        {"https://example.com/a?b=c%20d", {true, false, "example.com", 443, "/a?b=c%20d"}, "example.com"},
        {"ws://127.0.0.1:8080/s", {false, true, "127.0.0.1", 8080, "/s"}, "127.0.0.1:8080"},
        {"wss://stream.example.com:9443/ws?x",
         {true, true, "stream.example.com", 9443, "/ws?x"},
         "stream.example.com:9443"},
        {"http://[::1]:81", {false, false, "::1", 81, "/"}, "[::1]:81"},
        {"https://example.com?x=1", {true, false, "example.com", 443, "/?x=1"}, "example.com"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.text);
        const auto url = Url::parse(c.text);
        ASSERT_TRUE(url);
        EXPECT_EQ(url->is_secure, c.url.is_secure);
        EXPECT_EQ(url->is_web_socket, c.url.is_web_socket);
        EXPECT_EQ(url->host, c.url.host);
        EXPECT_EQ(url->port, c.url.port);
        EXPECT_EQ(url->target, c.url.target);
        EXPECT_EQ(url->authority(), c.authority);
    }
}

TEST(Url, RefusesWhatWeDoNotSpeak)
{
    for (const char* text : {"", "example.com", "/a", "ftp://h/", "file:///etc/passwd", "http://", "http:///a",
                             "http://user:secret@h/", "http://h/#f", "http://h:0/", "http://h:65536/", "http://h:x/",
                             "http://h:80x/", "http://h/a b", "http://h/\r\nX: y"}) {
        SCOPED_TRACE(text);
        EXPECT_FALSE(Url::parse(text));
    }
}

}  // namespace
}  // namespace swarmdesk::net
