#include "trading/report/chart_scale.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "trading/report/html_text.hpp"
#include "trading/report/thinning.hpp"

namespace swarmdesk::trading::report {
namespace {

constexpr std::int64_t ns_per_day = 86'400'000'000'000;

/// The least of 1, 2, 5 times a power of ten that is no less.
double round_step(double step)
{
    const double power = std::pow(10, std::floor(std::log10(step)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= step) return factor * power;
    return 10 * power;
}

std::string with_commas(std::string text)
{
    const std::size_t first = text.find_first_of("0123456789");
    const std::size_t point = std::min(text.find('.'), text.size());
    for (std::size_t at = point; at > first + 3; at -= 3) text.insert(at - 3, 1, ',');
    return text;
}

std::string day_and_month(UtcTime time)
{
    static constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::string date = to_iso(time);
    const auto month = static_cast<std::size_t>(std::stoi(date.substr(5, 2)) - 1);
    return fmt::format("{} {}", std::stoi(date.substr(8, 2)), months.at(month));
}

}  // namespace

double to_double(Decimal value) { return std::stod(value.to_string()); }

std::string Scale::text(double value, bool is_signed, const std::string& unit) const
{
    std::string number = fmt::format("{:.{}f}", value, digits);
    if (number.find_first_not_of("-0.") == std::string::npos) number = fmt::format("{:.{}f}", 0.0, digits);
    if (is_signed && value > 0) number = "+" + number;
    return typeset(with_commas(std::move(number))) + unit;
}

Scale scale_for(double low, double high, int ticks_wanted)
{
    if (!(high > low)) {
        const double around = std::max(std::abs(low) * 0.01, 1e-9);
        low -= around;
        high += around;
    }
    const double step = round_step((high - low) / ticks_wanted);
    Scale scale;
    scale.low = std::floor(low / step + 1e-9) * step;
    scale.high = std::ceil(high / step - 1e-9) * step;
    const auto count = static_cast<int>(std::lround((scale.high - scale.low) / step));
    for (int i = 0; i <= count; ++i) scale.ticks.push_back(scale.low + i * step);
    scale.digits = std::clamp(static_cast<int>(-std::floor(std::log10(step) + 1e-9)), 0, 12);
    return scale;
}

std::vector<ChartPoint> thinned(const std::vector<ChartPoint>& points, std::size_t stretches)
{
    std::vector<ChartPoint> kept;
    for (const std::size_t place :
         places_that_show(points.size(), stretches, [&](std::size_t at) { return points[at].value; }))
        kept.push_back(points[place]);
    return kept;
}

std::vector<TimeTick> time_ticks(UtcTime from, UtcTime to)
{
    constexpr int wanted = 5;
    const std::int64_t length = to.ns - from.ns;
    std::vector<TimeTick> ticks;
    if (length < 2 * ns_per_day) {
        for (int i = 0; i < wanted; ++i) {
            const UtcTime time{from.ns + length / (wanted - 1) * i};
            ticks.push_back({time, to_iso(time).substr(11, 5)});
        }
        return ticks;
    }
    const std::int64_t step = std::max<std::int64_t>((length / ns_per_day + wanted - 1) / wanted, 1) * ns_per_day;
    const bool has_years = length > 300 * ns_per_day;
    const std::int64_t first = (utc_day(UtcTime{from.ns - 1}) + 1) * ns_per_day;
    for (std::int64_t at = first; at <= to.ns; at += step)
        ticks.push_back({UtcTime{at}, has_years ? to_iso(UtcTime{at}).substr(0, 7) : day_and_month(UtcTime{at})});
    return ticks;
}

}  // namespace swarmdesk::trading::report
