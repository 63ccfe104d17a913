#pragma once

#include <map>

#include "base/instant.hpp"
#include "trading/model/numbers.hpp"

namespace swarmdesk::trading::venues {

/// What one side of a trade pays, in hundredths of a percent of what it receives.
struct Fees {
    std::uint32_t maker_bp = 10;
    std::uint32_t taker_bp = 10;
};

using Balances = std::map<AssetId, Amount>;

/// The rules of one paper exchange. Two exchanges in one process may differ in all of them.
struct PaperSettings {
    VenueId id{"paper"};  ///< its instruments are `id:SYMBOL`
    Fees fees;
    std::uint32_t maker_levels = 5;             ///< orders of the market maker on each side of a quote
    std::uint32_t maker_step_bp = 1;            ///< distance between them, of the price; at least one tick
    std::uint32_t open_orders_max = 200;        ///< of one account in one instrument
    std::uint32_t closed_orders_max = 100'000;  ///< remembered, with their fills; the oldest are forgotten first
    std::uint32_t moves_max = 100'000;          ///< likewise, of balance moves
    /// A client order id stays taken for as long as its order is remembered, not only while it is open.
    bool remembers_client_ids = false;
    std::uint32_t orders_per_10s = 0;  ///< of one account, in each ten seconds of the clock; 0: no limit
    /// What an account holds when it is first seen.
    std::map<AccountId, Balances> initial_balances = paper_balances();

    static std::map<AccountId, Balances> paper_balances()
    {
        return {{AccountId{"paper"}, {{AssetId{"USDT"}, Amount{Decimal::from_integer(100'000)}}}}};
    }
};

}  // namespace swarmdesk::trading::venues
