#include "trading/risk/valuation.hpp"

#include <algorithm>

#include "trading/risk/rounding.hpp"

namespace swarmdesk::trading::risk {
namespace {

constexpr Decimal one = Decimal::from_integer(1);
constexpr Decimal peg_distance_max = "0.05"_dec;
constexpr MonotonicTime always{INT64_MAX};

const Quote* sound_quote(const Quotes& quotes, const InstrumentId& instrument)
{
    const auto found = quotes.find(instrument);
    return found != quotes.end() && found->second.is_sound() ? &found->second : nullptr;
}

/// What so much of it is worth; nothing where that is no amount anybody has: what nobody trades may be quoted at any
/// number.
std::optional<Usd> worth(Decimal amount, Decimal rate)
{
    try {
        const Decimal value = times_down(amount, rate);
        check_range(value);
        return Usd{value};
    } catch (const ArithmeticError&) {
        return std::nullopt;
    }
}

bool contains(const std::vector<AssetId>& assets, const AssetId& asset)
{
    return std::find(assets.begin(), assets.end(), asset) != assets.end();
}

}  // namespace

void Valuation::set_limits(const Limits& limits)
{
    usd_assets_ = limits.usd_assets;
    usd_rates_ = limits.usd_rates;
    ignored_assets_ = limits.ignored_assets;
    quote_age_max_ = limits.quote_age_max;
    for (const auto* assets : {&usd_assets_, &ignored_assets_})
        for (const AssetId& asset : *assets) rows_[asset];
    for (const auto& [asset, rate] : usd_rates_) rows_[asset];
    for (auto& [asset, row] : rows_) classify(asset, row);
    invalidate();
}

void Valuation::list(const Instrument& instrument)
{
    const auto known = instruments_.find(instrument.id);
    if (known != instruments_.end()) {
        if (known->second.base == instrument.base && known->second.quote == instrument.quote) return;
        unlist(known->second);
    }
    instruments_[instrument.id] = instrument;
    // In the order of names, whatever order they were listed in: equal states value equally.
    const auto add = [&](const AssetId& asset, const AssetId& other, bool is_inverse) {
        const auto [place, is_new] = rows_.try_emplace(asset);
        Row& row = place->second;
        if (is_new) classify(asset, row);
        const auto before = [](const Edge& edge, const InstrumentId& id) { return edge.leg.instrument < id; };
        row.edges.insert(std::lower_bound(row.edges.begin(), row.edges.end(), instrument.id, before),
                         {{instrument.id, is_inverse}, other});
        if (is_inverse) return;
        row.instruments.insert(std::lower_bound(row.instruments.begin(), row.instruments.end(), instrument.id),
                               instrument.id);
    };
    add(instrument.base, instrument.quote, false);
    add(instrument.quote, instrument.base, true);
    invalidate();
}

void Valuation::unlist(const Instrument& instrument)
{
    for (const AssetId& asset : {instrument.base, instrument.quote}) {
        Row& row = rows_.at(asset);
        std::erase_if(row.edges, [&](const Edge& edge) { return edge.leg.instrument == instrument.id; });
        std::erase(row.instruments, instrument.id);
    }
}

void Valuation::classify(const AssetId& asset, Row& row) const
{
    row.is_usd = contains(usd_assets_, asset);
    row.is_ignored = !row.is_usd && contains(ignored_assets_, asset);
    const auto rate = usd_rates_.find(asset);
    row.declared = rate == usd_rates_.end() ? std::nullopt : std::optional{rate->second};
}

bool Valuation::is_priced(const Row& of) const
{
    return std::any_of(of.edges.begin(), of.edges.end(), [this](const Edge& edge) {
        const Row& other = rows_.at(edge.other);
        return other.is_usd || std::any_of(other.edges.begin(), other.edges.end(),
                                           [this](const Edge& next) { return rows_.at(next.other).is_usd; });
    });
}

bool Valuation::can_price(const AssetId& asset) const
{
    const Row& of = ready(asset);
    return fixed_rate(of) || !of.direct.empty() || !of.crossed.empty();
}

std::optional<Decimal> Valuation::fixed_rate(const Row& of) const
{
    if (of.is_usd) return one;
    return of.declared && !is_priced(of) ? of.declared : std::nullopt;
}

void Valuation::invalidate()
{
    for (auto& [asset, row] : rows_) row.is_ready = false;
    priced_.clear();
    is_priced_ready_ = false;
    ++version_;
}

const Valuation::Row& Valuation::row(const AssetId& asset) const
{
    static const Row unknown;
    const auto found = rows_.find(asset);
    return found == rows_.end() ? unknown : found->second;
}

const Valuation::Row& Valuation::ready(const AssetId& asset) const
{
    const auto found = rows_.find(asset);
    if (found == rows_.end()) return row(asset);
    if (!found->second.is_ready) make_chains(found->second);
    return found->second;
}

void Valuation::make_chains(Row& made) const
{
    made.direct.clear();
    made.crossed.clear();
    made.pegs.clear();
    // Also against those that are dollars without any settings: a list that names a coin alone is found out by them.
    static const std::vector<AssetId> always_dollars = Limits{}.usd_assets;
    if (made.is_usd)
        for (const Edge& edge : made.edges)
            if (rows_.at(edge.other).is_usd || contains(always_dollars, edge.other))
                made.pegs.push_back(edge.leg.instrument);
    const auto add = [](std::vector<Chain>& chains, Chain chain) {
        if (chains.size() < chains_max) chains.push_back(std::move(chain));
    };
    made.is_ready = true;
    if (!made.is_usd && fixed_rate(made)) return;
    // What an asset is the base of goes before what it is the quote of: such markets are the deeper ones.
    for (const bool is_inverse : {false, true}) {
        for (const Edge& edge : made.edges) {
            if (edge.leg.is_inverse != is_inverse) continue;
            const Row& other = rows_.at(edge.other);
            if (const auto rate = fixed_rate(other)) {
                add(made.direct, {edge.leg, std::nullopt, edge.other, *rate});
                continue;
            }
            if (made.crossed.size() == chains_max) continue;
            for (const Edge& next : other.edges)
                if (const auto rate = fixed_rate(rows_.at(next.other)))
                    add(made.crossed, {edge.leg, next.leg, next.other, *rate});
        }
    }
}

std::optional<Valuation::Mark> Valuation::value(const Chain& chain, const Quotes& quotes) const
{
    const auto leg_value = [&](const Leg& leg) -> std::optional<Mark> {
        const Quote* const quote = sound_quote(quotes, leg.instrument);
        if (quote == nullptr) return std::nullopt;
        const Decimal mid = quote->mid().value();
        if (!leg.is_inverse) return Mark{mid, quote->received};
        if (mid.is_zero()) return std::nullopt;
        return Mark{divide(one, mid, Rounding::half_even), quote->received};
    };
    const auto first = leg_value(chain.first);
    if (!first) return std::nullopt;
    const auto in_usd = [&](Decimal value) {
        return chain.rate == one ? value : multiply(value, chain.rate, Rounding::half_even);
    };
    try {
        if (!chain.second) return Mark{in_usd(first->rate), first->time};
        const auto second = leg_value(*chain.second);
        if (!second) return std::nullopt;
        return Mark{in_usd(multiply(first->rate, second->rate, Rounding::half_even)),
                    std::min(first->time, second->time), false};
    } catch (const ArithmeticError&) {
        return std::nullopt;  // no price of anything
    }
}

std::optional<Decimal> Valuation::off_peg(const Row& dollar, const Quotes& quotes) const
{
    for (const InstrumentId& instrument : dollar.pegs) {
        const Quote* const quote = sound_quote(quotes, instrument);
        if (quote == nullptr) continue;
        if (const Decimal mid = quote->mid().value(); abs(mid - one) > peg_distance_max) return mid;
    }
    return std::nullopt;
}

std::optional<Valuation::Mark> Valuation::newest(const std::vector<Chain>& chains, const Quotes& quotes) const
{
    if (chains.size() == 1) return value(chains.front(), quotes);
    std::optional<MonotonicTime> newest;
    for (const Chain& chain : chains)
        if (const auto mark = value(chain, quotes); mark && (!newest || mark->time > *newest)) newest = mark->time;
    for (const Chain& chain : chains)
        if (const auto mark = value(chain, quotes); mark && is_fresh(mark->time, *newest)) return mark;
    return std::nullopt;
}

std::optional<Valuation::Mark> Valuation::fresh(const std::vector<Chain>& chains, const Quotes& quotes,
                                                MonotonicTime now) const
{
    for (const Chain& chain : chains)
        if (const auto mark = value(chain, quotes); mark && is_fresh(mark->time, now)) return mark;
    return std::nullopt;
}

std::optional<Valuation::Mark> Valuation::mark(const AssetId& asset, const Quotes& quotes) const
{
    const Row& of = ready(asset);
    if (const auto fixed = fixed_rate(of)) return Mark{*fixed, always};
    if (const auto found = newest(of.direct, quotes)) return found;
    return newest(of.crossed, quotes);
}

std::optional<Valuation::Mark> Valuation::mark(const AssetId& asset, const Quotes& quotes, MonotonicTime now) const
{
    const Row& of = ready(asset);
    if (const auto fixed = fixed_rate(of)) return Mark{*fixed, always};
    if (const auto found = fresh(of.direct, quotes, now)) return found;
    if (const auto found = fresh(of.crossed, quotes, now)) return found;
    return mark(asset, quotes);
}

std::variant<Decimal, Denial> Valuation::rate_for_check(const AssetId& asset, const Quotes& quotes,
                                                        MonotonicTime now) const
{
    const Row& of = ready(asset);
    if (of.is_usd) {
        const auto mid = off_peg(of, quotes);
        if (mid) return Denial{DenialCode::no_price, {}, asset.to_string(), *mid, one, {}};
        return one;
    }
    if (const auto fixed = fixed_rate(of)) return *fixed;
    std::optional<nanoseconds> youngest;
    const auto dearest = [&](const Leg& leg) -> std::optional<Decimal> {
        const Quote* const quote = sound_quote(quotes, leg.instrument);
        if (quote == nullptr) return std::nullopt;
        if (!is_fresh(quote->received, now)) {
            const nanoseconds age = now - quote->received;
            youngest = youngest ? std::min(*youngest, age) : age;
            return std::nullopt;
        }
        return leg.is_inverse ? divide(one, quote->bid.value(), Rounding::away_from_zero) : quote->ask.value();
    };
    for (const auto* chains : {&of.direct, &of.crossed})
        for (const Chain& chain : *chains) {
            const auto first = dearest(chain.first);
            if (!first || off_peg(ready(chain.dollar), quotes)) continue;
            const auto in_usd = [&](Decimal value) { return chain.rate == one ? value : times_up(value, chain.rate); };
            if (!chain.second) return in_usd(*first);
            if (const auto second = dearest(*chain.second)) return in_usd(times_up(*first, *second));
        }
    if (youngest)
        return Denial{DenialCode::stale_price,
                      {},
                      asset.to_string() + "_age_ms",
                      Decimal::from_integer(youngest->count() / 1'000'000),
                      Decimal::from_integer(quote_age_max_.count() / 1'000'000),
                      {}};
    return Denial{DenialCode::no_usd_rate, {}, asset.to_string(), {}, {}, {}};
}

std::optional<Usd> Valuation::value(const Amounts& amounts, const Quotes& quotes, const Quotes& sound) const
{
    Usd total;
    for (const auto& [asset, amount] : amounts) {
        if (amount.is_zero()) continue;
        const auto found = mark(asset, quotes, sound);
        if (!found && is_ignored(asset)) continue;
        const auto value = found ? worth(amount, found->rate) : std::nullopt;
        if (!value) return std::nullopt;
        total += *value;
    }
    return total;
}

Equity Valuation::equity(const Account& account, const Quotes& quotes, MonotonicTime now) const
{
    Equity equity;
    for (const auto& [asset, amount] : account.balances) {
        const auto left_out = account.uncounted.find(asset);
        const Amount counted = left_out == account.uncounted.end() ? amount : amount - left_out->second;
        if (amount.is_zero() && counted.is_zero()) continue;
        const Row& of = ready(asset);
        if (of.is_usd) {
            equity.value += Usd{amount.value()};
            equity.counted += Usd{counted.value()};
            if (off_peg(of, quotes)) equity.off_peg.push_back(asset);
            continue;
        }
        const auto found = mark(asset, quotes, now);
        const auto value = found ? worth(amount.value(), found->rate) : std::nullopt;
        const auto value_counted = found ? worth(counted.value(), found->rate) : std::nullopt;
        if (!value || !value_counted) {
            if (!of.is_ignored) equity.unpriced.push_back(asset);
            continue;
        }
        equity.value += *value;
        equity.counted += *value_counted;
        const nanoseconds age = now - found->time;
        if (age <= quote_age_max_ || age <= equity.stale_age) continue;
        equity.is_stale = true;
        equity.stale = asset;
        equity.stale_age = age;
    }
    return equity;
}

std::optional<Amount> Valuation::fee_in_quote(const Instrument& instrument, const Fill& fill,
                                              const Quotes& quotes) const
{
    if (fill.fee.is_zero() || fill.fee_asset == instrument.quote) return fill.fee;
    if (fill.fee_asset == instrument.base)
        return Amount{multiply(fill.fee.value(), fill.price.value(), Rounding::half_even)};
    const auto fee = mark(fill.fee_asset, quotes);
    const auto quote = mark(instrument.quote, quotes);
    if (!fee || !quote || quote->rate.is_zero()) return std::nullopt;
    return Amount{divide(multiply(fill.fee.value(), fee->rate, Rounding::half_even), quote->rate, Rounding::half_even)};
}

const std::vector<InstrumentId>& Valuation::instruments_of(const AssetId& base) const { return row(base).instruments; }

const std::vector<Valuation::Priced>& Valuation::priced_by(const InstrumentId& instrument) const
{
    if (!is_priced_ready_) {
        for (auto& [asset, of] : rows_) {
            if (fixed_rate(of)) continue;
            if (!of.is_ready) make_chains(of);
            const auto add = [&, name = asset](const InstrumentId& id, bool is_direct) {
                auto& list = priced_[id];
                const auto same = [&](const Priced& priced) { return priced.asset == name; };
                if (std::none_of(list.begin(), list.end(), same)) list.push_back({name, is_direct});
            };
            for (const Chain& chain : of.direct) add(chain.first.instrument, true);
            for (const Chain& chain : of.crossed) {
                add(chain.first.instrument, false);
                add(chain.second->instrument, false);
            }
        }
        is_priced_ready_ = true;
    }
    static const std::vector<Priced> none;
    const auto found = priced_.find(instrument);
    return found == priced_.end() ? none : found->second;
}

}  // namespace swarmdesk::trading::risk
