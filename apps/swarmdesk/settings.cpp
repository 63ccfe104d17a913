#include "settings.hpp"

#include "agents/agent_type.hpp"

namespace swarmdesk::app {

trading::market::Settings MarketSettings::to_module() const
{
    trading::market::Settings module;
    module.kind = source;
    module.simulated.seed = seed;
    module.simulated.tick_interval = tick_interval;
    module.replay.files = data;
    module.replay.speed = speed;
    module.replay.spread_tenth_basis_points = static_cast<std::int32_t>(spread_tenth_basis_points);
    for (const trading::Symbol& symbol : binance_instruments)
        module.binance.instruments.emplace_back(trading::VenueId{"paper"}, symbol);
    module.binance.rest_url = binance_rest_url;
    module.binance.stream_url = binance_stream_url;
    return module;
}

void MarketSettings::validate(config::Violations& violations) const
{
    violations.require(source != trading::market::Kind::replay || !data.empty(), "data",
                       "a replay needs at least one file");
}

void PaperVenueSettings::validate(config::Violations& violations) const
{
    violations.require(latency_min <= latency_max, "latency_min", "must not exceed latency_max");
}

void Settings::validate(config::Violations& violations) const
{
    if (agents.manifests.empty()) return;
    const auto manifests = agents::find_manifests(agents.manifests);
    const auto sound = manifests ? agents::check_manifests(*manifests) : Result<void>{manifests.error()};
    if (!sound) violations.require(false, "agents.manifests", sound.error().detail);
}

}  // namespace swarmdesk::app
