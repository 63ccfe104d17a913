#pragma once

#include "agents/strategies.hpp"

namespace swarmdesk::agents::online_trading {

/// Runs strategies on the candles and watches their stops on every quote. Entries go out as critical signals, exits
/// with the highest priority and never for more than it bought itself.
class OnlineTrading final : public Agent {
public:
    OnlineTrading(Context context, const Strategies& strategies, const OnlineTradingSettings& settings);

    void start() override;
    void on_candle(const trading::Candle& candle) override;
    void on_quote(const trading::Quote& quote) override;

private:
    /// The stop of what we hold in one instrument.
    struct Watch {
        std::optional<trading::Price> stop;  ///< as the strategy set it at entry
        bool was_held = false;
        std::optional<MonotonicTime> signalled;  ///< when we last asked to get out
    };

    trading::Price stop_of(const Watch& watch, const trading::Instrument& instrument) const;
    void leave(Watch& watch, const trading::Quote& quote, trading::Quantity held, trading::Price stop);

    const OnlineTradingSettings& settings_;
    StrategyRunner runner_;
    std::map<trading::InstrumentId, Watch> watches_;
};

}  // namespace swarmdesk::agents::online_trading
