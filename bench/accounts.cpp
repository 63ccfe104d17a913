#include "base/assert.hpp"
#include "harness.hpp"
#include "trading/execution/gate.hpp"
#include "trading/market/known_instruments.hpp"

namespace swarmdesk::bench {
namespace {

using namespace trading;
using namespace trading::execution;
using namespace literals;

const VenueId venue{"paper"};
const InstrumentId bitcoin{"paper:BTCUSDT"};

/// A gate with so many accounts, each of its own user, of which the first hold bitcoin with a stop resting on it. No
/// time passes.
class Crowd {
public:
    Crowd(std::uint64_t accounts, std::uint64_t holders_max) : accounts_(accounts)
    {
        gate_.add_venue(venue, VenueRules{});
        StartOptions options;
        options.price_source = "manual";
        take(gate_.start(options, now_).value());
        for (const Instrument& instrument : market::usual_instruments(venue))
            take(gate_.list(instrument, now_).value());
        quote();
        for (std::uint64_t i = 0; i < accounts; ++i) {
            take(gate_.open_account(account(i), UserId{"user-" + std::to_string(i)}, venue, now_).value());
            take(gate_.on_tick(now_));
        }
        for (std::uint64_t i = 0; i < std::min(accounts, holders_max); ++i) hold(i);
    }

    /// The price moves, between nine hundred dollars below and above, which trips nothing.
    void quote()
    {
        const Decimal bid =
            "100000"_dec + Decimal::from_integer(static_cast<std::int64_t>(++quotes_ * 7 % 1'800) - 900);
        gate_.on_quote(Quote{bitcoin, Price{bid}, Price{bid + "0.01"_dec}, {}, {}, now_.utc, now_.monotonic}, now_);
    }

    /// From its proposal until the venue has rejected it, which gives the token of the hour back.
    void live_an_intent()
    {
        const Intent intent = order(intents_ % accounts_, Side::buy);
        propose(intent);
        report(SendAnswered{intent.account, intent.id, SendOutcome::rejected, {}, "-2010", "no"});
    }

private:
    static AccountId account(std::uint64_t number) { return AccountId{"account-" + std::to_string(number)}; }

    Intent order(std::uint64_t number, Side side)
    {
        Intent intent;
        intent.id = IntentId::make_v7(now_.utc, 1, ++intents_);
        intent.account = account(number);
        intent.user = UserId{"user-" + std::to_string(number)};
        intent.instrument = bitcoin;
        intent.side = side;
        intent.type = OrderType::limit;
        intent.quantity = Quantity{"0.0001"_dec};
        intent.limit_price = Price{"102000"_dec};
        intent.proposer = {ActorKind::human, intent.user.to_string()};
        return intent;
    }
    void propose(const Intent& intent)
    {
        take(gate_.propose(intent, now_).value());
        SWARMDESK_ASSERT(gate_.books().find(intent.id)->state == IntentState::submitted);
    }
    void report(const VenueReport& report) { take(gate_.on_report(venue, report, now_)); }

    void hold(std::uint64_t number)
    {
        const Intent entry = order(number, Side::buy);
        propose(entry);
        report(SendAnswered{entry.account, entry.id, SendOutcome::accepted, entry.id.to_string(), {}, {}});
        Fill fill;
        fill.id = FillId{std::to_string(number)};
        fill.instrument = bitcoin;
        fill.price = Price{"100000"_dec};
        fill.quantity = *entry.quantity;
        fill.quote_amount = Amount{"10"_dec};
        fill.fee_asset = AssetId{"USDT"};
        fill.time = now_.utc;
        report(FillReported{entry.account, client_order_id(entry.id), fill});

        Intent stop = order(number, Side::sell);
        stop.type = OrderType::stop_loss_limit;
        stop.stop_price = Price{"90000"_dec};
        stop.limit_price = Price{"89000"_dec};
        propose(stop);
        report(SendAnswered{stop.account, stop.id, SendOutcome::accepted, stop.id.to_string(), {}, {}});
    }

    /// The venue answers the comparison each account begins with.
    void take(const Step& step)
    {
        for (const Effect& effect : step.effects) {
            const auto* wanted = std::get_if<TakeSnapshot>(&effect);
            if (wanted == nullptr) continue;
            AccountSnapshot snapshot;
            snapshot.account = wanted->account;
            snapshot.request = wanted->request;
            snapshot.as_of = now_.utc;
            snapshot.balances[AssetId{"USDT"}] = Amount{"1000"_dec};
            report(snapshot);
        }
    }

    const std::uint64_t accounts_;
    Gate gate_{GateSettings{}};
    const Now now_{utc_from_ms(1'750'032'000'000), {1'000'000'000'000}};
    std::uint64_t intents_ = 0;
    std::uint64_t quotes_ = 0;
};

}  // namespace

Figures measure_accounts(Scale scale)
{
    const std::uint64_t holders_max = pick(scale, 2'000, 20);
    std::map<std::uint64_t, std::unique_ptr<Crowd>> crowds;
    for (const std::uint64_t accounts : {std::uint64_t{10}, pick(scale, 1'000, 20), pick(scale, 10'000, 30)})
        crowds[accounts] = std::make_unique<Crowd>(accounts, holders_max);
    const std::uint64_t count = pick(scale, 20'000, 100);
    Figures figures;
    for (std::uint64_t run = 0; run <= repetitions(scale); ++run)
        for (const auto& [accounts, crowd] : crowds) {
            Stopwatch watch;
            for (std::uint64_t i = 0; i < count; ++i) crowd->quote();
            const nanoseconds by_quotes = watch.lap();
            for (std::uint64_t i = 0; i < count; ++i) crowd->live_an_intent();
            const nanoseconds by_intents = watch.lap();
            if (run == 0) continue;
            const auto each = [&](nanoseconds taken) { return microseconds(taken) / static_cast<double>(count); };
            figures["quote_us_at_" + std::to_string(accounts)].push_back(each(by_quotes));
            figures["intent_us_at_" + std::to_string(accounts)].push_back(each(by_intents));
        }
    return figures;
}

}  // namespace swarmdesk::bench
