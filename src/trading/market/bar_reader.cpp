#include "trading/market/bar_reader.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "trading/market/candle_builder.hpp"

namespace swarmdesk::trading::market {
namespace {

/// What the rows are together.
CandleRow sum_of(const std::vector<CandleRow>& rows, UtcTime open_time)
{
    CandleRow sum = rows.front();
    sum.open_time = open_time;
    for (std::size_t i = 1; i < rows.size(); ++i) {
        sum.high = std::max(sum.high, rows[i].high);
        sum.low = std::min(sum.low, rows[i].low);
        sum.close = rows[i].close;
        sum.volume += rows[i].volume;
    }
    return sum;
}

/// Prices only: volumes are counted in ways of their own.
Result<void> compare(const CandleRow& bar, const CandleRow& sum)
{
    if (bar.open == sum.open && bar.high == sum.high && bar.low == sum.low && bar.close == sum.close) return {};
    const auto prices = [](const CandleRow& row) {
        return row.open.to_string() + "/" + row.high.to_string() + "/" + row.low.to_string() + "/" +
               row.close.to_string();
    };
    return Error{Errc::malformed, "the longer and the shorter candles say different things of " +
                                      to_iso(bar.open_time) + ": open/high/low/close " + prices(bar) + " and " +
                                      prices(sum)};
}

}  // namespace

BarReader::BarReader(nanoseconds interval, const CandleSeries& series, const CandleSeries* detail)
    : interval_(interval), series_interval_(series.interval), series_(series)
{
    SWARMDESK_ASSERT(interval >= series.interval && (detail == nullptr || interval == series.interval));
    if (detail == nullptr) return;
    detail_.emplace(*detail);
    detail_interval_ = detail->interval;
}

Result<bool> BarReader::next(Bar& bar)
{
    if (interval_ != series_interval_) return build(bar);
    const auto row = series_.next();
    if (!row) return row.error();
    if (!*row) return false;
    bar.row = **row;
    bar.is_whole = true;
    bar.walk.clear();
    if (detail_) {
        if (auto walked = walk_detail(bar); !walked) return walked.error();
    }
    bar.walk_interval = bar.walk.empty() ? interval_ : detail_interval_;
    if (bar.walk.empty()) bar.walk.push_back(bar.row);
    return true;
}

/// Leaves the walk empty where finer candles are missing.
Result<void> BarReader::walk_detail(Bar& bar)
{
    const UtcTime end = bar.row.open_time + interval_;
    for (;;) {
        if (!waiting_) {
            auto row = detail_->next();
            if (!row) return row.error();
            if (!*row) break;
            waiting_ = **row;
        }
        if (waiting_->open_time >= end) break;
        if (waiting_->open_time >= bar.row.open_time) bar.walk.push_back(*waiting_);
        waiting_.reset();
    }
    if (static_cast<std::int64_t>(bar.walk.size()) != interval_ / detail_interval_) {
        bar.walk.clear();
        return {};
    }
    return compare(bar.row, sum_of(bar.walk, bar.row.open_time));
}

Result<bool> BarReader::build(Bar& bar)
{
    bar.walk.clear();
    bar.walk_interval = series_interval_;
    const bool is_first = !std::exchange(is_begun_, true);
    UtcTime start;
    for (;;) {
        if (!waiting_) {
            auto row = series_.next();
            if (!row) return row.error();
            if (!*row) break;
            waiting_ = **row;
        }
        if (bar.walk.empty()) start = floor_to_interval(waiting_->open_time, interval_);
        if (waiting_->open_time >= start + interval_) break;
        bar.walk.push_back(*waiting_);
        waiting_.reset();
    }
    if (bar.walk.empty()) return false;
    const bool has_beginning = !is_first || bar.walk.front().open_time == start;
    const bool has_end = waiting_ || bar.walk.back().open_time + series_interval_ >= start + interval_;
    bar.is_whole = has_beginning && has_end;
    bar.row = sum_of(bar.walk, start);
    return true;
}

}  // namespace swarmdesk::trading::market
