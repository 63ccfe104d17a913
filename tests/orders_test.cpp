#include <gmock/gmock.h>

#include "support/scene.hpp"

/// \file
/// `swarmdesk order`, `close`, `cancel` and `balance` as a person and a script call them, on a desk with a manual
/// market.
namespace swarmdesk::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr int denied = 4, wrong_usage = 2, failed = 1, conflict = 6;

/// A desk, a market whose quotes are kept fresh, and the command line beside it.
class Orders : public ::testing::Test {
protected:
    using Arguments = std::vector<std::string>;

    void play(const Scene::Play& scene)
    {
        Scene playing{loop, 3, {"BTCUSDT", "ETHUSDT"}};
        const auto run = [&]() -> Awaitable<void> {
            DeskProcess desk{loop, {.folder = folder.path(), .crash_at = {}}};
            co_await desk.ready();
            co_await playing.play(desk.client(), scene);
            co_await desk.stop();
        };
        loop.run(run());
        EXPECT_THAT(judge_scene(folder, playing, {}), IsEmpty());
    }
    /// Runs the command; again where on a busy machine a quote had grown old just then.
    Awaitable<Ran> run(Arguments arguments, std::optional<std::string> typed = {})
    {
        const std::string& command = arguments.front();
        if (command == "order" || command == "close") arguments.insert(arguments.end(), {"--wait", "60"});
        arguments.emplace_back("--state-folder");
        arguments.push_back(state_of(folder));
        for (;;) {
            Ran ran = co_await run_program(loop, arguments, typed);
            if ((ran.output + ran.errors).find("STALE_PRICE") == std::string::npos) co_return ran;
        }
    }
    /// What an account holds of an instrument, as the desk writes it.
    static Awaitable<std::string> held(DeskClient& desk, std::string instrument)
    {
        const auto positions = co_await desk.list("/positions");
        for (const json::object& position : positions)
            if (position.at("instrument").as_string() == instrument)
                co_return std::string{position.at("quantity").as_string()};
        co_return "0";
    }

    Loop loop;
    const storage::TemporaryFolder folder;
};

TEST_F(Orders, ABuyFillsAndALimitRestsUntilItIsCanceled)
{
    play([&](Scene& scene) -> Awaitable<void> {
        const Arguments buy{"order", "buy", "BTCUSDT", "--quote", "250", "--yes"};
        const Ran bought = co_await run(buy);
        EXPECT_EQ(bought.exit, Exit{}) << bought.errors;
        EXPECT_THAT(bought.output, StartsWith("bought 0.0024"));
        EXPECT_THAT(bought.output, HasSubstr(" BTCUSDT at 100,000.00 for "));

        const Arguments low{"order", "BUY", "BTCUSDT", "0.002", "--limit", "50000", "--yes", "--json"};
        const Ran rests = co_await run(low);
        EXPECT_EQ(rests.exit, Exit{}) << rests.errors;
        const json::value intent = json::parse(rests.output);
        EXPECT_EQ(intent.at("state"), "ACCEPTED");
        EXPECT_EQ(intent.at("reason"), "from the command line");
        const std::string id{intent.at("intent_id").as_string()};

        const Arguments balance{"balance"};
        const Ran money = co_await run(balance);
        EXPECT_THAT(money.output, HasSubstr("RESERVED"));
        EXPECT_THAT(money.output, HasSubstr("USDT"));
        EXPECT_THAT(money.output, HasSubstr("together "));

        const Arguments cancel{"cancel", id, "--reason", "too low"};
        const Ran canceled = co_await run(cancel);
        EXPECT_EQ(canceled.exit, Exit{}) << canceled.errors;
        EXPECT_THAT(canceled.output, ::testing::AnyOf("it is CANCELED\n", "asked for; it is still ACCEPTED\n"));
        co_await scene.desk().until_state(id, "CANCELED");
        const Ran twice = co_await run(cancel);
        EXPECT_EQ(twice.exit.code, conflict);
    });
}

TEST_F(Orders, WhatIsDeniedSaysTheNumbersAndWhatIsWrongIsNotSent)
{
    play([&](Scene& scene) -> Awaitable<void> {
        const Arguments too_much{"order", "BUY", "BTCUSDT", "--quote", "15000", "--yes"};
        const Ran no = co_await run(too_much);
        EXPECT_EQ(no.exit.code, denied);
        EXPECT_THAT(no.errors, HasSubstr("denied: POSITION_LIMIT: worst_case="));
        EXPECT_THAT(no.errors, HasSubstr("limit=10000 (account paper)"));
        EXPECT_EQ(no.output, "");
        const auto before = co_await scene.desk().list("/intents");

        const Arguments looks{"order", "BUY", "BTCUSDT", "--quote", "15000", "--preview"};
        const Ran preview = co_await run(looks);
        EXPECT_EQ(preview.exit.code, denied);
        EXPECT_THAT(preview.errors, HasSubstr("it would be denied: POSITION_LIMIT"));

        struct Case {
            Arguments arguments;
            const char* words;
        };
        const std::vector<Case> cases{
            {{"order", "BUY", "BTCUSDT", "0.001"}, "say --yes, or --preview"},
            {{"order", "BUY", "FOOUSDT", "0.001", "--yes"}, "there are BTCUSDT, ETHUSDT"},
            {{"order", "BUY", "BTCUSDT", "--yes"}, "say how much"},
            {{"order", "HOLD", "BTCUSDT", "1", "--yes"}, "HOLD"},
            {{"order", "BUY", "BTCUSDT", "1e-3", "--yes"}, "/quantity"},
            {{"order", "SELL", "BTCUSDT", "1", "--stop-loss", "5%", "--yes"}, "protect what is bought"},
            {{"order", "BUY", "BTCUSDT", "1", "--stop-loss", "100%", "--yes"}, "--stop-loss is more than 0%"},
            {{"protect", "BTCUSDT"}, "or --none"},
            {{"protect", "BTCUSDT", "--none", "--stop-loss", "5%"}, "or --none"},
            {{"protect", "BTCUSDT", "--none"}, "say --yes, or --preview"},
            {{"modify", "x"}, "--quantity"},
            {{"rearm"}, "--reason"},
            {{"rearm", "--desk", "--agent", "buy_bot", "--reason", "x"}, "at most 1"},
            {{"close"}, "--all"},
            {{"close", "--all"}, "say --yes, or --preview"},
            {{"close", "BTCUSDT", "--all", "--yes"}, "excludes"},
        };
        for (const Case& c : cases) {
            const Ran ran = co_await run(c.arguments);
            EXPECT_EQ(ran.exit.code, wrong_usage) << c.words;
            EXPECT_THAT(ran.errors, HasSubstr(c.words));
        }
        const auto after = co_await scene.desk().list("/intents");
        EXPECT_EQ(after.size(), before.size());
    });
}

TEST_F(Orders, AreAskedAboutAtATerminalAndSentOnceForEachId)
{
    play([&](Scene& scene) -> Awaitable<void> {
        const Arguments buy{"order", "BUY", "BTCUSDT", "0.002"};
        const Ran no = co_await run(buy, "n\n");
        EXPECT_EQ(no.exit.code, failed);
        EXPECT_THAT(no.output, HasSubstr("BUY 0.00200 BTCUSDT (MARKET), 100,500.00 USDT at worst"));
        EXPECT_THAT(no.errors, HasSubstr("nothing was ordered"));
        const auto none = co_await scene.desk().list("/intents");
        EXPECT_THAT(none, IsEmpty());
        const Ran yes = co_await run(buy, "y\n");
        EXPECT_EQ(yes.exit, Exit{}) << yes.errors;
        EXPECT_THAT(yes.output, HasSubstr("bought 0.00"));
        const auto one = co_await scene.desk().list("/fills");
        EXPECT_THAT(one, SizeIs(1));

        const Arguments with_id{"order", "BUY",   "BTCUSDT", "0.001",         "--limit",
                                "50000", "--yes", "--id",    intent_id(1, 4), "--json"};
        const Ran first = co_await run(with_id);
        const Ran again = co_await run(with_id);
        EXPECT_EQ(first.exit, Exit{}) << first.errors;
        EXPECT_EQ(again.output, first.output);
        const auto resting = co_await scene.desk().list("/orders");
        EXPECT_THAT(resting, SizeIs(1));
    });
}

TEST_F(Orders, TheSameIdOrdersOnceAlsoWhereItsPercentagesWouldComeToSomethingElseNow)
{
    play([&](Scene& scene) -> Awaitable<void> {
        const Arguments buy{"order", "BUY", "BTCUSDT", "0.004", "--stop-loss", "2%", "--id", intent_id(1, 5), "--yes"};
        const Ran first = co_await run(buy);
        EXPECT_EQ(first.exit, Exit{}) << first.errors;
        co_await scene.move_price("104999.90", "105000.00");
        const Ran again = co_await run(buy);
        EXPECT_EQ(again.exit, Exit{}) << again.errors;
        EXPECT_EQ(again.output, first.output);
        EXPECT_THAT(again.errors, HasSubstr("nothing was sent again; it went with stop loss at 98,000.00"));
        const Arguments other{"order", "BUY",  "BTCUSDT",       "0.004", "--stop-loss",
                              "97000", "--id", intent_id(1, 5), "--yes"};
        const Ran another = co_await run(other);
        EXPECT_EQ(another.exit.code, conflict) << another.errors;
    });
}

TEST_F(Orders, WhatDoesNotExistIsWrongUsageWhateverTheCommand)
{
    play([&](Scene&) -> Awaitable<void> {
        const std::string unknown = intent_id(1, 99);
        const std::vector<Arguments> cases{
            {"order", "BUY", "FOOUSDT", "1", "--yes"},
            {"order", "BUY", "BTCUSDT", "1", "--account", "nobody", "--yes"},
            {"protect", "FOOUSDT", "--stop-loss", "5%"},
            {"protect", "BTCUSDT", "--stop-loss", "5%", "--account", "nobody"},
            {"close", "FOOUSDT", "--yes"},
            {"close", "--all", "--account", "nobody", "--yes"},
            {"cancel", unknown},
            {"approve", unknown},
            {"decline", unknown},
            {"settle", unknown, "--filled", "0", "--evidence", "seen"},
            {"trace", "999999"},
            {"balance", "--account", "nobody"},
            {"positions", "--account", "nobody"},
            {"trades", "--account", "nobody"},
            {"reconciliation", "nobody"},
            {"adjust", "nobody", "USDT", "1", "--evidence", "seen"},
            {"token", "revoke", "nothing"},
            {"user", "disable", "nobody"},
        };
        for (const Arguments& arguments : cases) {
            const Ran ran = co_await run(arguments);
            EXPECT_EQ(ran.exit.code, wrong_usage) << arguments.front() << ": " << ran.errors;
        }
    });
}

TEST_F(Orders, ACloseShowsItsPlanAsksAndSaysWhatBecameOfEach)
{
    play([&](Scene& scene) -> Awaitable<void> {
        for (const char* symbol : {"BTCUSDT", "ETHUSDT"}) {
            const Arguments buy{"order", "BUY", symbol, "0.002", "--yes"};
            const Ran bought = co_await run(buy);
            EXPECT_EQ(bought.exit, Exit{}) << bought.errors;
        }
        co_await scene.settle();
        const Arguments preview{"close", "BTCUSDT", "--preview"};
        const Ran plan = co_await run(preview);
        EXPECT_EQ(plan.exit, Exit{}) << plan.errors;
        EXPECT_THAT(plan.output, HasSubstr("people  SELL  0.0019"));
        EXPECT_THAT(plan.output, HasSubstr("together "));
        EXPECT_THAT(plan.output, Not(HasSubstr("ETHUSDT")));

        const Arguments bitcoin{"close", "BTCUSDT"};
        const Ran no = co_await run(bitcoin, "\n");
        EXPECT_EQ(no.exit.code, failed);
        EXPECT_THAT(no.errors, HasSubstr("nothing was closed"));
        const std::string still = co_await held(scene.desk(), "BTCUSDT");
        EXPECT_THAT(still, StartsWith("0.0019"));

        const Ran yes = co_await run(bitcoin, "y\n");
        EXPECT_EQ(yes.exit, Exit{}) << yes.errors;
        EXPECT_THAT(yes.output, HasSubstr("FILLED  sold 0.0019"));
        const std::string rest = co_await held(scene.desk(), "BTCUSDT");
        EXPECT_THAT(rest, StartsWith("0.00000")) << "dust at most";
        const std::string other = co_await held(scene.desk(), "ETHUSDT");
        EXPECT_THAT(other, StartsWith("0.0019"));

        const Arguments all{"close", "--all", "--yes", "--json"};
        const Ran json_ran = co_await run(all);
        EXPECT_EQ(json_ran.exit, Exit{}) << json_ran.errors;
        const json::value closed = json::parse(json_ran.output);
        EXPECT_EQ(closed.at("is_repeat"), false);
        EXPECT_EQ(closed.at("intents").as_array().size(), 1u);
        EXPECT_EQ(closed.at("intents").as_array().at(0).at("state"), "FILLED");

        const Arguments again{"close",  "--all", "--yes",
                              "--json", "--id",  std::string{closed.at("close_id").as_string()}};
        const Ran repeat = co_await run(again);
        EXPECT_EQ(json::parse(repeat.output).at("is_repeat"), true);
        const Arguments nothing{"close", "--owner", "people", "--yes"};
        const Ran none = co_await run(nothing);
        EXPECT_EQ(none.exit, Exit{}) << none.errors;
        EXPECT_THAT(none.output, HasSubstr("there is nothing to close"));
    });
}

TEST_F(Orders, WhatABuyIsProtectedByStandsAtTheVenueAndMakesWayForAClose)
{
    play([&](Scene& scene) -> Awaitable<void> {
        const auto standing = [&](std::string type) -> Awaitable<void> {
            const std::function<Awaitable<bool>()> is_there = [&]() -> Awaitable<bool> {
                const auto orders = co_await scene.desk().list("/orders");
                co_return orders.size() == 1 &&
                    orders[0].at("type").as_string() == type&& orders[0].at("state").as_string() == "ACCEPTED" &&
                    !orders[0].at("is_cancel_requested").as_bool();
            };
            co_await loop.until("a protection of the type " + type, is_there);
        };
        const Arguments buy{"order", "BUY",           "BTCUSDT", "0.004", "--stop-loss",
                            "5%",    "--take-profit", "110000",  "--yes"};
        const Ran bought = co_await run(buy);
        EXPECT_EQ(bought.exit, Exit{}) << bought.errors;
        co_await standing("OCO");
        const Arguments positions{"positions"};
        const Ran held_now = co_await run(positions);
        EXPECT_THAT(held_now.output, HasSubstr("stop loss at 95,000.00, take profit at 110,000.00"));

        const Arguments looks{"protect", "btcusdt", "--trailing", "3%", "--preview"};
        const Ran change = co_await run(looks);
        EXPECT_EQ(change.exit, Exit{}) << change.errors;
        EXPECT_THAT(change.output, StartsWith("BTCUSDT of people: trailing by 3%\n  now: 0.00"));
        EXPECT_THAT(change.output, HasSubstr("held, stop loss at 95,000.00"));

        const Arguments trailing{"protect", "BTCUSDT", "--trailing", "3%", "--yes"};
        const Ran set = co_await run(trailing);
        EXPECT_EQ(set.exit, Exit{}) << set.errors;
        EXPECT_EQ(set.output, "BTCUSDT: trailing by 3%\n");
        co_await standing("TRAILING_STOP");

        const Arguments close{"close", "--all", "--yes"};
        const Ran closed = co_await run(close);
        EXPECT_EQ(closed.exit, Exit{}) << closed.errors;
        EXPECT_THAT(closed.output, HasSubstr("1 protective order is canceled for it"));
        EXPECT_THAT(closed.output, HasSubstr("FILLED  sold 0.00399"));
        const auto orders = co_await scene.desk().list("/orders");
        EXPECT_THAT(orders, IsEmpty());

        const Arguments none{"protect", "BTCUSDT", "--none", "--yes"};
        const Ran taken = co_await run(none);
        EXPECT_EQ(taken.output, "BTCUSDT: no protection\n") << taken.errors;
    });
}

TEST_F(Orders, OneThatWaitsIsMadeSmallerAndItsFillIsListed)
{
    play([&](Scene&) -> Awaitable<void> {
        const Arguments large{"order", "BUY", "btcusdt", "0.015", "--yes", "--json"};
        const Ran waits = co_await run(large);
        EXPECT_EQ(waits.exit, Exit{}) << waits.errors;
        const json::value intent = json::parse(waits.output);
        EXPECT_EQ(intent.at("state"), "PENDING_APPROVAL");
        const Arguments smaller{"modify", std::string{intent.at("approval_id").as_string()}, "--quantity", "0.002"};
        const Ran bought = co_await run(smaller);
        EXPECT_EQ(bought.exit, Exit{}) << bought.errors;
        EXPECT_THAT(bought.output, StartsWith("bought 0.00200 BTCUSDT"));
        const Arguments fills{"fills", "--last", "1"};
        const Ran listed = co_await run(fills);
        EXPECT_EQ(listed.exit, Exit{}) << listed.errors;
        EXPECT_THAT(listed.output, HasSubstr("0.00200"));
    });
}

TEST_F(Orders, AHaltIsToldInASentenceAndAStreakIsClearedByName)
{
    play([&](Scene&) -> Awaitable<void> {
        // That one is cleared is the business of the API's tests: it takes three losses.
        const Arguments mine{"rearm", "--reason", "looked at it"};
        const Ran none = co_await run(mine);
        EXPECT_EQ(none.exit, Exit{6}) << none.errors;
        EXPECT_THAT(none.errors, HasSubstr("paper"));
        const Arguments whole{"rearm", "--desk", "--reason", "looked at it"};
        const Ran of_desk = co_await run(whole);
        EXPECT_EQ(of_desk.exit, Exit{6}) << of_desk.errors;
        const Arguments nobodys{"rearm", "--account", "nobody", "--reason", "x"};
        const Ran missing = co_await run(nobodys);
        EXPECT_NE(missing.exit, Exit{});

        const Arguments halt{"halt", "--reason", "the test's"};
        co_await run(halt);
        const Arguments buy{"order", "BUY", "BTCUSDT", "0.002", "--yes"};
        const Ran no = co_await run(buy);
        EXPECT_EQ(no.exit.code, denied);
        EXPECT_THAT(no.errors, HasSubstr("denied: HALTED: the desk is halted, so nothing new is entered"));
        EXPECT_THAT(no.errors, Not(HasSubstr("state=")));
        const Arguments resume{"resume"};
        const Ran again = co_await run(resume);
        EXPECT_EQ(again.exit, Exit{}) << again.errors;
    });
}

}  // namespace
}  // namespace swarmdesk::testing
