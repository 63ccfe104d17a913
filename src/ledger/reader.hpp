#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "ledger/keys.hpp"
#include "ledger/store.hpp"
#include "storage/sqlite.hpp"

namespace swarmdesk::ledger {

struct EventRow;

/// Something in ledger.db is not as the desk left it.
Error damaged(const std::string& what);
std::string event_name(std::uint64_t seq);  ///< "event 7"

/// A ledger's database opened for looking only, beside a running desk or after its end. Blocks; one thread at a time.
class LedgerReader {
public:
    static Result<LedgerReader> open(const std::filesystem::path& database);

    Result<std::vector<Record>> read(const Query& query);
    Result<std::vector<Head>> heads() const;
    Result<LatestSnapshot> latest_snapshot(const ChainId& chain, const std::string& fold, const Keys& keys) const;

    /// Hands over every committed event after `after_seq`. The record is valid during the call. An error from the
    /// callback ends the walk and is returned.
    Result<void> for_each(std::uint64_t after_seq, Check check, const RecordCallback& callback);

private:
    explicit LedgerReader(storage::Database database) : database_(std::move(database)) {}
    Result<void> read_record(const storage::Statement& row, EventRow& event, Record& record);
    /// The name of a chain, by the number it has in the database. Kept: a chain never changes its name.
    Result<const ChainId*> name_of(std::uint64_t chain);

    storage::Database database_;
    std::vector<std::optional<ChainId>> names_;
};

/// The hash of a chain's newest committed event at or before a place: genesis if there is none. `chain` is the number
/// the chain has in the database.
Result<Hash> hash_before(const storage::Database& database, std::uint64_t chain, const ChainId& name,
                         std::uint64_t seq);

/// The hash of the event a snapshot names. `chain` is the chain's number in the database, or `all_chains`.
Result<Hash> snapshot_event_hash(const storage::Database& database, std::uint64_t chain, const Snapshot& snapshot);

}  // namespace swarmdesk::ledger
