#include "ledger/state_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace swarmdesk::ledger {

namespace fs = std::filesystem;

namespace {

constexpr mode_t others = S_IRWXG | S_IRWXO;
/// The public key is for everybody, and a key others could read is refused rather than quietly hidden (keys.hpp).
constexpr auto private_files =
    std::to_array<const char*>({"ledger.db", "ledger.db-wal", "ledger.db-shm", "ledger.lock", "ledger.reserve",
                                "ledger.new", "records.db", "notifications.db"});
constexpr auto open_files = std::to_array<const char*>({"ledger.key", "ledger.pub"});

Error system_error(const std::string& doing)
{
    const int reason = errno;
    return Error{reason == ENOSPC ? Errc::limit_exceeded : Errc::io,
                 doing + ": " + std::generic_category().message(reason)};
}

Result<void> make_private(const fs::path& path, const struct stat& status, mode_t wanted)
{
    if ((status.st_mode & others) == 0) return {};
    if (::chmod(path.c_str(), wanted) == 0) return {};
    return Error{Errc::forbidden, path.string() + " can be used by others, and its permissions cannot be changed: " +
                                      std::generic_category().message(errno)};
}

/// Follows no link. A file that is not there is fine.
Result<void> check_file(const fs::path& path, bool is_private)
{
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) {
        if (errno == ENOENT) return {};
        return system_error("cannot look at " + path.string());
    }
    if (!S_ISREG(status.st_mode)) return Error{Errc::forbidden, path.string() + " is not a plain file"};
    if (!is_private) return {};
    return make_private(path, status, S_IRUSR | S_IWUSR);
}

bool is_there(const fs::path& path)
{
    std::error_code failed;
    return fs::exists(fs::symlink_status(path, failed));
}

bool has_bytes(const fs::path& path)
{
    struct stat status {};
    return ::lstat(path.c_str(), &status) == 0 && status.st_size > 0;
}

}  // namespace

Result<StateFolder> StateFolder::take(const fs::path& folder)
{
    std::error_code failed;
    fs::create_directories(folder, failed);
    if (failed) return Error{Errc::io, "cannot make " + folder.string() + ": " + failed.message()};
    struct stat status {};
    if (::stat(folder.c_str(), &status) != 0) return system_error("cannot look at " + folder.string());
    if (auto done = make_private(folder, status, S_IRWXU); !done) return done.error();
    for (const char* name : private_files)
        if (auto done = check_file(folder / name, true); !done) return done.error();
    for (const char* name : open_files)
        if (auto done = check_file(folder / name, false); !done) return done.error();

    const auto path = folder / "ledger.lock";
    const int descriptor = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (descriptor < 0) return system_error("cannot open " + path.string());
    StateFolder taken{folder, descriptor};
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return Error{Errc::conflict, "another desk is using this folder: " + folder.string()};
        return system_error("cannot lock " + path.string());
    }
    if (::fstat(descriptor, &status) != 0) return system_error("cannot look at " + path.string());
    taken.lock_file_ = {status.st_dev, status.st_ino};
    if (auto still = taken.check(); !still) return still.error();
    return taken;
}

StateFolder::~StateFolder()
{
    // The file stays: removing it would let two processes each lock a file of that name.
    if (lock_ >= 0) ::close(lock_);
}

bool StateFolder::has_database() const { return has_bytes(folder_ / "ledger.db"); }
bool StateFolder::has_log() const { return has_bytes(folder_ / "ledger.db-wal"); }

bool StateFolder::has_key() const { return is_there(folder_ / "ledger.key"); }

std::vector<std::string> StateFolder::companions() const
{
    std::vector<std::string> names;
    std::error_code failed;
    for (auto entry = fs::directory_iterator{folder_, failed}; !failed && entry != fs::directory_iterator{};
         entry.increment(failed)) {
        const auto name = entry->path().filename().string();
        if (name == "ledger.key" || name == "ledger.pub" || name == "ledger.db-wal" || name == "records.db" ||
            name.ends_with(".journal"))
            names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

bool StateFolder::is_first_start() const { return is_there(folder_ / "ledger.new"); }

Result<void> StateFolder::begin_first_start()
{
    const auto path = folder_ / "ledger.new";
    const int file = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (file < 0) return system_error("cannot make " + path.string());
    ::close(file);
    return {};
}

void StateFolder::end_first_start() { ::unlink((folder_ / "ledger.new").c_str()); }

Result<StateFolder::FileId> StateFolder::identify(const fs::path& file)
{
    struct stat status {};
    if (::lstat(file.c_str(), &status) != 0)
        return Error{Errc::io, file.string() + " has been removed while the desk was running"};
    return FileId{status.st_dev, status.st_ino};
}

Result<void> StateFolder::watch_database()
{
    const auto found = identify(folder_ / "ledger.db");
    if (!found) return found.error();
    database_ = *found;
    return {};
}

Result<void> StateFolder::check() const
{
    const auto is_same = [](const fs::path& file, const FileId& expected) -> Result<void> {
        const auto found = identify(file);
        if (!found) return found.error();
        if (*found != expected) return Error{Errc::io, file.string() + " has been replaced while the desk was running"};
        return {};
    };
    if (auto same = is_same(folder_ / "ledger.lock", lock_file_); !same) return same;
    if (database_ == FileId{}) return {};
    return is_same(folder_ / "ledger.db", database_);
}

}  // namespace swarmdesk::ledger
