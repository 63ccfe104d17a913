#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "trading/model/position.hpp"
#include "trading/strategy/sizing.hpp"
#include "trading/strategy/strategy.hpp"

/// \file
/// For tests of strategies: the simplest fills there are, without rails, depth or a gate. What a strategy is worth is
/// found by trading/backtest.

namespace swarmdesk::trading::strategy {

/// What a backtest assumes of the world.
struct BacktestTerms {
    Amount cash{Decimal::from_integer(10'000)};  ///< to start with, in the quote asset
    Decimal fee_percent = "0.1"_dec;             ///< of each fill's notional
    Decimal slippage_percent = "0.02"_dec;       ///< against us on every market fill
};

/// One fill the backtest made up.
struct BacktestFill {
    UtcTime time;
    Side side = Side::buy;
    Price price;
    Quantity quantity;
    Amount fee;
    std::string reason;
};

/// How it went. Amounts in the quote asset, net of fees.
struct BacktestSummary {
    std::uint32_t proposals = 0;
    std::uint32_t fills = 0;
    std::uint32_t trips = 0;      ///< completed from flat to flat
    std::uint32_t trips_won = 0;  ///< with a result above zero
    Amount fees;
    Amount result;                 ///< final equity less the cash at the start
    Decimal drawdown_max_percent;  ///< largest fall of equity from its peak, at candle closes
    std::vector<BacktestFill> trades;

    Decimal win_rate_percent() const;  ///< zero without a completed trip
};

namespace detail {

inline constexpr std::size_t resting_orders_max = 1000;

/// The account and the orders of one run.
class Run {
public:
    Run(const Instrument& instrument, const BacktestTerms& terms)
        : instrument_(instrument), terms_(terms), cash_(terms.cash), equity_peak_(terms.cash)
    {}

    /// What waited for this candle meets it.
    void meet(const Candle& candle)
    {
        std::vector<Proposal> waiting;
        waiting.swap(orders_);
        for (Proposal& order : waiting) {
            const bool is_buy = order.side == Side::buy;
            if (!order.limit_price) {
                const Decimal slip = part_of(candle.open.value(), terms_.slippage_percent);
                fill(order, Price{is_buy ? candle.open.value() + slip : candle.open.value() - slip}, candle.open_time);
            } else if (is_buy ? candle.low < *order.limit_price : candle.high > *order.limit_price) {
                fill(order, *order.limit_price, candle.open_time);
            } else {
                orders_.push_back(std::move(order));
            }
        }
    }

    void place(Proposal proposal, UtcTime time)
    {
        ++summary_.proposals;
        if (proposal.side == Side::buy) last_entry_ = time;
        if (orders_.size() < resting_orders_max) orders_.push_back(std::move(proposal));
    }

    void mark(const Candle& candle)
    {
        equity_ = cash_ + position_.cost + position_.unrealised(candle.close);
        equity_peak_ = std::max(equity_peak_, equity_);
        if (!equity_peak_.is_positive()) return;
        const Decimal fall =
            multiply((equity_peak_ - equity_).value(), Decimal::from_integer(100), Rounding::half_even);
        summary_.drawdown_max_percent =
            std::max(summary_.drawdown_max_percent, divide(fall, equity_peak_.value(), Rounding::half_even));
    }

    View view() const
    {
        View view{instrument_, position_.quantity, position_.average_price(), equity_, cash_};
        for (const Proposal& order : orders_)
            ++(order.side == Side::buy ? view.open_buy_orders : view.open_sell_orders);
        view.last_entry = last_entry_;
        return view;
    }

    BacktestSummary finish()
    {
        summary_.result = equity_ - terms_.cash;
        return std::move(summary_);
    }

private:
    void fill(const Proposal& order, Price price, UtcTime time)
    {
        Quantity quantity = order.quantity ? *order.quantity : quantity_for(*order.quote_quantity, price, instrument_);
        if (order.side == Side::sell) quantity = std::min(quantity, position_.quantity);
        if (!quantity.is_positive()) return;
        const Amount value = notional(price, quantity, Rounding::away_from_zero);
        const Amount fee{part_of(value.value(), terms_.fee_percent)};
        if (order.side == Side::buy && value + fee > cash_) return;
        cash_ += order.side == Side::buy ? -(value + fee) : value - fee;
        summary_.fees += fee;
        ++summary_.fills;
        if (const auto trip = position_.apply_fill(order.side, price, quantity, fee)) {
            ++summary_.trips;
            if (trip->result.is_positive()) ++summary_.trips_won;
        }
        summary_.trades.push_back({time, order.side, price, quantity, fee, order.reason});
    }

    const Instrument& instrument_;
    const BacktestTerms& terms_;
    BacktestSummary summary_;
    Position position_;
    Amount cash_;
    Amount equity_ = cash_;
    Amount equity_peak_;
    std::vector<Proposal> orders_;
    std::optional<UtcTime> last_entry_;
};

}  // namespace detail

inline Decimal BacktestSummary::win_rate_percent() const
{
    if (trips == 0) return {};
    return divide(Decimal::from_integer(std::int64_t{trips_won} * 100), Decimal::from_integer(trips),
                  Rounding::half_even);
}

/// Runs a strategy over candles with the simplest honest fills: a market order fills at the next candle's open with
/// slippage, a limit buy at its price once a later candle's low goes below it (sells mirrored), never in the candle
/// that caused it. No depth, no partial fills, no rails: it judges the rule, not the desk.
inline BacktestSummary run_backtest(Strategy& strategy, const Instrument& instrument, std::span<const Candle> candles,
                                    const BacktestTerms& terms)
{
    detail::Run run{instrument, terms};
    for (const Candle& candle : candles) {
        run.meet(candle);
        run.mark(candle);
        if (auto proposal = strategy.on_candle(candle, run.view())) run.place(std::move(*proposal), close_time(candle));
    }
    return run.finish();
}

}  // namespace swarmdesk::trading::strategy
