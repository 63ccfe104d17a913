#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "bus/envelope.hpp"
#include "bus/stream.hpp"
#include "runtime/backoff.hpp"

namespace swarmdesk::bus {

/// What a peer may do on the bus, decided by us and bound to its connection.
struct Policy {
    PeerName peer;
    TenantName tenant;
    Name<struct AccountTag> account;
    std::vector<Pattern> may_publish;
    std::vector<Pattern> may_subscribe;
    Priority priority_max{0};  ///< a higher wish is lowered to it
};

/// Takes one message. Success acknowledges it. An error that time may heal (unavailable, timed_out, limit_exceeded, io,
/// internal, cancelled, or an exception) brings it back after a pause; any other is final and makes it a dead letter.
using Handler = std::function<boost::asio::awaitable<Result<void>>(const Envelope& envelope)>;

struct SubscriptionLimits {
    std::size_t queued_max = 256;       ///< waiting, retrying and in hand
    std::size_t critical_reserve = 64;  ///< this many more for critical messages only
    std::uint32_t tries_max = 5;        ///< a message that fails this often is poison
    nanoseconds handler_timeout = std::chrono::seconds{30};
    runtime::Backoff::Settings backoff{std::chrono::milliseconds{100}, std::chrono::seconds{2}, std::nullopt};
};

using SubscriptionId = std::uint64_t;

/// Why a message was not delivered.
enum class DeadReason { expired = 1, poison, refused, unsubscribed };
constexpr auto enum_table(DeadReason)
{
    using enum DeadReason;
    return std::to_array<EnumName<DeadReason>>(
        {{expired, "expired"}, {poison, "poison"}, {refused, "refused"}, {unsubscribed, "unsubscribed"}});
}

struct DeadLetter {
    Envelope envelope;
    PeerName subscriber;
    DeadReason reason = DeadReason::expired;
    std::string message;  ///< the last error
    UtcTime time;
};

struct BusStats {
    std::uint64_t published = 0;
    std::uint64_t delivered = 0;  ///< acknowledged by a handler
    std::uint64_t retried = 0;
    std::uint64_t dead = 0;
    std::uint64_t refused = 0;     ///< at publish: not allowed, malformed
    std::uint64_t overflowed = 0;  ///< at publish: a subscriber's queue was full
    std::uint64_t restamped = 0;   ///< somebody claimed another name or a higher priority than his
    std::map<Stream, std::uint64_t> by_stream;
};

/// One peer's end of the bus: all it does there is done as that peer. The bus must outlive it. Its destructor takes
/// its subscriptions away; call `close` first if a handler may be running.
class Connection {
public:
    virtual ~Connection() = default;

    /// Stamps and hands over. `limit_exceeded`: a subscriber's queue is full, nobody got it, try later. `forbidden`:
    /// not this peer's subject. No subscriber is no error.
    virtual Result<void> publish(Envelope envelope) = 0;
    /// One queue for all these subjects. Messages come one at a time, highest priority first, oldest first within one.
    virtual Result<SubscriptionId> subscribe(std::vector<Pattern> patterns, const SubscriptionLimits& limits,
                                             Handler handler) = 0;
    /// Stops delivery on all its subscriptions, cancelling the message in hand, which is kept for another try. Resumes
    /// when no handler runs any more. Must not be awaited from a handler of the same connection.
    virtual boost::asio::awaitable<void> pause() = 0;
    virtual void resume() = 0;
    /// Like `pause`, then takes the subscriptions away; what waited there becomes dead letters.
    virtual boost::asio::awaitable<void> close() = 0;

    virtual const Policy& policy() const = 0;
    /// Messages waiting, retrying or in hand.
    virtual std::size_t load() const = 0;
};

/// Carries messages between agents. It may lose, delay and repeat them: nothing that must survive lives only here, and
/// receivers tolerate seeing a message twice. One executor, one thread.
class Bus {
public:
    virtual ~Bus() = default;
    virtual std::unique_ptr<Connection> connect(Policy policy) = 0;
    virtual const BusStats& stats() const = 0;
    /// The newest, newest first.
    virtual std::vector<DeadLetter> dead_letters(std::size_t limit) const = 0;
    /// Called for each dead letter.
    virtual void on_dead_letter(std::function<void(const DeadLetter&)> listener) = 0;
    /// Ends all delivery and waits until no handler runs.
    virtual boost::asio::awaitable<void> stop() = 0;
};

}  // namespace swarmdesk::bus
