#include "trading/execution/setting_change.hpp"

#include <fmt/format.h>

#include "trading/execution/gate.hpp"
#include "trading/execution/gate_detail.hpp"

namespace swarmdesk::trading::execution {
namespace {

Result<void> fits(std::string_view what, std::string_view text, std::size_t bytes_max)
{
    if (text.size() <= bytes_max) return {};
    return Error{Errc::out_of_range, fmt::format("{} of a setting has at most {} bytes", what, bytes_max)};
}

}  // namespace

std::string strategy_setting(const AgentId& agent, std::string_view strategy)
{
    return fmt::format("strategy {}/{}", agent.to_string(), strategy);
}

std::string cut_text(std::string_view text, std::size_t bytes_max)
{
    constexpr std::string_view ellipsis = "\xE2\x80\xA6";
    if (text.size() <= bytes_max) return std::string{text};
    std::size_t end = bytes_max < ellipsis.size() ? 0 : bytes_max - ellipsis.size();
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    std::string cut{text.substr(0, end)};
    if (bytes_max >= ellipsis.size()) cut += ellipsis;
    return cut;
}

std::vector<std::string> fit_changes(std::vector<std::string> lines)
{
    if (lines.size() > setting_lines_max) {
        const std::size_t more = lines.size() - (setting_lines_max - 1);
        lines.resize(setting_lines_max - 1);
        lines.push_back(fmt::format("and {} more", more));
    }
    for (std::string& line : lines) line = cut_text(line, setting_line_max);
    return lines;
}

Result<void> check(const SettingChanged& change)
{
    if (change.setting.empty()) return Error{Errc::malformed, "a setting has a name"};
    if (change.by.name.empty()) return Error{Errc::malformed, "whoever changes a setting has a name"};
    if (auto name = fits("the name", change.setting, setting_name_max); !name) return name;
    for (const std::string* value : {&change.from, &change.to})
        if (auto short_enough = fits("a value", *value, setting_value_max); !short_enough) return short_enough;
    if (change.changes.size() > setting_lines_max)
        return Error{Errc::out_of_range, fmt::format("a change is told in at most {} lines", setting_lines_max)};
    for (const std::string& line : change.changes)
        if (auto short_enough = fits("a line", line, setting_line_max); !short_enough) return short_enough;
    return detail::check_text(change.reason);
}

Result<Step> Gate::change_setting(const SettingChanged& change, Now at)
{
    const Moment now = advance(at);
    if (change.by.kind == ActorKind::agent) return Error{Errc::forbidden, "an agent changes no setting"};
    if (auto sound = check(change); !sound) return sound.error();
    Step step;
    if (change.from != change.to) record(step, change, {}, now);
    return step;
}

}  // namespace swarmdesk::trading::execution
