#include "trading/report/report.hpp"

#include <algorithm>

#include "base/decimal_share.hpp"
#include "trading/report/statistics.hpp"

namespace swarmdesk::trading::report {
namespace {

constexpr Decimal one = Decimal::from_integer(1);
constexpr Decimal hundred = Decimal::from_integer(100);
constexpr nanoseconds hour = std::chrono::hours{1};
constexpr nanoseconds day = std::chrono::hours{24};
constexpr std::string_view others = "others";
constexpr std::string_view equal_parts_name = "equal parts";

Decimal percent(Decimal share_of_one)
{
    return rounded(multiply(share_of_one, hundred, Rounding::half_even), percent_digits);
}

Figure percent_change(Decimal change) { return Figure::of(percent(change)); }

/// What `first` became, as a part of it.
Decimal ratio(Price last, Price first) { return divide(last.value(), first.value(), Rounding::half_even); }

TradeRow row_of(const TradeFact& trade)
{
    TradeRow row;
    row.opened = trade.opened;
    row.closed = trade.closed;
    row.account = trade.account;
    row.owner = trade.owner;
    row.instrument = trade.instrument;
    row.side = trade.is_long ? "long" : "short";
    row.entry_cost = rounded(trade.entry_cost.value(), 8);
    row.result = rounded(trade.result.value(), 8);
    const auto usd = result_usd(trade);
    row.result_usd = usd ? Figure::of(rounded_usd(*usd)) : Figure::none("no dollar price");
    row.return_percent = return_percent(trade.entry_cost, trade.result);
    row.holding_hours = in_units(trade.closed - trade.opened, hour, 2);
    row.exit = trade.exit;
    row.reason = trade.reason;
    return row;
}

DrawdownFigures drawdown_figures(const Curve& curve)
{
    DrawdownFigures figures;
    const auto fall = curve.deepest_fall();
    if (!fall) {
        figures.max_percent = Figure::of({});
        figures.length_days = Figure::none("no drawdown");
        return figures;
    }
    figures.max_percent = percent_change(fall->depth);
    figures.peak = fall->peak;
    figures.trough = fall->trough;
    figures.recovered = fall->recovered;
    const UtcTime end = fall->recovered.value_or(curve.points().back().time);
    figures.length_days = Figure::of(in_units(end - fall->peak, day, 2));
    return figures;
}

ReturnFigures return_figures(const Curve& curve, nanoseconds length)
{
    const Decimal growth = curve.points().back().index;
    const auto fall = curve.deepest_fall();
    std::vector<Decimal> days;
    for (const Curve::Day& of_one : curve.days()) days.push_back(of_one.change);
    const ReturnStatistics statistics = return_statistics(days, growth, length, fall ? fall->depth : Decimal{});
    ReturnFigures figures;
    figures.total_percent = percent_change(growth - one);
    figures.annualised_percent = statistics.annualised_percent;
    figures.volatility_percent = statistics.volatility_percent;
    figures.sharpe = statistics.sharpe;
    figures.sortino = statistics.sortino;
    figures.calmar = statistics.calmar;
    figures.days = days.size();
    if (days.empty()) {
        figures.best_day_percent = figures.worst_day_percent = Figure::none("no whole day");
    } else {
        figures.best_day_percent = percent_change(*std::max_element(days.begin(), days.end()));
        figures.worst_day_percent = percent_change(*std::min_element(days.begin(), days.end()));
    }
    return figures;
}

}  // namespace

void ReportBuilder::on_account(const AccountId& account, UtcTime) { accounts_.push_back(account); }

void ReportBuilder::on_instrument(const Instrument& instrument) { instruments_[instrument.id] = instrument; }

void ReportBuilder::on_point(const EquityPoint& point)
{
    if (!range_.contains_point(point.time)) return;
    if (!curve_.points().empty()) in_market_ns_ += point.in_market.count();
    curve_.add(point);
    mids_.push_back(point.mids);
    for (const auto& [instrument, mid] : point.mids) last_mids_.insert_or_assign(instrument, mid);
    if (curve_.points().size() == 1) first_mids_ = last_mids_;
    for (const auto& fact : since_point_) std::visit([this](const auto& one) { count(one); }, fact);
    since_point_.clear();
}

ReportBuilder::GroupSum& ReportBuilder::group(Groups& groups, const std::string& name)
{
    if (const auto known = groups.find(name); known != groups.end()) return known->second;
    return groups[groups.size() < groups_max ? name : std::string{others}];
}

void ReportBuilder::on_fill(const FillFact& fill)
{
    if (range_.contains(fill.time)) since_point_.emplace_back(fill);
}

void ReportBuilder::on_trade(const TradeFact& trade)
{
    if (range_.contains(trade.closed)) since_point_.emplace_back(trade);
}

void ReportBuilder::count(const FillFact& fill)
{
    activity_.add(fill);
    group(by_instrument_, fill.instrument.to_string()).activity.add(fill);
    group(by_owner_, fill.owner.to_string()).activity.add(fill);
    if (fill.quote_usd)
        months_[month_of(fill.time)].fees += multiply(fill.fee_quote.value(), *fill.quote_usd, Rounding::half_even);
    if (markers_.size() < markers_max) markers_.push_back({fill.time, fill.instrument, fill.side, fill.price});
}

void ReportBuilder::count(const TradeFact& trade)
{
    trades_.add(trade);
    group(by_instrument_, trade.instrument.to_string()).trades.add(trade);
    group(by_owner_, trade.owner.to_string()).trades.add(trade);
    group(by_exit_, trade.exit.empty() ? "without a reason" : trade.exit).trades.add(trade);
    MonthSum& month = months_[month_of(trade.closed)];
    ++month.trades;
    month.result += result_usd(trade).value_or(Decimal{});
    if (closed_.size() < closed_max)
        closed_.push_back(row_of(trade));
    else
        ++closed_left_out_;
}

std::vector<Group> ReportBuilder::listed(const Groups& groups, bool has_activity)
{
    std::vector<Group> list;
    for (const auto& [name, sums] : groups)
        list.push_back(
            {name, sums.trades.figures(), has_activity ? std::optional{sums.activity.figures()} : std::nullopt});
    return list;
}

std::optional<Decimal> ReportBuilder::equal_parts(const std::map<InstrumentId, Price>& mids) const
{
    if (first_mids_.empty()) return std::nullopt;
    Decimal sum;
    for (const auto& [instrument, first] : first_mids_) sum += ratio(mids.at(instrument), first);
    return divide(sum, Decimal::from_integer(static_cast<std::int64_t>(first_mids_.size())), Rounding::half_even);
}

std::vector<Benchmark> ReportBuilder::benchmarks(Decimal growth, Usd money) const
{
    std::vector<Benchmark> list;
    const auto add = [&](std::string name, const std::optional<Decimal>& became) {
        Benchmark benchmark{std::move(name), {}, {}, {}};
        if (became) {
            benchmark.return_percent = percent_change(*became - one);
            benchmark.end_usd = Figure::of(rounded_usd(multiply(money.value(), *became, Rounding::half_even)));
            benchmark.ahead_percent = percent_change(growth - *became);
        } else {
            benchmark.return_percent = benchmark.end_usd = benchmark.ahead_percent =
                Figure::none("no price at the beginning");
        }
        list.push_back(std::move(benchmark));
    };
    for (const auto& [instrument, last] : last_mids_) {
        const auto first = first_mids_.find(instrument);
        add(instrument.to_string(),
            first == first_mids_.end() ? std::nullopt : std::optional{ratio(last, first->second)});
    }
    add(std::string{equal_parts_name}, equal_parts(last_mids_));
    return list;
}

std::vector<Month> ReportBuilder::months() const
{
    std::map<std::string, Decimal> last_of;  // the index at the end of each month that has points
    const auto& points = curve_.points();
    for (std::size_t i = 1; i < points.size(); ++i) last_of[month_closed_by(points[i].time)] = points[i].index;
    std::map<std::string, Month> months;
    for (const auto& [name, sums] : months_) {
        Month& month = months[name];
        month.return_percent = Figure::none("no point in this month");
        month.trades = sums.trades;
        month.result_usd = rounded_usd(sums.result);
        month.fees_usd = rounded_usd(sums.fees);
    }
    Decimal before = one;
    for (const auto& [name, index] : last_of) {
        months[name].return_percent = before.is_positive()
                                          ? percent_change(divide(index - before, before, Rounding::half_even))
                                          : Figure::none("nothing was left");
        before = index;
    }
    std::vector<Month> list;
    for (auto& [name, month] : months) {
        month.month = name;
        list.push_back(std::move(month));
    }
    return list;
}

std::vector<CurveRow> ReportBuilder::rows() const
{
    std::vector<CurveRow> rows;
    std::map<InstrumentId, Price> known;
    const auto& points = curve_.points();
    for (std::size_t i = 0; i < points.size(); ++i) {
        const Curve::Point& point = points[i];
        CurveRow row;
        row.time = point.time;
        row.equity_usd = rounded_usd(point.equity.value());
        row.put_in_usd = rounded_usd(point.put_in.value());
        row.index = rounded(point.index, index_digits);
        row.gross_usd = rounded_usd(point.gross.value());
        row.drawdown_percent = drawdown_percent(point);
        for (const auto& [instrument, mid] : mids_[i]) {
            known.insert_or_assign(instrument, mid);
            row.mids.emplace(instrument, mid);
        }
        if (const auto equal = equal_parts(known)) row.equal_parts = rounded(*equal, index_digits);
        rows.push_back(std::move(row));
    }
    return rows;
}

ExposureFigures ReportBuilder::exposure(nanoseconds length) const
{
    ExposureFigures figures;
    constexpr std::string_view no_time = "no time passed";
    figures.time_percent = percent_of(Decimal::from_integer(static_cast<std::int64_t>(in_market_ns_)),
                                      Decimal::from_integer(length.count()), no_time);
    Decimal equity;
    Decimal gross;
    std::int64_t count = 0;
    std::int64_t counted = 0;
    for (const Curve::Point& point : curve_.points()) {
        equity += point.equity.value();
        ++count;
        if (!point.equity.is_positive()) continue;
        gross += divide(point.gross.value(), point.equity.value(), Rounding::half_even);
        ++counted;
    }
    figures.gross_percent = percent_of(gross, Decimal::from_integer(counted), "no money");
    const Decimal average = divide(equity, Decimal::from_integer(count), Rounding::half_even);
    figures.turnover = ratio_of(activity_.traded_usd(), average, "no money");
    return figures;
}

Result<Report> ReportBuilder::finish() const
{
    const auto& points = curve_.points();
    if (points.size() < 2)
        return Error{Errc::unavailable,
                     "a report needs prices at two moments at least, and the ledger has fewer in this period: the desk "
                     "marks them once an hour and when it stops"};
    const nanoseconds length = points.back().time - points.front().time;
    Report report;
    report.period = {points.front().time, points.back().time, in_units(length, day, 2), points.size()};
    report.accounts = accounts_;
    for (const auto& [id, instrument] : instruments_) report.instruments.push_back(instrument);
    Usd put_in;
    for (const Curve::Point& point : points) put_in += point.put_in;
    const Usd start = points.front().equity;
    const Usd end = points.back().equity;
    report.money = {rounded_usd(start.value()), rounded_usd(end.value()), rounded_usd(put_in.value()),
                    rounded_usd((end - start - put_in).value())};
    report.returns = return_figures(curve_, length);
    report.drawdown = drawdown_figures(curve_);
    report.trades = trades_.figures();
    report.activity = activity_.figures();
    report.by_quote = activity_.by_quote();
    report.exposure = exposure(length);
    report.benchmarks = benchmarks(points.back().index, start);
    report.by_instrument = listed(by_instrument_, true);
    report.by_owner = listed(by_owner_, true);
    report.by_exit = listed(by_exit_, false);
    report.months = months();
    report.curve = rows();
    report.closed = closed_;
    report.closed_left_out = closed_left_out_;
    report.markers = markers_;
    return report;
}

}  // namespace swarmdesk::trading::report
