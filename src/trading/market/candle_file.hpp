#pragma once

#include <filesystem>
#include <memory>

#include "trading/market/candle_csv.hpp"

namespace swarmdesk::trading::market {

/// A candle file on disk, plain or compressed (text_file.hpp), read row by row in bounded memory. Blocks on the disk.
class CandleFile {
public:
    static Result<CandleFile> open(const std::filesystem::path& path);
    CandleFile(CandleFile&&) noexcept;
    CandleFile& operator=(CandleFile&&) noexcept;
    ~CandleFile();

    /// The next row; none at the end. Errors name the file and the line.
    Result<std::optional<CandleRow>> next();
    /// As CandleCsv's.
    bool skip_bad_row() { return csv_.skip_bad_row(); }
    const CandleCsv& csv() const { return csv_; }
    std::string_view form() const;  ///< "plain", "gzip" or "zip"

private:
    struct Text;
    CandleFile(std::string name, std::unique_ptr<Text> text);

    std::string name_;
    std::unique_ptr<Text> text_;
    CandleCsv csv_;
};

/// Time without candles where there should be some.
struct CandleHole {
    UtcTime from;          ///< when the first missing candle would have begun
    nanoseconds length{};  ///< zero: there is none
};

/// What a whole candle file holds; made by reading all of it, so that a bad line is found before the desk starts.
struct CandleFileSummary {
    std::size_t rows = 0;
    UtcTime first;
    UtcTime last;
    nanoseconds interval{};   ///< the smallest distance of two rows; all distances are whole multiples of it
    CandleHole longest_hole;  ///< inside the file
    int price_decimals = 0;
    int volume_decimals = 0;
    Price lowest;
    Price highest;
};

Result<CandleFileSummary> summarise_candle_file(const std::filesystem::path& path);

}  // namespace swarmdesk::trading::market
