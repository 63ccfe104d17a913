#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/hash.hpp"

namespace swarmdesk {

/// Base64 with the alphabet for URLs and without padding (RFC 4648, section 5), as JSON Web Tokens and Web Push have
/// it.
std::string to_base64url(std::string_view bytes);
/// Strict: no padding, no other character, and no stray bits at the end, so that bytes have one text alone.
Result<Bytes> from_base64url(std::string_view text);

}  // namespace swarmdesk
