#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "agents/buy_bot/settings.hpp"
#include "agents/monitor/settings.hpp"
#include "agents/online_trading/settings.hpp"
#include "agents/supervisor/settings.hpp"
#include "agents/swarm.hpp"
#include "agents/treasury/settings.hpp"
#include "bus/local_bus.hpp"
#include "runtime/task_scope.hpp"
#include "runtime/virtual_clock.hpp"

/// \file
/// A swarm with a desk and an analyst that note what they are asked, an account worth 10 000 and a market at 100, for
/// tests. Time moves only when told.

namespace swarmdesk::agents::testing {

using namespace trading;
using namespace literals;
using namespace std::chrono_literals;

inline const InstrumentId btc{"paper:BTCUSDT"};
inline const AccountId paper{"paper"};
inline const AgentId online_trading_id{"online_trading"};
inline const LotOwner scripted_lots{online_trading_id, StrategyId{"scripted"}};

/// Answers as the gate would where it accepts, and remembers what it was asked.
class DeskImposter final : public DeskPort {
public:
    explicit DeskImposter(runtime::Clock& clock) : clock_(clock)
    {
        rails_.instruments[btc] = {btc,
                                   AssetId{"BTC"},
                                   AssetId{"USDT"},
                                   Price{"0.01"_dec},
                                   Quantity{"0.001"_dec},
                                   Quantity{"0.001"_dec},
                                   Quantity{"100"_dec},
                                   Amount{"5"_dec}};
        risk::Account account;
        account.user = UserId{"operator"};
        account.balances[AssetId{"USDT"}] = Amount{"10000"_dec};
        rails_.accounts[paper] = std::move(account);
    }

    boost::asio::awaitable<Result<execution::IntentRecord>> propose(Intent intent) override
    {
        asked.push_back(intent);
        if (failures_left > 0) {
            --failures_left;
            co_return failure;
        }
        if (delay > 0ns) co_await clock_.sleep(delay);
        if (intent.side == Side::buy) notes[execution::lot_of(intent)].last_entry = clock_.now().utc;
        intents.emplace(intent.id, intent);
        execution::IntentRecord record;
        record.intent = std::move(intent);
        record.state = denial ? execution::IntentState::denied : execution::IntentState::submitted;
        record.denial = denial;
        co_return record;
    }
    boost::asio::awaitable<Result<void>> protect(execution::LotKey lot, Protection protection, AgentId agent,
                                                 std::string reason) override
    {
        moved.push_back({lot, protection, std::move(agent), std::move(reason)});
        if (refuses_to_move) co_return Error{Errc::limit_exceeded, "too often"};
        Protection& standing = notes[lot].protection;
        standing = with_stop_kept(standing, protection);
        co_return Result<void>{};
    }
    void raise(const Signal& signal) override { raised.push_back(signal); }
    void alert(Severity severity, const std::string& source, const std::string& message) override
    {
        alerts.push_back({clock_.now().utc, severity, source, message});
    }
    const risk::RailsState& rails() const override { return rails_; }
    const risk::Quotes& quotes() const override { return quotes_; }
    strategy::LotNotes notes_of(const execution::LotKey& lot) const override
    {
        const auto found = notes.find(lot);
        return found == notes.end() ? strategy::LotNotes{} : found->second;
    }
    std::optional<Usd> equity(const AccountId&) const override { return equity_usd; }
    std::optional<Decimal> usd_rate(const AssetId& asset) const override
    {
        if (asset == AssetId{"USDT"}) return Decimal::from_integer(1);
        for (const auto& [id, instrument] : rails_.instruments)
            if (const auto quote = quotes_.find(id); instrument.base == asset && quote != quotes_.end())
                return quote->second.bid.value();
        return std::nullopt;
    }
    std::size_t approvals_waiting() const override { return waiting; }

    /// As if the agent had bought it.
    void hold(const LotOwner& owner, Quantity quantity, Price price)
    {
        Position& lot = rails_.accounts[paper].holdings[btc].lots[owner];
        lot = {};
        if (quantity.is_positive()) lot.apply_fill(Side::buy, price, quantity, Amount{});
    }

    struct Moved {
        execution::LotKey lot;
        Protection protection;
        AgentId agent;
        std::string reason;
    };
    std::vector<Moved> moved;
    bool refuses_to_move = false;
    std::map<execution::LotKey, strategy::LotNotes> notes;
    std::vector<Intent> asked;
    std::map<IntentId, Intent> intents;
    std::vector<Signal> raised;
    std::vector<Alert> alerts;
    std::uint32_t failures_left = 0;
    Error failure{Errc::unavailable, "the ledger is not ready"};
    nanoseconds delay{};
    std::optional<risk::Denial> denial;
    std::optional<Usd> equity_usd{Usd{"10000"_dec}};
    std::size_t waiting = 0;
    risk::RailsState rails_;
    risk::Quotes quotes_;

private:
    runtime::Clock& clock_;
};

inline Analysis fresh(Stance stance, std::string message = "as the test says")
{
    return FreshAnalysis{llm::degraded::Fresh<Opinion>{Opinion{stance, 72, std::move(message)}},
                         Origin{"call-1", 1, "ollama", "qwen3:8b", true, Decimal{}}};
}
inline Analysis cached(Stance stance, nanoseconds age)
{
    return CachedAnalysis{llm::degraded::Cached<Opinion>{Opinion{stance, 72, "as it was"}, age},
                          Origin{"call-2", 2, "groq", "llama", false, Decimal{}}};
}
inline Analysis no_answer(NoAnswerReason reason) { return NoAnalysis{reason, "as the test says"}; }

/// Answers what the test says, after as long as it says.
class AnalystImposter final : public Analyst {
public:
    struct Asked {
        AgentId asker;
        Question question;
        Wanted wanted;
        nanoseconds patience{};
    };
    explicit AnalystImposter(runtime::Clock& clock) : clock_(clock) {}

    boost::asio::awaitable<Analysis> ask(AgentId asker, Question question, Wanted wanted, nanoseconds patience) override
    {
        asked.push_back({asker, question, wanted, patience});
        const Underway counted{*this};
        if (throws) throw std::runtime_error("the analyst is out of order");
        if (delay > 0ns) co_await clock_.sleep(std::min(delay, patience));
        if (delay > patience) co_return NoAnalysis{NoAnswerReason::out_of_time, "no answer in time"};
        co_return says(question);
    }
    ModelOverview overview() const override { return {}; }
    bool is_off() const override { return off; }

    std::function<Analysis(const Question&)> says = [](const Question&) {
        return no_answer(NoAnswerReason::all_tiers_failed);
    };
    nanoseconds delay{};
    bool throws = false;
    bool off = false;
    std::vector<Asked> asked;
    int underway = 0;
    int underway_most = 0;

private:
    struct Underway {
        explicit Underway(AnalystImposter& analyst) : owner(analyst)
        {
            owner.underway_most = std::max(owner.underway_most, ++owner.underway);
        }
        Underway(const Underway&) = delete;
        Underway& operator=(const Underway&) = delete;
        ~Underway() { --owner.underway; }
        AnalystImposter& owner;
    };
    runtime::Clock& clock_;
};

/// A strategy that does what the test says at each candle.
class Scripted final : public strategy::Strategy {
public:
    using Script = std::function<std::optional<strategy::Proposal>(const Candle&, const strategy::View&)>;
    using Levels = std::function<Protection(const Candle&)>;
    explicit Scripted(Script script, Levels levels = {}) : script_(std::move(script)), levels_(std::move(levels)) {}
    std::string_view name() const override { return "scripted"; }
    Protection protection() const override { return protection_; }
    std::optional<strategy::Proposal> on_candle(const Candle& candle, const strategy::View& view) override
    {
        if (levels_) protection_ = levels_(candle);
        closed_at_ = candle.close.value();
        return script_(candle, view);
    }
    strategy::NamedValues series() const override { return {{"close", closed_at_}}; }

private:
    Script script_;
    Levels levels_;
    Protection protection_;
    std::optional<Decimal> closed_at_;
};

/// Clock, bus and desk, without agents.
class BusHarness : public ::testing::Test {
protected:
    void run(nanoseconds time = 0ns)
    {
        const auto until = clock.now().monotonic + time;
        context.restart();
        runtime::run_virtual(context, clock, until);
        if (clock.now().monotonic < until) clock.advance_by(until - clock.now().monotonic);
    }
    void run_until_done(boost::asio::awaitable<void> task)
    {
        runtime::TaskScope scope{context.get_executor(),
                                 [](const std::string&, std::exception_ptr error) { std::rethrow_exception(error); }};
        scope.spawn(std::move(task), "task");
        run();
        ASSERT_TRUE(scope.is_empty());
    }

    Quote quote(Decimal bid)
    {
        const Now now = clocks().market.now();
        Quote quote{btc,     Price{bid},   Price{bid + "0.02"_dec}, Quantity{"1"_dec}, Quantity{"1"_dec},
                    now.utc, now.monotonic};
        desk.quotes_[btc] = quote;
        return quote;
    }
    /// One that has just become complete.
    Candle candle(Decimal close, Decimal volume = "1"_dec)
    {
        const Price price{close};
        return {btc,
                clocks().market.now().utc + -candle_interval,
                candle_interval,
                price,
                price,
                price,
                price,
                Quantity{volume}};
    }

    runtime::Clocks clocks() { return {market ? *market : clock, clock}; }
    /// From here the market has a time of its own, which `clock` does not move.
    void part_clocks() { market.emplace(clock.now().utc); }

    static constexpr nanoseconds candle_interval = 1min;
    boost::asio::io_context context;
    /// 2025-06-15, 12:00 UTC.
    runtime::VirtualClock clock{UtcTime{1'749'988'800'000'000'000}};
    std::optional<runtime::VirtualClock> market;
    bus::LocalBus bus{context.get_executor(), clock, runtime::Random{1}, {}};
    DeskImposter desk{clock};
    AnalystImposter analyst{clock};
    market::CandleStore candles;
};

/// Whether it answers, be it to say that it is not well.
inline bool is_alive(const AgentStatus& agent)
{
    return agent.health == Health::healthy || agent.health == Health::degraded;
}

/// The whole swarm; its only strategy is the test's.
class SwarmHarness : public BusHarness {
protected:
    SwarmHarness()
    {
        settings.of<OnlineTradingSettings>().strategies = {"scripted"};
        settings.of<BuyBotSettings>().rules = {};
        settings.of<MonitorSettings>().stale_after = 24h;
        settings.of<MonitorSettings>().analyses = false;
    }
    ~SwarmHarness() override
    {
        if (swarm) run_until_done(swarm->stop());
    }

    /// For tests that let hours pass.
    void beat_every(std::chrono::milliseconds interval)
    {
        settings.heartbeat_interval = interval;
        settings.silent_after = 4 * interval;
    }
    Result<void> start()
    {
        const Swarm::Borrowed borrowed{
            context.get_executor(), clocks(),         bus, desk, candles, analyst, SeriesLog::Keep::newest,
            history.get(),          {candle_interval}};
        swarm = std::make_unique<Swarm>(borrowed, runtime::Random{7}, settings, manifests, reports);
        swarm->add_strategy("scripted", make_strategy);
        auto started = swarm->start();
        run();
        return started;
    }
    void feed(const Candle& next)
    {
        candles.add(next);
        swarm->on_candle(next);
        run();
    }
    AgentStatus status(std::string_view name) const
    {
        for (const auto& agent : swarm->agents())
            if (agent.name.to_string() == name) return agent;
        ADD_FAILURE() << "no agent " << name;
        return {};
    }

    strategy::StrategyMaker make_strategy = [this] { return std::make_unique<Scripted>(script, script_protection); };
    std::unique_ptr<market::CandleHistory> history;  ///< none: nobody can be asked for the past
    Settings settings;
    std::vector<Manifest> manifests = find_manifests({}).value();
    std::filesystem::path reports;
    Scripted::Levels script_protection;
    Scripted::Script script = [](const Candle&, const strategy::View&) { return std::nullopt; };
    std::unique_ptr<Swarm> swarm;
};

inline strategy::Proposal buy(Decimal quantity)
{
    strategy::Proposal proposal;
    proposal.quantity = Quantity{quantity};
    proposal.reason = "because the test says so";
    return proposal;
}

}  // namespace swarmdesk::agents::testing
