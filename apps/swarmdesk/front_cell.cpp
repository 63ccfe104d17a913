#include "front_cell.hpp"

#include <fmt/format.h>

#include "decision_log.hpp"
#include "ledger_reading.hpp"
#include "runtime/deadline.hpp"
#include "runtime/run_on.hpp"
#include "version.hpp"

namespace swarmdesk::app {

using namespace trading;
using boost::asio::awaitable;

namespace {

/// Without it an account that cannot be compared (its venue is silent) would keep the desk unready for ever.
constexpr nanoseconds comparing_max = std::chrono::seconds{30};
constexpr nanoseconds halt_file_interval = std::chrono::milliseconds{50};
/// How long a look at the disk may take.
constexpr nanoseconds looking_max = std::chrono::seconds{5};

awaitable<Result<std::uint64_t>> open_account(ExecutionCell& execution, AccountId account, UserId user, VenueId venue)
{
    auto opening = execution.open_account(std::move(account), std::move(user), std::move(venue));
    co_return co_await std::move(opening);
}

execution::CommandPort::Answer<void> open_account_from(ExecutionCell& execution, AccountId account, UserId user,
                                                       VenueId venue)
{
    auto opening = open_account(execution, std::move(account), std::move(user), std::move(venue));
    auto crossing = runtime::run_on(execution.executor(), std::move(opening));
    auto seq = co_await std::move(crossing);
    if (!seq) co_return seq.error();
    co_return execution::Done<void>{*seq};
}

}  // namespace

FrontCell::FrontCell(boost::asio::any_io_executor executor, const Settings& settings, Borrowed borrowed)
    : executor_(executor),
      settings_(settings),
      borrowed_(borrowed),
      tasks_(executor,
             [this](const std::string& task, std::exception_ptr) {
                 borrowed_.log.error("task failed", {{"task", task}});
             }),
      view_(execution::View::Settings{}),
      keeper_(borrowed.execution.executor(), borrowed.execution.ledger(), view_, "front", {}),
      performance_({}),
      performance_keeper_(borrowed.execution.executor(), borrowed.execution.ledger(), performance_, "performance", {}),
      port_(borrowed.execution.executor(), borrowed.execution.desk(), borrowed.execution.lanes()),
      history_(borrowed.execution.executor(), borrowed.execution.ledger()),
      market_(borrowed.execution.executor(), borrowed.clock, borrowed.market, candles_),
      swarm_(borrowed.swarm_executor, borrowed.swarm.swarm()),
      strategies_(borrowed.swarm_executor, borrowed.swarm, borrowed.machine_clock),
      numbers_(borrowed.metrics, view_)
{}

FrontCell::~FrontCell() = default;

Result<std::unique_ptr<FrontCell>> FrontCell::open(boost::asio::any_io_executor executor, const Settings& settings,
                                                   Borrowed borrowed)
{
    std::unique_ptr<FrontCell> cell{new FrontCell{std::move(executor), settings, std::move(borrowed)}};
    if (auto built = cell->build(); !built) return built.error();
    return cell;
}

Result<void> FrontCell::build()
{
    api::Users::Options options;
    options.folder = settings_.state_folder;
    auto users = api::Users::open(options, writer_, borrowed_.clock.now().utc);
    if (!users) return users.error();
    users_ = std::move(*users);
    if (auto opened = open_notifier(); !opened) return opened;

    api::Backend backend{.view = view_,
                         .performance = performance_,
                         .commands = port_,
                         .history = history_,
                         .clock = borrowed_.clock,
                         .machine_clock = borrowed_.machine_clock,
                         .market = market_,
                         .swarm = swarm_,
                         .strategies = strategies_,
                         .metrics = borrowed_.metrics,
                         .log = borrowed_.log,
                         .notifier = *notifier_,
                         .open_account = {},
                         .why_not_ready = [this] { return why_not_ready(); },
                         .failure = [this] { return failure_; },
                         .look_for_halt_file = [this] { return look_for_halt_file(); },
                         .approvers = settings_.gate.approvers,
                         .version = version};
    backend.open_account = [this](AccountId account, UserId user, VenueId venue) {
        return open_account_from(borrowed_.execution, std::move(account), std::move(user), std::move(venue));
    };
    backend.socket_file = settings_.state_folder / "desk.sock";
    server_ = std::make_unique<api::Server>(executor_, settings_.api, std::move(backend), *users_);
    const api::EventNotices::Borrowed known{view_, *users_, swarm_, *notifier_, borrowed_.clock};
    notices_ = std::make_unique<api::EventNotices>(executor_, known, settings_.gate.approvers);

    execution::CellFeed::Receiver receiver;
    receiver.on_events = [this](std::span<const execution::StreamedEvent> events) {
        take(events);
        for (const execution::StreamedEvent& event : events) {
            numbers_.count(event.stamped.event);
            log_decision(borrowed_.log, event.stamped);
        }
        server_->on_events(events);
        if (tells_people()) notices_->on_events(events);
    };
    receiver.on_quote = [this](const Quote& quote) {
        view_.on_quote(quote);
        server_->on_quote(quote);
    };
    receiver.on_candle = [this](const Candle& candle) {
        candles_.add(candle);
        server_->on_candle(candle);
    };
    receiver.on_history = [this](const Candle& candle) { candles_.add(candle); };
    receiver.read = read_for_feed(borrowed_.execution.executor(), borrowed_.execution.ledger());
    feed_ = std::make_unique<execution::CellFeed>(executor_, std::move(receiver));
    return {};
}

Result<void> FrontCell::open_notifier()
{
    notify::Notifier::Options options;
    options.settings = settings_.notifications;
    options.folder = settings_.state_folder;
    if (settings_.api.tls_terminated_in_front && !settings_.api.allowed_hosts.empty())
        options.own_url = "https://" + settings_.api.allowed_hosts.front();
    options.seed = runtime::os_seed();
    options.is_token_valid = [this](const std::string& id) { return users_->is_valid(id, borrowed_.clock.now().utc); };
    options.page_url = [this] { return server_->public_url(); };
    options.warn = [this](const std::string& sentence) {
        borrowed_.log.warning("notifications", {{"message", sentence}});
    };
    auto notifier = notify::Notifier::open(executor_, borrowed_.machine_clock, std::move(options));
    if (!notifier) return notifier.error();
    notifier_ = std::move(*notifier);
    return {};
}

awaitable<Result<void>> FrontCell::restore_views()
{
    auto restoring = keeper_.restore();
    if (auto restored = co_await std::move(restoring); !restored) co_return restored.error();
    auto restoring_performance = performance_keeper_.restore();
    co_return co_await std::move(restoring_performance);
}

void FrontCell::apply(const execution::StreamedEvent& event)
{
    if (event.seq > performance_.seq()) performance_.apply(std::span{&event, 1});
    if (event.seq > view_.seq()) view_.apply(std::span{&event, 1});
    if (tells_people()) notices_->on_restored(event);
}

/// The figures first: whoever waits for the view to be somewhere finds them there.
void FrontCell::take(std::span<const execution::StreamedEvent> events)
{
    const bool had_failed = performance_.failure().has_value();
    performance_.apply(events);
    if (!had_failed && performance_.failure())
        borrowed_.log.error("the desk has no figures any more", {{"why", *performance_.failure()}});
    view_.apply(events);
}

Result<void> FrontCell::start()
{
    started_ = borrowed_.clock.now().monotonic;
    if (auto listening = server_->start(); !listening) return listening;
    notifier_->start();
    notices_->begin();
    tasks_.spawn(refresh_numbers(), "metrics");
    tasks_.spawn(obey_halt_file(), "halt file");
    tasks_.spawn(keep_views(), "snapshots");
    return {};
}

awaitable<void> FrontCell::stop()
{
    co_await tasks_.stop();
    co_await server_->stop();
    feed_->stop();
    co_await notices_->stop();
    co_await notifier_->stop();
    co_await keeper_.keep_last();
    co_await performance_keeper_.keep_last();
}

void FrontCell::on_analysis(const api::Analysis* analysis) { server_->on_analysis(analysis); }

std::string FrontCell::why_not_ready() const
{
    if (!failure_.empty()) return failure_;
    if (borrowed_.clock.now().monotonic - started_ > comparing_max) return {};
    for (const auto& [id, account] : view_.books().rails().state().accounts)
        if (account.is_reconciling && account.state != risk::TradingState::halted)
            return fmt::format("account {} is comparing its books with the venue", id.to_string());
    return {};
}

awaitable<void> FrontCell::refresh_numbers()
{
    for (;;) {
        numbers_.refresh(failure_.empty(), swarm_.agents());
        co_await borrowed_.machine_clock.sleep(std::chrono::seconds{1});
    }
}

awaitable<void> FrontCell::keep_views()
{
    for (;;) {
        co_await borrowed_.machine_clock.sleep(execution::ViewKeeper::interval);
        co_await keeper_.keep();
        co_await performance_keeper_.keep();
    }
}

awaitable<void> FrontCell::obey_halt_file()
{
    for (;;) {
        co_await halt_where_file_is_there();
        co_await borrowed_.machine_clock.sleep(halt_file_interval);
    }
}

awaitable<void> FrontCell::halt_where_file_is_there()
{
    if (view_.books().rails().state().desk_state == risk::TradingState::halted) co_return;
    const auto file = co_await look_for_halt_file();
    if (!file || *file == api::HaltFile::absent) co_return;
    Actor by{ActorKind::system, "halt file"};
    auto halting = port_.set_state(risk::TradingState::halted, std::move(by), api::halt_file_advice);
    const auto done = co_await std::move(halting);
    if (!done) co_return;
    auto reaching = view_.reach(done->seq);
    co_await std::move(reaching);
}

awaitable<Result<api::HaltFile>> FrontCell::look_for_halt_file()
{
    auto found = std::make_shared<std::atomic<api::HaltFile>>(api::HaltFile::absent);
    runtime::BackgroundWriter::Job look = [folder = settings_.state_folder, found]() -> Result<void> {
        const auto file = api::look_for_halt_file(folder);
        if (!file) return file.error();
        *found = *file;
        return {};
    };
    auto looking = watcher_.run(std::move(look));
    const auto looked = co_await runtime::with_deadline(std::move(looking), borrowed_.machine_clock, looking_max);
    if (!looked) co_return looked.error();
    co_return found->load();
}

}  // namespace swarmdesk::app
