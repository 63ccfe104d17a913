#include "trading/market/candle_fold.hpp"

#include <algorithm>

#include "trading/market/candle_builder.hpp"

namespace swarmdesk::trading::market {

void CandleFold::add(const Candle& part)
{
    if (part.interval.count() <= 0 || request_.interval % part.interval != nanoseconds{0}) return;
    if (part.open_time < request_.from || part.open_time + part.interval > request_.before) return;
    const UtcTime start = floor_to_interval(part.open_time, request_.interval);
    if (!parts_.empty()) {
        if (part.open_time < parts_.back().open_time + parts_.back().interval) return;
        if (floor_to_interval(parts_.front().open_time, request_.interval) != start) close();
    }
    const bool is_begun = !whole_.empty() || !parts_.empty() || part.open_time == start;
    if (is_begun && (whole_.empty() || start > whole_.back().open_time)) parts_.push_back(part);
}

void CandleFold::close()
{
    Candle bar = parts_.front();
    bar.open_time = floor_to_interval(bar.open_time, request_.interval);
    bar.interval = request_.interval;
    for (std::size_t i = 1; i < parts_.size(); ++i) extend(bar, parts_[i]);
    whole_.push_back(bar);
    parts_.clear();
}

std::vector<Candle> CandleFold::finish()
{
    if (!parts_.empty()) {
        const UtcTime start = floor_to_interval(parts_.front().open_time, request_.interval);
        if (start + request_.interval <= request_.before) close();
    }
    std::vector<Candle> result = std::move(whole_);
    result.insert(result.end(), parts_.begin(), parts_.end());
    return result;
}

}  // namespace swarmdesk::trading::market
