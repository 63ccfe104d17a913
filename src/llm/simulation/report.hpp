#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>

#include "llm/simulation/outcome.hpp"

namespace swarmdesk::llm::simulation {

/// What the brief promises for so many users.
struct Claims {
    double hit_rate = 80;                 ///< "80%+", of a hundred
    Decimal cost_per_user;                ///< USD a month, of everything: servers, databases and models
    std::optional<Decimal> cloud_budget;  ///< USD a month, the most it names; for a million users it names none
    double local_per_minute_least = 30;
    double local_per_minute_most = 60;
    nanoseconds signal_most = std::chrono::seconds{2};
};
Claims claims_for(std::uint64_t users);

/// The share of calls that would have to be market questions, in a hundred, for the claimed hit rate to come out, if
/// each kind of call were remembered as often as here. Nothing where no share would do.
std::optional<double> analysis_share_needed(const Outcome& outcome, double hit_rate);

/// For people: plain text.
std::string render(const Outcome& outcome);
/// For programs: the same and more. Money as text, times in milliseconds.
boost::json::object to_json(const Outcome& outcome);

}  // namespace swarmdesk::llm::simulation
