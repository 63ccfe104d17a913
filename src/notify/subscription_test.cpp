#include "notify/subscription.hpp"

#include <gtest/gtest.h>

#include "base/strict_json.hpp"

namespace swarmdesk::notify {
namespace {

constexpr std::string_view point =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
constexpr std::string_view auth = "BTBZMqHH6r4Tts7J_aSIgg";

std::string keys(std::string_view p256dh = point, std::string_view secret = auth)
{
    return R"("keys":{"p256dh":")" + std::string{p256dh} + R"(","auth":")" + std::string{secret} + "\"}";
}

Result<Subscription> parse(const std::string& text)
{
    return parse_subscription(parse_json(text)->as_object(), EndpointPolicy{{}});
}

TEST(Subscription, IsTakenAsBrowsersWriteIt)
{
    const std::string url = R"({"endpoint":"https://push.example.net/a",)";
    const auto plain = parse(url + keys() + "}");
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->endpoint.url, "https://push.example.net/a");
    EXPECT_EQ(plain->receiver.point.size(), 65u);
    EXPECT_EQ(parse(url + R"("expirationTime":null,"name":"Pixel",)" + keys() + "}")->name, "Pixel");
    EXPECT_TRUE(parse(url + keys(std::string{point} + "=", std::string{auth} + "==") + "}"));
}

TEST(Subscription, WhatIsNoneIsRefusedWithTheFieldThatIsWrong)
{
    struct Case {
        std::string text;
        const char* field;
    };
    const std::string url = R"("endpoint":"https://push.example.net/a",)";
    const std::string off_the_curve = std::string{point.substr(0, point.size() - 1)} + "0";
    for (const Case& c :
         {Case{"{}", "endpoint"}, Case{"{" + keys() + "}", "endpoint"},
          Case{R"({"endpoint":"https://127.0.0.1/",)" + keys() + "}", "endpoint"},
          Case{R"({"endpoint":7,)" + keys() + "}", "endpoint"}, Case{"{" + url + R"("keys":[]})", "keys"},
          Case{"{" + url + R"("keys":{}})", "p256dh"}, Case{"{" + url + keys("AAAA") + "}", "p256dh"},
          Case{"{" + url + keys(off_the_curve) + "}", "p256dh"}, Case{"{" + url + keys("!") + "}", "p256dh"},
          Case{"{" + url + keys(point, "AAAA") + "}", "auth"},
          Case{"{" + url + R"("name":")" + std::string(65, 'x') + "\"," + keys() + "}", "name"},
          Case{"{" + url + R"("more":1,)" + keys() + "}", "more"}}) {
        SCOPED_TRACE(c.text);
        const auto parsed = parse(c.text);
        ASSERT_FALSE(parsed);
        EXPECT_TRUE(parsed.error().detail.starts_with(std::string{c.field} + ":")) << parsed.error().detail;
    }
}

}  // namespace
}  // namespace swarmdesk::notify
