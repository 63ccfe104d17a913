#pragma once

#include "net/http_client.hpp"
#include "notify/notice.hpp"
#include "notify/settings.hpp"

namespace swarmdesk::notify {

/// What one webhook is told, made whole. `page_url` is where the page is: "https://desk.example.com/".
struct WebhookMessage {
    const Notice& notice;
    const std::string& body;  ///< the notice's, with amounts or without
    SentId id;
    UtcTime now;
    const std::string& page_url;
};

/// The request that tells it. Signed ones carry `X-Swarmdesk-Timestamp`, seconds since 1970, and
/// `X-Swarmdesk-Signature`, "v1=" and the HMAC-SHA256 in hexadecimal over timestamp, a point and the body.
/// `Idempotency-Key` is the same in every try.
net::ClientRequest webhook_request(const WebhookSettings& webhook, const WebhookMessage& message);

/// What a receiver does: whether the signature is one of these bytes with this secret, and not older or newer than five
/// minutes. Takes the same time whatever differs.
bool verifies_webhook(const Secret& secret, std::string_view timestamp, std::string_view body,
                      std::string_view signature, UtcTime now);

}  // namespace swarmdesk::notify
