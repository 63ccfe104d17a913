#pragma once

#include <boost/asio/io_context.hpp>
#include <map>
#include <vector>

#include "ledger/store.hpp"
#include "trading/execution/gate.hpp"

namespace swarmdesk::bench {

/// Makes the events of a desk's life as its gate decides them: of four intents, three are admitted, accepted by the
/// venue and canceled, one is denied. The hours pass as fast as the rails want them to, from 2010 on, so that ten
/// million events end before today. The account ends as the paper exchange would have opened it, so that a real desk
/// can go on from here. Where orders fill, they buy and sell in turn, and none is denied.
class History {
public:
    enum class Life { canceled = 1, filled };  ///< what becomes of an order
    explicit History(Life life = Life::canceled);

    /// The events of the next intents, `least` or a few more.
    std::vector<trading::execution::Stamped> next(std::size_t least);
    const trading::execution::Gate& gate() const { return gate_; }
    UtcTime now() const { return now_.utc; }

private:
    void live_an_intent();
    void fill_an_intent();
    trading::Intent make_intent(trading::Side side, Decimal quantity);
    void pass(nanoseconds duration);
    void take(trading::execution::Step step);

    Life life_;
    trading::execution::Gate gate_;
    Now now_;
    std::uint64_t count_ = 0;
    std::vector<trading::execution::Stamped> events_;
};

/// Turns events into batches for their chains, as the desk does; leases each chain the first time it is named.
class Batches {
public:
    Batches(ledger::LedgerStore& ledger, boost::asio::io_context& context) : ledger_(ledger), context_(context) {}

    ledger::Batch make(const std::vector<trading::execution::Stamped>& events);

private:
    ledger::LedgerStore& ledger_;
    boost::asio::io_context& context_;
    std::map<ledger::ChainId, ledger::Batch::Chain> chains_;
};

}  // namespace swarmdesk::bench
