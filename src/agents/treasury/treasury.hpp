#pragma once

#include "agents/agent_type.hpp"
#include "agents/treasury/daybook.hpp"

namespace swarmdesk::agents::treasury {

AgentType type();

/// Keeps the account in view: its worth, a report for each day, and what would bring it back to its targets. It
/// proposes; funds it never moves.
class Treasury final : public Agent {
public:
    /// Both are borrowed.
    Treasury(Context context, Daybook& daybook, const TreasurySettings& settings);

    void start() override;
    void on_quote(const trading::Quote& quote) override;
    void on_heartbeat() override;

private:
    void advance(Now now);
    void propose_rebalancing(Now now);
    void say_worth();

    Daybook& daybook_;
    const TreasurySettings& settings_;
    std::int64_t day_ = 0;
};

}  // namespace swarmdesk::agents::treasury
