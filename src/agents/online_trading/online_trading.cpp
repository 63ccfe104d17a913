#include "agents/online_trading/online_trading.hpp"

#include "agents/number_text.hpp"

namespace swarmdesk::agents::online_trading {

using namespace trading;

namespace {
const bus::Priority entry_priority{8};
const bus::Priority exit_priority{9};

std::string message_of(const Signal& signal)
{
    return signal.instrument.symbol.to_string() + ": " + signal.strategy + " wants to buy";
}
Result<AgentFactory> factory(const AgentParts& parts, const config::Section& section, const std::vector<UserAccount>&)
{
    const auto& settings = section.as<OnlineTradingSettings>();
    strategy::Strategies strategies = strategy::make_strategies(OnlineTradingSettings::agent, settings.own);
    strategies.insert(parts.more_strategies.begin(), parts.more_strategies.end());
    if (auto known = strategy::check_names("strategy", settings.strategies, strategies); !known) return known.error();
    return AgentFactory{[strategies, &settings](Context context) {
        return std::make_unique<OnlineTrading>(std::move(context), strategies, settings);
    }};
}

}  // namespace

AgentType type()
{
    return {OnlineTradingSettings::agent, {"Strategies on exchange data.", OnlineTradingSettings{}}, factory};
}

OnlineTrading::OnlineTrading(Context context, const strategy::Strategies& strategies,
                             const OnlineTradingSettings& settings)
    : Agent(std::move(context)), settings_(settings), runner_(strategies, settings.strategies)
{}

void OnlineTrading::start() { say("waits for candles"); }

void OnlineTrading::on_candle(const Candle& candle)
{
    instruments_.insert(candle.instrument);
    for (const auto& conclusion : runner_.on_candle(context(), candle)) {
        const bool is_exit = conclusion.proposal.reduce_only;
        const Key key{candle.instrument, conclusion.strategy};
        if (is_exit && asking_.contains(key)) moot_.insert(key);
        if (!is_exit && settings_.confirmation == Confirmation::model)
            seek_confirmation(conclusion, candle);
        else
            raise(conclusion, candle);
    }
    if (status_message() == "waits for candles") say("watches the market");
}

void OnlineTrading::raise(const StrategyRunner::Conclusion& conclusion, const Candle& candle)
{
    const auto& proposal = conclusion.proposal;
    if (!send(to_signal(conclusion, candle), proposal.reduce_only ? exit_priority : entry_priority)) return;
    Watch& watch = watches_[{candle.instrument, conclusion.strategy}];
    if (proposal.reduce_only)
        watch.signalled = context().clocks.market.now().monotonic;
    else if (proposal.stop_price)
        watch.stop = proposal.stop_price;
    say(conclusion.strategy.to_string() + ": " + proposal.reason);
}

OnlineTrading::Key OnlineTrading::key_of(const Signal& signal)
{
    return {signal.instrument, StrategyId{signal.strategy}};
}

// ------------------------------------------------------------------------------------------------------- confirmation

void OnlineTrading::seek_confirmation(const StrategyRunner::Conclusion& conclusion, const Candle& candle)
{
    Signal signal = to_signal(conclusion, candle);
    if (context().analyst.is_off()) return hold_back_without_model(signal, NoAnswerReason::switched_off);
    const auto timeframe = timeframe_of(candle.interval);
    const auto facts = facts_of(context().candles.candles(candle.instrument, candle.interval, facts_candles_max));
    if (!timeframe || !facts) return hold_back(signal, "there are too few candles yet to ask a model about");
    if (!asking_.insert(key_of(signal)).second)
        return hold_back(signal, "a model is still being asked about the entry before it");
    Question question{candle.instrument, *timeframe, candle.open_time, *facts};
    const std::string message = message_of(signal) + "; asks a model";
    if (context().spawn(confirm(std::move(signal), std::move(question)), "confirmation"))
        say(message);
    else
        asking_.erase({candle.instrument, conclusion.strategy});
}

boost::asio::awaitable<void> OnlineTrading::confirm(Signal signal, Question question)
{
    auto asking = context().analyst.ask(context().name, question, Wanted::fresh, settings_.confirmation_timeout);
    const Analysis analysis = co_await std::move(asking);
    context().analysis_log.note(context().name, Purpose::confirmation, question, analysis);
    asking_.erase(key_of(signal));
    const bool is_moot = moot_.erase(key_of(signal)) > 0;
    if (is_moot || is_overtaken(signal))
        hold_back(signal, "the market has moved on while a model was asked");
    else
        decide(std::move(signal), analysis);
}

void OnlineTrading::decide(Signal signal, const Analysis& analysis)
{
    if (const auto* no_answer = std::get_if<NoAnalysis>(&analysis))
        return hold_back_without_model(signal, no_answer->reason);
    const auto* fresh = std::get_if<FreshAnalysis>(&analysis);
    if (fresh == nullptr) return hold_back(signal, "the model's answer is from before");
    const Opinion& opinion = fresh->opinion.value();
    const std::string judged = fresh->origin.model + " is " + std::string{to_text(opinion.stance)} + " (" +
                               std::to_string(opinion.confidence_percent) + " %)";
    signal.decision = fresh->origin.call;
    const auto entry = ConfirmedEntry::of(signal, OpinionDecision{fresh->opinion});
    if (!entry) return hold_back(signal, judged);
    enter(*entry);
    if (status_message().starts_with("could not")) return;
    say(signal.strategy + ": " + signal.reason + "; " + judged);
}

void OnlineTrading::enter(const ConfirmedEntry& entry)
{
    if (!send(entry.signal(), entry_priority)) return;
    if (entry.signal().stop_price) watches_[key_of(entry.signal())].stop = entry.signal().stop_price;
}

/// Whether the entry would be stopped out at once.
bool OnlineTrading::is_overtaken(const Signal& signal) const
{
    if (!signal.stop_price) return false;
    const auto& quotes = context().desk.quotes();
    const auto quote = quotes.find(signal.instrument);
    return quote != quotes.end() && quote->second.is_sound() && quote->second.bid <= *signal.stop_price;
}

void OnlineTrading::hold_back(const Signal& signal, const std::string& why)
{
    std::string message = message_of(signal) + ", but " + why + "; no entry";
    context().analysis_log.hold_back(message);
    say(std::move(message));
}

void OnlineTrading::hold_back_without_model(const Signal& signal, NoAnswerReason reason)
{
    std::string message = message_of(signal) + ", but no model answers (" + std::string{to_text(reason)} +
                          "); no entry without one. Stops and exits go on.";
    context().analysis_log.hold_back(message);
    say(std::move(message));
}

// -------------------------------------------------------------------------------------------------------------- stops

void OnlineTrading::on_quote(const Quote& quote)
{
    if (!instruments_.contains(quote.instrument)) return;
    const Instrument* instrument = find_instrument(context(), quote.instrument);
    if (!instrument) return;
    const auto lots = own_lots(context(), *instrument);
    const auto is_held = [&lots](const StrategyId& strategy) {
        return std::any_of(lots.begin(), lots.end(), [&](const OwnLot& lot) { return lot.strategy == strategy; });
    };
    for (auto watch = watches_.lower_bound({quote.instrument, {}});
         watch != watches_.end() && watch->first.instrument == quote.instrument; ++watch)
        if (watch->second.was_held && !is_held(watch->first.strategy)) watch->second = {};
    for (const OwnLot& lot : lots) {
        watches_[{quote.instrument, lot.strategy}].was_held = true;
        const Price stop = stop_of(quote.instrument, lot);
        if (quote.is_sound() && quote.bid <= stop) leave(quote, lot, stop);
    }
}

std::vector<AwaitedPrice> OnlineTrading::awaited_prices() const
{
    std::vector<AwaitedPrice> prices;
    for (const InstrumentId& id : instruments_)
        if (const Instrument* instrument = find_instrument(context(), id))
            for (const OwnLot& lot : own_lots(context(), *instrument)) prices.push_back({id, stop_of(id, lot)});
    return prices;
}

Price OnlineTrading::stop_of(const InstrumentId& instrument, const OwnLot& lot) const
{
    const auto watch = watches_.find({instrument, lot.strategy});
    if (watch != watches_.end() && watch->second.stop) return *watch->second.stop;
    const auto hundred = Decimal::from_integer(100);
    const auto part = divide(hundred - settings_.stop_percent, hundred, Rounding::half_even);
    return Price{multiply(lot.entry_price.value(), part, Rounding::half_even)};
}

void OnlineTrading::leave(const Quote& quote, const OwnLot& lot, Price stop)
{
    constexpr nanoseconds valid_for = std::chrono::minutes{1};
    const Now now = context().clocks.market.now();
    Watch& watch = watches_[{quote.instrument, lot.strategy}];
    if (watch.signalled && now.monotonic - *watch.signalled < settings_.stop_repeat) return;
    Signal signal;
    signal.strategy = lot.strategy.to_string();
    signal.instrument = quote.instrument;
    signal.side = Side::sell;
    signal.quantity = lot.quantity;
    signal.reduce_only = true;
    signal.confidence_percent = 100;
    signal.reason = "the bid " + number_text(quote.bid.value()) + " reached the stop at " + number_text(stop.value());
    signal.time = now.utc;
    signal.expires = now.utc + valid_for;
    const auto reason = signal.reason;
    if (!send(std::move(signal), exit_priority)) return;
    watch.signalled = now.monotonic;
    say("leaves " + quote.instrument.symbol.to_string() + ": " + reason);
}

}  // namespace swarmdesk::agents::online_trading
