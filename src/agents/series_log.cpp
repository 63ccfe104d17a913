#include "agents/series_log.hpp"

#include <algorithm>

namespace swarmdesk::agents {

void SeriesLog::add(const Key& key, const trading::Candle& candle, const trading::strategy::NamedValues& values)
{
    if (!is_kept() || values.empty()) return;
    auto found = series_.find(key);
    if (found == series_.end()) {
        if (series_.size() >= series_max) return;
        found = series_.emplace(key, Series{}).first;
    }
    Series& series = found->second;
    const bool is_same = series.interval == candle.interval &&
                         std::equal(series.names.begin(), series.names.end(), values.begin(), values.end(),
                                    [](const std::string& name, const auto& value) { return name == value.first; });
    if (!is_same) {
        series = {candle.interval, {}, {}, series.shortage};
        for (const auto& [name, value] : values) series.names.emplace_back(name);
    }
    Point point{candle.open_time, {}};
    point.values.reserve(values.size());
    for (const auto& [name, value] : values) point.values.push_back(value);
    if (series.points.empty() || series.points.back().open_time < candle.open_time) {
        series.points.push_back(std::move(point));
        if (series.points.size() > candles_max) series.points.pop_front();
    } else if (series.points.back().open_time == candle.open_time) {
        series.points.back() = std::move(point);
    }
}

void SeriesLog::note(const Key& key, std::optional<Shortage> shortage)
{
    const auto found = series_.find(key);
    if (found != series_.end()) found->second.shortage = shortage;
}

}  // namespace swarmdesk::agents
