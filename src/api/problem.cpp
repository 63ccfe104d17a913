#include "api/problem.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace swarmdesk::api {
namespace {

struct Meaning {
    std::uint16_t status;
    std::string_view title;
    std::string_view advice;
};

Meaning meaning_of(Errc code)
{
    switch (code) {
        case Errc::malformed:
        case Errc::out_of_range: return {400, "The request is not valid", "Mend it and send it again."};
        case Errc::not_found: return {404, "There is no such thing", "Check the name or id."};
        case Errc::conflict: return {409, "The state has moved on", "Look at it again before trying again."};
        case Errc::unauthenticated: return {401, "Not signed in", "Send a valid bearer token."};
        case Errc::forbidden: return {403, "Not allowed", "Ask the operator."};
        case Errc::limit_exceeded: return {429, "A bound was reached", "Wait a little and try again."};
        case Errc::timed_out:
        case Errc::unavailable:
        case Errc::cancelled:
            return {503, "The desk cannot do this now", "Look at /status; what became of it is in the ledger."};
        case Errc::io:
        case Errc::corrupt:
            return {503, "The desk's storage failed",
                    "Nothing new is decided until the desk is restarted; see /status."};
        case Errc::internal: break;
    }
    return {500, "The desk made a mistake", "Please report it, with the time it happened."};
}

}  // namespace

void throw_exception_from_error(const Problem& problem, const boost::source_location&)
{
    throw ErrorException{Error{Errc::internal, problem.code + ": " + problem.detail}};
}

net::Response to_response(const Problem& problem)
{
    boost::json::object body;
    body["type"] = "urn:swarmdesk:problem:" + problem.code;
    body["title"] = problem.title;
    body["status"] = problem.status;
    body["detail"] = problem.detail;
    body["code"] = problem.code;
    if (!problem.violations.empty()) {
        boost::json::array list;
        for (const Violation& violation : problem.violations)
            list.push_back(boost::json::object{{"pointer", violation.pointer}, {"detail", violation.detail}});
        body["violations"] = std::move(list);
    }
    for (const auto& member : problem.members) body[member.key()] = member.value();

    net::Response response;
    response.status = problem.status;
    response.content_type = "application/problem+json";
    response.headers = problem.headers;
    // Whatever is bounded here has room again within a second, unless who says so knows better.
    constexpr std::uint16_t too_many_requests = 429;
    if (problem.status == too_many_requests && !response.headers.find("Retry-After"))
        response.headers.add("Retry-After", "1");
    response.body = boost::json::serialize(body);
    return response;
}

net::Response json_response(std::uint16_t status, const boost::json::value& body)
{
    return json_response(status, boost::json::serialize(body));
}

net::Response json_response(std::uint16_t status, std::string text)
{
    net::Response response;
    response.status = status;
    response.content_type = "application/json";
    response.body = std::move(text);
    return response;
}

Problem problem_of(const Error& error)
{
    const Meaning meaning = meaning_of(error.code);
    Problem problem{
        .status = meaning.status, .code = std::string{to_text(error.code)}, .title = std::string{meaning.title}};
    // An internal error's words may name things of ours that are nobody's business.
    if (error.code != Errc::internal && !error.detail.empty()) problem.detail = error.detail + ". ";
    problem.detail += meaning.advice;
    return problem;
}

Problem no_such(std::string_view what)
{
    return {.status = 404,
            .code = "no_such_" + std::string{what},
            .title = "There is no such " + std::string{what},
            .detail = "Check the " + std::string{what} + "'s name or id; only your own are shown."};
}

Problem invalid_request(std::vector<Violation> violations)
{
    return {.status = 400,
            .code = "invalid_request",
            .title = "The request is not valid",
            .detail = "Mend what `violations` names and send it again.",
            .violations = std::move(violations)};
}

}  // namespace swarmdesk::api
