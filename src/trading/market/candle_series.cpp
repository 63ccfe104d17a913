#include "trading/market/candle_series.hpp"

#include <algorithm>
#include <tuple>

#include "base/assert.hpp"

namespace swarmdesk::trading::market {
namespace {

using Part = CandleSeries::Part;

/// How many candles at the beginning of `part` the one before it has too. They must say the same.
Result<std::size_t> compare_overlap(const Part& before, const Part& part)
{
    if (part.summary.first > before.summary.last) return std::size_t{0};
    auto one = CandleFile::open(before.path);
    auto other = CandleFile::open(part.path);
    if (!one) return one.error();
    if (!other) return other.error();
    auto old_row = one->next();
    auto new_row = other->next();
    std::size_t equal = 0;
    while (old_row && *old_row && new_row && *new_row) {
        const UtcTime old_time = (*old_row)->open_time;
        const UtcTime new_time = (*new_row)->open_time;
        if (old_time == new_time && **old_row != **new_row)
            return Error{Errc::malformed, part.path.filename().string() + " and " + before.path.filename().string() +
                                              " say different things of " + to_iso(new_time)};
        if (new_time < old_time)
            return Error{Errc::malformed, part.path.filename().string() + " fills a hole of " +
                                              before.path.filename().string() + " at " + to_iso(new_time) +
                                              ": make one file of them"};
        if (old_time == new_time) {
            ++equal;
            new_row = other->next();
        }
        old_row = one->next();
    }
    if (!old_row) return old_row.error();
    if (!new_row) return new_row.error();
    return equal;
}

}  // namespace

std::size_t CandleSeries::candles() const
{
    std::size_t count = 0;
    for (const Part& part : parts) count += part.summary.rows - part.overlap;
    return count;
}

std::size_t CandleSeries::overlap() const
{
    std::size_t count = held_whole;
    for (const Part& part : parts) count += part.overlap;
    return count;
}

Result<CandleSeries> make_series(std::vector<Part> parts)
{
    SWARMDESK_ASSERT(!parts.empty());
    std::sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) {
        return std::tuple{a.summary.first, b.summary.last, a.path} <
               std::tuple{b.summary.first, a.summary.last, b.path};
    });
    std::size_t held_whole = 0;
    const nanoseconds interval = parts.front().summary.interval;
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const Part& before = parts[i - 1];
        if ((parts[i].summary.first - before.summary.last) % interval != nanoseconds{0})
            return Error{Errc::malformed, parts[i].path.filename().string() + " and " +
                                              before.path.filename().string() + " are not on one grid"};
        const auto overlap = compare_overlap(before, parts[i]);
        if (!overlap) return overlap.error();
        parts[i].overlap = *overlap;
        if (*overlap < parts[i].summary.rows) continue;
        held_whole += *overlap;
        parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(i--));
    }
    return CandleSeries{interval, std::move(parts), held_whole};
}

Result<std::optional<CandleRow>> CandleSeriesReader::next()
{
    for (;;) {
        if (!file_) {
            if (part_ == series_->parts.size()) return std::optional<CandleRow>{};
            auto file = CandleFile::open(series_->parts[part_++].path);
            if (!file) return file.error();
            file_.emplace(std::move(*file));
        }
        auto row = file_->next();
        if (!row) return row.error();
        if (!*row) {
            file_.reset();
            continue;
        }
        if (last_ && (*row)->open_time <= *last_) continue;  // the file before has it too
        last_ = (*row)->open_time;
        return row;
    }
}

}  // namespace swarmdesk::trading::market
