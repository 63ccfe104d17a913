#include "agents/strategy_files.hpp"

#include <filesystem>

#include "base/hash.hpp"
#include "config/load.hpp"

namespace swarmdesk::agents {

using namespace trading::strategy;

bool is_strategy_file(std::string_view name) { return name.ends_with(".yaml") || name.ends_with(".yml"); }

Result<StrategyFile> read_strategy_file(const std::string& path)
{
    std::error_code error;
    if (std::filesystem::exists(path, error) && !std::filesystem::is_regular_file(path, error))
        return Error{Errc::malformed, path + " is no regular file"};
    const auto text = config::read_settings_file(path);
    if (!text) return Error{Errc::malformed, text.error().detail};
    return StrategyFile::parse(*text, path);
}

std::string revision_of(const StrategyFile& file) { return to_hex(sha256(file.canonical())).substr(0, 16); }

StrategyMaker maker_of(StrategyFile file)
{
    return [file = std::move(file)] { return std::move(file.make().value()); };
}

Result<NamedStrategies> find_strategies(std::string_view kind, const std::vector<std::string>& names, Strategies known)
{
    NamedStrategies found{std::move(known), {}, {}};
    for (const std::string& name : names) {
        if (!is_strategy_file(name)) {
            found.names.push_back(name);
            continue;
        }
        auto file = read_strategy_file(name);
        if (!file) return file.error();
        if (!found.known.try_emplace(file->name(), maker_of(*file)).second)
            return Error{Errc::conflict,
                         name + ": there is a " + std::string{kind} + " " + file->name() + " already; rename this one"};
        found.names.push_back(file->name());
        found.files.emplace(file->name(), RunningFile{name, *file});
    }
    if (auto checked = check_names(kind, found.names, found.known); !checked) return checked.error();
    return found;
}

}  // namespace swarmdesk::agents
