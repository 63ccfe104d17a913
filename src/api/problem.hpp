#pragma once

#include <boost/json/object.hpp>
#include <boost/system/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "net/http.hpp"

namespace swarmdesk::api {

/// One thing wrong with a request: where, as a JSON pointer into the body (or `?name` for a query parameter), and what
/// would have been right.
struct Violation {
    std::string pointer;
    std::string detail;

    friend bool operator==(const Violation&, const Violation&) = default;
};

/// Why a request was not done, as RFC 9457 writes it. `code` is stable: programs match it. `detail` tells a person what
/// to do next.
struct Problem {
    std::uint16_t status = 500;
    std::string code;
    std::string title;
    std::string detail;
    std::vector<Violation> violations;
    boost::json::object members;  ///< further fields: the two numbers of a denial, the record
    net::Headers headers;         ///< Allow, Retry-After, WWW-Authenticate
};
[[noreturn]] void throw_exception_from_error(const Problem& problem, const boost::source_location& location);

template <class T>
using OrProblem = boost::system::result<T, Problem>;
/// What a handler gives back.
using Reply = OrProblem<net::Response>;

net::Response to_response(const Problem& problem);
net::Response json_response(std::uint16_t status, const boost::json::value& body);
net::Response json_response(std::uint16_t status, std::string text);

/// A failure from below, where no handler knew better words.
Problem problem_of(const Error& error);
/// 404 for what is not there and for what is not yours alike: "intent", "account".
Problem no_such(std::string_view what);
Problem invalid_request(std::vector<Violation> violations);

}  // namespace swarmdesk::api
