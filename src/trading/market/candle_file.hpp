#pragma once

#include <filesystem>
#include <memory>

#include "trading/market/candle_csv.hpp"

namespace swarmdesk::trading::market {

/// A candle file on disk, plain or gzip-compressed, read row by row in bounded memory. Blocks on the disk.
class CandleFile {
public:
    static Result<CandleFile> open(const std::filesystem::path& path);
    CandleFile(CandleFile&&) noexcept;
    CandleFile& operator=(CandleFile&&) noexcept;
    ~CandleFile();

    /// The next row; none at the end. Errors name the file and the line.
    Result<std::optional<CandleRow>> next();
    const CandleCsv& csv() const { return csv_; }

private:
    struct Handle;
    CandleFile(std::string name, std::unique_ptr<Handle> handle);

    std::string name_;
    std::unique_ptr<Handle> handle_;
    CandleCsv csv_;
};

/// What a whole candle file holds; made by reading all of it, so that a bad line is found before the desk starts.
struct CandleFileSummary {
    std::string symbol;  ///< from the file's name, up to the first `-`: `BTCUSDT-5m-2025-04.csv.gz`
    std::size_t rows = 0;
    UtcTime first;
    UtcTime last;
    nanoseconds interval{};           ///< the smallest distance of two rows; all distances are whole multiples of it
    std::size_t candles_missing = 0;  ///< inside the file
    int price_decimals = 0;
    int volume_decimals = 0;
};

Result<CandleFileSummary> summarise_candle_file(const std::filesystem::path& path);

}  // namespace swarmdesk::trading::market
