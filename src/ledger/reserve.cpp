#include "ledger/reserve.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace swarmdesk::ledger {

Result<Reserve> Reserve::open(const std::filesystem::path& folder, std::uint64_t bytes)
{
    const auto path = folder / "ledger.reserve";
    if (bytes == 0) return Reserve{-1, 0};
    const int descriptor = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (descriptor < 0) {
        const int reason = errno;
        // A disk so full that not even the name fits: begin without, and deny new intents.
        if (reason == ENOSPC || reason == EDQUOT) return Reserve{-1, bytes};
        return Error{Errc::io, "cannot open " + path.string() + ": " + std::generic_category().message(reason)};
    }
    Reserve reserve{descriptor, bytes};
    struct stat status {};
    if (::fstat(descriptor, &status) != 0)
        return Error{Errc::io, "cannot look at " + path.string() + ": " + std::generic_category().message(errno)};
    // Blocks count, not the size: a sparse file of that name holds nothing.
    const auto allocated = static_cast<std::uint64_t>(status.st_blocks) * 512;
    reserve.held_ = std::min({static_cast<std::uint64_t>(status.st_size), allocated, bytes});
    reserve.refill();
    return reserve;
}

Reserve::~Reserve()
{
    if (descriptor_ >= 0) ::close(descriptor_);
}

bool Reserve::give_part_back()
{
    if (held_ == 0) return false;
    const auto left = held_ - std::min(held_, std::max<std::uint64_t>(part(), 1));
    if (::ftruncate(descriptor_, static_cast<off_t>(left)) != 0) return false;
    held_ = left;
    return true;
}

void Reserve::refill()
{
    if (descriptor_ < 0 || missing() == 0) return;
    if (::posix_fallocate(descriptor_, 0, static_cast<off_t>(wanted_)) == 0) {
        held_ = wanted_;
        return;
    }
    // What a refused allocation leaves behind would be space nobody counts. Where even that fails, it is held.
    if (::ftruncate(descriptor_, static_cast<off_t>(held_)) != 0) held_ = wanted_ - missing();
}

}  // namespace swarmdesk::ledger
