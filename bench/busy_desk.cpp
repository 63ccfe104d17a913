#include "busy_desk.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "ledger/test_desk.hpp"
#include "runtime/task_scope.hpp"

namespace swarmdesk::bench {

using namespace trading;
using namespace trading::execution;
using namespace literals;
using boost::asio::awaitable;

namespace {

constexpr std::uint64_t intents_per_account = 20;

AccountId account_id(std::uint64_t number) { return AccountId{"account-" + std::to_string(number)}; }
UserId user_id(std::uint64_t number) { return UserId{"user-" + std::to_string(number)}; }

void rethrow(const std::string&, std::exception_ptr error) { std::rethrow_exception(error); }

}  // namespace

BusyDesk::BusyDesk(ledger::Durability durability, std::uint64_t intents)
    : accounts_((intents + intents_per_account - 1) / intents_per_account)
{
    ledger::SqliteLedger::Options options;
    options.folder = folder_.path();
    options.durability = durability;
    if (durability != ledger::Durability::fsync) options.mode = ledger::Mode::same_thread;  // as a replay has it
    ledger_ = ledger::SqliteLedger::open(std::move(options)).value();
    desk_ =
        std::make_unique<Desk>(context_.get_executor(), clock_, *ledger_, std::vector<Venue*>{&venue_}, GateSettings{});
    ledger::run(context_, start());
    run(open_accounts());
}

BusyDesk::~BusyDesk() { ledger::run(context_, stop()); }

awaitable<bool> BusyDesk::start()
{
    StartOptions options;
    options.price_source = "manual";
    const auto started = co_await desk_->start(std::move(options));
    started.value();
    co_return true;
}

awaitable<bool> BusyDesk::stop()
{
    co_await desk_->stop();
    co_return true;
}

void BusyDesk::run(awaitable<void> work) { ledger::run(context_, live(std::move(work))); }

awaitable<bool> BusyDesk::live(awaitable<void> work)
{
    runtime::TaskScope market{executor(), rethrow};
    quote();
    market.spawn(tick(), "market");
    co_await std::move(work);
    co_await market.stop();
    const auto settled = co_await desk_->settled();
    settled.value();
    co_return true;
}

awaitable<void> BusyDesk::tick()
{
    for (;;) {
        co_await clock_.sleep(std::chrono::milliseconds{50});
        quote();
        desk_->tick();
    }
}

void BusyDesk::quote()
{
    const Now now = clock_.now();
    for (const Instrument& instrument : instruments_) {
        Quote quote;
        quote.instrument = instrument.id;
        quote.bid = Price{"99.99"_dec};
        quote.ask = Price{"100"_dec};
        quote.bid_size = quote.ask_size = Quantity{"10"_dec};
        quote.time = now.utc;
        quote.received = now.monotonic;
        desk_->on_quote(quote);
    }
}

/// Opens them, and waits until their books were compared with the venue's and their day has begun.
awaitable<void> BusyDesk::open_accounts()
{
    runtime::TaskScope opening{executor(), rethrow};
    for (std::uint64_t number = 0; number < accounts_; ++number) opening.spawn(open_account(number), "open");
    co_await opening.join();
    while (!is_open()) co_await clock_.sleep(std::chrono::milliseconds{10});
}

awaitable<void> BusyDesk::open_account(std::uint64_t number)
{
    AccountId account = account_id(number);
    UserId user = user_id(number);
    VenueId venue = venue_.id();
    venue_.fund(account, AssetId{"USDT"}, Amount{"1000"_dec});
    const auto opened = co_await desk_->open_account(std::move(account), std::move(user), std::move(venue));
    opened.value();
}

bool BusyDesk::is_open() const
{
    const risk::Rails& rails = desk_->gate().books().rails();
    const auto& accounts = rails.state().accounts;
    return rails.accounts_without_day(utc_day(clock_.now().utc), 1).empty() &&
           std::none_of(accounts.begin(), accounts.end(),
                        [](const auto& known) { return known.second.is_reconciling; });
}

Intent BusyDesk::intent(std::uint64_t number) const
{
    Intent intent;
    intent.id = IntentId::make_v7(clock_.now().utc, 1, number);
    intent.user = user_id(number % accounts_);
    intent.account = account_id(number % accounts_);
    intent.instrument = instruments_[number % instruments_.size()].id;
    intent.side = Side::buy;
    intent.type = OrderType::limit;
    intent.time_in_force = TimeInForce::ioc;
    intent.quantity = Quantity{"0.1"_dec};
    intent.limit_price = Price{"100"_dec};
    intent.proposer = {ActorKind::human, intent.user.to_string()};
    return intent;
}

awaitable<void> BusyDesk::propose(std::uint64_t number)
{
    Intent wanted = intent(number);
    const auto done = co_await desk_->propose(std::move(wanted));
    SWARMDESK_ASSERT(done.value().value.state != IntentState::denied);
}

}  // namespace swarmdesk::bench
