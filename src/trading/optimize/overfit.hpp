#pragma once

#include <optional>
#include <vector>

namespace swarmdesk::trading::optimize {

/// \file
/// How far the best of many can be believed. Floating point: it is about chances, not about money.

/// Mean, deviation and shape of a series of returns.
struct Moments {
    std::size_t count = 0;
    double mean = 0;
    double deviation = 0;  ///< of a sample
    double skewness = 0;
    double kurtosis = 3;  ///< 3 is normal's
    /// Per period, not annualised; nothing without two returns or where they are all the same.
    std::optional<double> sharpe() const;
};
Moments moments_of(const std::vector<double>& returns);

/// The Sharpe ratio (per period) that the luckiest of so many worthless tries would have, whose ratios have this
/// deviation: Bailey and López de Prado, "The Deflated Sharpe Ratio" (Journal of Portfolio Management 40, 2014), eq. 1.
double expected_best_sharpe(std::size_t tries, double deviation);

/// The probability, 0 to 1, that what was chosen from `tries` has a Sharpe ratio above that luckiest one's, ibid.,
/// eq. 2. `sharpes`: per period, of the tries. Nothing where there are fewer than three returns or two tries.
std::optional<double> deflated_sharpe(const std::vector<double>& returns, const std::vector<double>& sharpes);

}  // namespace swarmdesk::trading::optimize
