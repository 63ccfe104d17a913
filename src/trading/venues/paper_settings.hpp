#pragma once

#include <map>

#include "trading/model/numbers.hpp"

namespace swarmdesk::trading::venues {

/// What one side of a trade pays, in hundredths of a percent of what it receives.
struct Fees {
    std::uint32_t maker_bp = 10;
    std::uint32_t taker_bp = 10;
};

using Balances = std::map<AssetId, Amount>;

/// The paper exchange's rules of the house.
struct PaperSettings {
    Fees fees;
    std::uint32_t house_levels = 5;             ///< house orders on each side of a quote
    std::uint32_t house_step_bp = 1;            ///< distance between them, of the price; at least one tick
    std::uint32_t open_orders_max = 200;        ///< of one account in one instrument
    std::uint32_t closed_orders_max = 100'000;  ///< remembered; the oldest are forgotten first
    /// What an account holds when it is first seen.
    std::map<AccountId, Balances> initial_balances = paper_balances();

    static std::map<AccountId, Balances> paper_balances()
    {
        return {{AccountId{"paper"}, {{AssetId{"USDT"}, Amount{Decimal::from_integer(100'000)}}}}};
    }
};

}  // namespace swarmdesk::trading::venues
