#pragma once

#include <functional>

#include "api/problem.hpp"
#include "api/rate_limiter.hpp"
#include "api/route.hpp"
#include "api/settings.hpp"
#include "api/users.hpp"

namespace swarmdesk::api {

/// 401, with how one signs in.
Problem unauthenticated(std::string code, std::string title);

/// What every request meets before its handler: was it addressed to us, does a browser page of ours send it, who is the
/// caller, may they, and do they call too often. Holds no socket.
class RequestGuard {
public:
    /// Both are borrowed. `on_failure` is told of every wrong token.
    RequestGuard(const Settings& settings, Users& users, std::function<void()> on_failure = {});

    /// 421 `bad_host` unless addressed to a loopback name or an allowed host, which stops DNS rebinding; 403
    /// `bad_origin` if a page from elsewhere sends it.
    std::optional<Problem> check_address(const net::Request& request) const;

    /// Who the caller is by their bearer token: nobody without an Authorization header, 401 with a wrong one, and 429
    /// for a peer that has tried too many. A right token always works: with 256 random bits a guess needs no help to
    /// fail, and nobody can lock another out from behind the same proxy.
    OrProblem<std::optional<Caller>> identify(const net::Request& request, Now now);
    /// The same for a token that came another way.
    OrProblem<Caller> identify(std::string_view token, const net::Request& request, Now now);

    /// 401, 403 or 429 unless the caller may use the route now.
    std::optional<Problem> admit(const Route& route, const std::optional<Caller>& caller, bool is_approver,
                                 MonotonicTime now);
    /// 429 for an address that asks too often without a token.
    std::optional<Problem> admit_stranger(const net::Request& request, MonotonicTime now);
    /// Somebody at that address has tried what is no token, or no link: 429 once that was too often.
    std::optional<Problem> count_failure(const net::Request& request, MonotonicTime now);

private:
    std::string peer_of(const net::Request& request) const;

    RateLimiter& budget_of(RequestClass request_class);

    const Settings& settings_;
    Users& users_;
    std::function<void()> on_failure_;
    RateLimiter reads_;
    RateLimiter orders_;
    RateLimiter stops_;
    RateLimiter strangers_;
    RateLimiter failures_;
};

}  // namespace swarmdesk::api
