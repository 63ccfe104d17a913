#pragma once

#include <optional>
#include <utility>

#include "agents/analyst.hpp"
#include "trading/model/signal.hpp"

namespace swarmdesk::agents::online_trading {

/// An entry that a model was asked about just now and does not oppose. It takes a decision to make one, and a decision
/// is made of a fresh answer only: what was cached, or made from facts, does not fit. The model lends the entry nothing
/// but its yes: instrument, side, size and stop are the strategy's, and its message stays out.
class ConfirmedEntry {
public:
    /// Nothing where the model is bearish.
    static std::optional<ConfirmedEntry> of(trading::Signal signal, const OpinionDecision& decision)
    {
        if (decision.value().stance == Stance::bearish) return std::nullopt;
        return ConfirmedEntry{std::move(signal)};
    }
    const trading::Signal& signal() const { return signal_; }

private:
    explicit ConfirmedEntry(trading::Signal signal) : signal_(std::move(signal)) {}
    trading::Signal signal_;
};

}  // namespace swarmdesk::agents::online_trading
