#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/heads.hpp"
#include "ledger/store.hpp"
#include "runtime/clock.hpp"
#include "runtime/wakeup.hpp"

namespace swarmdesk::ledger {

/// What a MemoryLedger writes to. Outlives it as a disk outlives a process: another one on the same disk has what was
/// durable, and fences the first.
struct MemoryDisk {
    Heads heads;
    std::vector<Record> records;                             ///< seq 1 first
    std::map<std::string, std::vector<std::size_t>> places;  ///< indices into `records`, by subject
    /// Of each chain and fold, by number; the last two.
    std::map<std::pair<ChainId, std::string>, std::vector<Snapshot>> snapshots;
    std::vector<Checkpoint> checkpoints;
};

/// The ledger in memory, for tests and simulation. Everything happens inside the call, in one order, unless a fault
/// says otherwise.
class MemoryLedger final : public LedgerStore {
public:
    /// What goes wrong at one append.
    struct Fault {
        enum class Kind {
            delay = 1,  ///< the disk takes its time
            hold,       ///< the disk takes until `release`
            fail,       ///< the disk fails and has nothing of the batch
            tear,       ///< the disk fails and has the whole batch
        };
        Kind kind = Kind::fail;
        nanoseconds delay{0};
    };

    /// The disk and the clock, which only delays need, outlive this.
    explicit MemoryLedger(MemoryDisk& disk, runtime::Clock* clock = nullptr) : disk_(disk), clock_(clock) {}
    MemoryLedger(const MemoryLedger&) = delete;
    MemoryLedger& operator=(const MemoryLedger&) = delete;

    /// `append` counts from 1.
    void plan(std::uint64_t append, Fault fault) { faults_.insert_or_assign(append, fault); }
    void release();
    void set_room(bool has_room) { has_room_ = has_room; }
    std::uint64_t appends() const { return appends_; }

    asio::awaitable<AppendResult> append(Batch batch) override;
    asio::awaitable<Result<std::uint64_t>> acquire(std::vector<ChainId> chains) override;
    asio::awaitable<Result<std::vector<Record>>> read(Query query) override;
    asio::awaitable<Result<std::optional<Record>>> find_first(std::string subject, std::uint32_t kind) override;
    asio::awaitable<Result<std::vector<Head>>> heads() override;
    asio::awaitable<Result<void>> save_snapshot(Snapshot snapshot) override;
    asio::awaitable<Result<LatestSnapshot>> latest_snapshot(ChainId chain, std::string fold) override;
    asio::awaitable<Result<void>> checkpoint(UtcTime now) override;
    Result<void> for_each(std::uint64_t after_seq, Check check, const RecordCallback& callback) override;
    std::uint64_t last_seq() const override { return disk_.records.size(); }
    bool has_room() const override { return has_room_; }
    std::optional<Error> failure() const override { return failure_; }

private:
    /// A place in the queue of what is to be written; leaves it when destroyed.
    class Turn;
    Error failed_for_ever() const;
    void write(const Batch& batch);

    MemoryDisk& disk_;
    runtime::Clock* clock_;
    std::map<std::uint64_t, Fault> faults_;
    std::uint64_t appends_ = 0;
    std::deque<Turn*> turns_;
    runtime::Wakeup released_;
    bool has_room_ = true;
    std::optional<Error> failure_;
};

}  // namespace swarmdesk::ledger
