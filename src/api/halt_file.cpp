#include "api/halt_file.hpp"

namespace swarmdesk::api {

Result<HaltFile> look_for_halt_file(const std::filesystem::path& state_folder)
{
    const std::filesystem::path path = state_folder / halt_file;
    std::error_code error;
    const auto type = std::filesystem::symlink_status(path, error).type();
    if (type == std::filesystem::file_type::none) return Error{Errc::io, path.string() + ": " + error.message()};
    return type == std::filesystem::file_type::not_found ? HaltFile::absent : HaltFile::present;
}

}  // namespace swarmdesk::api
