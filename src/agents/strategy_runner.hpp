#pragma once

#include "agents/agent.hpp"
#include "agents/strategy_files.hpp"

namespace swarmdesk::agents {

/// Runs a set of strategies on every instrument: one object each, warmed up with the candles we still have, so that an
/// agent that was replaced sees what its predecessor saw. Candles that are history teach, but conclude nothing.
class StrategyRunner {
public:
    explicit StrategyRunner(const NamedStrategies& strategies);

    struct Conclusion {
        trading::StrategyId strategy;
        trading::strategy::Proposal proposal;
    };
    /// What is to protect a lot that a strategy holds has changed.
    struct Move {
        trading::StrategyId strategy;
        trading::Protection protection;
    };
    struct Conclusions {
        std::vector<Conclusion> proposals;
        std::vector<Move> moves;
    };
    Conclusions on_candle(const Context& context, const trading::Candle& candle);

private:
    struct Rule {
        trading::StrategyId name;
        trading::strategy::StrategyMaker make;
    };
    using Line = std::vector<std::unique_ptr<trading::strategy::Strategy>>;  ///< in the order of the rules
    Line& line_of(const Context& context, const trading::Instrument& instrument, const trading::Candle& candle);

    static void keep_series(const Context& context, const trading::Candle& candle, const trading::StrategyId& name,
                            const trading::strategy::Strategy& strategy);

    std::vector<Rule> rules_;
    std::map<std::pair<trading::InstrumentId, trading::StrategyId>, trading::Protection>
        protections_;  ///< as told last
    std::map<trading::InstrumentId, Line> lines_;
};

/// The listed instrument, or null: also where it is traded at another venue than the account that is served.
const trading::Instrument* find_instrument(const Context& context, const trading::InstrumentId& id);

}  // namespace swarmdesk::agents
