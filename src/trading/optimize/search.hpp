#pragma once

#include <memory>
#include <optional>
#include <set>

#include "base/names.hpp"
#include "runtime/random.hpp"
#include "trading/optimize/space.hpp"

namespace swarmdesk::trading::optimize {

enum class Method { grid = 1, random, tpe };
constexpr auto enum_table(Method)
{
    return std::to_array<EnumName<Method>>({{Method::grid, "grid"}, {Method::random, "random"}, {Method::tpe, "tpe"}});
}

/// Decides what is tried next. Never gives a choice twice. Deterministic: the same seed and the same scores give the
/// same choices. Borrows the space.
class Search {
public:
    virtual ~Search() = default;
    /// At most so many choices to run next, which may run beside each other; none: everything has been tried.
    virtual std::vector<Choice> next(std::size_t wanted) = 0;
    /// How good a choice was: the more the better; nothing where it cannot be told.
    virtual void learn(const Choice& choice, std::optional<double> score) = 0;
};

/// Every choice in order; so many evenly spread ones where `runs` is less than all.
std::unique_ptr<Search> grid_search(const Space& space, std::uint64_t runs);
/// Uniformly drawn.
std::unique_ptr<Search> random_search(const Space& space, std::uint64_t seed);
/// Tree-structured Parzen estimator: Bergstra, Bardenet, Bengio, Kégl, "Algorithms for Hyper-Parameter Optimization"
/// (NIPS 2011), each parameter by itself. Begins with random choices; then, of candidates drawn near the best quarter
/// of what was tried, takes those that lie most among the good ones and least among the others.
std::unique_ptr<Search> tpe_search(const Space& space, std::uint64_t seed);

std::unique_ptr<Search> make_search(Method method, const Space& space, std::uint64_t runs, std::uint64_t seed);

}  // namespace swarmdesk::trading::optimize
