#pragma once

#include "agents/status.hpp"
#include "bus/envelope.hpp"
#include "trading/model/signal.hpp"

namespace swarmdesk::agents {

bus::TradingSignal to_message(const trading::Signal& signal);
/// `agent` is who the bus says sent it. Refuses HOLD: there is nothing to act on.
Result<trading::Signal> from_message(const bus::TradingSignal& message, const trading::AgentId& agent);

/// How long a message with this signal is worth delivering; at least one millisecond.
std::chrono::milliseconds time_to_live(const trading::Signal& signal, UtcTime now);

/// The one intent a signal can become on an account, however often it is delivered: the id's time is the signal's, the
/// rest is derived from both by SHA-256.
trading::IntentId intent_id(const trading::SignalId& signal, const AccountId& account);

}  // namespace swarmdesk::agents
