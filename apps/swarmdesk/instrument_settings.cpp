#include "instrument_settings.hpp"

#include "trading/venues/paper/paper_exchange.hpp"

namespace swarmdesk::app {

trading::market::InstrumentTerms InstrumentSettings::to_terms() const
{
    return {id(), base, quote, tick, lot, quantity_min, quantity_max, notional_min, status, price_start};
}

void InstrumentSettings::validate(config::Violations& violations) const
{
    if (symbol.is_empty()) return violations.require(false, "symbol", "must be given: BTCEUR");
    // Its journal would have the name of that of `paper`.
    violations.require(venue != trading::VenueId{"paper-exchange"}, "venue", "no venue may be called paper-exchange");
    const trading::market::InstrumentTerms terms = to_terms();
    const auto faults = trading::market::check(terms);
    for (const auto& fault : faults) violations.require(false, fault.field, fault.message);
    if (!faults.empty()) return;
    const auto whole = trading::market::instrument_from(terms);
    if (!whole) return;  // what its data show is still missing
    if (const auto sound = trading::venues::PaperExchange::check(*whole); !sound)
        violations.require(false, "", sound.error().detail);
}

}  // namespace swarmdesk::app
