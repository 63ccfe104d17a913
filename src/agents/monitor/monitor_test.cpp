#include "agents/monitor/monitor.hpp"

#include <gtest/gtest.h>

#include "agents/swarm_harness.hpp"

namespace swarmdesk::agents::monitor {
namespace {

using namespace testing;

class MonitorTest : public SwarmHarness {
protected:
    MonitorTest()
    {
        settings.of<MonitorSettings>().stale_after = 10s;
        settings.of<MonitorSettings>().move_percent = "3"_dec;
        settings.of<MonitorSettings>().move_window = 15min;
        settings.of<MonitorSettings>().volume_multiple = 8;
        settings.of<MonitorSettings>().drawdown_percent = "3"_dec;
    }
    void at(Decimal bid) { swarm->on_quote(quote(bid)); }
    std::vector<std::string> messages() const
    {
        std::vector<std::string> result;
        for (const auto& alert : swarm->alerts(100)) result.push_back(alert.message);
        return result;
    }
};

TEST_F(MonitorTest, TellsOfAPriceMoveWithinTheWindow)
{
    beat_every(1min);
    settings.of<MonitorSettings>().stale_after = 24h;
    ASSERT_TRUE(start());
    at("100"_dec);
    run(10min);
    at("102.99"_dec);
    EXPECT_TRUE(messages().empty());
    run(5min);
    at("103"_dec);
    EXPECT_EQ(messages(), std::vector<std::string>{"BTCUSDT moved +3 % to 103"});
    at("99.92"_dec);
    EXPECT_TRUE(messages().size() == 1u) << "counted from where it told last: 2.99 %";
    at("99.91"_dec);
    EXPECT_EQ(messages().size(), 2u);
}

TEST_F(MonitorTest, DoesNotTellOfASlowMove)
{
    beat_every(1min);
    settings.of<MonitorSettings>().stale_after = 24h;
    ASSERT_TRUE(start());
    at("100"_dec);
    for (int minute = 1; minute <= 120; ++minute) {
        run(1min);
        at("100"_dec + multiply("0.15"_dec, Decimal::from_integer(minute), Rounding::half_even));
    }
    EXPECT_TRUE(messages().empty()) << "0.15 a minute is less than 3 % in 15 minutes";
}

TEST_F(MonitorTest, TellsOfAStaleFeedOnceAndOfItsReturn)
{
    ASSERT_TRUE(start());
    at("100"_dec);
    run(10s);
    EXPECT_TRUE(messages().empty());
    run(5s);
    ASSERT_EQ(messages().size(), 1u);
    EXPECT_EQ(messages().front(), "no quote of BTCUSDT for 11 s");
    run(1min);
    EXPECT_EQ(messages().size(), 1u);
    at("100"_dec);
    EXPECT_EQ(messages().front(), "BTCUSDT has quotes again");
}

TEST_F(MonitorTest, TellsOfAVolumeFarBeyondTheUsual)
{
    beat_every(1min);
    settings.of<MonitorSettings>().stale_after = 24h;
    ASSERT_TRUE(start());
    for (int i = 0; i < 48; ++i) {
        run(1min);
        feed(candle("100"_dec, "2"_dec));
    }
    run(1min);
    feed(candle("100"_dec, "15.99"_dec));
    EXPECT_TRUE(messages().empty());
    run(1min);
    feed(candle("100"_dec, "30"_dec));
    ASSERT_EQ(messages().size(), 1u);
    EXPECT_EQ(messages().front().find("BTCUSDT traded 30, usually 2.2"), 0u) << messages().front();
}

TEST_F(MonitorTest, TellsOfADrawdownFromTheHighestOfTheDay)
{
    ASSERT_TRUE(start());
    run(2s);
    desk.equity_usd = Usd{"11000"_dec};
    run(2s);
    desk.equity_usd = Usd{"10670.01"_dec};
    run(2s);
    EXPECT_TRUE(messages().empty());
    desk.equity_usd = Usd{"10670"_dec};
    run(2s);
    ASSERT_EQ(messages().size(), 1u);
    EXPECT_EQ(swarm->alerts(1).front().severity, Severity::critical);
    EXPECT_EQ(messages().front(), "equity of paper is 3 % below its highest of the day");
    EXPECT_EQ(desk.alerts.size(), 1u);
}

TEST_F(MonitorTest, BeginsANewDayWithANewHighest)
{
    beat_every(10min);
    ASSERT_TRUE(start());
    run(12h);
    desk.equity_usd = Usd{"9000"_dec};
    run(24h);
    ASSERT_FALSE(messages().empty());
    const auto alerts_of_the_first_day = messages().size();
    run(24h);
    EXPECT_EQ(messages().size(), alerts_of_the_first_day) << "10 % below yesterday is not a drawdown of today";
}

class CommentatorTest : public MonitorTest {
protected:
    CommentatorTest()
    {
        beat_every(1min);
        settings.of<MonitorSettings>().stale_after = 24h;
        settings.of<MonitorSettings>().analyses = true;
        settings.of<MonitorSettings>().analysis_timeframe = Timeframe::m5;
        settings.of<MonitorSettings>().analysis_timeout = 30s;
    }
    /// Candles of a minute until that many more have been fed.
    void live(int minutes)
    {
        for (int i = 0; i < minutes; ++i) {
            run(1min);
            feed(candle("100"_dec + Decimal::from_integer(++fed)));
        }
    }
    std::vector<ShownAnalysis> shown() const { return swarm->analyses().newest(100); }

    int fed = 0;
};

TEST_F(CommentatorTest, CommentsOnEachCandleOnceAndOnceAtTheStart)
{
    analyst.says = [](const Question&) { return fresh(Stance::bullish, "rising"); };
    ASSERT_TRUE(start());
    live(1);
    EXPECT_TRUE(analyst.asked.empty()) << "one candle tells nothing";
    live(1);
    ASSERT_EQ(analyst.asked.size(), 1u) << "two of a minute are better than waiting";
    EXPECT_EQ(analyst.asked.front().question.timeframe, Timeframe::m1);
    live(7);
    EXPECT_EQ(analyst.asked.size(), 1u) << "of five minutes there is only one yet";
    live(1);
    ASSERT_EQ(analyst.asked.size(), 2u);
    EXPECT_EQ(analyst.asked.back().question.timeframe, Timeframe::m5);
    EXPECT_EQ(analyst.asked.back().question.candle_open_time, clock.now().utc + -5min);
    EXPECT_EQ(analyst.asked.back().wanted, Wanted::any);
    live(5);
    EXPECT_EQ(analyst.asked.size(), 3u);

    const auto newest = shown().front();
    EXPECT_EQ(newest.kind, AnalysisKind::fresh);
    EXPECT_EQ(newest.purpose, Purpose::comment);
    EXPECT_EQ(newest.message, "rising");
    EXPECT_EQ(newest.stance, Stance::bullish);
    EXPECT_EQ(newest.origin->model, "qwen3:8b");
    EXPECT_EQ(newest.origin->tier, 1);
    EXPECT_EQ(newest.number, 3u);
    EXPECT_EQ(swarm->analyses().latest().size(), 1u);
}

TEST_F(CommentatorTest, SaysWhatIsKnownWithoutAModelWhereNoneAnswers)
{
    analyst.says = [](const Question&) { return no_answer(NoAnswerReason::all_tiers_failed); };
    ASSERT_TRUE(start());
    live(2);
    ASSERT_EQ(shown().size(), 1u);
    const auto newest = shown().front();
    EXPECT_EQ(newest.kind, AnalysisKind::degraded);
    EXPECT_EQ(newest.reason, NoAnswerReason::all_tiers_failed);
    EXPECT_EQ(newest.message, "At 102: +0.99 % in this candle, +0.99 % over the last 2");
    EXPECT_FALSE(newest.stance) << "nobody has judged";
    EXPECT_FALSE(newest.origin);
}

TEST_F(CommentatorTest, TellsOnceThatNoModelAnswersAndOnceThatOneDoes)
{
    bool is_up = false;
    analyst.says = [&is_up](const Question&) {
        return is_up ? fresh(Stance::neutral) : no_answer(NoAnswerReason::all_tiers_failed);
    };
    ASSERT_TRUE(start());
    live(30);
    EXPECT_GT(analyst.asked.size(), 3u);
    EXPECT_EQ(messages(),
              std::vector<std::string>{"No model answers (all_tiers_failed): as the test says. Analyses are "
                                       "made from facts until one does"});
    EXPECT_EQ(swarm->analyses().situation().state, ModelState::silent);
    is_up = true;
    live(30);
    ASSERT_EQ(messages().size(), 2u);
    EXPECT_EQ(messages().front(), "A model answers again: qwen3:8b");
    EXPECT_EQ(swarm->analyses().situation().state, ModelState::answering);
}

TEST_F(CommentatorTest, TellsOfASpentBudgetOnceAndOfNoSilence)
{
    analyst.says = [](const Question&) { return no_answer(NoAnswerReason::out_of_budget); };
    ASSERT_TRUE(start());
    live(30);
    EXPECT_EQ(messages(), std::vector<std::string>{"as the test says"});
    EXPECT_EQ(swarm->analyses().situation().state, ModelState::untried) << "others may be answered";
}

TEST_F(CommentatorTest, LabelsWhatIsFromBeforeWithItsAge)
{
    analyst.says = [](const Question&) { return cached(Stance::bearish, 90s); };
    ASSERT_TRUE(start());
    live(2);
    const auto newest = shown().front();
    EXPECT_EQ(newest.kind, AnalysisKind::cached);
    EXPECT_EQ(newest.made, clock.now().utc + -90s);
    EXPECT_EQ(newest.stance, Stance::bearish);
}

TEST_F(CommentatorTest, HasOneQuestionUnderWayAndDoesNotHoldUpTheWatch)
{
    analyst.says = [](const Question&) { return fresh(Stance::neutral); };
    analyst.delay = 29s;
    ASSERT_TRUE(start());
    live(2);
    EXPECT_EQ(analyst.underway, 1);
    at("100"_dec);
    at("110"_dec);
    EXPECT_EQ(messages().size(), 1u) << "a move is told while a model thinks";
    live(20);
    EXPECT_EQ(analyst.underway_most, 1);
}

TEST_F(CommentatorTest, SaysNothingWhereNobodyWantsComments)
{
    settings.of<MonitorSettings>().analyses = false;
    ASSERT_TRUE(start());
    live(10);
    EXPECT_TRUE(analyst.asked.empty());
    EXPECT_TRUE(shown().empty());
}

TEST_F(CommentatorTest, CommentsFromFactsWhereModelsAreOffWithoutAlarm)
{
    analyst.off = true;
    analyst.says = [](const Question&) { return no_answer(NoAnswerReason::switched_off); };
    ASSERT_TRUE(start());
    live(2);
    EXPECT_EQ(shown().front().kind, AnalysisKind::degraded);
    EXPECT_TRUE(messages().empty());
    EXPECT_EQ(swarm->analyses().situation().state, ModelState::switched_off);
}

}  // namespace
}  // namespace swarmdesk::agents::monitor
