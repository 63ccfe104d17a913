#pragma once

#include <variant>

#include "trading/report/curve.hpp"
#include "trading/report/range.hpp"
#include "trading/report/trade_figures.hpp"

namespace swarmdesk::trading::report {

/// \file
/// A report as a value: every figure rounded as it is shown, every definition in docs/report.md. Its JSON is its
/// fields.

struct Period {
    UtcTime from;  ///< the first point
    UtcTime to;    ///< the last
    Decimal days;
    std::uint64_t points = 0;
};
SWARMDESK_DESCRIBE(Period, from, to, days, points)

/// In US dollars, at the first and the last point.
struct MoneyFigures {
    Decimal start_usd;
    Decimal end_usd;
    Decimal put_in_usd;  ///< between them, net of what was taken out
    Decimal profit_usd;
};
SWARMDESK_DESCRIBE(MoneyFigures, start_usd, end_usd, put_in_usd, profit_usd)

/// Time-weighted: what was put in or taken out is no return.
struct ReturnFigures {
    Figure total_percent;
    Figure annualised_percent;
    Figure volatility_percent;
    Figure sharpe;
    Figure sortino;
    Figure calmar;
    std::uint64_t days = 0;  ///< daily returns that these were worked out from
    Figure best_day_percent;
    Figure worst_day_percent;
};
SWARMDESK_DESCRIBE(ReturnFigures, total_percent, annualised_percent, volatility_percent, sharpe, sortino, calmar, days,
                   best_day_percent, worst_day_percent)

/// The deepest fall of the index below its peak.
struct DrawdownFigures {
    Figure max_percent;
    std::optional<UtcTime> peak;
    std::optional<UtcTime> trough;
    std::optional<UtcTime> recovered;  ///< absent: not by the end
    Figure length_days;                ///< from the peak to the recovery, or to the end
};
SWARMDESK_DESCRIBE(DrawdownFigures, max_percent, peak, trough, recovered, length_days)

struct ExposureFigures {
    Figure time_percent;   ///< of the period, with any lot beyond dust
    Figure gross_percent;  ///< of equity, on average over the points
    Figure turnover;       ///< what was traded by the average equity
};
SWARMDESK_DESCRIBE(ExposureFigures, time_percent, gross_percent, turnover)

/// Buying at the first point and doing nothing, without fees.
struct Benchmark {
    std::string name;  ///< a symbol, or "equal parts"
    Figure return_percent;
    Figure end_usd;        ///< of the same money
    Figure ahead_percent;  ///< this desk's total return less that
};
SWARMDESK_DESCRIBE(Benchmark, name, return_percent, end_usd, ahead_percent)

/// What belongs together by some name: an instrument, an owner, a reason to leave.
struct Group {
    std::string name;
    TradeFigures trades;
    std::optional<ActivityFigures> activity;  ///< absent where executions do not belong to it
};
SWARMDESK_DESCRIBE(Group, name, trades, activity)

struct Month {
    std::string month;  ///< 2025-04
    Figure return_percent;
    std::uint64_t trades = 0;  ///< closed in it
    Decimal result_usd;
    Decimal fees_usd;
};
SWARMDESK_DESCRIBE(Month, month, return_percent, trades, result_usd, fees_usd)

struct CurveRow {
    UtcTime time;
    Decimal equity_usd;
    Decimal put_in_usd;
    Decimal index;
    Decimal drawdown_percent;
    Decimal gross_usd;
    std::optional<Decimal> equal_parts;  ///< of the instruments, as an index; absent without prices
    std::map<InstrumentId, Price> mids;  ///< of this mark
};
SWARMDESK_DESCRIBE(CurveRow, time, equity_usd, put_in_usd, index, drawdown_percent, gross_usd, equal_parts, mids)

struct TradeRow {
    UtcTime opened;
    UtcTime closed;
    AccountId account;
    LotOwner owner;
    InstrumentId instrument;
    std::string side;    ///< long or short
    Decimal entry_cost;  ///< in the quote asset
    Decimal result;      ///< likewise
    Figure result_usd;
    Figure return_percent;
    Decimal holding_hours;
    std::string exit;
    std::string reason;
};
SWARMDESK_DESCRIBE(TradeRow, opened, closed, account, owner, instrument, side, entry_cost, result, result_usd,
                   return_percent, holding_hours, exit, reason)

/// For the picture of prices: an execution. Not part of the JSON, `export fills` has them whole.
struct FillMarker {
    UtcTime time;
    InstrumentId instrument;
    Side side = Side::buy;
    Price price;
};

struct Report {
    Period period;
    std::vector<AccountId> accounts;
    std::vector<Instrument> instruments;
    MoneyFigures money;
    ReturnFigures returns;
    DrawdownFigures drawdown;
    TradeFigures trades;
    ActivityFigures activity;
    std::vector<QuoteFigures> by_quote;
    ExposureFigures exposure;
    std::vector<Benchmark> benchmarks;
    std::vector<Group> by_instrument;
    std::vector<Group> by_owner;
    std::vector<Group> by_exit;
    std::vector<Month> months;
    std::vector<CurveRow> curve;
    std::vector<TradeRow> closed;       ///< oldest first
    std::uint64_t closed_left_out = 0;  ///< more than `closed` holds
    std::vector<FillMarker> markers;
};
SWARMDESK_DESCRIBE(Report, period, accounts, instruments, money, returns, drawdown, trades, activity, by_quote,
                   exposure, benchmarks, by_instrument, by_owner, by_exit, months, curve, closed, closed_left_out)

/// Makes a report of facts. What it keeps grows with the hours and the trades listed, not with the fills, but for those
/// since the last point: what they came to, no equity says yet, so they count once there is a point after them.
class ReportBuilder : public Observer {
public:
    static constexpr std::size_t closed_max = 200'000;
    static constexpr std::size_t groups_max = 64;  ///< of one kind; what is beyond goes into "others"
    static constexpr std::size_t markers_max = 5'000;

    explicit ReportBuilder(Range range) : range_(range) {}

    void on_account(const AccountId& account, UtcTime time) override;
    void on_instrument(const Instrument& instrument) override;
    void on_point(const EquityPoint& point) override;
    void on_fill(const FillFact& fill) override;
    void on_trade(const TradeFact& trade) override;

    /// `unavailable` with fewer than two points in the range: then there is no period.
    Result<Report> finish() const;

private:
    struct GroupSum {
        TradeSum trades;
        ActivitySum activity;
    };
    struct MonthSum {
        std::uint64_t trades = 0;
        Decimal result;
        Decimal fees;
    };
    using Groups = std::map<std::string, GroupSum>;

    void count(const FillFact& fill);
    void count(const TradeFact& trade);
    static GroupSum& group(Groups& groups, const std::string& name);
    static std::vector<Group> listed(const Groups& groups, bool has_activity);
    std::vector<Benchmark> benchmarks(Decimal growth, Usd money) const;
    std::vector<Month> months() const;
    std::vector<CurveRow> rows() const;
    ExposureFigures exposure(nanoseconds length) const;
    /// What an equal part in each instrument became; over those priced at the first point.
    std::optional<Decimal> equal_parts(const std::map<InstrumentId, Price>& mids) const;

    Range range_;
    std::vector<AccountId> accounts_;
    std::map<InstrumentId, Instrument> instruments_;
    Curve curve_;
    std::vector<std::vector<std::pair<InstrumentId, Price>>> mids_;  ///< of each point
    std::map<InstrumentId, Price> first_mids_;
    std::map<InstrumentId, Price> last_mids_;
    std::vector<std::variant<FillFact, TradeFact>> since_point_;
    Int128 in_market_ns_ = 0;
    TradeSum trades_;
    ActivitySum activity_;
    Groups by_instrument_;
    Groups by_owner_;
    Groups by_exit_;
    std::map<std::string, MonthSum> months_;
    std::vector<TradeRow> closed_;
    std::uint64_t closed_left_out_ = 0;
    std::vector<FillMarker> markers_;
};

}  // namespace swarmdesk::trading::report
