#pragma once

#include <string>
#include <vector>

#include "base/names.hpp"
#include "base/secret.hpp"
#include "config/setting.hpp"

namespace swarmdesk::notify {

/// How a webhook's body is written.
enum class Format { generic = 1, ntfy, slack, discord };
constexpr auto enum_table(Format)
{
    return std::to_array<EnumName<Format>>(
        {{Format::generic, "generic"}, {Format::ntfy, "ntfy"}, {Format::slack, "slack"}, {Format::discord, "discord"}});
}

/// One address outside that is told. Settings alone name them: whoever may name one may have the desk talk to any host
/// it can reach, which is for those who could do so anyway.
struct WebhookSettings {
    std::string name;
    std::string user = "operator";
    Format format = Format::generic;
    Secret url;  ///< Slack's and Discord's are passwords
    Secret secret;
    Secret bearer;

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit)
    {
        using namespace config;
        visit(setting("name", "What it is called in lists.", bounds(1, 64)), self.name);
        visit(setting("user", "Whose it is: it is told what they may see, and what they chose.", bounds(1, 36)),
              self.user);
        visit(setting("format", "How the body is written."), self.format);
        visit(setting("url",
                      "Where it goes: https, unless allowed_hosts names the host. Of ntfy with the topic: "
                      "https://ntfy.sh/my-topic."),
              self.url);
        visit(setting("secret", "Signs each body, so that the receiver knows it is the desk's; empty: unsigned."),
              self.secret);
        visit(setting("bearer", "Sent as Authorization: Bearer …, as ntfy wants for a protected topic; empty: none."),
              self.bearer);
    }
};

/// Who is told of what happens, beside those who look at the page.
struct Settings {
    std::string contact;
    std::vector<std::string> allowed_hosts;
    std::string ca_file;
    std::uint32_t subscriptions_per_user_max = 10;
    std::vector<WebhookSettings> webhooks;

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit)
    {
        using namespace config;
        visit(setting("contact",
                      "What push services may reach you at: mailto:you@example.com or https://…; empty: the desk's own "
                      "address where TLS stands in front. Apple's wants one."),
              self.contact);
        visit(setting("allowed_hosts",
                      "Hosts, as ntfy.lan or 192.168.1.5:8080, that may be sent to although they are in a private "
                      "network or speak no https.",
                      at_most(16)),
              self.allowed_hosts);
        visit(setting("ca_file", "Certificates (PEM) trusted beside the machine's own, for servers of yours."),
              self.ca_file);
        visit(setting("subscriptions_per_user_max", "Browsers of one user that are pushed to.", bounds(1, 50)),
              self.subscriptions_per_user_max);
        visit(setting("webhooks", "Addresses outside that are told. docs/notifications.md has recipes.", at_most(16)),
              self.webhooks);
    }
    void validate(config::Violations& violations) const;
};

}  // namespace swarmdesk::notify
