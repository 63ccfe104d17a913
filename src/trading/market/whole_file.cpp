#include "trading/market/whole_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace swarmdesk::trading::market {
namespace {

bool write_all(int file, std::string_view text)
{
    while (!text.empty()) {
        const ssize_t size = ::write(file, text.data(), text.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
}

}  // namespace

Result<void> write_whole_file(const std::filesystem::path& path, std::string_view text)
{
    const std::string fresh = path.string() + ".new";
    const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0) return Error{Errc::io, path.string() + ": cannot be written: " + std::strerror(errno)};
    int failed = write_all(file, text) && ::fsync(file) == 0 ? 0 : errno;
    if (::close(file) != 0 && failed == 0) failed = errno;
    if (failed == 0 && ::rename(fresh.c_str(), path.c_str()) != 0) failed = errno;
    if (failed == 0) return {};
    ::unlink(fresh.c_str());
    return Error{Errc::io, path.string() + ": cannot be written: " + std::strerror(failed)};
}

}  // namespace swarmdesk::trading::market
