#pragma once

#include <boost/json/array.hpp>

#include "api/problem.hpp"
#include "api/visibility.hpp"

/// \file
/// Answers that several routes give.
namespace swarmdesk::api {

inline constexpr std::size_t reason_bytes_max = 500;

/// 202 with the record, or the denial.
Reply intent_reply(const trading::execution::IntentRecord& record, const Visibility& visibility);
/// 422 (of a rate: 429 with Retry-After) with the rail's code and both numbers, as far as they may see them; the record
/// must have a denial.
Problem denial_problem(const trading::execution::IntentRecord& record, const Visibility& visibility);
/// The error's own problem, with the code that its sentence begins with: "LEDGER_BUSY: ...".
Problem coded_problem(const Error& error);
/// Why an intent was not taken at all: nothing of it is recorded.
Problem proposal_problem(const Error& error);
/// {"items": [...]}
boost::json::object items_of(boost::json::array items);

}  // namespace swarmdesk::api
