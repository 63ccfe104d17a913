#include "trading/risk/holding.hpp"

#include <algorithm>

#include "trading/risk/rounding.hpp"

namespace swarmdesk::trading::risk {
namespace {

Quantity positive(Quantity quantity) { return quantity.is_positive() ? quantity : Quantity{}; }

Quantity left_out(const Reservation* self, Side side)
{
    return self != nullptr && self->side == side ? self->reducing_left() : Quantity{};
}

Quantity pending_on(const PendingReductions& pending, Side side, Holding::Protections protections)
{
    const bool is_left_out = side == Side::sell && protections == Holding::Protections::left_out;
    return is_left_out ? pending.sell - pending.protecting : pending.on(side);
}

/// What may still take away from a lot once whoever waits is granted: by then what protects it has made way.
Quantity with_waiting(const PendingReductions& pending, Side side)
{
    return pending_on(pending, side, Holding::Protections::left_out) + pending.waiting_on(side);
}

/// What the reductions that `wanted` finds exceed the lots by. An agent's need its own lots; those of people need what
/// the agents' leave of all.
template <class Wanted>
Quantity over(const Holding& holding, Side side, const Reservation* self, Wanted wanted_of)
{
    Quantity over;
    Quantity left = holding.reducible_on(side);
    Quantity of_people;
    for (const auto& [owner, pending] : holding.reducing) {
        Quantity wanted = wanted_of(pending);
        if (self != nullptr && self->owner == owner) wanted -= left_out(self, side);
        if (owner.is_people()) {
            of_people = wanted;
            continue;
        }
        const auto lot = holding.lots.find(owner);
        const Quantity own = lot == holding.lots.end() ? Quantity{} : reducible(lot->second, side);
        over += positive(wanted - own);
        left -= std::min(wanted, own);
    }
    return over + positive(of_people - left);
}

}  // namespace

Quantity Holding::quantity() const
{
    Quantity total;
    for (const auto& [owner, lot] : lots) total += lot.quantity;
    return total;
}

Quantity Holding::reducing_on(Side side, Protections protections) const
{
    Quantity total;
    for (const auto& [owner, pending] : reducing) total += pending_on(pending, side, protections);
    return total;
}

Quantity Holding::waiting_on(Side side) const
{
    Quantity total;
    for (const auto& [owner, pending] : reducing) total += pending.waiting_on(side);
    return total;
}

Quantity Holding::reducible_on(Side side) const
{
    Quantity total;
    for (const auto& [owner, lot] : lots) total += reducible(lot, side);
    return total;
}

Quantity Holding::available(const LotOwner& owner, bool is_anybodys, Side side, const Reservation* self,
                            Protections protections) const
{
    const Quantity all = positive(reducible_on(side) - reducing_on(side, protections) + left_out(self, side));
    if (is_anybodys || all.is_zero()) return all;
    const auto lot = lots.find(owner);
    if (lot == lots.end()) return {};
    Quantity own = reducible(lot->second, side);
    if (const auto pending = reducing.find(owner); pending != reducing.end())
        own -= pending_on(pending->second, side, protections);
    if (self != nullptr && self->owner == owner) own += left_out(self, side);
    return std::min(all, positive(own));
}

Quantity Holding::taken_from(const LotOwner& owner, bool is_anybodys) const
{
    Quantity total;
    for (const auto& [name, quantity] : taken)
        if (is_anybodys || name == owner) total += quantity;
    return total;
}

Quantity Holding::over_reduced_of(const LotOwner& owner, Side side) const
{
    const auto pending = reducing.find(owner);
    if (pending == reducing.end()) return {};
    const auto lot = lots.find(owner);
    const Quantity most = std::max(pending->second.on(side), with_waiting(pending->second, side));
    return positive(most - (lot == lots.end() ? Quantity{} : reducible(lot->second, side)));
}

Quantity Holding::over_reduced_as_sent(Side side, const Reservation* self) const
{
    return over(*this, side, self, [side](const PendingReductions& pending) { return pending.on(side); });
}

Quantity Holding::over_reduced(Side side, const Reservation* self, bool is_self_waiting) const
{
    const bool is_counted_then = self != nullptr && !self->is_protection();
    return std::max(over_reduced_as_sent(side, is_self_waiting ? nullptr : self),
                    over(*this, side, is_counted_then ? self : nullptr,
                         [side](const PendingReductions& pending) { return with_waiting(pending, side); }));
}

bool is_dust(const Instrument& instrument, Quantity quantity, Price price)
{
    const Quantity sellable{round_to_step(abs(quantity.value()), instrument.lot.value(), Rounding::toward_zero)};
    return sellable.is_zero() || sellable < instrument.quantity_min ||
           notional(price, sellable, Rounding::toward_zero) < instrument.notional_min;
}

Quantity take_out(Position& lot, Quantity quantity)
{
    const Quantity held = reducible(lot, Side::sell);
    const Quantity taken = std::min(held, quantity);
    if (!taken.is_positive()) return {};
    lot.quantity -= taken;
    if (lot.quantity.is_zero()) {
        lot.cost = lot.entry_cost = lot.trip_result = Amount{};
        return taken;
    }
    const Amount cost{share(lot.cost.value(), taken.value(), held.value(), Rounding::half_even)};
    lot.cost -= cost;
    lot.entry_cost -= cost;
    return taken;
}

std::vector<ClosedTrip> apply_fill(std::map<LotOwner, Position>& lots, const Instrument& instrument,
                                   const LotOwner& owner, const Fill& fill, Amount fee_quote)
{
    Amount value =
        fill.quote_amount.is_positive() ? fill.quote_amount : notional(fill.price, fill.quantity, Rounding::half_even);
    const bool is_buy = fill.side == Side::buy;
    const bool is_base_fee = fill.fee_asset == instrument.base && !fill.fee.is_zero();
    const Quantity base_fee = is_base_fee ? Quantity{fill.fee.value()} : Quantity{};

    Quantity reducing;
    for (const auto& [name, lot] : lots)
        if (name == owner || owner.is_people()) reducing += reducible(lot, fill.side);
    const bool opens = reducing.is_zero();
    Quantity left = fill.quantity;
    if (is_base_fee && !opens) {
        // What closes is what arrived (or left) in the end, and the fee is what it was worth. A sale's fee comes out of
        // what the lots have beyond what was sold: it opens nothing. What is missing then, the balance shows.
        const Quantity part = is_buy ? base_fee : std::min(base_fee, positive(reducing - left));
        const Amount worth =
            part == base_fee ? fee_quote
                             : Amount{share(fee_quote.value(), part.value(), base_fee.value(), Rounding::half_even)};
        left = is_buy ? left - part : left + part;
        value = is_buy ? value - worth : value + worth;
    }
    if (is_base_fee && opens) fee_quote = {};  // it makes what was opened smaller at the same cost

    std::vector<ClosedTrip> trips;
    const auto book = [&](const LotOwner& name, Quantity part) {
        const bool is_last = part == left;
        const auto share_of = [&](Amount amount) {
            return is_last ? amount : Amount{share(amount.value(), part.value(), left.value(), Rounding::half_even)};
        };
        const Amount part_value = share_of(value);
        const Amount part_fee = share_of(fee_quote);
        value -= part_value;
        fee_quote -= part_fee;
        left -= part;

        Position& lot = lots[name];
        // Dust alone is no trip: it was taken out of the one before, at its cost.
        const bool was_dust = is_dust(instrument, lot.quantity, fill.price);
        const bool reduces = reducible(lot, fill.side).is_positive();
        auto trip = lot.apply_fill(fill.side, part, part_value, part_fee);
        if (!trip && reduces && !was_dust && is_dust(instrument, lot.quantity, fill.price)) trip = lot.close_trip();
        if (trip && !was_dust) trips.push_back({name, instrument.id, *trip});
    };
    const auto reduce = [&](const LotOwner& name) {
        const auto lot = lots.find(name);
        if (lot == lots.end()) return;
        const Quantity part = std::min(left, reducible(lot->second, fill.side));
        if (part.is_positive()) book(name, part);
    };
    if (owner.is_people() && !opens) {
        reduce(owner);
        for (const auto& [name, lot] : lots) reduce(name);
    }
    if (left.is_positive()) book(owner, left);
    if (is_base_fee && opens) lots[owner].quantity -= base_fee;
    std::erase_if(lots, [](const auto& row) { return row.second == Position{}; });
    return trips;
}

}  // namespace swarmdesk::trading::risk
