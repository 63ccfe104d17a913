#include "backtest_export.hpp"

#include "trading/market/whole_file.hpp"

namespace swarmdesk::app {

namespace fs = std::filesystem;
using trading::market::write_whole_file;

Result<void> BacktestExport::write_trades(const fs::path& file) const
{
    return write_whole_file(file, trades_text_.str());
}

Result<void> BacktestExport::write_all(const fs::path& folder, const std::string& prefix) const
{
    if (auto made = make_folder(folder); !made) return made;
    for (const auto& [name, text] : {std::pair{"trades.csv", &trades_text_}, std::pair{"fills.csv", &fills_text_},
                                     std::pair{"equity.csv", &equity_text_}})
        if (auto written = write_whole_file(folder / (prefix + name), text->str()); !written) return written;
    return {};
}

Result<void> make_folder(const fs::path& folder)
{
    std::error_code error;
    fs::create_directories(folder, error);
    if (error || !fs::is_directory(folder, error))
        return Error{Errc::io, folder.string() + " is no folder and cannot be made one; name another"};
    return {};
}

}  // namespace swarmdesk::app
