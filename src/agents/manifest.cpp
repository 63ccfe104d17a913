#include "agents/manifest.hpp"

#include <algorithm>
#include <set>

#include "config/load.hpp"

namespace swarmdesk::agents {

namespace {

template <class T>
bool contains(const std::vector<T>& values, const T& value)
{
    return std::find(values.begin(), values.end(), value) != values.end();
}

std::vector<bus::Pattern> patterns(const std::vector<std::string>& texts)
{
    std::vector<bus::Pattern> result;
    for (const auto& text : texts) result.emplace_back(text);
    return result;
}

void require_tokens(config::Violations& violations, std::string_view field, const std::vector<std::string>& values)
{
    std::set<std::string> seen;
    for (const auto& value : values) {
        violations.require(bus::is_token(value), field, "each must be a word of a-z 0-9 _");
        violations.require(seen.insert(value).second, field, "must not repeat an entry");
    }
}

}  // namespace

bool Manifest::is_woken_by(Wake wake) const { return contains(wakes_on, wake); }

bus::Policy Manifest::policy(const std::optional<UserAccount>& serves) const
{
    bus::Policy policy;
    policy.peer = bus::PeerName{name.to_string()};
    if (serves) {
        policy.tenant = bus::TenantName{serves->user.to_string()};
        policy.account = decltype(policy.account){serves->account.to_string()};
    }
    policy.may_publish = patterns(publishes);
    policy.may_subscribe = patterns(subscribes);
    policy.priority_max = bus::Priority{priority_max};
    return policy;
}

void Manifest::validate(config::Violations& violations) const
{
    violations.require(bus::is_token(name.to_string()), "name", "must be a word of a-z 0-9 _");
    violations.require(!title.empty(), "title", "must not be empty");
    violations.require(!capabilities.empty(), "capabilities", "must name at least one");
    require_tokens(violations, "capabilities", capabilities);
    for (const auto& text : subscribes)
        violations.require(bus::Pattern::parse(text).has_value(), "subscribes", "each must be a subject pattern");
    for (const auto& text : publishes) {
        const auto pattern = bus::Pattern::parse(text);
        const bool is_own = pattern && pattern->tokens().size() >= 2 && pattern->tokens()[1] == name.to_string();
        violations.require(pattern.has_value(), "publishes", "each must be a subject pattern");
        violations.require(!pattern || is_own, "publishes", "must be the agent's own subjects");
        const bool is_signal = pattern && !pattern->tokens().empty() &&
                               (pattern->tokens()[0] == "trading" || !bus::is_token(pattern->tokens()[0]));
        violations.require(!is_signal || trust != Trust::observer, "publishes",
                           "an observer may not publish on trading");
    }
    violations.require(restart.delay_min <= restart.delay_max, "restart.delay_min", "must not exceed delay_max");
    violations.require(model.budget_usd_per_day.is_zero() ? model.priority == 0 : true, "model.priority",
                       "needs a budget");
}

Result<std::vector<ManifestText>> read_manifests(const std::filesystem::path& folder)
{
    constexpr std::size_t files_max = 256;
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (std::filesystem::directory_iterator at{folder, error}, end; !error && at != end; at.increment(error))
        if (at->path().extension() == ".yaml") files.push_back(at->path());
    if (error) return Error{Errc::io, "cannot read the folder " + folder.string() + ": " + error.message()};
    if (files.empty()) return Error{Errc::not_found, "no manifest in " + folder.string()};
    if (files.size() > files_max) return Error{Errc::limit_exceeded, "more than 256 manifests in " + folder.string()};
    std::sort(files.begin(), files.end());

    std::vector<ManifestText> texts;
    for (const auto& file : files) {
        auto text = config::read_settings_file(file.string());
        if (!text) return text.error();
        texts.push_back({file.filename().string(), std::move(*text)});
    }
    return texts;
}

LoadedManifests load_manifests(const std::vector<ManifestText>& texts)
{
    LoadedManifests loaded;
    std::set<AgentId> names;
    for (const auto& [file, text] : texts) {
        config::Sources sources;
        sources.file_name = file;
        sources.file_text = text;
        Manifest manifest;
        const config::Violations found = config::load(manifest, sources);
        for (config::Violation violation : found.all()) {
            if (violation.origin.empty()) violation.origin = file;
            loaded.violations.add(std::move(violation));
        }
        if (manifest.name.to_string() + ".yaml" != file)
            loaded.violations.add({"name", file, "must be the file's name without .yaml"});
        if (!names.insert(manifest.name).second) loaded.violations.add({"name", file, "is another agent's name"});
        loaded.manifests.push_back(std::move(manifest));
    }
    std::sort(loaded.manifests.begin(), loaded.manifests.end(),
              [](const Manifest& a, const Manifest& b) { return a.name < b.name; });
    return loaded;
}

Result<std::vector<Manifest>> find_manifests(const std::filesystem::path& folder)
{
    auto texts = folder.empty() ? Result<std::vector<ManifestText>>{built_in_manifests()} : read_manifests(folder);
    if (!texts) return texts.error();
    auto loaded = load_manifests(*texts);
    if (!loaded.violations.is_empty()) return Error{Errc::malformed, loaded.violations.to_string()};
    return std::move(loaded.manifests);
}

}  // namespace swarmdesk::agents
