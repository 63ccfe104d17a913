#pragma once

#include <array>
#include <string_view>

#include "ledger/record.hpp"
#include "storage/sqlite.hpp"

namespace swarmdesk::ledger {

/// The database's migrations (storage/sqlite.hpp). A step that was released is never edited.
constexpr auto schema_steps = std::to_array<std::string_view>({R"sql(
CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    subject TEXT NOT NULL,
    time_ns INTEGER NOT NULL,
    payload BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE INDEX events_by_subject ON events (subject);
CREATE TABLE head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    checkpoints INTEGER NOT NULL,
    mac BLOB NOT NULL
) STRICT;
CREATE TABLE checkpoints (
    number INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    time_ns INTEGER NOT NULL,
    signature BLOB NOT NULL
) STRICT;
CREATE TABLE snapshots (
    seq INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL,
    mac BLOB NOT NULL
) STRICT;
)sql"});

/// The columns of an event, in the order `read_record` and the verifier expect them.
constexpr std::string_view event_columns = "seq, kind, subject, time_ns, payload, hash";

/// Reads an event from a row of `event_columns`. False if its columns cannot be an event's: a damaged file.
bool read_record(const storage::Statement& row, Record& record);

/// Reads a 32-byte BLOB. False if it is anything else.
bool read_hash(const storage::Statement& row, int column, Hash& hash);

}  // namespace swarmdesk::ledger
