#pragma once

#include <zip.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

/// \file
/// For tests only: zip archives, good ones and others.

namespace swarmdesk::trading::market {

struct ZipForm {
    zip_int32_t method = ZIP_CM_DEFLATE;
    bool is_encrypted = false;
};

/// Writes an archive with these files (name, content). False where libzip would not.
inline bool write_zip(const std::filesystem::path& path, const std::vector<std::pair<std::string, std::string>>& files,
                      ZipForm form = {})
{
    int code = 0;
    zip_t* const archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
    if (archive == nullptr) return false;
    for (const auto& [name, content] : files) {
        if (name.ends_with('/')) {
            zip_dir_add(archive, name.c_str(), 0);
            continue;
        }
        zip_source_t* const source = zip_source_buffer(archive, content.data(), content.size(), 0);
        const zip_int64_t place = zip_file_add(archive, name.c_str(), source, 0);
        if (place < 0) return false;
        const auto index = static_cast<zip_uint64_t>(place);
        if (zip_set_file_compression(archive, index, form.method, 0) != 0) return false;
        if (form.is_encrypted && zip_file_set_encryption(archive, index, ZIP_EM_AES_256, "secret") != 0) return false;
    }
    return zip_close(archive) == 0;
}

}  // namespace swarmdesk::trading::market
