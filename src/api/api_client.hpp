#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <boost/system/result.hpp>
#include <filesystem>
#include <string>

#include "base/secret.hpp"
#include "net/http_client.hpp"

namespace swarmdesk::api {

/// Why the desk did not do what it was asked. `error` is for people and exit codes, `code` is the API's own stable word
/// ("POSITION_LIMIT", "intent_conflict"), `problem` all it said.
struct ApiFailure {
    Error error;
    std::uint16_t status = 0;  ///< 0: no answer came
    std::string code;          ///< "no_answer" where none came
    boost::json::object problem;
    bool may_have_happened = false;  ///< no answer, but the request may have arrived
};
[[noreturn]] void throw_exception_from_error(const ApiFailure& failure, const boost::source_location& location);

template <class T>
using ApiResult = boost::system::result<T, ApiFailure>;

/// Whether a token may be sent there: to this machine, or over TLS.
Result<void> check_carries_secrets(const std::string& url);

/// The other side of the API, for the command line: one desk, one token. Paths are below /api/v1: "/status". The clock
/// outlives it.
class ApiClient {
public:
    /// `url` as the desk prints it: "http://127.0.0.1:8420". With a socket, the desk that listens there answers
    /// whatever the host.
    ApiClient(runtime::Clock& clock, std::string url, Secret token, std::filesystem::path socket = {});

    boost::asio::awaitable<ApiResult<boost::json::value>> get(std::string path);
    boost::asio::awaitable<ApiResult<boost::json::value>> post(std::string path, boost::json::value body);
    boost::asio::awaitable<ApiResult<boost::json::value>> put(std::string path, boost::json::value body);
    /// For what is no JSON: reports.
    boost::asio::awaitable<ApiResult<std::string>> get_text(std::string path);

private:
    boost::asio::awaitable<ApiResult<std::string>> ask(net::ClientRequest request);
    boost::asio::awaitable<ApiResult<boost::json::value>> send(net::Method method, std::string path,
                                                               boost::json::value body);
    net::ClientRequest prepare(net::Method method, const std::string& path) const;

    std::string url_;
    Secret token_;
    net::HttpClient client_;
};

}  // namespace swarmdesk::api
