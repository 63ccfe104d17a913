#pragma once

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "api/halt_file.hpp"
#include "notify/notifier.hpp"
#include "runtime/clock.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"
#include "trading/execution/command_port.hpp"
#include "trading/execution/view.hpp"
#include "trading/report/performance.hpp"

namespace swarmdesk::api {

/// Which durable events to read: those strictly between the two bounds that match every filter.
struct HistoryQuery {
    std::uint64_t after_seq = 0;
    std::uint64_t before_seq = std::numeric_limits<std::int64_t>::max();
    bool is_newest_first = false;
    std::size_t limit = 100;
    std::optional<std::string> subject{};  ///< an intent's, signal's or account's id
    std::optional<std::uint32_t> kind{};   ///< an event's number
    std::optional<std::string> chain{};    ///< see execution::chain_of
};

/// What the view no longer remembers: the ledger, read on another thread.
class History {
public:
    virtual ~History() = default;
    virtual boost::asio::awaitable<Result<std::vector<trading::execution::StreamedEvent>>> read(HistoryQuery query) = 0;
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
    std::string message;  ///< "simulated prices, seed 7"
    bool is_real = false;
    bool is_healthy = true;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("source", self.kind);
        visit("message", self.message);
        visit("is_real", self.is_real);
        visit("is_healthy", self.is_healthy);
    }
};

class Market {
public:
    virtual ~Market() = default;
    virtual MarketSource source() const = 0;
    /// The newest complete ones, oldest first.
    virtual std::vector<trading::Candle> candles(const trading::InstrumentId& instrument, nanoseconds interval,
                                                 std::size_t limit) const = 0;
    /// Only asked of a manual market.
    virtual boost::asio::awaitable<Result<void>> set_quote(trading::InstrumentId instrument, trading::Price bid,
                                                           trading::Price ask) = 0;
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
    std::optional<trading::AccountId> account{};  ///< of one that is run for each account: the one it serves
    std::string title;                            ///< what it does, in one line
    AgentState state = AgentState::running;
    bool is_healthy = true;
    std::optional<std::string> waits_for;  ///< of one that is not connected
    std::vector<std::string> capabilities;
    std::uint32_t load_percent = 0;
    std::uint32_t restarts = 0;
    std::optional<std::string> status_message;
    std::optional<UtcTime> last_heartbeat;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("name", self.name);
        visit("account", self.account);
        visit("title", self.title);
        visit("state", self.state);
        visit("is_healthy", self.is_healthy);
        visit("waits_for", self.waits_for);
        visit("capabilities", self.capabilities);
        visit("load_percent", self.load_percent);
        visit("restarts", self.restarts);
        visit("status_message", self.status_message);
        visit("last_heartbeat", self.last_heartbeat);
    }
};

/// What became of a signal once it was handled.
struct SignalOutcome {
    trading::SignalId signal;
    std::string outcome;  ///< proposed, expired, stale, refused, moved
    std::string message;  ///< why
};

/// What was said of one candle of one instrument, and for whom. The message is foreign text: shown, never parsed.
struct Analysis {
    std::uint64_t number = 0;  ///< counts up since the start
    trading::InstrumentId instrument;
    std::string timeframe;  ///< "1h"
    UtcTime candle_open_time;
    trading::AgentId asked_by;
    std::string purpose;  ///< comment, confirmation
    std::string kind;     ///< fresh, cached, degraded
    UtcTime made;         ///< its age counts from here
    std::string message;
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
        visit("message", self.message);
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
        std::optional<std::string> message;

        template <class Self, class Visitor>
        static void fields(Self& self, Visitor& visit)
        {
            visit("tier", self.tier);
            visit("provider", self.provider);
            visit("model", self.model);
            visit("is_local", self.is_local);
            visit("state", self.state);
            visit("message", self.message);
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
    std::optional<std::string> message;  ///< of silent ones: why
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
        visit("message", self.message);
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

/// What a running strategy works with on one instrument: its indicators and levels, candle by candle.
struct StrategySeries {
    struct Point {
        UtcTime open_time;                           ///< of the candle
        std::vector<std::optional<Decimal>> values;  ///< in the order of the names
    };

    trading::AgentId agent;
    trading::AccountId account;
    trading::StrategyId strategy;
    trading::InstrumentId instrument;
    nanoseconds interval{};  ///< of the candles
    std::vector<std::string> names;
    std::vector<Point> points;  ///< the newest, oldest first
    /// What the strategy lacks of the past it must have seen before it enters anything; none: nothing.
    struct Shortage {
        std::uint32_t seen = 0;
        std::uint32_t needed = 0;
        nanoseconds interval{};        ///< of the candles that count
        std::optional<UtcTime> until;  ///< none: for good
        std::string message;
    };
    std::optional<Shortage> shortage{};
};

/// Which of them: those that match every filter.
struct SeriesQuery {
    std::optional<std::vector<trading::AccountId>> accounts{};
    std::optional<trading::AgentId> agent{};
    std::optional<trading::StrategyId> strategy{};
    std::optional<trading::InstrumentId> instrument{};
    std::size_t candles = 1;      ///< of each, at most
    std::size_t series_max = 32;  ///< in one answer

    template <class Key>
    bool matches(const Key& key) const
    {
        return (!accounts || std::find(accounts->begin(), accounts->end(), key.account) != accounts->end()) &&
               (!agent || *agent == key.agent) && (!strategy || *strategy == key.strategy) &&
               (!instrument || *instrument == key.instrument);
    }
};

struct SeriesAnswer {
    std::vector<StrategySeries> series;  ///< in the order of agent, account, strategy and instrument
    std::size_t left_out = 0;            ///< that match too
};

class Swarm {
public:
    virtual ~Swarm() = default;
    virtual std::vector<AgentStatus> agents() const = 0;
    virtual std::vector<SignalOutcome> signal_outcomes(std::size_t limit) const = 0;  ///< of the newest
    /// The treasury's Markdown report of a day since 1970 UTC; nothing if there is none.
    virtual boost::asio::awaitable<std::optional<std::string>> report(std::int64_t day,
                                                                      trading::AccountId account) const = 0;
    virtual std::vector<Analysis> analyses(std::size_t limit) const = 0;  ///< newest first
    virtual std::vector<Analysis> latest_analyses() const = 0;            ///< one an instrument
    virtual Models models() const = 0;
    virtual boost::asio::awaitable<SeriesAnswer> series(SeriesQuery query) const = 0;
};

/// A strategy that an agent runs, and how the file it came from stands now.
struct StrategyRules {
    trading::AgentId agent;
    std::string name;
    std::string file;                  ///< empty: it comes with the desk
    std::string revision;              ///< of the rules that run
    std::string file_revision;         ///< of the file now; empty where it cannot be used
    std::vector<std::string> changes;  ///< from what runs to the file
    std::string problem;               ///< why the file could not take over
};
SWARMDESK_DESCRIBE(StrategyRules, agent, name, file, revision, file_revision, changes, problem)

/// How one version of a strategy did in a dry run.
struct DryRunFigures {
    std::uint64_t signals = 0;
    std::uint64_t trips = 0;
    std::optional<Decimal> return_percent{};
    std::optional<Decimal> drawdown_percent{};
    Decimal fees;         ///< in the quote asset
    std::string problem;  ///< why there is no return
};
SWARMDESK_DESCRIBE(DryRunFigures, signals, trips, return_percent, drawdown_percent, fees, problem)

/// Where the two versions did not signal the same; empty where one did not signal.
struct SignalDifference {
    UtcTime time;
    std::string instrument;
    std::string before;
    std::string after;
};
SWARMDESK_DESCRIBE(SignalDifference, time, instrument, before, after)

/// Both versions over the candles that the desk still holds.
struct StrategyDryRun {
    std::uint64_t candles = 0;  ///< traded on
    UtcTime from;
    UtcTime to;
    DryRunFigures before;
    DryRunFigures after;
    std::uint64_t differing = 0;                ///< moments at which they signalled differently
    std::vector<SignalDifference> differences;  ///< the first of them
    std::vector<std::string> held;              ///< what the new rules would do with each lot that is held
    std::string problem;                        ///< why nothing was run
};
SWARMDESK_DESCRIBE(StrategyDryRun, candles, from, to, before, after, differing, differences, held, problem)

/// What a strategy's file changes, or has changed.
struct StrategyRulesChange {
    trading::AgentId agent;
    std::string name;
    std::string file;
    std::string from;
    std::string to;
    std::vector<std::string> changes;
    std::optional<StrategyDryRun> dry_run{};  ///< of a preview
};
SWARMDESK_DESCRIBE(StrategyRulesChange, agent, name, file, from, to, changes, dry_run)

/// The rules that agents run, changed while the desk does.
class Strategies {
public:
    template <class T>
    using Answer = boost::asio::awaitable<Result<T>>;

    virtual ~Strategies() = default;
    virtual Answer<std::vector<StrategyRules>> all() = 0;
    /// Reads the file again. An error's detail begins with a code of its own where it is a `conflict`.
    virtual Answer<StrategyRulesChange> preview(trading::AgentId agent, std::string name) = 0;
    /// Takes exactly this revision, once that is on record.
    virtual Answer<StrategyRulesChange> apply(trading::AgentId agent, std::string name, std::string revision,
                                              trading::Actor by, std::string reason) = 0;
};

/// Everything behind the API. All of it is borrowed until the server is gone. What is read is read from the view; what
/// is done is done through the commands, which run elsewhere: each of them suspends.
struct Backend {
    trading::execution::View& view;
    const trading::report::Performance& performance;  ///< as far as the view, or further
    trading::execution::CommandPort& commands;
    History& history;
    runtime::Clock& clock;          ///< the market's: what an event, a token and a price are judged by
    runtime::Clock& machine_clock;  ///< the same, but where a recorded market plays faster: for patience and polling
    Market& market;
    const Swarm& swarm;
    Strategies& strategies;
    telemetry::Metrics& metrics;
    telemetry::Logger& log;
    notify::Notifier& notifier;
    /// Opens an account for a new user at a venue (empty: the first), with whatever a new account begins with.
    std::function<trading::execution::CommandPort::Answer<void>(trading::AccountId, trading::UserId, trading::VenueId)>
        open_account;
    /// Empty when orders are taken; else why not, in a sentence.
    std::function<std::string()> why_not_ready;
    /// Empty unless the desk can write nothing more; else what failed.
    std::function<std::string()> failure;
    /// Looks for the halt file at this moment.
    std::function<boost::asio::awaitable<Result<HaltFile>>()> look_for_halt_file;
    std::vector<std::string> approvers;  ///< the users who may decide approvals, settle and adjust
    std::string version;
    /// Where the web app is: "http://127.0.0.1:8420/". The server says it.
    std::function<std::string()> public_url = {};
    std::filesystem::path socket_file;  ///< of the Unix socket for this user's own programs; empty: none
};

}  // namespace swarmdesk::api
