#pragma once

#include <deque>
#include <functional>
#include <set>

#include "trading/report/facts.hpp"

namespace swarmdesk::trading::report {

enum class DisposalKind { sale = 1, fee, dust };
constexpr auto enum_table(DisposalKind)
{
    return std::to_array<EnumName<DisposalKind>>(
        {{DisposalKind::sale, "sale"}, {DisposalKind::fee, "fee"}, {DisposalKind::dust, "dust"}});
}

/// A part of an asset that was given away and came from one acquisition. In dollars, exact.
struct Disposal {
    AccountId account;
    AssetId asset;
    std::optional<UtcTime> acquired;  ///< absent: nothing is known to have been acquired
    UtcTime disposed;
    Decimal quantity;
    std::optional<Decimal> proceeds;  ///< absent: no dollar price was known
    std::optional<Decimal> cost;      ///< fees of buying included; absent: it came in without one
    Decimal fees;                     ///< of disposing
    DisposalKind kind = DisposalKind::sale;
    bool is_estimated = false;  ///< some price in it is not one that was paid

    std::optional<Decimal> gain() const;
    std::optional<std::int64_t> holding_days() const;  ///< whole ones
};

/// What came in of an asset, and where it went: `acquired` is always the sum of the other three.
struct AssetBalance {
    struct Part {
        Decimal quantity;
        Decimal cost;            ///< of what has one
        Decimal without_cost{};  ///< so much of the quantity came in without one
        friend bool operator==(const Part&, const Part&) = default;
    };
    Part acquired;
    Part disposed;   ///< out of acquisitions
    Part moved_out;  ///< withdrawn or adjusted away: no disposal
    Part remaining;
    Decimal missing;  ///< given away beyond anything acquired
};

/// First in, first out, for each account and asset that is no dollar by the desk's settings. A dollar is money: neither
/// a cost nor a gain is kept of it.
class TaxLots : public Observer {
public:
    using Sink = std::function<void(const Disposal&)>;
    explicit TaxLots(Sink sink) : sink_(std::move(sink)) {}

    void on_limits(const risk::Limits& limits) override;
    void on_fill(const FillFact& fill) override;
    void on_move(const MoveFact& move) override;

    using Key = std::pair<AccountId, AssetId>;
    std::map<Key, AssetBalance> balances() const;
    const std::set<AssetId>& money() const { return money_; }

private:
    struct Lot {
        UtcTime acquired;
        Decimal quantity;
        std::optional<Decimal> cost;
        bool is_estimated = false;
    };
    /// Something given away, before it is matched.
    struct Given {
        Key key;
        UtcTime time;
        Decimal quantity;
        std::optional<Decimal> proceeds;
        Decimal fees;
        DisposalKind kind = DisposalKind::sale;
        bool is_estimated = false;
    };

    bool is_money(const AssetId& asset) const { return money_.contains(asset); }
    void acquire(const Key& key, Lot lot);
    void dispose(Given given);
    void move_out(const Key& key, Decimal quantity);
    /// Takes from the oldest lot, at most so much of it.
    Lot take(std::deque<Lot>& lots, Decimal quantity) const;

    Sink sink_;
    std::set<AssetId> money_;
    std::map<Key, std::deque<Lot>> lots_;
    std::map<Key, AssetBalance> balances_;  ///< without what remains
};

}  // namespace swarmdesk::trading::report
