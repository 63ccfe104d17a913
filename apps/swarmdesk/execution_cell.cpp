#include "execution_cell.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "ledger/sqlite_ledger.hpp"
#include "runtime/random.hpp"
#include "trading/venues/paper/paper_exchange.hpp"

namespace swarmdesk::app {

using namespace trading;
using boost::asio::awaitable;

ExecutionCell::ExecutionCell(boost::asio::any_io_executor executor, runtime::Clock& clock, telemetry::Logger& log,
                             const Settings& settings, Options options)
    : executor_(executor),
      clock_(clock),
      log_(log),
      settings_(settings),
      options_(std::move(options)),
      tasks_(executor,
             [this](const std::string& task, std::exception_ptr) {
                 log_.error("task failed", {{"task", task}});
             }),
      lanes_(executor)
{}

ExecutionCell::~ExecutionCell() = default;

Result<std::unique_ptr<ExecutionCell>> ExecutionCell::open(boost::asio::any_io_executor executor, runtime::Clock& clock,
                                                           telemetry::Logger& log, const Settings& settings,
                                                           Options options, std::vector<Instrument> instruments)
{
    std::unique_ptr<ExecutionCell> cell{
        new ExecutionCell{std::move(executor), clock, log, settings, std::move(options)}};
    try {
        if (auto built = cell->build(std::move(instruments)); !built) return built.error();
    } catch (const ErrorException& e) {
        return e.error();
    }
    return cell;
}

Result<void> ExecutionCell::build(std::vector<Instrument> instruments)
{
    const runtime::Random random{options_.seed};

    ledger::SqliteLedger::Options ledger_options;
    ledger_options.folder = settings_.state_folder;
    ledger_options.durability = options_.durability;
    ledger_options.mode = options_.mode;
    ledger_options.crash_point = options_.crash_point;
    ledger_options.may_begin_anew = options_.may_begin_anew;
    auto ledger = ledger::SqliteLedger::open(std::move(ledger_options));
    if (!ledger) return ledger.error();
    ledger_ = std::move(*ledger);

    venues::FaultScript faults;
    if (!settings_.paper.fault_script.empty()) {
        auto script = venues::load_fault_script(settings_.paper.fault_script.string());
        if (!script) return script.error();
        faults = std::move(*script);
    }
    // One paper exchange for each venue that the instruments name.
    if (!instruments.empty()) first_venue_ = instruments.front().id.venue;
    std::map<VenueId, std::vector<Instrument>> by_venue;
    for (Instrument& instrument : instruments) by_venue[instrument.id.venue].push_back(std::move(instrument));
    std::vector<execution::Venue*> lent;
    for (auto& [id, listed] : by_venue) {
        venues::PaperVenue::Settings venue;
        venue.latency_min = settings_.paper.latency_min;
        venue.latency_max = settings_.paper.latency_max;
        venue.exchange.id = id;
        // An account begins at its own venue, with what the settings say; the others are opened there by hand.
        venue.exchange.initial_balances.clear();
        const venues::Balances balances = settings_.paper.initial_balances();
        if (id == default_venue() && !balances.empty()) venue.exchange.initial_balances[default_account] = balances;
        venue.exchange.fees = settings_.paper.fees(settings_.market.instruments, settings_.rails);
        venue.crash_point = options_.crash_point;
        const std::string file = id == VenueId{"paper"} ? "paper-exchange.journal" : id.to_string() + ".journal";
        if (options_.keeps_venue_journal) {
            const std::filesystem::path path = settings_.state_folder / file;
            if (!std::filesystem::exists(path)) begun_books_.emplace(id, path);
            venue.journal_path = path.string();
        }
        venues_.push_back(std::make_unique<venues::PaperVenue>(
            executor_, clock_, random.fork("venue " + id.to_string()), std::move(venue), faults, std::move(listed)));
        lent.push_back(venues_.back().get());
    }

    execution::GateSettings gate = settings_.gate;
    gate.limits = settings_.rails;
    desk_ = std::make_unique<execution::Desk>(executor_, clock_, *ledger_, std::move(lent), std::move(gate));
    desk_->crash_point = options_.crash_point;
    return {};
}

awaitable<Result<void>> ExecutionCell::recover(execution::Followers followers)
{
    auto recovering = desk_->recover(std::move(followers));
    co_return co_await std::move(recovering);
}

/// An exchange that begins anew would give an account its first money a second time.
Result<void> ExecutionCell::check_books() const
{
    for (const auto& [id, account] : desk_->gate().books().rails().state().accounts) {
        const auto begun = begun_books_.find(account.venue);
        if (begun == begun_books_.end()) continue;
        std::error_code ignored;
        std::filesystem::remove(begun->second,
                                ignored);  // it was made just now; the next start must see it missing too
        return Error{
            Errc::conflict,
            fmt::format("the ledger in {0} has account {1} at {2}, and {2}'s book {3} is not there: this is the "
                        "folder of a replay that has ended, or the file was lost. Read it with `swarmdesk "
                        "report {0}`; to trade, put the file back or take another --state-folder",
                        settings_.state_folder.string(), id.to_string(), account.venue.to_string(),
                        begun->second.filename().string())};
    }
    return {};
}

awaitable<Result<void>> ExecutionCell::start()
{
    if (auto sound = check_books(); !sound) co_return sound.error();
    for (execution::CellFeed* feed : feeds_) feed->begin(desk_->durable_seq());
    desk_->subscribe([this](const execution::Desk::Events& events) {
        for (execution::CellFeed* feed : feeds_) feed->push(events);
    });
    execution::StartOptions options = options_.start;
    auto starting = desk_->start(std::move(options));
    if (auto started = co_await std::move(starting); !started) co_return started.error();
    std::map<AccountId, agents::UserAccount> accounts{{default_account, {default_user, default_account}}};
    for (const agents::UserAccount& one : settings_.agents.accounts)
        accounts.emplace(one.account, one).first->second.venue = one.venue;
    for (const auto& [id, one] : accounts) {
        auto opening = open_account(one.account, one.user, one.venue);
        if (auto opened = co_await std::move(opening); !opened) co_return opened.error();
    }
    tasks_.spawn(tick(), "tick");
    tasks_.spawn(keep(), "checkpoints");
    co_return Result<void>{};
}

const VenueId& ExecutionCell::default_venue() const
{
    for (const agents::UserAccount& one : settings_.agents.accounts)
        if (one.account == default_account && !one.venue.is_empty()) return one.venue;
    return first_venue_;
}

venues::PaperVenue* ExecutionCell::find_venue(const VenueId& id) const
{
    for (const auto& venue : venues_)
        if (venue->id() == id) return venue.get();
    return nullptr;
}

awaitable<Result<std::uint64_t>> ExecutionCell::open_account(AccountId account, UserId user, VenueId at)
{
    const risk::Account* known = desk_->gate().books().rails().find(account);
    if (at.is_empty()) at = known != nullptr ? known->venue : first_venue_;
    venues::PaperVenue* const venue = find_venue(at);
    if (venue == nullptr) co_return Error{Errc::not_found, "there is no venue " + at.to_string()};
    // The exchange first, the books after: what the venue has in the account's name is found when it is compared.
    const bool is_elsewhere = known != nullptr && known->venue != at;
    if (!is_elsewhere && !venue->exchange().state().accounts().contains(account)) {
        for (const auto& [asset, amount] : settings_.paper.initial_balances()) {
            auto deposited = venue->deposit(account, asset, amount);
            if (!deposited) co_return deposited.error();
        }
    }
    auto opening = desk_->open_account(std::move(account), std::move(user), std::move(at));
    auto opened = co_await std::move(opening);
    if (!opened) co_return opened.error();
    co_return opened->seq;
}

awaitable<void> ExecutionCell::tick()
{
    constexpr nanoseconds idle = std::chrono::minutes{1};
    for (;;) {
        nanoseconds pause = options_.tick_interval;
        if (options_.ticks_on_quotes) {
            // A replay ticks with its market; in between only where something is due.
            pause = idle;
            const Now now = clock_.now();
            if (const auto next = desk_->gate().next_deadline())
                pause = std::clamp(*next - desk_->gate().desk_time(now), options_.tick_interval, idle);
        }
        co_await clock_.sleep(pause);
        desk_->tick();
    }
}

awaitable<void> ExecutionCell::keep()
{
    for (;;) {
        co_await clock_.sleep(options_.keep_interval);
        co_await desk_->keep();
    }
}

void ExecutionCell::add_feed(execution::CellFeed& feed) { feeds_.push_back(&feed); }

void ExecutionCell::on_quote(const Quote& quote)
{
    if (options_.ticks_on_quotes) desk_->tick();
    desk_->on_quote(quote);
    if (venues::PaperVenue* const venue = find_venue(quote.instrument.venue)) venue->on_quote(quote);
    for (execution::CellFeed* feed : feeds_) feed->push(quote);
}

void ExecutionCell::on_candle(const Candle& candle)
{
    for (execution::CellFeed* feed : feeds_) feed->push(candle);
}

void ExecutionCell::on_history(const Candle& candle)
{
    for (execution::CellFeed* feed : feeds_) feed->push_history(candle);
}

std::optional<Price> ExecutionCell::next_awaited(const InstrumentId& instrument, Price from, Price to) const
{
    const venues::PaperVenue* const venue = find_venue(instrument.venue);
    return venue == nullptr ? std::nullopt : venue->next_awaited(instrument, from, to);
}

awaitable<void> ExecutionCell::stop()
{
    co_await tasks_.stop();
    if (desk_) co_await desk_->stop();
    for (const auto& venue : venues_) co_await venue->stop();
}

}  // namespace swarmdesk::app
