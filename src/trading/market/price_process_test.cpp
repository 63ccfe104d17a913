#include "trading/market/price_process.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <set>

namespace swarmdesk::trading::market {
namespace {

using std::chrono::seconds;

double number(Decimal value) { return std::stod(value.to_string()); }

double middle(const PriceProcess::Tick& tick) { return (number(tick.bid.value()) + number(tick.ask.value())) / 2; }

double correlation(const std::vector<double>& a, const std::vector<double>& b)
{
    const double count = static_cast<double>(a.size());
    const double mean_a = std::accumulate(a.begin(), a.end(), 0.0) / count;
    const double mean_b = std::accumulate(b.begin(), b.end(), 0.0) / count;
    double ab = 0, aa = 0, bb = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        ab += (a[i] - mean_a) * (b[i] - mean_b);
        aa += (a[i] - mean_a) * (a[i] - mean_a);
        bb += (b[i] - mean_b) * (b[i] - mean_b);
    }
    return ab / std::sqrt(aa * bb);
}

TEST(PriceProcess, TheSameSeedGivesTheSameNumbersAndAnotherSeedOthers)
{
    PriceProcess first{usual_models(), 7};
    PriceProcess second{usual_models(), 7};
    PriceProcess other{usual_models(), 8};
    bool differs = false;
    for (int i = 0; i < 2000; ++i) {
        const auto& a = first.step(seconds{1});
        const auto& b = second.step(seconds{1});
        const auto& c = other.step(seconds{1});
        for (std::size_t k = 0; k < a.size(); ++k) {
            ASSERT_EQ(a[k].bid, b[k].bid);
            ASSERT_EQ(a[k].ask, b[k].ask);
            ASSERT_EQ(a[k].bid_size, b[k].bid_size);
            ASSERT_EQ(a[k].traded, b[k].traded);
            differs |= a[k].bid != c[k].bid;
        }
    }
    EXPECT_TRUE(differs);
}

TEST(PriceProcess, EveryQuoteIsSoundAndOnTheInstrumentsSteps)
{
    const auto models = usual_models();
    PriceProcess process{models, 3};
    for (int i = 0; i < 5000; ++i) {
        const auto& ticks = process.step(seconds{10});
        for (std::size_t k = 0; k < ticks.size(); ++k) {
            const Instrument& instrument = models[k].instrument;
            ASSERT_TRUE(ticks[k].bid.is_positive());
            ASSERT_GE(ticks[k].ask - ticks[k].bid, instrument.tick);
            ASSERT_TRUE(is_multiple(ticks[k].bid.value(), instrument.tick.value()));
            ASSERT_TRUE(is_multiple(ticks[k].ask.value(), instrument.tick.value()));
            for (const Quantity size : {ticks[k].bid_size, ticks[k].ask_size, ticks[k].traded}) {
                ASSERT_GE(size, instrument.lot);
                ASSERT_TRUE(is_multiple(size.value(), instrument.lot.value()));
            }
            ASSERT_LT(middle(ticks[k]), 1.001 * 8 * number(models[k].price_start.value()));
            ASSERT_GT(middle(ticks[k]), 0.999 / 8 * number(models[k].price_start.value()));
        }
    }
}

TEST(PriceProcess, StaysInBoundsHoweverWildTheSettings)
{
    auto models = usual_models();
    for (auto& model : models) model.volatility_annual_percent = 100'000;
    PriceProcess process{models, 5};
    for (int i = 0; i < 2000; ++i) {
        const auto& ticks = process.step(std::chrono::minutes{10});
        for (std::size_t k = 0; k < ticks.size(); ++k) {
            ASSERT_TRUE(ticks[k].bid.is_positive());
            ASSERT_LT(middle(ticks[k]), 1.01 * 8 * number(models[k].price_start.value()));
        }
    }
}

TEST(PriceProcess, VisitsEveryRegimeMovesAsMuchAsItSaysAndMovesTogether)
{
    const auto models = usual_models();
    PriceProcess process{models, 11};
    std::set<Regime> seen;
    std::vector<std::vector<double>> returns(models.size());
    std::vector<double> last(models.size(), 0);
    constexpr int minutes = 10 * 24 * 60;
    for (int i = 0; i < minutes; ++i) {
        const auto& ticks = process.step(seconds{60});
        seen.insert(process.regime());
        for (std::size_t k = 0; k < ticks.size(); ++k) {
            const double price = std::log(middle(ticks[k]));
            if (i > 0) returns[k].push_back(price - last[k]);
            last[k] = price;
        }
    }
    EXPECT_EQ(seen.size(), 3U);
    for (std::size_t k = 0; k < models.size(); ++k) {
        double squares = 0;
        double fourth = 0;
        for (const double r : returns[k]) {
            squares += r * r;
            fourth += r * r * r * r;
        }
        const double count = static_cast<double>(returns[k].size());
        const double annual_percent = 100 * std::sqrt(squares / count * 365.25 * 24 * 60);
        EXPECT_GT(annual_percent, models[k].volatility_annual_percent * 0.6);
        EXPECT_LT(annual_percent, models[k].volatility_annual_percent * 2.5);
        // Regimes and jumps make extremes far more frequent than a normal distribution's, which has 3.
        EXPECT_GT(fourth / count / (squares / count * squares / count), 4.0);
    }
    EXPECT_GT(correlation(returns[0], returns[1]), 0.6);
    EXPECT_LT(correlation(returns[0], returns[1]), 0.98);
    EXPECT_GT(correlation(returns[0], returns[2]), 0.5);
}

}  // namespace
}  // namespace swarmdesk::trading::market
