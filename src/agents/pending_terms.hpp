#pragma once

#include <optional>
#include <string>
#include <utility>

#include "trading/execution/event.hpp"
#include "trading/execution/lot_protection.hpp"
#include "trading/strategy/strategy.hpp"

namespace swarmdesk::agents {

/// What a change of rules means for what is held, as the first line of its `SettingChanged`: "held: gets another stop".
/// No line about the rules themselves begins so. Empty where it means nothing.
std::string held_line(trading::strategy::NewTerms terms);
/// The same, read; nothing where the event does not say so.
trading::strategy::NewTerms held_terms(const trading::execution::SettingChanged& change);

/// What a lot has not got yet of the stop and target of the rules that run, read from the ledger: so a desk that was
/// stopped between a change of rules and the candle after it still gives them. A side was given once the lot's agent
/// made it another than it was, and both were where a person had a word about the lot since.
class PendingTerms {
public:
    explicit PendingTerms(trading::execution::LotKey lot) : lot_(std::move(lot)) {}

    /// A change of the lot's strategy since that last entered it, in any order.
    void add(const trading::execution::SettingChanged& change, std::uint64_t seq);
    /// Newest first, back to when the strategy last entered the lot. Those of other lots do not count.
    void add(const trading::execution::ProtectionSet& set, std::uint64_t seq);
    /// Nothing older can tell more.
    bool is_decided() const;

    trading::strategy::NewTerms left() const;

private:
    /// Where in the ledger; zero: nowhere.
    struct Side {
        std::uint64_t changed = 0;
        std::uint64_t given = 0;
        bool is_left() const { return changed > given; }
    };
    struct Set {
        trading::execution::ProtectionSet event;
        std::uint64_t seq = 0;
    };
    void judge_newer(const trading::Protection& before);

    trading::execution::LotKey lot_;
    Side stop_;
    Side target_;
    std::optional<Set> newer_;  ///< the oldest so far; what stood before it is not known yet
};

}  // namespace swarmdesk::agents
