#pragma once

#include <string>
#include <vector>

#include "trading/report/chart.hpp"

namespace swarmdesk::trading::report {

/// The numbers of an axis: round ones, a handful of them, around everything shown.
struct Scale {
    double low = 0;
    double high = 1;
    std::vector<double> ticks;
    int digits = 0;  ///< decimals that tell the ticks apart

    /// Where a value is, from 0 at the bottom to 1 at the top.
    double place(double value) const { return (value - low) / (high - low); }
    std::string text(double value, bool is_signed, const std::string& unit) const;
};
Scale scale_for(double low, double high, int ticks_wanted);

double to_double(Decimal value);

/// Of many points those that keep the picture: the lowest and the highest of each stretch, the first and the last.
std::vector<ChartPoint> thinned(const std::vector<ChartPoint>& points, std::size_t stretches);

/// Moments for a time axis, and how they are written: days, or times where it is short.
struct TimeTick {
    UtcTime time;
    std::string text;
};
std::vector<TimeTick> time_ticks(UtcTime from, UtcTime to);

}  // namespace swarmdesk::trading::report
