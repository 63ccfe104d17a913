#pragma once

#include "agents/swarm.hpp"
#include "api/backend.hpp"
#include "ledger/store.hpp"
#include "runtime/cell_thread.hpp"
#include "runtime/clock.hpp"
#include "swarm_cell.hpp"
#include "trading/market/candle_store.hpp"
#include "trading/market/open_source.hpp"

/// \file
/// What the API looks through, laid over what the desk is made of.

namespace swarmdesk::app {

/// What a market source said of itself, and the candles that came: the front cell's own.
class MarketBackend final : public api::Market {
public:
    /// The source lives in the execution cell: `market` is only touched there.
    /// `clock` is the front cell's, and tells when a quote was read.
    MarketBackend(boost::asio::any_io_executor execution, const runtime::Clock& clock,
                  const trading::market::OpenedSource& market, const trading::market::CandleStore& candles);
    void set_health(bool is_healthy) { shown_.is_healthy = is_healthy; }

    api::MarketSource source() const override { return shown_; }
    std::vector<trading::Candle> candles(const trading::InstrumentId& instrument, nanoseconds interval,
                                         std::size_t limit) const override
    {
        return candles_.candles(instrument, interval, limit);
    }
    boost::asio::awaitable<Result<void>> set_quote(trading::InstrumentId instrument, trading::Price bid,
                                                   trading::Price ask) override;

private:
    boost::asio::any_io_executor execution_;
    const runtime::Clock& clock_;
    trading::market::ManualSource* manual_;
    const trading::market::CandleStore& candles_;
    api::MarketSource shown_;
};

/// What the swarm cell tells others of its agents, as one value.
struct SwarmReport {
    std::vector<api::AgentStatus> agents;
    std::vector<api::SignalOutcome> outcomes;  ///< newest first
    std::vector<api::Analysis> analyses;       ///< newest first
    std::vector<api::Analysis> latest;         ///< one an instrument
    api::Models models;
};
/// Made in the swarm cell.
SwarmReport make_report(const agents::Swarm& swarm);

/// The swarm as the front cell last heard of it.
class SwarmBackend final : public api::Swarm {
public:
    /// `swarm` is only touched in its own cell, for the treasury's reports and the strategies' series.
    SwarmBackend(boost::asio::any_io_executor cell, const agents::Swarm& swarm) : cell_(std::move(cell)), swarm_(swarm)
    {}
    void set(std::shared_ptr<const SwarmReport> report) { report_ = std::move(report); }

    std::vector<api::AgentStatus> agents() const override { return report_->agents; }
    std::vector<api::SignalOutcome> signal_outcomes(std::size_t limit) const override;
    boost::asio::awaitable<std::optional<std::string>> report(std::int64_t day,
                                                              trading::AccountId account) const override;
    std::vector<api::Analysis> analyses(std::size_t limit) const override;
    std::vector<api::Analysis> latest_analyses() const override { return report_->latest; }
    api::Models models() const override { return report_->models; }
    boost::asio::awaitable<api::SeriesAnswer> series(api::SeriesQuery query) const override;

private:
    boost::asio::any_io_executor cell_;
    const agents::Swarm& swarm_;
    std::shared_ptr<const SwarmReport> report_ = std::make_shared<SwarmReport>();
};

/// The rules of strategies, in the swarm's cell. All is borrowed; the clock is the machine's.
class StrategiesBackend final : public api::Strategies {
public:
    StrategiesBackend(boost::asio::any_io_executor cell, SwarmCell& swarm, const runtime::Clock& clock)
        : cell_(std::move(cell)), swarm_(swarm), clock_(clock)
    {}

    Answer<std::vector<api::StrategyRules>> all() override;
    Answer<api::StrategyRulesChange> preview(trading::AgentId agent, std::string name) override;
    Answer<api::StrategyRulesChange> apply(trading::AgentId agent, std::string name, std::string revision,
                                           trading::Actor by, std::string reason) override;

private:
    boost::asio::any_io_executor cell_;
    class Previewing {
    public:
        explicit Previewing(bool& is_previewing) : is_previewing_(is_previewing) { is_previewing_ = true; }
        Previewing(const Previewing&) = delete;
        Previewing& operator=(const Previewing&) = delete;
        ~Previewing() { is_previewing_ = false; }

    private:
        bool& is_previewing_;
    };

    SwarmCell& swarm_;
    const runtime::Clock& clock_;
    bool is_previewing_ = false;                ///< one at a time
    runtime::CellThread dry_runs_{"dry runs"};  ///< neither front, swarm nor gate waits for them
};

/// The ledger as the API reads what its view no longer remembers: on the execution cell's executor, which the store is
/// called on.
class LedgerHistory final : public api::History {
public:
    LedgerHistory(boost::asio::any_io_executor executor, ledger::LedgerStore& ledger)
        : executor_(std::move(executor)), ledger_(ledger)
    {}
    boost::asio::awaitable<Result<std::vector<trading::execution::StreamedEvent>>> read(
        api::HistoryQuery query) override;

private:
    boost::asio::any_io_executor executor_;
    ledger::LedgerStore& ledger_;
};

/// As the API shows it.
api::Analysis to_api(const agents::ShownAnalysis& shown);

}  // namespace swarmdesk::app
