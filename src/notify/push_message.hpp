#pragma once

#include <string>

#include "notify/notice.hpp"

namespace swarmdesk::notify {

/// So that, encrypted, it fits every push service, and phones show it whole.
inline constexpr std::size_t push_text_bytes_max = 3 * 1024;

/// What a browser's service worker is given, as JSON. `body` is cut where all of it would be too long.
std::string push_text(const Notice& notice, const std::string& body);

/// At most 32 characters of base64url, as the Topic field wants (RFC 8030); empty for an empty topic.
std::string push_topic(std::string_view topic);

}  // namespace swarmdesk::notify
