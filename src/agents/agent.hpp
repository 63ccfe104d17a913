#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>

#include "agents/alerts.hpp"
#include "agents/analysis_log.hpp"
#include "agents/desk_port.hpp"
#include "agents/series_log.hpp"
#include "base/assert.hpp"
#include "bus/bus.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"
#include "trading/market/candle_history.hpp"
#include "trading/market/candle_store.hpp"

namespace swarmdesk::agents {

/// What the swarm lends an agent. The desk is read-only here: an agent acts by publishing signals.
struct Context {
    AgentId name;
    std::vector<UserAccount> accounts;  ///< one for a proposer, all of them for any other agent
    runtime::Clocks clocks;             ///< work goes by the market's
    const DeskPort& desk;
    const trading::market::CandleStore& candles;
    bus::Connection& bus;
    Alerts& alerts;
    runtime::Random random;
    Analyst& analyst;
    AnalysisLog& analysis_log;
    SeriesLog& series_log;
    /// Starts work beside the agent's turns: what waits for a model does so here. It has ended before the agent is
    /// replaced or stopped, and what it throws counts as the agent's failure. False where too much is under way.
    std::function<bool(boost::asio::awaitable<void> work, std::string name)> spawn;
    /// A timer: does the work again and again, the first time after one interval, as a turn of the agent's. By the
    /// market's clock, so that a replay calls it as often as the market would have. It is spawned work, and ends as
    /// such.
    std::function<bool(nanoseconds interval, std::function<void()> work)> every;
    trading::market::CandleHistory* history = nullptr;  ///< what was before the candles there are; null: nobody knows

    /// Whom a proposer trades for. Asserts that it is one.
    const UserAccount& serves() const
    {
        SWARMDESK_ASSERT(accounts.size() == 1);
        return accounts.front();
    }
};

/// One agent at work. It may throw from anywhere: it alone is then replaced by a fresh one after a pause. What must
/// survive that is not kept in it. Calls come one at a time, on the desk's executor; only `handle`
/// and what was spawned may suspend.
class Agent {
public:
    explicit Agent(Context context) : context_(std::move(context)) {}
    virtual ~Agent() = default;
    Agent(const Agent&) = delete;
    Agent& operator=(const Agent&) = delete;

    /// Before anything else.
    virtual void start() {}
    /// A message. The error decides whether it comes again, see bus::Handler.
    virtual boost::asio::awaitable<Result<void>> handle(const bus::Envelope& envelope);
    virtual void on_quote(const trading::Quote&) {}
    virtual void on_candle(const trading::Candle&) {}
    virtual void on_heartbeat() {}

    const std::string& status_message() const { return status_message_; }
    bool is_well() const { return is_well_; }

protected:
    const Context& context() const { return context_; }
    Context& context() { return context_; }
    /// Tells people what it just did, in one sentence. It is well then.
    void say(std::string message)
    {
        status_message_ = std::move(message);
        is_well_ = true;
    }
    /// Tells people why it cannot do its work at present, though it runs: its health is `degraded` until the next
    /// `say`.
    void say_unwell(std::string message)
    {
        status_message_ = std::move(message);
        is_well_ = false;
    }
    /// Completes the signal (id, agent, account) and publishes it. Of a proposer. A failure is said; the caller decides
    /// whether to try again.
    Result<void> send(trading::Signal signal, bus::Priority priority);

private:
    Context context_;
    std::string status_message_;
    bool is_well_ = true;
};

}  // namespace swarmdesk::agents
