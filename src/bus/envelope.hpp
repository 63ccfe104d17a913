#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>

#include "base/decimal.hpp"
#include "base/hash.hpp"
#include "base/ids.hpp"
#include "bus/subject.hpp"

namespace swarmdesk::bus {

using MessageId = Uuid<struct MessageTag>;
using PeerName = Name<struct PeerTag>;      ///< an agent, as the bus knows it
using TenantName = Name<struct TenantTag>;  ///< whose business it is

enum class SignalAction { buy = 1, sell, hold };
constexpr auto enum_table(SignalAction)
{
    using enum SignalAction;
    return std::to_array<EnumName<SignalAction>>({{buy, "BUY"}, {sell, "SELL"}, {hold, "HOLD"}});
}

/// What a strategy concluded. Numbers are exact; on the wire they are text, read by the one strict parser.
struct TradingSignal {
    Uuid<struct SignalTag> signal_id;
    std::string user;  ///< for whom, and on which of the user's accounts
    std::string account;
    SignalAction action = SignalAction::hold;
    std::string strategy;
    std::string instrument;
    std::optional<Decimal> quantity;        ///< of the base asset; exactly one of the two unless the action is HOLD
    std::optional<Decimal> quote_quantity;  ///< of the quote asset
    std::optional<Decimal> limit_price;
    std::optional<Decimal> stop_price;
    std::optional<Decimal> take_profit_price;
    std::uint32_t trailing_bp = 0;  ///< how far the stop follows the best price; zero: it does not
    bool reduce_only = false;
    std::int32_t confidence_percent = 0;  ///< 0 to 100
    std::string reason;
    std::string decision;  ///< the model's answer it rests on: the call's id in the records; empty: none
    UtcTime time;
    UtcTime expires;
    friend bool operator==(const TradingSignal&, const TradingSignal&) = default;
};

/// The watchdog's question whether an agent is alive.
struct HealthCheck {
    std::uint64_t sequence = 0;
    friend bool operator==(const HealthCheck&, const HealthCheck&) = default;
};

/// Approvals never travel here: they are the gate's alone.
using Payload = std::variant<TradingSignal, HealthCheck>;

/// One message between agents: the brief's AgentMessage, plus whose business it is. `source`, `tenant`, `account`,
/// `priority` and `sent` are stamped by the bus from the connection it came in on; what the sender wrote there is never
/// believed.
struct Envelope {
    MessageId id;  ///< nil: the bus makes one
    std::optional<MessageId> correlation;
    PeerName source;
    PeerName target;  ///< empty: everyone the subject reaches
    UtcTime sent;
    Priority priority{0};
    std::chrono::milliseconds ttl{0};  ///< zero: does not expire
    Subject subject;                   ///< its class is derived from the priority
    Payload payload;
    std::map<std::string, std::string> headers;
    std::uint32_t retries = 0;
    TenantName tenant;
    Name<struct AccountTag> account;
    std::optional<Uuid<struct IntentTag>> intent;
    friend bool operator==(const Envelope&, const Envelope&) = default;
};

/// Bounds on what we take from anybody.
inline constexpr std::size_t envelope_bytes_max = 64 * 1024;
inline constexpr std::size_t envelope_text_max = 4096;
inline constexpr std::size_t envelope_headers_max = 32;
inline constexpr std::chrono::milliseconds envelope_ttl_max = std::chrono::hours{24};

/// Whether it keeps all bounds and rules; what `decode` returns always does.
Result<void> check(const Envelope& envelope);
/// Protobuf (proto/swarmdesk/bus.proto). Refuses what `check` refuses, and anything beyond `envelope_bytes_max`.
Result<Bytes> encode(const Envelope& envelope);
/// Strict: bounded, known fields and enum values only, every number through its parser, a missing payload is an error.
Result<Envelope> decode(std::string_view bytes);

}  // namespace swarmdesk::bus
