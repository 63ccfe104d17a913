#include "agents/strategy_book.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "agents/pending_terms.hpp"
#include "base/assert.hpp"
#include "trading/execution/setting_change.hpp"

namespace swarmdesk::agents {

using namespace trading;

execution::SettingChanged StrategyChange::event(Actor by, std::string reason) const
{
    std::vector<std::string> lines = changes;
    if (new_terms.is_any()) lines.insert(lines.begin(), held_line(new_terms));
    return {execution::strategy_setting(agent, name), from,          to,
            execution::fit_changes(std::move(lines)), std::move(by), std::move(reason)};
}

const NamedStrategies& StrategyBook::of(const AgentId& agent) const
{
    const auto found = agents_.find(agent);
    SWARMDESK_ASSERT(found != agents_.end());
    return found->second;
}

std::vector<StrategyStatus> StrategyBook::all(std::span<const nanoseconds> intervals) const
{
    std::vector<StrategyStatus> rows;
    for (const auto& [agent, strategies] : agents_)
        for (const std::string& name : strategies.names) {
            StrategyStatus& row = rows.emplace_back();
            row.agent = agent;
            row.name = name;
            const auto file = strategies.files.find(name);
            if (file == strategies.files.end()) continue;
            row.file = file->second.path;
            row.revision = revision_of(file->second.file);
            auto now = read_again(agent, name, intervals);
            if (!now) {
                row.problem = now.error().detail;
                continue;
            }
            row.file_revision = std::move(now->to);
            row.changes = std::move(now->changes);
        }
    return rows;
}

Result<StrategyChange> StrategyBook::read_again(const AgentId& agent, std::string_view name,
                                                std::span<const nanoseconds> intervals) const
{
    const auto found = agents_.find(agent);
    const bool runs = found != agents_.end() && std::find(found->second.names.begin(), found->second.names.end(),
                                                          name) != found->second.names.end();
    if (!runs) return Error{Errc::not_found, fmt::format("no agent {} runs a strategy {}", agent.to_string(), name)};
    const auto running = found->second.files.find(name);
    if (running == found->second.files.end())
        return Error{Errc::conflict,
                     fmt::format("NOT_A_FILE: {} comes with the desk; change its settings and start the "
                                 "desk again",
                                 name)};
    const auto& [path, before] = running->second;
    auto after = read_strategy_file(path);
    if (!after)
        return Error{Errc::conflict,
                     fmt::format("FILE_UNUSABLE: {}; the rules that run stay in force", after.error().detail)};
    if (after->name() != before.name())
        return Error{Errc::conflict,
                     fmt::format("NAME_CHANGED: {} is named {} now; what {} holds would be nobody's. Give it its name "
                                 "back, or start the desk again with it",
                                 path, after->name(), before.name())};
    for (const nanoseconds interval : intervals)
        if (auto fits = after->check_interval(interval); !fits)
            return Error{Errc::conflict, "TIMEFRAME_UNFIT: " + fits.error().detail};
    auto changes = strategy::difference(before, *after);
    return StrategyChange{agent,
                          std::string{name},
                          path,
                          revision_of(before),
                          revision_of(*after),
                          std::move(changes),
                          strategy::new_terms(before, *after),
                          before,
                          *after};
}

void StrategyBook::put(const StrategyChange& change)
{
    const auto found = agents_.find(change.agent);
    SWARMDESK_ASSERT(found != agents_.end());
    found->second.known.insert_or_assign(change.name, maker_of(change.after));
    found->second.files.insert_or_assign(change.name, RunningFile{change.path, change.after});
}

void StrategyBook::renew(const execution::LotKey& lot, strategy::NewTerms terms)
{
    strategy::NewTerms& known = new_terms_[lot];
    known.stop = known.stop || terms.stop;
    known.target = known.target || terms.target;
}

std::optional<strategy::NewTerms> StrategyBook::new_terms_of(const execution::LotKey& lot) const
{
    const auto found = new_terms_.find(lot);
    return found == new_terms_.end() ? std::nullopt : std::optional{found->second};
}

}  // namespace swarmdesk::agents
