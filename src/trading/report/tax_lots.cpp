#include "trading/report/tax_lots.hpp"

#include "base/decimal_share.hpp"

namespace swarmdesk::trading::report {
namespace {

Decimal part_of(Decimal value, Decimal part, Decimal whole)
{
    return part == whole ? value : share(value, part, whole, Rounding::half_even);
}

void add(AssetBalance::Part& part, Decimal quantity, const std::optional<Decimal>& cost)
{
    part.quantity += quantity;
    part.cost += cost.value_or(Decimal{});
    if (!cost) part.without_cost += quantity;
}

}  // namespace

std::optional<Decimal> Disposal::gain() const
{
    if (!proceeds || !cost) return std::nullopt;
    return *proceeds - *cost - fees;
}

std::optional<std::int64_t> Disposal::holding_days() const
{
    if (!acquired) return std::nullopt;
    return std::chrono::floor<std::chrono::days>(disposed - *acquired).count();
}

void TaxLots::on_limits(const risk::Limits& limits)
{
    money_.insert(limits.usd_assets.begin(), limits.usd_assets.end());
}

void TaxLots::on_fill(const FillFact& fill)
{
    const auto in_usd = [&](Amount amount) -> std::optional<Decimal> {
        if (!fill.quote_usd) return std::nullopt;
        return multiply(amount.value(), *fill.quote_usd, Rounding::half_even);
    };
    const auto key = [&](const AssetId& asset) { return Key{fill.account, asset}; };
    const std::optional<Decimal> value = in_usd(fill.value);
    const std::optional<Decimal> fee = in_usd(fill.fee_quote);
    const bool is_paid_in_money = is_money(fill.quote);
    const bool is_estimated = !is_paid_in_money || fill.is_fee_estimated;
    const bool has_fee_of_base = fill.fee_asset == fill.base;
    const Decimal quantity = fill.quantity.value();

    if (fill.side == Side::buy) {
        if (!is_paid_in_money)
            dispose({key(fill.quote), fill.time, fill.value.value(), value, {}, DisposalKind::sale, true});
        if (!is_money(fill.base)) {
            // A fee of what was bought makes it smaller at the same cost; any other is a part of the cost.
            const Decimal received = has_fee_of_base ? quantity - fill.fee.value() : quantity;
            std::optional<Decimal> cost = value;
            if (cost && fee && !has_fee_of_base) cost = *cost + *fee;
            acquire(key(fill.base), {fill.time, received, cost, is_estimated});
        }
    } else {
        if (!is_money(fill.base))
            dispose({key(fill.base), fill.time, quantity, value, fee.value_or(Decimal{}), DisposalKind::sale,
                     is_estimated});
        if (!is_paid_in_money) acquire(key(fill.quote), {fill.time, fill.value.value(), value, true});
    }
    // What was paid as a fee was given away too, for what the fee was worth.
    const bool is_in_the_lot = has_fee_of_base && fill.side == Side::buy;
    if (fill.fee.is_positive() && !is_in_the_lot && !is_money(fill.fee_asset))
        dispose({key(fill.fee_asset), fill.time, fill.fee.value(), fee, {}, DisposalKind::fee, true});
}

void TaxLots::on_move(const MoveFact& move)
{
    if (is_money(move.asset) || move.amount.is_zero()) return;
    const Key key{move.account, move.asset};
    const Decimal amount = move.amount.value();
    const bool is_unpriced = move.is_estimated && move.value.is_zero();
    const std::optional<Decimal> value = is_unpriced ? std::nullopt : std::optional{abs(move.value.value())};
    const bool is_dust = move.kind == execution::MoveKind::dust;
    if (amount.is_positive()) return acquire(key, {move.time, amount, is_dust ? value : std::nullopt, true});
    if (is_dust || move.kind == execution::MoveKind::fee)
        return dispose({key, move.time, -amount, value, {}, is_dust ? DisposalKind::dust : DisposalKind::fee, true});
    move_out(key, -amount);
}

void TaxLots::acquire(const Key& key, Lot lot)
{
    if (!lot.quantity.is_positive()) return;
    add(balances_[key].acquired, lot.quantity, lot.cost);
    lots_[key].push_back(std::move(lot));
}

TaxLots::Lot TaxLots::take(std::deque<Lot>& lots, Decimal quantity) const
{
    Lot& oldest = lots.front();
    Lot part = oldest;
    if (quantity >= oldest.quantity) {
        lots.pop_front();
        return part;
    }
    part.quantity = quantity;
    if (part.cost) {
        part.cost = part_of(*oldest.cost, quantity, oldest.quantity);
        *oldest.cost -= *part.cost;
    }
    oldest.quantity -= quantity;
    return part;
}

void TaxLots::dispose(Given given)
{
    std::deque<Lot>& lots = lots_[given.key];
    AssetBalance& balance = balances_[given.key];
    while (given.quantity.is_positive()) {
        Disposal disposal;
        disposal.account = given.key.first;
        disposal.asset = given.key.second;
        disposal.disposed = given.time;
        disposal.kind = given.kind;
        disposal.is_estimated = given.is_estimated;
        disposal.quantity = given.quantity;
        if (!lots.empty()) {
            const Lot lot = take(lots, given.quantity);
            disposal.acquired = lot.acquired;
            disposal.quantity = lot.quantity;
            disposal.cost = lot.cost;
            disposal.is_estimated = given.is_estimated || (lot.cost && lot.is_estimated);
            add(balance.disposed, lot.quantity, lot.cost);
        } else {
            balance.missing += given.quantity;
        }
        // The last part takes what is left, so that the parts are together what was given.
        if (given.proceeds) {
            disposal.proceeds = part_of(*given.proceeds, disposal.quantity, given.quantity);
            *given.proceeds -= *disposal.proceeds;
        }
        disposal.fees = part_of(given.fees, disposal.quantity, given.quantity);
        given.fees -= disposal.fees;
        given.quantity -= disposal.quantity;
        sink_(disposal);
    }
}

void TaxLots::move_out(const Key& key, Decimal quantity)
{
    std::deque<Lot>& lots = lots_[key];
    AssetBalance& balance = balances_[key];
    while (quantity.is_positive() && !lots.empty()) {
        const Lot lot = take(lots, quantity);
        add(balance.moved_out, lot.quantity, lot.cost);
        quantity -= lot.quantity;
    }
    balance.missing += quantity;
}

std::map<TaxLots::Key, AssetBalance> TaxLots::balances() const
{
    std::map<Key, AssetBalance> balances = balances_;
    for (const auto& [key, lots] : lots_)
        for (const Lot& lot : lots) add(balances[key].remaining, lot.quantity, lot.cost);
    return balances;
}

}  // namespace swarmdesk::trading::report
