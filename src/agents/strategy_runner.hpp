#pragma once

#include <set>

#include "agents/agent.hpp"
#include "agents/strategy_book.hpp"
#include "trading/market/history_request.hpp"

namespace swarmdesk::agents {

/// Runs a set of strategies on every instrument: one object each, warmed up with as much of the past as it needs, so
/// that an agent that was replaced sees what its predecessor saw. That past is the candles we still have, and before
/// them what the market is asked for, in the strategy's own timeframe. While the answer is on its way the strategy goes
/// on with what it knows and enters nothing; what it holds it can leave. Candles that are history teach, but conclude
/// nothing.
class StrategyRunner {
public:
    /// Runs what the book has for the agent. The book is borrowed.
    StrategyRunner(StrategyBook& book, const AgentId& agent);

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
    /// An entry is on its way to the gate. Until it is there, or has expired, its strategy sees an order of it.
    void note_sent(const Context& context, const trading::Signal& entry);

    /// What a person should know of strategies that have seen too little and therefore enter nothing, whenever it has
    /// changed: "slow of BTCUSDT sees 8 of 200 candles of 4h until …", or that all have seen enough.
    std::optional<std::string> warm_up_news();

private:
    struct Rule {
        trading::StrategyId name;
        trading::strategy::StrategyMaker make;
    };
    /// One strategy on one instrument.
    struct Watch {
        std::unique_ptr<trading::strategy::Strategy> strategy;
        std::optional<trading::market::HistoryRequest> wanted;  ///< the past it still lacks
        bool is_waiting = false;                                ///< the answer is on its way
        bool has_taken_over = false;                            ///< what was entered by other rules
    };
    using Line = std::vector<Watch>;  ///< in the order of the rules
    using Key = std::pair<trading::InstrumentId, trading::StrategyId>;
    Line& line_of(const Context& context, const trading::Instrument& instrument, const trading::Candle& candle);
    void warm_up(const Context& context, const trading::Instrument& instrument, const trading::Candle& candle,
                 const Rule& rule, Watch& watch);
    trading::strategy::View view_of_own(const Context& context, const trading::Instrument& instrument,
                                        const trading::StrategyId& name);
    std::optional<trading::strategy::Proposal> take_over(const trading::execution::LotKey& lot,
                                                         const trading::Candle& candle,
                                                         const trading::strategy::View& view, Watch& watch);
    std::optional<trading::Protection> move_of(const trading::execution::LotKey& lot,
                                               const trading::strategy::View& view, const Watch& watch);
    bool is_held_back(const Context& context, const trading::Candle& candle, const trading::Instrument& instrument,
                      const trading::StrategyId& name, const Watch& watch, const trading::strategy::Proposal& proposal);
    void say_too_small(const Context& context, const trading::Candle& candle, const trading::Instrument& instrument,
                       const trading::StrategyId& name, const trading::strategy::Proposal& entry);
    void note_warm_up(const Context& context, const trading::Candle& candle, const Rule& rule, const Watch& watch);

    static void keep_series(const Context& context, const trading::Candle& candle, const trading::StrategyId& name,
                            const trading::strategy::Strategy& strategy);

    struct Sent {
        UtcTime at;
        UtcTime expires;
    };

    StrategyBook& book_;
    std::vector<Rule> rules_;
    std::map<Key, Sent> sent_;                        ///< entries on their way to the gate
    std::map<Key, trading::Protection> protections_;  ///< as told last
    std::map<Key, std::string> shortages_;            ///< of those that have seen too little
    std::string told_shortage_;
    std::set<Key> too_small_;  ///< whose last entry was less than the venue takes
    std::map<trading::InstrumentId, Line> lines_;
};

/// The listed instrument, or null: also where it is traded at another venue than the account that is served.
const trading::Instrument* find_instrument(const Context& context, const trading::InstrumentId& id);

}  // namespace swarmdesk::agents
