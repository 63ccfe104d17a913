#include "money_gaps.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace swarmdesk::app {

MoneyGaps MoneyGaps::find(const trading::risk::Rails& rails, const PaperVenueSettings& paper)
{
    MoneyGaps gaps;
    const auto& accounts = rails.state().accounts;
    const auto beginning = paper.initial_balances();
    for (const auto& [id, instrument] : rails.state().instruments) {
        const auto has_money = [&asset = instrument.quote](const auto& account) {
            return account.second.balances.contains(asset);
        };
        if (!beginning.contains(instrument.quote) && std::none_of(accounts.begin(), accounts.end(), has_money))
            gaps.without_money.insert(instrument.quote);
        if (!rails.can_price(instrument.quote)) gaps.without_rate.insert(instrument.quote);
    }
    if (paper.fee_asset && !rails.can_price(*paper.fee_asset)) gaps.fee_asset = *paper.fee_asset;
    return gaps;
}

std::vector<std::string> MoneyGaps::sentences() const
{
    std::vector<std::string> result;
    for (const trading::AssetId& asset : without_money)
        result.push_back(
            fmt::format("no account has {0}: what is priced in it is watched and not traded. Give some "
                        "with paper.balances.{0}=50000",
                        asset.to_string()));
    for (const trading::AssetId& asset : without_rate)
        result.push_back(
            fmt::format("nothing says what {0} is worth in US dollars, so no order in it passes. Add its "
                        "market ({0}USDT), or say what one {0} is in dollars with rails.usd_rates.{0}",
                        asset.to_string()));
    if (!fee_asset.is_empty())
        result.push_back(
            fmt::format("no instrument prices {0}, so no fee is taken in it (paper.fee_asset): add its "
                        "market ({0}USDT)",
                        fee_asset.to_string()));
    return result;
}

}  // namespace swarmdesk::app
