#include <benchmark/benchmark.h>

#include <ctime>
#include <fstream>
#include <sstream>

#include "trading/strategy/rules/ema_cross/ema_cross.hpp"
#include "trading/strategy/strategy_file.hpp"
#include "trading/strategy/testing.hpp"

/// \file
/// What a candle costs the compiled EmaCross and the same rule as a strategy file. The second prints how many times the
/// first it took.

namespace swarmdesk::trading::strategy {
namespace {

std::vector<Candle> candles()
{
    std::vector<Candle> made;
    std::int64_t cents = 8'000'000;
    std::uint64_t random = 1;
    for (int i = 0; i < 10'000; ++i) {
        random = random * 6'364'136'223'846'793'005u + 1'442'695'040'888'963'407u;
        cents += static_cast<std::int64_t>(random >> 33) % 20'001 - 10'000;
        made.push_back(
            testing::candle_at(i, Decimal::from_mantissa(Int128{cents} * (Decimal::unit / 100)), "57.3"_dec));
    }
    return made;
}

StrategyFile sample(std::string_view name)
{
    std::ifstream file{std::string{SWARMDESK_SOURCES} + "/samples/strategies/" + std::string{name} + ".yaml"};
    std::stringstream text;
    text << file.rdbuf();
    return StrategyFile::parse(text.str()).value();
}

/// Processor time a candle, in the ticks of std::clock.
double run(benchmark::State& state, Strategy& strategy)
{
    auto made = candles();
    const nanoseconds all = made.front().interval * static_cast<std::int64_t>(made.size());
    const Instrument instrument = testing::btc();
    const View view = testing::rich_view(instrument);
    const std::clock_t start = std::clock();
    std::size_t rounds = 0;
    for (auto _ : state) {
        for (Candle& candle : made) {
            benchmark::DoNotOptimize(strategy.on_candle(candle, view));
            candle.open_time = candle.open_time + all;
        }
        ++rounds;
    }
    const auto took = static_cast<double>(std::clock() - start);
    const auto count = static_cast<double>(rounds * made.size());
    state.SetItemsProcessed(static_cast<std::int64_t>(rounds * made.size()));
    return took / count;
}

double compiled_took = 0;

void compiled(benchmark::State& state)
{
    EmaCross strategy{EmaCross::Settings{}};
    compiled_took = run(state, strategy);
}
BENCHMARK(compiled);

void from_file(benchmark::State& state)
{
    const auto strategy = *sample("ema_cross").make();
    const double took = run(state, *strategy);
    state.counters["times_the_compiled"] = compiled_took > 0 ? took / compiled_took : 0;
}
BENCHMARK(from_file);

void other_sample(benchmark::State& state, const char* name)
{
    const auto strategy = *sample(name).make();
    run(state, *strategy);
}
BENCHMARK_CAPTURE(other_sample, bollinger_reversion, "bollinger_reversion");
BENCHMARK_CAPTURE(other_sample, donchian_breakout, "donchian_breakout");

void make(benchmark::State& state)
{
    const StrategyFile file = sample("ema_cross");
    for (auto _ : state) benchmark::DoNotOptimize(file.make());
}
BENCHMARK(make);

}  // namespace
}  // namespace swarmdesk::trading::strategy
