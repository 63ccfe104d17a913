#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "trading/execution/venue.hpp"
#include "trading/venues/paper/paper_settings.hpp"
#include "trading/venues/paper/paper_state.hpp"

/// \file
/// What the paper exchange says of what it did, in the terms every venue speaks. Pure.

namespace swarmdesk::trading::venues {

/// Fills and moves in one page of a snapshot.
inline constexpr std::size_t snapshot_page_max = 1'000;

/// What one event has to be told to one account.
struct PaperReport {
    std::uint64_t order = 0;  ///< the number of the order it is about; 0: of none
    AccountId account;
    execution::VenueReport report;
};

/// The reports of these events, which the state has already folded, in their order.
std::vector<PaperReport> reports_of(const PaperEvents& events, const PaperState& state);

/// The whole of what the exchange knows of an order.
execution::OrderFound found(const PaperOrder& order);

/// What the exchange can do and remembers, for the gate.
execution::VenueRules rules_of(const PaperSettings& settings, nanoseconds settle_delay);

/// Which orders cannot be seen yet, by their numbers.
using IsHidden = std::function<bool(std::uint64_t order)>;

/// An account as it stands, and what happened in it after entry `after`; one beyond the newest begins with the oldest.
execution::AccountSnapshot snapshot_of(const PaperState& state, const AccountId& account, std::uint64_t request,
                                       std::uint64_t after, UtcTime now, const IsHidden& is_hidden);

}  // namespace swarmdesk::trading::venues
