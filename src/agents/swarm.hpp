#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <memory>
#include <vector>

#include "agents/agent.hpp"
#include "agents/analysis_log.hpp"
#include "agents/desk_port.hpp"
#include "agents/manifest.hpp"
#include "agents/series_log.hpp"
#include "agents/settings.hpp"
#include "agents/status.hpp"
#include "agents/strategy_book.hpp"
#include "bus/bus.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"
#include "trading/market/candle_history.hpp"
#include "trading/market/candle_store.hpp"
#include "trading/strategy/strategy_type.hpp"

namespace swarmdesk::agents {

/// All agents at work, as the composition root and the API see them. One executor, single-threaded; every method is
/// called there. What it borrows must outlive it; await `stop` before it dies.
class Swarm {
public:
    struct Borrowed {
        boost::asio::any_io_executor executor;
        runtime::Clocks clocks;
        bus::Bus& bus;  ///< on the clock of the machine's health: it retries and times out
        DeskPort& desk;
        const trading::market::CandleStore& candles;
        Analyst& analyst;
        SeriesLog::Keep keep_series = SeriesLog::Keep::nothing;
        trading::market::CandleHistory* history = nullptr;  ///< null: nobody can be asked for the past
        std::vector<nanoseconds> candle_intervals = {};     ///< of the market's candles: a strategy's are made of these
    };

    /// `reports` is the folder for the treasury's daily reports, made when the first one is written; empty: none are.
    Swarm(Borrowed borrowed, runtime::Random random, Settings settings, std::vector<Manifest> manifests,
          const std::filesystem::path& reports);
    ~Swarm();
    Swarm(const Swarm&) = delete;
    Swarm& operator=(const Swarm&) = delete;

    /// Another strategy that the settings of any agent may name. Before `start`.
    void add_strategy(const std::string& name, trading::strategy::StrategyMaker make);
    /// Starts every agent that can run. Fails, and starts nothing, where the manifests and the code do not fit.
    Result<void> start();
    boost::asio::awaitable<void> stop();

    /// Call after the desk and the candle store have seen it.
    void on_quote(const trading::Quote& quote);
    void on_candle(const trading::Candle& candle);

    /// In the order of their names; one that trades has a row for each account.
    std::vector<AgentStatus> agents() const;
    /// Newest first.
    std::vector<HandledSignal> signals(std::size_t limit) const;
    std::vector<Alert> alerts(std::size_t limit) const;
    /// Of one day ("2025-04-03"), as Markdown. The current day's is made on the spot.
    std::optional<std::string> report(const AccountId& account, std::string_view day) const;
    Statistics statistics() const;

    /// Every strategy that runs, with how its file stands now. Reads the files.
    std::vector<StrategyStatus> strategies() const;
    /// What a strategy's file would change, read at this moment; see StrategyBook for what is refused.
    Result<StrategyChange> preview_strategy(const AgentId& agent, std::string_view name) const;
    /// Has a change recorded; resumes when that is durable.
    using Record = std::function<boost::asio::awaitable<Result<void>>(trading::execution::SettingChanged)>;
    /// Takes the file if it is still the previewed revision: first on record, then in place of the agent's rules, by
    /// replacing the agent. Nothing to do where that revision runs already. `conflict`, beginning with FILE_CHANGED
    /// where the file is another one since, CHANGE_UNDER_WAY while another is recorded.
    boost::asio::awaitable<Result<StrategyChange>> apply_strategy(AgentId agent, std::string name, std::string revision,
                                                                  trading::Actor by, std::string reason, Record record);

    /// The rules that run are others than those before the desk was started: what the strategy holds gets the stop and
    /// target of these, if they are not what stands.
    void renew_terms(const AgentId& agent, const std::string& name);
    /// The same of one lot, of what PendingTerms says was left to do when the desk was stopped.
    void renew_terms(const trading::execution::LotKey& lot, trading::strategy::NewTerms terms);
    /// What the strategy holds or is entering, over all accounts.
    std::vector<trading::execution::LotKey> lots_of(const AgentId& agent, const std::string& name) const;

    /// What the running strategies work with.
    const SeriesLog& series() const;

    /// What models said of the markets, and how the desk stands with them.
    const AnalysisLog& analyses() const;
    ModelOverview models() const;
    /// Told of every new analysis, and whenever the situation with the models changes. One listener.
    void on_analysis(AnalysisLog::Listener listener);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace swarmdesk::agents
