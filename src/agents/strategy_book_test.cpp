#include "agents/strategy_book.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "agents/pending_terms.hpp"
#include "agents/swarm_harness.hpp"
#include "storage/temporary_folder.hpp"

namespace swarmdesk::agents {
namespace {

using namespace testing;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

const Actor ann{ActorKind::human, "ann"};

/// A swarm whose one strategy is a file that buys above a price.
class ChangedRules : public SwarmHarness {
protected:
    ChangedRules()
    {
        write(file_of("mine", "200"));
        settings.of<OnlineTradingSettings>().strategies = {path};
        settings.of<BuyBotSettings>().rules = {};
    }

    static std::string file_of(const std::string& name, const std::string& above, const std::string& more = {})
    {
        return "name: " + name + "\nentry:\n  when: close > " + above +
               "\nstop: {percent: 3}\nsizing: {quote_amount: 100}\n" + more;
    }
    void write(const std::string& text) const
    {
        std::filesystem::remove_all(path);
        std::ofstream{path} << text;
    }
    Result<StrategyChange> preview() const { return swarm->preview_strategy(online_trading_id, "mine"); }
    std::string refusal() const
    {
        const auto change = preview();
        return change ? "" : change.error().detail;
    }
    Swarm::Record recorder()
    {
        return [this](execution::SettingChanged change) { return record(std::move(change)); };
    }
    boost::asio::awaitable<Result<void>> record(execution::SettingChanged change)
    {
        if (record_takes > 0ns) co_await clock.sleep(record_takes);
        if (record_fails) co_return Error{Errc::unavailable, "the disk failed"};
        recorded.push_back(std::move(change));
        co_return Result<void>{};
    }
    boost::asio::awaitable<void> apply_into(std::string revision, std::vector<std::string>& outcomes)
    {
        auto applying =
            swarm->apply_strategy(online_trading_id, "mine", std::move(revision), ann, "because", recorder());
        const auto change = co_await std::move(applying);
        outcomes.push_back(change ? "applied" : change.error().detail);
    }
    std::string apply(const std::string& revision)
    {
        std::vector<std::string> outcomes;
        run_until_done(apply_into(revision, outcomes));
        run();
        return outcomes.at(0);
    }

    storage::TemporaryFolder folder;
    std::filesystem::path path = folder.path() / "mine.yaml";
    std::vector<execution::SettingChanged> recorded;
    nanoseconds record_takes{};
    bool record_fails = false;
};

TEST_F(ChangedRules, ActOnlyOnceTheyWereTaken)
{
    ASSERT_TRUE(start());
    feed(candle("100"_dec));
    EXPECT_THAT(desk.asked, IsEmpty());
    write(file_of("mine", "50"));
    feed(candle("100"_dec));
    EXPECT_THAT(desk.asked, IsEmpty()) << "a file that changed changes nothing by itself";
    const auto change = preview();
    ASSERT_TRUE(change) << change.error().detail;
    EXPECT_NE(change->from, change->to);
    EXPECT_EQ(change->to.size(), 16u);
    EXPECT_FALSE(change->changes.empty());
    EXPECT_EQ(apply(change->to), "applied");
    ASSERT_EQ(recorded.size(), 1u);
    EXPECT_EQ(recorded[0].setting, "strategy online_trading/mine");
    EXPECT_EQ(recorded[0].from, change->from);
    EXPECT_EQ(recorded[0].to, change->to);
    EXPECT_EQ(recorded[0].by, ann);
    EXPECT_EQ(status("online_trading").state, AgentState::running);
    feed(candle("100"_dec));
    ASSERT_EQ(desk.asked.size(), 1u);
    EXPECT_EQ(desk.asked[0].side, Side::buy);
    EXPECT_EQ(apply(change->to), "applied") << "again is no change";
    EXPECT_EQ(recorded.size(), 1u);
}

class HeldByChangedRules : public ChangedRules {
protected:
    const execution::LotKey lot{paper, btc, LotOwner{online_trading_id, StrategyId{"mine"}}};

    static std::string exits(const std::string& stop, const std::string& more = {})
    {
        return "name: mine\nentry: {when: close > 200}\nstop: {percent: " + stop + "}\nsizing: {quote_amount: 100}\n" +
               more;
    }
    /// Bought for 100 on the average, on a signal at 100.2: its stop stands 3 % below that.
    void hold()
    {
        write(exits("3"));
        ASSERT_TRUE(start());
        desk.hold(lot.owner, Quantity{"2"_dec}, Price{"100"_dec});
        desk.notes[lot].protection = {Price{"97.19"_dec}, {}, {}};
        feed(candle("101"_dec));
        EXPECT_THAT(desk.moved, IsEmpty());
    }
    void take(const std::string& text)
    {
        write(text);
        ASSERT_EQ(apply(preview()->to), "applied");
    }
    /// As the ledger has it: what was changed, and then what was moved.
    strategy::NewTerms left() const
    {
        PendingTerms terms{lot};
        std::uint64_t seq = recorded.size() + desk.moved.size();
        for (auto move = desk.moved.rbegin(); move != desk.moved.rend(); ++move)
            terms.add(execution::ProtectionSet{lot.account,
                                               lot.owner,
                                               lot.instrument,
                                               move->protection,
                                               {ActorKind::agent, move->agent.to_string()},
                                               {},
                                               move->reason},
                      seq--);
        for (auto change = recorded.rbegin(); change != recorded.rend(); ++change) terms.add(*change, seq--);
        return terms.left();
    }
    void restart()
    {
        run_until_done(swarm->stop());
        ASSERT_TRUE(start());
        swarm->renew_terms(lot, left());
    }
};

TEST_F(HeldByChangedRules, ALotGetsTheNewStopAndTargetOnceAtTheNextCandle)
{
    hold();
    take(exits("2", "take_profit: {percent: 5}\n"));
    EXPECT_THAT(desk.moved, IsEmpty());
    feed(candle("101"_dec));
    ASSERT_EQ(desk.moved.size(), 1u);
    EXPECT_EQ(desk.moved[0].lot, lot);
    EXPECT_EQ(desk.moved[0].protection, (Protection{Price{"98"_dec}, Price{"105"_dec}, {}}));
    feed(candle("101"_dec));
    EXPECT_EQ(desk.moved.size(), 1u);
    EXPECT_THAT(desk.asked, IsEmpty());
}

TEST_F(HeldByChangedRules, ALotKeepsWhatStandsWhereNeitherStopNorTargetChanged)
{
    hold();
    take(exits("3", "pause: 5m\n"));
    feed(candle("101"_dec));
    run_until_done(swarm->stop());
    ASSERT_TRUE(start());
    feed(candle("101"_dec));
    EXPECT_THAT(desk.moved, IsEmpty()) << "nor after a restart";
    EXPECT_THAT(desk.asked, IsEmpty());
}

TEST_F(HeldByChangedRules, ALotIsToldAgainUntilTheNewStopStands)
{
    hold();
    desk.refuses_to_move = true;
    take(exits("2"));
    feed(candle("101"_dec));
    feed(candle("101"_dec));
    EXPECT_EQ(desk.moved.size(), 2u);
    desk.refuses_to_move = false;
    feed(candle("101"_dec));
    feed(candle("101"_dec));
    EXPECT_EQ(desk.moved.size(), 3u);
    EXPECT_EQ(desk.notes[lot].protection.stop_price, Price{"98"_dec});
}

TEST_F(HeldByChangedRules, ALotIsSoldWhereTheMarketIsBeyondTheNewStop)
{
    hold();
    take(exits("2"));
    feed(candle("98"_dec));
    EXPECT_THAT(desk.moved, IsEmpty());
    ASSERT_EQ(desk.asked.size(), 1u);
    EXPECT_TRUE(desk.asked[0].reduce_only);
}

TEST_F(HeldByChangedRules, ALowerStopTakesNoneDown)
{
    hold();
    take(exits("9"));
    feed(candle("101"_dec));
    EXPECT_THAT(desk.moved, IsEmpty());
    EXPECT_EQ(desk.notes[lot].protection.stop_price, Price{"97.19"_dec});
}

TEST_F(HeldByChangedRules, ALotOfRulesThatWereOthersBeforeTheStartGetsTheirStop)
{
    hold();
    run_until_done(swarm->stop());
    write(exits("2"));
    ASSERT_TRUE(start());
    swarm->renew_terms(online_trading_id, "mine");
    feed(candle("101"_dec));
    EXPECT_EQ(desk.notes[lot].protection.stop_price, Price{"98"_dec});
}

TEST_F(HeldByChangedRules, ALotGetsTheNewStopOnceThoughTheDeskWasStoppedBeforeTheCandle)
{
    hold();
    take(exits("2"));
    restart();
    restart();
    feed(candle("101"_dec));
    ASSERT_EQ(desk.moved.size(), 1u);
    EXPECT_EQ(desk.moved[0].protection, (Protection{Price{"98"_dec}, {}, {}}));
    restart();
    EXPECT_EQ(left(), strategy::NewTerms{});
    feed(candle("101"_dec));
    EXPECT_EQ(desk.moved.size(), 1u);
}

TEST_F(HeldByChangedRules, AChangeOfOtherThingsLeavesNothingToDoAfterARestart)
{
    hold();
    take(exits("3", "pause: 5m\n"));
    restart();
    EXPECT_EQ(left(), strategy::NewTerms{});
    EXPECT_THAT(swarm->lots_of(online_trading_id, "mine"), ElementsAre(lot));
    EXPECT_THAT(swarm->lots_of(online_trading_id, "yours"), IsEmpty());
}

TEST_F(HeldByChangedRules, WhatIsBoughtAfterwardsHasTheStopOfItsEntry)
{
    hold();
    take(exits("2"));
    desk.hold(lot.owner, Quantity{}, Price{});
    desk.notes[lot].protection = {};
    feed(candle("101"_dec));
    desk.hold(lot.owner, Quantity{"2"_dec}, Price{"100"_dec});
    desk.notes[lot].protection = {Price{"98.1"_dec}, {}, {}};
    feed(candle("101"_dec));
    EXPECT_THAT(desk.moved, IsEmpty());
}

TEST_F(ChangedRules, APauseGoesOnWhereTheRulesAreTakenAndAfterARestart)
{
    const auto rule = [](const std::string& more) { return file_of("mine", "50", "pause: 5m\n" + more); };
    write(rule(""));
    beat_every(1min);
    ASSERT_TRUE(start());
    const auto minute = [&] {
        run(1min);
        feed(candle("100"_dec));
    };
    minute();
    ASSERT_EQ(desk.asked.size(), 1u);
    write(rule("description: the same\n"));
    EXPECT_EQ(apply(preview()->to), "applied");
    minute();
    minute();
    run_until_done(swarm->stop());
    ASSERT_TRUE(start());
    minute();
    minute();
    EXPECT_EQ(desk.asked.size(), 1u);
    minute();
    EXPECT_EQ(desk.asked.size(), 2u) << "five minutes after the first";
}

TEST_F(ChangedRules, AreExactlyThoseThatWerePreviewed)
{
    ASSERT_TRUE(start());
    write(file_of("mine", "50"));
    const std::string seen = preview()->to;
    write(file_of("mine", "60"));
    EXPECT_THAT(apply(seen), StartsWith("FILE_CHANGED"));
    EXPECT_THAT(recorded, IsEmpty());
    write("# a comment changes no revision\n" + file_of("mine", "50"));
    EXPECT_EQ(apply(seen), "applied");
}

TEST_F(ChangedRules, AreNotTakenWhereTheLedgerDoesNotHaveThem)
{
    ASSERT_TRUE(start());
    write(file_of("mine", "50"));
    record_fails = true;
    EXPECT_EQ(apply(preview()->to), "the disk failed");
    feed(candle("100"_dec));
    EXPECT_THAT(desk.asked, IsEmpty());
    record_fails = false;
    EXPECT_EQ(apply(preview()->to), "applied");
}

TEST_F(ChangedRules, AreTakenOneAtATime)
{
    ASSERT_TRUE(start());
    write(file_of("mine", "50"));
    const std::string revision = preview()->to;
    record_takes = 1s;
    std::vector<std::string> outcomes;
    runtime::TaskScope tasks{context.get_executor(), [](const std::string&, std::exception_ptr) {}};
    tasks.spawn(apply_into(revision, outcomes), "first");
    tasks.spawn(apply_into(revision, outcomes), "second");
    run();
    ASSERT_EQ(outcomes.size(), 1u);
    EXPECT_THAT(outcomes[0], StartsWith("CHANGE_UNDER_WAY"));
    run(1s);
    ASSERT_EQ(outcomes.size(), 2u);
    EXPECT_EQ(outcomes[1], "applied");
    EXPECT_EQ(recorded.size(), 1u);
    run_until_done(tasks.stop());
}

TEST_F(ChangedRules, AreRefusedWithACodeWhereTheFileCannotTakeOver)
{
    ASSERT_TRUE(start());
    std::filesystem::remove(path);
    EXPECT_THAT(refusal(), StartsWith("FILE_UNUSABLE: "));
    write("name: mine\nentry: {when: clsoe > 1}\n");
    EXPECT_THAT(refusal(), StartsWith("FILE_UNUSABLE: "));
    write(std::string(70'000, '#'));
    EXPECT_THAT(refusal(), StartsWith("FILE_UNUSABLE: "));
    std::filesystem::remove(path);
    std::filesystem::create_symlink("/dev/zero", path);
    EXPECT_THAT(refusal(), HasSubstr("no regular file"));
    std::filesystem::remove(path);
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    EXPECT_THAT(refusal(), HasSubstr("no regular file")) << "and nobody waits for a writer";
    std::filesystem::remove(path);
    std::filesystem::create_directory(path);
    EXPECT_THAT(refusal(), HasSubstr("no regular file"));
    write(file_of("yours", "50"));
    EXPECT_THAT(refusal(), StartsWith("NAME_CHANGED: "));
    write(file_of("mine", "50", "timeframe: 7s\n"));
    EXPECT_THAT(refusal(), AnyOf(StartsWith("TIMEFRAME_UNFIT: "), StartsWith("FILE_UNUSABLE: ")));
    write(file_of("mine", "50", "timeframe: 90s\n"));
    EXPECT_THAT(refusal(), StartsWith("TIMEFRAME_UNFIT: ")) << "though no candle came yet";
    EXPECT_THAT(swarm->strategies().at(0).problem, HasSubstr("cannot be made of candles of 1m"));
    write(file_of("mine", "50", "timeframe: 1h\n"));
    EXPECT_EQ(refusal(), "") << "a timeframe may change where the candles fit";
    EXPECT_EQ(swarm->preview_strategy(online_trading_id, "other").error().code, Errc::not_found);
    EXPECT_EQ(swarm->preview_strategy(AgentId{"nobody"}, "mine").error().code, Errc::not_found);
}

TEST_F(ChangedRules, OfAnAgentThatIsRestartingAreThoseOfTheNextOne)
{
    settings.of<BuyBotSettings>().rules = {"dca"};
    ASSERT_TRUE(start());
    EXPECT_THAT(swarm->preview_strategy(AgentId{"buy_bot"}, "dca").error().detail, StartsWith("NOT_A_FILE: "));
    const auto rows = swarm->strategies();
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].name, "dca");
    EXPECT_EQ(rows[0].file, "");
    EXPECT_EQ(rows[1].file, path.string());
    EXPECT_EQ(rows[1].revision, rows[1].file_revision);
    EXPECT_EQ(rows[1].problem, "");
    write("{");
    EXPECT_THAT(swarm->strategies()[1].problem, StartsWith("FILE_UNUSABLE: "));
    EXPECT_EQ(swarm->strategies()[1].file_revision, "");
}

}  // namespace
}  // namespace swarmdesk::agents
