#include "llm/keys/price.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <limits>

namespace swarmdesk::llm::keys {
namespace {

using namespace swarmdesk::literals;

TEST(Price, IsExact)
{
    const Price price = Price::per_million("0.59"_dec, "0.79"_dec);
    EXPECT_EQ(price.input, "0.00000059"_dec);
    EXPECT_EQ(cost({1000, 100}, price), "0.000669"_dec);
    EXPECT_EQ(cost({0, 0}, price), Decimal{});
    EXPECT_EQ(cost({1, 0}, price), "0.00000059"_dec);
    EXPECT_EQ(cost_at_most(1000, 100, price), "0.000669"_dec);
    EXPECT_EQ(cost({5, 5}, {}), Decimal{}) << "a local model costs nothing";
}

TEST(Price, IsRoundedUpAndOnlyWhereItMust)
{
    EXPECT_EQ(cost({1, 0}, {"0.000001"_dec, {}}, "0.01"_dec), "0.01"_dec);
    EXPECT_EQ(cost({10'000, 0}, {"0.000001"_dec, {}}, "0.01"_dec), "0.01"_dec);
    EXPECT_EQ(cost({10'001, 0}, {"0.000001"_dec, {}}, "0.01"_dec), "0.02"_dec);
    EXPECT_EQ(cost({0, 0}, {"0.000001"_dec, {}}, "0.01"_dec), Decimal{});
    EXPECT_EQ(Price::per_million("0.0000000000001"_dec, {}).input, "0.000000000000000001"_dec);
}

TEST(Price, HoldsForAnyNumberOfTokensAnUpstreamMayClaim)
{
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    EXPECT_EQ(cost({most, most}, {"1"_dec, "1"_dec}), "36893488147419103230"_dec);
    EXPECT_THROW(cost({most, 0}, {"10"_dec, {}}), ArithmeticError);
}

TEST(Price, NeverChargesLessThanItCost)
{
    rc::check([](std::uint32_t prompt, std::uint32_t completion, std::uint16_t input, std::uint16_t output) {
        const Price price = Price::per_million(Decimal::from_integer(input), Decimal::from_integer(output));
        const Decimal exact = cost({prompt, completion}, price);
        const Decimal charged = cost({prompt, completion}, price, "0.01"_dec);
        RC_ASSERT(charged >= exact);
        RC_ASSERT(charged - exact < "0.01"_dec);
        RC_ASSERT(is_multiple(charged, "0.01"_dec));
    });
}

}  // namespace
}  // namespace swarmdesk::llm::keys
