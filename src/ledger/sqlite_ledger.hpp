#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>

#include "ledger/store.hpp"

namespace swarmdesk::ledger {

enum class Durability {
    fsync = 1,  ///< durable means on the disk: survives a power cut
    none,       ///< durable means handed to the kernel: survives a crash of the process; for tests
    behind,     ///< durable means inserted: handed to the kernel in the same turn of the executor. A crash may lose the
                ///< last turn; for replays, which begin anew then. Needs `same_thread`.
};

enum class Mode {
    writer_thread = 1,  ///< two threads of the ledger's own: one commits whatever has queued up, one reads
    same_thread,        ///< everything inside the call: deterministic, for replays
};

/// The ledger in one SQLite file.
///
/// Batches queue and are committed in groups. A commit that fails is never retried, for what an fsync lost the next one
/// would not report; only a write that found the disk full is, with a part of the reserve. The destructor commits what
/// is queued and joins its threads; calls that still wait resume later, on their executor.
class SqliteLedger final : public LedgerStore {
public:
    struct Options {
        std::filesystem::path folder;  ///< made if missing; see README.md for what it holds
        Durability durability = Durability::fsync;
        Mode mode = Mode::writer_thread;
        /// Begin a new ledger in a folder whose ledger.db is gone or empty although keys, records or journals are
        /// there.
        bool may_begin_anew = false;
        std::uint64_t queued_events_max = 1'000'000;  ///< appends beyond it are refused
        std::uint64_t pending_reads_max = 1024;       ///< reads beyond it are refused
        std::uint64_t folder_bytes_max = 0;  ///< database and reserve may not grow beyond it; 0: as the disk allows
        /// Kept allocated in `ledger.reserve`, for when the disk is full. None for `behind`.
        std::uint64_t reserve_bytes = 64 * 1024 * 1024;

        /// Seams for tests; empty in the desk. `before_commit` runs where commits run: an error is taken for a failed
        /// commit, `limit_exceeded` for a full disk. `crash_point` is told each named moment: "ledger.before_append"
        /// and "ledger.notified" on the caller's thread, "ledger.appended" (rows in, not committed) and
        /// "ledger.committed" (durable, nobody told) where commits run.
        std::function<Result<void>()> before_commit{};
        std::function<void(std::string_view name)> crash_point{};
    };

    /// Refuses a folder another process uses (conflict), files that are links (forbidden), heads and an end that do not
    /// fit (corrupt), and a folder that has lost its ledger or its key (not_found).
    static Result<std::unique_ptr<SqliteLedger>> open(Options options);
    ~SqliteLedger() override;
    SqliteLedger(const SqliteLedger&) = delete;
    SqliteLedger& operator=(const SqliteLedger&) = delete;

    asio::awaitable<AppendResult> append(Batch batch) override;
    asio::awaitable<Result<std::uint64_t>> acquire(std::vector<ChainId> chains) override;
    asio::awaitable<Result<std::vector<Record>>> read(Query query) override;
    asio::awaitable<Result<std::optional<Record>>> find_first(std::string subject, std::uint32_t kind) override;
    asio::awaitable<Result<std::vector<Head>>> heads() override;
    asio::awaitable<Result<void>> save_snapshot(Snapshot snapshot) override;
    asio::awaitable<Result<LatestSnapshot>> latest_snapshot(ChainId chain, std::string fold) override;
    asio::awaitable<Result<void>> checkpoint(UtcTime now) override;
    Result<void> for_each(std::uint64_t after_seq, Check check, const RecordCallback& callback) override;
    std::uint64_t last_seq() const override;
    bool has_room() const override;
    std::optional<Error> failure() const override;

private:
    class Impl;
    explicit SqliteLedger(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace swarmdesk::ledger
