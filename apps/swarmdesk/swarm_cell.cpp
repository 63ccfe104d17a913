#include "swarm_cell.hpp"

#include <boost/asio/post.hpp>

#include "ledger_reading.hpp"

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
    const agents::Swarm::Borrowed lent{executor,       clocks,  *cell->bus_,         *cell->desk_port_,
                                       cell->candles_, analyst, options.keep_series, cell->history_.get()};
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

Result<void> SwarmCell::start() { return swarm_->start(); }

awaitable<void> SwarmCell::stop()
{
    co_await swarm_->stop();
    co_await bus_->stop();
    feed_->stop();
    co_await keeper_->keep_last();
}

}  // namespace swarmdesk::app
