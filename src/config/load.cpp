#include "config/load.hpp"

#include <algorithm>
#include <fstream>

#include "config/suggest.hpp"
#include "config/yaml.hpp"

extern char** environ;

namespace swarmdesk::config {
namespace {

constexpr std::size_t file_size_max = 1024 * 1024;
constexpr std::string_view variable_prefix = "SWARMDESK_";

using Origins = std::map<std::string, std::string>;

/// As it was given, short enough for a message; quoted where it is not a plain word or number.
std::string clipped(std::string_view text)
{
    std::size_t shown_max = 60;
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    if (text.size() > shown_max) {
        while (shown_max > 0 && (text[shown_max] & 0xC0) == 0x80) --shown_max;  // no half of a character
        return clipped(text.substr(0, shown_max)) + "…";
    }
    return !text.empty() && text.find_first_not_of(plain) == std::string_view::npos ? std::string{text} : quote(text);
}

/// What was given, unless it must not be seen.
std::string was(const Node& node, std::string_view text)
{
    return node.is_secret ? std::string{} : ", was " + clipped(text);
}

std::string_view shape_words(NodeKind kind)
{
    switch (kind) {
        case NodeKind::value: return "one value";
        case NodeKind::list: return "a list";
        case NodeKind::map: return "a map of names";
        case NodeKind::section: return "a section of settings";
    }
    return "?";
}

std::string_view shape_words(YamlKind kind)
{
    switch (kind) {
        case YamlKind::nothing: return "nothing";
        case YamlKind::scalar: return "one value";
        case YamlKind::list: return "a list";
        case YamlKind::map: return "a map";
    }
    return "?";
}

/// Every path a person can name in one word: values, lists and maps, with the entries maps have now.
template <class Visit>
void for_each_place(const Node& node, const std::string& path, const Visit& visit)
{
    if (node.kind != NodeKind::section) visit(path, node);
    if (node.kind == NodeKind::map)
        for (const Node& item : node.items()) for_each_place(item, join_path(path, item.name), visit);
    for (const Node& child : node.children) for_each_place(child, join_path(path, child.name), visit);
}

class Loader {
public:
    Loader(const Node& root, Violations& violations) : root_(root), violations_(violations) {}

    void load_file(const Sources& sources)
    {
        file_name_ = sources.file_name.empty() ? "settings file" : sources.file_name;
        const auto document = parse_yaml(sources.file_text);
        if (!document) return violations_.add({{}, file_name_, document.error().detail});
        apply(root_, *document, {}, [this](int line) { return file_name_ + ':' + std::to_string(line); });
    }

    void load_environment(const Sources& sources)
    {
        std::map<std::string, std::vector<std::string>> known;
        for_each_place(root_, {},
                       [&](const std::string& path, const Node&) { known[variable_name(path)].push_back(path); });
        for (const auto& [variable, text] : sources.environment) {
            if (!variable.starts_with(variable_prefix) || sources.environment_reserved.contains(variable)) continue;
            const auto found = known.find(variable);
            if (found == known.end()) {
                if (const auto now = now_called(root_, {}, variable)) {
                    violations_.add({{}, variable, "is no setting any more; it is now " + *now});
                    continue;
                }
                std::vector<std::string_view> names;
                for (const auto& [name, paths] : known) names.push_back(name);
                violations_.add({{}, variable, "is no setting" + did_you_mean(nearest(variable, names))});
            } else if (found->second.size() > 1) {
                violations_.add({{}, variable, "could mean " + found->second[0] + " or " + found->second[1]});
            } else {
                assign(found->second.front(), text, variable);
            }
        }
    }

    void load_assignments(const Sources& sources)
    {
        for (const std::string& assignment : sources.assignments) {
            const auto equals = assignment.find('=');
            if (equals == std::string::npos || equals == 0)
                violations_.add({{}, "--set " + clipped(assignment), "must be path=value"});
            else
                assign(assignment.substr(0, equals), assignment.substr(equals + 1), "--set");
        }
    }

    const Origins& origins() const { return origins_; }

private:
    static std::string variable_name(std::string_view path)
    {
        std::string name{variable_prefix};
        for (const char c : path) {
            if (c == '.' || c == '-')
                name += '_';
            else
                name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        }
        return name;
    }

    /// What took the place of a setting that is gone.
    static std::optional<std::string> now_called(const Node& node, const std::string& path, std::string_view variable)
    {
        for (const Retired& gone : node.retired)
            if (variable_name(join_path(path, gone.name)) == variable) return std::string{gone.now};
        for (const Node& child : node.children)
            if (auto now = now_called(child, join_path(path, child.name), variable)) return now;
        return std::nullopt;
    }

    /// A key nobody declared: the nearest of its siblings, else the same word elsewhere in the tree.
    std::string hint(const Node& section, std::string_view key) const
    {
        for (const Retired& gone : section.retired)
            if (gone.name == key) return " any more; it is now " + std::string{gone.now};
        constexpr std::size_t hints_max = 50;  // a file of nothing but strange keys is no typing error
        if (violations_.all().size() >= hints_max) return {};
        std::vector<std::string_view> names;
        for (const Node& child : section.children) names.push_back(child.name);
        if (const auto near = nearest(key, names); !near.empty()) return did_you_mean(near);
        std::string elsewhere;
        for_each_place(root_, {}, [&](const std::string& path, const Node& node) {
            if (node.name == key && elsewhere.empty()) elsewhere = path;
        });
        return did_you_mean(elsewhere);
    }

    template <class OriginOf>
    void apply(const Node& node, const YamlNode& yaml, const std::string& path, const OriginOf& origin_of)
    {
        const std::string origin = origin_of(yaml.line);
        const auto mismatch = [&] {
            violations_.add(
                {path, origin,
                 "must be " + std::string{shape_words(node.kind)} + ", was " + std::string{shape_words(yaml.kind)}});
        };
        if (!path.empty()) origins_[path] = origin;
        switch (node.kind) {
            case NodeKind::value:
                if (yaml.kind == YamlKind::scalar) return assign_value(node, yaml.text, path, origin);
                if (yaml.kind == YamlKind::nothing && node.is_optional) return node.clear();
                return mismatch();
            case NodeKind::section:
                if (yaml.kind == YamlKind::nothing) return;
                if (yaml.kind != YamlKind::map) return mismatch();
                return apply_section(node, yaml, path, origin_of);
            case NodeKind::list:
                if (yaml.kind != YamlKind::list) return mismatch();
                node.clear();
                for (std::size_t i = 0; i < yaml.items.size(); ++i)
                    apply(*node.add({}), yaml.items[i], path + '[' + std::to_string(i) + ']', origin_of);
                return;
            case NodeKind::map:
                if (yaml.kind != YamlKind::map) return mismatch();
                return apply_map(node, yaml, path, origin_of);
        }
    }

    template <class OriginOf>
    void apply_section(const Node& node, const YamlNode& yaml, const std::string& path, const OriginOf& origin_of)
    {
        std::set<std::string_view> seen;
        for (const auto& [key, value] : yaml.entries) {
            const auto child = std::find_if(node.children.begin(), node.children.end(),
                                            [&key = key](const Node& candidate) { return candidate.name == key; });
            if (child == node.children.end())
                violations_.add(
                    {join_path(path, clipped(key)), origin_of(value.line), "is no setting" + hint(node, key)});
            else if (!seen.insert(key).second)
                violations_.add({join_path(path, key), origin_of(value.line), "is given twice"});
            else
                apply(*child, value, join_path(path, key), origin_of);
        }
    }

    template <class OriginOf>
    void apply_map(const Node& node, const YamlNode& yaml, const std::string& path, const OriginOf& origin_of)
    {
        std::set<std::string_view> seen;
        node.clear();
        for (const auto& [key, value] : yaml.entries) {
            const auto item = node.add(key);
            if (!item)
                violations_.add({join_path(path, clipped(key)), origin_of(value.line), "is not a name"});
            else if (!seen.insert(key).second)
                violations_.add({join_path(path, key), origin_of(value.line), "is given twice"});
            else
                apply(*item, value, join_path(path, key), origin_of);
        }
    }

    void assign_value(const Node& node, std::string_view text, const std::string& path, const std::string& origin)
    {
        if (const auto expected = node.assign(text))
            violations_.add({path, origin, "must be " + *expected + was(node, text)});
    }

    /// One place named by its path, from the environment or the command line.
    void assign(const std::string& path, const std::string& text, const std::string& origin)
    {
        const Node* node = &root_;
        Node entry;
        for (std::size_t at = 0; at <= path.size();) {
            const std::size_t end = std::min(path.find('.', at), path.size());
            const std::string_view key = std::string_view{path}.substr(at, end - at);
            if (node->kind == NodeKind::section) {
                const auto child = std::find_if(node->children.begin(), node->children.end(),
                                                [key](const Node& candidate) { return candidate.name == key; });
                if (child == node->children.end())
                    return violations_.add({clipped(path), origin, "is no setting" + hint(*node, key)});
                node = &*child;
            } else if (node->kind == NodeKind::map) {
                auto item = node->add(key);
                if (!item) return violations_.add({clipped(path), origin, clipped(key) + " is not a name"});
                entry = std::move(*item);
                node = &entry;
            } else {
                return violations_.add(
                    {clipped(path), origin, "goes on where there is only " + std::string{shape_words(node->kind)}});
            }
            at = end + 1;
        }
        if (node->kind == NodeKind::value) {
            origins_[path] = origin;
            if (text.empty() && node->is_optional) return node->clear();
            return assign_value(*node, text, path, origin);
        }
        const bool bare_list = node->kind == NodeKind::list && !text.starts_with('[');
        const auto yaml = parse_yaml(bare_list ? '[' + text + ']' : text);
        if (!yaml) return violations_.add({path, origin, yaml.error().detail});
        apply(*node, *yaml, path, [&origin](int) { return origin; });
    }

    const Node& root_;
    Violations& violations_;
    Origins origins_;
    std::string file_name_;
};

bool is_within(std::string_view path, std::string_view section)
{
    return section.empty() ||
           (path.starts_with(section) &&
            (path.size() == section.size() || path[section.size()] == '.' || path[section.size()] == '['));
}

void check(const Node& node, const std::string& path, const Origins& origins, Violations& violations)
{
    const auto origin_of = [&](const std::string& place) {
        const auto found = origins.find(place);
        return found == origins.end() ? std::string{} : found->second;
    };
    if (node.check)
        if (const auto objection = node.check()) {
            const auto shown = node.show ? node.show() : std::nullopt;
            violations.add({path, origin_of(path), *objection + (shown ? was(node, *shown) : "")});
        }
    for (const Node& child : node.children) check(child, join_path(path, child.name), origins, violations);
    if (node.items) {
        const std::vector<Node> items = node.items();
        for (std::size_t i = 0; i < items.size(); ++i)
            check(items[i],
                  node.kind == NodeKind::map ? join_path(path, items[i].name) : path + '[' + std::to_string(i) + ']',
                  origins, violations);
    }
    if (!node.validate) return;
    // Rules between fields say nothing useful while one of the fields is wrong by itself.
    const auto is_ours = [&](const Violation& violation) { return is_within(violation.path, path); };
    if (std::any_of(violations.all().begin(), violations.all().end(), is_ours)) return;
    Violations own;
    own.set_scope(path);
    node.validate(own);
    for (Violation violation : own.all()) {
        if (violation.origin.empty()) violation.origin = origin_of(violation.path);
        violations.add(std::move(violation));
    }
}

}  // namespace

void load(Node& root, const Sources& sources, Violations& violations)
{
    Loader loader{root, violations};
    loader.load_file(sources);
    loader.load_environment(sources);
    loader.load_assignments(sources);
    check(root, loader.origins(), violations);
}

void check(const Node& root, const Origins& origins, Violations& violations)
{
    check(root, std::string{}, origins, violations);
}

Result<std::string> read_settings_file(const std::string& path)
{
    std::ifstream file{path, std::ios::binary};
    if (!file) return Error{Errc::not_found, path + " cannot be opened"};
    std::string text(file_size_max + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (file.bad()) return Error{Errc::io, path + " cannot be read"};
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > file_size_max) return Error{Errc::limit_exceeded, path + " is larger than 1 MiB"};
    return text;
}

std::map<std::string, std::string> swarmdesk_environment()
{
    std::map<std::string, std::string> result;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text{*entry};
        const auto equals = text.find('=');
        if (text.starts_with(variable_prefix) && equals != std::string_view::npos)
            result.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return result;
}

}  // namespace swarmdesk::config
