#include "llm/litellm/import.hpp"

#include <algorithm>
#include <optional>

#include "config/suggest.hpp"
#include "config/yaml.hpp"
#include "llm/litellm/draft.hpp"

namespace swarmdesk::llm::litellm {
namespace {

using config::YamlEntry;
using config::YamlKind;
using config::YamlNode;

struct Section {
    std::string_view name;
    std::span<const Key<GatewayDraft>> (*keys)();
};

/// In the order in which they are read: of two that say the same, the first counts.
constexpr Section sections[] = {
    {"swarmdesk", swarmdesk_keys},
    {"router_settings", router_keys},
    {"litellm_settings", litellm_keys},
    {"general_settings", general_keys},
};

struct Unserved {
    std::string_view name;
    std::string_view why;
};
constexpr Unserved unserved[] = {
    {"callback_settings", "Nothing is called on success or failure; metrics, traces and the ledger tell of calls."},
    {"guardrails", "Guardrails are no part of this gateway."},
    {"prompts", "Prompts are the callers'."},
    {"mcp_servers", "Tools are not served by the model gateway."},
    {"mcp_tools", "Tools are not served by the model gateway."},
    {"vector_store_registry", "Vector stores are not served by the model gateway."},
    {"search_tools", "Search is not served by the model gateway."},
    {"files_settings", "Files are not served by the model gateway."},
    {"finetune_settings", "Fine-tuning is not served by the model gateway."},
    {"assistant_settings", "Assistants are not served by the model gateway."},
    {"include", "Other files are not included: the gateway reads one."},
    {"worker_registry", "There is one process."},
    {"anthropic_settings", "Anthropic's deployments stand in model_list."},
};

/// What a key means, where several keys mean the same.
std::string meaning(std::string_view section, std::string_view key)
{
    if (key == "request_timeout" || key == "deadline") return "timeout";
    if (key == "priority_default") return "default_priority";
    if (key == "enable_pre_call_check") return "enable_pre_call_checks";
    if (key == "max_parallel_requests") return "default_max_parallel_requests";
    return (section == "swarmdesk" ? "swarmdesk." : "") + std::string{key};
}

/// Later ones of a repeated key are wrong, and taken out: everything after this may look keys up by name.
void drop_duplicates(Reading& reading, const std::string& path, YamlNode& node)
{
    std::vector<YamlEntry> kept;
    for (YamlEntry& entry : node.entries) {
        const auto first = std::ranges::find(kept, entry.key, &YamlEntry::key);
        if (first == kept.end()) {
            kept.push_back(std::move(entry));
            continue;
        }
        const Place again = Place{path, &node}.at(entry);
        reading.wrong(again, "The key is written twice, first on line " + std::to_string(first->value.line) + ".");
    }
    node.entries = std::move(kept);
    for (YamlEntry& entry : node.entries) drop_duplicates(reading, Place{path, &node}.at(entry).path, entry.value);
    for (std::size_t i = 0; i < node.items.size(); ++i)
        drop_duplicates(reading, Place{path, &node}.at(i).path, node.items[i]);
}

void read_once(Reading& reading, const Place& place, std::string_view section, const Key<GatewayDraft>& key,
               std::string_view name, GatewayDraft& draft)
{
    if (key.read && place.node->kind != YamlKind::nothing) {
        const auto [first, is_first] = draft.taken.try_emplace(meaning(section, name), place.path);
        if (!is_first)
            return reading.judge_all(place, Verdict::repaired, first->second + " says it too, and is what counts.");
    }
    read_key(reading, place, key, draft);
}

/// A key of another section, or one that stands at the top of the file: read as if it stood at home.
bool read_stray(Reading& reading, const Place& place, std::string_view name, GatewayDraft& draft)
{
    // LiteLLM's own sections first, for `cache` is in two.
    for (const std::string_view home : {"litellm_settings", "router_settings", "general_settings", "swarmdesk"}) {
        const auto* section = std::ranges::find(sections, home, &Section::name);
        const Key<GatewayDraft>* key = find_key(section->keys(), name);
        if (!key) continue;
        const Reading::Misplaced misplaced{reading,
                                           "Belongs inside " + std::string{home} + "; read as if it stood there."};
        read_once(reading, place, home, *key, name, draft);
        return true;
    }
    return false;
}

void read_section(Reading& reading, const Place& place, const Section& section, GatewayDraft& draft)
{
    if (!expect_map(reading, place)) return;
    for (const YamlEntry& entry : place.node->entries) {
        const Place at = place.at(entry);
        const Key<GatewayDraft>* key = find_key(section.keys(), entry.key);
        // Both name the same settings in LiteLLM too.
        if (!key && section.name == "litellm_settings") key = find_key(router_keys(), entry.key);
        if (key)
            read_once(reading, at, section.name, *key, entry.key, draft);
        else if (!read_stray(reading, at, entry.key, draft))
            judge_unknown(reading, at, entry.key, names_of(section.keys()));
    }
}

/// LiteLLM puts these into its environment before all else.
void read_environment(Reading& reading, const Place& place)
{
    if (!expect_map(reading, place)) return;
    for (const YamlEntry& entry : place.node->entries) {
        const Place at = place.at(entry);
        const auto hidden = reading.secret(at);
        if (!hidden) continue;
        if (!hidden->missing.empty()) {
            reading.leave(at, hidden->missing + " The variable stays unset.");
            continue;
        }
        reading.set_variable(entry.key, std::string{hidden->secret.expose()});
        reading.settle(at, hidden->repair,
                       "Counts for the references in this file; the process's environment is left alone.");
    }
}

std::vector<std::string_view> top_names()
{
    std::vector<std::string_view> names{"model_list", "environment_variables", "credential_list"};
    for (const Section& section : sections) names.push_back(section.name);
    for (const Unserved& row : unserved) names.push_back(row.name);
    return names;
}

bool is_section(std::string_view name)
{
    return name == "model_list" || name == "environment_variables" || name == "credential_list" ||
           std::ranges::find(sections, name, &Section::name) != std::end(sections);
}

void read_rest(Reading& reading, const Place& root, GatewayDraft& draft)
{
    for (const YamlEntry& entry : root.node->entries) {
        if (is_section(entry.key)) continue;
        const Place place = root.at(entry);
        const auto* row = std::ranges::find(unserved, entry.key, &Unserved::name);
        if (row != std::end(unserved))
            reading.judge_all(place, Verdict::unsupported, std::string{row->why});
        else if (!read_stray(reading, place, entry.key, draft))
            judge_unknown(reading, place, entry.key, top_names());
    }
}

void read_file(Reading& reading, const Place& root, GatewayDraft& draft)
{
    const auto at = [&](std::string_view name) -> std::optional<Place> {
        const YamlEntry* entry = find_entry(*root.node, name);
        return entry ? std::optional{root.at(*entry)} : std::nullopt;
    };
    if (const auto place = at("environment_variables")) read_environment(reading, *place);
    if (const auto place = at("credential_list")) read_credential_list(reading, *place, draft);
    if (const auto place = at("model_list"))
        read_model_list(reading, *place, draft);
    else
        reading.missing(root, "model_list", "There is no model to serve.");
    for (const Section& section : sections)
        if (const auto place = at(section.name)) read_section(reading, *place, section, draft);
    read_rest(reading, root, draft);
    finish(reading, draft);
}

}  // namespace

Result<Imported> import_litellm(std::string_view text, std::string_view file_name, const Surroundings& surroundings)
{
    auto tree = config::parse_yaml(text);
    if (!tree) {
        std::string detail = std::string{file_name} + ": " + tree.error().detail;
        if (detail.ends_with("not accepted")) detail += "; write out what they stand for";
        return Error{tree.error().code, detail};
    }
    if (tree->kind != YamlKind::map)
        return Error{Errc::malformed, std::string{file_name} + ": a map with model_list is expected"};
    Reading reading{surroundings};
    drop_duplicates(reading, "", *tree);
    GatewayDraft draft;
    read_file(reading, {"", &*tree}, draft);
    Imported imported{std::move(draft.settings), reading.take(*tree)};
    // Whatever slipped through the reading does not slip through the start.
    if (const auto violations = settings::check(imported.settings);
        !has_wrong(imported.findings) && !violations.is_empty())
        imported.findings.push_back(
            {"", 1, Verdict::wrong, "The settings contradict each other: " + violations.all().front().message + "."});
    return imported;
}

}  // namespace swarmdesk::llm::litellm
