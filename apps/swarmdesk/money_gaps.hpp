#pragma once

#include <set>
#include <string>
#include <vector>

#include "paper_settings.hpp"
#include "trading/risk/rails.hpp"

namespace swarmdesk::app {

/// Why nothing is traded in an asset that instruments are priced in.
struct MoneyGaps {
    std::set<trading::AssetId> without_money;  ///< no account had any, and none begins with any
    std::set<trading::AssetId> without_rate;   ///< nothing can say what it is worth in US dollars
    trading::AssetId fee_asset;                ///< of the settings, where no instrument prices it

    static MoneyGaps find(const trading::risk::Rails& rails, const PaperVenueSettings& paper);
    /// A sentence for each, with the setting that ends it.
    std::vector<std::string> sentences() const;
};

}  // namespace swarmdesk::app
