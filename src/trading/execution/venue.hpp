#pragma once

#include <functional>
#include <map>
#include <optional>
#include <variant>
#include <vector>

#include "trading/model/fill.hpp"
#include "trading/model/instrument.hpp"
#include "trading/risk/approved_order.hpp"

namespace swarmdesk::trading::execution {

/// How a request to send an order ended (RAILS 20). `not_sent` only where not one byte left; `duplicate` where the
/// venue says it has this client order id already, which proves nothing about this order: it is asked about.
enum class SendOutcome { accepted = 1, rejected, unknown, not_sent, duplicate };
constexpr auto enum_table(SendOutcome)
{
    return std::to_array<EnumName<SendOutcome>>({{SendOutcome::accepted, "accepted"},
                                                 {SendOutcome::rejected, "rejected"},
                                                 {SendOutcome::unknown, "unknown"},
                                                 {SendOutcome::not_sent, "not_sent"},
                                                 {SendOutcome::duplicate, "duplicate"}});
}

/// \name Reports
/// What a venue says. Each names the account it is about.
/// @{
struct SendAnswered {
    AccountId account;
    IntentId intent;
    SendOutcome outcome = SendOutcome::unknown;
    std::string venue_order_id;  ///< with `accepted`
    std::string code;            ///< the venue's own code, otherwise
    std::string message;
};

/// One execution, from the stream or a poll; may come twice, late, or before the answer to the send.
struct FillReported {
    AccountId account;
    ClientOrderId client_order_id;
    Fill fill;
};

/// The order left the book, came to rest, or its stop moved; may come twice or out of order.
struct StatusReported {
    AccountId account;
    ClientOrderId client_order_id;
    VenueOrderStatus status = VenueOrderStatus::resting;
    Quantity filled;  ///< cumulative, as the venue says
    std::string reason;
    std::optional<Price> stop_price{};  ///< where its stop stands, or stood at the end; none: it has none
};

/// The whole of what a venue knows of one order.
struct OrderFound {
    ClientOrderId client_order_id;
    std::string venue_order_id;
    InstrumentId instrument;
    VenueOrderStatus status = VenueOrderStatus::resting;
    Quantity filled;
    std::vector<Fill> fills;
    std::optional<Price> stop_price{};  ///< as in StatusReported
};

enum class QueryOutcome { found = 1, not_found, failed };

struct QueryAnswered {
    AccountId account;
    ClientOrderId client_order_id;
    QueryOutcome outcome = QueryOutcome::failed;
    OrderFound order;  ///< with `found`
};

struct CancelAnswered {
    AccountId account;
    ClientOrderId client_order_id;
    SendOutcome outcome = SendOutcome::unknown;
    std::string code;
    std::string message;
};

/// Why a balance changed without an order of ours.
enum class MoveKind { initial = 1, deposit, withdrawal, fee, dust, airdrop, adjustment };
constexpr auto enum_table(MoveKind)
{
    using enum MoveKind;
    return std::to_array<EnumName<MoveKind>>({{initial, "initial"},
                                              {deposit, "deposit"},
                                              {withdrawal, "withdrawal"},
                                              {fee, "fee"},
                                              {dust, "dust"},
                                              {airdrop, "airdrop"},
                                              {adjustment, "adjustment"}});
}

/// A balance moved at the venue for a reason other than a fill.
struct BalanceMoved {
    AccountId account;
    std::string id;  ///< the venue's, by which it is applied once
    MoveKind kind = MoveKind::deposit;
    AssetId asset;
    Amount amount;  ///< negative: it went
    UtcTime time;
};

/// Everything an account has at the venue at one moment, and what happened there since a cursor.
struct AccountSnapshot {
    AccountId account;
    std::uint64_t request = 0;  ///< its number: one that was asked for before something proves nothing of it
    bool failed = false;
    UtcTime as_of;  ///< the venue's time
    std::vector<OrderFound> open_orders;
    std::vector<FillReported> fills;     ///< since the cursor, oldest first
    std::vector<BalanceMoved> moves;     ///< likewise
    std::string cursor;                  ///< where the next one continues
    bool is_complete = true;             ///< false: there are more fills and moves behind `cursor`; ask again at once
    std::map<AssetId, Amount> balances;  ///< free and locked together
};

/// The stream of an account's reports broke, and from then on says nothing; or is there again.
struct StreamLost {
    AccountId account;
    std::string reason;
};
struct StreamRestored {
    AccountId account;
};

/// The venue asks for patience: nothing that may wait is sent to it before.
struct Throttled {
    AccountId account;
    nanoseconds retry_after{};
    std::string code;
};
/// @}

using VenueReport = std::variant<SendAnswered, FillReported, StatusReported, QueryAnswered, CancelAnswered,
                                 AccountSnapshot, BalanceMoved, StreamLost, StreamRestored, Throttled>;

/// What differs between venues, as data.
struct VenueRules {
    /// How long after a send "not found" is still no proof (RAILS 21).
    nanoseconds settle_delay = std::chrono::seconds{18};
    /// Whether a client order id stays taken after its order has ended; where it does not, the venue is no second line
    /// of defence against sending an order twice.
    bool remembers_client_ids = false;
    std::vector<OrderType> order_types{OrderType::market, OrderType::limit};
    bool has_dead_man_switch = false;
};

/// A place where orders go. Requests return at once; what came of them arrives as reports, always on the execution
/// cell's executor and never from inside the request itself. Every request gets exactly one answer, in bounded time: a
/// request that times out answers `unknown` or `failed`. It refuses (`not_sent`, "STALE_EPOCH" or "HASH_MISMATCH") an
/// order of an older epoch than it has seen for the account, and one that does not have its hash (RAILS 24). All that a
/// venue promises, as tests: venue_contract.hpp.
class Venue {
public:
    virtual ~Venue() = default;
    virtual VenueId id() const = 0;
    virtual VenueRules rules() const = 0;
    virtual std::vector<Instrument> instruments() const = 0;
    virtual void listen(std::function<void(const VenueReport&)> listener) = 0;

    virtual void submit(const risk::ApprovedOrder& order) = 0;
    virtual void cancel(const AccountId& account, const InstrumentId& instrument, const ClientOrderId& order) = 0;
    virtual void query(const AccountId& account, const InstrumentId& instrument, const ClientOrderId& order) = 0;
    /// Asks for an AccountSnapshot with this number and what happened since `cursor`; an empty one: since the venue's
    /// own memory begins.
    virtual void take_snapshot(const AccountId& account, std::uint64_t request, const std::string& cursor) = 0;
};

}  // namespace swarmdesk::trading::execution
