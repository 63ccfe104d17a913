#pragma once

#include <optional>
#include <vector>

#include "base/decimal.hpp"
#include "base/describe.hpp"
#include "base/names.hpp"

namespace swarmdesk::trading::optimize {

/// What one run came to. Figures as a report has them; absent where there is none, as a ratio of no losses.
struct Outcome {
    std::optional<Decimal> return_percent;
    std::optional<Decimal> sharpe;  ///< annualised, of daily returns
    std::optional<Decimal> sortino;
    std::optional<Decimal> calmar;
    std::optional<Decimal> profit_factor;
    std::optional<Decimal> drawdown_percent;
    std::uint64_t trades = 0;
    Decimal fees_usd;
    std::vector<Decimal> days;  ///< the return of each whole day: 0.01 is one percent

    friend bool operator==(const Outcome&, const Outcome&) = default;
};
SWARMDESK_DESCRIBE(Outcome, return_percent, sharpe, sortino, calmar, profit_factor, drawdown_percent, trades, fees_usd,
                   days)

/// By what a run is judged. More is better.
enum class Objective { sharpe = 1, sortino, calmar, profit, profit_factor };
constexpr auto enum_table(Objective)
{
    return std::to_array<EnumName<Objective>>({{Objective::sharpe, "sharpe"},
                                               {Objective::sortino, "sortino"},
                                               {Objective::calmar, "calmar"},
                                               {Objective::profit, "return"},
                                               {Objective::profit_factor, "profit_factor"}});
}

std::optional<Decimal> figure_of(const Outcome& outcome, Objective objective);

}  // namespace swarmdesk::trading::optimize
