#pragma once

#include <optional>

#include "config/setting.hpp"
#include "config/value.hpp"
#include "trading/market/instrument_terms.hpp"
#include "trading/venues/paper/paper_settings.hpp"

namespace swarmdesk::app {

/// What a person says of one instrument: of its steps and bounds, whether it is traded, and its fees.
struct InstrumentSettings {
    trading::Symbol symbol;
    trading::VenueId venue{"paper"};
    std::optional<trading::AssetId> base;
    std::optional<trading::AssetId> quote;
    std::optional<trading::Price> tick;
    std::optional<trading::Quantity> lot;
    std::optional<trading::Quantity> quantity_min;
    std::optional<trading::Quantity> quantity_max;
    std::optional<trading::Amount> notional_min;
    trading::InstrumentStatus status = trading::InstrumentStatus::trading;
    std::optional<Decimal> maker_bp;
    std::optional<Decimal> taker_bp;
    std::optional<trading::Price> price_start;

    trading::InstrumentId id() const { return {venue, symbol}; }
    trading::market::InstrumentTerms to_terms() const;

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit)
    {
        using namespace config;
        using namespace literals;
        visit(setting("symbol", "Its name: BTCEUR."), self.symbol);
        visit(setting("venue", "The paper exchange it is traded at."), self.venue);
        visit(setting("base", "What is bought and sold; left out: as its symbol says."), self.base);
        visit(setting("quote", "What it is priced in; left out: as its symbol ends."), self.quote);
        visit(setting("tick", "Prices are whole multiples of it."), self.tick);
        visit(setting("lot", "Quantities are whole multiples of it."), self.lot);
        visit(setting("quantity_min", "Smallest quantity of an order: one lot or several."), self.quantity_min);
        visit(setting("quantity_max", "Largest quantity of an order."), self.quantity_max);
        visit(setting("notional_min", "Least an order is worth, in the quote asset."), self.notional_min);
        visit(setting("status", "closing_only admits what reduces a position, halted nothing; cancels always pass."),
              self.status);
        visit(setting("maker_bp", "Fee of resting orders; left out: as `paper` says.", bounds("0"_dec, "1000"_dec),
                      "0.01 %"),
              self.maker_bp);
        visit(setting("taker_bp", "Fee of orders that take; left out: as `paper` says.", bounds("0"_dec, "1000"_dec),
                      "0.01 %"),
              self.taker_bp);
        visit(setting("price_start",
                      "simulated: the price it begins at; needed unless it is BTCUSDT, ETHUSDT or "
                      "SOLUSDT."),
              self.price_start);
    }
    void validate(config::Violations& violations) const;
};

}  // namespace swarmdesk::app
