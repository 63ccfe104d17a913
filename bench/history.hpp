#pragma once

#include <vector>

#include "ledger/record.hpp"
#include "trading/execution/gate.hpp"

namespace swarmdesk::bench {

/// Makes the events of a desk's life as its gate decides them: of four intents, three are admitted, accepted by the
/// venue and cancelled, one is denied; twenty events. The hours pass as fast as the rails want them to. The account
/// ends as the paper exchange would have opened it, so that a real desk can go on from here.
class History {
public:
    History();

    /// The events of the next intents, `least` or a few more.
    std::vector<ledger::Entry> next(std::size_t least);
    const trading::execution::Gate& gate() const { return gate_; }
    UtcTime now() const { return now_.utc; }

private:
    void live_an_intent();
    void take(const trading::execution::Step& step);

    trading::execution::Gate gate_;
    Now now_;
    std::uint64_t count_ = 0;
    std::vector<ledger::Entry> entries_;
};

}  // namespace swarmdesk::bench
