#pragma once

#include "agents/agent_type.hpp"

namespace swarmdesk::agents::minimal_agent {

AgentType type();

struct MinimalAgentSettings {
    static constexpr std::string_view agent = "minimal_agent";

    std::chrono::milliseconds interval{5'000};

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit)
    {
        using namespace config;
        visit(setting("interval", "How often it says how many quotes came.",
                      bounds(std::chrono::milliseconds{100}, std::chrono::hours{24 * 7})),
              self.interval);
    }
};

/// The smallest agent there is: counts quotes, and each interval says how many came. It proposes nothing.
class MinimalAgent final : public Agent {
public:
    MinimalAgent(Context context, const MinimalAgentSettings& settings) : Agent(std::move(context)), settings_(settings)
    {}

    void start() override;
    void on_quote(const trading::Quote&) override { ++quotes_; }

private:
    void count();

    const MinimalAgentSettings& settings_;  ///< the swarm's, which outlives it
    std::uint64_t quotes_ = 0;
};

}  // namespace swarmdesk::agents::minimal_agent
