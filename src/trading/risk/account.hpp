#pragma once

#include <map>
#include <set>

#include "trading/risk/holding.hpp"

namespace swarmdesk::trading::risk {

enum class TradingState { active = 1, reducing, halted };
constexpr auto enum_table(TradingState)
{
    return std::to_array<EnumName<TradingState>>(
        {{TradingState::active, "ACTIVE"}, {TradingState::reducing, "REDUCING"}, {TradingState::halted, "HALTED"}});
}

/// What a day's loss is measured from.
struct DailyLossBaseline {
    std::int64_t day = 0;  ///< days since 1970 (UTC); zero: none yet
    Usd equity;
    Usd deposits;                  ///< net, since
    std::map<AgentId, Usd> gains;  ///< of each agent's lots, realised and unrealised, at that moment
    bool is_estimated = false;     ///< we were down at midnight, the account opened during the day, or a mark was stale
    bool is_tripped = false;
    std::set<AgentId> tripped_agents;

    friend bool operator==(const DailyLossBaseline&, const DailyLossBaseline&) = default;
};
SWARMDESK_DESCRIBE(DailyLossBaseline, day, equity, deposits, gains, is_estimated, is_tripped, tripped_agents)

/// Losing round trips in a row at one level, and whether they stopped it.
struct LossStreak {
    std::uint32_t losses = 0;
    bool is_tripped = false;
    friend bool operator==(const LossStreak&, const LossStreak&) = default;
};
SWARMDESK_DESCRIBE(LossStreak, losses, is_tripped)

/// One account: the whole of what its own chain says about money. `reservations` are those of its open intents.
struct Account {
    UserId user;
    VenueId venue;
    std::map<AssetId, Amount> balances;
    std::map<AssetId, Amount> reserved;
    std::map<InstrumentId, Holding> holdings;
    std::map<IntentId, Reservation> reservations;
    /// Of these, the ones that wait for a person: they hold neither lots nor what the lots are made of.
    std::set<IntentId> waiting;
    DailyLossBaseline baseline;
    /// The baseline was taken in the middle of the day: to the user and the desk its equity is a deposit (RAILS 6).
    bool has_joined_during_day = false;
    /// What the day's loss does not look at, because it had no price: it counts as put in when it has one (RAILS 4).
    std::map<AssetId, Amount> uncounted;
    LossStreak streak;
    TradingState state = TradingState::active;  ///< by a human's hand, or because books did not match
    std::string state_reason;
    bool is_reconciling = false;
    bool is_mismatched = false;  ///< the books differ from the venue's: only a match ends it

    /// What a reservation keeps others from paying with.
    Amount funds_held(const Reservation& reservation) const
    {
        const bool is_of_lots = reservation.side == Side::sell && waiting.contains(reservation.intent);
        return is_of_lots ? Amount{(reservation.remaining() - reservation.reducing_left()).value()}
                          : reservation.funds_left();
    }

    friend bool operator==(const Account&, const Account&) = default;
};
SWARMDESK_DESCRIBE(Account, user, venue, balances, reserved, holdings, reservations, waiting, baseline,
                   has_joined_during_day, uncounted, streak, state, state_reason, is_reconciling, is_mismatched)

}  // namespace swarmdesk::trading::risk
