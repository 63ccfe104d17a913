#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/http.hpp"

namespace swarmdesk::api {

/// The web app's files, read once into memory: what is not in the map does not exist, so no path can lead out of the
/// folder. An unknown path that could not be a file's is the app's own: it gets index.html.
class StaticFiles {
public:
    static constexpr std::size_t total_bytes_max = 64 * 1024 * 1024;

    /// An empty path: no files, only a page that says so. Links that lead elsewhere are left out.
    static Result<StaticFiles> load(const std::filesystem::path& folder);

    /// Nothing where there is no such file.
    std::optional<net::Response> serve(const net::Request& request) const;

private:
    /// It has an extension, and is in a folder that has files.
    bool is_place_of_a_file(std::string_view path) const;

    struct File {
        std::shared_ptr<const std::string> body;
        std::string content_type;
        std::string tag;
        bool is_immutable = false;  ///< its name holds a hash of it
    };

    std::map<std::string, File, std::less<>> files_;  ///< by path, "/index.html"
};

}  // namespace swarmdesk::api
