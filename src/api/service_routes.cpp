#include "api/api.hpp"
#include "api/query_reader.hpp"

/// \file
/// The desk as a service: its state, health and numbers.
namespace swarmdesk::api {

namespace json = boost::json;

Reply Api::get_status(Call& call)
{
    QueryReader query{call.request.query};
    if (auto problem = query.finish()) return std::move(*problem);
    return json_response(200, status(call.caller()));
}

Reply Api::explain_stream(Call&)
{
    Problem problem{.status = 426,
                    .code = "not_a_web_socket",
                    .title = "This is the stream",
                    .detail = "Open it as a WebSocket; see /api/v1/openapi.yaml."};
    problem.headers.add("Upgrade", "websocket");
    return problem;
}

Reply Api::get_openapi(Call&)
{
    net::Response response;
    response.content_type = "application/yaml";
    response.body = openapi_document();
    return response;
}

Reply Api::healthz(Call&)
{
    json::object body;
    body["status"] = "ok";
    return json_response(200, body);
}

Reply Api::readyz(Call&)
{
    // Anybody may ask: why is for those who sign in, and for the metrics' listener.
    const bool is_healthy = backend_.failure().empty();
    if (!is_healthy || !backend_.why_not_ready().empty())
        return Problem{.status = 503,
                       .code = is_healthy ? "not_ready" : "ledger_failed",
                       .title = "The desk takes no orders",
                       .detail = "See the desk's log, or /readyz beside its metrics."};
    json::object body;
    body["status"] = "ready";
    return json_response(200, body);
}

}  // namespace swarmdesk::api
