#pragma once

#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ledger/ledger.hpp"
#include "ledger/reader.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"
#include "trading/execution/desk.hpp"
#include "trading/model/signal.hpp"

namespace swarmdesk::api {

/// Read access to the ledger.
class History {
public:
    virtual ~History() = default;
    virtual std::uint64_t last_seq() const = 0;  ///< of the newest durable row
    virtual Result<std::vector<ledger::Record>> read(const ledger::Query& query) const = 0;
};

/// The real one.
class LedgerHistory final : public History {
public:
    explicit LedgerHistory(const ledger::Ledger& ledger) : ledger_(ledger) {}
    std::uint64_t last_seq() const override { return ledger_.durable_seq(); }
    Result<std::vector<ledger::Record>> read(const ledger::Query& query) const override { return ledger_.read(query); }

private:
    const ledger::Ledger& ledger_;
};

enum class MarketKind { simulated = 1, replay, binance, manual };
constexpr auto enum_table(MarketKind)
{
    return std::to_array<EnumName<MarketKind>>({{MarketKind::simulated, "simulated"},
                                                {MarketKind::replay, "replay"},
                                                {MarketKind::binance, "binance"},
                                                {MarketKind::manual, "manual"}});
}

/// Where prices come from.
struct MarketSource {
    MarketKind kind = MarketKind::simulated;
    std::string words;
    bool is_real = false;
    bool is_healthy = true;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("source", self.kind);
        visit("words", self.words);
        visit("is_real", self.is_real);
        visit("is_healthy", self.is_healthy);
    }
};

class Market {
public:
    virtual ~Market() = default;
    virtual MarketSource source() const = 0;
    virtual std::vector<trading::Instrument> instruments() const = 0;
    /// The newest complete ones, oldest first.
    virtual std::vector<trading::Candle> candles(const trading::InstrumentId& instrument, nanoseconds interval,
                                                 std::size_t limit) const = 0;
    /// Only asked of a manual market.
    virtual Result<void> set_quote(const trading::InstrumentId& instrument, trading::Price bid, trading::Price ask) = 0;
};

enum class AgentState { starting = 1, running, restarting, stopped, not_connected };
constexpr auto enum_table(AgentState)
{
    return std::to_array<EnumName<AgentState>>({{AgentState::starting, "starting"},
                                                {AgentState::running, "running"},
                                                {AgentState::restarting, "restarting"},
                                                {AgentState::stopped, "stopped"},
                                                {AgentState::not_connected, "not_connected"}});
}

/// How one agent is.
struct AgentStatus {
    trading::AgentId name;
    std::string title;  ///< what it does, in one line
    AgentState state = AgentState::running;
    bool is_healthy = true;
    std::optional<std::string> waits_for;  ///< of one that is not connected
    std::vector<std::string> capabilities;
    std::uint32_t load_percent = 0;
    std::uint32_t restarts = 0;
    std::optional<std::string> last_words;
    std::optional<UtcTime> last_heartbeat;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("name", self.name);
        visit("title", self.title);
        visit("state", self.state);
        visit("is_healthy", self.is_healthy);
        visit("waits_for", self.waits_for);
        visit("capabilities", self.capabilities);
        visit("load_percent", self.load_percent);
        visit("restarts", self.restarts);
        visit("last_words", self.last_words);
        visit("last_heartbeat", self.last_heartbeat);
    }
};

/// A signal, and what became of it once it was handled.
struct SignalStatus {
    trading::Signal signal;
    std::string fate;                         ///< proposed, expired, stale, refused; empty before it was handled
    std::optional<trading::IntentId> intent;  ///< with `proposed`
    std::string words;
};

/// Something a person should know. Without an account and an instrument it is about the desk: the operator's business.
struct Alert {
    std::string id;
    UtcTime time;
    std::string severity;  ///< info, warning, critical
    std::string source;    ///< the agent or module that speaks
    std::string words;
    std::optional<trading::InstrumentId> instrument;
    std::optional<trading::AccountId> account;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("id", self.id);
        visit("time", self.time);
        visit("severity", self.severity);
        visit("source", self.source);
        visit("words", self.words);
        visit("instrument", self.instrument);
        visit("account", self.account);
    }
};

/// What was said of one candle of one instrument, and by whom. Words are foreign text: shown, never read.
struct Analysis {
    std::uint64_t number = 0;  ///< counts up since the start
    trading::InstrumentId instrument;
    std::string timeframe;  ///< "1h"
    UtcTime candle_open_time;
    trading::AgentId asked_by;
    std::string purpose;  ///< comment, confirmation
    std::string kind;     ///< fresh, cached, degraded
    UtcTime made;         ///< its age counts from here
    std::string words;
    std::optional<std::string> stance;  ///< bullish, neutral, bearish; these seven absent where no model judged
    std::optional<std::int32_t> confidence_percent;
    std::optional<std::int32_t> tier;
    std::optional<std::string> provider;
    std::optional<std::string> model;
    std::optional<bool> is_local;
    std::optional<Decimal> cost_usd;    ///< absent also where nobody knows
    std::optional<std::string> reason;  ///< of a degraded one: why no model

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("number", self.number);
        visit("instrument", self.instrument);
        visit("timeframe", self.timeframe);
        visit("candle_open_time", self.candle_open_time);
        visit("asked_by", self.asked_by);
        visit("purpose", self.purpose);
        visit("kind", self.kind);
        visit("made", self.made);
        visit("words", self.words);
        visit("stance", self.stance);
        visit("confidence_percent", self.confidence_percent);
        visit("tier", self.tier);
        visit("provider", self.provider);
        visit("model", self.model);
        visit("is_local", self.is_local);
        visit("cost_usd", self.cost_usd);
        visit("reason", self.reason);
    }
};

/// How the desk stands with its language models.
struct Models {
    struct Tier {
        std::int32_t tier = 0;
        std::string provider;
        std::string model;
        bool is_local = false;
        std::string state;  ///< untried, answering, failing, resting, left_out
        std::optional<std::string> words;

        template <class Self, class Visitor>
        static void fields(Self& self, Visitor& visit)
        {
            visit("tier", self.tier);
            visit("provider", self.provider);
            visit("model", self.model);
            visit("is_local", self.is_local);
            visit("state", self.state);
            visit("words", self.words);
        }
    };
    struct Spending {
        trading::AgentId agent;
        Decimal spent_usd;  ///< in the 24 hours its budget counts now
        Decimal budget_usd;

        template <class Self, class Visitor>
        static void fields(Self& self, Visitor& visit)
        {
            visit("agent", self.agent);
            visit("spent_usd", self.spent_usd);
            visit("budget_usd", self.budget_usd);
        }
    };

    std::string state;  ///< switched_off, untried, answering, silent
    UtcTime since;
    std::optional<std::string> words;  ///< of silent ones: why
    bool entries_need_model = false;
    std::uint64_t entries_held_back = 0;
    std::optional<std::string> last_held_back;
    std::optional<UtcTime> last_held_back_time;
    std::vector<Tier> tiers;
    // The operator's business:
    std::optional<Decimal> spent_usd;   ///< in the 24 hours its budget counts now
    std::optional<Decimal> budget_usd;  ///< a day's, of all agents
    std::optional<std::vector<Spending>> spending;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("state", self.state);
        visit("since", self.since);
        visit("words", self.words);
        visit("entries_need_model", self.entries_need_model);
        visit("entries_held_back", self.entries_held_back);
        visit("last_held_back", self.last_held_back);
        visit("last_held_back_time", self.last_held_back_time);
        visit("tiers", self.tiers);
        visit("spent_usd", self.spent_usd);
        visit("budget_usd", self.budget_usd);
        visit("spending", self.spending);
    }
};

class Swarm {
public:
    virtual ~Swarm() = default;
    virtual std::vector<AgentStatus> agents() const = 0;
    virtual std::vector<SignalStatus> signals(std::size_t limit) const = 0;  ///< newest first
    virtual std::vector<Alert> alerts(std::size_t limit) const = 0;          ///< newest first
    /// The treasury's Markdown report of a day since 1970 UTC; nothing if there is none.
    virtual std::optional<std::string> report(std::int64_t day, const trading::AccountId& account) const = 0;
    virtual std::vector<Analysis> analyses(std::size_t limit) const = 0;  ///< newest first
    virtual std::vector<Analysis> latest_analyses() const = 0;            ///< one an instrument
    virtual Models models() const = 0;
};

/// Everything behind the API. All of it is borrowed until the server is gone.
struct Backend {
    trading::execution::Desk& desk;
    runtime::Clock& clock;
    const History& history;
    Market& market;
    const Swarm& swarm;
    telemetry::Metrics& metrics;
    telemetry::Logger& log;
    /// Opens an account for a new user, with whatever a new account begins with.
    std::function<boost::asio::awaitable<Result<void>>(trading::AccountId, trading::UserId)> open_account;
    /// Empty when orders are taken; else why not, in a sentence.
    std::function<std::string()> why_not_ready;
    trading::VenueId venue;
    std::string version;
    /// Where the web app is: "http://127.0.0.1:8420/". The server says it.
    std::function<std::string()> public_url = {};
    std::filesystem::path socket_file;  ///< of the Unix socket for this user's own programs; empty: none
};

}  // namespace swarmdesk::api
