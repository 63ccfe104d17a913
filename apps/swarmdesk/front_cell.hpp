#pragma once

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>

#include "api/event_notices.hpp"
#include "api/server.hpp"
#include "backends.hpp"
#include "desk_metrics.hpp"
#include "execution_cell.hpp"
#include "runtime/background_writer.hpp"
#include "swarm_cell.hpp"
#include "trading/execution/view_keeper.hpp"
#include "trading/report/performance.hpp"

namespace swarmdesk::app {

/// The front cell: API, stream, users and web files, over a view of its own. It acts through the command port and knows
/// the swarm by what that last said of itself. One executor, single-threaded; every method is called there.
class FrontCell {
public:
    struct Borrowed {
        runtime::Clock& clock;
        telemetry::Metrics& metrics;
        telemetry::Logger& log;
        ExecutionCell& execution;
        SwarmCell& swarm;
        boost::asio::any_io_executor swarm_executor;
        const trading::market::OpenedSource& market;
        runtime::Clock& machine_clock;  ///< also where the market is a recording: for talking to others
    };

    static Result<std::unique_ptr<FrontCell>> open(boost::asio::any_io_executor executor, const Settings& settings,
                                                   Borrowed borrowed);
    ~FrontCell();
    FrontCell(const FrontCell&) = delete;
    FrontCell& operator=(const FrontCell&) = delete;

    /// \name In the execution cell, before `start`: takes in what the ledger already holds
    /// @{
    boost::asio::awaitable<Result<void>> restore_views();
    /// Up to here every view has come.
    std::uint64_t seq() const { return std::min(view_.seq(), performance_.seq()); }
    void apply(const trading::execution::StreamedEvent& event);
    /// @}
    /// Begins to listen, to watch for the halt file and to show numbers.
    Result<void> start();
    boost::asio::awaitable<void> stop();

    /// \name From other cells, posted here
    /// @{
    void set_market_health(bool is_healthy)
    {
        market_.set_health(is_healthy);
        if (tells_people()) notices_->on_market_health(is_healthy);
    }
    void set_failure(const Error& error) { failure_ = error.detail; }
    void set_swarm(std::shared_ptr<const SwarmReport> report) { swarm_.set(std::move(report)); }
    void on_analysis(const api::Analysis* analysis);
    /// @}

    trading::execution::CellFeed& feed() { return *feed_; }
    api::Server& server() { return *server_; }
    const trading::execution::View& view() const { return view_; }
    api::MarketSource market() const { return market_.source(); }

private:
    FrontCell(boost::asio::any_io_executor executor, const Settings& settings, Borrowed borrowed);
    Result<void> build();
    Result<void> open_notifier();
    /// What happened in a recording is no news.
    bool tells_people() const { return settings_.market.source != trading::market::Kind::replay; }
    std::string why_not_ready() const;
    boost::asio::awaitable<void> refresh_numbers();
    boost::asio::awaitable<void> keep_views();
    void take(std::span<const trading::execution::StreamedEvent> events);
    boost::asio::awaitable<void> obey_halt_file();
    boost::asio::awaitable<void> halt_where_file_is_there();
    boost::asio::awaitable<Result<api::HaltFile>> look_for_halt_file();

    boost::asio::any_io_executor executor_;
    Settings settings_;
    Borrowed borrowed_;
    runtime::TaskScope tasks_;
    trading::execution::View view_;
    trading::execution::ViewKeeper keeper_;
    trading::report::Performance performance_;
    trading::execution::ViewKeeper performance_keeper_;
    trading::market::CandleStore candles_;
    trading::execution::CellPort port_;
    LedgerHistory history_;
    MarketBackend market_;
    SwarmBackend swarm_;
    StrategiesBackend strategies_;
    DeskMetrics numbers_;
    runtime::BackgroundWriter writer_;   ///< of the records
    runtime::BackgroundWriter watcher_;  ///< looks for the halt file: a slow disk holds nobody up
    std::unique_ptr<api::Users> users_;
    std::unique_ptr<notify::Notifier> notifier_;
    std::unique_ptr<api::Server> server_;
    std::unique_ptr<api::EventNotices> notices_;
    std::unique_ptr<trading::execution::CellFeed> feed_;
    std::string failure_;
    MonotonicTime started_;
};

}  // namespace swarmdesk::app
