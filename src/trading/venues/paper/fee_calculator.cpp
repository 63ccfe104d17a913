#include "trading/venues/paper/fee_calculator.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace swarmdesk::trading::venues {
namespace {

constexpr Decimal zero;
constexpr Decimal hundred = Decimal::from_integer(100);
constexpr Decimal bp_max = Decimal::from_integer(10'000);

bool is_rate(Decimal bp) { return bp >= zero && bp <= bp_max; }

/// Rounded against the payer, where 18 decimals are not enough.
Decimal part_bp(Decimal of, Decimal bp)
{
    return multiply(of, divide(bp, bp_max, Rounding::away_from_zero), Rounding::away_from_zero);
}

}  // namespace

Result<void> FeeCalculator::check(const FeeSchedule& schedule)
{
    const auto wrong = [](const char* what) { return Error{Errc::out_of_range, std::string{what}}; };
    if (!is_rate(schedule.usual.maker_bp) || !is_rate(schedule.usual.taker_bp))
        return wrong("a fee is 0 to 10000 basis points");
    for (const auto& [id, own] : schedule.instruments)
        if (!is_rate(own.maker_bp.value_or(zero)) || !is_rate(own.taker_bp.value_or(zero)))
            return wrong("an instrument's fee is 0 to 10000 basis points");
    for (std::size_t i = 0; i < schedule.tiers.size(); ++i) {
        const FeeTier& tier = schedule.tiers[i];
        if (!is_rate(tier.fees.maker_bp) || !is_rate(tier.fees.taker_bp))
            return wrong("a tier's fee is 0 to 10000 basis points");
        if (tier.volume.is_negative() || (i > 0 && tier.volume <= schedule.tiers[i - 1].volume))
            return wrong("the volumes of fee tiers rise from one to the next");
    }
    if (schedule.asset_discount_percent < zero || schedule.asset_discount_percent > hundred)
        return wrong("a discount is 0 to 100 percent");
    return {};
}

FeeCalculator::FeeCalculator(FeeSchedule schedule, const std::vector<Instrument>& instruments)
    : schedule_(std::move(schedule))
{
    SWARMDESK_ASSERT(check(schedule_));
    risk::Limits rates;
    rates.usd_assets = schedule_.usd_assets;
    rates.usd_rates = schedule_.usd_rates;
    valuation_.set_limits(rates);
    for (const Instrument& instrument : instruments) valuation_.list(instrument);
}

void FeeCalculator::on_quote(const Quote& quote)
{
    if (has_tiers() || !schedule_.asset.is_empty()) quotes_[quote.instrument] = quote;
}

Fee FeeCalculator::fee(const Trade& trade) const
{
    const bool buys = trade.side == Side::buy;
    const AssetId& received = buys ? trade.instrument.base : trade.instrument.quote;
    const Decimal bp = rate_bp(trade);
    const Fee usual{Amount{part_bp((buys ? trade.quantity : trade.value).value(), bp)}, received};
    if (schedule_.asset.is_empty() || usual.amount.is_zero()) return usual;
    const Decimal discounted =
        multiply(bp, divide(hundred - schedule_.asset_discount_percent, hundred, Rounding::away_from_zero),
                 Rounding::away_from_zero);
    if (schedule_.asset == received)
        return {Amount{part_bp((buys ? trade.quantity : trade.value).value(), discounted)}, received};
    // Worked out in the quote asset, whichever of the two is received: that is the one with a price in other terms.
    const auto amount = in_fee_asset(trade.instrument.quote, part_bp(trade.value.value(), discounted));
    if (!amount || *amount > trade.free.value()) return usual;
    return {Amount{*amount}, schedule_.asset};
}

Amount FeeCalculator::volume(const Instrument& instrument, Amount value) const
{
    if (!has_tiers()) return {};
    const auto rate = valuation_.mark(instrument.quote, quotes_);
    try {
        return rate ? Amount{multiply(value.value(), rate->rate, Rounding::toward_zero)} : Amount{};
    } catch (const ArithmeticError&) {
        return {};
    }
}

Decimal FeeCalculator::rate_bp(const Trade& trade) const
{
    const bool is_maker = trade.liquidity == Liquidity::maker;
    if (const auto own = schedule_.instruments.find(trade.instrument.id); own != schedule_.instruments.end())
        if (const auto& bp = is_maker ? own->second.maker_bp : own->second.taker_bp) return *bp;
    Fees fees = schedule_.usual;
    for (const FeeTier& tier : schedule_.tiers)
        if (trade.volume >= tier.volume) fees = tier.fees;
    return is_maker ? fees.maker_bp : fees.taker_bp;
}

std::optional<Decimal> FeeCalculator::in_fee_asset(const AssetId& asset, Decimal amount) const
{
    if (asset == schedule_.asset) return amount;
    const auto from = valuation_.mark(asset, quotes_);
    const auto to = valuation_.mark(schedule_.asset, quotes_);
    if (!from || !to || !to->rate.is_positive()) return std::nullopt;
    try {
        return divide(multiply(amount, from->rate, Rounding::away_from_zero), to->rate, Rounding::away_from_zero);
    } catch (const ArithmeticError&) {
        return std::nullopt;
    }
}

}  // namespace swarmdesk::trading::venues
