#include "support/world.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>

#include "base/assert.hpp"
#include "support/world_state.hpp"

namespace swarmdesk::testing {

World::World(const std::filesystem::path& folder) : path_(folder / "world")
{
    const int file = ::open(path_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    SWARMDESK_ASSERT(file >= 0 && ::ftruncate(file, sizeof(WorldState)) == 0);
    void* const page = ::mmap(nullptr, sizeof(WorldState), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    SWARMDESK_ASSERT(page != MAP_FAILED);
    ::close(file);
    state_ = static_cast<WorldState*>(page);
}

World::~World() { ::munmap(state_, sizeof(WorldState)); }

void World::set_clock(nanoseconds ahead) { state_->clock_ns = ahead.count(); }
nanoseconds World::clock() const { return nanoseconds{state_->clock_ns}; }

void World::fill_disk()
{
    state_->room = 0;
    state_->is_disk_full = true;
}
void World::free_disk()
{
    state_->is_disk_full = false;
    state_->room = 0;
}

void World::step_clock_at_crash_point(nanoseconds step)
{
    state_->at_crash_point.clock_step_ns = step.count();
    state_->spares = true;
}
void World::fill_disk_at_crash_point()
{
    state_->at_crash_point.fills_disk = true;
    state_->spares = true;
}
void World::kill_at_crash_point() { state_->spares = false; }
bool World::has_struck() const { return state_->has_struck; }

std::map<std::string, std::string> World::environment() const
{
    // AddressSanitizer wants to be the first library; the clock and the disk may come before it.
    const char* options = std::getenv("ASAN_OPTIONS");
    return {{"LD_PRELOAD", SWARMDESK_WORLD_SHIM},
            {"TEST_WORLD", path_.string()},
            {"ASAN_OPTIONS", (options == nullptr ? "" : std::string{options} + ":") + "verify_asan_link_order=0"}};
}

}  // namespace swarmdesk::testing
