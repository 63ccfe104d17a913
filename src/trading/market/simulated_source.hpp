#pragma once

#include "runtime/clock.hpp"
#include "trading/market/candle_builder.hpp"
#include "trading/market/candle_ladder.hpp"
#include "trading/market/price_process.hpp"
#include "trading/market/source.hpp"

namespace swarmdesk::trading::market {

/// A market made up by `PriceProcess`, ticking by the clock. Begins with a past, so charts and indicators are warm.
/// Never ends by itself. One thread: the desk's executor.
class SimulatedSource final : public Source {
public:
    struct Settings {
        std::uint64_t seed = 1;
        std::vector<PriceProcess::Model> models;  ///< empty: `usual_models()`
        nanoseconds tick_interval = std::chrono::milliseconds{250};
        nanoseconds candle_interval = std::chrono::minutes{1};
        std::size_t history_candles = 300;  ///< complete ones, emitted at the start
    };

    /// `clock` is borrowed.
    SimulatedSource(Settings settings, runtime::Clock& clock);

    std::string description() const override;
    bool is_real() const override { return false; }
    std::vector<Instrument> instruments() const override;
    std::vector<nanoseconds> candle_intervals() const override { return {settings_.candle_interval}; }
    boost::asio::awaitable<Result<void>> run(Feed feed) override;
    /// What it made since it began, and before that a past made up as the market is.
    void ask_history(HistoryRequest request, HistoryAnswer answer) override { answer(past_.read(request)); }

private:
    enum class Announce { candles = 1, candles_and_quotes };
    void step(const Feed& feed, Now now, nanoseconds duration, Announce announce);

    Settings settings_;
    runtime::Clock& clock_;
    PriceProcess process_;
    CandleLadder past_;
    std::vector<CandleBuilder> builders_;
};

}  // namespace swarmdesk::trading::market
