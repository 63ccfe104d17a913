#pragma once

#include <array>

#include "api/problem.hpp"
#include "api/rate_limiter.hpp"
#include "api/route.hpp"
#include "api/settings.hpp"
#include "api/users.hpp"

namespace swarmdesk::api {

/// What every request meets before its handler: was it addressed to us, does a browser page of ours send it, who is
/// asking, may he, and does he ask too often. Holds no socket.
class RequestGuard {
public:
    RequestGuard(const Settings& settings, const Users& users);

    /// 421 `bad_host` unless addressed to a loopback name or an allowed host, which stops DNS rebinding; 403
    /// `bad_origin` if a page from elsewhere sends it.
    std::optional<Problem> check_address(const net::Request& request) const;

    /// Who the bearer token says is asking: nobody without an Authorization header, 401 with a wrong one, and 429 for a
    /// peer that has tried too many. A right token always works: with 256 random bits a guess needs no help to fail,
    /// and nobody can lock another out from behind the same proxy.
    OrProblem<std::optional<Caller>> identify(const net::Request& request, MonotonicTime now);
    /// The same for a token that came another way.
    OrProblem<Caller> identify(std::string_view token, const net::Request& request, MonotonicTime now);

    /// 401, 403 or 429 unless the caller may use the route now.
    std::optional<Problem> admit(const Route& route, const std::optional<Caller>& caller, bool is_approver,
                                 MonotonicTime now);

private:
    std::string peer_of(const net::Request& request) const;

    const Settings& settings_;
    const Users& users_;
    RateLimiter requests_;
    RateLimiter failures_;
};

}  // namespace swarmdesk::api
