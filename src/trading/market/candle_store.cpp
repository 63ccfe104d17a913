#include "trading/market/candle_store.hpp"

#include <algorithm>

#include "trading/market/candle_builder.hpp"

namespace swarmdesk::trading::market {
namespace {

std::vector<Candle> aggregate(const std::deque<Candle>& parts, nanoseconds interval)
{
    std::vector<Candle> result;
    bool is_whole = false;  // the bar's first part is there
    for (const Candle& part : parts) {
        const UtcTime bar_start = floor_to_interval(part.open_time, interval);
        if (result.empty() || result.back().open_time != bar_start) {
            // Only the very first bar can have lost its beginning to the bound; a later hole is the market's.
            is_whole = !result.empty() || part.open_time == bar_start;
            if (!is_whole) continue;
            result.push_back(part);
            result.back().open_time = bar_start;
            result.back().interval = interval;
            continue;
        }
        extend(result.back(), part);
    }
    if (!result.empty()) {
        const Candle& last = parts.back();
        if (last.open_time + last.interval < result.back().open_time + interval) result.pop_back();
    }
    return result;
}

}  // namespace

CandleStore::CandleStore() : CandleStore(Settings{}) {}

CandleStore::CandleStore(Settings settings) : settings_(settings) {}

bool CandleStore::add(const Candle& candle)
{
    const Key key{candle.instrument, candle.interval};
    auto found = series_.find(key);
    if (found == series_.end()) {
        if (series_.size() >= settings_.series_max || candle.interval.count() <= 0) return false;
        found = series_.emplace(key, std::deque<Candle>{}).first;
    }
    auto& candles = found->second;
    if (!candles.empty() && candle.open_time < candles.back().open_time) return false;
    if (!candles.empty() && candle.open_time == candles.back().open_time) {
        candles.back() = candle;
        return true;
    }
    if (candles.size() >= settings_.candles_max) candles.pop_front();
    candles.push_back(candle);
    return true;
}

std::vector<Candle> CandleStore::candles(const InstrumentId& instrument, nanoseconds interval, std::size_t limit) const
{
    if (interval.count() <= 0) return {};
    const auto newest = [limit](const auto& all) {
        const auto count = std::min(limit, all.size());
        return std::vector<Candle>(all.end() - static_cast<std::ptrdiff_t>(count), all.end());
    };
    const std::deque<Candle>* parts = nullptr;
    for (auto at = series_.lower_bound(Key{instrument, nanoseconds{0}});
         at != series_.end() && at->first.instrument == instrument && at->first.interval <= interval; ++at) {
        if (at->first.interval == interval) return newest(at->second);
        if (interval % at->first.interval == nanoseconds{0}) parts = &at->second;
    }
    return parts == nullptr ? std::vector<Candle>{} : newest(aggregate(*parts, interval));
}

nanoseconds CandleStore::shortest_interval(const InstrumentId& instrument) const
{
    const auto found = series_.lower_bound(Key{instrument, nanoseconds{0}});
    return found != series_.end() && found->first.instrument == instrument ? found->first.interval : nanoseconds{0};
}

}  // namespace swarmdesk::trading::market
