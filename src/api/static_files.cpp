#include "api/static_files.hpp"

#include <array>
#include <fstream>
#include <sstream>

#include "base/hash.hpp"

namespace swarmdesk::api {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view no_app_page =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>swarmdesk</title>"
    "<h1>The desk is running</h1><p>The web app has not been built, or the setting <code>web_folder</code> "
    "does "
    "not name its folder. The API is at <a href=\"/api/v1/openapi.yaml\">/api/v1</a>.</p></html>\n";

struct Type {
    std::string_view extension;
    std::string_view content_type;
};
constexpr auto types = std::to_array<Type>({
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".wasm", "application/wasm"},
    {".txt", "text/plain; charset=utf-8"},
});

std::string_view type_of(const std::string& extension)
{
    for (const Type& type : types)
        if (type.extension == extension) return type.content_type;
    return "application/octet-stream";
}

Result<std::string> read_whole(const fs::path& path)
{
    std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    if (file.peek() != std::ifstream::traits_type::eof()) text << file.rdbuf();
    if (file.bad() || !file.is_open()) return Error{Errc::io, "cannot read " + path.string()};
    return std::move(text).str();
}

}  // namespace

Result<StaticFiles> StaticFiles::load(const fs::path& folder)
{
    StaticFiles result;
    const auto add = [&result](const std::string& path, std::string body, const std::string& extension) {
        File file;
        file.tag = "\"" + to_hex(sha256(body)).substr(0, 32) + "\"";
        file.content_type = type_of(extension);
        file.is_immutable = path.starts_with("/assets/");
        file.body = std::make_shared<const std::string>(std::move(body));
        result.files_.insert_or_assign(path, std::move(file));
    };
    add("/index.html", std::string{no_app_page}, ".html");
    if (folder.empty()) return result;

    std::error_code failure;
    std::size_t total = 0;
    const fs::path root = fs::canonical(folder, failure);
    if (failure) return Error{Errc::not_found, "the web folder " + folder.string() + ": " + failure.message()};
    auto at = fs::recursive_directory_iterator{root, failure};
    for (; !failure && at != fs::recursive_directory_iterator{}; at.increment(failure)) {
        if (at->is_symlink() || !at->is_regular_file()) continue;
        auto body = read_whole(at->path());
        if (!body) return body.error();
        total += body->size();
        if (total > total_bytes_max) return Error{Errc::limit_exceeded, "the web folder holds more than 64 MB"};
        add("/" + at->path().lexically_relative(root).generic_string(), std::move(*body),
            at->path().extension().string());
    }
    if (failure) return Error{Errc::io, "the web folder " + folder.string() + ": " + failure.message()};
    return result;
}

bool StaticFiles::is_place_of_a_file(std::string_view path) const
{
    const std::size_t name = path.rfind('/') + 1;
    if (path.find('.', name) == std::string_view::npos) return false;
    if (path.find("//") != std::string_view::npos || path.find("/.") != std::string_view::npos) return true;
    // An address of the app may end with a dot and more, as that of BRK.B: then no file is beside it.
    const std::string_view folder = path.substr(0, name);
    const auto next = files_.lower_bound(folder);
    return next != files_.end() && next->first.starts_with(folder);
}

std::optional<net::Response> StaticFiles::serve(const net::Request& request) const
{
    auto found = files_.find(request.path);
    if (found == files_.end()) {
        if (is_place_of_a_file(request.path)) return std::nullopt;
        found = files_.find("/index.html");
    }
    const File& file = found->second;
    net::Response response;
    response.headers.add("ETag", file.tag);
    response.headers.add("Cache-Control", file.is_immutable ? "public, max-age=31536000, immutable" : "no-cache");
    if (const auto known = request.headers.find("If-None-Match"); known && net::has_token(*known, file.tag)) {
        response.status = 304;
        return response;
    }
    response.content_type = file.content_type;
    response.shared_body = file.body;
    return response;
}

}  // namespace swarmdesk::api
