#pragma once

#include <vector>

#include "trading/report/figure.hpp"

namespace swarmdesk::trading::report {

/// The figures that need roots and powers. They are the only ones worked out in floating point, and no money is among
/// them; what comes out is a decimal of four places.
struct ReturnStatistics {
    Figure annualised_percent;
    Figure volatility_percent;  ///< annualised
    Figure sharpe;              ///< annualised, risk-free rate 0
    Figure sortino;             ///< likewise, against the deviation below 0
    Figure calmar;              ///< annualised return by the deepest drawdown
};

/// `days`: returns of whole days, 0.01 is one percent. `growth`: what one unit became over `period`. `depth`: of the
/// deepest drawdown, 0 where there was none.
ReturnStatistics return_statistics(const std::vector<Decimal>& days, Decimal growth, nanoseconds period, Decimal depth);

}  // namespace swarmdesk::trading::report
