#include "trading/strategy/indicators/averages.hpp"
#include "trading/strategy/indicators/channels.hpp"
#include "trading/strategy/indicators/momentum.hpp"
#include "trading/strategy/indicators/oscillators.hpp"
#include "trading/strategy/indicators/trend.hpp"
#include "trading/strategy/indicators/volume.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace swarmdesk::trading::strategy {
namespace {

using literals::operator""_dec;
using Values = std::vector<Decimal>;

Candle bar(Decimal high, Decimal low, Decimal close)
{
    Candle candle;
    candle.open = candle.close = Price{close};
    candle.high = Price{high};
    candle.low = Price{low};
    return candle;
}

std::string shown(std::optional<Decimal> value)
{
    return value ? round_to_step(*value, "0.01"_dec, Rounding::half_even).to_string() : "-";
}

template <class Indicator>
std::vector<std::string> run(Indicator indicator, const Values& values)
{
    std::vector<std::string> shown_values;
    for (const Decimal value : values) {
        indicator.update(value);
        shown_values.push_back(shown(indicator.value()));
    }
    return shown_values;
}

Values random_walk(std::uint64_t seed, std::size_t count)
{
    std::mt19937_64 random{seed};
    Values values{"1000"_dec};
    while (values.size() < count)
        values.push_back(
            values.back() +
            Decimal::from_mantissa(Int128{static_cast<std::int64_t>(random() % 2001) - 1000} * 10'000'000'000'000'000));
    return values;
}

TEST(Sma, IsTheMeanOfTheWindow)
{
    EXPECT_EQ(run(Sma{3}, {"1"_dec, "2"_dec, "3"_dec, "7"_dec, "2"_dec}),
              (std::vector<std::string>{"-", "-", "2", "4", "4"}));
}

TEST(Ema, StartsWithTheMeanAndMovesByTwoOverPeriodPlusOne)
{
    // By hand, n = 3, factor 1/2: (1+2+3)/3 = 2; 2 + (4−2)/2 = 3; 3 + (8−3)/2 = 5.5; 5.5 + (0.5−5.5)/2 = 3.
    EXPECT_EQ(run(Ema{3}, {"1"_dec, "2"_dec, "3"_dec, "4"_dec, "8"_dec, "0.5"_dec}),
              (std::vector<std::string>{"-", "-", "2", "3", "5.5", "3"}));
}

TEST(WilderAverage, KeepsAllButOnePart)
{
    // By hand, n = 3: (1+2+3)/3 = 2; (2·2+5)/3 = 3; (3·2+0)/3 = 2.
    EXPECT_EQ(run(WilderAverage{3}, {"1"_dec, "2"_dec, "3"_dec, "5"_dec, "0"_dec}),
              (std::vector<std::string>{"-", "-", "2", "3", "2"}));
}

TEST(Rsi, FollowsTheHandComputedTable)
{
    // By hand, n = 2: changes +1, −0.5, +1.5. G = 0.5, L = 0.25: 66.67. G = (0.5+1.5)/2 = 1, L = 0.125: 88.89.
    EXPECT_EQ(run(Rsi{2}, {"10"_dec, "11"_dec, "10.5"_dec, "12"_dec}),
              (std::vector<std::string>{"-", "-", "66.67", "88.89"}));
}

TEST(Rsi, FollowsThePublishedFourteenPeriodExample)
{
    // The worked example of ChartSchool (StockCharts), "Relative Strength Index": closes to four decimals, results to
    // two.
    const auto values = run(Rsi{14}, {"44.3389"_dec, "44.0902"_dec, "44.1497"_dec, "43.6124"_dec, "44.3278"_dec,
                                      "44.8264"_dec, "45.0955"_dec, "45.4245"_dec, "45.8433"_dec, "46.0826"_dec,
                                      "45.8931"_dec, "46.0328"_dec, "45.6140"_dec, "46.2820"_dec, "46.2820"_dec,
                                      "46.0028"_dec, "46.0328"_dec, "46.4116"_dec, "46.2222"_dec, "45.6439"_dec});
    EXPECT_EQ(values[13], "-");
    EXPECT_EQ(std::vector<std::string>(values.begin() + 14, values.end()),
              (std::vector<std::string>{"70.53", "66.32", "66.55", "69.41", "66.36", "57.97"}));
}

TEST(Rsi, IsExtremeWhenOnlyOneSideMovesAndNeutralWhenNothingDoes)
{
    EXPECT_EQ(run(Rsi{2}, {"1"_dec, "2"_dec, "3"_dec}).back(), "100");
    EXPECT_EQ(run(Rsi{2}, {"3"_dec, "2"_dec, "1"_dec}).back(), "0");
    EXPECT_EQ(run(Rsi{2}, {"2"_dec, "2"_dec, "2"_dec}).back(), "50");
}

TEST(Atr, StretchesTheRangeToTheCloseBefore)
{
    // By hand, n = 2: ranges 2 and 3: 2.5; 11−7 = 4: 3.25; up-gap 15−8 = 7: 5.125 (5.12); down-gap 14.5−9
    // = 5.5: 5.3125.
    Atr atr{2};
    std::vector<std::string> values;
    for (const Candle& candle :
         {bar("10"_dec, "8"_dec, "9"_dec), bar("12"_dec, "9"_dec, "11"_dec), bar("11"_dec, "7"_dec, "8"_dec),
          bar("15"_dec, "14"_dec, "14.5"_dec), bar("10"_dec, "9"_dec, "9.5"_dec)}) {
        atr.update(candle);
        values.push_back(shown(atr.value()));
    }
    EXPECT_EQ(values, (std::vector<std::string>{"-", "2.5", "3.25", "5.12", "5.31"}));
}

TEST(Regime, IsATrendOnlyFromItsEfficiencyOn)
{
    // Three steps: net 1 over a path of 5 is 0.2; net 1 over 4 would be 0.25.
    const Values zigzag{"10"_dec, "12"_dec, "10"_dec, "11"_dec};
    struct Case {
        Decimal minimum;
        Regime expected;
    };
    for (const Case& c : {Case{"0.2"_dec, Regime::rising}, Case{"0.200001"_dec, Regime::ranging}}) {
        RegimeFilter filter{3, c.minimum};
        for (const Decimal close : zigzag) filter.update(close);
        EXPECT_EQ(filter.value(), c.expected);
    }
    RegimeFilter falling{3, "0.2"_dec};
    for (const Decimal close : {"11"_dec, "10"_dec, "12"_dec, "10"_dec}) falling.update(close);
    EXPECT_EQ(falling.value(), Regime::falling);
    RegimeFilter flat{2, "0"_dec};
    for (int i = 0; i < 3; ++i) flat.update("5"_dec);
    EXPECT_EQ(flat.value(), Regime::ranging);
    RegimeFilter young{3, "0"_dec};
    for (int i = 0; i < 3; ++i) young.update("5"_dec);
    EXPECT_EQ(young.value(), std::nullopt);
}

TEST(RollingHighLow, EqualsTheExtremesOfItsWindowOnRandomWalks)
{
    for (const std::uint32_t period : {1u, 2u, 7u}) {
        const Values values = random_walk(period, 300);
        RollingHighLow range{period};
        for (std::size_t i = 0; i < values.size(); ++i) {
            range.update(bar(values[i] + "1"_dec, values[i] - "1"_dec, values[i]));
            const auto from = values.begin() + static_cast<std::ptrdiff_t>(i + 1 > period ? i + 1 - period : 0);
            const auto [low, high] = std::minmax_element(from, values.begin() + static_cast<std::ptrdiff_t>(i) + 1);
            ASSERT_EQ(range.high(), Price{*high + "1"_dec});
            ASSERT_EQ(range.low(), Price{*low - "1"_dec});
            ASSERT_EQ(range.is_full(), i + 1 >= period);
        }
    }
}

Candle traded(std::int64_t hours, Decimal price, Decimal volume)
{
    Candle candle = bar(price, price, price);
    candle.open_time = UtcTime{hours * nanoseconds{std::chrono::hours{1}}.count()};
    candle.interval = std::chrono::hours{1};
    candle.volume = Quantity{volume};
    return candle;
}

TEST(Wma, CountsTheNewestMost)
{
    // By hand, n = 3: (1·1 + 2·2 + 3·3)/6 = 14/6; (2·1 + 3·2 + 9·3)/6 = 35/6.
    EXPECT_EQ(run(Wma{3}, {"1"_dec, "2"_dec, "3"_dec, "9"_dec}), (std::vector<std::string>{"-", "-", "2.33", "5.83"}));
}

TEST(StandardDeviation, IsThatOfThePopulationToTheLastDecimal)
{
    // 2, 4, 4, 4, 5, 5, 7, 9 have the mean 5 and the deviation 2; 1 and 2 have 0.5.
    StandardDeviation deviation{8};
    for (const Decimal value : {"2"_dec, "4"_dec, "4"_dec, "4"_dec, "5"_dec, "5"_dec, "7"_dec, "9"_dec})
        deviation.update(value);
    EXPECT_EQ(deviation.value(), "2"_dec);
    EXPECT_EQ(deviation.mean(), "5"_dec);
    // Of coins that cost next to nothing there is as much to see: 1, 2 and 3 billionths deviate by √(2/3) of one.
    StandardDeviation tiny{3};
    for (int i = 1; i <= 3; ++i) tiny.update(Decimal::from_mantissa(1'000'000'000 * Int128{i}));
    EXPECT_EQ(tiny.value(), Decimal::from_mantissa(816'496'581));
    // Half-way goes to the even one: a deviation of 0.5 units is 0, of 1.5 units 2.
    for (const auto& [far, expected] : {std::pair{1, 0}, std::pair{3, 2}}) {
        StandardDeviation half{2};
        half.update(Decimal{});
        half.update(Decimal::from_mantissa(far));
        EXPECT_EQ(half.value(), Decimal::from_mantissa(expected));
    }
}

TEST(StandardDeviation, IsEmptyWhereItsSumsAreTooLargeAndRefusesWhatIsBeyondAnyMarket)
{
    StandardDeviation deviation{5'000};
    const Decimal most = "10000000000000000"_dec;
    for (int i = 0; i < 5'000; ++i) deviation.update(i % 2 == 0 ? most : -most);
    EXPECT_EQ(deviation.value(), std::nullopt);
    EXPECT_EQ(deviation.mean(), "0"_dec);
    EXPECT_THROW(deviation.update("100000000000000000"_dec), ArithmeticError);
    for (int i = 0; i < 5'000; ++i) deviation.update(i % 2 == 0 ? price_max.value() : "0"_dec);
    EXPECT_EQ(deviation.value(), divide(price_max.value(), "2"_dec, Rounding::toward_zero));
}

TEST(Stochastic, IsInTheMiddleWhereNothingMoved)
{
    Stochastic stochastic{{2, 1, 1}};
    WilliamsR williams{2};
    Cci cci{2};
    for (int i = 0; i < 3; ++i) {
        const Candle flat = bar("5"_dec, "5"_dec, "5"_dec);
        stochastic.update(flat);
        williams.update(flat);
        cci.update(flat);
    }
    EXPECT_EQ(stochastic.k(), "50"_dec);
    EXPECT_EQ(williams.value(), "-50"_dec);
    EXPECT_EQ(cci.value(), "0"_dec);
}

TEST(Supertrend, FollowsTheTrendAndTurnsOnACloseBeyondItsLine)
{
    // Ranges of 2 all along, so the bands are 2 from the middle; it begins as falling, with the line above.
    Supertrend trend{1, "1"_dec};
    std::vector<std::pair<Decimal, Decimal>> seen;  // line, close
    std::vector<bool> rising;
    for (const Decimal close : {"10"_dec, "11"_dec, "12"_dec, "13"_dec, "12.5"_dec, "10"_dec}) {
        trend.update(bar(close + "1"_dec, close - "1"_dec, close));
        rising.push_back(*trend.is_rising());
        seen.emplace_back(*trend.line(), close);
    }
    // 12 is level with the line 12 of the first candle, 13 above it; then the line is 13 − 2 = 11 and stays; 10 is
    // below.
    EXPECT_EQ(rising, (std::vector<bool>{false, false, false, true, true, false}));
    EXPECT_EQ(seen[2].first, "12"_dec);
    EXPECT_EQ(seen[3].first, "11"_dec);
    EXPECT_EQ(seen[4].first, "11"_dec);
}

TEST(DailyVwap, WeighsByVolumeAndBeginsAnewAtMidnight)
{
    DailyVwap vwap;
    vwap.update(traded(22, "10"_dec, "0"_dec));
    EXPECT_EQ(vwap.value(), std::nullopt);
    vwap.update(traded(22, "10"_dec, "1"_dec));
    vwap.update(traded(23, "20"_dec, "3"_dec));
    EXPECT_EQ(vwap.value(), "17.5"_dec);
    vwap.update(traded(24, "5"_dec, "2"_dec));
    EXPECT_EQ(vwap.value(), "5"_dec);
}

TEST(RollingVwap, ForgetsWhatIsOlderThanItsPeriod)
{
    RollingVwap vwap{2};
    vwap.update(traded(0, "10"_dec, "1"_dec));
    EXPECT_EQ(vwap.value(), std::nullopt);
    vwap.update(traded(1, "20"_dec, "3"_dec));
    EXPECT_EQ(vwap.value(), "17.5"_dec);
    vwap.update(traded(2, "30"_dec, "3"_dec));
    EXPECT_EQ(vwap.value(), "25"_dec);
    vwap.update(traded(3, "30"_dec, "0"_dec));
    vwap.update(traded(4, "30"_dec, "0"_dec));
    EXPECT_EQ(vwap.value(), std::nullopt);
}

TEST(Obv, TakesTheSideOfTheClose)
{
    Obv obv;
    std::vector<std::string> values;
    for (const auto& [close, volume] : {std::pair{"5"_dec, "10"_dec}, std::pair{"6"_dec, "3"_dec},
                                        std::pair{"6"_dec, "100"_dec}, std::pair{"4"_dec, "20"_dec}}) {
        obv.update(traded(0, close, volume));
        values.push_back(shown(obv.value()));
    }
    EXPECT_EQ(values, (std::vector<std::string>{"10", "13", "13", "-7"}));
}

TEST(VolumeIndicators, AreEmptyAndNeverThrowWhereVolumesAreBeyondAllNumbers)
{
    const Decimal most = Decimal::from_mantissa(static_cast<Int128>(~Uint128{0} >> 1));
    DailyVwap daily;
    RollingVwap rolling{3};
    Obv obv;
    for (int i = 0; i < 10; ++i) {
        const Candle hostile = traded(0, price_max.value() - Decimal::from_integer(10 - i), most);
        daily.update(hostile);
        rolling.update(hostile);
        obv.update(hostile);
    }
    EXPECT_EQ(daily.value(), std::nullopt);
    EXPECT_EQ(rolling.value(), std::nullopt);
    EXPECT_EQ(obv.value(), std::nullopt);
    // As many falls with as much volume bring it back; the other two forget.
    for (int i = 0; i < 10; ++i) obv.update(traded(0, Decimal::from_integer(100 - i), most));
    EXPECT_EQ(obv.value(), "0"_dec);
    for (int i = 0; i < 3; ++i) {
        daily.update(traded(48, "7"_dec, "1"_dec));
        rolling.update(traded(48, "7"_dec, "1"_dec));
    }
    EXPECT_EQ(daily.value(), "7"_dec);
    EXPECT_EQ(rolling.value(), "7"_dec);
    // A price that is none weighs nothing.
    daily.update(traded(49, most, "1"_dec));
    daily.update(traded(49, "-1"_dec, "1"_dec));
    EXPECT_EQ(daily.value(), "7"_dec);
}

TEST(RateOfChange, IsEmptyWhereThereWasNothingAndWhereItIsBeyondAllNumbers)
{
    RateOfChange change{1};
    change.update("0"_dec);
    change.update("1"_dec);
    EXPECT_EQ(change.value(), std::nullopt);
    change.update("1.5"_dec);
    EXPECT_EQ(change.value(), "50"_dec);
    change.update(Decimal::from_mantissa(1));
    change.update(price_max.value());
    EXPECT_EQ(change.value(), std::nullopt);
}

TEST(Indicators, StandTheHighestPricesThereAreOverTheLongestPeriods)
{
    constexpr std::uint32_t period = 5'000;
    Sma sma{period};
    Wma wma{period};
    Ema ema{period};
    Rsi rsi{period};
    Atr atr{period};
    Bollinger bollinger{period, "100"_dec};
    Cci cci{Cci::period_max};
    DirectionalMovement movement{period};
    Supertrend supertrend{period, "100"_dec};
    EfficiencyRatio efficiency{period};
    for (std::uint32_t i = 0; i < 2 * period + 10; ++i) {
        const Decimal close = i % 2 == 0 ? price_max.value() : Decimal::from_mantissa(1);
        const Candle candle = bar(price_max.value(), Decimal::from_mantissa(1), close);
        const auto take = [&](auto&... indicators) { (indicators.update(close), ...); };
        take(sma, wma, ema, rsi, bollinger, efficiency);
        const auto take_candle = [&](auto&... indicators) { (indicators.update(candle), ...); };
        take_candle(atr, cci, movement, supertrend);
    }
    EXPECT_TRUE(sma.value() && wma.value() && ema.value() && rsi.value() && atr.value() && bollinger.upper());
    EXPECT_TRUE(cci.value() && movement.adx() && supertrend.line() && efficiency.value());
    EXPECT_LE(*cci.value(), Decimal::from_integer(100'000));
}

TEST(Indicators, AveragesStayBetweenTheExtremesAndRsiBetweenZeroAndHundred)
{
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const Values values = random_walk(seed, 400);
        const auto [low, high] = std::minmax_element(values.begin(), values.end());
        Sma sma{9};
        Ema ema{9};
        Rsi rsi{9};
        for (const Decimal value : values) {
            sma.update(value);
            ema.update(value);
            rsi.update(value);
            for (const auto& average : {sma.value(), ema.value()}) {
                if (!average) continue;
                ASSERT_LE(*low, *average);
                ASSERT_GE(*high, *average);
            }
            if (!rsi.value()) continue;
            ASSERT_LE("0"_dec, *rsi.value());
            ASSERT_GE("100"_dec, *rsi.value());
        }
    }
}

TEST(Indicators, OfAConstantAreThatConstant)
{
    Sma sma{5};
    Ema ema{5};
    WilderAverage wilder{5};
    for (int i = 0; i < 50; ++i) {
        sma.update("3.7"_dec);
        ema.update("3.7"_dec);
        wilder.update("3.7"_dec);
    }
    EXPECT_EQ(sma.value(), "3.7"_dec);
    EXPECT_EQ(ema.value(), "3.7"_dec);
    EXPECT_EQ(wilder.value(), "3.7"_dec);
}

}  // namespace
}  // namespace swarmdesk::trading::strategy
