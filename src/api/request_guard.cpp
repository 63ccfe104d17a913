#include "api/request_guard.hpp"

#include <algorithm>

namespace swarmdesk::api {
namespace {

/// "desk.example:8420" without the port; "[::1]:80" keeps its brackets.
std::string_view without_port(std::string_view authority)
{
    const auto colon = authority.rfind(':');
    if (colon == std::string_view::npos) return authority;
    const auto bracket = authority.rfind(']');
    if (bracket != std::string_view::npos && colon < bracket) return authority;
    return authority.substr(0, colon);
}

Problem too_often(nanoseconds wait, std::string code, std::string title)
{
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
    Problem problem{.status = 429,
                    .code = std::move(code),
                    .title = std::move(title),
                    .detail = "Wait " + std::to_string(seconds) + " s and try again."};
    problem.headers.add("Retry-After", std::to_string(seconds));
    return problem;
}

RateLimiter::Settings per_second(std::uint32_t rate, std::uint32_t burst)
{
    return {.interval = nanoseconds{std::chrono::seconds{1}} / rate, .burst = burst};
}

}  // namespace

Problem unauthenticated(std::string code, std::string title)
{
    Problem problem{.status = 401,
                    .code = std::move(code),
                    .title = std::move(title),
                    .detail =
                        "Send `Authorization: Bearer` and a token; the operator's is in operator.token in the "
                        "state folder."};
    problem.headers.add("WWW-Authenticate", "Bearer realm=\"swarmdesk\"");
    return problem;
}

RequestGuard::RequestGuard(const Settings& settings, Users& users, std::function<void()> on_failure)
    : settings_(settings),
      users_(users),
      on_failure_(std::move(on_failure)),
      reads_(per_second(settings.requests_per_second, settings.requests_burst)),
      orders_(per_second(settings.requests_per_second, settings.requests_burst)),
      stops_(per_second(settings.stops_per_second, settings.stops_burst)),
      strangers_(per_second(settings.strangers_per_second, settings.strangers_burst)),
      failures_({.interval = nanoseconds{std::chrono::minutes{1}} / settings.auth_failures_per_minute,
                 .burst = settings.auth_failures_burst})
{}

std::optional<Problem> RequestGuard::check_address(const net::Request& request) const
{
    const auto host = request.headers.find("Host");
    const auto name = without_port(host.value_or(""));
    const auto is_allowed = [name](const std::string& allowed) { return net::equal_ignoring_case(allowed, name); };
    if (request.headers.count("Host") != 1 ||
        (!is_loopback(name) && !std::ranges::any_of(settings_.allowed_hosts, is_allowed)))
        return Problem{.status = 421,
                       .code = "bad_host",
                       .title = "This desk does not go by that name",
                       .detail = "Use a loopback name, or add the host to the setting allowed_hosts."};

    const auto origin = request.headers.find("Origin");
    if (!origin) return std::nullopt;
    auto rest = *origin;
    const bool has_scheme = rest.starts_with("http://") || rest.starts_with("https://");
    if (has_scheme) rest.remove_prefix(rest.find("//") + 2);
    if (has_scheme && request.headers.count("Origin") == 1 && net::equal_ignoring_case(rest, *host))
        return std::nullopt;
    return Problem{.status = 403,
                   .code = "bad_origin",
                   .title = "A page from elsewhere sent this",
                   .detail = "Open the desk's own page; other sites may not use it."};
}

std::string RequestGuard::peer_of(const net::Request& request) const
{
    // Only a proxy we were told of is believed, and of what it says only the part it wrote itself: the last.
    const auto forwarded = request.headers.find("X-Forwarded-For");
    if (!settings_.tls_terminated_in_front || !forwarded) return request.peer;
    auto last = forwarded->substr(forwarded->rfind(',') + 1);
    while (last.starts_with(' ')) last.remove_prefix(1);
    return std::string{last.substr(0, 64)};
}

std::optional<Problem> RequestGuard::count_failure(const net::Request& request, MonotonicTime now)
{
    if (on_failure_) on_failure_();
    const auto wait = failures_.take(peer_of(request), now);
    if (!wait) return std::nullopt;
    return too_often(*wait, "too_many_failures", "Too many wrong tokens");
}

std::optional<Problem> RequestGuard::admit_stranger(const net::Request& request, MonotonicTime now)
{
    const auto wait = strangers_.take(peer_of(request), now);
    if (!wait) return std::nullopt;
    return too_often(*wait, "too_many_requests", "Too many requests without a token");
}

OrProblem<Caller> RequestGuard::identify(std::string_view token, const net::Request& request, Now now)
{
    auto caller = users_.authenticate(token, now.utc);
    if (caller) return std::move(*caller);
    if (auto problem = count_failure(request, now.monotonic)) return std::move(*problem);
    return unauthenticated("bad_token", "No user has this token, or it has ended");
}

OrProblem<std::optional<Caller>> RequestGuard::identify(const net::Request& request, Now now)
{
    const auto header = request.headers.find("Authorization");
    if (!header) return std::optional<Caller>{};
    constexpr std::string_view scheme = "Bearer ";
    const bool is_bearer = request.headers.count("Authorization") == 1 && header->size() > scheme.size() &&
                           net::equal_ignoring_case(header->substr(0, scheme.size()), scheme);
    auto caller = identify(is_bearer ? header->substr(scheme.size()) : std::string_view{}, request, now);
    if (!caller) return caller.error();
    return std::optional<Caller>{std::move(*caller)};
}

RateLimiter& RequestGuard::budget_of(RequestClass request_class)
{
    switch (request_class) {
        case RequestClass::read: break;
        case RequestClass::order: return orders_;
        case RequestClass::stop: return stops_;
    }
    return reads_;
}

std::optional<Problem> RequestGuard::admit(const Route& route, const std::optional<Caller>& caller, bool is_approver,
                                           MonotonicTime now)
{
    if (route.access == Access::anyone) return std::nullopt;
    if (!caller) return unauthenticated("no_token", "This needs a token");
    if (caller->is_operator()) return std::nullopt;
    if (const auto wait = budget_of(route.request_class).take(caller->name(), now))
        return too_often(*wait, "too_many_requests", "Too many requests");
    if (route.access == Access::viewer) return std::nullopt;
    if (route.access == Access::trader && caller->user().role == Role::trader) return std::nullopt;
    if (route.access == Access::approver && is_approver) return std::nullopt;
    return Problem{.status = 403,
                   .code = "not_allowed",
                   .title = "Your role does not allow this",
                   .detail = "This is for the " + std::string{to_text(route.access)} + "; ask the operator."};
}

}  // namespace swarmdesk::api
