#include "notify/push_message.hpp"

#include "base/base64url.hpp"
#include "base/hash.hpp"
#include "base/json_text.hpp"

namespace swarmdesk::notify {
namespace {

std::string written(const Notice& notice, std::string_view body)
{
    std::string text;
    JsonText json{text};
    json.open('{').field("kind", to_text(notice.kind)).field("title", std::string_view{notice.title});
    json.field("body", body).field("time", std::string_view{to_iso(notice.time)});
    json.field("expires", std::string_view{to_iso(notice.useful_until())});
    json.field("path", std::string_view{notice.path});
    if (!notice.topic.empty()) json.field("tag", std::string_view{notice.topic});
    if (!notice.approval.empty()) json.field("approval_id", std::string_view{notice.approval});
    if (notice.seq > 0) json.field("seq", notice.seq);
    json.field("is_silent", notice.is_follow_up || defaults_of(notice.kind).urgency == Urgency::low);
    json.close('}');
    return text;
}

/// No more than that many bytes, whole characters.
std::string_view cut(std::string_view text, std::size_t bytes_max)
{
    if (text.size() <= bytes_max) return text;
    while (bytes_max > 0 && (static_cast<unsigned char>(text[bytes_max]) & 0xC0u) == 0x80u) --bytes_max;
    return text.substr(0, bytes_max);
}

}  // namespace

std::string push_text(const Notice& notice, const std::string& body)
{
    std::size_t room = body.size();
    std::string text = written(notice, body);
    while (text.size() > push_text_bytes_max && room > 0) {
        room /= 2;
        text = written(notice, std::string{cut(body, room)} + "…");
    }
    return text;
}

std::string push_topic(std::string_view topic)
{
    if (topic.empty()) return {};
    return to_base64url(as_bytes(sha256(topic)).substr(0, 24));
}

}  // namespace swarmdesk::notify
