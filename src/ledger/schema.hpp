#pragma once

#include <array>
#include <string_view>

#include "ledger/chain.hpp"
#include "storage/sqlite.hpp"

namespace swarmdesk::ledger {

/// The database's migrations (storage/sqlite.hpp). A step that was released is never edited.
constexpr auto schema_steps = std::to_array<std::string_view>({R"sql(
CREATE TABLE chains (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    epoch INTEGER NOT NULL,
    number INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    mac BLOB NOT NULL
) STRICT;
CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    chain INTEGER NOT NULL,
    number INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    subject TEXT NOT NULL,
    time_ns INTEGER NOT NULL,
    payload BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE INDEX events_by_subject ON events (subject);
CREATE INDEX events_by_chain ON events (chain);
CREATE TABLE head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL,
    heads BLOB NOT NULL,
    checkpoints INTEGER NOT NULL,
    last_checkpoint BLOB NOT NULL,
    mac BLOB NOT NULL
) STRICT;
CREATE TABLE checkpoints (
    number INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL,
    root BLOB NOT NULL,
    previous BLOB NOT NULL,
    time_ns INTEGER NOT NULL,
    signature BLOB NOT NULL
) STRICT;
CREATE TABLE snapshots (
    chain INTEGER NOT NULL,
    fold TEXT NOT NULL,
    number INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    mac BLOB NOT NULL,
    PRIMARY KEY (chain, fold, number)
) STRICT, WITHOUT ROWID;
)sql"});

/// `snapshots.chain` of a snapshot over all chains; chains begin at 1.
constexpr std::uint64_t all_chains = 0;

/// The columns of an event, in the order `read_event` expects them.
constexpr std::string_view event_columns = "seq, chain, number, kind, subject, time_ns, payload, hash";
constexpr std::string_view chain_columns = "id, name, epoch, number, seq, hash, mac";
constexpr std::string_view checkpoint_columns = "number, seq, root, previous, time_ns, signature";

/// An event as its row has it, borrowed from the row. `view.chain` is not set: the row has the chain's number only.
struct EventRow {
    std::uint64_t chain = 0;
    EventView view;
    Hash hash{};
};
/// False if the columns cannot be an event's: a damaged file.
bool read_event(const storage::Statement& row, EventRow& event);

struct ChainRow {
    std::uint64_t id = 0;
    Head head;
    Hash mac{};
};
bool read_chain(const storage::Statement& row, ChainRow& chain);

struct CheckpointRow {
    Checkpoint checkpoint;
    std::string_view signature;
};
bool read_checkpoint(const storage::Statement& row, CheckpointRow& checkpoint);

struct HeadRow {
    LedgerHead head;
    Hash mac{};
};
constexpr std::string_view head_columns = "seq, heads, checkpoints, last_checkpoint, mac, id";
bool read_ledger_head(const storage::Statement& row, HeadRow& head);

/// Reads a 32-byte BLOB. False if it is anything else.
bool read_hash(const storage::Statement& row, int column, Hash& hash);
/// Reads a whole number that is not negative. False if it is anything else.
bool read_number(const storage::Statement& row, int column, std::uint64_t& number);

}  // namespace swarmdesk::ledger
