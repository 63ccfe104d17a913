#include "trading/optimize/search.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace swarmdesk::trading::optimize {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

Space space_of(std::initializer_list<const char*> parameters)
{
    std::vector<Parameter> list;
    for (const char* text : parameters) list.push_back(Parameter::parse(text).value());
    return Space::make(list).value();
}

TEST(GridSearch, TakesEachOnceOrSoManyEvenlySpread)
{
    const Space space = space_of({"a=0:9:1"});
    EXPECT_THAT(grid_search(space, 100)->next(50), SizeIs(10));
    EXPECT_THAT(grid_search(space, 5)->next(50), ElementsAre(Choice{0}, Choice{2}, Choice{4}, Choice{6}, Choice{8}));
}

TEST(Search, NeverGivesAChoiceTwiceAndEndsWhenAllWereTried)
{
    const Space space = space_of({"a=0:9:1", "b=0:4:1"});
    for (const Method method : {Method::grid, Method::random, Method::tpe}) {
        SCOPED_TRACE(to_text(method));
        const auto search = make_search(method, space, 1'000, 7);
        std::set<Choice> given;
        for (;;) {
            const auto next = search->next(8);
            if (next.empty()) break;
            for (const Choice& choice : next) {
                EXPECT_TRUE(given.insert(choice).second);
                search->learn(choice, static_cast<double>(choice[0]));
            }
        }
        EXPECT_EQ(given.size(), 50u);
    }
}

TEST(Search, IsDecidedByItsSeed)
{
    const Space space = space_of({"a=0:999:1", "b=0:999:1"});
    for (const Method method : {Method::random, Method::tpe}) {
        const auto tried = [&](std::uint64_t seed) {
            const auto search = make_search(method, space, 100, seed);
            std::vector<Choice> all;
            for (int i = 0; i < 10; ++i)
                for (const Choice& choice : search->next(10)) {
                    all.push_back(choice);
                    search->learn(choice, -static_cast<double>(choice[0] + choice[1]));
                }
            return all;
        };
        EXPECT_EQ(tried(1), tried(1));
        EXPECT_NE(tried(1), tried(2));
    }
}

/// How far from the best the best of so many tries is, on average over seeds.
double shortfall(Method method, const Space& space, std::size_t runs)
{
    double sum = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const auto search = make_search(method, space, runs, seed);
        double best = -1e9;
        for (std::size_t done = 0; done < runs; done += 10)
            for (const Choice& choice : search->next(10)) {
                const auto away = [&](std::size_t p, double centre) {
                    return std::pow((static_cast<double>(choice[p]) - centre) / 100, 2);
                };
                const double score = -away(0, 30) - away(1, 70) - away(2, 55);
                best = std::max(best, score);
                search->learn(choice, score);
            }
        sum -= best;
    }
    return sum / 10;
}

TEST(TpeSearch, FindsAHillBetterThanChance)
{
    const Space space = space_of({"a=0:99:1", "b=0:99:1", "c=0:99:1"});
    EXPECT_LT(shortfall(Method::tpe, space, 150), shortfall(Method::random, space, 150) / 4);
}

TEST(TpeSearch, TakesWhatHasNoScoreForWorse)
{
    const Space space = space_of({"a=0:999:1"});
    const auto search = make_search(Method::tpe, space, 400, 3);
    std::size_t failed = 0;
    for (int i = 0; i < 20; ++i)
        for (const Choice& choice : search->next(10)) {
            const bool fails = choice[0] < 500;
            if (i >= 10 && fails) ++failed;
            search->learn(choice, fails ? std::nullopt : std::optional{1.0 + static_cast<double>(choice[0] % 7)});
        }
    EXPECT_LT(failed, 30u) << "of a hundred; half of them by chance";
}

}  // namespace
}  // namespace swarmdesk::trading::optimize
