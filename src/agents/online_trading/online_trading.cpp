#include "agents/online_trading/online_trading.hpp"

#include "agents/holdings.hpp"

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
    auto found = find_strategies("strategy", settings.strategies, std::move(strategies));
    if (!found) return found.error();
    parts.strategies.add(AgentId{OnlineTradingSettings::agent}, std::move(*found));
    return AgentFactory{[&book = parts.strategies, &settings](Context context) {
        return std::make_unique<OnlineTrading>(std::move(context), book, settings);
    }};
}

const config::Sections& strategies(const config::Section& section) { return section.as<OnlineTradingSettings>().own; }

}  // namespace

AgentType type()
{
    return {OnlineTradingSettings::agent,
            {"Strategies on exchange data.", OnlineTradingSettings{}},
            factory,
            nullptr,
            strategies};
}

OnlineTrading::OnlineTrading(Context context, StrategyBook& book, const OnlineTradingSettings& settings)
    : Agent(std::move(context)), settings_(settings), runner_(book, Agent::context().name)
{}

void OnlineTrading::start() { say("waits for candles"); }

void OnlineTrading::on_candle(const Candle& candle)
{
    const auto conclusions = runner_.on_candle(context(), candle);
    for (const auto& [strategy, protection] : conclusions.moves)
        static_cast<void>(send(strategy::to_signal(strategy, protection, candle), exit_priority));
    for (const auto& conclusion : conclusions.proposals) {
        const bool is_exit = conclusion.proposal.reduce_only;
        const Key key{candle.instrument, conclusion.strategy};
        if (is_exit && asking_.contains(key)) moot_.insert(key);
        if (!is_exit && settings_.confirmation == Confirmation::model)
            seek_confirmation(conclusion, candle);
        else
            raise(conclusion, candle);
    }
    if (auto news = runner_.warm_up_news())
        say(std::move(*news));
    else if (status_message() == "waits for candles")
        say("watches the market");
}

void OnlineTrading::raise(const StrategyRunner::Conclusion& conclusion, const Candle& candle)
{
    const auto& proposal = conclusion.proposal;
    const Signal signal = signal_of(conclusion, candle);
    if (!send(signal, proposal.reduce_only ? exit_priority : entry_priority)) return;
    if (!proposal.reduce_only) runner_.note_sent(context(), signal);
    say(conclusion.strategy.to_string() + ": " + proposal.reason);
}

Signal OnlineTrading::signal_of(const StrategyRunner::Conclusion& conclusion, const Candle& candle) const
{
    Signal signal = strategy::to_signal(conclusion.strategy, conclusion.proposal, candle);
    strategy::ensure_stop(signal, candle.close, settings_.stop_percent);
    return signal;
}

OnlineTrading::Key OnlineTrading::key_of(const Signal& signal)
{
    return {signal.instrument, StrategyId{signal.strategy}};
}

// ------------------------------------------------------------------------------------------------------- confirmation

void OnlineTrading::seek_confirmation(const StrategyRunner::Conclusion& conclusion, const Candle& candle)
{
    Signal signal = signal_of(conclusion, candle);
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
    if (send(entry.signal(), entry_priority)) runner_.note_sent(context(), entry.signal());
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

}  // namespace swarmdesk::agents::online_trading
