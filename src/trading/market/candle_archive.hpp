#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "trading/market/candle_csv.hpp"

namespace swarmdesk::trading::market {

/// The first instant of a month, and the month an instant is in; UTC.
UtcTime start_of(std::chrono::year_month month);
std::chrono::year_month month_of(UtcTime time);

/// Candle files of one symbol and interval in a folder, one for each calendar month, as a replay takes the folder:
/// `BTCUSDT-5m-2025-04.csv`, or `BTCUSDT-5m-2025-04.part.csv` while the month is not complete. A file is whole or
/// absent, however a write ends. Blocks on the disk.
class CandleArchive {
public:
    enum class Extent { whole = 1, part };

    CandleArchive(std::filesystem::path folder, std::string symbol, std::string interval);

    /// Makes the folder if it is not there.
    Result<void> prepare() const;
    std::filesystem::path file(std::chrono::year_month month, Extent extent) const;
    bool has(std::chrono::year_month month, Extent extent) const;
    /// What there is of a month that is not complete; empty: nothing.
    Result<std::vector<CandleRow>> read_part(std::chrono::year_month month) const;
    /// A whole month takes the place of its part.
    Result<void> write(std::chrono::year_month month, Extent extent, const std::vector<CandleRow>& rows) const;

private:
    std::filesystem::path folder_;
    std::string prefix_;
};

}  // namespace swarmdesk::trading::market
