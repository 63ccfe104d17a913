#include <gmock/gmock.h>

#include <fstream>

#include "support/scene.hpp"

/// \file
/// A strategy's file is changed while the desk runs: looked at, taken, at work, and on record, by the program's own
/// commands. A candle takes a minute, and so does this.
namespace swarmdesk::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int wrong_usage = 2, failed = 1;

class Strategies : public ::testing::Test {
protected:
    using Arguments = std::vector<std::string>;

    Strategies() : file(folder.path() / "mine.yaml") { write("1000000"); }

    void write(const std::string& above, const std::string& stop_percent = "5") const
    {
        std::ofstream{file} << "name: mine\nentry:\n  when: close > " << above << "\nstop: {percent: " << stop_percent
                            << "}\nsizing: {quote_amount: 100}\n";
    }
    DeskProcess::Options options() const
    {
        return {.folder = folder.path(),
                .crash_at = {},
                .settings = {"agents.online_trading.strategies=[" + file.string() + "]"}};
    }
    Awaitable<Ran> run(Arguments arguments, std::optional<std::string> typed = {})
    {
        arguments.emplace_back("--state-folder");
        arguments.push_back(state_of(folder));
        Ran ran = co_await run_program(loop, arguments, typed);
        co_return ran;
    }
    /// Who set the strategy's rules, as the ledger has it.
    static Awaitable<std::vector<std::string>> changes(DeskClient& desk)
    {
        const auto rows = co_await desk.list("/ledger?limit=500");
        std::vector<std::string> changes;
        for (const json::object& row : rows) {
            if (row.at("kind").as_string() != "SettingChanged") continue;
            EXPECT_EQ(row.at("subject").as_string(), "strategy online_trading/mine");
            changes.emplace_back(row.at("data").at("by").at("name").as_string());
        }
        co_return changes;
    }

    /// Why what protects the strategy's lots was set, oldest first.
    static Awaitable<std::vector<std::string>> protections(DeskClient& desk)
    {
        const auto rows = co_await desk.list("/ledger?limit=500");
        std::vector<std::string> reasons;
        for (const json::object& row : rows)
            if (row.at("kind").as_string() == "ProtectionSet")
                reasons.emplace_back(row.at("data").at("reason").as_string());
        co_return reasons;
    }
    /// Candles take a minute.
    Awaitable<void> next_candle(DeskClient& desk)
    {
        const auto begun = co_await desk.list("/market/BTCUSDT/candles");
        const std::function<Awaitable<bool>()> is_next = [&]() -> Awaitable<bool> {
            const auto candles = co_await desk.list("/market/BTCUSDT/candles");
            co_return candles.size() > begun.size();
        };
        co_await loop.until("the next candle", is_next);
    }

    Loop loop;
    const storage::TemporaryFolder folder;
    const std::filesystem::path file;
};

TEST_F(Strategies, AreLookedAtTakenAtWorkAndOnRecord)
{
    Scene playing{loop, 11, {"BTCUSDT"}};
    const Scene::Play first = [&](Scene& scene) -> Awaitable<void> {
        DeskClient& desk = scene.desk();
        const Arguments list{"strategies"};
        const Ran at_start = co_await run(list);
        EXPECT_EQ(at_start.exit, Exit{}) << at_start.errors;
        EXPECT_THAT(at_start.output, HasSubstr("as in the file"));
        write("1000");
        const Arguments diff{"strategies", "diff", "mine", "--json"};
        const Ran seen = co_await run(diff);
        EXPECT_EQ(seen.exit, Exit{}) << seen.errors;
        const json::value change = json::parse(seen.output);
        EXPECT_EQ(change.at("changes").as_array().size(), 1u) << seen.output;
        EXPECT_NE(change.at("from"), change.at("to"));
        const Arguments unsure{"strategies", "apply", "mine"};
        const Ran nobody = co_await run(unsure);
        EXPECT_EQ(nobody.exit.code, wrong_usage) << nobody.output;
        const Ran no = co_await run(unsure, "n\n");
        EXPECT_EQ(no.exit.code, failed);
        const auto before = co_await changes(desk);
        EXPECT_THAT(before, ElementsAre("start"));
        const Arguments apply{"strategies", "apply", "online_trading/mine", "--yes"};
        const Ran taken = co_await run(apply);
        EXPECT_EQ(taken.exit, Exit{}) << taken.errors;
        EXPECT_THAT(taken.output, HasSubstr("from here on"));
        const auto after = co_await changes(desk);
        EXPECT_THAT(after, ElementsAre("start", "operator"));
        const std::function<Awaitable<bool>()> is_bought = [&]() -> Awaitable<bool> {
            const auto fills = co_await desk.list("/fills");
            co_return !fills.empty();
        };
        // What the market says of the past is taken up with the candle after.
        co_await next_candle(desk);
        co_await loop.until("the new rules to buy", is_bought);

        write("1000", "4");
        const Arguments closer{"strategies", "diff", "mine"};
        const Ran fate = co_await run(closer);
        EXPECT_EQ(fate.exit, Exit{}) << fate.errors;
        EXPECT_THAT(fate.output, HasSubstr("BTCUSDT on paper: the stop moves from "));
        const Ran moved = co_await run(apply);
        EXPECT_EQ(moved.exit, Exit{}) << moved.errors;
        co_await next_candle(desk);
        const std::function<Awaitable<bool>()> is_moved = [&]() -> Awaitable<bool> {
            const auto reasons = co_await protections(desk);
            co_return reasons.size() >= 2;
        };
        co_await loop.until("the new stop to stand", is_moved);
        const auto reasons = co_await protections(desk);
        EXPECT_THAT(reasons, ElementsAre("proposed with the entry", HasSubstr("holds, with stop ")));
    };
    const Scene::Play second = [&](Scene& scene) -> Awaitable<void> {
        const auto known = co_await changes(scene.desk());
        EXPECT_THAT(known, ElementsAre("start", "operator", "operator")) << "the ledger knew the revision";
        co_await next_candle(scene.desk());
        const auto reasons = co_await protections(scene.desk());
        EXPECT_THAT(reasons, SizeIs(2)) << "a restart moves nothing";
    };
    const Scene::Play third = [&](Scene& scene) -> Awaitable<void> {
        const auto known = co_await changes(scene.desk());
        EXPECT_THAT(known, ElementsAre("start", "operator", "operator", "start"));
        std::filesystem::remove(file);
        const Arguments diff{"strategies", "diff", "mine"};
        const Ran gone = co_await run(diff);
        EXPECT_NE(gone.exit, Exit{});
        EXPECT_THAT(gone.errors, HasSubstr("cannot be opened"));
    };
    const auto live = [&](const Scene::Play& play) -> Awaitable<void> {
        DeskProcess desk{loop, options()};
        co_await desk.ready();
        co_await playing.play(desk.client(), play);
        co_await desk.stop();
    };
    loop.run(live(first));
    loop.run(live(second));
    write("2000");
    loop.run(live(third));
    EXPECT_THAT(judge_scene(folder, playing, {}), IsEmpty());
}

}  // namespace
}  // namespace swarmdesk::testing
