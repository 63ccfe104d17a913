#include "notify/notifier.hpp"

#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>

#include "base/base64url.hpp"
#include "base/strict_json.hpp"
#include "notify/push_imposter.hpp"
#include "notify/webhook.hpp"
#include "runtime/virtual_clock.hpp"
#include "storage/temporary_folder.hpp"

namespace swarmdesk::notify {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class NotifierTest : public ::testing::Test {
protected:
    NotifierTest() { open(); }
    ~NotifierTest() override
    {
        run(notifier_->stop());
        run(service.stop());
        notifier_.reset();
    }
    void open()
    {
        Notifier::Options options;
        options.folder = folder.path();
        options.settings.allowed_hosts = {service.host()};
        options.settings.subscriptions_per_user_max = 2;
        WebhookSettings hook;
        hook.name = "house";
        hook.user = "bob";
        hook.url = Secret{service.url("/hook")};
        hook.secret = Secret{"swordfish"};
        options.settings.webhooks = {hook};
        options.is_token_valid = [this](const std::string& id) { return !ended_tokens.contains(id); };
        options.page_url = [] { return "https://desk.example.com/"; };
        options.warn = [this](const std::string& sentence) { warnings.push_back(sentence); };
        options.limits.queued_max = 3;
        notifier_ = Notifier::open(context.get_executor(), clock, std::move(options)).value();
        notifier_->start();
    }
    void reopen()
    {
        run(notifier_->stop());
        notifier_.reset();
        open();
    }

    template <class T>
    T run(asio::awaitable<T> work)
    {
        std::optional<T> result;
        run(keep(std::move(work), result));
        return std::move(*result);
    }
    void run(asio::awaitable<void> work)
    {
        bool is_done = false;
        tasks.spawn(flag(std::move(work), is_done), "test");
        until([&] { return is_done; });
    }
    template <class T>
    static asio::awaitable<void> keep(asio::awaitable<T> work, std::optional<T>& result)
    {
        result.emplace(co_await std::move(work));
    }
    static asio::awaitable<void> flag(asio::awaitable<void> work, bool& is_done)
    {
        co_await std::move(work);
        is_done = true;
    }
    template <class Condition>
    void until(Condition condition)
    {
        context.restart();
        while (!condition() && context.run_one_for(20s) > 0) {
        }
        EXPECT_TRUE(condition());
    }
    /// Lets time pass until it is so.
    template <class Condition>
    void pass_until(nanoseconds step, Condition condition)
    {
        for (int i = 0; i < 100 && !condition(); ++i) {
            clock.advance_by(step);
            context.restart();
            while (!condition() && context.run_one_for(20ms) > 0) {
            }
        }
        EXPECT_TRUE(condition());
    }

    std::string subscribe(const std::string& user, const std::string& name = "a", const std::string& token = "t1")
    {
        const auto value = parse_json(service.subscription(name)).value();
        auto parsed = parse_subscription(value.as_object(), notifier_->policy()).value();
        return run(notifier_->subscribe(user, token, std::move(parsed)))->id;
    }
    Notice notice(Kind kind, const std::string& topic = "")
    {
        Notice made{.kind = kind, .seq = ++seq};
        made.time = clock.now().utc;
        made.title = "An approval waits";
        made.body = "Buy 0.02 BTCUSDT for 2000 USDT";
        made.body_discreet = "Buy BTCUSDT";
        made.topic = topic;
        made.path = "/approvals";
        return made;
    }
    Sent newest(const std::string& user) { return notifier_->sent(user).at(0); }
    bool has_ended(const std::string& user)
    {
        return !notifier_->sent(user).empty() && newest(user).state != SentState::queued;
    }

    const storage::TemporaryFolder folder;
    asio::io_context context;
    runtime::VirtualClock clock{utc_from_ms(1'743'700'000'000)};
    runtime::TaskScope tasks{context.get_executor(), [](const std::string&, std::exception_ptr) { ADD_FAILURE(); }};
    PushImposter service{context.get_executor(), clock};
    std::set<std::string> ended_tokens;
    std::vector<std::string> warnings;
    std::uint64_t seq = 0;
    std::unique_ptr<Notifier> notifier_;
};

TEST_F(NotifierTest, ABrowserIsToldEncryptedSignedAndWithoutAmounts)
{
    subscribe("alice");
    notifier_->tell(notice(Kind::approval_waiting, "approval 1"), {"alice", "carol"});
    until([&] { return has_ended("alice"); });
    ASSERT_THAT(service.received(), SizeIs(1));
    const auto& received = service.received()[0];
    EXPECT_EQ(received.opened.at("title").as_string(), "An approval waits");
    EXPECT_EQ(received.opened.at("body").as_string(), "Buy BTCUSDT");
    EXPECT_EQ(received.opened.at("tag").as_string(), "approval 1");
    EXPECT_EQ(received.headers.find("Urgency"), "high");
    EXPECT_EQ(received.headers.find("TTL"), "300");
    EXPECT_EQ(newest("alice").state, SentState::delivered);
    EXPECT_THAT(notifier_->sent("carol"), IsEmpty());

    Preferences open_ones;
    open_ones.hides_amounts = false;
    ASSERT_TRUE(run(notifier_->set_preferences("alice", open_ones)));
    notifier_->tell(notice(Kind::approval_waiting), {"alice"});
    until([&] { return service.received().size() == 2; });
    EXPECT_EQ(service.received()[1].opened.at("body").as_string(), "Buy 0.02 BTCUSDT for 2000 USDT");
}

TEST_F(NotifierTest, AWebhookIsSignedAndTheReceiverCanTell)
{
    notifier_->tell(notice(Kind::trading_state), {"bob"});
    until([&] { return has_ended("bob"); });
    ASSERT_THAT(service.received(), SizeIs(1));
    const auto& received = service.received()[0];
    const Secret secret{"swordfish"};
    const std::string timestamp{received.headers.find("X-Swarmdesk-Timestamp").value()};
    const std::string signature{received.headers.find("X-Swarmdesk-Signature").value()};
    const UtcTime now = clock.now().utc;
    EXPECT_TRUE(verifies_webhook(secret, timestamp, received.body, signature, now));
    EXPECT_FALSE(verifies_webhook(secret, timestamp, received.body + " ", signature, now));
    EXPECT_FALSE(verifies_webhook(Secret{"other"}, timestamp, received.body, signature, now));
    EXPECT_TRUE(verifies_webhook(secret, timestamp, received.body, signature, now + 300s));
    EXPECT_FALSE(verifies_webhook(secret, timestamp, received.body, signature, now + 301s));
    const auto body = parse_json(received.body).value();
    EXPECT_EQ(body.at("url").as_string(), "https://desk.example.com/approvals");
    EXPECT_EQ(body.at("id").as_string(), received.headers.find("Idempotency-Key").value());
}

TEST_F(NotifierTest, WhatSomebodyDoesNotWantOrMayNotHearIsNotSent)
{
    subscribe("alice");
    notifier_->tell(notice(Kind::fill), {"alice"});
    notifier_->tell(notice(Kind::approval_waiting), {"carol"});
    notifier_->tell(notice(Kind::trading_state), {"alice"});
    until([&] { return has_ended("alice"); });
    EXPECT_THAT(service.received(), SizeIs(1));
    EXPECT_EQ(newest("alice").kind, Kind::trading_state);
}

TEST_F(NotifierTest, ASubscriptionThatIsGoneIsDroppedForGood)
{
    std::size_t told = 0;
    for (const std::uint16_t status : {404, 410}) {
        subscribe("alice");
        service.misbehave({.status = status});
        notifier_->tell(notice(Kind::trading_state), {"alice"});
        ++told;
        until([&] { return notifier_->sent("alice").size() == told && has_ended("alice"); });
        EXPECT_THAT(notifier_->subscriptions("alice"), IsEmpty());
        EXPECT_EQ(newest("alice").why, "the subscription has ended");
    }
    reopen();
    EXPECT_THAT(notifier_->subscriptions("alice"), IsEmpty());
}

TEST_F(NotifierTest, ABusyServiceIsTriedAgainNoEarlierThanItAsks)
{
    subscribe("alice");
    service.misbehave({.status = 429, .retry_after = "60"});
    service.misbehave({.status = 503});
    notifier_->tell(notice(Kind::trading_state), {"alice"});
    until([&] { return service.tries() == 1; });
    pass_until(1s, [&] { return service.tries() == 2; });
    EXPECT_GE(clock.now().monotonic.ns, nanoseconds{60s}.count());
    pass_until(1s, [&] { return has_ended("alice"); });
    EXPECT_EQ(newest("alice").state, SentState::delivered);
    EXPECT_EQ(service.tries(), 3u);
}

TEST_F(NotifierTest, WhatCannotBeDeliveredInTimeIsGivenUpAndSaysWhy)
{
    subscribe("alice");
    service.misbehave({.status = 429, .retry_after = "301"});
    notifier_->tell(notice(Kind::approval_waiting), {"alice"});
    until([&] { return has_ended("alice"); });
    EXPECT_EQ(newest("alice").state, SentState::failed);
    EXPECT_THAT(newest("alice").why, HasSubstr("429"));
    EXPECT_EQ(service.tries(), 1u);
}

TEST_F(NotifierTest, ARedirectIsNotFollowed)
{
    subscribe("alice");
    service.misbehave({.status = 307, .location = service.url("/elsewhere")});
    notifier_->tell(notice(Kind::trading_state), {"alice"});
    until([&] { return has_ended("alice"); });
    EXPECT_THAT(newest("alice").why, HasSubstr("redirects"));
    EXPECT_EQ(service.tries(), 1u);
}

TEST_F(NotifierTest, AHugeAnswerAndASilentOneHoldNobodyUp)
{
    subscribe("alice");
    service.misbehave({.body_bytes = 32 * 1024 * 1024});
    notifier_->tell(notice(Kind::trading_state), {"alice"});
    until([&] { return has_ended("alice"); });
    EXPECT_EQ(newest("alice").state, SentState::delivered);
    service.misbehave({.hangs = true});
    notifier_->tell(notice(Kind::trading_state), {"alice"});
    until([&] { return service.tries() == 2; });
    pass_until(1s, [&] { return service.tries() == 3 && has_ended("alice"); });
    EXPECT_EQ(newest("alice").state, SentState::delivered);
}

TEST_F(NotifierTest, ARevokedTokenTakesItsBrowserAlong)
{
    subscribe("alice", "a", "t1");
    subscribe("alice", "b", "t2");
    notifier_->forget_token("t1");
    notifier_->tell(notice(Kind::trading_state), {"alice"});
    until([&] { return has_ended("alice"); });
    ASSERT_THAT(service.received(), SizeIs(1));
    EXPECT_EQ(service.received()[0].path, "/push/b");
    // One that has ended by itself is found out before anything is sent.
    ended_tokens.insert("t2");
    notifier_->tell(notice(Kind::trading_state), {"alice"});
    until([&] { return notifier_->subscriptions("alice").empty(); });
    EXPECT_THAT(service.received(), SizeIs(1));
}

TEST_F(NotifierTest, AUserHasSoManyBrowsersAndTheSameOneCountsOnce)
{
    const std::string first = subscribe("alice", "a");
    EXPECT_EQ(subscribe("alice", "a", "t9"), first);
    subscribe("alice", "b");
    const auto value = parse_json(service.subscription("c")).value();
    auto third = parse_subscription(value.as_object(), notifier_->policy()).value();
    EXPECT_EQ(run(notifier_->subscribe("alice", "t1", std::move(third))).error().code, Errc::limit_exceeded);
    EXPECT_NE(subscribe("bob", "a"), first);
    EXPECT_THAT(notifier_->subscriptions("alice"), SizeIs(1));
}

/// An endpoint is one browser's, and only that has its keys.
TEST_F(NotifierTest, AnEndpointGoesToAnotherUserWithTheSameKeysAlone)
{
    const std::string first = subscribe("alice", "a");
    const auto of_bob = [&](const std::string& changed, const std::string& key) {
        std::string text = service.subscription("a");
        if (!changed.empty()) {
            json::value value = parse_json(text).value();
            value.as_object().at("keys").as_object()[changed] = key;
            text = json::serialize(value);
        }
        const auto value = parse_json(text).value();
        auto parsed = parse_subscription(value.as_object(), notifier_->policy()).value();
        return run(notifier_->subscribe("bob", "t2", std::move(parsed)));
    };
    const std::string point = to_base64url(P256Key::make().value().public_point());
    const std::string auth = to_base64url(std::string(push_auth_bytes, 'x'));
    EXPECT_EQ(of_bob("p256dh", point).error().code, Errc::conflict);
    EXPECT_EQ(of_bob("auth", auth).error().code, Errc::conflict);
    ASSERT_NE(notifier_->find_subscription(first), nullptr);
    EXPECT_EQ(notifier_->find_subscription(first)->user, "alice");
    EXPECT_THAT(notifier_->subscriptions("bob"), IsEmpty());
    EXPECT_THAT(warnings, IsEmpty());

    EXPECT_EQ(of_bob("", "")->user, "bob");
    EXPECT_THAT(notifier_->subscriptions("alice"), IsEmpty());
    EXPECT_THAT(notifier_->subscriptions("bob"), SizeIs(1));
    EXPECT_THAT(warnings, ElementsAre(HasSubstr("no longer what concerns alice")));
    reopen();
    EXPECT_THAT(notifier_->subscriptions("alice"), IsEmpty());
    EXPECT_THAT(notifier_->subscriptions("bob"), SizeIs(1));
}

TEST_F(NotifierTest, WhoeverHasTooManyBrowsersTakesNobodyElsesAway)
{
    subscribe("bob", "b");
    subscribe("bob", "c");
    const std::string first = subscribe("alice", "a");
    const auto value = parse_json(service.subscription("a")).value();
    auto same = parse_subscription(value.as_object(), notifier_->policy()).value();
    EXPECT_EQ(run(notifier_->subscribe("bob", "t2", std::move(same))).error().code, Errc::limit_exceeded);
    EXPECT_NE(notifier_->find_subscription(first), nullptr);
}

TEST_F(NotifierTest, ADecisionTakesThePlaceOfWhatWasToldAndOfNothingElse)
{
    subscribe("alice");
    Notice decided = notice(Kind::approval_waiting, "approval 1");
    decided.is_follow_up = true;
    notifier_->tell(decided, {"alice", "bob"});
    notifier_->tell(notice(Kind::approval_waiting, "approval 1"), {"alice"});
    until([&] { return has_ended("alice"); });
    notifier_->tell(decided, {"alice", "bob"});
    until([&] { return service.received().size() == 2 && has_ended("alice"); });
    EXPECT_EQ(service.received()[0].headers.find("Topic"), service.received()[1].headers.find("Topic"));
    EXPECT_TRUE(service.received()[1].opened.at("is_silent").as_bool());
    EXPECT_THAT(notifier_->sent("alice"), SizeIs(2));
    EXPECT_THAT(notifier_->sent("bob"), IsEmpty());
}

TEST_F(NotifierTest, AQueueThatIsFullDropsItsOldestAndSaysSoOnce)
{
    subscribe("alice");
    service.misbehave({.hangs = true});
    for (int i = 0; i < 7; ++i) notifier_->tell(notice(Kind::trading_state), {"alice"});
    until([&] { return notifier_->sent("alice").size() == 7 && !warnings.empty() && service.tries() == 1; });
    until([&] { return notifier_->sent("alice")[3].state == SentState::failed; });
    EXPECT_THAT(warnings, SizeIs(1));
    EXPECT_THAT(notifier_->sent("alice")[3].why, HasSubstr("too many waited"));
    EXPECT_EQ(notifier_->sent("alice")[0].state, SentState::queued);
}

TEST_F(NotifierTest, WhatWasChosenSentAndToldIsKept)
{
    const std::string id = subscribe("alice");
    Preferences wishes;
    wishes.quiet = {.is_on = true, .from = 60, .to = 61, .utc_offset_min = -90};
    wishes.choices[Kind::fill] = {.page = false, .push = true, .webhook = true, .in_quiet_hours = true};
    ASSERT_TRUE(run(notifier_->set_preferences("alice", wishes)));
    const std::string key = notifier_->public_key();
    notifier_->tell(notice(Kind::fill), {"alice"});
    until([&] { return has_ended("alice"); });
    reopen();
    EXPECT_EQ(notifier_->preferences("alice"), wishes);
    EXPECT_EQ(notifier_->public_key(), key);
    EXPECT_EQ(notifier_->told_seq(), 1u);
    ASSERT_NE(notifier_->find_subscription(id), nullptr);
    EXPECT_EQ(newest("alice").state, SentState::delivered);
    ASSERT_TRUE(run(notifier_->unsubscribe(id)));
    reopen();
    EXPECT_EQ(notifier_->find_subscription(id), nullptr);
}

TEST_F(NotifierTest, ATestGoesToEverythingOnceInAWhile)
{
    EXPECT_EQ(notifier_->test("alice").value(), 0u);
    subscribe("alice");
    EXPECT_EQ(notifier_->test("alice").value(), 1u);
    EXPECT_EQ(notifier_->test("alice").error().code, Errc::limit_exceeded);
    until([&] { return has_ended("alice"); });
    clock.advance_by(3s);
    EXPECT_EQ(notifier_->test("alice").value(), 1u);
}

}  // namespace
}  // namespace swarmdesk::notify
