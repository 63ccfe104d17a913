#include "trading/model/instrument_id.hpp"

#include "base/assert.hpp"

namespace swarmdesk::trading {

InstrumentId::InstrumentId(std::string_view text)
{
    auto parsed = parse(text);
    SWARMDESK_ASSERT(parsed.has_value());
    *this = std::move(*parsed);
}

Result<InstrumentId> InstrumentId::parse(std::string_view text)
{
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return Error{Errc::malformed, "an instrument is venue:symbol"};
    auto venue = VenueId::parse(text.substr(0, colon));
    if (!venue) return venue.error();
    auto symbol = Symbol::parse(text.substr(colon + 1));
    if (!symbol) return symbol.error();
    return InstrumentId{std::move(*venue), std::move(*symbol)};
}

}  // namespace swarmdesk::trading
