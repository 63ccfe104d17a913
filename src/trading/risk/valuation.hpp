#pragma once

#include <map>
#include <memory>
#include <unordered_map>
#include <variant>

#include "trading/model/instrument.hpp"
#include "trading/model/market.hpp"
#include "trading/risk/account.hpp"
#include "trading/risk/denial.hpp"
#include "trading/risk/limits.hpp"

namespace swarmdesk::trading::risk {

/// The newest quote of each instrument. Not part of the state: quotes are evidence, recorded with each decision.
using Quotes = std::map<InstrumentId, Quote>;

/// So much of each asset; negative where it is owed.
using Amounts = std::map<AssetId, Decimal>;

/// What an account is worth at the newest marks.
struct Equity {
    Usd value;
    Usd counted;                    ///< the part the day's loss looks at: without what came without a price
    bool is_stale = false;          ///< a mark of something it holds is older than the limit
    std::vector<AssetId> unpriced;  ///< held, without any price, and not to be ignored: `value` lacks them
    std::vector<AssetId> off_peg;   ///< dollars by the settings that their market says are none
    AssetId stale;                  ///< what is oldest, where `is_stale`
    nanoseconds stale_age{};
};

/// The one place that values in US dollars (RAILS 3, 4). An asset is a dollar because the settings say so, and its own
/// market against another dollar does not say otherwise where something is to be bought on it; any other is priced by
/// the instruments it is the base or the quote of: directly against a dollar, or over one other asset. Direct prices go
/// first. What no instrument prices so counts at the rate the settings give it, if they do, and then prices others as a
/// dollar does. Lists are made when first asked for: for one thread.
class Valuation {
public:
    /// What one of an asset is worth.
    struct Mark {
        Decimal rate;        ///< US dollars, between bid and ask
        MonotonicTime time;  ///< of the oldest quote in it
        bool is_direct = true;
    };
    /// One asset an instrument helps to price.
    struct Priced {
        AssetId asset;
        bool is_direct = false;  ///< and not only over another asset
    };

    void set_limits(const Limits& limits);
    void list(const Instrument& instrument);

    /// Counts at what the settings say, whatever any market does: a dollar, or an asset with a rate in force.
    bool is_fixed(const AssetId& asset) const { return fixed_rate(row(asset)).has_value(); }
    /// Whether anything could ever say what it is worth.
    bool can_price(const AssetId& asset) const;
    /// Counts as nothing while it has no price.
    bool is_ignored(const AssetId& asset) const { return row(asset).is_ignored; }
    /// At the newest quotes, however old; nothing where there is no price. Where several quotes price an asset, the
    /// first whose quotes are not older than another's by more than the limit.
    std::optional<Mark> mark(const AssetId& asset, const Quotes& quotes) const;
    /// A fresh one where there is any, else the newest.
    std::optional<Mark> mark(const AssetId& asset, const Quotes& quotes, MonotonicTime now) const;
    /// At the newest quotes, else at the last ones that were sound.
    std::optional<Mark> mark(const AssetId& asset, const Quotes& quotes, const Quotes& sound) const
    {
        const auto newest = mark(asset, quotes);
        return newest ? newest : mark(asset, sound);
    }
    /// For a check: fresh, and at the side that makes it dearer.
    std::variant<Decimal, Denial> rate_for_check(const AssetId& asset, const Quotes& quotes, MonotonicTime now) const;
    bool is_fresh(MonotonicTime time, MonotonicTime now) const { return now - time <= quote_age_max_; }

    /// Of all amounts together at the newest marks, else at the last sound ones; nothing while one that is not ignored
    /// has none, and where it is more than can be counted.
    std::optional<Usd> value(const Amounts& amounts, const Quotes& quotes, const Quotes& sound) const;
    Equity equity(const Account& account, const Quotes& quotes, MonotonicTime now) const;
    std::optional<Amount> fee_in_quote(const Instrument& instrument, const Fill& fill, const Quotes& quotes) const;

    /// Every instrument of a base asset, in the order of their names.
    const std::vector<InstrumentId>& instruments_of(const AssetId& base) const;
    /// What the quote of an instrument helps to price.
    const std::vector<Priced>& priced_by(const InstrumentId& instrument) const;
    /// Changes whenever a list above could have.
    std::uint64_t version() const { return version_; }

private:
    struct Leg {
        InstrumentId instrument;
        bool is_inverse = false;  ///< the asset is the quote: its price is one over the instrument's
    };
    struct Edge {
        Leg leg;
        AssetId other;
    };
    struct Chain {
        Leg first;
        std::optional<Leg> second;
        AssetId dollar;                           ///< it ends at
        Decimal rate = Decimal::from_integer(1);  ///< what one of that counts as
    };
    /// Everything known of an asset.
    struct Row {
        bool is_usd = false;
        std::optional<Decimal> declared;  ///< the settings' rate; in force while no market prices the asset
        bool is_ignored = false;
        std::vector<Edge> edges;
        std::vector<InstrumentId> instruments;  ///< it is the base of
        std::vector<Chain> direct;              ///< at most `chains_max`
        std::vector<Chain> crossed;             ///< likewise
        std::vector<InstrumentId> pegs;         ///< of a dollar: its markets against other dollars
        bool is_ready = false;                  ///< the two lists above are made
    };
    static constexpr std::size_t chains_max = 8;

    const Row& row(const AssetId& asset) const;
    const Row& ready(const AssetId& asset) const;
    void make_chains(Row& row) const;
    void unlist(const Instrument& instrument);
    void classify(const AssetId& asset, Row& row) const;
    /// Whether the asset's own markets lead to a dollar.
    bool is_priced(const Row& row) const;
    std::optional<Decimal> fixed_rate(const Row& row) const;
    void invalidate();
    /// The mid of a market that says this dollar is none: more than 5 % from another's.
    std::optional<Decimal> off_peg(const Row& dollar, const Quotes& quotes) const;
    std::optional<Mark> value(const Chain& chain, const Quotes& quotes) const;
    std::optional<Mark> newest(const std::vector<Chain>& chains, const Quotes& quotes) const;
    std::optional<Mark> fresh(const std::vector<Chain>& chains, const Quotes& quotes, MonotonicTime now) const;

    std::vector<AssetId> usd_assets_;
    std::map<AssetId, Decimal> usd_rates_;
    std::vector<AssetId> ignored_assets_;
    nanoseconds quote_age_max_{};
    std::map<InstrumentId, Instrument> instruments_;
    mutable std::unordered_map<AssetId, Row> rows_;
    mutable std::unordered_map<InstrumentId, std::vector<Priced>> priced_;
    mutable bool is_priced_ready_ = false;
    std::uint64_t version_ = 0;
};

}  // namespace swarmdesk::trading::risk
