#include "trading/risk/reservation.hpp"

#include <algorithm>

#include "trading/risk/rounding.hpp"

namespace swarmdesk::trading::risk {

Usd Reservation::exposure_left() const
{
    if (increasing.is_zero()) return {};
    return Usd{share_up(exposure.value(), std::min(increasing, remaining()).value(), increasing.value())};
}

Amount Reservation::funds_left() const
{
    return Amount{share_up(funds.value(), remaining().value(), quantity.value())};
}

Quantity Reservation::reducing_left() const
{
    const Quantity reducing = quantity - increasing;
    return filled >= reducing ? Quantity{} : reducing - filled;
}

}  // namespace swarmdesk::trading::risk
