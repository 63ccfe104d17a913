#include <gmock/gmock.h>

#include "notify/push_imposter.hpp"
#include "notify/webhook.hpp"
#include "support/scene.hpp"

namespace swarmdesk::testing {
namespace {

using notify::PushImposter;
using ::testing::SizeIs;

/// As the page does, with a token of its own: that token's id.
Awaitable<std::string> subscribe(DeskClient& desk, const std::string& url, Loop& loop, const PushImposter& service,
                                 std::string name)
{
    json::object wish;
    wish["name"] = name;
    const Answer token = co_await desk.post("/tokens", std::move(wish));
    DeskClient browser{loop, url, Secret{token.text("token")}};
    const auto subscription = parse_json(service.subscription(name)).value();
    const Answer made = co_await browser.post("/notifications/push-subscriptions", subscription.as_object());
    EXPECT_TRUE(made.is_ok()) << made.code;
    co_return token.text("id");
}

std::vector<std::string> kinds_at(const PushImposter& service, const std::string& path)
{
    std::vector<std::string> kinds;
    for (const auto& received : service.received())
        if (received.path == path) kinds.emplace_back(received.opened.at("kind").as_string().c_str());
    return kinds;
}

DeskProcess::Options options_for(const storage::TemporaryFolder& folder, const PushImposter& service)
{
    DeskProcess::Options options;
    options.folder = folder.path();
    options.settings = {
        "notifications.allowed_hosts=[\"" + service.host() + "\"]",
        "notifications.webhooks=[{name: hook, url: \"" + service.url("/hook") + "\", secret: swordfish}]"};
    return options;
}

TEST(Notifications, AnApprovalReachesBrowserAndWebhookInTimeAndARevokedTokenGetsNone)
{
    Loop loop;
    const storage::TemporaryFolder folder;
    PushImposter service{loop.executor(), loop.clock()};
    Scene scene{loop, 9};
    const auto run = [&]() -> Awaitable<void> {
        DeskProcess desk{loop, options_for(folder, service)};
        co_await desk.ready();
        const std::string url = desk.url();
        const Scene::Play asks = [&](Scene& playing) -> Awaitable<void> {
            const std::string lost = co_await subscribe(playing.desk(), url, loop, service, "lost");
            co_await subscribe(playing.desk(), url, loop, service, "kept");
            const Answer revoked = co_await playing.desk().post("/tokens/" + lost + "/revoke");
            EXPECT_TRUE(revoked.is_ok()) << revoked.code;
            co_await playing.propose(1, buy_for("1500"));
            const std::function<bool()> both = [&] {
                return !kinds_at(service, "/push/kept").empty() && service.received().size() >= 2;
            };
            co_await loop.until("browser and webhook to be told", both);
            const auto waiting = co_await playing.desk().list("/approvals");
            EXPECT_THAT(waiting, SizeIs(1)) << "told while there was still time to decide";
            co_await playing.approve_all();
            const std::function<bool()> decided = [&] { return kinds_at(service, "/push/kept").size() == 2; };
            co_await loop.until("the decision to take its place", decided);
            co_await playing.settle();
        };
        co_await scene.play(desk.client(), asks);
        EXPECT_THAT(kinds_at(service, "/push/lost"), SizeIs(0));
        for (const auto& received : service.received()) {
            if (received.path != "/hook") continue;
            EXPECT_TRUE(notify::verifies_webhook(
                Secret{"swordfish"}, received.headers.find("X-Swarmdesk-Timestamp").value_or(""), received.body,
                received.headers.find("X-Swarmdesk-Signature").value_or(""), loop.clock().now().utc));
        }
        static_cast<void>(co_await desk.kill());

        // What was told is not told again.
        const std::size_t told = service.received().size();
        DeskProcess again{loop, options_for(folder, service)};
        co_await again.ready();
        const Scene::Play halts = [](Scene& playing) -> Awaitable<void> { co_await playing.halt(); };
        co_await scene.play(again.client(), halts);
        const std::function<bool()> both_again = [&] { return service.received().size() >= told + 2; };
        co_await loop.until("the halt to be told", both_again);
        EXPECT_THAT(kinds_at(service, "/push/kept"),
                    ::testing::ElementsAre("approval_waiting", "approval_waiting", "trading_state"));
        co_await again.stop();
        co_await service.stop();
    };
    loop.run(run());
}

}  // namespace
}  // namespace swarmdesk::testing
