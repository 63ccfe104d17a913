#pragma once

#include <filesystem>
#include <utility>

#include "base/error.hpp"

namespace swarmdesk::ledger {

/// Holds a state folder for one process, by a lock the system drops when the process ends, however it ends.
class FolderLock {
public:
    /// A conflict if somebody else has it.
    static Result<FolderLock> take(const std::filesystem::path& folder);
    FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    FolderLock& operator=(FolderLock&&) = delete;
    ~FolderLock();

private:
    explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

}  // namespace swarmdesk::ledger
