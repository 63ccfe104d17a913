#pragma once

#include <filesystem>
#include <sstream>

#include "trading/report/csv.hpp"

namespace swarmdesk::app {

/// Writes what a run did as CSV, with the columns of `swarmdesk export`. Told the run's facts while it goes on; one for
/// each run.
class BacktestExport : public trading::report::Observer {
public:
    void on_trade(const trading::report::TradeFact& trade) override { trades_.on_trade(trade); }
    void on_fill(const trading::report::FillFact& fill) override { fills_.on_fill(fill); }
    void on_point(const trading::report::EquityPoint& point) override { equity_.on_point(point); }

    /// The trades alone, replacing the file. `io` where it cannot be written.
    Result<void> write_trades(const std::filesystem::path& file) const;
    /// `trades.csv`, `fills.csv` and `equity.csv` in a folder that is made if there is none, each name behind the
    /// prefix.
    Result<void> write_all(const std::filesystem::path& folder, const std::string& prefix) const;

private:
    std::ostringstream trades_text_;
    std::ostringstream fills_text_;
    std::ostringstream equity_text_;
    trading::report::TradesCsv trades_{{}, trades_text_};
    trading::report::FillsCsv fills_{{}, fills_text_};
    trading::report::EquityCsv equity_{{}, equity_text_};
};

/// Makes the folder where there is none. `io` where it cannot be made.
Result<void> make_folder(const std::filesystem::path& folder);

}  // namespace swarmdesk::app
