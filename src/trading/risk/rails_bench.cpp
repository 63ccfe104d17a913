#include <benchmark/benchmark.h>

#include "trading/risk/rails.hpp"

/// \file
/// What a judgement and a quote cost with 10, 1,000 and 10,000 accounts, of which up to 2,000 hold something and as
/// many wait for a reduction: the same (case M16).

namespace {

using namespace swarmdesk;
using namespace swarmdesk::trading;
using namespace swarmdesk::trading::risk;

const InstrumentId btc{"paper:BTCUSDT"};
const InstrumentId eth{"paper:ETHUSDT"};

Instrument instrument(const InstrumentId& id, std::string_view base)
{
    return {id,
            AssetId{base},
            AssetId{"USDT"},
            Price{"0.01"_dec},
            Quantity{"0.00001"_dec},
            Quantity{"0.00001"_dec},
            Quantity{"100"_dec},
            Amount{"5"_dec}};
}

/// Each account of its own user; the first 2,000 hold bitcoin with a stop resting on it.
struct Desk {
    explicit Desk(std::int64_t accounts)
    {
        rails.list(instrument(btc, "BTC"));
        rails.list(instrument(eth, "ETH"));
        quote(btc, "100000"_dec);
        quote(eth, "1000"_dec);
        for (std::int64_t i = 0; i < accounts; ++i) {
            const AccountId account{"account-" + std::to_string(i)};
            const UserId user{"user-" + std::to_string(i)};
            rails.open_account(account, user, VenueId{"paper"});
            rails.move_funds(account, AssetId{"USDT"}, Amount{"10000"_dec}, Usd{});
            if (i < 2'000) hold(account, user);
            rails.start_day(account, rails.new_baseline(account, 20'255, quotes, now.monotonic).value());
        }
        rails.mark(AccountId{"account-0"}, quotes);
        intent = order(AccountId{"account-0"}, UserId{"user-0"}, Side::buy);
    }
    Intent order(const AccountId& account, const UserId& user, Side side)
    {
        Intent made;
        made.id = IntentId::make_v7(now.utc, 1, ++count);
        made.account = account;
        made.user = user;
        made.instrument = btc;
        made.side = side;
        made.quantity = Quantity{"0.0001"_dec};
        made.proposer = {ActorKind::agent, "bot-of-" + user.to_string()};
        return made;
    }
    void hold(const AccountId& account, const UserId& user)
    {
        const Intent entry = order(account, user, Side::buy);
        Fill fill;
        fill.instrument = btc;
        fill.price = Price{"100000"_dec};
        fill.quantity = *entry.quantity;
        fill.fee_asset = AssetId{"USDT"};
        rails.apply_fill(account, entry.id, entry.lot_owner(), fill, {});
        const Verdict stop = rails.assess(order(account, user, Side::sell), quotes, now);
        rails.reserve(std::get<Admitted>(stop).reservation);
    }
    void quote(const InstrumentId& id, Decimal price)
    {
        quotes[id] = {id, Price{price}, Price{price + "0.01"_dec}, {}, {}, now.utc, now.monotonic};
    }

    Rails rails;
    Quotes quotes;
    Moment now{utc_from_ms(1'750'032'000'000), DeskTime{1'750'032'000'000'000'000}, MonotonicTime{1'000'000'000'000}};
    Intent intent;
    std::uint64_t count = 0;
};

void assess(benchmark::State& state)
{
    const Desk desk{state.range(0)};
    for (auto _ : state) benchmark::DoNotOptimize(desk.rails.assess(desk.intent, desk.quotes, desk.now));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(assess)->Arg(10)->Arg(1'000)->Arg(10'000);

void on_quote(benchmark::State& state)
{
    Desk desk{state.range(0)};
    std::int64_t step = 0;
    for (auto _ : state) {
        desk.quote(btc, "100000"_dec + Decimal::from_integer(++step % 400 - 200));
        benchmark::DoNotOptimize(desk.rails.on_quote(btc, desk.quotes));
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(on_quote)->Arg(10)->Arg(1'000)->Arg(10'000);

void reserve_and_release(benchmark::State& state)
{
    Desk desk{state.range(0)};
    const Reservation held = std::get<Admitted>(desk.rails.assess(desk.intent, desk.quotes, desk.now)).reservation;
    for (auto _ : state) {
        desk.rails.reserve(held);
        desk.rails.release(held.account, held.intent, Rails::RateToken::give_back);
    }
}
BENCHMARK(reserve_and_release)->Arg(10)->Arg(10'000);

}  // namespace
