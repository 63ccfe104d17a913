#pragma once

#include <algorithm>

#include "trading/execution/gate.hpp"

/// \file
/// What the parts of the gate share; nobody else includes it.

namespace swarmdesk::trading::execution::detail {

inline constexpr auto cancel_patience = std::chrono::seconds{2};  ///< before we ask what became of a cancel
inline constexpr auto price_patience = std::chrono::seconds{60};  ///< before what has no price is gone on without

/// Of what a person writes: reasons, evidence.
inline Result<void> check_text(const std::string& text)
{
    constexpr std::size_t text_max = 2'000;
    if (text.size() <= text_max) return {};
    return Error{Errc::out_of_range, "a text of at most " + std::to_string(text_max) + " bytes"};
}
inline const Actor desk_actor{ActorKind::system, "desk"};

/// RFC 9562 version 8: made from a hash of ours.
template <class Id>
Id id_from(const Hash& hash)
{
    typename Id::Raw raw{};
    std::copy_n(hash.begin(), raw.size(), raw.begin());
    raw[6] = static_cast<std::uint8_t>((raw[6] & 0x0F) | 0x80);
    raw[8] = static_cast<std::uint8_t>((raw[8] & 0x3F) | 0x80);
    return Id{raw};
}

/// Far from where sums leave their range, and from any amount anybody has.
inline bool is_sane(Decimal value)
{
    constexpr Decimal most = Decimal::from_integer(1'000'000'000'000'000);
    return value <= most && value >= Decimal{} - most;
}

inline bool is_bookable(Price price, Quantity quantity)
{
    try {
        return is_sane(quantity.value()) && is_sane(notional(price, quantity, Rounding::away_from_zero).value());
    } catch (const ArithmeticError&) {
        return false;
    }
}

/// Nothing where it is worth more than can be booked.
inline std::optional<Usd> value_of(Amount amount, Decimal rate)
{
    try {
        const Usd value{multiply(amount.value(), rate, Rounding::toward_zero)};
        return is_sane(value.value()) ? std::optional{value} : std::nullopt;
    } catch (const ArithmeticError&) {
        return std::nullopt;
    }
}

}  // namespace swarmdesk::trading::execution::detail
