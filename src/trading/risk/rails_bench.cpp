#include <benchmark/benchmark.h>

#include "trading/risk/rails.hpp"

namespace {

using namespace swarmdesk;
using namespace swarmdesk::trading;
using namespace swarmdesk::trading::risk;

const InstrumentId btc{"BTCUSDT"};
const UserId user{"operator"};

/// A user with `accounts` accounts, each holding something and with an order on its way.
struct Desk {
    explicit Desk(std::int64_t accounts)
    {
        Limits limits;
        limits.admissions_per_hour_max = 1'000'000;
        limits.desk_admissions_per_hour_max = 1'000'000;
        rails.set_limits(limits);
        rails.list({btc, AssetId{"BTC"}, AssetId{"USDT"}, Price{"0.01"_dec}, Quantity{"0.00001"_dec},
                    Quantity{"0.00001"_dec}, Quantity{"100"_dec}, Amount{"5"_dec}});
        quotes[btc] = {btc, Price{"99999.99"_dec}, Price{"100000"_dec}, {}, {}, now.utc, now.monotonic};
        for (std::int64_t i = 0; i < accounts; ++i) {
            intent.account = AccountId{"account-" + std::to_string(i)};
            rails.open_account(intent.account, user);
            rails.move_funds(intent.account, AssetId{"USDT"}, Amount{"1000000"_dec}, {});
            intent.id = IntentId::make_v7(now.utc, 1, static_cast<std::uint64_t>(i));
            intent.user = user;
            intent.instrument = btc;
            intent.quantity = Quantity{"0.0001"_dec};
            rails.reserve(std::get<Admitted>(rails.assess(intent, quotes, now)).reservation);
        }
        intent.id = IntentId::make_v7(now.utc, 2, 0);
    }

    Rails rails{Limits{}};
    Quotes quotes;
    Now now{utc_from_ms(1'750'032'000'000), MonotonicTime{1'000'000'000'000}};
    Intent intent;
};

void assess(benchmark::State& state)
{
    const Desk desk{state.range(0)};
    for (auto _ : state) benchmark::DoNotOptimize(desk.rails.assess(desk.intent, desk.quotes, desk.now));
}
BENCHMARK(assess)->Arg(1)->Arg(100);

void reserve_and_release(benchmark::State& state)
{
    Desk desk{state.range(0)};
    const Reservation held = std::get<Admitted>(desk.rails.assess(desk.intent, desk.quotes, desk.now)).reservation;
    for (auto _ : state) {
        desk.rails.reserve(held);
        desk.rails.release(held.intent, Rails::Slot::give_back);
    }
}
BENCHMARK(reserve_and_release)->Arg(1)->Arg(100);

}  // namespace
