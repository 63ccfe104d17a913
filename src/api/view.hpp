#pragma once

#include <boost/json/object.hpp>

#include "api/backend.hpp"
#include "api/fills.hpp"
#include "api/users.hpp"

/// \file
/// How the desk's things look from outside: the schemas of docs/openapi.yaml, and nothing else. Absent means none.
namespace swarmdesk::api {

boost::json::object view(const trading::execution::IntentRecord& record);
boost::json::object view(const trading::risk::Denial& denial);
/// An order at the venue or on its way; the record must have one.
boost::json::object order_view(const trading::execution::IntentRecord& record);
boost::json::object view(const trading::execution::ApprovalRecord& approval,
                         const trading::execution::IntentRecord& record, bool may_decide);
boost::json::object view(const trading::risk::Gauge& gauge);
boost::json::object view(const Fill& fill);
/// What came of it is left out for those whose account it was not for.
boost::json::object view(const SignalStatus& status, bool with_outcome);
boost::json::object view(const trading::Quote& quote, MonotonicTime now);
boost::json::object view(const ledger::Record& row);
/// The same row while its hash is not known here: on the stream.
boost::json::object event_view(std::uint64_t seq, const ledger::Entry& entry, const trading::execution::Event& event);

/// Positions and money of one account, marked at the middle of the newest quotes.
boost::json::array positions_view(const trading::AccountId& id, const trading::execution::Gate& gate);
boost::json::object portfolio_view(const trading::AccountId& id, const trading::execution::Gate& gate);

/// What a unit of the asset is worth, by the rails' USD assets and the newest quotes; nothing without a quote.
std::optional<Decimal> usd_rate(const trading::AssetId& asset, const trading::execution::Gate& gate);
/// "2025-04-03".
std::string day_text(std::int64_t day);

}  // namespace swarmdesk::api
