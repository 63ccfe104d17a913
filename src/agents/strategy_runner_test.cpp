#include "agents/strategy_runner.hpp"

#include <gmock/gmock.h>

#include "agents/swarm_harness.hpp"
#include "trading/market/candle_builder.hpp"
#include "trading/strategy/resampled.hpp"

/// \file
/// How strategies whose timeframe is larger than the market's candles come to know the past.

namespace swarmdesk::agents {
namespace {

using namespace testing;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// Would buy after each candle, or sell where it holds something; shows how many it has seen.
class Eager final : public strategy::Strategy {
public:
    explicit Eager(std::uint32_t needed, std::vector<Candle>& seen) : needed_(needed), seen_(seen) { seen_.clear(); }
    std::string_view name() const override { return "eager"; }
    std::optional<strategy::Proposal> on_candle(const Candle& candle, const strategy::View& view) override
    {
        seen_.push_back(candle);
        auto proposal = buy("1"_dec);
        if (!view.position.is_positive()) return proposal;
        proposal.side = Side::sell;
        proposal.reduce_only = true;
        return proposal;
    }
    strategy::NamedValues series() const override
    {
        return {{"seen", Decimal::from_integer(static_cast<std::int64_t>(seen_.size()))}};
    }
    strategy::WarmUp warm_up() const override
    {
        return {{}, needed_, std::min(needed_, static_cast<std::uint32_t>(seen_.size()))};
    }

private:
    std::uint32_t needed_;
    std::vector<Candle>& seen_;
};

class StrategyRunnerTest : public SwarmHarness {
protected:
    static constexpr nanoseconds quarter = 15min;

    StrategyRunnerTest()
    {
        beat_every(1min);
        needs(4);
        history =
            std::make_unique<market::CandleHistory>([this](market::HistoryRequest request, market::HistoryAnswer back) {
                asked.emplace_back(std::move(request), std::move(back));
            });
    }
    void needs(std::uint32_t needed, nanoseconds timeframe = quarter)
    {
        make_strategy = [this, needed, timeframe]() -> std::unique_ptr<strategy::Strategy> {
            return std::make_unique<strategy::Resampled>(timeframe, std::make_unique<Eager>(needed, seen));
        };
    }
    void pass(int minutes)
    {
        for (int i = 0; i < minutes; ++i) {
            run(1min);
            feed(candle("100"_dec));
        }
    }
    static std::vector<Candle> past_of(const market::HistoryRequest& request)
    {
        std::vector<Candle> candles;
        for (UtcTime at = request.from; at < request.before;) {
            const bool is_whole = at + request.interval <= request.before;
            Candle& one = candles.emplace_back();
            one.instrument = request.instrument;
            one.open_time = at;
            one.interval = is_whole ? request.interval : candle_interval;
            one.open = one.high = one.low = one.close = Price{"100"_dec};
            one.volume = Quantity{"1"_dec};
            at = at + one.interval;
        }
        return candles;
    }
    void answer(std::size_t which) { asked.at(which).second(past_of(asked.at(which).first)); }
    const SeriesLog::Series& series() const
    {
        return swarm->series().all().at({online_trading_id, paper, StrategyId{"scripted"}, btc});
    }
    void expect_seamless() const
    {
        for (std::size_t i = 1; i < seen.size(); ++i)
            ASSERT_EQ(seen[i].open_time, seen[i - 1].open_time + quarter) << i;
    }

    std::vector<std::pair<market::HistoryRequest, market::HistoryAnswer>> asked;
    std::vector<Candle> seen;  ///< by the newest strategy
};

TEST_F(StrategyRunnerTest, AsksForThePastInTheTimeframeUpToTheCandlesThereAre)
{
    ASSERT_TRUE(start());
    pass(7);
    ASSERT_THAT(asked, SizeIs(1));
    const market::HistoryRequest& request = asked[0].first;
    const UtcTime first = clock.now().utc + -7min;
    EXPECT_EQ(request.interval, quarter);
    EXPECT_EQ(request.before, first);
    EXPECT_EQ(request.from, market::floor_to_interval(first, quarter) + -quarter * 16);
}

TEST_F(StrategyRunnerTest, JoinsThePastWithWhatCameWhileItWasAwaited)
{
    ASSERT_TRUE(start());
    pass(20);
    EXPECT_THAT(desk.asked, IsEmpty()) << "the past is awaited";
    answer(0);
    pass(1);
    ASSERT_GE(seen.size(), 17u);
    expect_seamless();
    EXPECT_EQ(seen.front().open_time, asked[0].first.from);
    EXPECT_EQ(strategy::close_time(seen.back()), market::floor_to_interval(clock.now().utc, quarter));
    EXPECT_THAT(desk.asked, IsEmpty()) << "what it would have done then is past";
    pass(15);
    EXPECT_THAT(desk.asked, SizeIs(1));
    expect_seamless();
    EXPECT_THAT(asked, SizeIs(1));
    EXPECT_EQ(series().shortage, std::nullopt);
}

TEST_F(StrategyRunnerTest, WhoeverIsReplacedSeesTheSamePast)
{
    ASSERT_TRUE(start());
    pass(2);
    answer(0);
    pass(20);
    const auto before = seen;
    run_until_done(swarm->stop());
    ASSERT_TRUE(start());
    pass(1);
    expect_seamless();
    EXPECT_GE(seen.size(), 16u);
    EXPECT_EQ(seen.back().open_time, before.back().open_time);
    EXPECT_THAT(asked, SizeIs(1)) << "it is known already";
}

TEST_F(StrategyRunnerTest, SaysWhatCannotBeHadAndEntersNothingUntilThen)
{
    needs(100);
    ASSERT_TRUE(start());
    pass(1);
    asked[0].second(std::vector<Candle>{});
    pass(1);
    EXPECT_THAT(
        status("online_trading").status_message,
        HasSubstr("scripted of BTCUSDT sees 0 of 100 candles of 15m until 2025-06-16 13:00 UTC and enters nothing"));
    EXPECT_THAT(desk.alerts, SizeIs(1));
    pass(29);
    EXPECT_THAT(desk.asked, IsEmpty());
    EXPECT_THAT(desk.alerts, SizeIs(1)) << "once";
    ASSERT_TRUE(series().shortage);
    EXPECT_EQ(series().shortage->seen, 2u);
    EXPECT_EQ(series().shortage->needed, 100u);
    EXPECT_EQ(series().shortage->timeframe, quarter);
    EXPECT_EQ(series().shortage->until, market::floor_to_interval(clock.now().utc, quarter) + quarter * 98);
    EXPECT_THAT(status("online_trading").status_message, HasSubstr("sees 2 of 100"));
}

TEST_F(StrategyRunnerTest, AShortWhileIsNoAlert)
{
    needs(4);
    history = nullptr;
    ASSERT_TRUE(start());
    pass(46);
    EXPECT_THAT(desk.asked, IsEmpty());
    EXPECT_THAT(desk.alerts, IsEmpty());
    EXPECT_THAT(status("online_trading").status_message, HasSubstr("sees 3 of 4"));
    pass(14);
    EXPECT_THAT(desk.asked, SizeIs(1)) << "with the fourth";
    EXPECT_EQ(series().shortage, std::nullopt);
}

TEST_F(StrategyRunnerTest, LeavesWhatItHoldsHoweverLittleItHasSeen)
{
    needs(100);
    ASSERT_TRUE(start());
    desk.hold(scripted_lots, Quantity{"2"_dec}, Price{"100"_dec});
    pass(30);
    ASSERT_FALSE(desk.asked.empty()) << "while the past is awaited";
    EXPECT_TRUE(desk.asked.back().reduce_only);
    desk.asked.clear();
    asked[0].second(Error{Errc::unavailable, "Binance does not answer"});
    pass(30);
    ASSERT_FALSE(desk.asked.empty()) << "and where it is not to be had";
    EXPECT_TRUE(desk.asked.back().reduce_only);
}

TEST_F(StrategyRunnerTest, AsksAgainForWhatWasNotToBeHadUntilItHasSeenEnoughByItself)
{
    int asks = 0;
    history = std::make_unique<market::CandleHistory>([&](const market::HistoryRequest&, const auto& back) {
        ++asks;
        back(Error{Errc::unavailable, "Binance does not answer"});
    });
    ASSERT_TRUE(start());
    pass(10);
    EXPECT_GE(asks, 3);
    pass(50);
    EXPECT_THAT(desk.asked, SizeIs(1)) << "with the fourth candle";
    pass(1);  // an answer is taken up with the next candle
    const int before = asks;
    pass(10);
    EXPECT_EQ(asks, before);
}

TEST_F(StrategyRunnerTest, SaysForGoodWhereTheMarketsCandlesDoNotMakeUpTheTimeframe)
{
    needs(2, 90s);
    ASSERT_TRUE(start());
    pass(5);
    EXPECT_THAT(asked, IsEmpty());
    EXPECT_THAT(status("online_trading").status_message, HasSubstr("do not make up"));
    EXPECT_THAT(desk.alerts, SizeIs(1));
}

/// Buys wherever it does not rest.
class Resting final : public strategy::Strategy {
public:
    explicit Resting(Quantity quantity) : quantity_(quantity) {}
    std::string_view name() const override { return "resting"; }
    std::optional<strategy::Proposal> on_candle(const Candle& candle, const strategy::View& view) override
    {
        if (is_resting(view, candle, 5min) || view.open_buy_orders > 0) return std::nullopt;
        return buy(quantity_.value());
    }

private:
    Quantity quantity_;
};

TEST_F(StrategyRunnerTest, AnEntryThatIsHeldBackBeginsNoPause)
{
    Quantity quantity{"0.001"_dec};  // worth ten cents
    make_strategy = [&]() -> std::unique_ptr<strategy::Strategy> { return std::make_unique<Resting>(quantity); };
    ASSERT_TRUE(start());
    pass(1);
    EXPECT_THAT(desk.asked, IsEmpty());
    desk.rails_.instruments.at(btc).notional_min = Amount{"0.01"_dec};
    pass(1);
    EXPECT_THAT(desk.asked, SizeIs(1)) << "with the next candle";
    pass(4);
    EXPECT_THAT(desk.asked, SizeIs(1));
    pass(1);
    EXPECT_THAT(desk.asked, SizeIs(2));
}

TEST_F(StrategyRunnerTest, AnEntryOnItsWayIsAnOrderUntilItIsThereOrHasExpired)
{
    make_strategy = []() -> std::unique_ptr<strategy::Strategy> {
        return std::make_unique<Resting>(Quantity{"1"_dec});
    };
    desk.failures_left = 1'000;  // a gate that does not answer
    ASSERT_TRUE(start());
    pass(1);
    ASSERT_THAT(desk.raised, SizeIs(1));
    pass(5);
    EXPECT_THAT(desk.raised, SizeIs(1));
    pass(1);
    EXPECT_THAT(desk.raised, SizeIs(2)) << "the first is void after five minutes";
}

TEST_F(StrategyRunnerTest, WhoNeedsNoPastAsksForNone)
{
    needs(0);
    ASSERT_TRUE(start());
    pass(16);
    EXPECT_THAT(asked, IsEmpty());
    EXPECT_FALSE(desk.asked.empty());
}

}  // namespace
}  // namespace swarmdesk::agents
