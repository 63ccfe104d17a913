#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "base/instant.hpp"

namespace swarmdesk::testing {

struct WorldState;

/// The calendar's clock and the disk as a desk meets them: a test can set the one and fill the other while the desk
/// runs, or have it happen at the desk's crash point, which it then lives through. A small library is loaded into the
/// desk's process for it; the program itself knows nothing of it. It outlives the desks in it, one after the other.
///
/// A full disk takes no byte more than it has been given back, overwrites what is there, and says how full it is. The
/// exchanges' journals are not on it: an exchange is somebody else's machine.
class World {
public:
    /// Keeps a file in the folder.
    explicit World(const std::filesystem::path& folder);
    ~World();
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    /// How far the calendar's clock is ahead of this machine's.
    void set_clock(nanoseconds ahead);
    nanoseconds clock() const;
    void free_disk();
    void fill_disk();

    /// The next crash point changes the world instead of ending the desk.
    void step_clock_at_crash_point(nanoseconds step);
    void fill_disk_at_crash_point();
    /// From here on a crash point kills again.
    void kill_at_crash_point();
    /// Whether a desk passed its crash point and lived.
    bool has_struck() const;

    /// For a process to live in it.
    std::map<std::string, std::string> environment() const;

private:
    std::filesystem::path path_;
    WorldState* state_;
};

}  // namespace swarmdesk::testing
