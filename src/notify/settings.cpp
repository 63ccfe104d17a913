#include "notify/settings.hpp"

#include <algorithm>
#include <set>

#include "base/ids.hpp"
#include "base/strict_json.hpp"
#include "notify/endpoint.hpp"

namespace swarmdesk::notify {
namespace {

/// Whether it is one word of visible ASCII: what a header may hold.
bool is_header_word(const Secret& secret)
{
    return std::ranges::all_of(secret.expose(), [](unsigned char c) { return c > 0x20 && c < 0x7F; });
}

/// Of ntfy: the last part of the URL's path.
bool has_topic(std::string_view text)
{
    const auto url = net::Url::parse(text);
    if (!url) return false;
    const std::string_view path = std::string_view{url->target}.substr(0, url->target.find('?'));
    return path.find_first_not_of('/') != std::string_view::npos;
}

bool is_contact(std::string_view text)
{
    constexpr std::string_view mail = "mailto:";
    if (!text.starts_with(mail)) return text.starts_with("https://") && net::Url::parse(text).has_value();
    const std::string_view address = text.substr(mail.size());
    const auto at = address.find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < address.size() &&
           address.find_first_of(" \t\r\n") == std::string_view::npos;
}

/// "ntfy.lan", "192.168.1.5:8080": what a URL has between its slashes.
bool is_host(const std::string& text)
{
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]";
    if (text.find_first_not_of(letters) != std::string::npos) return false;
    const auto url = net::Url::parse("http://" + text);
    return url && url->target == "/" && text.find_first_of("/?") == std::string::npos;
}

}  // namespace

void Settings::validate(config::Violations& violations) const
{
    violations.require(contact.empty() || is_contact(contact), "contact", "mailto: and an address, or an https URL");
    for (std::size_t i = 0; i < allowed_hosts.size(); ++i)
        violations.require(is_host(allowed_hosts[i]), "allowed_hosts[" + std::to_string(i) + "]",
                           "a host as ntfy.lan, or with a port as 192.168.1.5:8080; no scheme and no path");
    const EndpointPolicy policy{allowed_hosts};
    std::set<std::string> names;
    for (std::size_t i = 0; i < webhooks.size(); ++i) {
        const WebhookSettings& webhook = webhooks[i];
        const std::string place = "webhooks[" + std::to_string(i) + "].";
        violations.require(!webhook.name.empty() && !has_invisible(webhook.name) && names.insert(webhook.name).second,
                           place + "name", "each webhook has a name of its own, of visible characters");
        violations.require(Name<struct UserTag>::parse(webhook.user).has_value(), place + "user",
                           "the name of a user of the desk");
        const std::string_view url = webhook.url.expose();
        const auto endpoint = policy.judge(url);
        violations.require(
            endpoint.has_value(), place + "url",
            (endpoint ? "" : endpoint.error().detail) + "; notifications.allowed_hosts may name its host");
        violations.require(!endpoint || webhook.format != Format::ntfy || has_topic(url), place + "url",
                           "ends with the topic, as in https://ntfy.sh/my-topic");
        violations.require(is_header_word(webhook.bearer), place + "bearer",
                           "one word of visible ASCII characters: it is sent in a header");
    }
}

}  // namespace swarmdesk::notify
