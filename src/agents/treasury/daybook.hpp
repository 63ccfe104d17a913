#pragma once

#include <filesystem>
#include <map>
#include <optional>

#include "agents/desk_port.hpp"
#include "agents/treasury/settings.hpp"

namespace swarmdesk::agents::treasury {

/// A trade that would bring an asset back to its share.
struct Rebalancing {
    trading::InstrumentId instrument;
    trading::Side side = trading::Side::buy;
    trading::Amount amount;  ///< in the quote asset
    std::string message;
};

/// An account's days: what it was worth when each began, and a report of each that ended. Outlives a
/// treasury that is replaced.
class Daybook {
public:
    struct Settings {
        trading::AccountId account;
        TreasurySettings treasury;
        std::filesystem::path folder;  ///< empty: reports are kept in memory only
        std::size_t kept_max = 400;
    };

    /// Both are borrowed; `statistics` are the account's.
    Daybook(Settings settings, const DeskPort& desk, const Statistics& statistics);

    /// Notes that it is now. True when that began a new day: the report of the one before is then written. The error is
    /// about the file; the report is in memory all the same.
    Result<bool> advance(UtcTime now);

    /// Worth now minus worth when the day began.
    std::optional<Decimal> gain_today() const;
    std::vector<Rebalancing> rebalancing() const;

    std::optional<std::string> report(std::string_view day) const;

private:
    struct Opening {
        std::int64_t day = 0;
        std::optional<trading::Usd> equity;
        Statistics statistics;
    };
    std::string compose() const;
    std::string balances() const;
    std::string positions() const;
    /// Where an asset is bought and sold: in the quote asset of which the account has most. Null where nowhere.
    const trading::Instrument* market_of(const trading::AssetId& asset, const trading::risk::Account& books) const;
    std::optional<Decimal> value_of(const trading::AssetId& asset, trading::Amount amount) const;
    const trading::risk::Account* account() const;
    Result<void> write(const std::string& day, const std::string& text) const;

    Settings settings_;
    const DeskPort& desk_;
    const Statistics& statistics_;
    std::optional<Opening> opening_;
    std::map<std::string, std::string> reports_;
};

}  // namespace swarmdesk::agents::treasury
