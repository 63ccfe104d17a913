#pragma once

#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "trading/model/moment.hpp"
#include "trading/risk/loss_watch.hpp"
#include "trading/risk/rails_state.hpp"
#include "trading/risk/valuation.hpp"

namespace swarmdesk::trading::risk {

/// A proposal that passed: the order as it would be sent, and what it holds.
struct Admitted {
    Order order;
    Reservation reservation;
    bool needs_approval = false;
    Quote evidence;              ///< the quote it was judged on
    Usd worst_case;              ///< the account's exposure in the base asset with this order in it
    bool is_way_needed = false;  ///< orders that protect the lots it closes must leave the venue first
};

using Verdict = std::variant<Admitted, Denial>;

/// How a level's rail stands, for gauges.
struct Gauge {
    DenialCode rail = DenialCode::position_limit;  ///< the denial it would give
    Scope scope;
    InstrumentId instrument;       ///< empty where the rail is not per instrument
    std::optional<Side> side;      ///< of the rolling approval sum
    bool is_approval_sum = false;  ///< what passed unattended this hour: it denies nothing, it asks
    Decimal used;
    Decimal limit;
    std::string unit;  ///< "USD", "per hour", "percent", "in a row"
    bool is_tripped = false;
};
SWARMDESK_DESCRIBE(Gauge, rail, scope, instrument, side, is_approval_sum, used, limit, unit, is_tripped)

/// The rails: accounts, and the budgets that are summed over them. Judging is const; facts are folded. Throws
/// ArithmeticError where numbers leave their range: `assess` turns that into a denial itself. What a judgement or a
/// quote costs does not grow with the number of accounts.
class Rails {
public:
    Rails();
    ~Rails();
    Rails(const Rails&) = delete;
    Rails& operator=(const Rails&) = delete;

    /// Judges an intent against everything admitted so far. `self` names a reservation to leave out: the one a waiting
    /// intent already holds when its rails run again.
    Verdict assess(const Intent& intent, const Quotes& quotes, Moment now, const IntentId* self = nullptr) const;

    /// \name Facts
    /// @{
    void set_limits(const Limits& limits);
    void list(const Instrument& instrument);
    void open_account(const AccountId& account, const UserId& user, const VenueId& venue);
    /// A balance moved without a fill. `deposit` is what it counts as put in (RAILS 6): zero for a fee, which is a
    /// loss; nothing where the asset has no price, and then it is left out of the day's loss until `count_in`. What the
    /// balance no longer covers is taken out of the lots, of people first (RAILS 25).
    void move_funds(const AccountId& account, const AssetId& asset, Amount amount, std::optional<Usd> deposit);
    /// Leaves so much of an asset out of the day's loss of the account, its user and the desk.
    void leave_out(const AccountId& account, const AssetId& asset, Amount amount);
    /// What was left out has a price: it is looked at again, and counts as put in.
    void count_in(const AccountId& account, const AssetId& asset, Amount amount, Usd value);
    void reserve(const Reservation& reservation);
    /// A person is asked about a reserved intent: until it is sent it leaves the lots it would reduce to others, and
    /// what protects them in its place.
    void set_waiting(const AccountId& account, const IntentId& intent, bool is_waiting);
    /// The intent ended (or its remainder did). The token of the hour comes back where nothing was sent or the venue
    /// definitely rejected (RAILS 8).
    enum class RateToken { keep = 1, give_back };
    void release(const AccountId& account, const IntentId& intent, RateToken token);
    /// Applies a fill to balances and lots, and to the reservation if it still stands: a fill may come after the cancel
    /// was confirmed. A sale takes from the owner's lots; what a person sells beyond those, from the others' in the
    /// order of their names. `fee_quote` is the fee in the quote asset; nothing where it has no price, and then it is
    /// left out of the day's loss. Returns the trips it closed; what is left below what the venue takes is dust and
    /// closes the trip too, kept at its cost. What is paid in another asset than the instrument's base is taken out of
    /// lots as in `move_funds`.
    std::vector<ClosedTrip> apply_fill(const AccountId& account, const IntentId& intent, const LotOwner& owner,
                                       const Fill& fill, std::optional<Amount> fee_quote);
    /// Throws ArithmeticError where `apply_fill` would: what cannot be booked is found before it is written down.
    void check_fill(const AccountId& account, const LotOwner& owner, const Fill& fill,
                    std::optional<Amount> fee_quote) const;
    void request_approval(const UserId& user, DeskTime time);
    void end_approval(const UserId& user);
    void start_day(const AccountId& account, DailyLossBaseline baseline);
    void trip_daily_loss(const Scope& scope, const AccountId& account, std::int64_t day);
    /// A trip ended: counts it at every level it belongs to. `owner` is the agent that closed it; people where a person
    /// did, whoever's lot it was.
    void count_trip(const AccountId& account, const LotOwner& owner, bool is_loss);
    void trip_loss_streak(const Scope& scope);
    void rearm(const Scope& scope);
    void set_desk_state(TradingState state, const std::string& reason);
    void set_account_state(const AccountId& account, TradingState state, const std::string& reason);
    void set_reconciling(const AccountId& account, bool is_reconciling);
    void set_mismatched(const AccountId& account, bool is_mismatched);
    /// @}

    /// \name Values
    /// The one place that values in US dollars (RAILS 3, 4).
    /// @{
    Equity equity(const Account& account, const Quotes& quotes, MonotonicTime now) const;
    /// Dollars for one of the asset at the newest mid, however old; nothing where there is none.
    std::optional<Decimal> usd_rate(const AssetId& asset, const Quotes& quotes) const;
    /// Whether the settings or any instrument could ever say what it is worth (RAILS 4).
    bool can_price(const AssetId& asset) const;
    /// A fee in the quote asset of the instrument it was paid for; nothing where it has no price. Throws
    /// ArithmeticError.
    std::optional<Amount> fee_in_quote(const InstrumentId& instrument, const Fill& fill, const Quotes& quotes) const;
    /// Realised and unrealised gain of an owner's lots in an account, in dollars.
    std::optional<Usd> gain(const Account& account, const LotOwner& owner, const Quotes& quotes) const;
    /// @}

    /// \name The day's loss
    /// @{
    /// Accounts whose day is not `today`, at most `limit` of them.
    std::vector<AccountId> accounts_without_day(std::int64_t today, std::size_t limit) const;
    /// What an account holds that has no price and is not left out of the day's loss yet: how much of each.
    std::vector<std::pair<AssetId, Amount>> unpriced(const AccountId& account, const Quotes& quotes) const;
    /// What was left out and has a price now, at most `limit` of them.
    struct Priced {
        AccountId account;
        AssetId asset;
        Amount amount;
        Usd value;
    };
    std::vector<Priced> newly_priced(const Quotes& quotes, std::size_t limit) const;
    /// The baseline an account would begin the day with; nothing while something it holds has no price and is not left
    /// out.
    std::optional<DailyLossBaseline> new_baseline(const AccountId& account, std::int64_t today, const Quotes& quotes,
                                                  MonotonicTime now) const;
    /// Levels that the newest quote of this instrument tripped. Looks only at those whose loss could have reached its
    /// limit since they were last worked out.
    std::vector<LossTrip> on_quote(const InstrumentId& instrument, const Quotes& quotes) const;
    /// Works an account out anew, and what it is summed into: after a fill, a deposit, a new day.
    std::vector<LossTrip> mark(const AccountId& account, const Quotes& quotes) const;
    /// Levels whose streak has reached its limit and is not tripped yet, of those the account and owner belong to.
    std::vector<std::pair<Scope, std::uint32_t>> due_streaks(const AccountId& account, const LotOwner& owner) const;
    /// The streak of a level; nothing where the level is not known.
    const LossStreak* streak(const Scope& scope) const;
    bool is_loss(const RoundTrip& trip) const;
    /// @}

    /// By how much the reductions that were sent on a side exceed the position they would reduce: what they would open.
    Quantity over_reduced(const AccountId& account, const InstrumentId& instrument, Side side) const;
    /// Whether this much cannot be sold at the venue at this price (RAILS 25).
    static bool is_dust(const Instrument& instrument, Quantity quantity, Price price);
    std::vector<Gauge> gauges(const AccountId& account, const Quotes& quotes, Moment now) const;

    const RailsState& state() const { return state_; }
    void restore(RailsState state);
    const Limits& limits() const { return state_.limits; }
    const Account* find(const AccountId& account) const;
    const Reservation* find(const AccountId& account, const IntentId& intent) const;

private:
    class Judgement;
    struct FillOutcome;
    FillOutcome outcome_of(const AccountId& account, const LotOwner& owner, const Fill& fill,
                           std::optional<Amount> fee_quote) const;
    void cover(const AccountId& id, const AssetId& asset, Amount taken);
    /// Null where these books were told of no such account or user: a view may be told of some only.
    LossStreak* streak_of(const Scope& scope);

    RailsState state_;
    struct Index;  ///< found from the state: what keeps costs from growing with the accounts
    std::unique_ptr<Index> index_;
};

}  // namespace swarmdesk::trading::risk
