#include <gmock/gmock.h>

#include "support/scene.hpp"

/// \file
/// Commands that list, follow and stop, on a desk with a manual market.
namespace swarmdesk::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr int denied = 4, wrong_usage = 2, unreachable = 3;

class DeskCommands : public ::testing::Test {
protected:
    using Arguments = std::vector<std::string>;

    void play(const Scene::Play& scene)
    {
        Scene playing{loop, 5};
        const auto run = [&]() -> Awaitable<void> {
            DeskProcess desk{loop, {.folder = folder.path(), .crash_at = {}}};
            co_await desk.ready();
            co_await playing.play(desk.client(), scene);
            co_await desk.stop();
        };
        loop.run(run());
        EXPECT_THAT(judge_scene(folder, playing, {}), IsEmpty());
    }
    Arguments with_folder(Arguments arguments) const
    {
        arguments.emplace_back("--state-folder");
        arguments.push_back(state_of(folder));
        return arguments;
    }
    /// With this token, or the operator's; again where on a busy machine a quote had grown old just then.
    Awaitable<Ran> run(Arguments arguments, std::string token = {})
    {
        std::map<std::string, std::string> environment;
        if (!token.empty()) environment["SWARMDESK_TOKEN"] = token;
        for (;;) {
            const storage::TemporaryFolder output;
            Program program{{.arguments = with_folder(arguments),
                             .environment = environment,
                             .output_folder = output.path(),
                             .program = {}}};
            Ran ran;
            ran.exit = co_await program.ended(loop);
            ran.output = program.output();
            ran.errors = program.errors();
            if ((ran.output + ran.errors).find("STALE_PRICE") == std::string::npos) co_return ran;
        }
    }
    /// A limit order that nothing meets; its id.
    Awaitable<std::string> resting()
    {
        const Arguments arguments{"order", "BUY",    "BTCUSDT", "0.002", "--limit",
                                  "50000", "--wait", "60",      "--yes", "--json"};
        const Ran ran = co_await run(arguments);
        EXPECT_EQ(ran.exit, Exit{}) << ran.errors << ran.output;
        co_return std::string{json::parse(ran.output).at("intent_id").as_string()};
    }

    Loop loop;
    const storage::TemporaryFolder folder;
};

TEST_F(DeskCommands, TheBeginningOfAnIdIsEnoughWhereItIsOfOneAlone)
{
    play([&](Scene& scene) -> Awaitable<void> {
        const std::string first = co_await resting();
        const std::string second = co_await resting();
        const auto differs = std::ranges::mismatch(first, second).in1 - first.begin();
        const std::string common = first.substr(0, static_cast<std::size_t>(differs));
        const std::string enough = first.substr(0, static_cast<std::size_t>(differs) + 1);

        const Arguments several{"cancel", common};
        const Ran ambiguous = co_await run(several);
        EXPECT_EQ(ambiguous.exit.code, wrong_usage);
        EXPECT_THAT(ambiguous.errors, AllOf(HasSubstr(first), HasSubstr(second), HasSubstr("BUY 0.002 BTCUSDT")));
        const Arguments two{"cancel", "01"};
        const Ran too_short = co_await run(two);
        EXPECT_EQ(too_short.exit.code, wrong_usage);
        EXPECT_THAT(too_short.errors, HasSubstr("four characters"));
        const Arguments other{"cancel", "ffff"};
        const Ran none = co_await run(other);
        EXPECT_EQ(none.exit.code, wrong_usage);
        EXPECT_THAT(none.errors, HasSubstr("no intent begins with ffff; `swarmdesk intents` lists them"));

        const Arguments one{"cancel", enough};
        const Ran canceled = co_await run(one);
        EXPECT_EQ(canceled.exit, Exit{}) << canceled.errors;
        co_await scene.desk().until_state(first, "CANCELED");
        const Arguments now_alone{"cancel", common};
        const Ran rest = co_await run(now_alone);
        EXPECT_EQ(rest.exit, Exit{}) << "what is open is looked at first: " << rest.errors;
        co_await scene.desk().until_state(second, "CANCELED");

        const Arguments story{"intent", enough};
        const Ran told = co_await run(story);
        EXPECT_THAT(told.output, AllOf(HasSubstr(first), HasSubstr("CANCELED"), HasSubstr("IntentProposed")));

        const Arguments waits{"order", "BUY", "BTCUSDT", "--quote", "1500", "--yes"};
        EXPECT_THAT((co_await run(waits)).output, HasSubstr("waits for a human"));
        const Arguments decline{"decline", "0"};
        EXPECT_EQ((co_await run(decline)).exit.code, wrong_usage);
        const Arguments ids{"approvals", "--json"};
        const Ran listed = co_await run(ids);
        const std::string approval{json::parse(listed.output).at("items").at(0).at("approval_id").as_string()};
        const Arguments declines{"decline", approval.substr(0, 4)};
        const Ran declined = co_await run(declines);
        EXPECT_THAT(declined.output, StartsWith("declined")) << declined.errors;
        const Arguments again{"decline", approval.substr(0, 6)};
        EXPECT_EQ((co_await run(again)).exit.code, 6) << "of a decided one its desk says that it is";
    });
}

TEST_F(DeskCommands, AnAccountItsTraderHaltedIsSeenAndResumedByTheOperator)
{
    play([&](Scene&) -> Awaitable<void> {
        const Arguments create{"user", "create", "alice", "--json"};
        const Ran created = co_await run(create);
        EXPECT_EQ(created.exit, Exit{}) << created.errors;
        const std::string alice{json::parse(created.output).at("token").as_string()};

        const Arguments halt{"account", "halt", "alice", "--reason", "lunch"};
        const Ran halted = co_await run(halt, alice);
        EXPECT_EQ(halted.output, "account alice is HALTED\n") << halted.errors;
        const Arguments resume{"account", "resume", "alice"};
        EXPECT_EQ((co_await run(resume, alice)).exit.code, denied);
        const Arguments foreign{"account", "halt", "paper"};
        EXPECT_EQ((co_await run(foreign, alice)).exit.code, wrong_usage) << "what is another's is not there";

        const Arguments list{"account", "list"};
        const Ran own = co_await run(list, alice);
        EXPECT_THAT(own.output, AllOf(HasSubstr("alice"), Not(HasSubstr("paper  operator"))));
        const Ran all = co_await run(list);
        EXPECT_THAT(all.output,
                    AllOf(HasSubstr("paper"), HasSubstr("ACTIVE"), HasSubstr("HALTED"), HasSubstr("lunch")));
        const Ran resumed = co_await run(resume);
        EXPECT_EQ(resumed.output, "account alice is ACTIVE\n") << resumed.errors;
        const Ran after = co_await run(list);
        EXPECT_THAT(after.output, Not(HasSubstr("HALTED")));
    });
}

TEST_F(DeskCommands, RailsShowHowMuchOfEachLimitIsUsedTheNearestFirst)
{
    play([&](Scene&) -> Awaitable<void> {
        co_await resting();
        const Arguments rails{"rails"};
        const Ran shown = co_await run(rails);
        EXPECT_EQ(shown.exit, Exit{}) << shown.errors;
        EXPECT_THAT(shown.output, AllOf(StartsWith("RAIL"), HasSubstr("Position in BTC"), HasSubstr("10,000.00"),
                                        HasSubstr("░"), HasSubstr("POSITION_LIMIT")));
        const Arguments no_colour{"rails", "--color", "never"};
        EXPECT_THAT((co_await run(no_colour)).output, Not(HasSubstr("\x1b[")));
        const Arguments sideways{"rails", "--color", "sideways"};
        EXPECT_EQ((co_await run(sideways)).exit.code, wrong_usage);
    });
}

TEST_F(DeskCommands, WhatThePageShowsIsListedHereToo)
{
    play([&](Scene&) -> Awaitable<void> {
        const Arguments buy{"order", "BUY", "BTCUSDT", "--quote", "250", "--wait", "60", "--yes"};
        EXPECT_EQ((co_await run(buy)).exit, Exit{});
        const Arguments sell{"close", "--all", "--wait", "60", "--yes"};
        EXPECT_EQ((co_await run(sell)).exit, Exit{});
        struct Case {
            Arguments arguments;
            const char* words;
        };
        const std::vector<Case> cases{
            {{"market"}, "BTCUSDT"},
            {{"profit"}, "together"},
            {{"profit", "--by", "owner"}, "people"},
            {{"intents", "--last", "1"}, "SELL"},
            {{"intents", "--state", "FILLED"}, "BUY"},
            {{"signals"}, "no signals yet"},
            {{"analyses"}, "no model was asked yet"},
            {{"agents"}, "supervisor"},
            {{"orders", "--last", "5"}, "no open orders"},
            {{"approvals", "--state", "all"}, "nothing waits for you"},
            {{"alerts", "--last", "5"}, ""},
            {{"token", "list", "--last", "1"}, "operator"},
            {{"user", "list"}, "operator"},
        };
        for (const Case& c : cases) {
            const Ran ran = co_await run(c.arguments);
            EXPECT_EQ(ran.exit, Exit{}) << c.arguments.front() << ran.errors;
            EXPECT_THAT(ran.output, HasSubstr(c.words)) << c.arguments.front();
        }
        const Arguments wrong{"profit", "--by", "moon"};
        EXPECT_EQ((co_await run(wrong)).exit.code, wrong_usage);
    });
}

TEST_F(DeskCommands, TheLedgerIsFollowedUntilTheDeskStops)
{
    storage::TemporaryFolder output;
    std::optional<Program> follower;
    play([&](Scene&) -> Awaitable<void> {
        const std::string id = co_await resting();
        const Arguments three{"ledger", "tail", "--last", "3", "--json"};
        const Ran last = co_await run(three);
        EXPECT_EQ(std::ranges::count(last.output, '\n'), 3) << last.output << last.errors;
        EXPECT_TRUE(json::parse(last.output.substr(0, last.output.find('\n'))).as_object().contains("seq"));
        const Arguments about{"ledger", "tail", "--subject", id.substr(0, 20), "--last", "2"};
        const Ran of_one = co_await run(about);
        EXPECT_EQ(std::ranges::count(of_one.output, '\n'), 2) << of_one.output << of_one.errors;
        EXPECT_THAT(of_one.output, Not(HasSubstr("IntentProposed"))) << "it was the first, and these are the last";

        follower.emplace(Program::Options{.arguments = with_folder({"ledger", "tail", "--follow", "--last", "1"}),
                                          .environment = {},
                                          .output_folder = output.path()});
        const auto says = [&](const char* words) {
            return [&, words] { return follower->output().find(words) != std::string::npos; };
        };
        const std::function<bool()> has_begun = [&] { return !follower->output().empty(); };
        co_await loop.until("the last event", has_begun);
        const Arguments halt{"halt", "--reason", "seen by whoever follows"};
        co_await run(halt);
        const std::function<bool()> has_seen = says("seen by whoever follows");
        co_await loop.until("the halt in the ledger's tail", has_seen);
    });
    const auto end = [&]() -> Awaitable<void> { EXPECT_EQ(co_await follower->ended(loop), (Exit{unreachable, 0})); };
    loop.run(end());
}

}  // namespace
}  // namespace swarmdesk::testing
