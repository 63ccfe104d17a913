#include "trading/report/statistics.hpp"

#include <fmt/format.h>

#include <cmath>

namespace swarmdesk::trading::report {
namespace {

constexpr double days_per_year = 365;
constexpr double ns_per_day = 86'400e9;
constexpr double deviation_min =
    1e-9;  ///< of a day's return: what is smaller is rounding, and no ratio of it says anything
constexpr double shown_max = 1e12;  ///< what is larger says nothing, and may not be a number

double to_double(Decimal value) { return std::stod(value.to_string()); }

Figure shown(double value)
{
    if (!std::isfinite(value) || std::abs(value) > shown_max) return Figure::none("beyond what can be counted");
    return Figure::of(Decimal::parse(fmt::format("{:.{}f}", value, ratio_digits)).value());
}

}  // namespace

ReturnStatistics return_statistics(const std::vector<Decimal>& days, Decimal growth, nanoseconds period, Decimal depth)
{
    ReturnStatistics result;
    const double length = static_cast<double>(period.count()) / ns_per_day;
    if (length < 2) {
        result.annualised_percent = result.calmar = Figure::none("shorter than two days");
    } else if (!growth.is_positive()) {
        result.annualised_percent = result.calmar = Figure::none("nothing was left");
    } else {
        const double annualised = std::pow(to_double(growth), days_per_year / length) - 1;
        result.annualised_percent = shown(annualised * 100);
        result.calmar = depth.is_positive() ? shown(annualised / to_double(depth)) : Figure::none("no drawdown");
    }
    if (days.size() < 2) {
        result.sharpe = result.sortino = result.volatility_percent = Figure::none("fewer than two whole days");
        return result;
    }
    const double count = static_cast<double>(days.size());
    double sum = 0;
    for (const Decimal day : days) sum += to_double(day);
    const double mean = sum / count;
    double squares = 0;
    double squares_below = 0;
    for (const Decimal day : days) {
        const double change = to_double(day);
        squares += (change - mean) * (change - mean);
        if (change < 0) squares_below += change * change;
    }
    const double deviation = std::sqrt(squares / (count - 1));
    const double deviation_below = std::sqrt(squares_below / count);
    result.volatility_percent = shown(deviation * std::sqrt(days_per_year) * 100);
    result.sharpe = deviation > deviation_min ? shown(mean / deviation * std::sqrt(days_per_year))
                                              : Figure::none("no day differs from another");
    result.sortino = deviation_below > deviation_min ? shown(mean / deviation_below * std::sqrt(days_per_year))
                                                     : Figure::none("no losing day");
    return result;
}

}  // namespace swarmdesk::trading::report
