#pragma once

#include <memory>

#include "agents/swarm.hpp"
#include "api/backend.hpp"
#include "bus/local_bus.hpp"
#include "execution_cell.hpp"
#include "strategy_dry_run.hpp"
#include "trading/execution/view.hpp"
#include "trading/execution/view_keeper.hpp"
#include "trading/market/candle_store.hpp"

namespace swarmdesk::app {

/// The swarm cell: agents, bus and supervisor. It knows the desk by its own view, acts through the command port, and
/// sees only the accounts its agents serve. One executor, single-threaded; every method is called there.
class SwarmCell {
public:
    struct Options {
        std::uint64_t seed = 1;
        runtime::Clock* health_clock = nullptr;  ///< of agents and bus themselves, borrowed; null: the market's
        agents::Analyst* analyst = nullptr;      ///< whom the agents ask, borrowed; null: nobody
        agents::SeriesLog::Keep keep_series = agents::SeriesLog::Keep::nothing;
        std::vector<nanoseconds> candle_intervals = {};  ///< of the market's candles
        /// How the market is asked for the past; the answer is brought to this cell. Empty: nobody is asked.
        trading::market::CandleHistory::Ask ask_history = {};
    };

    /// `execution` is borrowed, and used only through its port and its feed.
    static Result<std::unique_ptr<SwarmCell>> open(boost::asio::any_io_executor executor, runtime::Clock& clock,
                                                   const Settings& settings, const Options& options,
                                                   ExecutionCell& execution);
    ~SwarmCell();
    SwarmCell(const SwarmCell&) = delete;
    SwarmCell& operator=(const SwarmCell&) = delete;

    /// \name In the execution cell, before `start`: takes in what the ledger already holds
    /// @{
    boost::asio::awaitable<Result<void>> restore_view() { return keeper_->restore(); }
    void apply(const trading::execution::StreamedEvent& event);
    /// @}
    /// The agents begin. The feed must be known to the execution cell, and the desk started: rules that are not those
    /// the ledger knows of last are put on record.
    boost::asio::awaitable<Result<void>> start();
    boost::asio::awaitable<void> stop();
    /// Keeps a snapshot of the view, where there is news enough. Now and then.
    boost::asio::awaitable<void> keep_view() { return keeper_->keep(); }

    /// \name Rules of strategies, see agents::Swarm
    /// @{
    boost::asio::awaitable<Result<std::vector<api::StrategyRules>>> strategies();
    /// With what a dry run of it needs.
    struct StrategyPreview {
        api::StrategyRulesChange change;
        DryRunJob job;
    };
    boost::asio::awaitable<Result<StrategyPreview>> preview_strategy(trading::AgentId agent, std::string name);
    boost::asio::awaitable<Result<api::StrategyRulesChange>> apply_strategy(trading::AgentId agent, std::string name,
                                                                            std::string revision, trading::Actor by,
                                                                            std::string reason);
    /// @}

    trading::execution::CellFeed& feed() { return *feed_; }
    agents::Swarm& swarm() { return *swarm_; }
    bus::LocalBus& bus() { return *bus_; }
    const trading::execution::View& view() const { return view_; }
    const trading::market::CandleStore& candles() const { return candles_; }

private:
    explicit SwarmCell(trading::execution::View::Settings settings) : view_(settings) {}

    bool is_served(const trading::execution::Stamped& event) const;
    boost::asio::awaitable<Result<void>> record(trading::execution::SettingChanged change);
    DryRunJob dry_run_job(const agents::StrategyChange& change) const;
    /// What of a lot was left to do by rules that were taken before the desk was stopped.
    boost::asio::awaitable<Result<trading::strategy::NewTerms>> pending_terms(trading::execution::LotKey lot) const;
    boost::asio::awaitable<Result<void>> record_started(agents::StrategyStatus strategy);
    void receive(std::span<const trading::execution::StreamedEvent> events);

    ExecutionCell* execution_ = nullptr;     ///< for what is posted there
    Settings settings_;                      ///< that a dry run takes for the world's
    std::set<trading::AccountId> accounts_;  ///< that the agents serve
    std::set<trading::UserId> users_;        ///< whose they are
    trading::execution::View view_;
    std::unique_ptr<trading::execution::ViewKeeper> keeper_;
    trading::market::CandleStore candles_;
    std::unique_ptr<trading::market::CandleHistory> history_;
    std::unique_ptr<trading::execution::CellPort> port_;
    std::unique_ptr<agents::DeskPort> desk_port_;
    std::unique_ptr<bus::LocalBus> bus_;
    agents::NoAnalyst no_analyst_;
    std::unique_ptr<agents::Swarm> swarm_;
    std::unique_ptr<trading::execution::CellFeed> feed_;
};

}  // namespace swarmdesk::app
