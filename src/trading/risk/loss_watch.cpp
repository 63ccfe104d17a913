#include "trading/risk/loss_watch.hpp"

#include <algorithm>

#include "trading/risk/rounding.hpp"

namespace swarmdesk::trading::risk {
namespace {

/// One divided by such a number may leave the range; then no mark is that far away.
std::optional<Decimal> distance(Decimal headroom, Decimal amount)
{
    try {
        return divide(headroom, amount, Rounding::toward_zero);
    } catch (const ArithmeticError&) {
        return std::nullopt;
    }
}

}  // namespace

Usd loss_limit(Usd baseline, Decimal percent)
{
    return Usd{divide(multiply(baseline.value(), percent, Rounding::toward_zero), hundred, Rounding::toward_zero)};
}

bool is_loss_reached(Usd baseline, Usd loss, Decimal percent)
{
    return loss.is_positive() && multiply(loss.value(), hundred, Rounding::toward_zero) >=
                                     multiply(baseline.value(), percent, Rounding::toward_zero);
}

void LossWatch::set_percent(Decimal percent)
{
    percent_ = percent;
    for (Key key = 0; key < levels_.size(); ++key) touch(key);
}

LossWatch::Key LossWatch::add(const Scope& scope, const AccountId& account)
{
    levels_.push_back({scope, account, {}, {}, {}, {}});
    return static_cast<Key>(levels_.size() - 1);
}

void LossWatch::measure(Key key, const LossMeasure& measure)
{
    if (levels_[key].measure == measure) return;
    levels_[key].measure = measure;
    touch(key);
}

void LossWatch::add_amount(Key key, const AssetId& asset, Decimal change)
{
    if (change.is_zero()) return;
    auto& amounts = levels_[key].amounts;
    const auto [amount, is_new] = amounts.try_emplace(asset);
    amount->second += change;
    if (amount->second.is_zero()) amounts.erase(amount);
    touch(key);
}

void LossWatch::clear_amounts(Key key)
{
    levels_[key].amounts.clear();
    touch(key);
}

LossWatch::Marked& LossWatch::marked(const AssetId& asset)
{
    const auto [place, is_new] = marked_.try_emplace(asset);
    if (is_new) listeners_.clear();
    return place->second;
}

const std::vector<LossWatch::Listener>& LossWatch::listeners(const InstrumentId& instrument)
{
    if (version_ != valuation_.version()) {
        version_ = valuation_.version();
        listeners_.clear();
        for (auto& [asset, of] : marked_) of.has_direct = false;
    }
    const auto [place, is_new] = listeners_.try_emplace(instrument);
    if (is_new)
        for (const Valuation::Priced& priced : valuation_.priced_by(instrument))
            if (const auto of = marked_.find(priced.asset); of != marked_.end())
                place->second.push_back({priced.asset, &of->second, priced.is_direct});
    return place->second;
}

std::vector<LossTrip> LossWatch::on_quote(const InstrumentId& instrument, const Quotes& quotes)
{
    std::set<Key> keys;
    keys.swap(changed_);
    if (const auto newest = quotes.find(instrument); newest != quotes.end() && newest->second.is_sound())
        sound_.insert_or_assign(instrument, newest->second);
    for (const Listener& listener : listeners(instrument)) {
        Marked& of = *listener.marked;
        if (of.is_empty()) of.has_direct = false;  // nobody looks, so nobody knows
        if (of.is_empty() || (of.has_direct && !listener.is_direct)) continue;
        auto mark = valuation_.mark(listener.asset, quotes);
        of.has_direct = mark && mark->is_direct;
        if (!mark) mark = valuation_.mark(listener.asset, sound_);
        if (!mark) continue;
        keys.insert(of.waiting.begin(), of.waiting.end());
        for (auto at = of.low.rbegin(); at != of.low.rend() && at->first >= mark->rate; ++at) keys.insert(at->second);
        for (auto at = of.high.begin(); at != of.high.end() && at->first <= mark->rate; ++at) keys.insert(at->second);
    }
    return work_out(std::move(keys), quotes);
}

std::vector<LossTrip> LossWatch::work_out(const Quotes& quotes)
{
    std::set<Key> keys;
    keys.swap(changed_);
    return work_out(std::move(keys), quotes);
}

std::vector<LossTrip> LossWatch::work_out(std::set<Key> keys, const Quotes& quotes)
{
    std::vector<LossTrip> trips;
    for (const Key key : keys)
        if (auto trip = work_out(key, quotes)) trips.push_back(std::move(*trip));
    // By name, whatever order the levels were made in.
    std::sort(trips.begin(), trips.end(), [](const LossTrip& a, const LossTrip& b) {
        return std::tie(a.scope, a.account) < std::tie(b.scope, b.account);
    });
    return trips;
}

std::optional<LossTrip> LossWatch::work_out(Key key, const Quotes& quotes)
{
    forget_bounds(key);
    Level& level = levels_[key];
    if (!level.measure.is_on) return std::nullopt;
    try {
        const auto total = value(key, quotes);
        if (!total) {
            for (const auto& [asset, amount] : level.amounts)
                if (!valuation_.is_ignored(asset) && !mark(asset, quotes)) {
                    wait_for(key, asset);
                    return std::nullopt;
                }
            throw ArithmeticError{"more than can be counted"};
        }
        const Usd loss = level.measure.start - *total;
        if (is_loss_reached(level.measure.baseline, loss, percent_)) {
            touch(key);  // until somebody has folded the trip
            return LossTrip{level.scope, level.account, level.measure.day, level.measure.baseline, loss};
        }
        set_bounds(key, quotes, loss_limit(level.measure.baseline, percent_) - loss);
    } catch (const ArithmeticError&) {
        // A value beyond the range is no loss that can be told: any mark that moves is looked at again.
        forget_bounds(key);
        for (const auto& [asset, amount] : level.amounts)
            if (!valuation_.is_fixed(asset)) wait_for(key, asset);
    }
    return std::nullopt;
}

std::optional<Usd> LossWatch::priced_value(Key key, const Quotes& quotes) const
{
    Amounts priced;
    for (const auto& [asset, amount] : levels_[key].amounts)
        if (mark(asset, quotes)) priced.emplace(asset, amount);
    return value(priced, quotes);
}

void LossWatch::wait_for(Key key, const AssetId& asset)
{
    levels_[key].waits_for.push_back(asset);
    marked(asset).waiting.insert(key);
}

void LossWatch::set_bounds(Key key, const Quotes& quotes, Usd headroom)
{
    Level& level = levels_[key];
    struct Moving {
        AssetId asset;
        Decimal amount;
        Decimal rate;
    };
    std::vector<Moving> moving;
    for (const auto& [asset, amount] : level.amounts) {
        if (valuation_.is_fixed(asset)) continue;
        if (const auto found = mark(asset, quotes))
            moving.push_back({asset, amount, found->rate});
        else
            wait_for(key, asset);  // it counts as nothing until it has a price
    }
    if (moving.empty()) return;
    const auto count = static_cast<std::int64_t>(moving.size());
    // Each product is rounded by less than one unit, now and later.
    const Decimal roundings = Decimal::from_mantissa(2 * (count + 1));
    const Decimal left = std::max(headroom.value() - roundings, Decimal{});
    const Decimal share = divide(left, Decimal::from_integer(count), Rounding::toward_zero);
    for (const auto& [asset, amount, rate] : moving) {
        const auto away = distance(share, abs(amount));
        if (!away) continue;
        const bool is_low = amount.is_positive();
        const Decimal bound = is_low ? rate - *away : rate + *away;
        if (is_low && bound.is_negative()) continue;  // no mark is
        Marked& of = marked(asset);
        (is_low ? of.low : of.high).emplace(bound, key);
        level.bounds.push_back({asset, bound, is_low});
    }
}

void LossWatch::forget_bounds(Key key)
{
    Level& level = levels_[key];
    for (const Bound& bound : level.bounds) {
        Marked& of = marked(bound.asset);
        (bound.is_low ? of.low : of.high).erase({bound.rate, key});
    }
    level.bounds.clear();
    for (const AssetId& asset : level.waits_for) marked(asset).waiting.erase(key);
    level.waits_for.clear();
}

}  // namespace swarmdesk::trading::risk
