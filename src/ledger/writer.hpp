#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "ledger/heads.hpp"
#include "ledger/keys.hpp"
#include "ledger/reserve.hpp"
#include "ledger/sqlite_ledger.hpp"
#include "ledger/state_folder.hpp"
#include "storage/sqlite.hpp"

namespace swarmdesk::ledger {

/// Writes a ledger's database: everything that touches the writing connection. Blocks; used by one thread at a time.
///
/// The calls between two commits are one transaction. After an error the caller rolls back, and writes
/// nothing more unless the error was a full disk and `give_space_back` says that there is some again.
class Writer {
public:
    static Result<std::unique_ptr<Writer>> open(const SqliteLedger::Options& options, StateFolder folder, Keys keys);

    // What is returned is the disk's error; `result` is for the caller, whose own mistakes harm nobody else.
    Result<void> append(const Batch& batch, AppendResult& result);
    Result<void> lease(const std::vector<ChainId>& chains, Result<std::uint64_t>& epoch);
    /// `not_found` if the event the snapshot names is not there.
    Result<void> save_snapshot(const Snapshot& snapshot, Result<void>& result);
    Result<void> checkpoint(UtcTime now);
    Result<void> commit();
    /// What may be done once nobody waits for it any more.
    Result<void> tidy() { return database_.checkpoint_if_due(); }
    void roll_back();
    bool give_space_back();

    bool has_changes() const { return transaction_.has_value(); }
    std::uint64_t seq() const { return heads_.seq(); }
    bool has_room() const { return has_room_; }
    const Keys& keys() const { return keys_; }

private:
    Writer(const SqliteLedger::Options& options, StateFolder folder, Keys keys, Reserve reserve,
           storage::Database database);
    Result<void> prepare();
    Result<void> read_heads();
    Result<void> read_ledger_head(bool is_new);
    Result<void> read_last_checkpoint();
    Result<void> check_end() const;
    Result<void> begin();
    Result<void> write_heads();
    Result<void> set_size_max();
    void measure_room();
    std::uint64_t held() const { return reserve_.held(); }

    const SqliteLedger::Options& options_;
    StateFolder folder_;
    const Keys keys_;
    Reserve reserve_;
    storage::Database database_;
    std::optional<storage::Statement> insert_event_;
    std::optional<storage::Statement> insert_chain_;
    std::optional<storage::Statement> update_chain_;
    std::optional<storage::Statement> insert_checkpoint_;
    std::optional<storage::Statement> insert_snapshot_;
    std::optional<storage::Statement> drop_snapshots_;
    std::optional<storage::Statement> write_head_;
    std::optional<storage::Statement> page_count_;
    std::optional<storage::Transaction> transaction_;  ///< since the first change after a commit

    Heads heads_;
    std::vector<Hash> macs_;  ///< of the committed heads, by the chains' numbers
    LedgerHead head_;         ///< committed
    LedgerHead next_head_;    ///< what the transaction will make it
    std::uint64_t last_checkpoint_seq_ = 0;
    std::uint64_t next_checkpoint_seq_ = 0;
    bool has_room_ = false;
};

}  // namespace swarmdesk::ledger
