#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "trading/venues/paper_state.hpp"

namespace swarmdesk::trading::venues {

/// What the bytes of a journal come to.
struct FoldedJournal {
    PaperState state;
    std::uint64_t size = 0;            ///< of the journal up to its last whole frame
    std::uint64_t since_snapshot = 0;  ///< how much of that came after the newest snapshot
};

/// Folds a journal. A last frame that was cut short while it was written is left out; anything else that does not fit
/// its own checksum, or the frames before it, is `corrupt`.
Result<FoldedJournal> fold_paper_journal(std::string_view bytes);

/// The paper exchange's own memory: an append-only file of checksummed frames, each holding all events of one request,
/// so a request is in it whole or not at all. Written without fsync: what it wrote survives the death of the process,
/// not that of the machine, which is enough for play money. One process at a time: the file is locked.
class PaperJournal {
public:
    struct Settings {
        std::string path;
        std::uint64_t compact_size = 8 << 20;  ///< with more than this after the last snapshot, opening makes a new one
    };
    /// Opens or makes the file, cuts off a torn tail, and folds the rest into `state`.
    static Result<std::unique_ptr<PaperJournal>> open(const Settings& settings, PaperState& state);
    ~PaperJournal();
    PaperJournal(const PaperJournal&) = delete;
    PaperJournal& operator=(const PaperJournal&) = delete;

    /// After a failure every further append fails: memory is ahead of the file, and only opening it again cures that.
    Result<void> append(const PaperEvents& events);

private:
    explicit PaperJournal(int file) : file_(file) {}

    int file_;
    bool is_broken_ = false;
};

/// \name The frames, for tests and tools
/// @{
Bytes journal_header();
Bytes events_frame(const PaperEvents& events);
Bytes snapshot_frame(const PaperState& state);
/// @}

}  // namespace swarmdesk::trading::venues
