#include <gmock/gmock.h>

#include "support/history.hpp"
#include "support/scene.hpp"

/// \file
/// Many at once: the rails are counted as if there had been one after the other.
namespace swarmdesk::testing {
namespace {

using ::testing::IsEmpty;
using namespace swarmdesk::literals;

Decimal number(const json::value& value) { return Decimal::parse(value.as_string()).value(); }

struct Flood {
    const char* name;
    const char* money;       ///< of each intent
    const char* stopped_by;  ///< the rail that must end it
    std::size_t admitted;    ///< exactly
};

void PrintTo(const Flood& flood, std::ostream* out) { *out << flood.money << " USD"; }

class FloodTest : public ::testing::TestWithParam<Flood> {};

TEST_P(FloodTest, TwoHundredIntentsAtOncePassNoRailAndEachIsAnswered)
{
    constexpr std::size_t count = 200;
    const Flood& flood = GetParam();
    Loop loop;
    const storage::TemporaryFolder folder;
    Scene scene{loop, 1};
    std::map<std::string, Answer> answers;
    const auto all_at_once = [&](Scene& playing) -> Awaitable<void> {
        const auto buy = [&](std::uint64_t n) -> Awaitable<void> {
            json::object wish = buy_for(flood.money);
            const std::string id = intent_id(n);
            wish["intent_id"] = id;
            wish["account"] = "paper";
            wish["instrument"] = "BTCUSDT";
            answers[id] = co_await playing.desk().post("/intents", std::move(wish));
        };
        std::vector<Awaitable<void>> tasks;
        for (std::uint64_t n = 1; n <= count; ++n) tasks.push_back(buy(n));
        co_await loop.all(std::move(tasks));
        co_await playing.approve_all();
        co_await playing.settle();
    };
    const auto run = [&]() -> Awaitable<void> {
        DeskProcess desk{loop, {.folder = folder.path(), .crash_at = {}}};
        co_await desk.ready();
        co_await scene.play(desk.client(), all_at_once);
        co_await desk.stop();
    };
    loop.run(run());

    EXPECT_EQ(answers.size(), count);
    std::size_t admitted = 0;
    std::set<std::string> known;
    const History history = History::read(state_of(folder));
    for (const auto& event : history.all<trading::execution::IntentProposed>())
        known.insert(event.intent.id.to_string());
    for (const auto& [id, answer] : answers) {
        EXPECT_TRUE(known.contains(id)) << id << " was answered and is lost";
        if (answer.is_ok()) {
            ++admitted;
            EXPECT_EQ(answer.text("intent_id"), id);
            continue;
        }
        EXPECT_EQ(answer.status, 422);
        EXPECT_EQ(answer.code, flood.stopped_by);
        EXPECT_GT(number(answer.body.at("measured")), number(answer.body.at("limit"))) << answer.text("detail");
    }
    EXPECT_EQ(admitted, flood.admitted);
    for (const auto& event : history.all<trading::execution::ExposureReserved>())
        EXPECT_LE(event.worst_case.value(), "10000"_dec);
    EXPECT_THAT(judge_scene(folder, scene, true), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Money, FloodTest,
                         ::testing::Values(Flood{"PositionLimit", "999", "POSITION_LIMIT", 10},
                                           Flood{"RateLimit", "99", "RATE_LIMIT", 20}),
                         [](const auto& suite) { return suite.param.name; });

TEST(Race, TheSameIntentFiftyTimesAtOnceIsOneIntentAndAnotherWishUnderItsIdAConflict)
{
    constexpr std::size_t count = 50;
    Loop loop;
    const storage::TemporaryFolder folder;
    Scene scene{loop, 1};
    std::vector<Answer> same;
    std::vector<Answer> other;
    const auto all_at_once = [&](Scene& playing) -> Awaitable<void> {
        const auto buy = [&](const char* money, std::vector<Answer>& answers) -> Awaitable<void> {
            json::object wish = buy_for(money);
            wish["intent_id"] = intent_id(1);
            wish["account"] = "paper";
            wish["instrument"] = "BTCUSDT";
            Answer answer = co_await playing.desk().post("/intents", std::move(wish));
            answers.push_back(std::move(answer));
        };
        std::vector<Awaitable<void>> tasks;
        for (std::size_t i = 0; i < count; ++i) tasks.push_back(buy("500", same));
        co_await loop.all(std::move(tasks));
        tasks.clear();
        for (std::size_t i = 0; i < count; ++i)
            tasks.push_back(buy(i % 2 == 0 ? "500" : "501", i % 2 == 0 ? same : other));
        co_await loop.all(std::move(tasks));
        co_await playing.settle();
    };
    const auto run = [&]() -> Awaitable<void> {
        DeskProcess desk{loop, {.folder = folder.path(), .crash_at = {}}};
        co_await desk.ready();
        co_await scene.play(desk.client(), all_at_once);
        co_await desk.stop();
    };
    loop.run(run());

    EXPECT_EQ(same.size(), count + count / 2);
    for (const Answer& answer : same) {
        EXPECT_TRUE(answer.is_ok()) << answer.code;
        EXPECT_EQ(answer.text("intent_id"), intent_id(1));
        EXPECT_EQ(answer.text("created"), same.front().text("created"));
        EXPECT_EQ(answer.text("client_order_id"), same.front().text("client_order_id"));
    }
    EXPECT_EQ(other.size(), count / 2);
    for (const Answer& answer : other) {
        EXPECT_EQ(answer.status, 409);
        EXPECT_EQ(answer.code, "intent_conflict");
    }
    const History history = History::read(state_of(folder));
    EXPECT_EQ(history.all<trading::execution::IntentProposed>().size(), 1u);
    EXPECT_EQ(history.all<trading::execution::OrderSubmitting>().size(), 1u);
    EXPECT_EQ(history.venue->orders().size(), 1u);
    EXPECT_THAT(judge_scene(folder, scene, true), IsEmpty());
}

}  // namespace
}  // namespace swarmdesk::testing
