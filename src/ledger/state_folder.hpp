#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace swarmdesk::ledger {

/// The folder of one desk, held by a lock the system drops when the process ends, however it ends. What is in it is
/// for its owner only, and is plain files.
class StateFolder {
public:
    /// Makes the folder if it is missing and takes away what others may do with it and the ledger's files. A conflict
    /// if another process holds it, forbidden if a file of the ledger is a link or anything but a plain file.
    static Result<StateFolder> take(const std::filesystem::path& folder);
    StateFolder(StateFolder&& other) noexcept
        : folder_(std::move(other.folder_)),
          lock_(std::exchange(other.lock_, -1)),
          lock_file_(other.lock_file_),
          database_(other.database_)
    {}
    StateFolder& operator=(StateFolder&&) = delete;
    ~StateFolder();

    const std::filesystem::path& path() const { return folder_; }
    bool has_database() const;  ///< one that is not empty
    bool has_log() const;       ///< SQLite's, likewise: commits that are not in the database yet
    bool has_key() const;
    /// Files that only a desk with a ledger leaves: keys, records, journals of venues.
    std::vector<std::string> companions() const;

    /// A mark that stands while the first start makes its files, so that one cut short is not taken for a loss.
    bool is_first_start() const;
    Result<void> begin_first_start();
    void end_first_start();

    /// From now on `check` also looks after ledger.db.
    Result<void> watch_database();
    /// Whether the folder and the database are still those that were opened. An io error if somebody has removed or
    /// replaced them: what is written now would be gone with the process.
    Result<void> check() const;

private:
    struct FileId {
        dev_t device = 0;
        ino_t inode = 0;
        friend bool operator==(const FileId&, const FileId&) = default;
    };
    StateFolder(std::filesystem::path folder, int lock) : folder_(std::move(folder)), lock_(lock) {}
    static Result<FileId> identify(const std::filesystem::path& file);

    std::filesystem::path folder_;
    int lock_;
    FileId lock_file_;
    FileId database_;
};

}  // namespace swarmdesk::ledger
