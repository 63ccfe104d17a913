#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "ledger/journal.hpp"
#include "ledger/reader.hpp"

namespace swarmdesk::ledger {

enum class Durability {
    fsync = 1,  ///< durable means on the disk: survives a power cut
    none,       ///< durable means handed to the kernel: survives a crash of the process; for tests
    behind,     ///< nobody waits: said first, handed to the kernel in the same turn. A crash may lose the last turn,
                ///< and what it said; for replays, which begin anew then. Needs `same_thread`.
};

enum class Mode {
    writer_thread = 1,  ///< a thread of the ledger's own commits whatever has queued up since its last commit
    same_thread,        ///< commits inside the executor, one flush per turn: deterministic, for replays
};

struct Options {
    std::filesystem::path folder;  ///< made if missing; holds ledger.db, ledger.key (0600), ledger.pub and ledger.lock
    boost::asio::any_io_executor executor;  ///< where the listener is called; outlives the ledger
    Durability durability = Durability::fsync;
    Mode mode = Mode::writer_thread;
    std::uint64_t queued_events_max = 1'000'000;     ///< beyond it the ledger fails: see `backlog`
    std::uint64_t file_bytes_max = 0;                ///< the database may not grow beyond it; 0: as the disk allows
    std::uint64_t reserve_bytes = 64 * 1024 * 1024;  ///< with less than this left, `has_room` says no
    nanoseconds checkpoint_interval = std::chrono::minutes{1};  ///< see `checkpoint_if_due`

    /// Seams for tests; empty in the desk. `before_commit` runs in the writer: an error is taken for a failed fsync.
    /// `crash_point` is told each named moment: "ledger.before_append" and "ledger.notified" on the desk's thread,
    /// "ledger.appended" (rows in, not committed) and "ledger.committed" (durable, nobody told) on the writer's.
    std::function<Result<void>()> before_commit;
    std::function<void(std::string_view name)> crash_point;
};

/// The last event of the chain and its hash. Seq 0 with the genesis hash: no event yet.
struct Head {
    std::uint64_t seq = 0;
    Hash hash{};

    friend bool operator==(const Head&, const Head&) = default;
};

/// A state of the fold, so that a restart need not replay everything. A cache: losing it costs time only.
struct Snapshot {
    std::uint64_t seq = 0;  ///< the last event folded in
    Bytes bytes;
};

/// The append-only, hash-chained log of everything the desk decided, in one SQLite file.
///
/// One thread, the executor's, calls everything here. Events queue in memory and are committed in groups. A commit that
/// fails is never retried, for what an fsync lost the next one would not report: the ledger says so once through
/// `on_failure` and writes nothing more. The destructor commits what is queued, tells nobody, and joins its thread.
class Ledger final : public Journal {
public:
    /// Refuses a folder another process uses (conflict), and a chain whose end does not fit its head (corrupt).
    static Result<std::unique_ptr<Ledger>> open(Options options);
    ~Ledger() override;
    Ledger(const Ledger&) = delete;
    Ledger& operator=(const Ledger&) = delete;

    /// After a failure the entries go nowhere and still get numbers, none of which will ever be said to be durable.
    std::uint64_t append(std::vector<Entry> entries) override;
    void listen(Listener listener) override;

    std::uint64_t last_seq() const;     ///< the last place given
    std::uint64_t durable_seq() const;  ///< the last place `on_durable` was told of
    /// Events not yet known to be durable. The caller slows down on it, long before `queued_events_max`.
    std::uint64_t backlog() const override { return last_seq() - durable_seq(); }
    bool has_failed() const;
    /// Whether more than the reserve is left on the disk, as of the last commit. Without it the desk denies new
    /// intents, and the reserve pays for cancels and outcomes. A disk truly full is a failure, with `limit_exceeded`.
    bool has_room() const override;
    Head head() const;  ///< of what is committed

    /// Queues a signed checkpoint of everything appended so far; nothing if the last one already says it.
    void checkpoint(UtcTime now);
    /// The same, when the last one is at least `checkpoint_interval` old.
    void checkpoint_if_due(UtcTime now);
    /// Queues a snapshot of the fold up to `seq`, which must have been given. The last two are kept.
    void save_snapshot(std::uint64_t seq, Bytes bytes);

    using Query = ledger::Query;
    /// Committed events in order. Hashes are as stored: `verify` judges them.
    Result<std::vector<Record>> read(const Query& query) const;
    Result<std::optional<Record>> find_first(std::string_view subject, std::uint32_t kind) const;

    using Check = ledger::Check;
    /// Hands over every committed event after `after_seq`. The record is valid during the call. An error from the
    /// callback ends the walk and is returned.
    Result<void> for_each(std::uint64_t after_seq, Check check,
                          const std::function<Result<void>(const Record&)>& callback) const;

    /// The newest snapshot that is whole and belongs to this chain. `on_bad` hears of those that are not.
    Result<std::optional<Snapshot>> latest_snapshot(const std::function<void(const Error&)>& on_bad = {}) const;

private:
    class Impl;
    explicit Ledger(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace swarmdesk::ledger
