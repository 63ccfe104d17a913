#include "replay.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <set>

#include "base/json_fields.hpp"
#include "chosen_strategy.hpp"
#include "config/value.hpp"
#include "exit_code.hpp"
#include "ledger/chain.hpp"
#include "ledger/verifier.hpp"
#include "ledger_report.hpp"
#include "money_gaps.hpp"
#include "runtime/real_clock.hpp"
#include "runtime/virtual_clock.hpp"
#include "swarm_cell.hpp"
#include "trading/backtest/streak_stops.hpp"
#include "trading/report/number_text.hpp"

namespace swarmdesk::app {

using namespace trading;
using boost::asio::awaitable;

namespace {

/// Counts what a person wants to know at the end. Subscribes to the durable events.
struct Tally {
    std::uint64_t signals = 0;
    std::uint64_t intents = 0;
    std::map<std::string, std::uint64_t> denials;
    std::uint64_t approvals_asked = 0;
    std::uint64_t approvals_granted = 0;
    std::uint64_t fills = 0;
    std::uint64_t alerts = 0;

    void count(const execution::Event& event)
    {
        if (std::holds_alternative<execution::SignalRaised>(event)) ++signals;
        if (std::holds_alternative<execution::IntentProposed>(event)) ++intents;
        if (const auto* denied = std::get_if<execution::IntentDenied>(&event))
            ++denials[std::string{to_text(denied->denial.code)}];
        if (std::holds_alternative<execution::ApprovalRequested>(event)) ++approvals_asked;
        if (std::holds_alternative<execution::ApprovalGranted>(event)) ++approvals_granted;
        if (std::holds_alternative<execution::OrderFilled>(event)) ++fills;
        if (std::holds_alternative<execution::AlertRaised>(event)) ++alerts;
    }
};

/// What one recording lacks.
struct Holes {
    std::string symbol;
    std::size_t missing = 0;  ///< candles
    UtcTime longest_from;
    std::int64_t longest = 0;  ///< candles
};

/// What was played of one recording, and what was not.
struct Played {
    std::string symbol;
    UtcTime first;
    UtcTime end;
    std::size_t candles = 0;
    std::size_t warmup = 0;
    std::size_t left_out = 0;
    std::size_t without_detail = 0;

    bool is_all() const { return warmup == 0 && left_out == 0 && without_detail == 0; }
};

/// Everything `run_replay` shows.
struct Outcome {
    std::string market;
    std::size_t candles = 0;
    std::vector<Played> played;
    std::vector<Holes> holes;  ///< of those that have any
    MoneyGaps gaps;
    Tally tally;
    backtest::StreakStops stops;
    Usd equity_start;
    Usd equity_end;
    Amount realised;  ///< in USD, each instrument's at what its quote asset is worth at the end
    ledger::Verdict verdict;
    std::uint64_t events = 0;
    Hash root{};  ///< over the heads of all chains: two replays that did the same have the same
    std::chrono::milliseconds took{};
    std::optional<report::Report> made;  ///< its report; absent where the recording is too short for one

    /// Money that is counted only once it has a price is no profit.
    Usd profit() const { return equity_end - equity_start - (made ? Usd{made->money.put_in_usd} : Usd{}); }
};

/// Between two quotes of a recording the last one stands; the desk would take it for stale.
void repeat_quotes(execution::Desk& desk, Now now)
{
    const risk::Quotes standing = desk.gate().quotes();
    for (auto [instrument, quote] : standing) {
        quote.time = now.utc;
        quote.received = now.monotonic;
        desk.on_quote(quote);
    }
}

awaitable<void> answer(execution::Desk& desk, runtime::Clock& clock, ApprovalPolicy policy, ApprovalId approval)
{
    co_await clock.sleep(policy.delay);
    Actor by{ActorKind::policy, policy.words};
    repeat_quotes(desk, clock.now());
    std::string reason = "the replay's policy";
    if (policy.answer == ApprovalPolicy::Answer::approve) {
        auto deciding = desk.approve(approval, std::move(by));
        static_cast<void>(co_await std::move(deciding));
    } else {
        auto deciding = desk.decline(approval, std::move(by), std::move(reason));
        static_cast<void>(co_await std::move(deciding));
    }
}

awaitable<void> rearm(execution::Desk& desk, runtime::Clock& clock, backtest::RearmPolicy policy, risk::Scope scope)
{
    co_await clock.sleep(*policy.delay);
    Actor by{ActorKind::policy, policy.words};
    auto rearming = desk.rearm(std::move(scope), std::move(by));
    static_cast<void>(co_await std::move(rearming));
}

Hash root_of(const std::vector<ledger::Head>& heads)
{
    ledger::HeadsRoot root;
    for (const ledger::Head& head : heads)
        if (head.number > 0) root.add(head.chain.to_string(), head.number, head.hash);
    return root.root();
}

/// All cells on one virtual executor.
awaitable<void> play(ExecutionCell& execution, SwarmCell& swarm, market::Source& source, Result<void>& result)
{
    auto recovering = execution.recover();
    result = co_await std::move(recovering);
    if (!result) co_return;
    execution.add_feed(swarm.feed());
    auto starting = execution.start();
    result = co_await std::move(starting);
    if (!result) co_return;
    auto beginning = swarm.start();
    result = co_await std::move(beginning);
    if (!result) co_return;
    market::Feed feed;
    feed.on_quote = [&](const Quote& quote) { execution.on_quote(quote); };
    feed.on_candle = [&](const Candle& candle) { execution.on_candle(candle); };
    feed.on_history = [&](const Candle& candle) { execution.on_history(candle); };
    feed.on_status = [](bool, const std::string&) {};
    feed.next_awaited = [&](const InstrumentId& instrument, Price from, Price to) {
        return execution.next_awaited(instrument, from, to);
    };
    auto running = source.run(std::move(feed));
    result = co_await std::move(running);
    co_await swarm.stop();
    co_await execution.stop();
}

/// The figures of the report that a person looks for first.
boost::json::object headline(const report::Report& made)
{
    boost::json::object object{{"return_percent", to_json(made.returns.total_percent)},
                               {"max_drawdown_percent", to_json(made.drawdown.max_percent)},
                               {"sharpe", to_json(made.returns.sharpe)},
                               {"round_trips", made.trades.count},
                               {"win_rate_percent", to_json(made.trades.win_rate_percent)},
                               {"profit_factor", to_json(made.trades.profit_factor)},
                               {"fees_usd", to_json(made.activity.fees_usd)}};
    if (!made.benchmarks.empty())
        object["holding_equal_parts_percent"] = to_json(made.benchmarks.back().return_percent);
    return object;
}

boost::json::object to_json(const Outcome& outcome)
{
    boost::json::array holes;
    for (const Holes& of_one : outcome.holes)
        holes.push_back({{"symbol", of_one.symbol},
                         {"missing", of_one.missing},
                         {"longest", of_one.longest},
                         {"longest_from", to_iso(of_one.longest_from)}});
    const auto names = [](const std::set<AssetId>& assets) {
        boost::json::array array;
        for (const AssetId& asset : assets) array.emplace_back(asset.to_string());
        return array;
    };
    boost::json::object denials;
    for (const auto& [code, count] : outcome.tally.denials) denials[code] = count;
    boost::json::array played;
    for (const Played& one : outcome.played)
        played.push_back({{"symbol", one.symbol},
                          {"from", one.candles == 0 ? boost::json::value{} : boost::json::value(to_iso(one.first))},
                          {"to", one.candles == 0 ? boost::json::value{} : boost::json::value(to_iso(one.end))},
                          {"candles", one.candles},
                          {"warmup", one.warmup},
                          {"left_out", one.left_out},
                          {"without_detail", one.without_detail}});
    return {{"market", outcome.market},
            {"candles", outcome.candles},
            {"played", played},
            {"holes", holes},
            {"lacking", names(outcome.gaps.without_money)},
            {"without_usd_rate", names(outcome.gaps.without_rate)},
            {"signals", outcome.tally.signals},
            {"intents", outcome.tally.intents},
            {"denials", denials},
            {"loss_streaks", swarmdesk::to_json(outcome.stops.all())},
            {"approvals", {{"asked", outcome.tally.approvals_asked}, {"granted", outcome.tally.approvals_granted}}},
            {"fills", outcome.tally.fills},
            {"alerts", outcome.tally.alerts},
            {"equity_start_usd", outcome.equity_start.to_string()},
            {"equity_end_usd", outcome.equity_end.to_string()},
            {"profit_usd", outcome.profit().to_string()},
            {"realised_usd", outcome.realised.to_string()},
            {"ledger",
             {{"events", outcome.events},
              {"head", to_hex(outcome.root)},
              {"verified", outcome.verdict.is_ok()},
              {"problem", outcome.verdict.first_problem ? outcome.verdict.first_problem->words : ""}}},
            {"took_ms", outcome.took.count()},
            {"report", outcome.made ? boost::json::value(headline(*outcome.made)) : boost::json::value{}}};
}

std::string money(Decimal value)
{
    return round_to_step(value, Decimal::from_mantissa(Decimal::unit / 100), Rounding::half_even).to_string();
}

void print(const Outcome& outcome, std::ostream& out)
{
    const auto streaks = sentences_of(outcome.stops);
    for (const std::string& sentence : streaks) out << sentence << '\n';
    if (!streaks.empty()) out << '\n';
    out << fmt::format("{}\n\n", outcome.market);
    const auto row = [&](std::string_view name, const auto& value) {
        out << fmt::format("  {:<22}{:>16}\n", name, value);
    };
    row("candles", outcome.candles);
    for (const Played& one : outcome.played) {
        if (one.is_all()) continue;
        const std::string range =
            one.candles == 0 ? "nothing in the time asked for" : to_iso(one.first) + " to " + to_iso(one.end);
        out << fmt::format(
            "  {:<22}{:>16}  {}; taught before: {}, left out: {}{}\n", "  of " + one.symbol, one.candles, range,
            one.warmup, one.left_out,
            one.without_detail == 0 ? "" : fmt::format(", without their detail: {}", one.without_detail));
    }
    for (const Holes& holes : outcome.holes)
        out << fmt::format("  {:<22}{:>16}  at most {} at once, from {}\n", "  missing of " + holes.symbol,
                           holes.missing, holes.longest, to_iso(holes.longest_from));
    for (const std::string& sentence : outcome.gaps.sentences()) out << fmt::format("  {}\n", sentence);
    row("signals", outcome.tally.signals);
    row("intents", outcome.tally.intents);
    for (const auto& [code, count] : outcome.tally.denials) row("  denied " + code, count);
    row("approvals asked", outcome.tally.approvals_asked);
    row("approvals granted", outcome.tally.approvals_granted);
    row("fills", outcome.tally.fills);
    row("alerts", outcome.tally.alerts);
    row("equity at start", money(outcome.equity_start.value()) + " USD");
    row("equity at end", money(outcome.equity_end.value()) + " USD");
    row("profit or loss", money(outcome.profit().value()) + " USD");
    row("of it realised", money(outcome.realised.value()) + " USD");
    if (outcome.made) {
        const report::Report& made = *outcome.made;
        row("return", report::signed_figure_text(made.returns.total_percent, 2, " %"));
        row("deepest drawdown", report::figure_text(made.drawdown.max_percent, 2, " %"));
        row("Sharpe", report::figure_text(made.returns.sharpe, 2));
        row("round trips", made.trades.count);
        row("win rate", report::figure_text(made.trades.win_rate_percent, 1, " %"));
        row("profit factor", report::figure_text(made.trades.profit_factor, 2));
        row("fees", money(made.activity.fees_usd) + " USD");
        if (!made.benchmarks.empty())
            row("holding equal parts", report::signed_figure_text(made.benchmarks.back().return_percent, 2, " %"));
    }
    out << fmt::format("\n  ledger  {} events, {}\n  head    {}\n  took    {:.1f} s\n", outcome.events,
                       outcome.verdict.is_ok() ? "verified: every hash and signature holds"
                                               : "NOT VERIFIED: " + outcome.verdict.first_problem->words,
                       to_hex(outcome.root), static_cast<double>(outcome.took.count()) / 1000);
}

}  // namespace

Result<ApprovalPolicy> ApprovalPolicy::parse(std::string_view text)
{
    ApprovalPolicy policy;
    if (text == "reject") return policy;
    policy.answer = Answer::approve;
    policy.words = text;
    if (text == "approve") return policy;
    if (text.starts_with("delay:")) {
        const auto delay = config::Value<nanoseconds>::parse(text.substr(6));
        if (!delay) return delay.error();
        policy.delay = *delay;
        return policy;
    }
    return Error{Errc::malformed, "approvals are answered by reject, approve or delay:5s"};
}

Result<market::ReplayPlan> plan_replay(const Settings& settings)
{
    auto plan = market::plan_replay(settings.market.to_module().replay);
    if (!plan) return Error{Errc::malformed, plan.error().detail};
    return plan;
}

int run_replay(const Settings& settings, const ReplayOptions& options, std::ostream& out)
{
    const runtime::RealClock stopwatch;
    const MonotonicTime started = stopwatch.now().monotonic;
    telemetry::Logger log{settings.log};
    const auto fail = [&](const Error& error) {
        std::cerr << "swarmdesk: " << error.detail << '\n';
        return exit_code(error);
    };

    auto plan = plan_replay(settings);
    if (!plan) return fail(plan.error());
    if (std::filesystem::exists(settings.state_folder / "ledger.db"))
        return fail({Errc::conflict, fmt::format("{} already holds a ledger; a replay begins with an empty one: name "
                                                 "another --state-folder, or leave it out for a temporary one",
                                                 settings.state_folder.string())});

    const bool shows_progress = !options.is_quiet && isatty(STDERR_FILENO) == 1;
    boost::asio::io_context context{1};
    runtime::VirtualClock clock{plan->first_time()};
    Outcome outcome;
    outcome.candles = plan->candles();
    for (const auto& one : plan->recordings) {
        const std::string& symbol = one.instrument.id.symbol.to_string();
        outcome.played.push_back(
            {symbol, one.first, one.end, one.candles, one.warmup, one.left_out, one.without_detail});
        if (one.missing > 0)
            outcome.holes.push_back(
                {symbol, one.missing, one.longest_hole.from, one.longest_hole.length / one.series.interval});
    }
    for (const auto& one : plan->unplayed)
        outcome.played.push_back({one.symbol, one.first, one.end, 0, 0, one.candles, 0});
    const nanoseconds candle_interval = plan->recordings.front().interval;
    const std::vector<nanoseconds> candle_intervals = plan->candle_intervals();
    if (auto checked = check_intervals(settings, candle_intervals); !checked) return fail(checked.error());
    market::ReplaySource source{std::move(*plan), settings.market.to_module().replay, clock};
    outcome.market = source.description();

    Settings adjusted = settings;
    adjusted.gate.is_policy_allowed = true;
    adjusted.agents = agents::in_virtual_time(settings.agents, candle_interval);
    adjusted.gate.reconcile_interval = std::chrono::hours{1};  // the exchange is in this very process
    ExecutionCell::Options execution_options;
    execution_options.durability = ledger::Durability::behind;
    execution_options.mode = ledger::Mode::same_thread;
    execution_options.keep_interval = std::chrono::hours{24};  // of virtual time
    execution_options.keeps_venue_journal = false;
    execution_options.tick_interval = std::chrono::seconds{1};
    execution_options.ticks_on_quotes = true;
    execution_options.seed = settings.market.seed;
    execution_options.start.price_source = "replay";
    auto opened = ExecutionCell::open(context.get_executor(), clock, log, adjusted, std::move(execution_options),
                                      source.instruments());
    if (!opened) return fail(opened.error());
    ExecutionCell& execution = **opened;
    SwarmCell::Options swarm_options;
    swarm_options.seed = settings.market.seed;
    swarm_options.candle_intervals = candle_intervals;
    swarm_options.ask_history = [&source](market::HistoryRequest request, market::HistoryAnswer answer) {
        source.ask_history(std::move(request), std::move(answer));
    };
    auto swarm = SwarmCell::open(context.get_executor(), clock, adjusted, swarm_options, execution);
    if (!swarm) return fail(swarm.error());

    runtime::TaskScope tasks{context.get_executor(),
                             [&](const std::string&, std::exception_ptr error) { std::rethrow_exception(error); }};
    const auto count = [&](const execution::Event& event, UtcTime time) {
        outcome.tally.count(event);
        outcome.stops.add(event, time);
        if (const auto* tripped = std::get_if<execution::LossStreakTripped>(&event);
            tripped != nullptr && options.rearm.delay)
            tasks.spawn(rearm(execution.desk(), clock, options.rearm, tripped->scope), "re-arming policy");
        if (const auto* asked = std::get_if<execution::ApprovalRequested>(&event))
            tasks.spawn(answer(execution.desk(), clock, options.approvals, asked->approval), "approval policy");
        const auto* day = std::get_if<execution::DayStarted>(&event);
        if (day == nullptr || day->account != default_account) return;
        if (outcome.equity_start.is_zero()) outcome.equity_start = day->baseline.equity;
        outcome.equity_end = day->baseline.equity;
        if (shows_progress)
            std::cerr << fmt::format("\r{}  {} fills  equity {} USD   ",
                                     to_iso(UtcTime{day->baseline.day * 86'400'000'000'000}).substr(0, 10),
                                     outcome.tally.fills, money(day->baseline.equity.value()));
    };
    execution.desk().subscribe([&](const execution::Desk::Events& events) {
        for (const execution::StreamedEvent& event : *events) count(event.stamped.event, event.stamped.time);
    });

    Result<void> result;
    bool is_done = false;
    const auto main_task = [&]() -> awaitable<void> {
        co_await play(execution, **swarm, source, result);
        const risk::Rails& rails = execution.desk().gate().books().rails();
        if (const risk::Account* account = rails.find(default_account)) {
            const risk::Equity equity = rails.equity(*account, execution.desk().gate().quotes(), MonotonicTime{});
            if (equity.unpriced.empty()) outcome.equity_end = equity.value;
            for (const auto& [id, holding] : account->holdings) {
                const AssetId& quote = rails.state().instruments.at(id).quote;
                const auto rate = rails.usd_rate(quote, execution.desk().gate().quotes());
                for (const auto& [owner, lot] : holding.lots)
                    outcome.realised +=
                        Amount{multiply(lot.realised.value(), rate.value_or(Decimal{}), Rounding::half_even)};
            }
        }
        outcome.gaps = MoneyGaps::find(rails, settings.paper);
        if (const auto heads = co_await execution.ledger().heads()) outcome.root = root_of(*heads);
        co_await tasks.stop();
        is_done = true;
    };
    runtime::TaskScope root{context.get_executor(),
                            [&](const std::string&, std::exception_ptr error) { std::rethrow_exception(error); }};
    root.spawn(main_task(), "replay");
    constexpr MonotonicTime for_ever{INT64_MAX};
    runtime::run_virtual(context, clock, for_ever);
    if (shows_progress) std::cerr << "\r\033[K";
    if (!result) return fail(result.error());
    if (!is_done) return fail({Errc::internal, "the replay stopped before its end"});

    outcome.events = execution.ledger().last_seq();
    swarm->reset();
    opened->reset();  // closes the ledger
    auto keys = ledger::Keys::load(settings.state_folder);
    if (!keys) return fail(keys.error());
    auto verdict = ledger::verify(settings.state_folder / "ledger.db", *keys);
    if (!verdict) return fail(verdict.error());
    outcome.verdict = *verdict;
    if (outcome.verdict.is_ok()) {
        if (auto made = read_replay_report(settings.state_folder))
            outcome.made = std::move(*made);
        else if (made.error().code != Errc::unavailable)
            return fail(made.error());
    }
    if (!options.report.empty() && outcome.verdict.is_ok()) {
        if (!outcome.made) return fail({Errc::malformed, "the recording is too short for a report"});
        const auto form = report_form(options.report);
        if (!form) return fail(form.error());
        if (auto written = write_report(*outcome.made, *form, options.report); !written) return fail(written.error());
    }
    outcome.took = std::chrono::duration_cast<std::chrono::milliseconds>(stopwatch.now().monotonic - started);
    if (options.is_json)
        out << boost::json::serialize(to_json(outcome)) << '\n';
    else
        print(outcome, out);
    return outcome.verdict.is_ok() ? 0 : exit_corrupt;
}

}  // namespace swarmdesk::app
