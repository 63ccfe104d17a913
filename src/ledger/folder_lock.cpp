#include "ledger/folder_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace swarmdesk::ledger {

Result<FolderLock> FolderLock::take(const std::filesystem::path& folder)
{
    const auto path = folder / "ledger.lock";
    const int descriptor = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0)
        return Error{Errc::io, "cannot open " + path.string() + ": " + std::generic_category().message(errno)};
    FolderLock lock{descriptor};
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return lock;
    if (errno == EWOULDBLOCK) return Error{Errc::conflict, "another desk is using this folder: " + folder.string()};
    return Error{Errc::io, "cannot lock " + path.string() + ": " + std::generic_category().message(errno)};
}

FolderLock::~FolderLock()
{
    // The file stays: removing it would let two processes each lock a file of that name.
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace swarmdesk::ledger
