#include "notify/settings.hpp"

#include <set>

#include "notify/endpoint.hpp"

namespace swarmdesk::notify {

void Settings::validate(config::Violations& violations) const
{
    violations.require(contact.empty() || contact.starts_with("mailto:") || contact.starts_with("https://"), "contact",
                       "mailto: and an address, or an https URL");
    const EndpointPolicy policy{allowed_hosts};
    std::set<std::string> names;
    for (const WebhookSettings& webhook : webhooks) {
        violations.require(!webhook.name.empty() && names.insert(webhook.name).second, "webhooks",
                           "each has a name of its own");
        const auto endpoint = policy.judge(webhook.url.expose());
        violations.require(endpoint.has_value(), "webhooks",
                           "the url of " + webhook.name + ": " + (endpoint ? "" : endpoint.error().detail) +
                               "; allowed_hosts may name its host");
    }
}

}  // namespace swarmdesk::notify
