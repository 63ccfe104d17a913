#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string_view>

#include "base/hash.hpp"
#include "base/instant.hpp"
#include "base/secret.hpp"
#include "trading/model/numbers.hpp"

namespace swarmdesk::api {

/// Secrets that open the web app once and soon. In memory only: a restart forgets them. Bounded: the oldest goes first.
class SignInLinks {
public:
    static constexpr nanoseconds lifetime = std::chrono::minutes{10};
    static constexpr std::size_t links_max = 32;

    Secret make(const trading::UserId& user, MonotonicTime now);
    /// Whose it is; nothing if it is unknown, used or too old. It is used up.
    std::optional<trading::UserId> redeem(std::string_view secret, MonotonicTime now);

private:
    struct Link {
        Hash hash{};
        trading::UserId user;
        MonotonicTime expires;
    };
    std::deque<Link> links_;
};

}  // namespace swarmdesk::api
