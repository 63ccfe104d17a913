#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "trading/market/candle_file.hpp"

namespace swarmdesk::trading::market {

/// Candle files of one symbol and one interval, put in the order of time.
struct CandleSeries {
    struct Part {
        std::filesystem::path path;
        CandleFileSummary summary;
        std::size_t overlap = 0;  ///< so many of its first candles are in the part before too, and are read once
    };

    nanoseconds interval{};
    std::vector<Part> parts;     ///< at least one
    std::size_t held_whole = 0;  ///< rows of parts that are left out because others hold them whole

    UtcTime first() const { return parts.front().summary.first; }
    UtcTime end() const { return parts.back().summary.last + interval; }  ///< when the last candle is complete
    std::size_t candles() const;
    std::size_t overlap() const;  ///< rows that a part before has too, also of parts that are left out
};

/// Orders the parts and compares them where they overlap: there they must say the same. A part that another one holds
/// whole is left out. All of one interval; the error names the files.
Result<CandleSeries> make_series(std::vector<CandleSeries::Part> parts);

/// The candles of a series, oldest first, each once. Borrows the series. Blocks on the disk.
class CandleSeriesReader {
public:
    explicit CandleSeriesReader(const CandleSeries& series) : series_(&series) {}

    /// The next row; none at the end.
    Result<std::optional<CandleRow>> next();

private:
    const CandleSeries* series_;
    std::size_t part_ = 0;
    std::optional<CandleFile> file_;
    std::optional<UtcTime> last_;
};

}  // namespace swarmdesk::trading::market
