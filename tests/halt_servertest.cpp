#include <gmock/gmock.h>

#include "support/history.hpp"
#include "support/scene.hpp"

namespace swarmdesk::testing {
namespace {

using ::testing::IsEmpty;

Awaitable<std::string> desk_state(DeskClient& desk)
{
    const Answer status = co_await desk.get("/status");
    co_return status.text("state");
}

Awaitable<Answer> ask(DeskClient& desk, std::string path)
{
    json::object body;
    body["reason"] = "a test";
    co_return co_await desk.post(std::move(path), std::move(body));
}

struct Resting {
    std::string bid_low;
    std::string bid_lower;
    std::string stop;
};

/// A position, two bids that would add to it and a stop that would end it.
Awaitable<void> set_the_scene(Scene& scene, Resting& resting)
{
    const auto bought = co_await scene.propose(1, buy_for("300"));
    co_await scene.desk().until_state(bought.id, "FILLED");
    const auto low = co_await scene.propose(2, buy_limit("0.002", "90000"));
    const auto lower = co_await scene.propose(3, buy_limit("0.002", "85000"));
    const auto stop = co_await scene.propose(4, sell_stop("0.002", "80000.00", "79000.00"));
    resting = {low.id, lower.id, stop.id};
    for (const std::string& id : {low.id, lower.id, stop.id}) co_await scene.desk().until_state(id, "ACCEPTED");
}

Awaitable<void> expect_halted(Scene& scene, const Resting& resting, std::uint64_t n)
{
    const std::string state = co_await desk_state(scene.desk());
    EXPECT_EQ(state, "HALTED");
    const auto denied = co_await scene.propose(n, buy_for("50"));
    EXPECT_EQ(denied.answer.code, "HALTED");
    EXPECT_EQ(denied.answer.status, 422);
    for (const std::string& id : {resting.bid_low, resting.bid_lower}) {
        co_await scene.desk().until_final(id);
        const json::object cancelled = co_await scene.desk().intent(id);
        EXPECT_EQ(cancelled.at("state").as_string(), "CANCELED");
    }
    const json::object stop = co_await scene.desk().intent(resting.stop);
    EXPECT_EQ(stop.at("state").as_string(), "ACCEPTED") << "what reduces stays";
}

TEST(Halt, CancelsWhatIncreasesSurvivesAKillAndEndsByTheOperatorsHandAlone)
{
    Loop loop;
    const storage::TemporaryFolder folder;
    Scene scene{loop, 1};
    Resting resting;
    const auto run = [&]() -> Awaitable<void> {
        {
            DeskProcess desk{loop, {.folder = folder.path(), .crash_at = {}}};
            co_await desk.ready();
            const Scene::Play halts = [&](Scene& playing) -> Awaitable<void> {
                co_await set_the_scene(playing, resting);
                co_await playing.halt();
                co_await expect_halted(playing, resting, 5);
            };
            co_await scene.play(desk.client(), halts);
            static_cast<void>(co_await desk.kill());
        }
        EXPECT_THAT(judge_scene(folder, scene, {.is_settled = false}), IsEmpty());

        DeskProcess desk{loop, {.folder = folder.path(), .crash_at = {}}};
        co_await desk.ready();
        const Scene::Play resumes = [&](Scene& playing) -> Awaitable<void> {
            co_await expect_halted(playing, resting, 6);
            json::object sale = buy_limit("0.0005", "99000");
            sale["side"] = "SELL";
            sale["reduce_only"] = true;
            const auto sold = co_await playing.propose(7, std::move(sale));
            co_await playing.desk().until_state(sold.id, "FILLED");  // what reduces still passes

            json::object body;
            body["name"] = "mallory";
            body["role"] = "trader";
            body["account"] = "mallory";
            const Answer made = co_await playing.desk().post("/users", std::move(body));
            EXPECT_TRUE(made.is_ok()) << made.code;
            DeskClient trader{loop, desk.url(), Secret{made.text("token")}};
            const Answer refused = co_await ask(trader, "/desk/resume");
            EXPECT_EQ(refused.status, 403);
            std::string state = co_await desk_state(playing.desk());
            EXPECT_EQ(state, "HALTED");

            const Answer resumed = co_await ask(playing.desk(), "/desk/resume");
            EXPECT_TRUE(resumed.is_ok()) << resumed.code;
            state = co_await desk_state(playing.desk());
            EXPECT_EQ(state, "ACTIVE");
            const auto bought = co_await playing.propose(8, buy_for("50"));
            co_await playing.desk().until_state(bought.id, "FILLED");
            co_await playing.settle();
        };
        co_await scene.play(desk.client(), resumes);
        co_await desk.stop();
    };
    loop.run(run());
    EXPECT_THAT(judge_scene(folder, scene, {}), IsEmpty());
}

TEST(Halt, InTheMiddleOfABurstNothingThatIncreasesIsSentAfterIt)
{
    Loop loop;
    const storage::TemporaryFolder folder;
    Scene scene{loop, 1};
    const auto run = [&]() -> Awaitable<void> {
        DeskProcess desk{loop, {.folder = folder.path(), .crash_at = {}}};
        co_await desk.ready();
        const Scene::Play halts = [&](Scene& playing) -> Awaitable<void> {
            const auto buy = [&](std::uint64_t n) -> Awaitable<void> {
                const auto proposed = co_await playing.propose(n, buy_limit("0.002", "90000"));
                if (!proposed.answer.is_ok()) {
                    EXPECT_EQ(proposed.answer.code, "HALTED");
                }
            };
            std::vector<Awaitable<void>> tasks;
            for (std::uint64_t n = 1; n <= 9; ++n) tasks.push_back(buy(n));
            tasks.push_back(playing.halt());
            for (std::uint64_t n = 10; n <= 18; ++n) tasks.push_back(buy(n));
            co_await loop.all(std::move(tasks));
            co_await playing.approve_all();  // what waits must not get out now, a human's word or not
            co_await playing.settle();
            const auto orders = co_await playing.desk().list("/orders");
            EXPECT_EQ(orders.size(), 0u);
        };
        co_await scene.play(desk.client(), halts);
        co_await desk.stop();
    };
    loop.run(run());
    EXPECT_THAT(judge_scene(folder, scene, {}), IsEmpty());

    // The same once more without the oracle's help: nothing was sent after the switch.
    const History history = History::read(state_of(folder));
    bool is_halted = false;
    for (const Fact& fact : history.facts) {
        if (std::holds_alternative<trading::execution::DeskStateSet>(fact.event)) is_halted = true;
        if (is_halted) {
            EXPECT_FALSE(std::holds_alternative<trading::execution::OrderSubmitted>(fact.event)) << fact.seq;
        }
    }
    EXPECT_TRUE(is_halted);
    for (const auto& [number, order] : history.venue().orders()) EXPECT_FALSE(order.is_open());
}

}  // namespace
}  // namespace swarmdesk::testing
