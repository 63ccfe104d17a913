#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/error.hpp"

namespace swarmdesk::storage {

/// A folder nobody else has, removed with everything in it: for replays, tests and benchmarks. Throws ErrorException
/// where none can be made.
class TemporaryFolder {
public:
    TemporaryFolder()
    {
        auto name = (std::filesystem::temp_directory_path() / "swarmdesk-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw ErrorException{{Errc::io, "no temporary folder can be made"}};
        path_ = name;
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace swarmdesk::storage
