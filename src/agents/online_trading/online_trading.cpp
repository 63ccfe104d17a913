#include "agents/online_trading/online_trading.hpp"

#include "agents/holdings.hpp"
#include "agents/words.hpp"

namespace swarmdesk::agents::online_trading {

using namespace trading;

namespace {
const bus::Priority entry_priority{8};
const bus::Priority exit_priority{9};
}  // namespace

OnlineTrading::OnlineTrading(Context context, const Strategies& strategies, const OnlineTradingSettings& settings)
    : Agent(std::move(context)), settings_(settings), runner_(strategies, settings.strategies)
{}

void OnlineTrading::start() { say("waits for candles"); }

void OnlineTrading::on_candle(const Candle& candle)
{
    Watch& watch = watches_[candle.instrument];
    for (const auto& conclusion : runner_.on_candle(context(), candle)) {
        const auto& proposal = conclusion.proposal;
        if (!send(to_signal(conclusion, candle), proposal.reduce_only ? exit_priority : entry_priority)) continue;
        if (proposal.reduce_only)
            watch.signalled = context().clock.now().monotonic;
        else if (proposal.stop_price)
            watch.stop = proposal.stop_price;
        say(conclusion.strategy + ": " + proposal.reason);
    }
    if (last_words() == "waits for candles") say("watches the market");
}

void OnlineTrading::on_quote(const Quote& quote)
{
    const auto found = watches_.find(quote.instrument);
    if (found == watches_.end()) return;
    Watch& watch = found->second;
    const Instrument* instrument = find_instrument(context(), quote.instrument);
    if (!instrument) return;
    const auto held = own_quantity(context(), *instrument);
    if (held.is_zero()) {
        if (watch.was_held) watch = {};
        return;
    }
    watch.was_held = true;
    if (!quote.is_sound()) return;
    const auto stop = stop_of(watch, *instrument);
    if (quote.bid <= stop) leave(watch, quote, held, stop);
}

Price OnlineTrading::stop_of(const Watch& watch, const Instrument& instrument) const
{
    if (watch.stop) return *watch.stop;
    const auto hundred = Decimal::from_integer(100);
    const auto entry = view_of(context(), instrument).entry_price.value();
    const auto part = divide(hundred - settings_.stop_percent, hundred, Rounding::half_even);
    return Price{multiply(entry, part, Rounding::half_even)};
}

void OnlineTrading::leave(Watch& watch, const Quote& quote, Quantity held, Price stop)
{
    constexpr nanoseconds valid_for = std::chrono::minutes{1};
    const Now now = context().clock.now();
    if (watch.signalled && now.monotonic - *watch.signalled < settings_.stop_repeat) return;
    Signal signal;
    signal.strategy = "stop";
    signal.instrument = quote.instrument;
    signal.side = Side::sell;
    signal.quantity = held;
    signal.reduce_only = true;
    signal.confidence_percent = 100;
    signal.reason = "the bid " + words(quote.bid.value()) + " reached the stop at " + words(stop.value());
    signal.time = now.utc;
    signal.expires = now.utc + valid_for;
    const auto reason = signal.reason;
    if (!send(std::move(signal), exit_priority)) return;
    watch.signalled = now.monotonic;
    say("leaves " + quote.instrument.to_string() + ": " + reason);
}

}  // namespace swarmdesk::agents::online_trading
