#include "trading/backtest/run_report.hpp"

#include "trading/report/fold.hpp"

namespace swarmdesk::trading::backtest {
namespace {

class Observer final : public report::ReportBuilder {
public:
    Observer() : ReportBuilder(report::Range{}) {}

    void on_point(const report::EquityPoint& point) override
    {
        ReportBuilder::on_point(point);
        curve_.add(point);
    }
    const report::Curve& curve() const { return curve_; }

private:
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
                             const strategy::StrategyMaker& make)
{
    Observer observer;
    report::Fold fold{terms.account, observer};
    std::uint64_t number = 0;
    Result<void> folded;
    RunCounts counts;
    const auto listen = [&](const execution::Stamped& event, const execution::Books&) {
        ++number;
        count(counts, event.event);
        const std::uint32_t kind = std::visit([]<class E>(const E&) { return E::kind; }, event.event);
        if (!folded || !report::Fold::needs(kind)) return;
        folded = fold.add(number, execution::chain_of(event), execution::to_row(event));
    };
    Backtest backtest{terms, recordings, name, make, listen};
    backtest.run();
    if (!folded) return folded.error();
    auto made = observer.finish();
    if (!made) return made.error();
    return RunReport{std::move(*made), std::move(counts), observer.curve().days()};
}

}  // namespace swarmdesk::trading::backtest
