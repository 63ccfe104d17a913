#pragma once

#include "trading/report/facts.hpp"
#include "trading/report/figure.hpp"

namespace swarmdesk::trading::report {

/// What came of round trips. All money in US dollars, net of fees. A win made more than nothing, a loss less; what
/// ended at exactly nothing is even.
struct TradeFigures {
    std::uint64_t count = 0;
    std::uint64_t wins = 0;
    std::uint64_t losses = 0;
    std::uint64_t even = 0;
    std::uint64_t unpriced = 0;  ///< in a quote asset without a dollar price: in `count`, and in nothing else
    Decimal result_usd;
    Figure win_rate_percent;
    Figure profit_factor;
    Figure expectancy_usd;
    Figure average_win_usd;
    Figure average_loss_usd;
    Figure best_usd;
    Figure worst_usd;
    std::uint64_t longest_wins = 0;  ///< in a row, in the order in which they closed
    std::uint64_t longest_losses = 0;
    Figure holding_average_hours;
    Figure holding_longest_hours;
};
SWARMDESK_DESCRIBE(TradeFigures, count, wins, losses, even, unpriced, result_usd, win_rate_percent, profit_factor,
                   expectancy_usd, average_win_usd, average_loss_usd, best_usd, worst_usd, longest_wins, longest_losses,
                   holding_average_hours, holding_longest_hours)

/// The result of a trade in dollars; nothing where its quote asset had no price.
std::optional<Decimal> result_usd(const TradeFact& trade);

/// What a round trip earned of what was paid to enter; why where nothing was paid.
Figure return_percent(Amount entry_cost, Amount result);

/// What round trips came to, whatever their order: sums of parts are the sum of the whole. Dollars are not rounded.
struct TradeTotals {
    std::uint64_t count = 0;
    std::uint64_t wins = 0;
    std::uint64_t losses = 0;
    std::uint64_t even = 0;
    std::uint64_t unpriced = 0;  ///< in `count`, and in nothing else
    Decimal won;
    Decimal lost;  ///< not positive
    Decimal fees;

    void add(const TradeFact& trade);
    void add(const TradeTotals& other);
    Decimal result() const { return won + lost; }
    friend bool operator==(const TradeTotals&, const TradeTotals&) = default;
};
SWARMDESK_DESCRIBE(TradeTotals, count, wins, losses, even, unpriced, won, lost, fees)

/// Adds round trips up, in the order in which they closed.
class TradeSum {
public:
    void add(const TradeFact& trade);
    TradeFigures figures() const;
    Decimal result() const { return totals_.result(); }

private:
    TradeTotals totals_;
    std::optional<Decimal> best_;
    std::optional<Decimal> worst_;
    std::uint64_t wins_in_a_row_ = 0;
    std::uint64_t losses_in_a_row_ = 0;
    std::uint64_t longest_wins_ = 0;
    std::uint64_t longest_losses_ = 0;
    Int128 held_ns_ = 0;
    nanoseconds longest_held_{};
};

/// What executions came to. In dollars what has a price; by quote asset everything.
struct ActivityFigures {
    std::uint64_t fills = 0;
    std::uint64_t unpriced = 0;  ///< fills in a quote asset without a dollar price: in no sum of dollars
    Decimal traded_usd;
    Decimal fees_usd;
    Figure fee_bps;                  ///< of what was traded
    std::uint64_t unreferenced = 0;  ///< fills that no quote was recorded for: in no slippage
    Figure slippage_usd;             ///< positive: worse than the quote it was decided on
    Figure slippage_bps;             ///< of the value at that quote
};
SWARMDESK_DESCRIBE(ActivityFigures, fills, unpriced, traded_usd, fees_usd, fee_bps, unreferenced, slippage_usd,
                   slippage_bps)

/// The same in one quote asset, rounded to eight decimals.
struct QuoteFigures {
    AssetId asset;
    Decimal traded;
    Decimal fees;
    Decimal slippage;
};
SWARMDESK_DESCRIBE(QuoteFigures, asset, traded, fees, slippage)

/// Adds executions up.
class ActivitySum {
public:
    void add(const FillFact& fill);
    ActivityFigures figures() const;
    std::vector<QuoteFigures> by_quote() const;
    Decimal traded_usd() const { return traded_; }
    Decimal fees_usd() const { return fees_; }

private:
    std::uint64_t fills_ = 0;
    std::uint64_t unpriced_ = 0;
    std::uint64_t unreferenced_ = 0;
    Decimal traded_;
    Decimal fees_;
    Decimal slippage_;
    Decimal referenced_;  ///< dollars at the quotes, of the fills that have one
    std::map<AssetId, QuoteFigures> by_quote_;
};

}  // namespace swarmdesk::trading::report
