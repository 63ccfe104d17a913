#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "settings.hpp"

namespace swarmdesk::app {

/// What `swarmdesk data fetch` is given, as it was typed.
struct DataFetchOptions {
    std::vector<std::string> symbols;
    std::string interval = "5m";
    std::string from;
    std::string to;
    std::string folder = "data";
    bool is_json = false;
};

/// Fetches candles from Binance's public data into a folder (candle_fetch.hpp), and says what became of it. Returns the
/// process's exit code.
int fetch_data(const Settings& settings, const DataFetchOptions& options, std::ostream& out);

}  // namespace swarmdesk::app
