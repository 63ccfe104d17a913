#pragma once

#include <map>
#include <optional>
#include <vector>

#include "base/instant.hpp"
#include "trading/model/instrument_id.hpp"

namespace swarmdesk::trading::venues {

/// What one side of a trade pays, in hundredths of a percent of what it receives. Any fraction of one is allowed.
struct Fees {
    Decimal maker_bp = Decimal::from_integer(10);
    Decimal taker_bp = Decimal::from_integer(10);
};

/// Fees of whoever has traded so much. USD-like: of everything an account bought and sold here in 30 UTC days, today's
/// among them, at what it was worth then.
struct FeeTier {
    Amount volume;  ///< at least
    Fees fees;
};

/// What an account pays at one paper exchange. The first that says something decides: the instrument's own fees, the
/// highest tier whose volume is reached, the usual fees.
struct FeeSchedule {
    Fees usual;
    std::vector<FeeTier> tiers;  ///< by rising volume
    struct OfInstrument {
        std::optional<Decimal> maker_bp;
        std::optional<Decimal> taker_bp;
    };
    std::map<InstrumentId, OfInstrument> instruments;
    /// Fees are taken in this asset, at its price at the moment, for as long as enough of it is free; else, as always,
    /// of what is received. Empty: never.
    AssetId asset;
    Decimal asset_discount_percent = Decimal::from_integer(25);  ///< of fees paid so
    /// \name What is one USD, and what else counts as how much, for volumes and the price of `asset` (RAILS 4)
    /// @{
    std::vector<AssetId> usd_assets{AssetId{"USD"}, AssetId{"USDT"}};
    std::map<AssetId, Decimal> usd_rates{};
    /// @}
};

using Balances = std::map<AssetId, Amount>;

/// The rules of one paper exchange. Two exchanges in one process may differ in all of them.
struct PaperSettings {
    VenueId id{"paper"};  ///< its instruments are `id:SYMBOL`
    FeeSchedule fees{};
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
