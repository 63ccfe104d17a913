#include "trading/optimize/overfit.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

namespace swarmdesk::trading::optimize {
namespace {

constexpr double euler_mascheroni = 0.57721566490153286;
constexpr double euler = 2.71828182845904524;

}  // namespace

std::optional<double> Moments::sharpe() const
{
    if (count < 2 || !(deviation > 0)) return std::nullopt;
    return mean / deviation;
}

Moments moments_of(const std::vector<double>& returns)
{
    Moments moments;
    moments.count = returns.size();
    if (returns.empty()) return moments;
    const auto n = static_cast<double>(returns.size());
    for (const double one : returns) moments.mean += one / n;
    double second = 0;
    double third = 0;
    double fourth = 0;
    for (const double one : returns) {
        const double away = one - moments.mean;
        second += away * away / n;
        third += away * away * away / n;
        fourth += away * away * away * away / n;
    }
    if (returns.size() > 1) moments.deviation = std::sqrt(second * n / (n - 1));
    if (second > 0) {
        moments.skewness = third / std::pow(second, 1.5);
        moments.kurtosis = fourth / (second * second);
    }
    return moments;
}

double expected_best_sharpe(std::size_t tries, double deviation)
{
    if (tries < 2 || !(deviation > 0)) return 0;
    const boost::math::normal_distribution<double> normal;
    const auto n = static_cast<double>(tries);
    return deviation * ((1 - euler_mascheroni) * boost::math::quantile(normal, 1 - 1 / n) +
                        euler_mascheroni * boost::math::quantile(normal, 1 - 1 / (n * euler)));
}

std::optional<double> deflated_sharpe(const std::vector<double>& returns, const std::vector<double>& sharpes)
{
    const Moments moments = moments_of(returns);
    const auto sharpe = moments.sharpe();
    if (!sharpe || moments.count < 3 || sharpes.size() < 2) return std::nullopt;
    const double lucky = expected_best_sharpe(sharpes.size(), moments_of(sharpes).deviation);
    const double spread = 1 - moments.skewness * *sharpe + (moments.kurtosis - 1) / 4 * *sharpe * *sharpe;
    if (!(spread > 0)) return std::nullopt;
    const double z = (*sharpe - lucky) * std::sqrt(static_cast<double>(moments.count - 1)) / std::sqrt(spread);
    return boost::math::cdf(boost::math::normal_distribution<double>{}, z);
}

}  // namespace swarmdesk::trading::optimize
