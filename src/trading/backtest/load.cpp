#include "trading/backtest/load.hpp"

#include "trading/market/candle_file.hpp"

namespace swarmdesk::trading::backtest {

Result<std::vector<Recording>> load(const market::ReplayPlan& plan)
{
    if (plan.candles() > candles_max)
        return Error{Errc::limit_exceeded, "these files hold " + std::to_string(plan.candles()) + " candles, at most " +
                                               std::to_string(candles_max) + " can be held at once: name fewer files"};
    std::vector<Recording> recordings;
    for (const auto& planned : plan.recordings) {
        Recording recording{planned.instrument, planned.interval, {}, 0};
        for (const auto& part : planned.parts) {
            auto file = market::CandleFile::open(part.path);
            if (!file) return file.error();
            for (;;) {
                const auto row = file->next();
                if (!row) return row.error();
                if (!*row) break;
                const auto& candles = recording.candles;
                if (candles.empty() || (*row)->open_time > candles.back().open_time) recording.candles.push_back(**row);
            }
        }
        recordings.push_back(std::move(recording));
    }
    return recordings;
}

}  // namespace swarmdesk::trading::backtest
