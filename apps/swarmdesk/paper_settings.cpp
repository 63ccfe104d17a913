#include "paper_settings.hpp"

namespace swarmdesk::app {

using namespace trading;

venues::Balances PaperVenueSettings::initial_balances() const
{
    venues::Balances result;
    for (const auto& [asset, amount] : balances)
        if (amount.is_positive()) result.emplace(asset, amount);
    return result;
}

venues::FeeSchedule PaperVenueSettings::fees(const std::vector<InstrumentSettings>& instruments,
                                             const risk::Limits& rails) const
{
    venues::FeeSchedule schedule;
    schedule.usual = {maker_fee_bp, taker_fee_bp};
    for (const FeeTierSettings& tier : fee_tiers)
        schedule.tiers.push_back({tier.volume, {tier.maker_bp, tier.taker_bp}});
    for (const InstrumentSettings& one : instruments)
        if (one.maker_bp || one.taker_bp) schedule.instruments[one.id()] = {one.maker_bp, one.taker_bp};
    schedule.asset = fee_asset.value_or(AssetId{});
    schedule.asset_discount_percent = fee_asset_discount_percent;
    schedule.usd_assets = rails.usd_assets;
    schedule.usd_rates = rails.usd_rates;
    return schedule;
}

void PaperVenueSettings::validate(config::Violations& violations) const
{
    using namespace literals;
    violations.require(latency_min <= latency_max, "latency_min", "must not exceed latency_max");
    for (const auto& [asset, amount] : balances)
        violations.require(!amount.is_negative() && amount.value() <= "1000000000000"_dec,
                           "balances." + asset.to_string(), "must be 0 to 1000000000000, was " + amount.to_string());
    for (std::size_t i = 1; i < fee_tiers.size(); ++i)
        violations.require(fee_tiers[i - 1].volume < fee_tiers[i].volume, "fee_tiers[" + std::to_string(i) + "].volume",
                           "must be more than that of the tier before, " + fee_tiers[i - 1].volume.to_string());
}

}  // namespace swarmdesk::app
