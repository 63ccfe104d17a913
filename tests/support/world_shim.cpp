/// \file
/// Loaded into the desk before the C library (LD_PRELOAD): the calendar's clock and the disk are then what the test
/// says in the page of memory that TEST_WORLD names. Without it everything is as it was. Nothing here
/// allocates or looks a symbol up: it is called while the program has hardly begun.

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string_view>

#include "support/world_state.hpp"

namespace {

using swarmdesk::testing::WorldState;

WorldState* world = nullptr;

[[gnu::constructor]] void join_world()
{
    const char* path = std::getenv("TEST_WORLD");
    if (path == nullptr) return;
    const int file = static_cast<int>(syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC));
    if (file < 0) return;
    void* const page = ::mmap(nullptr, sizeof(WorldState), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    ::close(file);
    if (page != MAP_FAILED) world = static_cast<WorldState*>(page);
}

/// An exchange's journal stands for what is on somebody else's machine, whose disk is not ours.
bool is_exchanges(int file)
{
    char link[32] = "/proc/self/fd/";
    char digits[12];
    int count = 0;
    for (int rest = file; rest != 0 || count == 0; rest /= 10) digits[count++] = static_cast<char>('0' + rest % 10);
    std::size_t at = std::strlen(link);
    while (count > 0) link[at++] = digits[--count];
    link[at] = '\0';
    char path[4096];
    const auto size = ::readlink(link, path, sizeof path);
    return size > 0 && std::string_view{path, static_cast<std::size_t>(size)}.ends_with(".journal");
}

/// Whether a file may grow to end there. Takes the room for it.
bool has_room_until(int file, std::int64_t end)
{
    if (world == nullptr || !world->is_disk_full) return true;
    struct stat status {};
    if (file <= STDERR_FILENO || ::fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) return true;
    const std::int64_t growth = end - status.st_size;
    if (growth <= 0 || is_exchanges(file)) return true;
    std::int64_t room = world->room;
    while (room >= growth)
        if (world->room.compare_exchange_weak(room, room - growth)) return true;
    errno = ENOSPC;
    return false;
}

bool has_room_here(int file, std::size_t count)
{
    if (world == nullptr || !world->is_disk_full) return true;
    struct stat status {};
    if (::fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) return true;
    const bool appends = (::fcntl(file, F_GETFL) & O_APPEND) != 0;
    const std::int64_t from = appends ? status.st_size : ::lseek(file, 0, SEEK_CUR);
    return has_room_until(file, from + static_cast<std::int64_t>(count));
}

std::int64_t allocated(int file)
{
    struct stat status {};
    if (::fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) return 0;
    return std::min<std::int64_t>(status.st_size, status.st_blocks * 512);
}

int truncate_to(int file, off_t size)
{
    const std::int64_t before = allocated(file);
    const auto result = static_cast<int>(syscall(SYS_ftruncate, file, size));
    if (result == 0 && world != nullptr && world->is_disk_full && size < before) world->room += before - size;
    return result;
}

int allocate(int file, int mode, off_t offset, off_t size)
{
    if (!has_room_until(file, offset + size)) return -1;
    return static_cast<int>(syscall(SYS_fallocate, file, mode, offset, size));
}

int posix_allocate(int file, off_t offset, off_t size)
{
    const int before = errno;
    const int result = allocate(file, 0, offset, size) == 0 ? 0 : errno;
    errno = before;
    return result;
}

void look_at(struct statvfs* disk)
{
    if (world == nullptr || !world->is_disk_full) return;
    disk->f_bfree = disk->f_bavail = static_cast<fsblkcnt_t>(world->room) / disk->f_frsize;
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, struct timespec* time) noexcept
{
    if (syscall(SYS_clock_gettime, clock, time) != 0) return -1;
    if (world == nullptr || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)) return 0;
    const std::int64_t ns = time->tv_sec * 1'000'000'000 + time->tv_nsec + world->clock_ns;
    time->tv_sec = ns / 1'000'000'000;
    time->tv_nsec = ns % 1'000'000'000;
    return 0;
}

int gettimeofday(struct timeval* time, void*) noexcept
{
    struct timespec now {};
    if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t* result) noexcept
{
    struct timespec now {};
    clock_gettime(CLOCK_REALTIME, &now);
    if (result != nullptr) *result = now.tv_sec;
    return now.tv_sec;
}

ssize_t write(int file, const void* bytes, size_t count)
{
    return has_room_here(file, count) ? syscall(SYS_write, file, bytes, count) : -1;
}

ssize_t writev(int file, const struct iovec* parts, int count)
{
    std::size_t size = 0;
    for (int i = 0; i < count; ++i) size += parts[i].iov_len;
    return has_room_here(file, size) ? syscall(SYS_writev, file, parts, count) : -1;
}

ssize_t pwrite(int file, const void* bytes, size_t count, off_t offset)
{
    const bool fits = has_room_until(file, offset + static_cast<std::int64_t>(count));
    return fits ? syscall(SYS_pwrite64, file, bytes, count, offset) : -1;
}
ssize_t pwrite64(int file, const void* bytes, size_t count, off64_t offset)
{
    return pwrite(file, bytes, count, offset);
}

int ftruncate(int file, off_t size) noexcept { return truncate_to(file, size); }
int ftruncate64(int file, off64_t size) noexcept { return truncate_to(file, size); }
int fallocate(int file, int mode, off_t offset, off_t size) { return allocate(file, mode, offset, size); }
int fallocate64(int file, int mode, off64_t offset, off64_t size) { return allocate(file, mode, offset, size); }
int posix_fallocate(int file, off_t offset, off_t size) { return posix_allocate(file, offset, size); }
int posix_fallocate64(int file, off64_t offset, off64_t size) { return posix_allocate(file, offset, size); }

int statvfs(const char* path, struct statvfs* disk) noexcept
{
    struct stat status {};
    if (::stat(path, &status) != 0) return -1;
    const int folder = static_cast<int>(syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC));
    if (folder < 0) return -1;
    const int result = ::fstatvfs(folder, disk);
    ::close(folder);
    if (result == 0) look_at(disk);
    return result;
}
int statvfs64(const char* path, struct statvfs64* disk) noexcept
{
    return statvfs(path, reinterpret_cast<struct statvfs*>(disk));
}

/// The crash point kills; here the world may change instead.
int raise(int signal) noexcept
{
    if (signal == SIGKILL && world != nullptr && world->spares) {
        world->clock_ns += world->at_crash_point.clock_step_ns;
        if (world->at_crash_point.fills_disk) world->is_disk_full = true;
        world->has_struck = true;
        return 0;
    }
    return static_cast<int>(syscall(SYS_tgkill, ::getpid(), syscall(SYS_gettid), signal));
}

}  // extern "C"
