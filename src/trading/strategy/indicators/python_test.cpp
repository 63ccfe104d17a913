#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <map>

#include "trading/strategy/indicators/averages.hpp"
#include "trading/strategy/indicators/momentum.hpp"
#include "trading/strategy/indicators/oscillators.hpp"
#include "trading/strategy/indicators/test_talib_bars.hpp"
#include "trading/strategy/indicators/trend.hpp"
#include "trading/strategy/indicators/volume.hpp"
#include "trading/strategy/test_market_data.hpp"

/// \file
/// The indicators against tools/indicators.py, which computes them in 60 digits from their definitions: there is a
/// value on the same candles, and it is equal to 12 decimals at least.

namespace swarmdesk::trading::strategy {
namespace {

using literals::operator""_dec;
using Values = std::map<std::string, std::vector<std::optional<Decimal>>, std::less<>>;

/// The same names as the tool's.
Values ours(const std::vector<Candle>& candles)
{
    Sma sma{20};
    Ema ema{21};
    Wma wma{13};
    WilderAverage wilder{14};
    Rsi rsi{14};
    Macd macd{{}};
    RateOfChange roc{10};
    StandardDeviation stddev{20};
    Bollinger bollinger{20, "2.5"_dec};
    EfficiencyRatio efficiency{24};
    Atr atr{14};
    Keltner keltner{{}};
    Donchian donchian{20};
    Stochastic stochastic{{}};
    WilliamsR williams{14};
    Cci cci{20};
    Aroon aroon{25};
    DirectionalMovement adx{14};
    Supertrend supertrend{10, "3"_dec};
    DailyVwap vwap;
    RollingVwap rolling_vwap{30};
    Obv obv;
    Values values;
    for (const Candle& candle : candles) {
        const Decimal close = candle.close.value();
        const auto take = [&](auto&... indicators) { (indicators.update(close), ...); };
        take(sma, ema, wma, wilder, rsi, macd, roc, stddev, bollinger, efficiency);
        const auto take_candle = [&](auto&... indicators) { (indicators.update(candle), ...); };
        take_candle(atr, keltner, donchian, stochastic, williams, cci, aroon, adx, supertrend, vwap, rolling_vwap, obv);
        values["sma"].push_back(sma.value());
        values["ema"].push_back(ema.value());
        values["wma"].push_back(wma.value());
        values["wilder"].push_back(wilder.value());
        values["rsi"].push_back(rsi.value());
        values["macd.line"].push_back(macd.line());
        values["macd.signal"].push_back(macd.signal());
        values["macd.histogram"].push_back(macd.histogram());
        values["roc"].push_back(roc.value());
        values["stddev"].push_back(stddev.value());
        values["bollinger.upper"].push_back(bollinger.upper());
        values["bollinger.lower"].push_back(bollinger.lower());
        values["efficiency"].push_back(efficiency.value());
        values["atr"].push_back(atr.value());
        values["keltner.upper"].push_back(keltner.upper());
        values["keltner.lower"].push_back(keltner.lower());
        values["donchian.upper"].push_back(donchian.upper());
        values["donchian.middle"].push_back(donchian.middle());
        values["donchian.lower"].push_back(donchian.lower());
        values["stochastic.k"].push_back(stochastic.k());
        values["stochastic.d"].push_back(stochastic.d());
        values["williams"].push_back(williams.value());
        values["cci"].push_back(cci.value());
        values["aroon.up"].push_back(aroon.up());
        values["aroon.down"].push_back(aroon.down());
        values["adx.plus"].push_back(adx.plus());
        values["adx.minus"].push_back(adx.minus());
        values["adx.adx"].push_back(adx.adx());
        values["supertrend.line"].push_back(supertrend.line());
        const auto is_rising = supertrend.is_rising();
        values["supertrend.direction"].push_back(is_rising ? std::optional{*is_rising ? "1"_dec : "-1"_dec}
                                                           : std::nullopt);
        values["vwap"].push_back(vwap.value());
        values["rolling_vwap"].push_back(rolling_vwap.value());
        values["obv"].push_back(obv.value());
    }
    return values;
}

/// A number of 20 decimals, cut to our 18.
Decimal read_number(std::string text)
{
    text.resize(text.find('.') + 19);
    return *Decimal::parse(text);
}

/// Empty where Python does not run.
Values theirs(const std::string& path, std::size_t rows)
{
    const std::string command = std::string{"python3 -B \""} + SWARMDESK_SOURCES + "/tools/indicators.py\" \"" + path +
                                "\" --rows " + std::to_string(rows);
    Values values;
    std::FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) return values;
    for (char line[256]; std::fgets(line, sizeof line, pipe) != nullptr;) {
        std::istringstream cells{line};
        std::string row, name, value;
        std::getline(cells, row, ',');
        std::getline(cells, name, ',');
        std::getline(cells, value);
        auto& series = values.try_emplace(name, rows).first->second;
        series.at(std::stoul(row)) = read_number(value);
    }
    EXPECT_EQ(pclose(pipe), 0);
    return values;
}

void expect_equal(const Values& left, const Values& right)
{
    ASSERT_EQ(left.size(), right.size());
    for (const auto& [name, series] : left) {
        SCOPED_TRACE(name);
        const auto found = right.find(name);
        ASSERT_NE(found, right.end());
        ASSERT_EQ(series.size(), found->second.size());
        for (std::size_t i = 0; i < series.size(); ++i) {
            ASSERT_EQ(series[i].has_value(), found->second[i].has_value()) << i;
            if (series[i]) {
                ASSERT_LT(abs(*series[i] - *found->second[i]), "0.000000000001"_dec) << i;
            }
        }
    }
}

TEST(IndicatorsTwice, AreEqualOnThePublishedBars)
{
    const auto candles = testing::talib_candles();
    const auto path = std::filesystem::temp_directory_path() / ("bars-" + std::to_string(::getpid()) + ".csv");
    {
        std::ofstream file{path};
        file << "open_time_ms,open,high,low,close,volume\n";
        for (const Candle& candle : candles)
            file << to_ms(candle.open_time) << ',' << candle.open.to_string() << ',' << candle.high.to_string() << ','
                 << candle.low.to_string() << ',' << candle.close.to_string() << ',' << candle.volume.to_string()
                 << '\n';
    }
    const Values second = theirs(path.string(), candles.size());
    std::filesystem::remove(path);
    expect_equal(ours(candles), second);
}

class IndicatorsTwiceOnRealMarkets : public ::testing::TestWithParam<const char*> {};

TEST_P(IndicatorsTwiceOnRealMarkets, AreEqual)
{
    constexpr std::size_t rows = 4'000;
    const auto path = testing::market_data(GetParam());
    auto candles = testing::read_candles(path);
    if (candles.empty()) GTEST_SKIP() << "SWARMDESK_MARKET_DATA names no folder with " << path;
    candles.resize(rows);
    expect_equal(ours(candles), theirs(path.string(), rows));
}

INSTANTIATE_TEST_SUITE_P(All, IndicatorsTwiceOnRealMarkets, ::testing::ValuesIn(testing::market_data_files));

}  // namespace
}  // namespace swarmdesk::trading::strategy
