#pragma once

#include <map>
#include <vector>

#include "trading/model/fill.hpp"
#include "trading/model/instrument.hpp"
#include "trading/model/position.hpp"
#include "trading/risk/reservation.hpp"

namespace swarmdesk::trading::risk {

/// Pending pure reductions of one owner.
struct PendingReductions {
    Quantity buy;
    Quantity sell;
    Quantity protecting;  ///< of `sell`: the desk's own orders, which make way
    /// What orders that wait for a person would take away once they are granted. It is in neither of the above: until
    /// then they hold nothing of a lot.
    Quantity waiting_buy;
    Quantity waiting_sell;
    Quantity on(Side side) const { return side == Side::buy ? buy : sell; }
    Quantity waiting_on(Side side) const { return side == Side::buy ? waiting_buy : waiting_sell; }
    bool is_zero() const { return *this == PendingReductions{}; }
    friend bool operator==(const PendingReductions&, const PendingReductions&) = default;
};
SWARMDESK_DESCRIBE(PendingReductions, buy, sell, protecting, waiting_buy, waiting_sell)

/// What an order on `side` can take away from a lot: of a long the whole by selling, of a short by buying.
inline Quantity reducible(const Position& lot, Side side)
{
    const Quantity quantity = side == Side::buy ? -lot.quantity : lot.quantity;
    return quantity.is_positive() ? quantity : Quantity{};
}

/// A round trip that a fill ended.
struct ClosedTrip {
    LotOwner owner;
    InstrumentId instrument;
    RoundTrip trip;
};

/// One instrument in one account: its lots by owner (RAILS 25), and what is on its way on each side. Lots of different
/// owners do not net: what one owner is long and another short counts on both sides, so that closing a lot never adds
/// to an exposure.
struct Holding {
    std::map<LotOwner, Position> lots;  ///< also flat ones: they remember what was realised
    std::map<LotOwner, PendingReductions> reducing;
    /// What left a lot otherwise than by a sale since it was opened (RAILS 25).
    std::map<LotOwner, Quantity> taken;
    Usd reserved_buy;  ///< exposure still to come from buys
    Usd reserved_sell;

    enum class Protections { counted = 1, left_out };

    Quantity quantity() const;  ///< of all lots together
    Quantity reducing_on(Side side, Protections protections = Protections::counted) const;
    /// What orders that wait for a person would take away of all lots.
    Quantity waiting_on(Side side) const;
    /// What all lots together give an order on `side` to take away, whoever sends it.
    Quantity reducible_on(Side side) const;
    /// How much an order may take away from lots net of the reductions on their way (RAILS 10): an owner from its own,
    /// people from anybody's unless they name an owner. `self` is left out, and what protects the lots if so wanted.
    Quantity available(const LotOwner& owner, bool is_anybodys, Side side, const Reservation* self,
                       Protections protections = Protections::counted) const;
    /// What was taken out of the lots that such an order is about: who sells so much more does not know of it yet.
    Quantity taken_from(const LotOwner& owner, bool is_anybodys) const;
    /// What pending reductions exceed the lots by: another order closed them before, and they would open new ones.
    /// `self` is left out. What waits for a person counts, and then what protects the lots does not: it has made way
    /// before the other is sent.
    Quantity over_reduced(Side side, const Reservation* self = nullptr, bool is_self_waiting = false) const;
    /// The same of what has been sent alone.
    Quantity over_reduced_as_sent(Side side, const Reservation* self = nullptr) const;
    /// The part of `over_reduced` that one agent's reductions cause.
    Quantity over_reduced_of(const LotOwner& owner, Side side) const;

    friend bool operator==(const Holding&, const Holding&) = default;
};
SWARMDESK_DESCRIBE(Holding, lots, reducing, taken, reserved_buy, reserved_sell)

/// Whether this much cannot be sold at the venue at this price (RAILS 25).
bool is_dust(const Instrument& instrument, Quantity quantity, Price price);

/// Takes at most so much out of a long lot, at its average cost and without a gain: it left the account otherwise than
/// by a sale. Returns how much it took.
Quantity take_out(Position& lot, Quantity quantity);

/// Books one execution on lots. It takes from the owner's; what people trade beyond theirs, from the others' in the
/// order of their names; the rest opens the owner's. Value and fee are shared in proportion. Returns the trips it
/// ended, also those of which only dust is left.
std::vector<ClosedTrip> apply_fill(std::map<LotOwner, Position>& lots, const Instrument& instrument,
                                   const LotOwner& owner, const Fill& fill, Amount fee_quote);

}  // namespace swarmdesk::trading::risk
