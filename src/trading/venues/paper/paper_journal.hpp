#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "trading/venues/paper/paper_state.hpp"

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
/// so a request is in it whole or not at all. One process at a time: the file is locked.
///
/// Opened, it can be written to where one may block. Once started, a thread of its own writes and syncs what is
/// appended, many requests at a time where they come faster than the disk, and the executor never waits for it.
class PaperJournal {
public:
    struct Settings {
        std::string path;
        std::uint64_t compact_size = 8 << 20;  ///< with more than this after the last snapshot, opening makes a new one
        /// Called with "venue.before_write" and "venue.written" as the thread passes them, on the thread.
        std::function<void(std::string_view)> crash_point{};
    };
    /// Opens or makes the file, cuts off a torn tail, and folds the rest into `state`.
    static Result<std::unique_ptr<PaperJournal>> open(const Settings& settings, PaperState& state);
    /// Waits until what was appended is written.
    ~PaperJournal();
    PaperJournal(const PaperJournal&) = delete;
    PaperJournal& operator=(const PaperJournal&) = delete;

    /// Writes and syncs in here; not once it has been started. After a failure memory is ahead of the file, and only
    /// opening it again cures that: every further write fails.
    Result<void> write(const PaperEvents& events);

    struct Listener {
        std::function<void(std::uint64_t number)> on_durable;  ///< this append and all before it are on the disk
        std::function<void(const Error& error)> on_failure;    ///< once; nothing is written after it
    };
    /// Begins the thread. The listener is called on the executor, and not after this object has died.
    void start(boost::asio::any_io_executor executor, Listener listener);
    /// Hands one request's events to the thread. Returns its number, from 1; nothing to write is the number before.
    std::uint64_t append(const PaperEvents& events);
    std::uint64_t last_appended() const;
    std::uint64_t last_durable() const;
    bool has_failed() const;

private:
    class Writer;
    PaperJournal(int file, const Settings& settings);

    std::unique_ptr<Writer> writer_;
};

/// \name The frames, for tests and tools
/// @{
Bytes journal_header();
Bytes events_frame(const PaperEvents& events);
Bytes snapshot_frame(const PaperState& state);
/// @}

}  // namespace swarmdesk::trading::venues
