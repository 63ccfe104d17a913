#include "trading/report/figure.hpp"

#include "base/decimal_share.hpp"

namespace swarmdesk::trading::report {

Decimal rounded(Decimal value, int digits)
{
    Int128 step = Decimal::unit;
    for (int i = 0; i < digits; ++i) step /= 10;
    return round_to_step(value, Decimal::from_mantissa(step), Rounding::half_even);
}

Figure percent_of(Decimal part, Decimal whole, std::string_view why)
{
    if (!whole.is_positive()) return Figure::none(why);
    return Figure::of(rounded(share(Decimal::from_integer(100), part, whole, Rounding::half_even), percent_digits));
}

Figure ratio_of(Decimal part, Decimal whole, std::string_view why)
{
    if (!whole.is_positive()) return Figure::none(why);
    return Figure::of(rounded(divide(part, whole, Rounding::half_even), ratio_digits));
}

Decimal in_units(nanoseconds duration, nanoseconds unit, int digits)
{
    return rounded(
        divide(Decimal::from_integer(duration.count()), Decimal::from_integer(unit.count()), Rounding::half_even),
        digits);
}

}  // namespace swarmdesk::trading::report
