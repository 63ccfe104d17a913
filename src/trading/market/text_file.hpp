#pragma once

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
    /// `not_found` where there is no file to read, `malformed` where it is an archive that cannot be. Errors name it.
    static Result<TextFile> open(const std::filesystem::path& path);
    TextFile(TextFile&&) noexcept;
    TextFile& operator=(TextFile&&) noexcept;
    ~TextFile();

    /// The next bytes; none at the end. Errors do not name the file: the caller also knows the line.
    Result<std::size_t> read(std::span<char> chunk);
    std::string_view form() const;  ///< "plain", "gzip" or "zip"

    class Reader;

private:
    explicit TextFile(std::unique_ptr<Reader> reader);
    std::unique_ptr<Reader> reader_;
};

}  // namespace swarmdesk::trading::market
