#include "trading/market/candle_file.hpp"

#include <array>
#include <numeric>

#include "trading/market/text_file.hpp"

namespace swarmdesk::trading::market {
namespace {

bool is_start_of_month(UtcTime time)
{
    constexpr std::int64_t day_ns = 86'400'000'000'000;
    const std::chrono::sys_days day{std::chrono::days{utc_day(time)}};
    return time.ns % day_ns == 0 && std::chrono::year_month_day{day}.day() == std::chrono::day{1};
}

}  // namespace

struct CandleFile::Text {
    TextFile file;
    std::array<char, 64 * 1024> chunk;
};

Result<CandleFile> CandleFile::open(const std::filesystem::path& path)
{
    auto file = TextFile::open(path);
    if (!file) return file.error();
    return CandleFile{path.filename().string(), std::unique_ptr<Text>{new Text{std::move(*file), {}}}};
}

CandleFile::CandleFile(std::string name, std::unique_ptr<Text> text) : name_(std::move(name)), text_(std::move(text)) {}
CandleFile::CandleFile(CandleFile&&) noexcept = default;
CandleFile& CandleFile::operator=(CandleFile&&) noexcept = default;
CandleFile::~CandleFile() = default;

Result<std::optional<CandleRow>> CandleFile::next()
{
    for (;;) {
        auto row = csv_.next();
        if (!row) return Error{row.error().code, name_ + ", " + row.error().detail};
        if (*row || csv_.is_finished()) return row;
        const auto size = text_->file.read(text_->chunk);
        if (!size)
            return Error{size.error().code,
                         name_ + ", after line " + std::to_string(csv_.line_number()) + ": " + size.error().detail};
        if (*size == 0)
            csv_.finish();
        else
            csv_.feed({text_->chunk.data(), *size});
    }
}

std::string_view CandleFile::form() const { return text_->file.form(); }

Result<CandleFileSummary> summarise_candle_file(const std::filesystem::path& path)
{
    const std::string name = path.filename().string();
    auto file = CandleFile::open(path);
    if (!file) return file.error();

    CandleFileSummary summary;
    std::int64_t smallest = INT64_MAX;
    std::int64_t common = 0;
    std::int64_t largest = 0;
    bool is_monthly = true;
    std::size_t odd_line = 0;  // the first that is off the grid of those before
    for (;;) {
        const auto row = file->next();
        if (!row) return row.error();
        if (!*row) break;
        const UtcTime time = (*row)->open_time;
        is_monthly = is_monthly && is_start_of_month(time);
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
    constexpr nanoseconds month_min = std::chrono::hours{28 * 24};
    if (is_monthly && nanoseconds{smallest} >= month_min)
        return Error{Errc::malformed, name +
                                          ": holds candles of calendar months, which have no one length, and are not "
                                          "played: take daily ones; market.timeframe "
                                          "builds longer ones of them"};
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

}  // namespace swarmdesk::trading::market
