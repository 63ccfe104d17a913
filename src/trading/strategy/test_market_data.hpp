#pragma once

#include <zlib.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "trading/model/market.hpp"

/// \file
/// Candle files for tests, from the folder that SWARMDESK_MARKET_DATA names. Not the reader of trading/market, which is
/// above this module.

namespace swarmdesk::trading::strategy::testing {

/// Every file there is.
inline constexpr auto market_data_files =
    std::to_array<const char*>({"BTCUSDT-5m-2025-04-03_2025-07-02.csv.gz", "ETHUSDT-5m-2025-04-03_2025-07-02.csv.gz",
                                "SOLUSDT-5m-2025-04-03_2025-07-02.csv.gz", "BTCUSDT-1m-2023-03-01_2023-03-21.csv.gz",
                                "BTCUSDC-1m-2023-03-01_2023-03-21.csv.gz"});

/// Where a file would be.
inline std::filesystem::path market_data(const std::string& name)
{
    const char* folder = std::getenv("SWARMDESK_MARKET_DATA");
    return folder ? std::filesystem::path{folder} / name : std::filesystem::path{name};
}

/// A number that may have an exponent, as small volumes have: 9e-05.
inline Decimal read_decimal(const std::string& text)
{
    const std::size_t exponent = text.find('e');
    Decimal value = *Decimal::parse(text.substr(0, exponent));
    for (int i = exponent == std::string::npos ? 0 : std::stoi(text.substr(exponent + 1)); i < 0; ++i)
        value = divide(value, Decimal::from_integer(10), Rounding::toward_zero);
    return value;
}

/// Empty where there is no such file.
inline std::vector<Candle> read_candles(const std::filesystem::path& path)
{
    std::string text;
    gzFile file = gzopen(path.c_str(), "rb");
    if (file == nullptr) return {};
    std::string block(64 * 1024, '\0');
    for (int got = 0; (got = gzread(file, block.data(), static_cast<unsigned>(block.size()))) > 0;)
        text.append(block, 0, static_cast<std::size_t>(got));
    gzclose(file);

    std::vector<Candle> candles;
    std::istringstream lines{text};
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line)) {
        std::istringstream columns{line};
        std::string cell;
        std::vector<std::string> row;
        while (std::getline(columns, cell, ',')) row.push_back(cell);
        Candle candle;
        candle.instrument = InstrumentId{"paper:BTCUSDT"};
        candle.open_time = utc_from_ms(std::stoll(row.at(0)));
        candle.open = Price{read_decimal(row.at(1))};
        candle.high = Price{read_decimal(row.at(2))};
        candle.low = Price{read_decimal(row.at(3))};
        candle.close = Price{read_decimal(row.at(4))};
        candle.volume = Quantity{read_decimal(row.at(5))};
        candles.push_back(candle);
    }
    if (candles.size() < 2) return {};
    const nanoseconds interval = candles[1].open_time - candles[0].open_time;
    for (Candle& candle : candles) candle.interval = interval;
    return candles;
}

}  // namespace swarmdesk::trading::strategy::testing
