#include "llm/litellm/reading.hpp"

#include <algorithm>
#include <array>

#include "config/suggest.hpp"

namespace swarmdesk::llm::litellm {
namespace {

using config::YamlKind;

constexpr std::size_t secret_size_min = 6;  ///< shorter ones would blot out ordinary words

bool is_scalar(const config::YamlNode& node) { return node.kind == YamlKind::scalar || node.kind == YamlKind::nothing; }

bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// Blots out words that begin as the providers' keys do, wherever they were written.
void blot_key_like(std::string& text)
{
    constexpr std::size_t rest_min = 8;
    for (const std::string_view prefix : {"sk-", "sk_", "gsk_", "xai-", "hf_", "ghp_"}) {
        for (std::size_t at = text.find(prefix); at != text.npos; at = text.find(prefix, at + 1)) {
            if (at > 0 && is_word(text[at - 1])) continue;
            std::size_t end = at + prefix.size();
            while (end < text.size() && is_word(text[end])) ++end;
            if (end - at >= prefix.size() + rest_min) text.replace(at, end - at, "[secret]");
        }
    }
}

/// Whether a key's or a variable's name says that its value must not be seen.
bool names_secret(std::string_view name)
{
    std::string lower{name};
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (lower.ends_with("per_token")) return false;
    constexpr std::array endings = {"key", "secret", "password", "passwd", "token", "database_url", "license", "auth"};
    return std::ranges::any_of(endings, [&](std::string_view ending) { return lower.ends_with(ending); });
}

void collect_secrets(const config::YamlNode& node, bool is_secret, std::set<std::string>& secrets)
{
    if (is_secret && node.kind == YamlKind::scalar) secrets.insert(node.text);
    for (const config::YamlEntry& entry : node.entries)
        collect_secrets(entry.value, is_secret || names_secret(entry.key), secrets);
    for (const config::YamlNode& item : node.items) collect_secrets(item, is_secret, secrets);
}

}  // namespace

std::string Reading::joined(std::string_view first, std::string_view second)
{
    std::string both{first};
    if (!both.empty() && !second.empty()) both += ' ';
    return both.append(second);
}

void Reading::honour(const Place& place, std::string sentence)
{
    if (misplaced_.empty())
        record(place, Verdict::honoured, std::move(sentence));
    else
        record(place, Verdict::repaired, joined(misplaced_, sentence));
}

void Reading::settle(const Place& place, std::string_view repair, std::string_view sentence)
{
    if (repair.empty())
        honour(place, std::string{sentence});
    else
        record(place, Verdict::repaired, joined(joined(misplaced_, repair), sentence));
}

void Reading::judge_all(const Place& place, Verdict verdict, const std::string& sentence)
{
    for_each_leaf(place, [&](const Place& leaf) { record(leaf, verdict, sentence); });
}

void Reading::missing(const Place& map, std::string_view key, std::string sentence)
{
    record(map.path + (map.path.empty() ? "" : ".") + std::string{key}, map.line(), Verdict::wrong,
           std::move(sentence));
}

void Reading::record(const Place& place, Verdict verdict, std::string sentence)
{
    record(place.path, place.line(), verdict, std::move(sentence));
}

void Reading::record(const std::string& path, int line, Verdict verdict, std::string sentence)
{
    const auto [at, is_new] = findings_.try_emplace(path, Finding{path, line, verdict, sentence});
    if (is_new) return;
    Finding& finding = at->second;
    if (verdict > finding.verdict) {
        finding.verdict = verdict;
        finding.message = std::move(sentence);
    } else if (verdict == finding.verdict && finding.message.find(sentence) == std::string::npos) {
        finding.message = joined(finding.message, sentence);
    }
}

std::optional<Text> Reading::text(const Place& place)
{
    if (!is_scalar(*place.node)) {
        judge_all(place, Verdict::wrong, "One value is expected here, not a list or a map.");
        return std::nullopt;
    }
    if (place.node->kind == YamlKind::nothing) {
        honour(place, "Empty: the default stays.");
        return std::nullopt;
    }
    Resolved resolved = resolve(place.node->text, surroundings_);
    if (!resolved.missing.empty()) {
        wrong(place, resolved.missing);
        return std::nullopt;
    }
    return Text{std::move(resolved.text), std::move(resolved.repair), resolved.was_reference};
}

std::optional<Reading::List> Reading::list(const Place& place)
{
    if (place.node->kind == YamlKind::scalar) {
        const auto only = text(place);
        if (!only) return std::nullopt;
        return List{{only->value}, joined("A list is expected; the one value is read as a list of one.", only->repair)};
    }
    if (place.node->kind == YamlKind::nothing) {
        honour(place, "Empty: the default stays.");
        return std::nullopt;
    }
    if (place.node->kind == YamlKind::map || !std::ranges::all_of(place.node->items, is_scalar)) {
        judge_all(place, Verdict::wrong, "A list of plain values is expected here.");
        return std::nullopt;
    }
    List list;
    for (std::size_t i = 0; i < place.node->items.size(); ++i) {
        Resolved resolved = resolve(place.node->items[i].text, surroundings_);
        if (!resolved.missing.empty()) {
            wrong(place, "Item " + std::to_string(i + 1) + ": " + resolved.missing);
            return std::nullopt;
        }
        list.items.push_back(std::move(resolved.text));
        if (!resolved.repair.empty()) list.repair = std::move(resolved.repair);
    }
    return list;
}

std::optional<Reading::Hidden> Reading::secret(const Place& place)
{
    if (!is_scalar(*place.node)) {
        judge_all(place, Verdict::wrong, "One value is expected here, not a list or a map.");
        return std::nullopt;
    }
    if (place.node->kind == YamlKind::nothing || place.node->text.empty()) {
        honour(place, "Empty: there is no such secret.");
        return std::nullopt;
    }
    Resolved resolved = resolve(place.node->text, surroundings_);
    hide(resolved.text);
    return Hidden{Secret{std::move(resolved.text)}, std::move(resolved.repair), std::move(resolved.missing),
                  resolved.was_reference};
}

void Reading::hide(std::string_view secret)
{
    if (secret.size() >= secret_size_min) secrets_.emplace(secret);
}

std::string Reading::scrubbed(std::string text) const
{
    // Longest first: one secret may begin with another.
    std::vector<std::string_view> secrets{secrets_.begin(), secrets_.end()};
    std::ranges::sort(secrets, std::ranges::greater{}, &std::string_view::size);
    for (const std::string_view secret : secrets)
        for (std::size_t at = text.find(secret); at != text.npos; at = text.find(secret, at + 8))
            text.replace(at, secret.size(), "[secret]");
    blot_key_like(text);
    return text;
}

std::vector<Finding> Reading::take(const config::YamlNode& root)
{
    for_each_leaf({"", &root}, [&](const Place& leaf) {
        if (!findings_.contains(leaf.path)) leave(leaf, "Nothing here reads this key.");
    });
    std::set<std::string> secrets;
    collect_secrets(root, false, secrets);
    for (const auto& [name, value] : surroundings_.environment)
        if (names_secret(name)) secrets.insert(value);
    for (const std::string& secret : secrets)
        if (!secret.starts_with("os.environ/") && !secret.starts_with("file:/")) hide(secret);
    std::vector<Finding> findings;
    for (auto& [path, finding] : findings_) {
        finding.path = scrubbed(std::move(finding.path));
        finding.message = scrubbed(std::move(finding.message));
        findings.push_back(std::move(finding));
    }
    std::ranges::stable_sort(findings, {}, &Finding::line);
    findings_.clear();
    return findings;
}

void judge_unknown(Reading& reading, const Place& place, std::string_view name,
                   const std::vector<std::string_view>& known)
{
    const std::string_view meant = config::nearest(name, known);
    reading.judge_all(place, Verdict::unsupported,
                      "No such key is known" + (meant.empty() ? "." : config::did_you_mean(meant)));
}

bool expect_map(Reading& reading, const Place& place)
{
    if (place.node->kind == YamlKind::map && !place.node->entries.empty()) return true;
    if (place.node->kind == YamlKind::map || place.node->kind == YamlKind::nothing)
        reading.honour(place, "Empty: the defaults stay.");
    else
        reading.judge_all(place, Verdict::wrong, "A map of keys and values is expected here.");
    return false;
}

bool expect_list(Reading& reading, const Place& place)
{
    if (place.node->kind == YamlKind::list && !place.node->items.empty()) return true;
    if (place.node->kind == YamlKind::list || place.node->kind == YamlKind::nothing)
        reading.honour(place, "Empty: there is none.");
    else
        reading.judge_all(place, Verdict::wrong, "A list is expected here.");
    return false;
}

bool expect_maps(Reading& reading, const Place& place)
{
    if (!expect_list(reading, place)) return false;
    if (!std::ranges::all_of(place.node->items, is_scalar)) return true;
    reading.wrong(place, "A list of maps is expected here.");
    return false;
}

const config::YamlEntry* find_entry(const config::YamlNode& map, std::string_view name)
{
    const auto found = std::ranges::find(map.entries, name, &config::YamlEntry::key);
    return found == map.entries.end() ? nullptr : &*found;
}

}  // namespace swarmdesk::llm::litellm
