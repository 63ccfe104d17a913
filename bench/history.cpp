#include "history.hpp"

#include "base/assert.hpp"
#include "ledger/test_desk.hpp"
#include "trading/market/known_instruments.hpp"

namespace swarmdesk::bench {

using namespace trading;
using namespace trading::execution;
using namespace std::chrono_literals;
using namespace literals;

namespace {

const VenueId venue{"paper"};
const AccountId account{"paper"};
const InstrumentId bitcoin{"paper:BTCUSDT"};

}  // namespace

History::History(Life life)
    : life_(life), gate_(GateSettings{}), now_{utc_from_ms(1'262'304'000'000), {1'000'000'000'000}}
{
    gate_.add_venue(venue, VenueRules{});
    StartOptions options;
    options.price_source = "simulated";
    take(gate_.start(options, now_).value());
    for (const Instrument& instrument : market::usual_instruments()) take(gate_.list(instrument, now_).value());
    take(gate_.open_account(account, UserId{"operator"}, venue, now_).value());
    pass({});
}

std::vector<Stamped> History::next(std::size_t least)
{
    while (events_.size() < least) life_ == Life::filled ? fill_an_intent() : live_an_intent();
    return std::exchange(events_, {});
}

void History::live_an_intent()
{
    ++count_;
    const bool is_excessive = count_ % 4 == 0;
    if (!is_excessive) pass(181s);

    const Intent intent = make_intent(Side::buy, is_excessive ? "1"_dec : "0.0001"_dec);
    take(gate_.propose(intent, now_).value());
    const IntentRecord* record = gate_.books().find(intent.id);
    SWARMDESK_ASSERT(record != nullptr && (record->state == IntentState::denied) == is_excessive);
    if (is_excessive) return;

    const ClientOrderId order = record->order->client_order_id;
    const auto report = [&](const VenueReport& said) { take(gate_.on_report(venue, said, now_)); };
    report(SendAnswered{account, intent.id, SendOutcome::accepted, std::to_string(count_), {}, {}});
    take(gate_.cancel(intent.id, intent.proposer, "the market moved away", now_).value());
    report(StatusReported{account, order, VenueOrderStatus::canceled, {}, "canceled by the user"});
}

void History::fill_an_intent()
{
    ++count_;
    pass(181s);
    const bool is_buy = count_ % 2 == 1;
    const Intent intent = make_intent(is_buy ? Side::buy : Side::sell, "0.0001"_dec);
    take(gate_.propose(intent, now_).value());
    const IntentRecord* record = gate_.books().find(intent.id);
    SWARMDESK_ASSERT(record != nullptr && record->order);
    Fill fill;
    fill.id = FillId{std::to_string(count_)};
    fill.instrument = bitcoin;
    fill.side = intent.side;
    fill.price = *intent.limit_price;
    fill.quantity = *intent.quantity;
    fill.quote_amount = notional(fill.price, fill.quantity, Rounding::half_even);
    fill.fee_asset = AssetId{"USDT"};
    fill.time = now_.utc;
    const ClientOrderId order = record->order->client_order_id;
    const auto report = [&](const VenueReport& said) { take(gate_.on_report(venue, said, now_)); };
    report(SendAnswered{account, intent.id, SendOutcome::accepted, std::to_string(count_), {}, {}});
    report(FillReported{account, order, fill});
}

Intent History::make_intent(Side side, Decimal quantity)
{
    Intent intent;
    intent.id = IntentId::make_v7(now_.utc, 7, count_);
    intent.user = UserId{"operator"};
    intent.account = account;
    intent.instrument = bitcoin;
    intent.side = side;
    intent.type = OrderType::limit;
    intent.quantity = Quantity{quantity};
    intent.limit_price = Price{side == Side::buy ? "100000"_dec : "99999.99"_dec};
    intent.proposer = {ActorKind::agent, "buy_bot"};
    intent.reason = "two percent below the highest of the last day";
    return intent;
}

void History::pass(nanoseconds duration)
{
    now_ = {now_.utc + duration, now_.monotonic + duration};
    Quote quote;
    quote.instrument = bitcoin;
    quote.bid = Price{"99999.99"_dec};
    quote.ask = Price{"100000"_dec};
    quote.bid_size = quote.ask_size = Quantity{"1"_dec};
    quote.time = now_.utc;
    quote.received = now_.monotonic;
    take(gate_.on_quote(quote, now_));
    take(gate_.on_tick(now_));
}

void History::take(Step step)
{
    for (Stamped& event : step.events) events_.push_back(std::move(event));
    for (const Effect& effect : step.effects) {
        const auto* wanted = std::get_if<TakeSnapshot>(&effect);
        if (wanted == nullptr) continue;
        AccountSnapshot snapshot;
        snapshot.account = wanted->account;
        snapshot.request = wanted->request;
        snapshot.as_of = now_.utc;
        snapshot.cursor = "1";  // at the paper exchange, play money is an account's first entry
        snapshot.balances[AssetId{"USDT"}] = Amount{"100000"_dec};
        if (life_ == Life::filled && count_ > 0) snapshot.balances = gate_.books().rails().find(account)->balances;
        take(gate_.on_report(wanted->venue, snapshot, now_));
    }
}

ledger::Batch Batches::make(const std::vector<Stamped>& events)
{
    ledger::Batch batch;
    std::map<ledger::ChainId, std::uint32_t> places;
    for (const Stamped& event : events) {
        const ledger::ChainId id{chain_of(event)};
        const auto [known, is_unleased] = chains_.try_emplace(id, ledger::Batch::Chain{id, 0, 0});
        if (is_unleased) known->second.epoch = ledger::run(context_, ledger_.acquire({id})).value();
        const auto [place, is_new] = places.emplace(id, static_cast<std::uint32_t>(batch.chains.size()));
        if (is_new) batch.chains.push_back(known->second);
        Row row = to_row(event);
        batch.parts.push_back(
            {place->second, ledger::Entry{row.kind, std::move(row.subject), row.time, std::move(row.payload)}});
        ++known->second.expected_number;
    }
    return batch;
}

}  // namespace swarmdesk::bench
