#include "trading/market/text_file.hpp"

#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "trading/market/zip_member.hpp"

namespace swarmdesk::trading::market {

class TextFile::Reader {
public:
    virtual ~Reader() = default;
    virtual Result<std::size_t> read(std::span<char> chunk) = 0;
    virtual std::string_view form() const = 0;
};

namespace {

/// zlib reads what is not compressed as it is.
class GzipReader final : public TextFile::Reader {
public:
    explicit GzipReader(gzFile file) : file_(file) {}
    GzipReader(const GzipReader&) = delete;
    GzipReader& operator=(const GzipReader&) = delete;
    ~GzipReader() override { gzclose_r(file_); }

    Result<std::size_t> read(std::span<char> chunk) override
    {
        const int size = gzread(file_, chunk.data(), static_cast<unsigned>(chunk.size()));
        if (size > 0) return static_cast<std::size_t>(size);
        // A compressed file that was cut short reads as an ordinary end; only the error state tells.
        int code = Z_OK;
        const char* words = gzerror(file_, &code);
        if (code == Z_BUF_ERROR) return Error{Errc::malformed, "the compressed data is cut short"};
        if (size < 0 || code != Z_OK) return Error{Errc::malformed, words};
        return std::size_t{0};
    }
    std::string_view form() const override { return gzdirect(file_) == 1 ? "plain" : "gzip"; }

private:
    gzFile file_;
};

class ZipReader final : public TextFile::Reader {
public:
    explicit ZipReader(ZipMember member) : member_(std::move(member)) {}
    Result<std::size_t> read(std::span<char> chunk) override { return member_.read(chunk); }
    std::string_view form() const override { return "zip"; }

private:
    ZipMember member_;
};

/// By the first bytes: of a file in the archive, or of the end of an archive that has none.
bool is_zip(const std::filesystem::path& path)
{
    std::array<char, 4> bytes{};
    std::ifstream{path, std::ios::binary}.read(bytes.data(), bytes.size());
    const std::string_view start{bytes.data(), bytes.size()};
    using namespace std::string_view_literals;
    return start == "PK\x03\x04"sv || start == "PK\x05\x06"sv;
}

}  // namespace

Result<TextFile> TextFile::open(const std::filesystem::path& path, std::uint64_t unpacked_max)
{
    std::error_code failed;
    const auto status = std::filesystem::status(path, failed);
    if (!std::filesystem::exists(status)) {
        const bool is_missing = status.type() == std::filesystem::file_type::not_found;
        return Error{Errc::not_found, path.string() + ": " + (is_missing ? "no such file" : failed.message())};
    }
    if (!std::filesystem::is_regular_file(status)) return Error{Errc::not_found, path.string() + ": is no file"};
    if (path.extension() == ".zip" || is_zip(path)) {
        auto member = ZipMember::open(path);
        if (!member) return Error{member.error().code, path.filename().string() + ": " + member.error().detail};
        return TextFile{std::make_unique<ZipReader>(std::move(*member)), unpacked_max};
    }
    const gzFile file = gzopen(path.c_str(), "rb");
    if (file == nullptr) return Error{Errc::io, path.string() + ": " + std::strerror(errno)};
    return TextFile{std::make_unique<GzipReader>(file), unpacked_max};
}

TextFile::TextFile(std::unique_ptr<Reader> reader, std::uint64_t unpacked_max)
    : reader_(std::move(reader)), unpacked_max_(unpacked_max)
{}
TextFile::TextFile(TextFile&&) noexcept = default;
TextFile& TextFile::operator=(TextFile&&) noexcept = default;
TextFile::~TextFile() = default;

Result<std::size_t> TextFile::read(std::span<char> chunk)
{
    auto size = reader_->read(chunk);
    if (!size) return size;
    unpacked_ += *size;
    if (unpacked_ <= unpacked_max_ || reader_->form() == "plain") return size;
    return Error{Errc::malformed,
                 "it unpacks to more than " + std::to_string(unpacked_max_ >> 20) +
                     " MB and was not read further; if it is meant to, unpack it yourself and name the plain file"};
}
std::string_view TextFile::form() const { return reader_->form(); }

}  // namespace swarmdesk::trading::market
