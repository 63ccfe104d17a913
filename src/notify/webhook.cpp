#include "notify/webhook.hpp"

#include <charconv>
#include <chrono>

#include "base/hash.hpp"
#include "base/json_text.hpp"

namespace swarmdesk::notify {
namespace {

constexpr std::size_t discord_bytes_max = 1900;  // of 2,000 characters

std::string page_of(const WebhookMessage& message)
{
    if (message.page_url.empty() || message.notice.path.empty()) return message.page_url;
    return message.page_url + message.notice.path.substr(1);
}

std::string generic_body(const WebhookMessage& message)
{
    const Notice& notice = message.notice;
    std::string body;
    JsonText json{body};
    json.open('{').field("id", std::string_view{message.id.to_string()}).field("kind", to_text(notice.kind));
    json.field("title", std::string_view{notice.title}).field("body", std::string_view{message.body});
    json.field("time", std::string_view{to_iso(notice.time)});
    json.field("expires", std::string_view{to_iso(notice.useful_until())});
    if (notice.seq > 0) json.field("seq", notice.seq);
    if (!notice.topic.empty()) json.field("topic", std::string_view{notice.topic});
    if (!notice.approval.empty()) json.field("approval_id", std::string_view{notice.approval});
    if (const std::string page = page_of(message); !page.empty()) json.field("url", std::string_view{page});
    json.close('}');
    return body;
}

/// Published as JSON at the server's root, which takes any language; the topic is the URL's last part.
std::string ntfy_body(const WebhookMessage& message, std::string_view topic)
{
    const Notice& notice = message.notice;
    const Urgency urgency = defaults_of(notice.kind).urgency;
    std::string body;
    JsonText json{body};
    json.open('{').field("topic", topic).field("title", std::string_view{notice.title});
    json.field("message", std::string_view{message.body.empty() ? notice.title : message.body});
    json.field("priority", urgency == Urgency::high ? 4 : urgency == Urgency::normal ? 3 : 2);
    if (const std::string page = page_of(message); !page.empty()) json.field("click", std::string_view{page});
    json.close('}');
    return body;
}

/// Slack reads these three as its own.
std::string escaped_for_slack(std::string_view text)
{
    std::string escaped;
    for (const char c : text) escaped += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
    return escaped;
}

std::string slack_body(const WebhookMessage& message)
{
    std::string text = "*" + escaped_for_slack(message.notice.title) + "*\n" + escaped_for_slack(message.body);
    if (const std::string page = page_of(message); !page.empty()) text += "\n<" + page + "|Open the desk>";
    std::string body;
    JsonText{body}.open('{').field("text", std::string_view{text}).close('}');
    return body;
}

std::string discord_body(const WebhookMessage& message)
{
    std::string text = "**" + message.notice.title + "**\n" + message.body;
    if (text.size() > discord_bytes_max) {
        std::size_t end = discord_bytes_max;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u) --end;
        text.resize(end);
    }
    if (const std::string page = page_of(message); !page.empty()) text += '\n' + page;
    std::string body;
    JsonText json{body};
    json.open('{').field("content", std::string_view{text});
    // An agent's words may name @everyone.
    json.name("allowed_mentions").open('{').name("parse").open('[').close(']').close('}').close('}');
    return body;
}

std::string signature_of(const Secret& secret, std::string_view timestamp, std::string_view body)
{
    std::string text{timestamp};
    text += '.';
    text += body;
    return "v1=" + to_hex(hmac_sha256(secret.expose(), text));
}

}  // namespace

net::ClientRequest webhook_request(const WebhookSettings& webhook, const WebhookMessage& message)
{
    net::ClientRequest request;
    request.method = net::Method::post;
    request.url = webhook.url.expose();
    request.content_type = "application/json";
    switch (webhook.format) {
        case Format::generic: request.body = generic_body(message); break;
        case Format::slack: request.body = slack_body(message); break;
        case Format::discord: request.body = discord_body(message); break;
        case Format::ntfy: {
            while (request.url.ends_with('/')) request.url.pop_back();
            const auto slash = request.url.rfind('/');
            request.body = ntfy_body(message, request.url.substr(slash + 1));
            request.url.resize(slash + 1);
            break;
        }
    }
    request.headers.add("Idempotency-Key", message.id.to_string());
    if (!webhook.bearer.is_empty())
        request.headers.add("Authorization", "Bearer " + std::string{webhook.bearer.expose()});
    if (!webhook.secret.is_empty()) {
        const std::string timestamp = std::to_string(message.now.ns / 1'000'000'000);
        request.headers.add("X-Swarmdesk-Timestamp", timestamp);
        request.headers.add("X-Swarmdesk-Signature", signature_of(webhook.secret, timestamp, request.body));
    }
    return request;
}

bool verifies_webhook(const Secret& secret, std::string_view timestamp, std::string_view body,
                      std::string_view signature, UtcTime now)
{
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(timestamp.data(), timestamp.data() + timestamp.size(), seconds);
    if (error != std::errc{} || end != timestamp.data() + timestamp.size()) return false;
    constexpr std::int64_t age_s_max = 300;
    const std::int64_t now_s = now.ns / 1'000'000'000;
    const bool is_timely = seconds >= now_s - age_s_max && seconds <= now_s + age_s_max;
    return equal_in_constant_time(signature_of(secret, timestamp, body), signature) && is_timely;
}

}  // namespace swarmdesk::notify
