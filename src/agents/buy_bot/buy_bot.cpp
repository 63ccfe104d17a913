#include "agents/buy_bot/buy_bot.hpp"

#include "agents/holdings.hpp"
#include "agents/number_text.hpp"

namespace swarmdesk::agents::buy_bot {

using namespace trading;

namespace {

Result<AgentFactory> factory(const AgentParts& parts, const config::Section& section, const std::vector<UserAccount>&)
{
    const auto& settings = section.as<BuyBotSettings>();
    strategy::Strategies rules = strategy::make_strategies(BuyBotSettings::agent, settings.own);
    rules.insert(parts.more_strategies.begin(), parts.more_strategies.end());
    auto found = find_strategies("rule", settings.rules, std::move(rules));
    if (!found) return found.error();
    parts.strategies.add(AgentId{BuyBotSettings::agent}, std::move(*found));
    return AgentFactory{[&book = parts.strategies, &settings](Context context) {
        return std::make_unique<BuyBot>(std::move(context), book, settings);
    }};
}

const config::Sections& strategies(const config::Section& section) { return section.as<BuyBotSettings>().own; }

}  // namespace

AgentType type() { return {BuyBotSettings::agent, {"Accumulation.", BuyBotSettings{}}, factory, nullptr, strategies}; }

BuyBot::BuyBot(Context context, StrategyBook& book, const BuyBotSettings& settings)
    : Agent(std::move(context)), settings_(settings), runner_(book, Agent::context().name)
{}

void BuyBot::start()
{
    std::string rules;
    for (const auto& rule : settings_.rules) rules += (rules.empty() ? "" : ", ") + rule;
    say(rules.empty() ? "has no rule to buy by" : "buys by " + rules);
}

void BuyBot::on_candle(const Candle& candle)
{
    const bus::Priority priority{6};
    const auto conclusions = runner_.on_candle(context(), candle);
    if (auto news = runner_.warm_up_news()) say(std::move(*news));
    for (const auto& conclusion : conclusions.proposals) {
        if (conclusion.proposal.side != Side::buy) continue;
        if (has_enough(candle)) {
            say("holds enough " + candle.instrument.symbol.to_string() + " and rests");
            continue;
        }
        const Signal signal = strategy::to_signal(conclusion.strategy, conclusion.proposal, candle);
        if (!send(signal, priority)) continue;
        runner_.note_sent(context(), signal);
        say(conclusion.strategy.to_string() + ": " + conclusion.proposal.reason);
    }
}

bool BuyBot::has_enough(const Candle& candle) const
{
    const Instrument* instrument = find_instrument(context(), candle.instrument);
    const auto equity = context().desk.equity(context().serves().account);
    if (!instrument || !equity || !equity->is_positive()) return false;
    const auto held = notional(candle.close, own_quantity(context(), *instrument), Rounding::away_from_zero);
    return percent_of(held.value(), equity->value()) >= settings_.holding_percent_max;
}

}  // namespace swarmdesk::agents::buy_bot
