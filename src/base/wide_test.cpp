#include "base/wide.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>

#include "base/decimal_root.hpp"

namespace swarmdesk {
namespace {

using namespace literals;
using boost::multiprecision::cpp_int;

cpp_int to_big(Uint128 value)
{
    cpp_int result = static_cast<std::uint64_t>(value >> 64);
    result <<= 64;
    result += static_cast<std::uint64_t>(value);
    return result;
}

cpp_int to_big(Wide value)
{
    cpp_int result = to_big(value.high);
    result <<= 128;
    return result + to_big(value.low);
}

/// Of every length, and with long runs of ones and zeros, where carries and wrong guesses live.
rc::Gen<Uint128> any_integer()
{
    return rc::gen::apply(
        [](std::uint64_t high, std::uint64_t low, int shift, int shape) {
            Uint128 value = (Uint128{high} << 64) | low;
            if (shape == 1) value = ~Uint128{0};
            if (shape == 2) value = (Uint128{high} << 64) | ~std::uint64_t{0};
            if (shape == 3) value = Uint128{1} << 127;
            return value >> shift;
        },
        rc::gen::arbitrary<std::uint64_t>(), rc::gen::arbitrary<std::uint64_t>(), rc::gen::inRange(0, 128),
        rc::gen::inRange(0, 6));
}

RC_GTEST_PROP(Wide, MultipliesAddsAndSubtractsLikeIntegersWithoutBounds, ())
{
    const Uint128 a = *any_integer(), b = *any_integer(), c = *any_integer();
    const Wide product = multiply_wide(a, b);
    RC_ASSERT(to_big(product) == to_big(a) * to_big(b));
    const Wide sum = Wide{product.high >> 1, product.low} + Wide{0, c};
    RC_ASSERT(to_big(sum) == to_big(Wide{product.high >> 1, product.low}) + to_big(c));
    RC_ASSERT(to_big(sum - Wide{0, c}) == to_big(sum) - to_big(c));
}

RC_GTEST_PROP(Wide, DividesLikeIntegersWithoutBounds, ())
{
    const Wide dividend{*any_integer(), *any_integer()};
    const Uint128 divisor = *any_integer();
    RC_PRE(divisor != 0);
    if (dividend.high >= divisor) {
        RC_ASSERT_THROWS_AS(divide_wide(dividend, divisor), ArithmeticError);
        return;
    }
    const Division division = divide_wide(dividend, divisor);
    RC_ASSERT(to_big(division.quotient) == to_big(dividend) / to_big(divisor));
    RC_ASSERT(to_big(division.remainder) == to_big(dividend) % to_big(divisor));
    const cpp_int twice = 2 * to_big(division.remainder);
    const bool is_up = twice > to_big(divisor) || (twice == to_big(divisor) && (division.quotient & 1) != 0);
    if (is_up && division.quotient == ~Uint128{0}) {
        RC_ASSERT_THROWS_AS(divide_half_even(dividend, divisor), ArithmeticError);
    } else {
        RC_ASSERT(divide_half_even(dividend, divisor) == division.quotient + (is_up ? 1 : 0));
    }
}

RC_GTEST_PROP(Wide, HasTheRootThatIntegersWithoutBoundsHave, ())
{
    const Wide square{*any_integer() >> 32, *any_integer()};
    RC_ASSERT(to_big(floor_root(square)) == sqrt(to_big(square)));
}

RC_GTEST_PROP(Wide, FindsTheRootOfASquareAndOfItsNeighbours, ())
{
    const Uint128 root = *any_integer() >> 16;
    RC_PRE(root > 1);
    const Wide square = multiply_wide(root, root);
    RC_ASSERT(floor_root(square) == root);
    RC_ASSERT(floor_root(square - Wide{0, 1}) == root - 1);
    RC_ASSERT(floor_root(square + Wide{0, root}) == root);
}

TEST(Wide, HasNoRootFrom224BitsOn)
{
    const Wide largest{(Uint128{1} << 96) - 1, ~Uint128{0}};
    EXPECT_TRUE(floor_root(largest) == (Uint128{1} << 112) - 1);
    EXPECT_THROW(floor_root({Uint128{1} << 96, 0}), ArithmeticError);
    EXPECT_TRUE(floor_root({}) == 0);
}

TEST(SquareRoot, IsExactWhereItCanBeAndRoundedToTheNearestWhereNot)
{
    EXPECT_EQ(square_root("0"_dec), "0"_dec);
    EXPECT_EQ(square_root("144"_dec), "12"_dec);
    EXPECT_EQ(square_root("0.000000000000000001"_dec), "0.000000001"_dec);
    EXPECT_EQ(square_root("2"_dec), "1.414213562373095049"_dec);  // …0488
    EXPECT_EQ(square_root("3"_dec), "1.732050807568877294"_dec);  // …2935
    EXPECT_EQ(square_root("0.000000000000000003"_dec), "0.000000001732050808"_dec);
    EXPECT_THROW(square_root("-0.000000000000000001"_dec), ArithmeticError);
}

RC_GTEST_PROP(SquareRoot, IsWithinHalfAUnitOfTheTruth, ())
{
    const Decimal value = Decimal::from_mantissa(static_cast<Int128>(*any_integer() >> 1));
    const cpp_int root = to_big(magnitude(square_root(value).mantissa()));
    const cpp_int square = 4 * to_big(magnitude(value.mantissa())) * Decimal::unit;
    RC_ASSERT((2 * root + 1) * (2 * root + 1) > square);
    RC_ASSERT(root == 0 || (2 * root - 1) * (2 * root - 1) < square);
}

}  // namespace
}  // namespace swarmdesk
