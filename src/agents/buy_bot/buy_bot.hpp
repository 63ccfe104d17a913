#pragma once

#include "agents/agent_type.hpp"
#include "agents/buy_bot/settings.hpp"
#include "agents/strategy_runner.hpp"

namespace swarmdesk::agents::buy_bot {

AgentType type();

/// Accumulates: on a schedule, in dips and with resting limit orders, each a rule that may be switched off. It never
/// sells, and rests while it holds enough of an instrument.
class BuyBot final : public Agent {
public:
    BuyBot(Context context, StrategyBook& book, const BuyBotSettings& settings);

    void start() override;
    void on_candle(const trading::Candle& candle) override;

private:
    bool has_enough(const trading::Candle& candle) const;

    const BuyBotSettings& settings_;
    StrategyRunner runner_;
};

}  // namespace swarmdesk::agents::buy_bot
