#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "trading/market/candle_csv.hpp"

namespace swarmdesk::trading::market {
namespace {

/// Reads rows like those of a five-minute Bitcoin file.
void read_candles(benchmark::State& state)
{
    std::string text;
    constexpr int rows = 1000;
    for (int i = 0; i < rows; ++i)
        text +=
            fmt::format("{},81794.8,81998.1,81785.2,{}.9,317.956\n", 1'743'699'900'000 + i * 300'000, 81'800 + i % 100);
    for (auto _ : state) {
        CandleCsv csv;
        csv.feed(text);
        csv.finish();
        std::size_t count = 0;
        for (auto row = csv.next(); row && *row; row = csv.next()) ++count;
        if (count != rows) state.SkipWithError("a row was lost");
    }
    state.SetItemsProcessed(state.iterations() * rows);
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(read_candles);

}  // namespace
}  // namespace swarmdesk::trading::market
