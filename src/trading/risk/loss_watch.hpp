#pragma once

#include <set>
#include <tuple>

#include "trading/risk/valuation.hpp"

namespace swarmdesk::trading::risk {

/// A level whose loss of the day reached the limit just now.
struct LossTrip {
    Scope scope;
    AccountId account;     ///< of an account or an agent's lots in it; empty otherwise
    std::int64_t day = 0;  ///< whose loss it is: the one the level is in
    Usd baseline;
    Usd loss;
};

/// What a level's loss of the day is measured against.
struct LossMeasure {
    bool is_on = false;  ///< the day has begun and the level is not tripped
    std::int64_t day = 0;
    Usd baseline;  ///< what the percentage is of
    Usd start;     ///< value without any loss: the loss is what is missing to it

    friend bool operator==(const LossMeasure&, const LossMeasure&) = default;
};

/// What a percentage is of: the equity at the start of the day; of an account that was empty then, what was put in.
inline Usd loss_baseline(Usd equity, Usd deposits) { return equity.is_positive() ? equity : std::max(deposits, Usd{}); }

/// The loss at which a level trips, for a denial or a gauge.
Usd loss_limit(Usd baseline, Decimal percent);
/// loss / baseline >= percent / 100, without dividing.
bool is_loss_reached(Usd baseline, Usd loss, Decimal percent);

/// Watches the day's loss of many levels (accounts, users, agents in accounts, the desk) without working each out on
/// every quote. A level's value is linear in the marks of what it holds, so for each asset there is a mark until which
/// its loss cannot have reached the limit whatever the others do within theirs; only levels whose mark is passed are
/// worked out. Found from the state: never part of it.
class LossWatch {
public:
    using Key = std::uint32_t;

    explicit LossWatch(const Valuation& valuation) : valuation_(valuation) {}

    void set_percent(Decimal percent);
    Key add(const Scope& scope, const AccountId& account);
    void measure(Key key, const LossMeasure& measure);
    /// More or less of an asset, which may be negative: debts and what lots cost.
    void add_amount(Key key, const AssetId& asset, Decimal change);
    void clear_amounts(Key key);
    /// Looks at the level again at the next quote or `work_out`.
    void touch(Key key) { changed_.insert(key); }

    /// Levels that are over their limit now: of those that changed, and those whose mark the newest quote passed.
    std::vector<LossTrip> on_quote(const InstrumentId& instrument, const Quotes& quotes);
    std::vector<LossTrip> work_out(const Quotes& quotes);

    /// At the newest marks, and where a market has none at the moment, at its last; nothing while something it holds
    /// never had one since the desk started, and where it is more than can be counted.
    std::optional<Usd> value(Key key, const Quotes& quotes) const { return value(levels_[key].amounts, quotes); }
    std::optional<Usd> value(const Amounts& amounts, const Quotes& quotes) const
    {
        return valuation_.value(amounts, quotes, sound_);
    }
    /// Of what has a price alone.
    std::optional<Usd> priced_value(Key key, const Quotes& quotes) const;
    const LossMeasure& measure_of(Key key) const { return levels_[key].measure; }

private:
    struct Bound {
        AssetId asset;
        Decimal rate;
        bool is_low = true;  ///< passed from above
    };
    struct Level {
        Scope scope;
        AccountId account;
        LossMeasure measure;
        Amounts amounts;
        std::vector<Bound> bounds;
        std::vector<AssetId> waits_for;  ///< assets without a price, or whose next mark may bring the value into range
    };
    /// Who waits for what of an asset's mark.
    struct Marked {
        std::set<std::pair<Decimal, Key>> low;
        std::set<std::pair<Decimal, Key>> high;
        std::set<Key> waiting;
        bool has_direct = false;  ///< a direct price was there at the last look, so that crossed ones do not matter
        bool is_empty() const { return low.empty() && high.empty() && waiting.empty(); }
    };
    struct Listener {
        AssetId asset;
        Marked* marked = nullptr;
        bool is_direct = false;
    };

    std::optional<Valuation::Mark> mark(const AssetId& asset, const Quotes& quotes) const
    {
        return valuation_.mark(asset, quotes, sound_);
    }
    std::vector<LossTrip> work_out(std::set<Key> keys, const Quotes& quotes);
    std::optional<LossTrip> work_out(Key key, const Quotes& quotes);
    void forget_bounds(Key key);
    void wait_for(Key key, const AssetId& asset);
    void set_bounds(Key key, const Quotes& quotes, Usd headroom);
    Marked& marked(const AssetId& asset);
    const std::vector<Listener>& listeners(const InstrumentId& instrument);

    const Valuation& valuation_;
    Quotes sound_;  ///< the last sound quote of each instrument
    Decimal percent_;
    std::vector<Level> levels_;
    std::set<Key> changed_;
    std::map<AssetId, Marked> marked_;  ///< of every asset that a level ever held
    std::unordered_map<InstrumentId, std::vector<Listener>> listeners_;
    std::uint64_t version_ = 0;  ///< of the valuation the listeners were made by
};

}  // namespace swarmdesk::trading::risk
