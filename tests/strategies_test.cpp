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

constexpr int wrong_usage = 2, failed = 1;

class Strategies : public ::testing::Test {
protected:
    using Arguments = std::vector<std::string>;

    Strategies() : file(folder.path() / "mine.yaml") { write("1000000"); }

    void write(const std::string& above) const
    {
        std::ofstream{file} << "name: mine\nentry:\n  when: close > " << above
                            << "\nstop: {percent: 3}\nsizing: {quote_amount: 100}\n";
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
        // Candles take a minute, and what the market says of the past is taken up with the one after.
        const auto begun = co_await desk.list("/market/BTCUSDT/candles");
        const std::function<Awaitable<bool>()> is_next = [&]() -> Awaitable<bool> {
            const auto candles = co_await desk.list("/market/BTCUSDT/candles");
            co_return candles.size() > begun.size();
        };
        co_await loop.until("the next candle", is_next);
        co_await loop.until("the new rules to buy", is_bought);
    };
    const Scene::Play second = [&](Scene& scene) -> Awaitable<void> {
        const auto known = co_await changes(scene.desk());
        EXPECT_THAT(known, ElementsAre("start", "operator")) << "the ledger knew the revision";
    };
    const Scene::Play third = [&](Scene& scene) -> Awaitable<void> {
        const auto known = co_await changes(scene.desk());
        EXPECT_THAT(known, ElementsAre("start", "operator", "start"));
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
