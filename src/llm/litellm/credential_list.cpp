#include "llm/litellm/draft.hpp"
#include "net/url.hpp"

namespace swarmdesk::llm::litellm {
namespace {

void api_key(Reading& reading, const Place& place, Credential& credential)
{
    const auto hidden = reading.secret(place);
    if (!hidden) return;
    if (!hidden->missing.empty()) return reading.leave(place, hidden->missing + " The credential has no key.");
    credential.api_key = hidden->secret;
    reading.settle(place, hidden->repair, "The key of the deployments that name this credential.");
}

void api_base(Reading& reading, const Place& place, Credential& credential)
{
    const auto text = reading.text(place);
    if (!text) return;
    const auto url = net::Url::parse(text->value);
    if (!url || url->is_web_socket) return reading.wrong(place, "It must be a http or https URL.");
    credential.api_base = text->value;
    while (credential.api_base.ends_with('/')) credential.api_base.pop_back();
    reading.settle(place, text->repair, "The address of the deployments that name this credential.");
}

constexpr Key<Credential> values[] = {
    {"api_key", api_key},
    {"api_base", api_base},
    {"api_version", nullptr, "Belongs to a provider that is not spoken here."},
};

void read_credential(Reading& reading, const Place& item, GatewayDraft& draft)
{
    const config::YamlEntry* name_entry =
        item.node->kind == config::YamlKind::map ? find_entry(*item.node, "credential_name") : nullptr;
    if (!name_entry) return reading.judge_all(item, Verdict::wrong, "A credential needs its credential_name.");
    const auto name = reading.text(item.at(*name_entry));
    Credential credential;
    for (const config::YamlEntry& entry : item.node->entries) {
        const Place place = item.at(entry);
        if (entry.key == "credential_name") continue;
        if (entry.key == "credential_values")
            read_map(reading, place, std::span<const Key<Credential>>{values}, credential);
        else if (entry.key == "credential_info")
            reading.judge_all(place, Verdict::unsupported, "For readers of the file only.");
        else
            judge_unknown(reading, place, entry.key, {"credential_name", "credential_values", "credential_info"});
    }
    if (!name) return;
    if (!draft.credentials.emplace(name->value, std::move(credential)).second)
        return reading.wrong(item.at(*name_entry), "Another credential has this name.");
    reading.settle(item.at(*name_entry), name->repair, "What deployments name as litellm_credential_name.");
}

}  // namespace

void read_credential_list(Reading& reading, const Place& place, GatewayDraft& draft)
{
    if (!expect_maps(reading, place)) return;
    for (std::size_t i = 0; i < place.node->items.size(); ++i) read_credential(reading, place.at(i), draft);
}

}  // namespace swarmdesk::llm::litellm
