#include "paper_desk.hpp"

#include "trading/venues/paper_exchange.hpp"

namespace swarmdesk::app {

using namespace trading;
using boost::asio::awaitable;

namespace {

constexpr std::uint64_t snapshot_interval = 100'000;  ///< events between snapshots while running
constexpr std::uint64_t snapshot_least = 1'000;       ///< below it a stop need not save one

}  // namespace

PaperDesk::PaperDesk(boost::asio::any_io_executor executor, runtime::Clock& clock, telemetry::Logger& log,
                     const Settings& settings, Options options)
    : executor_(executor),
      clock_(clock),
      log_(log),
      settings_(settings),
      options_(std::move(options)),
      tasks_(executor, [this](const std::string& task, std::exception_ptr) {
          log_.error("task failed", {{"task", task}});
      })
{}

PaperDesk::~PaperDesk() = default;

Result<std::unique_ptr<PaperDesk>> PaperDesk::open(boost::asio::any_io_executor executor, runtime::Clock& clock,
                                                   telemetry::Logger& log, const Settings& settings, Options options,
                                                   std::vector<Instrument> instruments)
{
    std::unique_ptr<PaperDesk> desk{new PaperDesk{std::move(executor), clock, log, settings, std::move(options)}};
    try {
        if (auto built = desk->build(std::move(instruments)); !built) return built.error();
    } catch (const ErrorException& e) {
        return e.error();
    }
    return desk;
}

Result<void> PaperDesk::build(std::vector<Instrument> instruments)
{
    const runtime::Random random{options_.seed};

    ledger::Options ledger_options;
    ledger_options.folder = settings_.state_folder;
    ledger_options.executor = executor_;
    ledger_options.durability = options_.durability;
    ledger_options.mode = options_.mode;
    ledger_options.crash_point = options_.crash_point;
    ledger_options.checkpoint_interval = options_.checkpoint_interval;
    auto ledger = ledger::Ledger::open(std::move(ledger_options));
    if (!ledger) return ledger.error();
    ledger_ = std::move(*ledger);

    venues::PaperVenue::Settings venue;
    venue.latency_min = settings_.paper.latency_min;
    venue.latency_max = settings_.paper.latency_max;
    venue.exchange.fees = {settings_.paper.maker_fee_bp, settings_.paper.taker_fee_bp};
    venue.exchange.initial_balances.clear();  // accounts are opened by `open_account`, all in the same way
    venue.crash_point = options_.crash_point;
    if (options_.keeps_venue_journal) venue.journal_path = (settings_.state_folder / "paper-exchange.journal").string();
    venues::FaultScript faults;
    if (!settings_.paper.fault_script.empty()) {
        auto script = venues::load_fault_script(settings_.paper.fault_script.string());
        if (!script) return script.error();
        faults = std::move(*script);
    }
    venue_ = std::make_unique<venues::PaperVenue>(executor_, clock_, random.fork("venue"), std::move(venue),
                                                  std::move(faults), std::move(instruments));

    execution::GateSettings gate = settings_.gate;
    gate.limits = settings_.rails;
    gate.venue_fence = venue_->fence();
    desk_ = std::make_unique<execution::Desk>(executor_, clock_, *ledger_, *venue_, std::move(gate));
    desk_->crash_point = options_.crash_point;
    desk_->is_in_ledger = [this](const IntentId& intent) {
        const auto found = ledger_->find_first(intent.to_string(), execution::IntentProposed::kind);
        return found && found->has_value();
    };
    if (auto recovered = recover(); !recovered) return recovered.error();

    const runtime::Clocks clocks{clock_, options_.health_clock != nullptr ? *options_.health_clock : clock_};
    bus_ = std::make_unique<bus::LocalBus>(executor_, clocks.health, random.fork("bus"), bus::LocalBus::Settings{});
    desk_port_ = std::make_unique<agents::InProcessDeskPort>(*desk_);
    auto manifests = agents::find_manifests(settings_.agents.manifests);
    if (!manifests) return manifests.error();
    agents::Analyst& analyst = options_.analyst != nullptr ? *options_.analyst : no_analyst_;
    const agents::Swarm::Borrowed lent{executor_, clocks, *bus_, *desk_port_, candles_, analyst};
    swarm_ = std::make_unique<agents::Swarm>(lent, random.fork("agents"), settings_.agents, std::move(*manifests),
                                             settings_.state_folder / "reports");
    return {};
}

Result<void> PaperDesk::recover()
{
    const auto tell_bad = [this](const Error& error) { log_.warning("snapshot ignored", {{"why", error}}); };
    auto snapshot = ledger_->latest_snapshot(tell_bad);
    if (!snapshot) return snapshot.error();
    if (*snapshot) {
        if (auto restored = desk_->restore((*snapshot)->bytes, (*snapshot)->seq)) {
            snapshot_seq_ = (*snapshot)->seq;
        } else {
            log_.warning("snapshot ignored", {{"why", restored.error()}});
        }
    }
    const auto replay = [this](const ledger::Record& record) {
        ++recovered_events_;
        return desk_->replay(record);
    };
    return ledger_->for_each(snapshot_seq_, ledger::Ledger::Check::chain, replay);
}

awaitable<Result<void>> PaperDesk::start()
{
    desk_->start();
    std::map<AccountId, UserId> accounts{{default_account, default_user}};
    for (const auto& [user, account] : settings_.agents.accounts) accounts.emplace(account, user);
    for (const auto& [id, account] : desk_->gate().rails().state().accounts) accounts[id] = account.user;
    for (const auto& [id, user] : accounts) {
        auto opened = co_await open_account(id, user);
        if (!opened) co_return opened.error();
    }
    if (auto started = swarm_->start(); !started) co_return started.error();
    tasks_.spawn(tick(), "tick");
    co_return Result<void>{};
}

awaitable<Result<void>> PaperDesk::open_account(AccountId account, UserId user)
{
    // The exchange first, the ledger last, each step only if it is not done yet: a crash in between is made good by
    // asking again, which every start does for every account.
    const AssetId asset{"USDT"};
    const Amount amount = settings_.paper.initial_usdt;
    if (!venue_->exchange().state().accounts().contains(account))
        if (auto deposited = venue_->deposit(account, asset, amount); !deposited) co_return deposited.error();
    auto opened = co_await desk_->open_account(account, user);
    if (!opened) co_return opened.error();
    if (!desk_->gate().rails().state().accounts.at(account).balances.empty()) co_return Result<void>{};
    co_return co_await desk_->move_funds(account, asset, amount, "play money to begin with");
}

awaitable<void> PaperDesk::tick()
{
    constexpr nanoseconds idle = std::chrono::minutes{1};
    for (;;) {
        const bool is_idle = options_.ticks_on_quotes && !desk_->gate().is_waiting();
        co_await clock_.sleep(is_idle ? idle : options_.tick_interval);
        desk_->tick();
        co_await obey_halt_file();
        ledger_->checkpoint_if_due(clock_.now().utc);
        if (ledger_->last_seq() >= snapshot_seq_ + snapshot_interval) save_snapshot();
    }
}

awaitable<void> PaperDesk::obey_halt_file()
{
    std::error_code error;
    if (options_.ticks_on_quotes || !std::filesystem::exists(settings_.state_folder / halt_file, error)) co_return;
    if (desk_->gate().rails().state().desk_state == risk::TradingState::halted) co_return;
    const Actor by{ActorKind::system, "halt file"};
    const std::string reason = std::string{"the file "} + halt_file + " is in the state folder; remove it, then resume";
    static_cast<void>(co_await desk_->set_state(risk::TradingState::halted, by, reason));
}

void PaperDesk::save_snapshot()
{
    snapshot_seq_ = ledger_->last_seq();
    ledger_->save_snapshot(snapshot_seq_, desk_->gate().snapshot());
}

market::Feed PaperDesk::feed(std::function<void(bool, const std::string&)> on_status)
{
    market::Feed feed;
    feed.on_quote = [this](const Quote& quote) {
        if (options_.ticks_on_quotes) desk_->tick();
        desk_->on_quote(quote);
        venue_->on_quote(quote);
        swarm_->on_quote(quote);
    };
    feed.on_candle = [this](const Candle& candle) {
        candles_.add(candle);
        swarm_->on_candle(candle);
    };
    feed.on_status = std::move(on_status);
    return feed;
}

awaitable<void> PaperDesk::stop()
{
    co_await swarm_->stop();
    co_await bus_->stop();
    co_await tasks_.stop();
    co_await venue_->stop();
    static_cast<void>(co_await desk_->settled());
    ledger_->checkpoint(clock_.now().utc);
    if (ledger_->last_seq() >= snapshot_seq_ + snapshot_least) save_snapshot();
}

}  // namespace swarmdesk::app
