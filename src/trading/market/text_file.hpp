#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

#include "base/error.hpp"

namespace swarmdesk::trading::market {

/// The text of a file on disk as it was before somebody compressed it: plain, gzip, or the one file of a zip archive,
/// told apart by their first bytes. Read chunk by chunk in bounded memory. Blocks on the disk.
class TextFile {
public:
    /// As much as a compressed file may hold: ten years of one-minute candles with room to spare. A few kilobytes can
    /// unpack to anything; a plain file can be no larger than somebody's disk, and has no bound here.
    static constexpr std::uint64_t unpacked_bytes_max = 512ULL << 20;

    /// `not_found` where there is no file to read, `malformed` where it is an archive that cannot be. Errors name it.
    static Result<TextFile> open(const std::filesystem::path& path, std::uint64_t unpacked_max = unpacked_bytes_max);
    TextFile(TextFile&&) noexcept;
    TextFile& operator=(TextFile&&) noexcept;
    ~TextFile();

    /// The next bytes; none at the end; `malformed` where a compressed file holds more than it may. Errors do not
    /// name the file: the caller also knows the line.
    Result<std::size_t> read(std::span<char> chunk);
    std::string_view form() const;  ///< "plain", "gzip" or "zip"

    class Reader;

private:
    TextFile(std::unique_ptr<Reader> reader, std::uint64_t unpacked_max);
    std::unique_ptr<Reader> reader_;
    std::uint64_t unpacked_max_;
    std::uint64_t unpacked_ = 0;
};

}  // namespace swarmdesk::trading::market
