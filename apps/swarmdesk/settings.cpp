#include "settings.hpp"

#include <set>

#include "agents/agent_type.hpp"
#include "trading/market/known_instruments.hpp"

namespace swarmdesk::app {

trading::market::Settings MarketSettings::to_module() const
{
    trading::market::Settings module;
    module.kind = source;
    module.simulated.seed = seed;
    module.simulated.tick_interval = tick_interval;
    module.replay.files = data;
    if (from != UtcTime{}) module.replay.from = from;
    if (to != UtcTime{}) module.replay.to = to;
    module.replay.warmup_max = warmup;
    module.replay.timeframe = timeframe;
    module.replay.speed = speed;
    module.replay.spread_tenth_basis_points = static_cast<std::int32_t>(spread_tenth_basis_points);
    std::set<trading::InstrumentId> said;
    for (const InstrumentSettings& one : instruments) {
        const auto terms = one.to_terms();
        said.insert(terms.id);
        module.replay.terms.push_back(terms);
        if (auto whole = trading::market::instrument_from(terms))
            module.manual.instruments.push_back(std::move(*whole));
        if (auto model = trading::market::model_from(terms)) module.simulated.models.push_back(std::move(*model));
    }
    for (const trading::InstrumentId& id : manual_instruments)
        if (auto known = trading::market::known_instrument(id.symbol.to_string(), id.venue);
            known && !said.contains(id))
            module.manual.instruments.push_back(std::move(*known));
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
    violations.require(from == UtcTime{} || to == UtcTime{} || from < to, "from", "must be before to");
    using trading::market::Kind;
    const bool asks_venue = source == Kind::binance || source == Kind::automatic;
    violations.require(instruments.empty() || !asks_venue, "instruments",
                       "is for a market.source of simulated, manual or replay: Binance says itself what it trades");
    std::set<trading::InstrumentId> said;
    for (std::size_t i = 0; i < instruments.size(); ++i) {
        const std::string place = "instruments[" + std::to_string(i) + "].";
        const auto terms = instruments[i].to_terms();
        violations.require(said.insert(terms.id).second, place + "symbol",
                           "is said twice: " + terms.id.to_string() + " has an entry before this one");
        if (source == Kind::manual)
            if (const auto whole = trading::market::instrument_from(terms); !whole)
                violations.require(false, place + "tick", whole.error().detail);
        if (source != Kind::simulated) continue;
        if (const auto model = trading::market::model_from(terms); !model)
            violations.require(false, place + "price_start", model.error().detail);
    }
    std::set<trading::InstrumentId> seen;
    for (const trading::InstrumentId& id : manual_instruments) {
        violations.require(
            said.contains(id) || trading::market::known_instrument(id.symbol.to_string(), id.venue).has_value(),
            "manual_instruments",
            "nothing is known of " + id.symbol.to_string() + ": say what it is in market.instruments");
        violations.require(seen.insert(id).second, "manual_instruments", "must not repeat an instrument");
        // Its journal would have the name of that of `paper`.
        violations.require(id.venue != trading::VenueId{"paper-exchange"}, "manual_instruments",
                           "no venue may be called paper-exchange");
    }
}

void Settings::validate(config::Violations& violations) const
{
    if (agents.manifests.empty()) return;
    const auto manifests = agents::find_manifests(agents.manifests);
    const auto sound = manifests ? agents::check_manifests(*manifests) : Result<void>{manifests.error()};
    if (!sound) violations.require(false, "agents.manifests", sound.error().detail);
}

}  // namespace swarmdesk::app
