#pragma once

#include <string_view>

#include "notify/p256.hpp"

namespace swarmdesk::notify {

/// \file
/// Message encryption for Web Push (RFC 8291) in the one content coding it has, aes128gcm (RFC 8188): only the browser
/// that subscribed can read what the push service carries. Pure: keys and salt come from outside.

inline constexpr std::size_t push_auth_bytes = 16;
inline constexpr std::size_t push_salt_bytes = 16;
/// What push services take at least, and most take no more.
inline constexpr std::size_t push_body_bytes_max = 4096;

/// Whom a message is for: the browser's own key and its secret.
struct PushReceiver {
    Bytes point;  ///< of P-256, uncompressed: `p256dh`
    Secret auth;  ///< 16 bytes
};

/// What one message is made with; neither is ever used twice.
struct PushSender {
    const P256Key& key;
    std::string_view salt;
};

/// The body to send. The text is padded to the next multiple of `pad_to` bytes, so that its length tells little; 0: not
/// at all. `limit_exceeded` where the body would be longer than push services take, `malformed` for a receiver whose
/// key is none.
Result<Bytes> encrypt_push(std::string_view text, const PushReceiver& receiver, const PushSender& sender,
                           std::size_t pad_to);

/// What the browser does with such a body, for tests and stand-ins: `malformed` unless it is for this key and whole.
Result<Bytes> decrypt_push(std::string_view body, const P256Key& key, const Secret& auth);

}  // namespace swarmdesk::notify
