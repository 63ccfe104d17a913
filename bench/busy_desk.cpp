#include "busy_desk.hpp"

#include "base/assert.hpp"
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
    ledger::Options options;
    options.folder = folder_.path();
    options.executor = context_.get_executor();
    options.durability = durability;
    if (durability != ledger::Durability::fsync) options.mode = ledger::Mode::same_thread;  // as a replay has it
    ledger_ = ledger::Ledger::open(std::move(options)).value();
    desk_ = std::make_unique<Desk>(context_.get_executor(), clock_, *ledger_, venue_, GateSettings{});
    desk_->start();
    run(open_accounts());
}

void BusyDesk::run(awaitable<void> work)
{
    runtime::TaskScope scope{executor(), rethrow};
    scope.spawn(live(std::move(work)), "bench");
    context_.restart();
    context_.run();
}

awaitable<void> BusyDesk::live(awaitable<void> work)
{
    runtime::TaskScope market{executor(), rethrow};
    quote();
    market.spawn(tick(), "market");
    co_await std::move(work);
    co_await market.stop();
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
    for (const Instrument& instrument : venue_.instruments()) {
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

awaitable<void> BusyDesk::open_accounts()
{
    runtime::TaskScope opening{executor(), rethrow};
    for (std::uint64_t number = 0; number < accounts_; ++number) opening.spawn(open_account(number), "open");
    co_await opening.join();
}

awaitable<void> BusyDesk::open_account(std::uint64_t number)
{
    const AccountId account = account_id(number);
    const AssetId asset{"USDT"};
    const Amount money{"1000"_dec};
    const auto opened = co_await desk_->open_account(account, user_id(number));
    opened.value();
    const auto moved = co_await desk_->move_funds(account, asset, money, "for the measurement");
    moved.value();
}

Intent BusyDesk::intent(std::uint64_t number) const
{
    const auto instruments = market::usual_instruments();
    Intent intent;
    intent.id = IntentId::make_v7(clock_.now().utc, 1, number);
    intent.user = user_id(number % accounts_);
    intent.account = account_id(number % accounts_);
    intent.instrument = instruments[number % instruments.size()].id;
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
    const auto record = co_await desk_->propose(std::move(wanted));
    SWARMDESK_ASSERT(record.value().state != IntentState::denied);
}

}  // namespace swarmdesk::bench
