#include "api/testing.hpp"
#include "notify/push_imposter.hpp"

namespace swarmdesk::api::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class NotificationsTest : public ::testing::Test {
protected:
    void make(const std::vector<std::string>& approvers = {"operator"})
    {
        Options options;
        options.approvers = approvers;
        desk = std::make_unique<TestDesk>(any_port(), std::move(options));
        service = std::make_unique<notify::PushImposter>(desk->context().get_executor(), desk->clock());
    }
    ~NotificationsTest() override
    {
        if (service) desk->wait(service->stop());
        service.reset();
    }
    Answer subscribe(const std::string& token, const std::string& name = "a")
    {
        return desk->post("/notifications/push-subscriptions", service->subscription(name), token);
    }
    void propose(const std::string& quantity, const std::string& account = "paper", std::string token = {})
    {
        if (token.empty()) token = desk->token();
        const Answer answer =
            desk->post("/intents", TestDesk::intent(TestDesk::new_id(), quantity, "", account), token);
        EXPECT_EQ(answer.status, 202) << answer.text;
    }
    void until_received(std::size_t count)
    {
        desk->until([&] { return service->received().size() >= count; });
        EXPECT_THAT(service->received(), SizeIs(count));
    }
    std::string title(std::size_t index) const
    {
        return service->received().at(index).opened.at("title").as_string().c_str();
    }

    std::unique_ptr<TestDesk> desk;
    std::unique_ptr<notify::PushImposter> service;
};

TEST_F(NotificationsTest, AnApprovalReachesTheBrowserAndItsDecisionTakesItsPlace)
{
    make();
    EXPECT_EQ(subscribe(desk->token()).status, 201);
    propose("0.02");
    until_received(1);
    const auto& opened = service->received()[0].opened;
    EXPECT_EQ(title(0), "An approval waits");
    EXPECT_EQ(opened.at("body").as_string(), "Buy BTCUSDT in paper, proposed by operator");
    EXPECT_EQ(opened.at("path").as_string(), "/approvals");
    const std::string approval{opened.at("approval_id").as_string().c_str()};
    EXPECT_EQ(desk->get("/approvals").items()[0].at("approval_id").as_string(), approval);
    EXPECT_EQ(desk->post("/approvals/" + approval + "/decline", "").status, 200);
    until_received(2);
    EXPECT_EQ(title(1), "Declined by operator");
    EXPECT_EQ(service->received()[0].headers.find("Topic"), service->received()[1].headers.find("Topic"));
    desk->until([&] { return desk->get("/notifications").items()[0].at("state").as_string() == "delivered"; });
    EXPECT_THAT(desk->get("/notifications").items(), SizeIs(2));
}

TEST_F(NotificationsTest, NobodyHearsOfAnothersAccountButAnApproverOfItsApprovals)
{
    make({"operator", "carol"});
    const std::string alice = desk->add_user("alice", Role::trader, "alice");
    const std::string bob = desk->add_user("bob", Role::trader, "bob");
    const std::string carol = desk->add_user("carol", Role::trader, "carol");
    EXPECT_EQ(subscribe(bob, "b").status, 201);
    EXPECT_EQ(subscribe(carol, "c").status, 201);
    propose("0.02", "alice", alice);
    until_received(1);
    EXPECT_EQ(service->received()[0].path, "/push/c");
    desk->post("/accounts/alice/halt", R"({"reason":"x"})", alice);
    desk->post("/desk/halt", R"({"reason":"x"})");
    until_received(3);
    EXPECT_THAT((std::vector{title(1), title(2)}), ::testing::Each("The desk is halted"));
}

TEST_F(NotificationsTest, ARevokedTokenGetsNothingMore)
{
    make();
    const Answer token = desk->post("/tokens", R"({"name":"phone"})");
    EXPECT_EQ(subscribe(token.string("token"), "phone").status, 201);
    EXPECT_EQ(subscribe(desk->token(), "desk").status, 201);
    EXPECT_EQ(desk->post("/tokens/" + token.string("id") + "/revoke", "").status, 200);
    propose("0.02");
    until_received(1);
    EXPECT_EQ(service->received()[0].path, "/push/desk");
    EXPECT_THAT(desk->get("/notifications/settings").body.at("subscriptions").as_array(), SizeIs(1));
}

TEST_F(NotificationsTest, ChoicesAreKeptInPartAndMistakesAreNamed)
{
    make();
    const Answer chosen =
        desk->post("/notifications/settings",
                   R"({"hides_amounts":false,"quiet_hours":{"is_on":true,"from":"23:30","utc_offset_min":120},)"
                   R"("kinds":[{"kind":"fill","push":true}]})");
    ASSERT_EQ(chosen.status, 200) << chosen.text;
    const Answer read = desk->get("/notifications/settings");
    EXPECT_EQ(read.body, chosen.body);
    EXPECT_EQ(read.body.at("quiet_hours").at("from").as_string(), "23:30");
    EXPECT_EQ(read.body.at("quiet_hours").at("to").as_string(), "07:00");
    for (const auto& kind : read.body.at("kinds").as_array())
        if (kind.at("kind").as_string() == "fill") {
            EXPECT_TRUE(kind.at("push").as_bool());
            EXPECT_FALSE(kind.at("page").as_bool());
        }
    for (const char* body : {R"({"quiet_hours":{"from":"24:00"}})", R"({"quiet_hours":{"to":"7:00"}})",
                             R"({"quiet_hours":{"utc_offset_min":841}})", R"({"kinds":[{"kind":"weather"}]})",
                             R"({"kinds":[{"kind":"test","push":false}]})", R"({"kinds":[{"push":true}]})",
                             R"({"kinds":{}})", R"({"kinds":[1]})", R"({"volume":11})"}) {
        SCOPED_TRACE(body);
        EXPECT_EQ(desk->post("/notifications/settings", body).status, 400);
    }
    const Answer wrong = desk->post("/notifications/settings", R"({"kinds":[{"kind":"fill"},{"kind":"x"}]})");
    EXPECT_THAT(wrong.text, ::testing::HasSubstr("/kinds/1/kind"));
    EXPECT_EQ(desk->get("/notifications/settings").body, chosen.body);
}

TEST_F(NotificationsTest, ASubscriptionLeadsNowherePrivateAndIsItsOwnersAlone)
{
    make();
    std::string inner = service->subscription();
    inner.replace(inner.find("http://127.0.0.1"), 16, "https://10.0.0.1");
    const Answer refused = desk->post("/notifications/push-subscriptions", inner);
    EXPECT_EQ(refused.status, 400);
    EXPECT_THAT(refused.text, ::testing::HasSubstr("/endpoint"));
    const std::string alice = desk->add_user("alice", Role::viewer, "alice");
    const std::string id = subscribe(desk->token()).string("id");
    EXPECT_EQ(desk->post("/notifications/push-subscriptions/" + id + "/remove", "", alice).status, 404);
    EXPECT_EQ(desk->post("/notifications/push-subscriptions/" + id + "/remove", "").status, 200);
    EXPECT_EQ(desk->post("/notifications/push-subscriptions/" + id + "/remove", "").status, 404);
}

/// Whoever learns of another's endpoint cannot take it; whoever signs in to the same browser has its keys.
TEST_F(NotificationsTest, AnEndpointOfAnothersBrowserIsNotTakenWithOtherKeys)
{
    make();
    const std::string alice = desk->add_user("alice", Role::viewer, "alice");
    const std::string id = subscribe(desk->token()).string("id");
    std::string other = service->subscription();
    const auto auth = other.find("\"auth\":\"") + 8;
    other.replace(auth, 22, "AAAAAAAAAAAAAAAAAAAAAA");
    const Answer refused = desk->post("/notifications/push-subscriptions", other, alice);
    EXPECT_EQ(refused.status, 409) << refused.text;
    EXPECT_EQ(refused.code(), "endpoint_taken");
    const auto subscribed = [&](const std::string& token) {
        return desk->get("/notifications/settings", token).body.at("subscriptions").as_array();
    };
    EXPECT_THAT(subscribed(desk->token()), SizeIs(1));
    EXPECT_THAT(subscribed(alice), IsEmpty());
    EXPECT_EQ(subscribe(alice).status, 201);
    EXPECT_THAT(subscribed(desk->token()), IsEmpty());
    EXPECT_THAT(subscribed(alice), SizeIs(1));
}

TEST_F(NotificationsTest, ATestIsSentToAllOnceInThreeSeconds)
{
    make();
    EXPECT_EQ(desk->post("/notifications/test", "").body.at("targets").as_int64(), 0);
    subscribe(desk->token());
    EXPECT_EQ(desk->post("/notifications/test", "").body.at("targets").as_int64(), 1);
    const Answer again = desk->post("/notifications/test", "");
    EXPECT_EQ(again.status, 429);
    EXPECT_EQ(again.header("Retry-After"), "3");
    until_received(1);
    EXPECT_EQ(title(0), "Test");
}

TEST_F(NotificationsTest, PricesThatAreLostForAMomentAreNoNews)
{
    make();
    subscribe(desk->token());
    EventNotices& notices = desk->notices();
    notices.on_market_health(false);
    desk->settle();
    desk->pass(9s);
    notices.on_market_health(true);
    desk->pass(2s);
    EXPECT_THAT(service->received(), IsEmpty());
    notices.on_market_health(false);
    desk->settle();
    desk->pass(10s);
    until_received(1);
    notices.on_market_health(true);
    until_received(2);
    EXPECT_EQ(title(0), "Prices are lost");
    EXPECT_EQ(title(1), "Prices are back");
}

TEST_F(NotificationsTest, WhatIsOldIsNotToldAfterARestart)
{
    make();
    subscribe(desk->token());
    trading::execution::StreamedEvent event;
    event.seq = 1'000;
    event.stamped.event = trading::execution::DeskStateSet{trading::risk::TradingState::halted, {}, "x"};
    event.stamped.time = desk->clock().now().utc + (-EventNotices::age_max);
    desk->notices().on_restored(event);
    event.seq = 1'001;
    event.stamped.time = event.stamped.time + nanoseconds{1};
    desk->notices().on_restored(event);
    event.seq = 0;
    desk->notices().on_restored(event);
    desk->notices().begin();
    until_received(1);
    EXPECT_EQ(service->received()[0].opened.at("seq").as_int64(), 1'001);
}

}  // namespace
}  // namespace swarmdesk::api::testing
