#include "trading/optimize/search.hpp"

#include <algorithm>
#include <cmath>

namespace swarmdesk::trading::optimize {
namespace {

constexpr int draws_max = 200;  ///< for something that was not tried yet, before it is looked for in order

class GridSearch final : public Search {
public:
    GridSearch(const Space& space, std::uint64_t runs)
        : space_(space), runs_(std::min(std::max<std::uint64_t>(runs, 1), space.size()))
    {}

    std::vector<Choice> next(std::size_t wanted) override
    {
        std::vector<Choice> choices;
        for (; choices.size() < wanted && given_ < runs_; ++given_) {
            // The given-th of `runs` evenly spread ones: floor(given · size / runs), in 128 bits.
            const auto number = static_cast<std::uint64_t>(static_cast<Uint128>(given_) * space_.size() / runs_);
            choices.push_back(space_.nth(number));
        }
        return choices;
    }
    void learn(const Choice&, std::optional<double>) override {}

private:
    const Space& space_;
    std::uint64_t runs_;
    std::uint64_t given_ = 0;
};

/// Remembers what was given.
class Drawing : public Search {
public:
    Drawing(const Space& space, std::uint64_t seed) : space_(space), random_(seed) {}

protected:
    Choice draw_uniform()
    {
        Choice choice;
        for (const Parameter& parameter : space_.parameters()) choice.push_back(random_.below(parameter.count()));
        return choice;
    }
    bool is_new(const Choice& choice) const { return !given_.contains(choice); }
    bool is_exhausted() const { return given_.size() >= space_.size(); }
    /// Uniform, and not given yet.
    Choice draw_new()
    {
        for (int i = 0; i < draws_max; ++i)
            if (Choice choice = draw_uniform(); is_new(choice)) return choice;
        for (std::uint64_t number = random_.below(space_.size());; number = (number + 1) % space_.size())
            if (Choice choice = space_.nth(number); is_new(choice)) return choice;
    }
    void give(const Choice& choice) { given_.insert(choice); }

    const Space& space_;
    runtime::Random random_;

private:
    std::set<Choice> given_;
};

class RandomSearch final : public Drawing {
public:
    using Drawing::Drawing;

    std::vector<Choice> next(std::size_t wanted) override
    {
        std::vector<Choice> choices;
        while (choices.size() < wanted && !is_exhausted()) {
            choices.push_back(draw_new());
            give(choices.back());
        }
        return choices;
    }
    void learn(const Choice&, std::optional<double>) override {}
};

class TpeSearch final : public Drawing {
public:
    using Drawing::Drawing;

    std::vector<Choice> next(std::size_t wanted) override
    {
        split();
        std::vector<Choice> choices;
        while (choices.size() < wanted && !is_exhausted()) {
            const bool explores = good_.empty() || random_.below(explores_one_in) == 0;
            choices.push_back(explores ? draw_new() : propose());
            give(choices.back());
        }
        return choices;
    }
    void learn(const Choice& choice, std::optional<double> score) override
    {
        if (score && std::isfinite(*score))
            tried_.push_back({*score, choice});
        else if (!score)
            failed_.push_back(choice);
    }

private:
    static constexpr std::size_t startup = 24;     ///< random choices before it concludes anything
    static constexpr std::size_t candidates = 32;  ///< drawn for each proposal
    static constexpr std::size_t good_max = 40;
    static constexpr std::uint64_t explores_one_in = 10;

    struct Tried {
        double score = 0;
        Choice choice;
    };

    void split()
    {
        good_.clear();
        others_ = failed_;
        if (tried_.size() < startup) return;
        std::stable_sort(tried_.begin(), tried_.end(),
                         [](const Tried& a, const Tried& b) { return a.score > b.score; });
        const std::size_t best = std::clamp<std::size_t>(tried_.size() / 4, 1, good_max);
        for (std::size_t i = 0; i < tried_.size(); ++i) (i < best ? good_ : others_).push_back(tried_[i].choice);
    }

    Choice propose()
    {
        std::optional<Choice> best;
        double best_ratio = 0;
        for (std::size_t i = 0; i < candidates; ++i) {
            Choice choice = draw_near_good();
            if (!is_new(choice)) continue;
            double ratio = 0;
            for (std::size_t p = 0; p < choice.size(); ++p)
                ratio += std::log(density(good_, p, choice[p])) - std::log(density(others_, p, choice[p]));
            if (!best || ratio > best_ratio) {
                best = std::move(choice);
                best_ratio = ratio;
            }
        }
        return best ? *best : draw_new();
    }

    /// Steps of a parameter over which a tried one speaks for its neighbours.
    double reach(std::size_t parameter, std::size_t known) const
    {
        const auto count = static_cast<double>(space_.parameters()[parameter].count());
        return std::max(0.5, count * 0.4 * std::pow(static_cast<double>(known + 1), -0.5));
    }

    Choice draw_near_good()
    {
        Choice choice;
        for (std::size_t p = 0; p < space_.parameters().size(); ++p) {
            const std::uint64_t count = space_.parameters()[p].count();
            const Choice& centre = good_[random_.below(good_.size())];
            const double at = static_cast<double>(centre[p]) + random_.normal() * reach(p, good_.size());
            choice.push_back(
                static_cast<std::uint64_t>(std::clamp(std::round(at), 0.0, static_cast<double>(count - 1))));
        }
        return choice;
    }

    /// How densely `known` lie around a value of a parameter, mixed with one uniform pseudo-observation.
    double density(const std::vector<Choice>& known, std::size_t parameter, std::uint64_t at) const
    {
        const auto count = static_cast<double>(space_.parameters()[parameter].count());
        const double width = reach(parameter, known.size());
        double sum = 1 / count;
        for (const Choice& one : known) {
            const double distance = (static_cast<double>(one[parameter]) - static_cast<double>(at)) / width;
            sum += std::exp(-distance * distance / 2) / (width * 2.5066282746310002);
        }
        return sum / static_cast<double>(known.size() + 1);
    }

    std::vector<Tried> tried_;
    std::vector<Choice> failed_;  ///< without a score: worse than any
    std::vector<Choice> good_;
    std::vector<Choice> others_;
};

}  // namespace

std::unique_ptr<Search> grid_search(const Space& space, std::uint64_t runs)
{
    return std::make_unique<GridSearch>(space, runs);
}
std::unique_ptr<Search> random_search(const Space& space, std::uint64_t seed)
{
    return std::make_unique<RandomSearch>(space, seed);
}
std::unique_ptr<Search> tpe_search(const Space& space, std::uint64_t seed)
{
    return std::make_unique<TpeSearch>(space, seed);
}

std::unique_ptr<Search> make_search(Method method, const Space& space, std::uint64_t runs, std::uint64_t seed)
{
    switch (method) {
        case Method::grid: return grid_search(space, runs);
        case Method::random: return random_search(space, seed);
        case Method::tpe: break;
    }
    return tpe_search(space, seed);
}

}  // namespace swarmdesk::trading::optimize
