#pragma once

#include <functional>
#include <map>
#include <span>
#include <variant>
#include <vector>

#include "trading/backtest/rearm_policy.hpp"
#include "trading/backtest/track.hpp"
#include "trading/execution/gate.hpp"
#include "trading/strategy/own_lots.hpp"
#include "trading/strategy/strategy_type.hpp"
#include "trading/venues/paper/paper_exchange.hpp"

namespace swarmdesk::trading::backtest {

/// What a run assumes of the world and of the one who trades.
struct Terms {
    execution::GateSettings gate;                        ///< with the rails' limits
    venues::PaperSettings exchange;                      ///< its fees and what the account begins with
    market::WalkTerms walk;                              ///< spread and depth
    nanoseconds latency = std::chrono::milliseconds{3};  ///< of one way to the exchange
    Decimal stop_percent = Decimal::from_integer(8);  ///< below its entry: the stop of a lot whose strategy named none
    bool approves = false;                            ///< whether somebody approves what waits for a human, at once
    RearmPolicy rearm;                                ///< whether somebody re-arms after a loss streak
    UserId user{"operator"};
    AccountId account{"paper"};
    AgentId agent{"online_trading"};  ///< whose strategy it is
};

/// One run of one strategy over recordings: an object of it for each instrument. Deterministic: equal input gives equal
/// events. One thread; different runs may share recordings on different threads.
class Backtest {
public:
    /// Told each event when it has been folded, with the books it was folded into.
    using Listener = std::function<void(const execution::Stamped& event, const execution::Books& books)>;

    /// All is borrowed until the run has ended. There is at least one recording, each with a candle beyond its warm-up.
    Backtest(const Terms& terms, std::span<const Recording> recordings, StrategyId name,
             const strategy::StrategyMaker& make, Listener listener);

    void run();

    const execution::Books& books() const { return gate_.books(); }

private:
    /// A recording on its way, and the strategy that watches it.
    struct Line {
        Track track;
        std::unique_ptr<strategy::Strategy> strategy;

        const InstrumentId& id() const { return track.recording().instrument.id; }
    };
    /// The policy's word that a streak is over.
    struct Rearm {
        risk::Scope scope;
    };
    using Message = std::variant<execution::Effect, execution::VenueReport, Rearm>;

    void open();
    void advance_to(UtcTime time);
    void deliver(const Message& message);
    void on_effect(const execution::Effect& effect);
    void on_quote(const Quote& quote);
    void on_candle(const Candle& candle);
    void propose(Signal signal);
    void take(execution::Step step);
    void tell(const venues::PaperEvents& events);
    void answer(execution::VenueReport report) { waiting_.emplace(now_.utc + terms_.latency, std::move(report)); }
    const Line& line_of(const InstrumentId& instrument) const;

    const Terms& terms_;
    StrategyId name_;
    Listener listener_;
    execution::Gate gate_;
    venues::PaperExchange exchange_;
    std::vector<Line> lines_;  ///< by instrument name
    market::Feed feed_;
    UtcTime begin_;
    UtcTime end_;  ///< of the data: nobody acts on what is complete only then
    Now now_;
    std::multimap<UtcTime, Message> waiting_;  ///< what is on its way, by when it arrives
    std::vector<ApprovalId> undecided_;
    std::uint64_t signals_ = 0;
};

}  // namespace swarmdesk::trading::backtest
