#include "trading/strategy/resampled.hpp"

#include <gtest/gtest.h>

#include "trading/strategy/testing.hpp"

namespace swarmdesk::trading::strategy {
namespace {

const Instrument instrument = testing::btc();

/// Keeps the candles it is given, and proposes to spend a number of pieces that counts them.
class Keeper final : public Strategy {
public:
    explicit Keeper(std::vector<Candle>& candles) : candles_(candles) {}
    std::string_view name() const override { return "keeper"; }
    std::optional<Proposal> on_candle(const Candle& candle, const View&) override
    {
        candles_.push_back(candle);
        Proposal proposal;
        proposal.quantity = Quantity{Decimal::from_integer(static_cast<std::int64_t>(candles_.size()))};
        return proposal;
    }
    NamedValues series() const override { return {{"x", "1"_dec}}; }

private:
    std::vector<Candle>& candles_;
};

struct Fixture {
    explicit Fixture(std::chrono::minutes timeframe = std::chrono::minutes{15})
        : strategy{timeframe, std::make_unique<Keeper>(candles)}
    {}
    /// The five-minute candle of that index; what was proposed, as a number.
    std::string feed(std::int64_t index, Decimal close = "100"_dec) { return feed(testing::candle_at(index, close)); }
    std::string feed(const Candle& candle)
    {
        const auto proposal = strategy.on_candle(candle, testing::rich_view(instrument));
        return proposal ? proposal->quantity->to_string() : "-";
    }
    std::vector<Candle> candles;
    Resampled strategy;
};

TEST(Resampled, MakesLargeCandlesAndSpeaksOnlyWhenOneIsComplete)
{
    Fixture fixture;
    EXPECT_EQ(fixture.feed(0, "100"_dec), "-");
    EXPECT_EQ(fixture.feed(1, "120"_dec), "-");
    EXPECT_EQ(fixture.feed(2, "90"_dec), "1");
    EXPECT_EQ(fixture.feed(3), "-");
    ASSERT_EQ(fixture.candles.size(), 1u);
    const Candle& large = fixture.candles[0];
    EXPECT_EQ(large.open_time, UtcTime{0});
    EXPECT_EQ(large.interval, std::chrono::minutes{15});
    EXPECT_EQ(large.open, Price{"100"_dec});
    EXPECT_EQ(large.high, Price{"121"_dec});
    EXPECT_EQ(large.low, Price{"89"_dec});
    EXPECT_EQ(large.close, Price{"90"_dec});
    EXPECT_EQ(large.volume, Quantity{"3"_dec});
}

TEST(Resampled, LeavesOutAFirstCandleWhoseBeginningItDidNotSee)
{
    Fixture fixture;
    EXPECT_EQ(fixture.feed(1), "-");
    EXPECT_EQ(fixture.feed(2), "-");
    EXPECT_EQ(fixture.feed(3), "-");
    EXPECT_EQ(fixture.feed(4), "-");
    EXPECT_EQ(fixture.feed(5), "1");
    EXPECT_EQ(fixture.candles[0].open_time, testing::candle_at(3, "1"_dec).open_time);
}

TEST(Resampled, ToleratesHoles)
{
    Fixture fixture;
    fixture.feed(0);
    EXPECT_EQ(fixture.feed(2), "1");   // the middle is missing
    fixture.feed(3);                   // 4 and 5 are
    EXPECT_EQ(fixture.feed(6), "2");   // and tell themselves with the next one there is
    EXPECT_EQ(fixture.feed(11), "4");  // 7 and 8 are, as are 9 and 10: two at once, and the newer speaks
    ASSERT_EQ(fixture.candles.size(), 4u);
    EXPECT_EQ(fixture.candles[3].volume, Quantity{"1"_dec});
    EXPECT_EQ(fixture.candles[3].open_time, testing::candle_at(9, "1"_dec).open_time);
    EXPECT_EQ(fixture.feed(50), "5");  // a hole of hours has no candles; this one is the last of its fifteen minutes
}

TEST(Resampled, DoesNotCountWhatDoesNotComeAfterTheLastOneOrDoesNotFit)
{
    Fixture fixture;
    fixture.feed(0);
    fixture.feed(1);
    EXPECT_EQ(fixture.feed(1), "-");
    EXPECT_EQ(fixture.feed(0), "-");
    Candle odd = testing::candle_at(2, "1"_dec);
    odd.interval = std::chrono::minutes{4};
    EXPECT_EQ(fixture.feed(odd), "-");
    odd.interval = std::chrono::minutes{30};
    EXPECT_EQ(fixture.feed(odd), "-");
    odd.interval = {};
    EXPECT_EQ(fixture.feed(odd), "-");
    EXPECT_EQ(fixture.feed(2), "1");
    EXPECT_EQ(fixture.candles[0].volume, Quantity{"3"_dec});
}

TEST(Resampled, PassesCandlesOfItsOwnSizeAndEarlierThan1970)
{
    Fixture fixture{std::chrono::minutes{5}};
    EXPECT_EQ(fixture.feed(-2), "1");
    EXPECT_EQ(fixture.feed(7), "2");
    EXPECT_EQ(fixture.candles[1], testing::candle_at(7, "100"_dec));

    Fixture before;
    for (int i = -3; i < -1; ++i) EXPECT_EQ(before.feed(i), "-");
    EXPECT_EQ(before.feed(-1), "1");
}

TEST(Resampled, KeepsAVolumeBeyondAllNumbersFromThrowing)
{
    Fixture fixture;
    Candle candle = testing::candle_at(0, "1"_dec);
    candle.volume = Quantity{Decimal::from_mantissa(static_cast<Int128>(~Uint128{0} >> 1))};
    fixture.feed(candle);
    fixture.feed(1);
    EXPECT_EQ(fixture.feed(2), "1");
    EXPECT_EQ(fixture.candles[0].volume, candle.volume);
}

TEST(Resampled, ShowsTheStrategyInside)
{
    Fixture fixture;
    EXPECT_EQ(fixture.strategy.name(), "keeper");
    EXPECT_EQ(fixture.strategy.series(), (NamedValues{{"x", "1"_dec}}));
    EXPECT_EQ(fixture.strategy.undecided(), 0u);
}

TEST(Resampled, GoesOnFromLargeCandlesWithSmallOnesAndTakesNoTimeTwice)
{
    Fixture fixture;
    Candle large = testing::candle_at(0, "100"_dec);
    large.interval = std::chrono::minutes{15};
    EXPECT_EQ(fixture.feed(large), "1");
    EXPECT_EQ(fixture.feed(1), "-") << "inside the large one";
    EXPECT_EQ(fixture.feed(2), "-") << "likewise, though it would complete it";
    EXPECT_EQ(fixture.feed(3, "110"_dec), "-");
    EXPECT_EQ(fixture.feed(4), "-");
    EXPECT_EQ(fixture.feed(5), "2");
    ASSERT_EQ(fixture.candles.size(), 2u);
    EXPECT_EQ(fixture.candles[1].open, Price{"110"_dec});
    EXPECT_EQ(fixture.candles[1].volume, Quantity{"3"_dec});
}

}  // namespace
}  // namespace swarmdesk::trading::strategy
