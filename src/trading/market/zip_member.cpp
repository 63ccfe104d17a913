#include "trading/market/zip_member.hpp"

#include <zip.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace swarmdesk::trading::market {
namespace {

Error malformed(std::string words) { return {Errc::malformed, std::move(words)}; }

struct CloseArchive {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseFile {
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, CloseArchive>;

std::string words_of(int code)
{
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    std::string words = zip_error_strerror(&error);
    zip_error_fini(&error);
    return words;
}

Error cannot_open(int code)
{
    if (code == ZIP_ER_NOENT || code == ZIP_ER_OPEN || code == ZIP_ER_READ)
        return {Errc::io, std::string{"cannot be read: "} + std::strerror(errno)};
    return malformed("is no zip archive, or a damaged one (" + words_of(code) + ")");
}

/// The place of the only file; folders do not count.
Result<zip_uint64_t> find_only_file(zip_t* archive)
{
    constexpr zip_int64_t entries_max = 1'000;
    const zip_int64_t entries = zip_get_num_entries(archive, 0);
    const auto wrong_number = [](zip_int64_t files) {
        return malformed("holds " + std::to_string(files) +
                         " files where one is expected: unpack it, and name the candle files in it");
    };
    if (entries > entries_max) return wrong_number(entries);
    zip_int64_t files = 0;
    zip_uint64_t place = 0;
    for (zip_int64_t i = 0; i < entries; ++i) {
        const char* name = zip_get_name(archive, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
        if (name == nullptr) return malformed("is a damaged zip archive: a file in it has no name");
        if (std::string_view{name}.ends_with('/')) continue;
        ++files;
        place = static_cast<zip_uint64_t>(i);
    }
    if (files != 1) return wrong_number(files);
    return place;
}

Result<void> check_form(zip_t* archive, zip_uint64_t place)
{
    zip_stat_t about;
    zip_stat_init(&about);
    if (zip_stat_index(archive, place, 0, &about) != 0)
        return malformed(std::string{"is a damaged zip archive ("} + zip_strerror(archive) + ")");
    if ((about.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && about.encryption_method != ZIP_EM_NONE)
        return malformed("is encrypted: unpack it first");
    if ((about.valid & ZIP_STAT_COMP_METHOD) == 0 ||
        (about.comp_method != ZIP_CM_STORE && about.comp_method != ZIP_CM_DEFLATE))
        return malformed("is compressed by zip's method " + std::to_string(about.comp_method) +
                         ", and stored and deflated files are read: unpack it first");
    return {};
}

}  // namespace

struct ZipMember::Handle {
    Archive archive;
    std::unique_ptr<zip_file_t, CloseFile> file;  // before the archive goes
};

namespace {

template <class Handle>
Result<std::unique_ptr<Handle>> open_member(Archive archive)
{
    const auto place = find_only_file(archive.get());
    if (!place) return place.error();
    if (auto checked = check_form(archive.get(), *place); !checked) return checked.error();
    auto handle = std::make_unique<Handle>();
    handle->file.reset(zip_fopen_index(archive.get(), *place, 0));
    if (handle->file == nullptr)
        return malformed(std::string{"is a damaged zip archive ("} + zip_strerror(archive.get()) + ")");
    handle->archive = std::move(archive);
    return handle;
}

}  // namespace

Result<ZipMember> ZipMember::open(const std::filesystem::path& path)
{
    int code = ZIP_ER_OK;
    Archive archive{zip_open(path.c_str(), ZIP_RDONLY, &code)};
    if (archive == nullptr) return cannot_open(code);
    auto handle = open_member<Handle>(std::move(archive));
    if (!handle) return handle.error();
    return ZipMember{std::move(*handle)};
}

Result<ZipMember> ZipMember::open(std::string_view bytes)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    Archive archive{source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error)};
    const int code = zip_error_code_zip(&error);
    zip_error_fini(&error);
    if (archive == nullptr) {
        if (source != nullptr) zip_source_free(source);
        return cannot_open(code);
    }
    auto handle = open_member<Handle>(std::move(archive));
    if (!handle) return handle.error();
    return ZipMember{std::move(*handle)};
}

ZipMember::ZipMember(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
ZipMember::ZipMember(ZipMember&&) noexcept = default;
ZipMember& ZipMember::operator=(ZipMember&&) noexcept = default;
ZipMember::~ZipMember() = default;

Result<std::size_t> ZipMember::read(std::span<char> chunk)
{
    const zip_int64_t size = zip_fread(handle_->file.get(), chunk.data(), chunk.size());
    if (size >= 0) return static_cast<std::size_t>(size);
    return malformed("the zip archive is damaged (" + std::string{zip_file_strerror(handle_->file.get())} + ")");
}

}  // namespace swarmdesk::trading::market
