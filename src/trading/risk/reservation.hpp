#pragma once

#include "base/codec.hpp"
#include "trading/model/intent.hpp"

namespace swarmdesk::trading::risk {

/// Whose order it is, which says what part of the reductions' budget it may spend (RAILS 10).
enum class ReservedBy {
    agent = 0,   ///< or the desk's policy
    person = 1,  ///< may spend also the part that is people's alone
    protection,  ///< the desk's own order that protects a lot: it makes way for whoever closes it
};
constexpr auto enum_table(ReservedBy)
{
    return std::to_array<EnumName<ReservedBy>>(
        {{ReservedBy::agent, "agent"}, {ReservedBy::person, "person"}, {ReservedBy::protection, "protection"}});
}

/// What an admitted intent holds until it ends: exposure, funds and a token of the hour. Made by `assess`, folded by
/// `reserve`.
struct Reservation {
    IntentId intent;
    UserId user;
    AccountId account;
    LotOwner owner;
    InstrumentId instrument;
    Side side = Side::buy;
    Quantity quantity;
    Quantity increasing;  ///< the part of `quantity` that adds exposure; zero for a pure reduction
    Price worst_price;    ///< what it is valued at
    Usd notional;         ///< of the whole quantity at the worst price, fee included, rounded up
    Usd exposure;         ///< of the increasing part, likewise
    AssetId funds_asset;  ///< what it will pay with
    Amount funds;         ///< how much of it, at worst
    Quantity filled;
    DeskTime admitted;
    bool is_unattended = false;         ///< passed without a human, so it counts towards the rolling approval sum
    ReservedBy by = ReservedBy::agent;  ///< in the bytes where a flag for people was

    bool is_by_person() const { return by == ReservedBy::person; }
    bool is_protection() const { return by == ReservedBy::protection; }
    bool is_reduction() const { return increasing.is_zero(); }
    Quantity remaining() const { return quantity - filled; }
    /// Exposure still to come, rounded up.
    Usd exposure_left() const;
    Amount funds_left() const;
    /// Quantity still to come that only takes away from a position.
    Quantity reducing_left() const;

    friend bool operator==(const Reservation&, const Reservation&) = default;
};
SWARMDESK_DESCRIBE(Reservation, intent, user, account, owner, instrument, side, quantity, increasing, worst_price,
                   notional, exposure, funds_asset, funds, filled, admitted, is_unattended, by)

}  // namespace swarmdesk::trading::risk
