#include "trading/report/trip_sums.hpp"

#include <algorithm>
#include <set>

#include "base/decimal_share.hpp"

namespace swarmdesk::trading::report {
namespace {

/// How an execution changed one lot, both zero or more.
struct Change {
    LotOwner owner;
    Quantity closing;
    Quantity opening;
};

Quantity quantity_in(const TripSums::Lots& lots, const LotOwner& owner, Side side)
{
    const auto found = lots.find(owner);
    if (found == lots.end()) return {};
    return side == Side::buy ? found->second.quantity : -found->second.quantity;
}

std::vector<Change> changes(const TripSums::Lots& before, const TripSums::Lots& after, Side side)
{
    std::set<LotOwner> owners;
    for (const auto* lots : {&before, &after})
        for (const auto& [owner, lot] : *lots) owners.insert(owner);
    std::vector<Change> found;
    for (const LotOwner& owner : owners) {
        // Counted in the direction of the execution: it only adds.
        const Quantity was = quantity_in(before, owner, side);
        const Quantity is = quantity_in(after, owner, side);
        if (is <= was) continue;
        const Quantity nothing;
        found.push_back(
            {owner, std::min(is, nothing) - std::min(was, nothing), std::max(is, nothing) - std::max(was, nothing)});
    }
    return found;
}

std::optional<Price> average(Amount value, Quantity quantity)
{
    if (!quantity.is_positive()) return std::nullopt;
    return Price{divide(value.value(), quantity.value(), Rounding::half_even)};
}

}  // namespace

std::optional<Price> TripSum::entry_price() const { return average(entered_value, entered); }
std::optional<Price> TripSum::exit_price() const { return average(left_value, left); }

void TripSums::add(const AccountId& account, const InstrumentId& instrument, const Execution& execution,
                   const Lots& before, const Lots& after, const std::vector<risk::ClosedTrip>& ended)
{
    ended_.clear();
    const std::vector<Change> changed = changes(before, after, execution.side);
    Quantity whole;
    for (const Change& change : changed) whole += change.closing + change.opening;
    for (const Change& change : changed) {
        const auto share_of = [&](Decimal of, Quantity part) {
            return share(of, part.value(), whole.value(), Rounding::half_even);
        };
        const LotKey key{account, instrument, change.owner};
        if (change.closing.is_positive()) {
            TripSum& sum = open_[key];
            sum.left += Quantity{share_of(execution.quantity.value(), change.closing)};
            sum.left_value += Amount{share_of(execution.value.value(), change.closing)};
            sum.fees += Amount{share_of(execution.fee_quote.value(), change.closing)};
        }
        const bool has_ended =
            std::any_of(ended.begin(), ended.end(), [&](const auto& trip) { return trip.owner == change.owner; });
        if (has_ended) {
            const auto found = open_.find(key);
            if (found != open_.end()) ended_.insert(open_.extract(found));
        }
        if (change.opening.is_positive()) {
            TripSum& sum = open_[key];
            sum.entered += Quantity{share_of(execution.quantity.value(), change.opening)};
            sum.entered_value += Amount{share_of(execution.value.value(), change.opening)};
            sum.fees += Amount{share_of(execution.fee_quote.value(), change.opening)};
        }
        if (quantity_in(after, change.owner, execution.side).is_zero()) open_.erase(key);
    }
}

std::optional<TripSum> TripSums::ended(const LotKey& key) const
{
    const auto found = ended_.find(key);
    return found == ended_.end() ? std::nullopt : std::optional{found->second};
}

}  // namespace swarmdesk::trading::report
