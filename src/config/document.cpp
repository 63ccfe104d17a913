#include "config/document.hpp"

#include "config/value.hpp"

namespace swarmdesk::config {
namespace {

std::string cell(std::string_view text)
{
    std::string result;
    for (const char c : text) {
        if (c == '|') result += '\\';
        result += c == '\n' ? ' ' : c;
    }
    return result;
}

std::string default_of(const Node& node)
{
    if (node.kind == NodeKind::value) {
        const auto text = node.show();
        if (!text) return "not set";
        return text->empty() ? "empty" : '`' + *text + '`';
    }
    std::string names;
    for (const Node& item : node.items()) {
        const auto text = node.kind == NodeKind::map ? std::optional{item.name}
                          : item.show                ? item.show()
                                                     : std::nullopt;
        if (text) names += (names.empty() ? "`" : ", `") + *text + '`';
    }
    return names.empty() ? "none" : names;
}

void add_rows(const Node& section, const std::string& path, std::string& rows)
{
    for (const Node& node : section.children) {
        if (node.kind == NodeKind::section) continue;
        rows += "| `" + join_path(path, node.name) + "` | " + cell(node.type);
        if (node.is_optional) rows += ", optional";
        if (!node.unit.empty()) rows += " (" + cell(node.unit) + ')';
        rows += " | " + cell(default_of(node)) + " | " + cell(node.bounds) + " | " + cell(node.description) + " |\n";
    }
}

void add_section(const Node& section, const std::string& path, std::string& out)
{
    std::string rows;
    add_rows(section, path, rows);
    if (!path.empty()) out += "\n## " + path + "\n";
    if (!section.description.empty()) out += '\n' + section.description + '\n';
    if (!rows.empty()) out += "\n| Setting | Type | Default | Bounds | What it is |\n|---|---|---|---|---|\n" + rows;
    for (const Node& node : section.children) {
        if (node.kind == NodeKind::section) {
            add_section(node, join_path(path, node.name), out);
        } else if (node.sample && node.sample->kind == NodeKind::section) {
            Node sample = *node.sample;
            sample.description = "Each entry of `" + join_path(path, node.name) + "`:";
            add_section(sample, join_path(path, node.name) + (node.kind == NodeKind::map ? ".<name>" : "[]"), out);
        }
    }
}

}  // namespace

std::string document(const Node& root)
{
    std::string out =
        "# Settings\n\n"
        "Generated from the declarations in the code by `swarmdesk config document`; do not edit.\n\n"
        "Settings come from the defaults, then the YAML file, then the environment (`rails.position_max` is\n"
        "`SWARMDESK_RAILS_POSITION_MAX`), then `--set path=value`. Unknown keys are refused, and everything that is "
        "wrong is\n"
        "reported at once. A list or map replaces the one before it; a section is merged. Durations carry their unit:\n"
        "`250ms`, `60s`, `5m`, `2h`, `1d`. `swarmdesk config print` shows what is in effect.\n";
    add_section(root, {}, out);
    return out;
}

}  // namespace swarmdesk::config
