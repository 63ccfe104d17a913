#pragma once

#include <boost/json/object.hpp>

#include "api/backend.hpp"
#include "api/visibility.hpp"

/// \file
/// How the desk's things look from outside: the schemas of docs/openapi.yaml, and nothing else. Absent means none. An
/// instrument is shown as `instrument`, its symbol, and `venue`. What may hold a denial is shown to somebody: how far a
/// limit is used that others use too is the operator's business.
namespace swarmdesk::api {

boost::json::object view(const trading::execution::IntentRecord& record, const Visibility& visibility);
boost::json::object view(const trading::risk::Denial& denial, const Visibility& visibility);
/// "POSITION_LIMIT: worst_case=10250.1 limit=10000", without what they may not see.
std::string message_of(const trading::risk::Denial& denial, const Visibility& visibility);
/// An order at the venue or on its way; the record must have one.
boost::json::object order_view(const trading::execution::IntentRecord& record);
boost::json::object view(const trading::execution::ApprovalRecord& approval,
                         const trading::execution::IntentRecord& record, bool may_decide);
boost::json::object view(const trading::risk::Gauge& gauge);
boost::json::object view(const trading::risk::Admitted& admitted);
boost::json::object view(const trading::execution::Evidence& evidence);
boost::json::object view(const trading::execution::View::FillRow& fill);
/// What the desk's figures know of the trip besides, null where they know nothing.
boost::json::object view(const trading::execution::View::TripRow& trip, const trading::report::TradeFact* trade);
/// One that is in the ledger alone, with the intent that closed it, as far as that is known.
boost::json::object view(const trading::execution::View::TripRow& trip, const trading::Intent* closing);
boost::json::object view(const trading::execution::View::AlertRow& alert);
boost::json::object view(const trading::Protection& terms);
/// What is to protect a lot, and the order that stands for it; empty where nothing does.
boost::json::object protection_view(const trading::execution::LotKey& lot, const trading::execution::View& desk);
/// `outcome` is null where it was not handled yet, or nobody remembers.
boost::json::object view(const trading::execution::View::SignalRow& signal, const SignalOutcome* outcome);
boost::json::object view(const trading::execution::StreamedEvent& event, const Visibility& visibility);
boost::json::object view(const trading::Instrument& instrument);
boost::json::object view(const trading::Quote& quote, MonotonicTime now);
boost::json::object view(const trading::Candle& candle);
boost::json::object view(const Analysis& analysis);

/// Positions, money and the state of the books of one account, which there must be; marked at the newest mids.
boost::json::array positions_view(const trading::AccountId& id, const trading::execution::View& desk);
boost::json::object portfolio_view(const trading::AccountId& id, const trading::execution::View& desk,
                                   MonotonicTime now);
boost::json::object reconciliation_view(const trading::AccountId& id, const trading::execution::View& desk);

/// `instrument` and `venue`.
void put_instrument(boost::json::object& object, const trading::InstrumentId& instrument);

}  // namespace swarmdesk::api
