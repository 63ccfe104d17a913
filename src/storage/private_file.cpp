#include "storage/private_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace swarmdesk::storage {
namespace {

Error system_error(const std::filesystem::path& path)
{
    return Error{Errc::io, path.string() + ": " + std::strerror(errno)};
}

}  // namespace

Result<void> write_private_file(const std::filesystem::path& path, std::string_view text)
{
    const std::filesystem::path fresh = path.string() + ".new";
    ::unlink(fresh.c_str());
    const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) return system_error(fresh);
    const bool is_written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    const bool is_synced = is_written && ::fsync(file) == 0;
    const bool is_closed = ::close(file) == 0;
    if (!is_synced || !is_closed || ::rename(fresh.c_str(), path.c_str()) != 0) return system_error(path);
    return {};
}

Result<std::string> read_private_file(const std::filesystem::path& path)
{
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file < 0) {
        if (errno == ENOENT) return Error{Errc::not_found, path.string() + " is not there"};
        return system_error(path);
    }
    std::array<char, 4096> bytes{};
    struct stat status {};
    const bool is_plain = ::fstat(file, &status) == 0 && S_ISREG(status.st_mode);
    const auto count = is_plain ? ::read(file, bytes.data(), bytes.size()) : -1;
    ::close(file);
    if (count < 0) return Error{Errc::io, path.string() + " cannot be read"};
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return Error{Errc::forbidden, path.string() + " can be read by others: chmod 600 it"};
    return std::string{bytes.data(), static_cast<std::size_t>(count)};
}

std::string read_first_word(const std::filesystem::path& path)
{
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file < 0) return {};
    std::array<char, 512> bytes{};
    struct stat status {};
    const bool is_plain = ::fstat(file, &status) == 0 && S_ISREG(status.st_mode);
    const auto count = is_plain ? ::read(file, bytes.data(), bytes.size()) : 0;
    ::close(file);
    const std::string_view text{bytes.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
    const auto begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
    return std::string{text.substr(begin, text.find_first_of(" \t\r\n", begin) - begin)};
}

}  // namespace swarmdesk::storage
