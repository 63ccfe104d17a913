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
    std::uint16_t status;    ///< what the API answers then
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
            // So many commands of one caller may be under way; the others are turned away unheard, and ask again.
            const std::function<Awaitable<bool>()> is_answered = [&]() -> Awaitable<bool> {
                Answer answer = co_await playing.desk().post("/intents", wish);
                const bool is_turned_away = answer.status == 429 && !answer.is_denial();
                if (!is_turned_away) answers[id] = std::move(answer);
                co_return !is_turned_away;
            };
            co_await loop.until("an answer about " + id, is_answered);
        };
        std::vector<Awaitable<void>> tasks;
        for (std::uint64_t n = 1; n <= count; ++n) tasks.push_back(buy(n));
        co_await loop.all(std::move(tasks));
        co_await playing.approve_all();
        co_await playing.settle();
    };
    const DeskProcess::Options options{
        .folder = folder.path(), .crash_at = {}, .settings = {"api.connections_per_user_max=512"}};
    const auto run = [&]() -> Awaitable<void> {
        DeskProcess desk{loop, options};
        co_await desk.ready();
        co_await scene.play(desk.client(), all_at_once);
        co_await desk.stop();
    };
    loop.run(run());

    EXPECT_EQ(answers.size(), count);
    std::size_t admitted = 0;
    std::size_t unrecorded = 0;
    std::set<std::string> known;
    const History history = History::read(state_of(folder));
    for (const auto& event : history.all<trading::execution::IntentProposed>())
        known.insert(event.intent.id.to_string());
    for (const auto& [id, answer] : answers) {
        if (answer.is_ok()) {
            ++admitted;
            EXPECT_TRUE(known.contains(id)) << id << " was answered and is lost";
            EXPECT_EQ(answer.text("intent_id"), id);
            continue;
        }
        if (!known.contains(id)) ++unrecorded;
        EXPECT_EQ(answer.status, flood.status);
        EXPECT_EQ(answer.code, flood.stopped_by);
        const json::object& denial = answer.body.at("denial").as_object();
        EXPECT_GT(number(denial.at("measured")), number(denial.at("limit"))) << answer.text("detail");
        EXPECT_EQ(denial.contains("retry_after_ms"), flood.status == 429) << answer.text("detail");
    }
    // The hour's budget of records (RAILS 12); beyond it a denial is an answer alone.
    constexpr std::size_t recorded_max = 100;
    EXPECT_EQ(history.all<trading::execution::IntentDenied>().size(), recorded_max);
    EXPECT_EQ(unrecorded, count - flood.admitted - recorded_max);
    EXPECT_EQ(admitted, flood.admitted);
    for (const auto& event : history.all<trading::execution::ExposureReserved>())
        EXPECT_LE(event.worst_case.value(), "10000"_dec);
    EXPECT_THAT(judge_scene(folder, scene, {}), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Money, FloodTest,
                         ::testing::Values(Flood{"PositionLimit", "999", "POSITION_LIMIT", 422, 10},
                                           Flood{"RateLimit", "99", "RATE_LIMIT", 429, 20}),
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
    EXPECT_EQ(history.all<trading::execution::OrderSubmitted>().size(), 1u);
    EXPECT_EQ(history.venue().orders().size(), 1u);
    EXPECT_THAT(judge_scene(folder, scene, {}), IsEmpty());
}

}  // namespace
}  // namespace swarmdesk::testing
