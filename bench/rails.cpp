#include "trading/risk/rails.hpp"

#include "base/assert.hpp"
#include "harness.hpp"
#include "trading/market/known_instruments.hpp"

namespace swarmdesk::bench {
namespace {

using namespace trading;
using namespace trading::risk;
using namespace std::chrono_literals;
using namespace literals;

/// One user and one agent at their limit: twenty admissions in every hour, ten of them still open, so each decision
/// looks at a full window and each admission pushes the oldest out of it.
class BusyHour {
public:
    BusyHour()
    {
        for (const Instrument& instrument : market::usual_instruments()) {
            rails_.list(instrument);
            Quote quote;
            quote.instrument = instrument.id;
            quote.bid = Price{"99.99"_dec};
            quote.ask = Price{"100"_dec};
            quote.bid_size = quote.ask_size = Quantity{"10"_dec};
            quote.received = now_.monotonic;
            quotes_[instrument.id] = quote;
            instruments_.push_back(instrument.id);
        }
        const AccountId account{"paper"};
        rails_.open_account(account, UserId{"operator"}, VenueId{"paper"});
        rails_.move_funds(account, AssetId{"USDT"}, Amount{"100000"_dec}, Usd{"100000"_dec});
        rails_.start_day(account, rails_.new_baseline(account, utc_day(now_.utc), quotes_, now_.monotonic).value());
        for (int open = 0; open < 10; ++open) admit(Then::stay);
        for (int more = 0; more < 20; ++more) admit(Then::end);
    }

    /// Judges, reserves and releases one intent.
    void decide() { admit(Then::end); }

private:
    enum class Then { stay = 1, end };

    void admit(Then then)
    {
        ++count_;
        now_.desk = now_.desk + 3min;  // the twentieth part of an hour; the market's age is by another clock
        Intent intent;
        intent.id = IntentId::make_v7(now_.utc, 1, count_);
        intent.user = UserId{"operator"};
        intent.account = AccountId{"paper"};
        intent.instrument = instruments_[count_ % instruments_.size()];
        intent.side = Side::buy;
        intent.type = OrderType::limit;
        intent.quantity = Quantity{"0.1"_dec};
        intent.limit_price = Price{"100"_dec};
        intent.proposer = {ActorKind::agent, "buy_bot"};
        const Verdict verdict = rails_.assess(intent, quotes_, now_);
        const auto* admitted = std::get_if<Admitted>(&verdict);
        SWARMDESK_ASSERT(admitted != nullptr);
        rails_.reserve(admitted->reservation);
        if (then == Then::end) rails_.release(intent.account, intent.id, Rails::RateToken::keep);
    }

    Rails rails_;
    Quotes quotes_;
    std::vector<InstrumentId> instruments_;
    Moment now_{utc_from_ms(1'750'000'000'000), DeskTime{1'750'000'000'000'000'000}, MonotonicTime{1'000'000'000'000}};
    std::uint64_t count_ = 0;
};

}  // namespace

Figures measure_rails(Scale scale)
{
    const std::uint64_t decisions = pick(scale, 500'000, 1'000);
    BusyHour busy;
    Figures figures;
    for (std::uint64_t run = 0; run <= repetitions(scale); ++run) {
        Stopwatch watch;
        for (std::uint64_t i = 0; i < decisions; ++i) busy.decide();
        const nanoseconds taken = watch.lap();
        if (run > 0) figures["decisions_per_second"].push_back(per_second(decisions, taken));
    }
    return figures;
}

}  // namespace swarmdesk::bench
