#include "notify/webhook.hpp"

#include <gmock/gmock.h>

#include "base/hash.hpp"
#include "base/strict_json.hpp"
#include "config/violations.hpp"
#include "notify/push_message.hpp"

namespace swarmdesk::notify {
namespace {

using ::testing::HasSubstr;

class WebhookTest : public ::testing::Test {
protected:
    WebhookTest()
    {
        notice.title = "Halt <now> & here";
        notice.path = "/approvals";
        webhook.url = Secret{"https://hooks.example.com/a/b"};
    }
    net::ClientRequest request(Format format)
    {
        webhook.format = format;
        return webhook_request(webhook, {notice, body, id, now, page});
    }
    boost::json::value json(Format format) { return parse_json(request(format).body).value(); }

    const UtcTime now = utc_from_ms(1'743'700'000'000);
    const SentId id = SentId::make_v7(now, 1, 2);
    const std::string page = "https://desk.example.com/";
    Notice notice{.kind = Kind::trading_state, .seq = 7, .time = now};
    std::string body = "@everyone said \"stop\"";
    WebhookSettings webhook;
};

TEST_F(WebhookTest, EachFormatIsWhatItsReceiverReads)
{
    const auto generic = json(Format::generic);
    EXPECT_EQ(generic.at("kind").as_string(), "trading_state");
    EXPECT_EQ(generic.at("seq").as_int64(), 7);
    EXPECT_EQ(generic.at("url").as_string(), "https://desk.example.com/approvals");
    EXPECT_EQ(
        json(Format::slack).at("text").as_string(),
        "*Halt &lt;now&gt; &amp; here*\n@everyone said \"stop\"\n<https://desk.example.com/approvals|Open the desk>");
    const auto discord = json(Format::discord);
    EXPECT_THAT(discord.at("content").as_string().c_str(), HasSubstr("**Halt <now> & here**"));
    EXPECT_TRUE(discord.at("allowed_mentions").at("parse").as_array().empty());
}

TEST_F(WebhookTest, NtfyIsPublishedAtItsRootUnderTheTopicOfTheUrl)
{
    for (const char* url : {"https://ntfy.sh/my-desk", "https://ntfy.sh/my-desk/"}) {
        webhook.url = Secret{url};
        webhook.bearer = Secret{"tk_1"};
        const auto sent = request(Format::ntfy);
        EXPECT_EQ(sent.url, "https://ntfy.sh/");
        EXPECT_EQ(sent.headers.find("Authorization"), "Bearer tk_1");
        const auto value = parse_json(sent.body).value();
        EXPECT_EQ(value.at("topic").as_string(), "my-desk");
        EXPECT_EQ(value.at("priority").as_int64(), 4);
        EXPECT_EQ(value.at("click").as_string(), "https://desk.example.com/approvals");
    }
}

TEST_F(WebhookTest, WithoutASecretNothingIsSigned)
{
    EXPECT_FALSE(request(Format::generic).headers.find("X-Swarmdesk-Signature"));
    webhook.secret = Secret{"s"};
    const auto sent = request(Format::generic);
    EXPECT_TRUE(verifies_webhook(webhook.secret, *sent.headers.find("X-Swarmdesk-Timestamp"), sent.body,
                                 *sent.headers.find("X-Swarmdesk-Signature"), now));
    for (const char* timestamp : {"", "x", "1.5", "0"})
        EXPECT_FALSE(
            verifies_webhook(webhook.secret, timestamp, sent.body, *sent.headers.find("X-Swarmdesk-Signature"), now));
}

TEST_F(WebhookTest, DiscordIsNeverSentMoreThanItTakesAndNoHalfLetter)
{
    body.clear();
    for (int i = 0; i < 3'000; ++i) body += "ä";
    const auto content = json(Format::discord).at("content").as_string();
    EXPECT_LT(content.size(), 2'000u);
    EXPECT_TRUE(is_utf8({content.data(), content.size()}));
}

TEST_F(WebhookTest, APushMessageIsCutToThreeKilobytes)
{
    for (int i = 0; i < 5'000; ++i) body += "\n€";
    const std::string text = push_text(notice, body);
    EXPECT_LE(text.size(), push_text_bytes_max);
    EXPECT_TRUE(parse_json(text));
    EXPECT_EQ(push_topic("approval 1").size(), 32u);
    EXPECT_NE(push_topic("approval 1"), push_topic("approval 2"));
    EXPECT_EQ(push_topic(""), "");
}

TEST(NotificationSettings, NameEachWebhookOnceAndLeadNowherePrivateByMistake)
{
    const auto violations_of = [](const Settings& settings) {
        config::Violations violations;
        settings.validate(violations);
        return violations.to_string();
    };
    Settings settings;
    EXPECT_EQ(violations_of(settings), "");
    WebhookSettings house;
    house.name = "house";
    house.url = Secret{"http://ntfy.lan/secret-topic"};
    settings.webhooks = {house};
    EXPECT_THAT(violations_of(settings), HasSubstr("https"));
    EXPECT_THAT(violations_of(settings), ::testing::Not(HasSubstr("secret-topic")));
    settings.allowed_hosts = {"ntfy.lan"};
    EXPECT_EQ(violations_of(settings), "");
    settings.webhooks = {house, house};
    EXPECT_NE(violations_of(settings), "");
    settings.webhooks.clear();
    settings.contact = "you@example.com";
    EXPECT_NE(violations_of(settings), "");
    settings.contact = "mailto:you@example.com";
    EXPECT_EQ(violations_of(settings), "");
}

/// What could never be told anything is found before the desk starts, and at its own place in the file.
TEST(NotificationSettings, SayWhichWebhookCannotWorkAndWhy)
{
    WebhookSettings sound;
    sound.name = "phone";
    sound.format = Format::ntfy;
    sound.url = Secret{"https://ntfy.sh/topic"};
    struct Case {
        const char* place;
        std::function<void(WebhookSettings&)> spoil;
    };
    for (const Case& c : std::initializer_list<Case>{
             {"webhooks[1].url", [](WebhookSettings& w) { w.url = Secret{"https://ntfy.sh"}; }},
             {"webhooks[1].url", [](WebhookSettings& w) { w.url = Secret{"https://ntfy.sh/"}; }},
             {"webhooks[1].url", [](WebhookSettings& w) { w.url = Secret{"https://ntfy.sh/?x"}; }},
             {"webhooks[1].url", [](WebhookSettings& w) { w.url = Secret{}; }},
             {"webhooks[1].name", [](WebhookSettings& w) { w.name = "a\nb"; }},
             {"webhooks[1].url", [](WebhookSettings& w) { w.url = Secret{"ntfy.sh/topic"}; }},
             {"webhooks[1].url", [](WebhookSettings& w) { w.url = Secret{"https://127.1/topic"}; }},
             {"webhooks[1].url", [](WebhookSettings& w) { w.url = Secret{"https://0x7f000001/topic"}; }},
             {"webhooks[1].url", [](WebhookSettings& w) { w.url = Secret{"https://2130706433/topic"}; }},
             {"webhooks[1].url", [](WebhookSettings& w) { w.url = Secret{"https://[::ffff:127.0.0.1]/topic"}; }},
             {"webhooks[1].user", [](WebhookSettings& w) { w.user = "no such name"; }},
             {"webhooks[1].bearer", [](WebhookSettings& w) { w.bearer = Secret{"two words"}; }},
             {"webhooks[1].bearer", [](WebhookSettings& w) { w.bearer = Secret{"a\r\nb"}; }},
             {"webhooks[1].name", [](WebhookSettings& w) { w.name = "phone"; }}}) {
        Settings settings;
        settings.webhooks = {sound, sound};
        settings.webhooks[1].name = "second";
        config::Violations none;
        settings.validate(none);
        ASSERT_TRUE(none.is_empty()) << none.to_string();
        c.spoil(settings.webhooks[1]);
        config::Violations found;
        settings.validate(found);
        ASSERT_EQ(found.all().size(), 1u) << c.place << ": " << found.to_string();
        EXPECT_EQ(found.all().front().path, c.place);
    }
}

TEST(NotificationSettings, NameHostsAndAContactThatExist)
{
    const auto is_sound = [](const Settings& settings) {
        config::Violations violations;
        settings.validate(violations);
        return violations.is_empty();
    };
    for (const char* host : {"ntfy.lan", "192.168.1.5:8080", "[::1]:9000"}) {
        Settings settings;
        settings.allowed_hosts = {host};
        EXPECT_TRUE(is_sound(settings)) << host;
    }
    for (const char* host : {"", "http://ntfy.lan", "ntfy.lan/topic", "ntfy.lan:0", "ntfy.lan?x"}) {
        Settings settings;
        settings.allowed_hosts = {host};
        EXPECT_FALSE(is_sound(settings)) << host;
    }
    for (const char* contact : {"mailto:", "mailto:you", "mailto:@example.com", "mailto:a b@example.com", "https://"}) {
        Settings settings;
        settings.contact = contact;
        EXPECT_FALSE(is_sound(settings)) << contact;
    }
}

}  // namespace
}  // namespace swarmdesk::notify
