#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

#include "base/error.hpp"

namespace swarmdesk::trading::market {

/// The one file inside a zip archive, unpacked as it is read, in bounded memory. Stored or deflated, as Binance's
/// public archive publishes its files; its size and its sum are checked at its end. An archive of several files, an
/// encrypted one and a damaged one are `malformed`. Errors do not name the archive: the caller knows it. Blocks on the
/// disk.
class ZipMember {
public:
    static Result<ZipMember> open(const std::filesystem::path& path);
    /// Of an archive in memory, borrowed until this dies.
    static Result<ZipMember> open(std::string_view archive);
    ZipMember(ZipMember&&) noexcept;
    ZipMember& operator=(ZipMember&&) noexcept;
    ~ZipMember();

    /// The next bytes; none at the end.
    Result<std::size_t> read(std::span<char> chunk);

private:
    struct Handle;
    explicit ZipMember(std::unique_ptr<Handle> handle);

    std::unique_ptr<Handle> handle_;
};

}  // namespace swarmdesk::trading::market
