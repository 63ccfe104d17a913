#include "backends.hpp"

#include <fmt/format.h>

#include "ledger_reading.hpp"
#include "runtime/run_on.hpp"

namespace swarmdesk::app {
namespace {

api::MarketKind kind_of(trading::market::Kind kind)
{
    switch (kind) {
        case trading::market::Kind::replay: return api::MarketKind::replay;
        case trading::market::Kind::manual: return api::MarketKind::manual;
        case trading::market::Kind::binance: return api::MarketKind::binance;
        default: return api::MarketKind::simulated;
    }
}

api::AgentState state_of(agents::AgentState state)
{
    switch (state) {
        case agents::AgentState::running: return api::AgentState::running;
        case agents::AgentState::restarting: return api::AgentState::restarting;
        case agents::AgentState::stopped: return api::AgentState::stopped;
        case agents::AgentState::not_connected: return api::AgentState::not_connected;
    }
    return api::AgentState::stopped;
}

}  // namespace

MarketBackend::MarketBackend(boost::asio::any_io_executor execution, const runtime::Clock& clock,
                             const trading::market::OpenedSource& market, const trading::market::CandleStore& candles)
    : execution_(std::move(execution)),
      clock_(clock),
      manual_(market.manual),
      candles_(candles),
      shown_{kind_of(market.kind), market.words.empty() ? market.source->description() : market.words,
             market.source->is_real(), true}
{}

namespace {

boost::asio::awaitable<Result<void>> move_quote(trading::market::ManualSource& source, trading::InstrumentId instrument,
                                                trading::Price bid, trading::Price ask, MonotonicTime received)
{
    co_return source.set_quote(instrument, bid, ask, received);
}

boost::asio::awaitable<std::optional<std::string>> read_report(const agents::Swarm& swarm, std::int64_t day,
                                                               trading::AccountId account)
{
    constexpr std::int64_t day_ns = 86'400'000'000'000;
    co_return swarm.report(account, to_iso(UtcTime{day * day_ns}).substr(0, 10));
}

boost::asio::awaitable<api::SeriesAnswer> read_series(const agents::Swarm& swarm, api::SeriesQuery query)
{
    api::SeriesAnswer answer;
    for (const auto& [key, kept] : swarm.series().all()) {
        if (!query.matches(key)) continue;
        if (answer.series.size() >= query.series_max) {
            ++answer.left_out;
            continue;
        }
        api::StrategySeries& series = answer.series.emplace_back();
        series.agent = key.agent;
        series.account = key.account;
        series.strategy = key.strategy;
        series.instrument = key.instrument;
        series.interval = kept.interval;
        series.names = kept.names;
        if (const auto& lacks = kept.shortage)
            series.shortage = {lacks->seen, lacks->needed, lacks->timeframe, lacks->until, lacks->to_string()};
        const std::size_t surplus = kept.points.size() - std::min(kept.points.size(), query.candles);
        for (std::size_t i = surplus; i < kept.points.size(); ++i)
            series.points.push_back({kept.points[i].open_time, kept.points[i].values});
    }
    co_return answer;
}

template <class T>
std::vector<T> first_of(const std::vector<T>& values, std::size_t limit)
{
    return {values.begin(), values.begin() + static_cast<std::ptrdiff_t>(std::min(limit, values.size()))};
}

}  // namespace

boost::asio::awaitable<Result<void>> MarketBackend::set_quote(trading::InstrumentId instrument, trading::Price bid,
                                                              trading::Price ask)
{
    if (manual_ == nullptr) co_return Error{Errc::conflict, "only a manual market can be moved by hand"};
    auto moving = move_quote(*manual_, std::move(instrument), bid, ask, clock_.now().monotonic);
    auto crossing = runtime::run_on(execution_, std::move(moving));
    co_return co_await std::move(crossing);
}

boost::asio::awaitable<std::optional<std::string>> SwarmBackend::report(std::int64_t day,
                                                                        trading::AccountId account) const
{
    auto reading = read_report(swarm_, day, std::move(account));
    auto crossing = runtime::run_on(cell_, std::move(reading));
    co_return co_await std::move(crossing);
}

boost::asio::awaitable<api::SeriesAnswer> SwarmBackend::series(api::SeriesQuery query) const
{
    auto reading = read_series(swarm_, std::move(query));
    auto crossing = runtime::run_on(cell_, std::move(reading));
    co_return co_await std::move(crossing);
}

namespace {

/// The clock is the machine's, and may be read on any thread.
boost::asio::awaitable<api::StrategyDryRun> dry_run_of(DryRunJob job, const runtime::Clock& clock)
{
    const MonotonicTime end = clock.now().monotonic + DryRunJob::time_max;
    co_return dry_run(job, [&clock, end] { return clock.now().monotonic >= end; });
}

}  // namespace

api::Strategies::Answer<std::vector<api::StrategyRules>> StrategiesBackend::all()
{
    auto crossing = runtime::run_on(cell_, swarm_.strategies());
    co_return co_await std::move(crossing);
}

api::Strategies::Answer<api::StrategyRulesChange> StrategiesBackend::preview(trading::AgentId agent, std::string name)
{
    if (is_previewing_)
        co_return Error{
            Errc::limit_exceeded,
            "PREVIEW_UNDER_WAY: another change is being tried out, and one at a time is; ask again in a few "
            "seconds"};
    const Previewing previewing{is_previewing_};
    auto crossing = runtime::run_on(cell_, swarm_.preview_strategy(std::move(agent), std::move(name)));
    auto preview = co_await std::move(crossing);
    if (!preview) co_return preview.error();
    if (preview->change.from != preview->change.to) {
        auto trying = runtime::run_on(dry_runs_.executor(), dry_run_of(std::move(preview->job), clock_));
        preview->change.dry_run = co_await std::move(trying);
    }
    co_return std::move(preview->change);
}

api::Strategies::Answer<api::StrategyRulesChange> StrategiesBackend::apply(trading::AgentId agent, std::string name,
                                                                           std::string revision, trading::Actor by,
                                                                           std::string reason)
{
    auto applying =
        swarm_.apply_strategy(std::move(agent), std::move(name), std::move(revision), std::move(by), std::move(reason));
    auto crossing = runtime::run_on(cell_, std::move(applying));
    co_return co_await std::move(crossing);
}

std::vector<api::SignalOutcome> SwarmBackend::signal_outcomes(std::size_t limit) const
{
    return first_of(report_->outcomes, limit);
}

std::vector<api::Analysis> SwarmBackend::analyses(std::size_t limit) const
{
    return first_of(report_->analyses, limit);
}

namespace {

constexpr std::size_t reported_max = 500;

std::vector<api::AgentStatus> agents_of(const agents::Swarm& swarm)
{
    constexpr std::uint32_t queue = 256;  // what a load is a part of
    std::vector<api::AgentStatus> result;
    for (const agents::AgentStatus& agent : swarm.agents()) {
        api::AgentStatus status;
        status.name = agent.name;
        if (agent.serves) status.account = agent.serves->account;
        status.title = agent.title;
        status.state = state_of(agent.state);
        status.is_healthy = agent.health == agents::Health::healthy;
        if (!agent.waits_for.empty()) status.waits_for = fmt::format("{}", fmt::join(agent.waits_for, ", "));
        status.capabilities = agent.capabilities;
        status.load_percent = std::min(100u, agent.load * 100 / queue);
        status.restarts = agent.restarts;
        if (!agent.status_message.empty()) status.status_message = agent.status_message;
        status.last_heartbeat = agent.last_heartbeat;
        result.push_back(std::move(status));
    }
    return result;
}

std::vector<api::SignalOutcome> outcomes_of(const agents::Swarm& swarm)
{
    std::vector<api::SignalOutcome> result;
    for (const agents::HandledSignal& handled : swarm.signals(reported_max))
        result.push_back({handled.signal.id, std::string{to_text(handled.outcome)}, handled.message});
    return result;
}

api::Models models_of(const agents::Swarm& swarm)
{
    const agents::ModelSituation& situation = swarm.analyses().situation();
    api::Models models;
    models.state = to_text(situation.state);
    models.since = situation.since;
    if (!situation.message.empty()) models.message = situation.message;
    models.entries_need_model = situation.entries_need_model;
    models.entries_held_back = situation.entries_held_back;
    models.last_held_back = situation.last_held_back;
    models.last_held_back_time = situation.last_held_back_time;
    const agents::ModelOverview overview = swarm.models();
    for (const agents::ModelStatus& model : overview.models) {
        api::Models::Tier tier{model.tier, model.provider, model.model, model.is_local, model.state, {}};
        if (!model.message.empty()) tier.message = model.message;
        models.tiers.push_back(std::move(tier));
    }
    Decimal spent;
    Decimal budget;
    models.spending.emplace();
    for (const agents::ModelSpending& spending : overview.spending) {
        spent += spending.spent_usd;
        budget += spending.budget_usd;
        models.spending->push_back({spending.agent, spending.spent_usd, spending.budget_usd});
    }
    models.spent_usd = spent;
    models.budget_usd = budget;
    return models;
}

}  // namespace

SwarmReport make_report(const agents::Swarm& swarm)
{
    SwarmReport report{agents_of(swarm), outcomes_of(swarm), {}, {}, models_of(swarm)};
    for (const agents::ShownAnalysis& shown : swarm.analyses().newest(reported_max))
        report.analyses.push_back(to_api(shown));
    for (const agents::ShownAnalysis& shown : swarm.analyses().latest()) report.latest.push_back(to_api(shown));
    return report;
}

boost::asio::awaitable<Result<std::vector<trading::execution::StreamedEvent>>> LedgerHistory::read(
    api::HistoryQuery query)
{
    ledger::Query wanted;
    wanted.after_seq = query.after_seq;
    wanted.before_seq = query.before_seq;
    wanted.order = query.is_newest_first ? ledger::Order::newest_first : ledger::Order::oldest_first;
    wanted.limit = query.limit;
    wanted.subject = std::move(query.subject);
    wanted.kind = query.kind;
    if (query.chain) wanted.chain = ledger::ChainId{*query.chain};
    auto reading = read_events(executor_, ledger_, std::move(wanted));
    co_return co_await std::move(reading);
}

api::Analysis to_api(const agents::ShownAnalysis& shown)
{
    api::Analysis analysis;
    analysis.number = shown.number;
    analysis.instrument = shown.instrument;
    analysis.timeframe = to_text(shown.timeframe);
    analysis.candle_open_time = shown.candle_open_time;
    analysis.asked_by = shown.asked_by;
    analysis.purpose = to_text(shown.purpose);
    analysis.kind = to_text(shown.kind);
    analysis.made = shown.made;
    analysis.message = shown.message;
    if (shown.stance) analysis.stance = to_text(*shown.stance);
    analysis.confidence_percent = shown.confidence_percent;
    if (shown.origin) {
        analysis.tier = shown.origin->tier;
        analysis.provider = shown.origin->provider;
        analysis.model = shown.origin->model;
        analysis.is_local = shown.origin->is_local;
        analysis.cost_usd = shown.origin->cost_usd;
    }
    if (shown.reason) analysis.reason = to_text(*shown.reason);
    return analysis;
}

}  // namespace swarmdesk::app
