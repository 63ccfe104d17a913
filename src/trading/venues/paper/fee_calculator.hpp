#pragma once

#include <optional>

#include "trading/model/instrument.hpp"
#include "trading/model/market.hpp"
#include "trading/risk/valuation.hpp"
#include "trading/venues/paper/paper_settings.hpp"

namespace swarmdesk::trading::venues {

/// What one side of one trade pays.
struct Fee {
    Amount amount;
    AssetId asset;
};

/// Works out fees: which rate an account has, and in which asset it pays. Pure. What the account has traded and holds
/// is the exchange's to say.
class FeeCalculator {
public:
    /// Whether such fees can be charged; else a sentence.
    static Result<void> check(const FeeSchedule& schedule);

    /// The schedule must pass `check`.
    FeeCalculator(FeeSchedule schedule, const std::vector<Instrument>& instruments);

    /// A price of its own instruments, by which others' fees are priced. Cheap where nothing depends on it.
    void on_quote(const Quote& quote);

    struct Trade {
        const Instrument& instrument;
        Side side = Side::buy;  ///< of who pays
        Liquidity liquidity = Liquidity::taker;
        Amount value;     ///< of the quote asset
        Amount quantity;  ///< of the base asset
        Amount volume;    ///< what the account has traded in 30 days, before this
        Amount free;      ///< of `schedule.asset`
    };
    Fee fee(const Trade& trade) const;
    /// What a trade counts as towards the tiers; nothing where there are none, or it has no price in USD.
    Amount volume(const Instrument& instrument, Amount value) const;

    const AssetId& asset() const { return schedule_.asset; }
    bool has_tiers() const { return !schedule_.tiers.empty(); }

private:
    Decimal rate_bp(const Trade& trade) const;
    std::optional<Decimal> in_fee_asset(const AssetId& asset, Decimal amount) const;

    FeeSchedule schedule_;
    risk::Valuation valuation_;
    risk::Quotes quotes_;
};

}  // namespace swarmdesk::trading::venues
