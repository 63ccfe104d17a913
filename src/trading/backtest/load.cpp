#include "trading/backtest/load.hpp"

#include <algorithm>

#include "base/codec.hpp"
#include "trading/market/bar_reader.hpp"

namespace swarmdesk::trading::backtest {

Result<LoadedCandles> LoadedCandles::load(const market::ReplayPlan& plan, const market::ReplaySettings& settings)
{
    LoadedCandles loaded;
    std::size_t held = 0;
    for (const auto& planned : plan.recordings) {
        Series series{planned.instrument, planned.interval, {}, 0, {}, {}};
        market::BarReader reader{planned.interval, planned.series, planned.detail ? &*planned.detail : nullptr};
        market::Bar bar;
        std::size_t too_old = planned.too_old;
        for (;;) {
            const auto read = reader.next(bar);
            if (!read) return read.error();
            if (!*read) break;
            if (!bar.is_whole) continue;
            const auto fate = fate_of(bar.row.open_time, bar.row.open_time + planned.interval, settings);
            if (fate == market::BarFate::left_out) continue;
            const bool is_taught = fate == market::BarFate::taught;
            if (is_taught && too_old > 0) {
                --too_old;
                continue;
            }
            series.candles.push_back(bar.row);
            if (is_taught) ++series.warm_up;
            const bool has_fine = !is_taught && bar.walk_interval < planned.interval;
            if (has_fine) {
                series.fine.insert(series.fine.end(), bar.walk.begin(), bar.walk.end());
                series.fine_interval = bar.walk_interval;
            }
            held += 1 + (has_fine ? bar.walk.size() : 0);
            if (held > candles_max)
                return Error{Errc::limit_exceeded, "these files hold more than the " + std::to_string(candles_max) +
                                                       " candles that are held at once: name fewer files, or a "
                                                       "shorter time with --from and --to"};
        }
        if (series.warm_up < series.candles.size()) loaded.series_.push_back(std::move(series));
    }
    if (loaded.series_.empty()) return Error{Errc::not_found, "there is not one whole candle to play"};
    return loaded;
}

Recording LoadedCandles::whole(const Series& series)
{
    return {series.instrument, series.interval, series.candles, series.warm_up, series.fine, series.fine_interval};
}

std::vector<Recording> LoadedCandles::recordings() const
{
    std::vector<Recording> recordings;
    for (const Series& series : series_) recordings.push_back(whole(series));
    return recordings;
}

std::vector<Recording> LoadedCandles::recordings(UtcTime begin, UtcTime end, std::size_t warm_up_max,
                                                 std::optional<UtcTime> taught_from) const
{
    std::vector<Recording> recordings;
    for (const Series& series : series_) {
        const auto place = [&series](UtcTime time) {
            const auto found =
                std::partition_point(series.candles.begin(), series.candles.end(),
                                     [time](const market::CandleRow& row) { return row.open_time < time; });
            return static_cast<std::size_t>(found - series.candles.begin());
        };
        const std::size_t first = std::max(place(begin), series.warm_up);
        const std::size_t last = place(end);
        if (first >= last) continue;
        Recording recording = whole(series);
        recording.warm_up = std::min(first, warm_up_max);
        if (taught_from && warm_up_max > 0)
            recording.warm_up = std::max(recording.warm_up, first - std::min(first, place(*taught_from)));
        recording.candles = recording.candles.subspan(first - recording.warm_up, last - first + recording.warm_up);
        recordings.push_back(std::move(recording));
    }
    return recordings;
}

UtcTime LoadedCandles::begin() const
{
    UtcTime begin = whole(series_.front()).begin();
    for (const Series& series : series_) begin = std::min(begin, whole(series).begin());
    return begin;
}

nanoseconds LoadedCandles::longest_interval() const
{
    nanoseconds longest{};
    for (const Series& series : series_) longest = std::max(longest, series.interval);
    return longest;
}

std::string LoadedCandles::symbols() const
{
    std::string text;
    for (const Series& series : series_) text += (text.empty() ? "" : ", ") + series.instrument.id.symbol.to_string();
    return text;
}

Hash LoadedCandles::fingerprint() const
{
    Hash hash{};
    for (const Series& series : series_) {
        Encoder encoder{(series.candles.size() + series.fine.size()) * 104 + 256};
        encoder.put(series.instrument);
        encoder.put(series.interval);
        encoder.put(std::uint64_t{series.warm_up});
        encoder.put(series.fine_interval);
        for (const auto* rows : {&series.candles, &series.fine})
            for (const market::CandleRow& row : *rows) {
                encoder.put(row.open_time);
                for (const Decimal number :
                     {row.open.value(), row.high.value(), row.low.value(), row.close.value(), row.volume.value()})
                    encoder.put(number);
            }
        hash = sha256("candles", std::string{as_bytes(hash)} + encoder.take());
    }
    return hash;
}

UtcTime LoadedCandles::end() const
{
    UtcTime end;
    for (const Series& series : series_) end = std::max(end, whole(series).end());
    return end;
}

}  // namespace swarmdesk::trading::backtest
