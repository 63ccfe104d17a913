#include "agents/minimal_agent/minimal_agent.hpp"

namespace swarmdesk::agents::minimal_agent {

namespace {

Result<AgentFactory> factory(const AgentParts&, const config::Section& section, const std::vector<UserAccount>&)
{
    const auto& settings = section.as<MinimalAgentSettings>();
    return AgentFactory{
        [&settings](Context context) { return std::make_unique<MinimalAgent>(std::move(context), settings); }};
}

/// In a replay quotes come a few to a candle, whatever time that takes.
void stretch(config::Section& section, nanoseconds candle_interval)
{
    auto& settings = section.as<MinimalAgentSettings>();
    settings.interval =
        std::max(settings.interval, std::chrono::duration_cast<std::chrono::milliseconds>(3 * candle_interval));
}

}  // namespace

AgentType type() { return {MinimalAgentSettings::agent, {"The sample.", MinimalAgentSettings{}}, factory, stretch}; }

void MinimalAgent::start()
{
    say("counts quotes");
    context().every(settings_.interval, [this] { count(); });
}

void MinimalAgent::count()
{
    const std::string in = " in " + std::to_string(settings_.interval.count()) + " ms";
    if (quotes_ == 0)
        say_unwell("no quote" + in);
    else
        say(std::to_string(quotes_) + (quotes_ == 1 ? " quote" : " quotes") + in);
    quotes_ = 0;
}

}  // namespace swarmdesk::agents::minimal_agent
