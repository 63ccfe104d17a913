#pragma once

#include "trading/report/facts.hpp"
#include "trading/report/figure.hpp"

namespace swarmdesk::trading::report {

/// Equity over time as a time-weighted index: what one unit of money became, whatever was put in or taken out
/// meanwhile. What moves between two points counts as moved at the first of them. Where nothing was there to earn on,
/// the index stays where it is. Exact until the one rounding of each point.
class Curve {
public:
    struct Point {
        UtcTime time;
        Usd equity;
        Usd put_in;     ///< since the point before; of the first nothing
        Decimal index;  ///< the first is 1
        Decimal peak;   ///< the highest index so far
        Usd gross;
    };
    /// The deepest fall below the highest index before it.
    struct Fall {
        Decimal depth;  ///< of the peak: 0.25 is a quarter
        UtcTime peak;   ///< the last point at the peak
        UtcTime trough;
        std::optional<UtcTime> recovered;  ///< the first point at or above the peak; none: not yet
    };
    /// The return between the 00:00 points of two consecutive days.
    struct Day {
        std::int64_t day = 0;  ///< days since 1970: the one that ended
        Decimal change;        ///< 0.01 is one percent
    };

    void add(const EquityPoint& point);

    const std::vector<Point>& points() const { return points_; }
    /// Nothing where the index never fell.
    std::optional<Fall> deepest_fall() const;
    std::vector<Day> days() const;

private:
    std::vector<Point> points_;
    Decimal base_index_;
    Usd base_equity_;
};

/// How far a point is below the highest index so far, as it is shown.
Decimal drawdown_percent(const Curve::Point& point);
/// Whether a point says where its day began: it is of the first hour after 00:00 UTC.
bool is_at_midnight(UtcTime time);
/// "2025-04" of the month a point closes: one at the first midnight of a month closes the one before.
std::string month_closed_by(UtcTime time);
/// "2025-04" of a moment.
std::string month_of(UtcTime time);

}  // namespace swarmdesk::trading::report
