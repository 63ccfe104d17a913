#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "base/hash.hpp"
#include "base/instant.hpp"
#include "base/secret.hpp"
#include "trading/model/numbers.hpp"

namespace swarmdesk::api {

/// Secrets that open the web app once and soon. In memory only: a restart forgets them. Bounded: the oldest goes first.
/// A link is worth no more than the token it was made with: whoever redeems one looks whether that is still good.
class SignInLinks {
public:
    static constexpr nanoseconds lifetime = std::chrono::minutes{10};
    static constexpr std::size_t links_max = 32;

    struct Holder {
        trading::UserId user;
        std::string token_id;  ///< of the token it was made with; empty: the desk itself made it
        friend bool operator==(const Holder&, const Holder&) = default;
    };

    Secret make(Holder holder, MonotonicTime now);
    /// Whose it is; nothing if it is unknown, used, ended or too old. It is used up.
    std::optional<Holder> redeem(std::string_view secret, MonotonicTime now);
    /// Ends those made with this token.
    void end(const std::string& token_id);

private:
    struct Link {
        Hash hash{};
        Holder holder;
        MonotonicTime expires;
    };
    std::deque<Link> links_;
};

}  // namespace swarmdesk::api
