#include "swarm_cell.hpp"

#include <boost/asio/post.hpp>

#include "agents/pending_terms.hpp"
#include "backtest.hpp"
#include "ledger_reading.hpp"
#include "runtime/run_on.hpp"
#include "trading/execution/setting_change.hpp"
#include "trading/strategy/own_lots.hpp"

namespace swarmdesk::app {

using namespace trading;
using boost::asio::awaitable;

namespace {

/// Agents look at what is open and at what they hold; the past is in the front's view and in the ledger.
execution::View::Settings small_view()
{
    execution::View::Settings settings;
    settings.finished_max = execution::Books::finished_kept;
    settings.fills_max = 100;
    settings.trips_max = 100;
    settings.alerts_max = 100;
    settings.signals_max = 100;
    return settings;
}

}  // namespace

Result<std::unique_ptr<SwarmCell>> SwarmCell::open(boost::asio::any_io_executor executor, runtime::Clock& clock,
                                                   const Settings& settings, const Options& options,
                                                   ExecutionCell& execution)
{
    auto manifests = agents::find_manifests(settings.agents.manifests);
    if (!manifests) return manifests.error();
    const runtime::Random random{options.seed};
    std::unique_ptr<SwarmCell> cell{new SwarmCell{small_view()}};
    cell->execution_ = &execution;
    cell->settings_ = settings;
    for (const agents::UserAccount& one : settings.agents.accounts) {
        cell->accounts_.insert(one.account);
        cell->users_.insert(one.user);
    }
    std::string served;
    for (const AccountId& account : cell->accounts_) served += account.to_string() + ' ';
    cell->keeper_ = std::make_unique<execution::ViewKeeper>(execution.executor(), execution.ledger(), cell->view_,
                                                            "swarm", std::move(served));
    cell->port_ = std::make_unique<execution::CellPort>(execution.executor(), execution.desk(), execution.lanes());
    cell->desk_port_ = std::make_unique<agents::ViewDeskPort>(cell->view_, *cell->port_);
    const runtime::Clocks clocks{clock, options.health_clock != nullptr ? *options.health_clock : clock};
    cell->bus_ =
        std::make_unique<bus::LocalBus>(executor, clocks.health, random.fork("bus"), bus::LocalBus::Settings{});
    if (options.ask_history) cell->history_ = std::make_unique<market::CandleHistory>(options.ask_history);
    agents::Analyst& analyst = options.analyst != nullptr ? *options.analyst : cell->no_analyst_;
    const agents::Swarm::Borrowed lent{executor,
                                       clocks,
                                       *cell->bus_,
                                       *cell->desk_port_,
                                       cell->candles_,
                                       analyst,
                                       options.keep_series,
                                       cell->history_.get(),
                                       options.candle_intervals};
    cell->swarm_ = std::make_unique<agents::Swarm>(lent, random.fork("agents"), settings.agents, std::move(*manifests),
                                                   settings.state_folder / "reports");
    execution::CellFeed::Receiver receiver;
    SwarmCell* const self = cell.get();
    receiver.on_events = [self](std::span<const execution::StreamedEvent> events) { self->receive(events); };
    receiver.on_quote = [self](const Quote& quote) {
        self->view_.on_quote(quote);
        self->swarm_->on_quote(quote);
    };
    receiver.on_candle = [self](const Candle& candle) {
        self->candles_.add(candle);
        self->swarm_->on_candle(candle);
    };
    receiver.on_history = [self](const Candle& candle) { self->candles_.add(candle); };
    receiver.read = read_for_feed(execution.executor(), execution.ledger());
    cell->feed_ = std::make_unique<execution::CellFeed>(std::move(executor), std::move(receiver));
    return cell;
}

SwarmCell::~SwarmCell() = default;

bool SwarmCell::is_served(const execution::Stamped& event) const
{
    const execution::Owner owner = execution::owner_of(event);
    return (owner.account.is_empty() || accounts_.contains(owner.account)) &&
           (owner.user.is_empty() || users_.contains(owner.user));
}

void SwarmCell::apply(const execution::StreamedEvent& event)
{
    if (event.seq > view_.seq() && is_served(event.stamped)) view_.apply(std::span{&event, 1});
}

void SwarmCell::receive(std::span<const execution::StreamedEvent> events)
{
    for (const execution::StreamedEvent& event : events) apply(event);
    if (!events.empty()) view_.reached(events.back().seq);
}

awaitable<Result<void>> SwarmCell::start()
{
    if (auto started = swarm_->start(); !started) co_return started.error();
    for (agents::StrategyStatus& strategy : swarm_->strategies()) {
        if (strategy.file.empty()) continue;
        for (const execution::LotKey& lot : swarm_->lots_of(strategy.agent, strategy.name)) {
            auto reading = pending_terms(lot);
            const auto terms = co_await std::move(reading);
            if (!terms) co_return terms.error();
            swarm_->renew_terms(lot, *terms);
        }
        auto recording = record_started(std::move(strategy));
        if (auto recorded = co_await std::move(recording); !recorded) co_return recorded.error();
    }
    co_return Result<void>{};
}

awaitable<Result<void>> SwarmCell::record(execution::SettingChanged change)
{
    auto changing = port_->change_setting(std::move(change));
    const auto done = co_await std::move(changing);
    if (!done) co_return done.error();
    co_return Result<void>{};
}

awaitable<Result<strategy::NewTerms>> SwarmCell::pending_terms(execution::LotKey lot) const
{
    constexpr std::size_t changes_max = 1'000;  // the newest count
    constexpr std::size_t page = 1'000;
    const UtcTime begin = desk_port_->notes_of(lot).last_entry.value_or(UtcTime{});
    agents::PendingTerms terms{lot};
    ledger::Query changes;
    changes.subject = execution::strategy_setting(lot.owner.agent, lot.owner.strategy.to_string());
    changes.kind = execution::SettingChanged::kind;
    changes.order = ledger::Order::newest_first;
    changes.limit = changes_max;
    auto reading_changes = read_events(execution_->executor(), execution_->ledger(), std::move(changes));
    const auto changed = co_await std::move(reading_changes);
    if (!changed) co_return changed.error();
    for (const execution::StreamedEvent& event : *changed)
        if (event.stamped.time >= begin) terms.add(std::get<execution::SettingChanged>(event.stamped.event), event.seq);

    ledger::Query sets;
    sets.subject = lot.account.to_string();
    sets.kind = execution::ProtectionSet::kind;
    sets.order = ledger::Order::newest_first;
    sets.limit = page;
    for (bool is_over = false; !is_over && !terms.is_decided();) {
        auto reading = read_events(execution_->executor(), execution_->ledger(), sets);
        const auto found = co_await std::move(reading);
        if (!found) co_return found.error();
        is_over = found->size() < page;
        for (const execution::StreamedEvent& event : *found) {
            if (event.stamped.time < begin) {
                is_over = true;
                break;
            }
            terms.add(std::get<execution::ProtectionSet>(event.stamped.event), event.seq);
            sets.before_seq = event.seq;
        }
    }
    co_return terms.left();
}

awaitable<Result<void>> SwarmCell::record_started(agents::StrategyStatus strategy)
{
    execution::SettingChanged change;
    change.setting = execution::strategy_setting(strategy.agent, strategy.name);
    ledger::Query query;
    query.subject = change.setting;
    query.kind = execution::SettingChanged::kind;
    query.order = ledger::Order::newest_first;
    query.limit = 1;
    auto reading = execution_->ledger().read(std::move(query));
    auto crossing = runtime::run_on(execution_->executor(), std::move(reading));
    const auto rows = co_await std::move(crossing);
    if (!rows) co_return rows.error();
    if (!rows->empty()) {
        const auto last = execution::read_event(rows->front());
        if (!last) co_return last.error();
        change.from = std::get<execution::SettingChanged>(last->event).to;
    }
    change.to = strategy.revision;
    // The ledger knows the revision of the rules before these and not their words, so what changed cannot be told.
    if (!change.from.empty() && change.from != change.to) {
        swarm_->renew_terms(strategy.agent, strategy.name);
        change.changes = {agents::held_line({true, true})};
    }
    change.by = Actor{ActorKind::system, "start"};
    change.reason = "found in " + execution::cut_text(strategy.file, 500) + " when the desk started";
    auto recording = record(std::move(change));
    co_return co_await std::move(recording);
}

namespace {

api::StrategyRulesChange to_api(agents::StrategyChange change)
{
    api::StrategyRulesChange shown;
    shown.agent = std::move(change.agent);
    shown.name = std::move(change.name);
    shown.file = std::move(change.path);
    shown.from = std::move(change.from);
    shown.to = std::move(change.to);
    shown.changes = std::move(change.changes);
    return shown;
}

}  // namespace

awaitable<Result<std::vector<api::StrategyRules>>> SwarmCell::strategies()
{
    std::vector<api::StrategyRules> rows;
    for (agents::StrategyStatus& one : swarm_->strategies())
        rows.push_back({std::move(one.agent), std::move(one.name), std::move(one.file), std::move(one.revision),
                        std::move(one.file_revision), std::move(one.changes), std::move(one.problem)});
    co_return rows;
}

awaitable<Result<SwarmCell::StrategyPreview>> SwarmCell::preview_strategy(AgentId agent, std::string name)
{
    auto change = swarm_->preview_strategy(agent, name);
    if (!change) co_return change.error();
    StrategyPreview preview;
    preview.job = dry_run_job(*change);
    preview.change = to_api(std::move(*change));
    co_return preview;
}

DryRunJob SwarmCell::dry_run_job(const agents::StrategyChange& change) const
{
    DryRunJob job;
    job.terms = backtest_terms(settings_, change.agent);
    job.name = StrategyId{change.name};
    job.before = agents::maker_of(change.before);
    job.after = agents::maker_of(change.after);
    job.new_terms = change.new_terms;
    const risk::RailsState& rails = view_.books().rails().state();
    const LotOwner owner{change.agent, job.name};
    for (const auto& [id, instrument] : rails.instruments) {
        const nanoseconds interval = candles_.shortest_interval(id);
        if (interval.count() == 0 || job.markets.size() == DryRunJob::markets_max) continue;
        DryRunJob::Market& market = job.markets.emplace_back();
        market.instrument = instrument;
        market.interval = interval;
        for (const Candle& candle : candles_.candles(id, interval, DryRunJob::candles_max))
            market.rows.push_back(
                {candle.open_time, candle.open, candle.high, candle.low, candle.close, candle.volume});
        for (const strategy::StrategyFile* file : {&change.before, &change.after})
            if (const auto candles = file->warm_up())
                job.warm_up = std::max(job.warm_up, *candles * file->timeframe().value_or(interval));
        for (const AccountId& account : accounts_) {
            if (!rails.accounts.contains(account)) continue;
            const strategy::View held = strategy::view_of(rails, view_.quotes(), desk_port_->equity(account),
                                                          desk_port_->usd_rate(instrument.quote), account, owner,
                                                          instrument, desk_port_->notes_of({account, id, owner}));
            if (!held.position.is_positive()) continue;
            job.held.push_back({account, id, held.position, held.entry_price, held.equity, held.cash, held.last_entry,
                                held.protection});
        }
    }
    return job;
}

awaitable<Result<api::StrategyRulesChange>> SwarmCell::apply_strategy(AgentId agent, std::string name,
                                                                      std::string revision, Actor by,
                                                                      std::string reason)
{
    agents::Swarm::Record recorder = [this](execution::SettingChanged change) { return record(std::move(change)); };
    auto applying = swarm_->apply_strategy(std::move(agent), std::move(name), std::move(revision), std::move(by),
                                           std::move(reason), std::move(recorder));
    auto change = co_await std::move(applying);
    if (!change) co_return change.error();
    co_return to_api(std::move(*change));
}

awaitable<void> SwarmCell::stop()
{
    co_await swarm_->stop();
    co_await bus_->stop();
    feed_->stop();
    co_await keeper_->keep_last();
}

}  // namespace swarmdesk::app
