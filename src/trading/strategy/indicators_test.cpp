#include "trading/strategy/indicators.hpp"

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
