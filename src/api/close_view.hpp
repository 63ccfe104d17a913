#pragma once

#include <boost/json/object.hpp>

#include "api/problem.hpp"
#include "api/view.hpp"
#include "trading/execution/close_plan.hpp"

/// \file
/// How a close looks from outside: the schemas ClosePlan and Close of docs/openapi.yaml.
namespace swarmdesk::api {

/// What would be sent and what left, each with its numbers, and their sums in dollars where every part has some. `desk`
/// is the view the plan was made from.
boost::json::object view(const trading::execution::ClosePlan& plan, const trading::execution::View& desk,
                         MonotonicTime now);

/// What of a plan stays as it is, and why.
boost::json::array left_out_view(const trading::execution::ClosePlan& plan);

/// What could not even be proposed. Nothing of it is recorded.
boost::json::object not_proposed_view(const trading::execution::PlannedClose& close, const Problem& problem);

}  // namespace swarmdesk::api
