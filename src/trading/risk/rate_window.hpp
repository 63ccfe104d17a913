#pragma once

#include <optional>
#include <vector>

#include "trading/risk/reservation.hpp"

namespace swarmdesk::trading::risk {

/// One admission in a sliding hour.
struct Admission {
    DeskTime time;
    IntentId intent;
    AssetId base;  ///< with the side, what the rolling approval sum is kept by: one asset over all its instruments
    InstrumentId instrument;
    Side side = Side::buy;
    Usd unattended;  ///< notional that passed without a human; zero if one looked at it
    bool is_by_person = false;
    friend bool operator==(const Admission&, const Admission&) = default;
};
SWARMDESK_DESCRIBE(Admission, time, intent, base, instrument, side, unattended, is_by_person)

/// The sliding hour of a user, an agent or the desk. What left it may stand in front until it is half of a list.
struct RateWindow {
    std::vector<Admission> admissions;  ///< oldest first
    std::vector<Admission> reductions;
    std::vector<DeskTime> approval_requests;  ///< of a user
    friend bool operator==(const RateWindow&, const RateWindow&) = default;
};
SWARMDESK_DESCRIBE(RateWindow, admissions, reductions, approval_requests)

/// How much of a sliding hour is used, and when it will be less.
struct RateUse {
    std::uint32_t used = 0;
    std::optional<nanoseconds> retry_after;  ///< when the next token is free, where all `limit` are used
};

/// Whether an admission at `time` is inside the hour that ends at `now`: at 60 minutes it no longer is.
bool is_in_window(DeskTime time, DeskTime now);
/// Of tokens held to `limit`; `self` is left out.
RateUse rate_use(const std::vector<Admission>& admissions, DeskTime now, std::uint32_t limit, const Reservation* self);
RateUse rate_use(const std::vector<DeskTime>& times, DeskTime now, std::uint32_t limit);
/// Of the reductions that agents made, among all.
RateUse agents_rate_use(const std::vector<Admission>& reductions, DeskTime now, std::uint32_t limit,
                        const Reservation* self);
/// What passed without a human in the hour, of one base asset and side; `self` is left out.
Usd unattended_sum(const RateWindow& window, DeskTime now, const AssetId& base, Side side, const Reservation* self);

void admit(std::vector<Admission>& admissions, const Admission& admission);
void admit(std::vector<DeskTime>& times, DeskTime time);
void give_back(std::vector<Admission>& admissions, DeskTime time, const IntentId& intent);

}  // namespace swarmdesk::trading::risk
