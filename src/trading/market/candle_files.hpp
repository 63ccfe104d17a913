#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace swarmdesk::trading::market {

/// A candle file and the symbol it is of.
struct NamedFile {
    std::string symbol;
    std::filesystem::path path;
};

/// The symbol that a file's name says, as exchanges and programs name such files: `BTCUSDT-5m-2025-04.csv`,
/// `BTC_USDT-5m.csv`, `BTC-USDT-candles.csv`, `btcusdt.csv`, `BINANCE_BTCUSDT, 60.csv`, `Kraken_ETH_EUR_1h.csv`,
/// `BTCUSDT_PERP-5m.csv`. Where none of its words ends in a quote asset, the first word.
std::string symbol_of_file(std::string_view file_name);

/// What somebody names as data: a file, `SYMBOL=FILE`, or a folder, which stands for the candle files in it (`.csv`,
/// `.csv.gz` and `.zip`), in the order of their names. Looks at the disk.
Result<std::vector<NamedFile>> find_candle_files(const std::vector<std::filesystem::path>& data);

}  // namespace swarmdesk::trading::market
