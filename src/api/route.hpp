#pragma once

#include <boost/asio/awaitable.hpp>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/problem.hpp"
#include "api/users.hpp"
#include "base/assert.hpp"

namespace swarmdesk::api {

class Api;

/// Who may call a route at all. Whose things they then may touch is the handler's to check.
enum class Access { anyone = 1, viewer, trader, approver, operator_ };
constexpr auto enum_table(Access)
{
    return std::to_array<EnumName<Access>>({{Access::anyone, "anyone"},
                                            {Access::viewer, "viewer"},
                                            {Access::trader, "trader"},
                                            {Access::approver, "approver"},
                                            {Access::operator_, "operator"}});
}

/// Which of a caller's budgets a request is counted in. What stops or reduces has one that nothing else can spend, and
/// is handled before the rest.
enum class RequestClass { read = 1, order, stop };

/// One request on its way through a handler.
struct Call {
    net::Request request;
    std::vector<std::string> arguments;  ///< what stood in the pattern's braces, in order
    std::optional<Caller> known_caller;  ///< absent only on routes for anyone
    std::uint64_t seq = 0;               ///< of the newest event the handler caused; zero: it wrote nothing

    const Caller& caller() const
    {
        SWARMDESK_ASSERT(known_caller.has_value());
        return *known_caller;
    }
};

/// One row of the route table.
struct Route {
    using Sync = Reply (Api::*)(Call&);
    using Async = boost::asio::awaitable<Reply> (Api::*)(Call&);

    net::Method method;
    std::string_view pattern;  ///< below /api/v1: "/intents/{id}"
    Access access;
    std::string_view summary;
    std::variant<Sync, Async> handler;  ///< most answer at once; those that wait for the disk are coroutines
    RequestClass request_class = RequestClass::read;
};

/// Every route there is: the router, the OpenAPI test and the authorization test all read this.
std::span<const Route> routes();

inline constexpr std::string_view api_root = "/api/v1";

/// Finds the route of a path below the root. Without one: 404, or 405 with what is allowed.
struct Match {
    const Route* route;
    std::vector<std::string> arguments;
};
OrProblem<Match> find_route(net::Method method, std::string_view path);

}  // namespace swarmdesk::api
