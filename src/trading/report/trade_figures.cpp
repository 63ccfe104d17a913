#include "trading/report/trade_figures.hpp"

#include <algorithm>

namespace swarmdesk::trading::report {
namespace {

constexpr int quote_digits = 8;
constexpr nanoseconds hour = std::chrono::hours{1};

Decimal times(Decimal a, Decimal b) { return multiply(a, b, Rounding::half_even); }

Decimal number(std::uint64_t count) { return Decimal::from_integer(static_cast<std::int64_t>(count)); }

Figure usd_each(Decimal sum, std::uint64_t count, std::string_view why)
{
    if (count == 0) return Figure::none(why);
    return Figure::of(rounded_usd(divide(sum, number(count), Rounding::half_even)));
}

Figure usd_or(const std::optional<Decimal>& value, std::string_view why)
{
    return value ? Figure::of(rounded_usd(*value)) : Figure::none(why);
}

}  // namespace

std::optional<Decimal> result_usd(const TradeFact& trade)
{
    if (!trade.quote_usd) return std::nullopt;
    return times(trade.result.value(), *trade.quote_usd);
}

Figure return_percent(Amount entry_cost, Amount result)
{
    return percent_of(result.value(), entry_cost.value(), "nothing was paid");
}

void TradeTotals::add(const TradeFact& trade)
{
    ++count;
    const auto usd = result_usd(trade);
    if (!usd) {
        ++unpriced;
        return;
    }
    const bool is_win = usd->is_positive();
    const bool is_loss = usd->is_negative();
    wins += is_win ? 1 : 0;
    losses += is_loss ? 1 : 0;
    even += is_win || is_loss ? 0 : 1;
    (is_loss ? lost : won) += *usd;
    fees += times(trade.fees.value(), *trade.quote_usd);
}

void TradeTotals::add(const TradeTotals& other)
{
    count += other.count;
    wins += other.wins;
    losses += other.losses;
    even += other.even;
    unpriced += other.unpriced;
    won += other.won;
    lost += other.lost;
    fees += other.fees;
}

void TradeSum::add(const TradeFact& trade)
{
    totals_.add(trade);
    const nanoseconds held = trade.closed - trade.opened;
    held_ns_ += held.count();
    longest_held_ = std::max(longest_held_, held);
    const auto result = result_usd(trade);
    if (!result) return;
    best_ = std::max(best_.value_or(*result), *result);
    worst_ = std::min(worst_.value_or(*result), *result);
    const bool is_win = result->is_positive();
    const bool is_loss = result->is_negative();
    wins_in_a_row_ = is_win ? wins_in_a_row_ + 1 : 0;
    losses_in_a_row_ = is_loss ? losses_in_a_row_ + 1 : 0;
    longest_wins_ = std::max(longest_wins_, wins_in_a_row_);
    longest_losses_ = std::max(longest_losses_, losses_in_a_row_);
}

TradeFigures TradeSum::figures() const
{
    const std::uint64_t priced = totals_.count - totals_.unpriced;
    TradeFigures figures;
    figures.count = totals_.count;
    figures.wins = totals_.wins;
    figures.losses = totals_.losses;
    figures.even = totals_.even;
    figures.unpriced = totals_.unpriced;
    figures.result_usd = rounded_usd(totals_.result());
    figures.win_rate_percent = percent_of(number(totals_.wins), number(priced), "no trades");
    figures.profit_factor = priced == 0 ? Figure::none("no trades") : ratio_of(totals_.won, -totals_.lost, "no losses");
    figures.expectancy_usd = usd_each(totals_.result(), priced, "no trades");
    figures.average_win_usd = usd_each(totals_.won, totals_.wins, "no wins");
    figures.average_loss_usd = usd_each(totals_.lost, totals_.losses, "no losses");
    figures.best_usd = usd_or(best_, "no trades");
    figures.worst_usd = usd_or(worst_, "no trades");
    figures.longest_wins = longest_wins_;
    figures.longest_losses = longest_losses_;
    if (totals_.count == 0) {
        figures.holding_average_hours = figures.holding_longest_hours = Figure::none("no trades");
    } else {
        const nanoseconds average{static_cast<std::int64_t>(held_ns_ / static_cast<Int128>(totals_.count))};
        figures.holding_average_hours = Figure::of(in_units(average, hour, 2));
        figures.holding_longest_hours = Figure::of(in_units(longest_held_, hour, 2));
    }
    return figures;
}

void ActivitySum::add(const FillFact& fill)
{
    ++fills_;
    const Decimal value = fill.value.value();
    std::optional<Decimal> at_quote;
    if (fill.reference) at_quote = times(fill.reference->value(), fill.quantity.value());
    const Decimal worse = !at_quote ? Decimal{} : fill.side == Side::buy ? value - *at_quote : *at_quote - value;

    QuoteFigures& sums = by_quote_[fill.quote];
    sums.asset = fill.quote;
    sums.traded += value;
    sums.fees += fill.fee_quote.value();
    sums.slippage += worse;
    unreferenced_ += at_quote ? 0 : 1;
    if (!fill.quote_usd) {
        ++unpriced_;
        return;
    }
    traded_ += times(value, *fill.quote_usd);
    fees_ += times(fill.fee_quote.value(), *fill.quote_usd);
    if (!at_quote) return;
    slippage_ += times(worse, *fill.quote_usd);
    referenced_ += times(*at_quote, *fill.quote_usd);
}

ActivityFigures ActivitySum::figures() const
{
    const auto bps = [](Decimal part, Decimal whole, std::string_view why) {
        constexpr Decimal in_one = Decimal::from_integer(10'000);
        if (!whole.is_positive()) return Figure::none(why);
        return Figure::of(rounded(divide(times(part, in_one), whole, Rounding::half_even), ratio_digits));
    };
    ActivityFigures figures;
    figures.fills = fills_;
    figures.unpriced = unpriced_;
    figures.traded_usd = rounded_usd(traded_);
    figures.fees_usd = rounded_usd(fees_);
    figures.fee_bps = bps(fees_, traded_, "nothing was traded");
    figures.unreferenced = unreferenced_;
    figures.slippage_bps = bps(slippage_, referenced_, "no fill with a quote");
    figures.slippage_usd =
        referenced_.is_positive() ? Figure::of(rounded_usd(slippage_)) : Figure::none("no fill with a quote");
    return figures;
}

std::vector<QuoteFigures> ActivitySum::by_quote() const
{
    std::vector<QuoteFigures> list;
    for (const auto& [asset, sums] : by_quote_)
        list.push_back({asset, rounded(sums.traded, quote_digits), rounded(sums.fees, quote_digits),
                        rounded(sums.slippage, quote_digits)});
    return list;
}

}  // namespace swarmdesk::trading::report
