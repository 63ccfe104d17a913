#include "trading/backtest/run_report.hpp"

#include "trading/report/fold.hpp"

namespace swarmdesk::trading::backtest {
namespace {

class Observer final : public report::ReportBuilder {
public:
    explicit Observer(report::Observer* also) : ReportBuilder(report::Range{}), also_(also) {}

    void on_point(const report::EquityPoint& point) override
    {
        ReportBuilder::on_point(point);
        curve_.add(point);
        if (also_ != nullptr) also_->on_point(point);
    }
    void on_fill(const report::FillFact& fill) override
    {
        ReportBuilder::on_fill(fill);
        if (also_ != nullptr) also_->on_fill(fill);
    }
    void on_trade(const report::TradeFact& trade) override
    {
        ReportBuilder::on_trade(trade);
        if (also_ != nullptr) also_->on_trade(trade);
    }
    const report::Curve& curve() const { return curve_; }

private:
    report::Observer* also_;
    report::Curve curve_;
};

void count(RunCounts& counts, const execution::Event& event)
{
    if (std::holds_alternative<execution::SignalRaised>(event)) ++counts.signals;
    if (std::holds_alternative<execution::ApprovalDeclined>(event)) ++counts.declined;
    if (std::holds_alternative<execution::OrderRejected>(event)) ++counts.rejected;
    if (const auto* denied = std::get_if<execution::IntentDenied>(&event))
        ++counts.denials[std::string{to_text(denied->denial.code)}];
}

}  // namespace

Result<RunReport> run_report(const Terms& terms, std::span<const Recording> recordings, const StrategyId& name,
                             const strategy::StrategyMaker& make, report::Observer* also,
                             const Backtest::Listener& listener)
{
    Observer observer{also};
    report::Fold fold{terms.account, observer};
    std::uint64_t number = 0;
    Result<void> folded;
    RunCounts counts;
    StreakStops stops;
    const auto listen = [&](const execution::Stamped& event, const execution::Books& books) {
        if (listener) listener(event, books);
        ++number;
        count(counts, event.event);
        stops.add(event.event, event.time);
        if (folded) folded = fold.add(number, event);
    };
    Backtest backtest{terms, recordings, name, make, listen};
    backtest.run();
    if (!folded) return folded.error();
    auto made = observer.finish();
    if (!made) return made.error();
    return RunReport{std::move(*made), std::move(counts), std::move(stops), observer.curve().days()};
}

}  // namespace swarmdesk::trading::backtest
