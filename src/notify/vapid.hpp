#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "base/instant.hpp"
#include "notify/p256.hpp"

namespace swarmdesk::notify {

/// Who the desk is to push services (RFC 8292, VAPID): a key of its own, and tokens signed with it, each for one
/// service and half a day. Browsers bind their subscriptions to the key, so a new key ends them all.
class Vapid {
public:
    /// Reads `push.key` in the folder, or makes it, 0600, when it is not there. Refuses one that others can read.
    /// `contact` is what a service may reach somebody at: mailto: or https:; empty: nothing is said. Blocks.
    static Result<Vapid> open(const std::filesystem::path& folder, std::string contact);
    Vapid(P256Key key, std::string contact) : key_(std::move(key)), contact_(std::move(contact)) {}

    /// As `applicationServerKey` takes it: base64url.
    std::string public_key() const;
    /// The Authorization field for a service's origin, "https://push.example.net". Kept until it is about to end.
    const std::string& authorization(const std::string& origin, UtcTime now);

private:
    struct Kept {
        std::string field;
        UtcTime made;
    };
    static constexpr std::size_t kept_max = 64;

    P256Key key_;
    std::string contact_;
    std::map<std::string, Kept> kept_;
};

}  // namespace swarmdesk::notify
