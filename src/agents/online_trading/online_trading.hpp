#pragma once

#include <set>

#include "agents/agent_type.hpp"
#include "agents/online_trading/confirmed_entry.hpp"
#include "agents/online_trading/settings.hpp"
#include "agents/strategy_runner.hpp"

namespace swarmdesk::agents::online_trading {

AgentType type();

/// Runs strategies on the candles. Entries go out as critical signals with the stop and target that are to stand at the
/// venue for them, exits with the highest priority and never for more than it bought itself. Where entries need a
/// language model's confirmation, it is asked beside the turns, one question an instrument at a time; without a fresh
/// answer in time there is no entry. Exits and stops ask nobody.
class OnlineTrading final : public Agent {
public:
    OnlineTrading(Context context, StrategyBook& book, const OnlineTradingSettings& settings);

    void start() override;
    void on_candle(const trading::Candle& candle) override;

private:
    /// One strategy on one instrument.
    struct Key {
        trading::InstrumentId instrument;
        trading::StrategyId strategy;
        friend auto operator<=>(const Key&, const Key&) = default;
    };
    static Key key_of(const trading::Signal& signal);

    trading::Signal signal_of(const StrategyRunner::Conclusion& conclusion, const trading::Candle& candle) const;
    void raise(const StrategyRunner::Conclusion& conclusion, const trading::Candle& candle);
    void seek_confirmation(const StrategyRunner::Conclusion& conclusion, const trading::Candle& candle);
    boost::asio::awaitable<void> confirm(trading::Signal signal, Question question);
    void decide(trading::Signal signal, const Analysis& analysis);
    void enter(const ConfirmedEntry& entry);
    bool is_overtaken(const trading::Signal& signal) const;
    void hold_back(const trading::Signal& signal, const std::string& why);
    void hold_back_without_model(const trading::Signal& signal, NoAnswerReason reason);

    const OnlineTradingSettings& settings_;
    StrategyRunner runner_;
    std::set<Key> asking_;  ///< about whose entry a model is being asked
    std::set<Key> moot_;    ///< of those, whose strategy has changed its mind since
};

}  // namespace swarmdesk::agents::online_trading
