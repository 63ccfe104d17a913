#pragma once

#include <functional>
#include <memory>

#include "agents/agent.hpp"
#include "agents/registry.hpp"
#include "runtime/backoff.hpp"
#include "runtime/task_scope.hpp"

namespace swarmdesk::agents {

/// Runs one agent and keeps its failures to itself: an exception, a handler that does not return or a lost heartbeat
/// replaces the agent by a fresh one after a growing pause, while its messages wait on the bus. After too many failures
/// in a row it stays stopped and a person is told. Its own time is that of the machine's health: a fast market neither
/// hurries a restart nor makes an agent silent. Await `stop` before it dies.
class AgentRunner {
public:
    using Factory = std::function<std::unique_ptr<Agent>(Context)>;

    struct Borrowed {
        runtime::Clocks clocks;
        bus::Bus& bus;
        const DeskPort& desk;
        const trading::market::CandleStore& candles;
        Alerts& alerts;
        Registry& registry;
        runtime::TaskScope& tasks;  ///< restarts run here
        Statistics& statistics;
        Analyst& analyst;
        AnalysisLog& analysis_log;
        SeriesLog& series_log;
        trading::market::CandleHistory* history = nullptr;
    };

    /// For one account, where `accounts` is one and the agent a proposer; else for all of them. The registry must know
    /// `id()`.
    AgentRunner(Borrowed borrowed, Manifest manifest, std::vector<UserAccount> accounts, runtime::Random random,
                Factory factory);

    Result<void> start();
    boost::asio::awaitable<void> stop();

    void on_quote(const trading::Quote& quote);
    void on_candle(const trading::Candle& candle);
    /// Replaces the agent, as if it had thrown. Nothing if it does not run.
    void fail(Health health, const std::string& why);

    /// Puts a fresh agent in its place, as after a failure, but at once and without counting one. One that does not run
    /// is left to whoever restarts it.
    void replace(const std::string& why);

    const Manifest& manifest() const { return manifest_; }
    const AgentId& name() const { return manifest_.name; }
    const RunnerId& id() const { return id_; }

private:
    boost::asio::awaitable<Result<void>> receive(const bus::Envelope& envelope);
    boost::asio::awaitable<void> restart(nanoseconds pause);
    boost::asio::awaitable<void> renew();
    void begin();
    bool spawn(boost::asio::awaitable<void> work, std::string name);
    boost::asio::awaitable<void> repeat(nanoseconds interval, std::function<void()> work);
    boost::asio::awaitable<void> see_through(boost::asio::awaitable<void> work);
    void on_error(std::exception_ptr error);
    bool is_running() const;
    MonotonicTime health_time() const;
    template <class Work>
    void guard(Work work);
    void report();

    Borrowed borrowed_;
    Manifest manifest_;
    std::vector<UserAccount> accounts_;
    RunnerId id_;
    runtime::Random random_;
    Factory factory_;
    std::unique_ptr<bus::Connection> connection_;
    std::unique_ptr<Agent> agent_;
    std::unique_ptr<runtime::TaskScope> work_;  ///< what the agent spawned; a new one for each agent
    runtime::Backoff backoff_;
    MonotonicTime began_;
};

}  // namespace swarmdesk::agents
