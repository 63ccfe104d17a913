#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <vector>

#include "instrument_settings.hpp"
#include "trading/risk/limits.hpp"
#include "trading/venues/paper/paper_settings.hpp"

namespace swarmdesk::app {

/// What whoever has traded so much pays at the paper exchange.
struct FeeTierSettings {
    trading::Amount volume;
    Decimal maker_bp = Decimal::from_integer(10);
    Decimal taker_bp = Decimal::from_integer(10);

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit)
    {
        using namespace config;
        using namespace literals;
        visit(setting("volume", "From so much traded in 30 days on.", bounds("0"_dec, "1000000000000"_dec), "USD"),
              self.volume);
        visit(setting("maker_bp", "Fee of resting orders.", bounds("0"_dec, "1000"_dec), "0.01 %"), self.maker_bp);
        visit(setting("taker_bp", "Fee of orders that take.", bounds("0"_dec, "1000"_dec), "0.01 %"), self.taker_bp);
    }
};

/// The paper exchange as the settings know it.
struct PaperVenueSettings {
    std::chrono::milliseconds latency_min{1};
    std::chrono::milliseconds latency_max{5};
    std::filesystem::path fault_script;
    std::map<trading::AssetId, trading::Amount> balances{
        {trading::AssetId{"USDT"}, trading::Amount{Decimal::from_integer(100'000)}}};
    Decimal maker_fee_bp = Decimal::from_integer(10);
    Decimal taker_fee_bp = Decimal::from_integer(10);
    std::vector<FeeTierSettings> fee_tiers;
    std::optional<trading::AssetId> fee_asset;
    Decimal fee_asset_discount_percent = Decimal::from_integer(25);

    /// What an account begins with: the balances that are anything.
    trading::venues::Balances initial_balances() const;
    /// In the terms of the exchange; what counts as how many dollars is what the rails go by.
    trading::venues::FeeSchedule fees(const std::vector<InstrumentSettings>& instruments,
                                      const trading::risk::Limits& rails) const;

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit)
    {
        using namespace config;
        using namespace std::chrono;
        using namespace literals;
        visit(setting("latency_min", "Least time a request or an answer is on its way.",
                      bounds(milliseconds{0}, milliseconds{10'000})),
              self.latency_min);
        visit(setting("latency_max", "Most time it is.", bounds(milliseconds{0}, milliseconds{10'000})),
              self.latency_max);
        visit(setting("fault_script", "YAML file of faults to meet; samples/faults.yaml shows each. Empty: none."),
              self.fault_script);
        visit(
            setting("balances", "Play money an account begins with, by asset: {EUR: 50000, USDT: 1000}.", at_most(32)),
            self.balances);
        visit(retired("initial_usdt", "paper.balances, of any asset: {USDT: 100000}"));
        visit(setting("maker_fee_bp", "Fee of resting orders, in hundredths of a percent of what is received: 7.5.",
                      bounds("0"_dec, "1000"_dec), "0.01 %"),
              self.maker_fee_bp);
        visit(setting("taker_fee_bp", "Fee of orders that take.", bounds("0"_dec, "1000"_dec), "0.01 %"),
              self.taker_fee_bp);
        visit(setting("fee_tiers",
                      "Lower fees for whoever trades more: the highest whose volume an account has reached in 30 UTC "
                      "days, today among them, counts instead of the two above.",
                      at_most(20)),
              self.fee_tiers);
        visit(setting("fee_asset",
                      "Fees are taken in this asset (BNB), at its price, while enough of it is free; else of what is "
                      "received. It needs an instrument that prices it, such as BNBUSDT."),
              self.fee_asset);
        visit(setting("fee_asset_discount_percent", "By so much a fee paid in it is lower.", bounds("0"_dec, "100"_dec),
                      "%"),
              self.fee_asset_discount_percent);
    }
    void validate(config::Violations& violations) const;
};

}  // namespace swarmdesk::app
