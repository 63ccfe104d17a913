#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "ledger/keys.hpp"

namespace swarmdesk::ledger {

/// Where a ledger stops being what the desk wrote.
struct Problem {
    std::uint64_t seq = 0;  ///< the event (or the number of the checkpoint or chain) it begins at; 0: not about one
    std::string table;      ///< events, chains, checkpoints, head, snapshots, schema, an index; "file": unreadable
    std::string words;      ///< a sentence for a person

    friend bool operator==(const Problem&, const Problem&) = default;
};

struct Verdict {
    std::uint64_t events = 0;       ///< looked at
    std::uint64_t chains = 0;       ///< looked at
    std::uint64_t checkpoints = 0;  ///< looked at
    std::optional<Problem> first_problem;

    bool is_ok() const { return !first_problem; }
};

using Progress = std::function<void(std::uint64_t events_done, std::uint64_t events_total)>;

/// Judges a ledger's database, also while a desk is writing to it: the schema, every event's hash, every checkpoint's
/// signature, the heads, the snapshots and the indices. Finds any changed bit of any column, and any event or chain
/// missing, added, moved (also to another chain) or rewritten. What it cannot know: that a whole older copy of the
/// folder was put back.
///
/// Blocks; a long ledger is judged in stretches, by threads that end before this returns, with `progress` called on the
/// caller's. An Error means there was nothing to judge (no file, no permission); a damaged file is a Problem.
Result<Verdict> verify(const std::filesystem::path& database, const Keys& keys, const Progress& progress = {});

/// The same for somebody who has the public key only: an auditor. The heads and the snapshots are then not proven to be
/// the desk's own, so events after the last checkpoint can have been rewritten or dropped.
Result<Verdict> verify(const std::filesystem::path& database, const PublicKey& key, const Progress& progress = {});

}  // namespace swarmdesk::ledger
