#pragma once

#include <functional>
#include <map>
#include <variant>
#include <vector>

#include "trading/model/instrument.hpp"
#include "trading/risk/approved_order.hpp"

namespace swarmdesk::trading::execution {

/// How a request to send an order ended (RAILS 20). `not_sent` only where not one byte left.
enum class SendOutcome { accepted = 1, refused, unknown, not_sent };
constexpr auto enum_table(SendOutcome)
{
    return std::to_array<EnumName<SendOutcome>>({{SendOutcome::accepted, "accepted"},
                                                 {SendOutcome::refused, "refused"},
                                                 {SendOutcome::unknown, "unknown"},
                                                 {SendOutcome::not_sent, "not_sent"}});
}

struct SendAnswered {
    IntentId intent;
    SendOutcome outcome = SendOutcome::unknown;
    std::string venue_order_id;  ///< with `accepted`
    std::string code;            ///< the venue's own code, otherwise
    std::string message;
};

/// One execution, from the stream or a poll; may come twice, late, or before the answer to the send.
struct TradeReported {
    ClientOrderId client_order_id;
    Trade trade;
};

/// The order left the book (or came to rest); may come twice or out of order.
struct StatusReported {
    ClientOrderId client_order_id;
    VenueOrderStatus status = VenueOrderStatus::resting;
    Quantity filled;  ///< cumulative, as the venue says
    std::string reason;
};

/// The whole of what a venue knows of one order.
struct OrderFound {
    ClientOrderId client_order_id;
    std::string venue_order_id;
    InstrumentId instrument;
    VenueOrderStatus status = VenueOrderStatus::resting;
    Quantity filled;
    std::vector<Trade> trades;
};

enum class QueryOutcome { found = 1, not_found, failed };

struct QueryAnswered {
    ClientOrderId client_order_id;
    QueryOutcome outcome = QueryOutcome::failed;
    OrderFound order;  ///< with `found`
};

struct CancelAnswered {
    ClientOrderId client_order_id;
    SendOutcome outcome = SendOutcome::unknown;
    std::string code;
    std::string message;
};

/// Everything an account has at the venue, at one moment.
struct SweepAnswered {
    AccountId account;
    bool failed = false;
    std::vector<OrderFound> open_orders;
    std::map<AssetId, Amount> balances;  ///< free and locked together
};

using VenueReport =
    std::variant<SendAnswered, TradeReported, StatusReported, QueryAnswered, CancelAnswered, SweepAnswered>;

/// A place where orders go. Requests return at once; what came of them arrives as reports, always on the desk's
/// executor and never from inside the request itself. Every request gets exactly one answer, in bounded time: a request
/// that times out answers `unknown` or `failed`.
class Venue {
public:
    virtual ~Venue() = default;
    virtual VenueId id() const = 0;
    /// How long after a send "not found" is still no proof (RAILS 21).
    virtual nanoseconds fence() const = 0;
    virtual std::vector<Instrument> instruments() const = 0;
    virtual void listen(std::function<void(const VenueReport&)> listener) = 0;

    virtual void submit(const risk::ApprovedOrder& order) = 0;
    virtual void cancel(const AccountId& account, const InstrumentId& instrument, const ClientOrderId& order) = 0;
    virtual void query(const AccountId& account, const InstrumentId& instrument, const ClientOrderId& order) = 0;
    virtual void sweep(const AccountId& account) = 0;
};

}  // namespace swarmdesk::trading::execution
