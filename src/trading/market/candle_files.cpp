#include "trading/market/candle_files.hpp"

#include <algorithm>

#include "trading/market/known_instruments.hpp"

namespace swarmdesk::trading::market {
namespace {

/// In capitals, up to the first dot, cut where no letter or digit is. Bytes beyond ASCII are letters.
std::vector<std::string> words_of(std::string_view file_name)
{
    std::vector<std::string> words(1);
    for (const char c : file_name.substr(0, file_name.find('.'))) {
        const bool is_ascii = static_cast<unsigned char>(c) < 0x80;
        const bool is_lower = c >= 'a' && c <= 'z';
        if (is_lower)
            words.back().push_back(static_cast<char>(c - 'a' + 'A'));
        else if (!is_ascii || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
            words.back().push_back(c);
        else if (!words.back().empty())
            words.emplace_back();
    }
    return words;
}

bool is_candle_file(const std::filesystem::path& path)
{
    std::string name = path.filename().string();
    if (name.starts_with('.')) return false;
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return name.ends_with(".csv") || name.ends_with(".csv.gz") || name.ends_with(".zip");
}

}  // namespace

std::string symbol_of_file(std::string_view file_name)
{
    constexpr std::size_t looked_at_max = 4;
    const std::vector<std::string> words = words_of(file_name);
    const auto is_quote = [&](std::size_t i) { return i < words.size() && is_quote_asset(words[i]); };
    // WBTC-USDT is no W priced in BTC, BINANCE_BTC_USDT no BINANCE, and BTC_USDT_USDT a future settled in USDT.
    for (std::size_t i = 0; i < std::min(words.size(), looked_at_max); ++i)
        if (is_quote(i + 1) && !(is_quote(i + 2) && words[i + 1] != words[i + 2])) return words[i] + words[i + 1];
    for (std::size_t i = 0; i < std::min(words.size(), looked_at_max); ++i)
        if (!quote_asset_of(words[i]).empty()) return words[i];
    return words.front();
}

Result<std::vector<NamedFile>> find_candle_files(const std::vector<std::filesystem::path>& data)
{
    std::vector<NamedFile> files;
    for (const std::filesystem::path& named : data) {
        std::error_code ignored;
        if (std::filesystem::is_directory(named, ignored)) {
            std::vector<std::filesystem::path> found;
            for (auto place = std::filesystem::directory_iterator{named, ignored};
                 !ignored && place != std::filesystem::directory_iterator{}; place.increment(ignored))
                if (is_candle_file(place->path())) found.push_back(place->path());
            if (ignored) return Error{Errc::io, named.string() + ": " + ignored.message()};
            if (found.empty()) return Error{Errc::not_found, named.string() + ": holds no .csv, .csv.gz or .zip file"};
            std::sort(found.begin(), found.end());
            for (std::filesystem::path& path : found)
                files.push_back({symbol_of_file(path.filename().string()), std::move(path)});
            continue;
        }
        const std::string text = named.string();
        const auto equals = text.find('=');
        if (equals == std::string::npos || std::filesystem::exists(named, ignored))
            files.push_back({symbol_of_file(named.filename().string()), named});
        else
            files.push_back({symbol_of_file(text.substr(0, equals)), text.substr(equals + 1)});
    }
    return files;
}

}  // namespace swarmdesk::trading::market
