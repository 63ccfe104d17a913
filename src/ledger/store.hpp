#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "ledger/record.hpp"

namespace swarmdesk::ledger {

namespace asio = boost::asio;

/// Entries for one or several chains, appended all or none.
struct Batch {
    struct Chain {
        ChainId id;
        std::uint64_t epoch = 0;            ///< of the lease under which the caller writes
        std::uint64_t expected_number = 0;  ///< of the chain's last event before this batch
    };
    struct Part {
        std::uint32_t chain = 0;  ///< index into `chains`
        Entry entry;
    };
    std::vector<Chain> chains;  ///< every chain the parts name, each once
    std::vector<Part> parts;    ///< in the global order
};

/// Where the batch is. The parts have the numbers from first to last, in order; first > last for an empty batch.
struct Appended {
    std::uint64_t first_seq = 0;
    std::uint64_t last_seq = 0;

    friend bool operator==(const Appended&, const Appended&) = default;
};

/// What the caller did not know. Either way it no longer owns the chain or has missed events: it must stop writing.
enum class AppendConflict { stale_epoch = 1, unexpected_number };

/// `conflict` (with the reason in `conflict`, nothing was written), `limit_exceeded` (too much waits for the disk,
/// nothing was written), or `unavailable`: the store has failed, for ever, and whether the batch is durable is not
/// known.
struct AppendError : Error {
    std::optional<AppendConflict> conflict{};

    friend bool operator==(const AppendError&, const AppendError&) = default;
};

using AppendResult = boost::system::result<Appended, AppendError>;

/// The last event of a chain.
struct Head {
    ChainId chain;
    std::uint64_t epoch = 0;   ///< of the newest lease; 0: never leased
    std::uint64_t number = 0;  ///< 0: no event yet, and `hash` is the genesis hash of the chain's name
    std::uint64_t seq = 0;
    Hash hash{};

    friend bool operator==(const Head&, const Head&) = default;
};

/// A state of a fold, so that a restart need not replay everything. A cache: losing it costs time only.
struct Snapshot {
    ChainId chain;             ///< empty: of a fold over all chains
    std::string fold;          ///< whose: events are folded in more ways than one. Empty: the desk's own
    std::uint64_t number = 0;  ///< of the last event folded in: its number in the chain, or its seq for all chains
    Bytes bytes;

    friend bool operator==(const Snapshot&, const Snapshot&) = default;
};

struct LatestSnapshot {
    std::optional<Snapshot> snapshot;  ///< the newest of this fold that is whole and belongs to these chains
    std::vector<Error> damaged;        ///< newer ones that are not
};

enum class Order { oldest_first = 1, newest_first };

/// Which durable events to read: those strictly between the two bounds that match every filter.
struct Query {
    std::uint64_t after_seq = 0;
    std::uint64_t before_seq = std::numeric_limits<std::int64_t>::max();
    Order order = Order::oldest_first;
    std::size_t limit = 100;  ///< at most `read_limit_max` is honoured
    std::optional<std::string> subject{};
    std::optional<std::uint32_t> kind{};  ///< without subject or chain this looks at every event between the bounds
    std::optional<ChainId> chain{};
};
constexpr std::size_t read_limit_max = 10'000;

enum class Check { order = 1, chain };  ///< that there is no gap; or also that every hash is right

using RecordCallback = std::function<Result<void>(const Record& record)>;

/// The port to the ledger: hash chains, one for each account and each budget, in one global order.
///
/// One executor calls everything. An awaited call resumes there; it cannot be cancelled once begun. Appends and leases
/// take effect in the order in which they are first awaited, and several may wait at once. A store that has failed
/// stays failed: every later call that writes fails with `unavailable`.
class LedgerStore {
public:
    virtual ~LedgerStore() = default;

    /// Resumes when the batch is durable, or has been refused.
    virtual asio::awaitable<AppendResult> append(Batch batch) = 0;

    /// Leases the chains, making those that do not exist: a new epoch, the same for all of them and larger than any
    /// before. Whoever appends to them with an older epoch is refused from then on.
    virtual asio::awaitable<Result<std::uint64_t>> acquire(std::vector<ChainId> chains) = 0;

    /// Durable events. Hashes are as stored: `verify` judges them.
    virtual asio::awaitable<Result<std::vector<Record>>> read(Query query) = 0;
    virtual asio::awaitable<Result<std::optional<Record>>> find_first(std::string subject, std::uint32_t kind) = 0;
    /// Of every chain, in the order of their names.
    virtual asio::awaitable<Result<std::vector<Head>>> heads() = 0;

    /// `number` must be that of a durable event, or 0. The last two of each chain and fold are kept.
    virtual asio::awaitable<Result<void>> save_snapshot(Snapshot snapshot) = 0;
    /// With an empty name: of the fold over all chains.
    virtual asio::awaitable<Result<LatestSnapshot>> latest_snapshot(ChainId chain, std::string fold) = 0;

    /// Signs the heads of all chains. Nothing if the last checkpoint already has them. For every minute, and for the
    /// end.
    virtual asio::awaitable<Result<void>> checkpoint(UtcTime now) = 0;

    /// Hands over every durable event after `after_seq`, in order, before anything is appended: blocks. The record is
    /// valid during the call. An error from the callback ends the walk and is returned.
    virtual Result<void> for_each(std::uint64_t after_seq, Check check, const RecordCallback& callback) = 0;

    /// Of the last event known to be durable.
    virtual std::uint64_t last_seq() const = 0;
    /// Whether new risk may still be taken on: false once the disk has less left than what cancels, halts and outcomes
    /// may need. The caller then denies new intents; the store itself goes on until nothing is left.
    virtual bool has_room() const = 0;
    /// Why the store writes no more; empty while it does.
    virtual std::optional<Error> failure() const = 0;
};

}  // namespace swarmdesk::ledger
