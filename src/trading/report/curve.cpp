#include "trading/report/curve.hpp"

#include "base/decimal_share.hpp"

namespace swarmdesk::trading::report {
namespace {

constexpr Decimal one = Decimal::from_integer(1);
constexpr std::int64_t ns_per_hour = 3'600'000'000'000;
constexpr std::int64_t ns_per_day = 24 * ns_per_hour;

}  // namespace

void Curve::add(const EquityPoint& from)
{
    Point point{from.time, from.equity, from.put_in, one, one, from.gross};
    if (points_.empty()) {
        point.put_in = Usd{};
        base_index_ = one;
        base_equity_ = point.equity;
    } else {
        const Point& before = points_.back();
        if (!point.put_in.is_zero()) {
            base_index_ = before.index;
            base_equity_ = before.equity + point.put_in;
        }
        if (base_equity_.is_positive()) {
            point.index = share(base_index_, point.equity.value(), base_equity_.value(), Rounding::half_even);
        } else {
            point.index = base_index_ = before.index;
            base_equity_ = point.equity;
        }
        point.peak = std::max(before.peak, point.index);
    }
    points_.push_back(point);
}

std::optional<Curve::Fall> Curve::deepest_fall() const
{
    std::optional<Fall> deepest;
    Decimal deepest_peak;
    UtcTime peak_time;
    for (const Point& point : points_) {
        if (point.index >= point.peak) {
            peak_time = point.time;
            if (deepest && !deepest->recovered && point.index >= deepest_peak) deepest->recovered = point.time;
            continue;
        }
        if (!point.peak.is_positive()) continue;
        const Decimal depth = divide(point.peak - point.index, point.peak, Rounding::half_even);
        if (deepest && depth <= deepest->depth) continue;
        deepest = Fall{depth, peak_time, point.time, std::nullopt};
        deepest_peak = point.peak;
    }
    return deepest;
}

std::vector<Curve::Day> Curve::days() const
{
    std::vector<Day> days;
    const Point* before = nullptr;
    for (const Point& point : points_) {
        if (!is_at_midnight(point.time)) continue;
        const std::int64_t day = utc_day(point.time);
        if (before != nullptr && day == utc_day(before->time)) continue;
        if (before != nullptr && day == utc_day(before->time) + 1 && before->index.is_positive())
            days.push_back({day - 1, divide(point.index - before->index, before->index, Rounding::half_even)});
        before = &point;
    }
    return days;
}

Decimal drawdown_percent(const Curve::Point& point)
{
    if (!point.peak.is_positive()) return {};
    constexpr Decimal hundred = Decimal::from_integer(100);
    return rounded(share(hundred, point.peak - point.index, point.peak, Rounding::half_even), percent_digits);
}

bool is_at_midnight(UtcTime time) { return time.ns - utc_day(time) * ns_per_day < ns_per_hour; }

std::string month_of(UtcTime time) { return to_iso(time).substr(0, 7); }

std::string month_closed_by(UtcTime time)
{
    const std::string date = to_iso(time);
    const bool is_first_midnight = date.substr(8, 2) == "01" && is_at_midnight(time);
    return is_first_midnight ? month_of(UtcTime{time.ns - ns_per_day}) : date.substr(0, 7);
}

}  // namespace swarmdesk::trading::report
