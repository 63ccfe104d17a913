#include "agents/strategy_files.hpp"

#include "config/load.hpp"

namespace swarmdesk::agents {

using namespace trading::strategy;

bool is_strategy_file(std::string_view name) { return name.ends_with(".yaml") || name.ends_with(".yml"); }

Result<StrategyFile> read_strategy_file(const std::string& path)
{
    const auto text = config::read_settings_file(path);
    if (!text) return Error{Errc::malformed, text.error().detail};
    return StrategyFile::parse(*text, path);
}

Result<NamedStrategies> find_strategies(std::string_view kind, const std::vector<std::string>& names, Strategies known)
{
    NamedStrategies found{std::move(known), {}};
    for (const std::string& name : names) {
        if (!is_strategy_file(name)) {
            found.names.push_back(name);
            continue;
        }
        auto file = read_strategy_file(name);
        if (!file) return file.error();
        const auto maker = [file = *file] { return std::move(file.make().value()); };
        if (!found.known.try_emplace(file->name(), maker).second)
            return Error{Errc::conflict,
                         name + ": there is a " + std::string{kind} + " " + file->name() + " already; rename this one"};
        found.names.push_back(file->name());
    }
    if (auto checked = check_names(kind, found.names, found.known); !checked) return checked.error();
    return found;
}

}  // namespace swarmdesk::agents
