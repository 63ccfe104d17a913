#include "trading/market/candle_archive.hpp"

#include <fmt/format.h>

#include "trading/market/candle_file.hpp"
#include "trading/market/whole_file.hpp"

namespace swarmdesk::trading::market {

UtcTime start_of(std::chrono::year_month month)
{
    const std::chrono::sys_days day{month / std::chrono::day{1}};
    return UtcTime{nanoseconds{day.time_since_epoch()}.count()};
}

std::chrono::year_month month_of(UtcTime time)
{
    const std::chrono::year_month_day day{std::chrono::sys_days{std::chrono::days{utc_day(time)}}};
    return day.year() / day.month();
}

CandleArchive::CandleArchive(std::filesystem::path folder, std::string symbol, std::string interval)
    : folder_(std::move(folder)), prefix_(std::move(symbol) + "-" + std::move(interval) + "-")
{}

Result<void> CandleArchive::prepare() const
{
    std::error_code failed;
    std::filesystem::create_directories(folder_, failed);
    if (failed) return Error{Errc::io, folder_.string() + ": " + failed.message()};
    if (!std::filesystem::is_directory(folder_, failed)) return Error{Errc::io, folder_.string() + ": is no folder"};
    return {};
}

std::filesystem::path CandleArchive::file(std::chrono::year_month month, Extent extent) const
{
    return folder_ / fmt::format("{}{:04}-{:02}{}.csv", prefix_, static_cast<int>(month.year()),
                                 static_cast<unsigned>(month.month()), extent == Extent::part ? ".part" : "");
}

bool CandleArchive::has(std::chrono::year_month month, Extent extent) const
{
    std::error_code ignored;
    return std::filesystem::exists(file(month, extent), ignored);
}

Result<std::vector<CandleRow>> CandleArchive::read_part(std::chrono::year_month month) const
{
    std::vector<CandleRow> rows;
    if (!has(month, Extent::part)) return rows;
    auto file = CandleFile::open(this->file(month, Extent::part));
    if (!file) return file.error();
    for (;;) {
        const auto row = file->next();
        if (!row) return row.error();
        if (!*row) return rows;
        rows.push_back(**row);
    }
}

Result<void> CandleArchive::write(std::chrono::year_month month, Extent extent,
                                  const std::vector<CandleRow>& rows) const
{
    std::string text = "open_time_ms,open,high,low,close,volume\n";
    for (const CandleRow& row : rows)
        text += fmt::format("{},{},{},{},{},{}\n", to_ms(row.open_time), row.open.to_string(), row.high.to_string(),
                            row.low.to_string(), row.close.to_string(), row.volume.to_string());
    if (auto written = write_whole_file(file(month, extent), text); !written) return written;
    std::error_code ignored;  // a part that stays says nothing else than the whole
    if (extent == Extent::whole) std::filesystem::remove(file(month, Extent::part), ignored);
    return {};
}

}  // namespace swarmdesk::trading::market
