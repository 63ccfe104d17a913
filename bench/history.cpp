#include "history.hpp"

#include "base/assert.hpp"
#include "trading/market/known_instruments.hpp"

namespace swarmdesk::bench {

using namespace trading;
using namespace trading::execution;
using namespace std::chrono_literals;
using namespace literals;

History::History() : gate_(GateSettings{}), now_{utc_from_ms(1'700'000'000'000), {1'000'000'000'000}}
{
    take(gate_.on_start(now_));
    for (const Instrument& instrument : market::usual_instruments()) take(gate_.list(instrument, now_));
    const AccountId account{"paper"};
    take(gate_.open_account(account, UserId{"operator"}, now_).value());
    take(gate_.move_funds(account, AssetId{"USDT"}, Amount{"100000"_dec}, "play money to begin with", now_).value());
}

std::vector<ledger::Entry> History::next(std::size_t least)
{
    while (entries_.size() < least) live_an_intent();
    std::vector<ledger::Entry> made;
    made.swap(entries_);
    return made;
}

void History::live_an_intent()
{
    ++count_;
    const bool is_excessive = count_ % 4 == 0;
    if (!is_excessive) now_ = {now_.utc + 181s, now_.monotonic + 181s};

    Quote quote;
    quote.instrument = InstrumentId{"BTCUSDT"};
    quote.bid = Price{"99999.99"_dec};
    quote.ask = Price{"100000"_dec};
    quote.bid_size = quote.ask_size = Quantity{"1"_dec};
    quote.time = now_.utc;
    quote.received = now_.monotonic;
    take(gate_.on_quote(quote, now_));

    Intent intent;
    intent.id = IntentId::make_v7(now_.utc, 7, count_);
    intent.user = UserId{"operator"};
    intent.account = AccountId{"paper"};
    intent.instrument = quote.instrument;
    intent.side = Side::buy;
    intent.type = OrderType::limit;
    intent.quantity = Quantity{is_excessive ? "1"_dec : "0.0001"_dec};
    intent.limit_price = Price{"100000"_dec};
    intent.proposer = {ActorKind::agent, "buy_bot"};
    intent.reason = "two percent below the highest of the last day";
    take(gate_.propose(intent, now_).value());
    const IntentRecord* record = gate_.find(intent.id);
    SWARMDESK_ASSERT(record != nullptr && (record->state == IntentState::denied) == is_excessive);
    if (is_excessive) return;

    const ClientOrderId order = record->order->client_order_id;
    take(gate_.on_report(SendAnswered{intent.id, SendOutcome::accepted, std::to_string(count_), "", ""}, now_));
    take(gate_.cancel(intent.id, intent.proposer, "the market moved away", now_).value());
    take(
        gate_.on_report(StatusReported{order, VenueOrderStatus::cancelled, Quantity{}, "cancelled by the user"}, now_));
}

void History::take(const Step& step)
{
    for (const Event& event : step.events) entries_.push_back(to_entry(event, gate_.state().last_time));
}

}  // namespace swarmdesk::bench
