#include "api/api_client.hpp"

#include <boost/json/serialize.hpp>

#include "api/json_input.hpp"
#include "api/route.hpp"
#include "api/settings.hpp"
#include "net/url.hpp"

namespace swarmdesk::api {
namespace {

namespace json = boost::json;
namespace asio = boost::asio;

constexpr JsonLimits answer_limits{.bytes_max = 8 * 1024 * 1024, .depth_max = 64};

Errc errc_of(std::uint16_t status)
{
    switch (status) {
        case 401: return Errc::unauthenticated;
        case 403: return Errc::forbidden;
        case 404: return Errc::not_found;
        case 409: return Errc::conflict;
        case 413:
        case 429: return Errc::limit_exceeded;
        case 422: return Errc::out_of_range;
        default: return status >= 500 ? Errc::unavailable : Errc::malformed;
    }
}

ApiFailure failure_of(const net::ClientResponse& response)
{
    ApiFailure failure;
    failure.status = response.status;
    failure.code = "http_" + std::to_string(response.status);
    failure.error = {errc_of(response.status), "the desk answered " + std::to_string(response.status)};
    auto body = parse_json(response.body, answer_limits);
    if (!body || !body->is_object()) return failure;
    failure.problem = std::move(body->get_object());
    if (const auto* code = failure.problem.if_contains("code"); code != nullptr && code->is_string())
        failure.code = code->get_string().c_str();
    if (const auto* detail = failure.problem.if_contains("detail"); detail != nullptr && detail->is_string())
        failure.error.detail = detail->get_string().c_str();
    return failure;
}

ApiFailure failure_of(const net::SendFailure& failure)
{
    return {.error = failure.error, .code = "no_answer", .may_have_happened = failure.sent == net::Sent::maybe};
}

ApiResult<json::value> parse_answer(const ApiResult<std::string>& text)
{
    if (!text) return text.error();
    auto value = parse_json(*text, answer_limits);
    if (!value) return ApiFailure{.error = value.error(), .code = "malformed_answer"};
    return std::move(*value);
}

net::HttpClientSettings client_settings(std::filesystem::path socket)
{
    net::HttpClientSettings settings;
    settings.socket_path = std::move(socket);
    return settings;
}

}  // namespace

void throw_exception_from_error(const ApiFailure& failure, const boost::source_location&)
{
    throw ErrorException{failure.error};
}

Result<void> check_carries_secrets(const std::string& url)
{
    const auto parsed = net::Url::parse(url);
    if (!parsed) return parsed.error();
    if (parsed->is_secure || is_loopback(parsed->host)) return {};
    return Error{Errc::out_of_range, url +
                                         " is neither this machine nor https: the token would cross the network in "
                                         "the clear"};
}

ApiClient::ApiClient(runtime::Clock& clock, std::string url, Secret token, std::filesystem::path socket)
    : url_(std::move(url)), token_(std::move(token)), client_(clock, client_settings(std::move(socket)))
{
    while (url_.ends_with('/')) url_.pop_back();
    url_ += api_root;
}

net::ClientRequest ApiClient::prepare(net::Method method, const std::string& path) const
{
    net::ClientRequest request;
    request.method = method;
    request.url = url_ + path;
    request.headers.add("Authorization", "Bearer " + std::string{token_.expose()});
    return request;
}

asio::awaitable<ApiResult<json::value>> ApiClient::get(std::string path)
{
    net::ClientRequest request = prepare(net::Method::get, path);
    const auto text = co_await ask(std::move(request));
    co_return parse_answer(text);
}

asio::awaitable<ApiResult<json::value>> ApiClient::post(std::string path, json::value body)
{
    return send(net::Method::post, std::move(path), std::move(body));
}

asio::awaitable<ApiResult<json::value>> ApiClient::put(std::string path, json::value body)
{
    return send(net::Method::put, std::move(path), std::move(body));
}

asio::awaitable<ApiResult<json::value>> ApiClient::send(net::Method method, std::string path, json::value body)
{
    net::ClientRequest request = prepare(method, path);
    request.content_type = "application/json";
    request.body = json::serialize(body);
    const auto text = co_await ask(std::move(request));
    co_return parse_answer(text);
}

asio::awaitable<ApiResult<std::string>> ApiClient::get_text(std::string path)
{
    net::ClientRequest request = prepare(net::Method::get, path);
    co_return co_await ask(std::move(request));
}

asio::awaitable<ApiResult<std::string>> ApiClient::ask(net::ClientRequest request)
{
    auto response = co_await client_.request(std::move(request));
    if (!response) co_return failure_of(response.error());
    if (response->status >= 300) co_return failure_of(*response);
    co_return std::move(response->body);
}

}  // namespace swarmdesk::api
