#include "trading/market/candle_file.hpp"

#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <numeric>

namespace swarmdesk::trading::market {

struct CandleFile::Handle {
    explicit Handle(gzFile opened) : file(opened) {}
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() { gzclose_r(file); }
    gzFile file;
    std::array<char, 64 * 1024> chunk;
};

Result<CandleFile> CandleFile::open(const std::filesystem::path& path)
{
    std::error_code failed;
    const auto status = std::filesystem::status(path, failed);
    if (!std::filesystem::exists(status)) {
        const bool is_missing = status.type() == std::filesystem::file_type::not_found;
        return Error{Errc::not_found, path.string() + ": " + (is_missing ? "no such file" : failed.message())};
    }
    if (!std::filesystem::is_regular_file(status)) return Error{Errc::not_found, path.string() + ": is no file"};
    if (path.extension() == ".zip")
        return Error{Errc::malformed, path.filename().string() + ": zip archives are not read; unpack it first"};
    const gzFile file = gzopen(path.c_str(), "rb");
    if (file == nullptr) return Error{Errc::io, path.string() + ": " + std::strerror(errno)};
    return CandleFile{path.filename().string(), std::make_unique<Handle>(file)};
}

CandleFile::CandleFile(std::string name, std::unique_ptr<Handle> handle)
    : name_(std::move(name)), handle_(std::move(handle))
{}
CandleFile::CandleFile(CandleFile&&) noexcept = default;
CandleFile& CandleFile::operator=(CandleFile&&) noexcept = default;
CandleFile::~CandleFile() = default;

Result<std::optional<CandleRow>> CandleFile::next()
{
    for (;;) {
        auto row = csv_.next();
        if (!row) return Error{row.error().code, name_ + ", " + row.error().detail};
        if (*row || csv_.is_finished()) return row;

        const int size = gzread(handle_->file, handle_->chunk.data(), static_cast<unsigned>(handle_->chunk.size()));
        if (size > 0) {
            csv_.feed({handle_->chunk.data(), static_cast<std::size_t>(size)});
            continue;
        }
        // A compressed file that was cut short reads as an ordinary end; only the error state tells.
        int code = Z_OK;
        const char* words = gzerror(handle_->file, &code);
        if (code == Z_BUF_ERROR)
            return Error{Errc::malformed, name_ + ", after line " + std::to_string(csv_.line_number()) +
                                              ": the compressed data is cut short"};
        if (size < 0 || code != Z_OK)
            return Error{Errc::malformed, name_ + ", after line " + std::to_string(csv_.line_number()) + ": " + words};
        csv_.finish();
    }
}

Result<CandleFileSummary> summarise_candle_file(const std::filesystem::path& path)
{
    const std::string name = path.filename().string();
    auto file = CandleFile::open(path);
    if (!file) return file.error();

    CandleFileSummary summary;
    std::int64_t smallest = INT64_MAX;
    std::int64_t common = 0;
    std::int64_t largest = 0;
    std::size_t odd_line = 0;  // the first that is off the grid of those before
    for (;;) {
        const auto row = file->next();
        if (!row) return row.error();
        if (!*row) break;
        const UtcTime time = (*row)->open_time;
        if (summary.rows == 0) {
            summary.first = time;
        } else {
            const auto distance = (time - summary.last).count();
            if (distance > largest) summary.longest_hole.from = summary.last;
            largest = std::max(largest, distance);
            smallest = std::min(smallest, distance);
            common = std::gcd(common, distance);
            if (common == smallest)
                odd_line = 0;
            else if (odd_line == 0)
                odd_line = file->csv().line_number();
        }
        summary.last = time;
        summary.lowest = summary.rows == 0 ? (*row)->low : std::min(summary.lowest, (*row)->low);
        summary.highest = std::max(summary.highest, (*row)->high);
        ++summary.rows;
    }
    if (summary.rows < 2)
        return Error{Errc::malformed, name + ": holds fewer than two candles, so their interval cannot be told"};
    if (common != smallest)
        return Error{Errc::malformed, name + ", line " + std::to_string(odd_line) +
                                          ": is not a whole number of candles after those before it"};
    summary.interval = nanoseconds{smallest};
    if (summary.interval < std::chrono::seconds{1})
        return Error{Errc::malformed, name + ": holds candles of less than a second"};
    summary.longest_hole.from = summary.longest_hole.from + summary.interval;
    summary.longest_hole.length = nanoseconds{largest - smallest};
    summary.price_decimals = file->csv().price_decimals();
    summary.volume_decimals = file->csv().volume_decimals();
    return summary;
}

Result<CandleHole> longest_hole_after(const std::filesystem::path& path, UtcTime candle, nanoseconds interval)
{
    auto file = CandleFile::open(path);
    if (!file) return file.error();
    CandleHole longest;
    UtcTime expected = candle + interval;
    for (;;) {
        const auto row = file->next();
        if (!row) return row.error();
        if (!*row) return longest;
        const UtcTime time = (*row)->open_time;
        if (time < expected) continue;
        if (time - expected > longest.length) longest = {expected, time - expected};
        expected = time + interval;
    }
}

}  // namespace swarmdesk::trading::market
