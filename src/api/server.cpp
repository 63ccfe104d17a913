#include "api/server.hpp"

#include "api/api.hpp"
#include "api/request_guard.hpp"
#include "api/static_files.hpp"
#include "api/stream.hpp"
#include "net/http_server.hpp"

namespace swarmdesk::api {
namespace {

namespace asio = boost::asio;

constexpr std::string_view stream_path = "/stream";

net::HttpServerSettings server_settings(const Settings& settings)
{
    net::HttpServerSettings server;
    server.address = settings.address;
    server.port = settings.port;
    server.connections_max = settings.connections_max;
    return server;
}

/// The part of an API path below its root; probes and scrapers may leave the root out.
std::optional<std::string_view> api_path(std::string_view path)
{
    if (path == "/healthz" || path == "/readyz" || path == "/metrics") return path;
    if (path == api_root) return "";
    if (path.starts_with(api_root) && path[api_root.size()] == '/') return path.substr(api_root.size());
    return std::nullopt;
}

void add_security_headers(net::Response& response)
{
    response.headers.add("X-Content-Type-Options", "nosniff");
    response.headers.add("Referrer-Policy", "no-referrer");
    response.headers.add("Content-Security-Policy",
                         "default-src 'self'; img-src 'self' data:; font-src 'self' data:; object-src 'none'; "
                         "base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
    response.headers.add("Cross-Origin-Resource-Policy", "same-origin");
}

}  // namespace

class Server::Impl {
public:
    Impl(asio::any_io_executor executor, Settings settings, Backend backend, Users& users)
        : executor_(std::move(executor)),
          settings_(std::move(settings)),
          backend_(std::move(backend)),
          api_(backend_, users, backend_.clock.now().utc),
          front_desk_(settings_, users),
          stream_(executor_, backend_, api_, front_desk_, settings_),
          answers_{counter("2xx"), counter("3xx"), counter("4xx"), counter("5xx")}
    {}

    Result<void> start()
    {
        config::Violations violations;
        settings_.validate(violations);
        if (!violations.is_empty()) return Error{Errc::out_of_range, violations.to_string()};
        auto files = StaticFiles::load(settings_.web_folder);
        if (!files) return files.error();
        files_ = std::move(*files);

        net::HttpHandlers handlers;
        handlers.serve = [this](net::Request request) { return serve(std::move(request)); };
        handlers.admit = [this](const net::Request& request) { return admit(request); };
        handlers.converse = [this](net::Request request, net::WebSocketSession& session) {
            return converse(std::move(request), session);
        };
        handlers.on_error = [this](const std::string& what) {
            backend_.log.error("a request failed inside", {{"what", what}});
        };
        server_ = std::make_unique<net::HttpServer>(executor_, backend_.clock, server_settings(settings_),
                                                    std::move(handlers));
        return server_->start();
    }

    asio::awaitable<void> stop()
    {
        if (server_) co_await server_->stop();
        co_await stream_.stop();
    }

    std::uint16_t port() const { return server_->port(); }

    void on_event(std::uint64_t seq, UtcTime time, const trading::execution::Event& event)
    {
        api_.on_event(seq, event);
        stream_.on_event(seq, time, event);
    }
    Stream& stream() { return stream_; }

private:
    telemetry::Counter counter(std::string_view status) const
    {
        return backend_.metrics.counter("swarmdesk_http_responses_total", "Answers of the API and the web app.",
                                        {"status", status});
    }

    asio::awaitable<net::Response> serve(net::Request request)
    {
        Reply reply = co_await answer(std::move(request));
        net::Response response = reply ? std::move(*reply) : to_response(reply.error());
        add_security_headers(response);
        answers_[std::size_t{response.status} / 100 - 2].add();
        co_return response;
    }

    asio::awaitable<Reply> answer(net::Request request)
    {
        if (auto problem = front_desk_.check_address(request)) co_return std::move(*problem);
        const auto path = api_path(request.path);
        if (!path) co_return serve_file(request);
        auto match = find_route(request.method, *path);
        if (!match) co_return match.error();
        auto caller = check_caller(request, *match->route);
        if (!caller) co_return caller.error();

        Call call{.request = std::move(request), .arguments = std::move(match->arguments), .asker = std::move(*caller)};
        if (const auto* now = std::get_if<Route::Now>(&match->route->handler)) co_return finish((api_.**now)(call));
        const auto later = std::get<Route::Later>(match->route->handler);
        Reply reply = co_await (api_.*later)(call);
        co_return finish(std::move(reply));
    }

    /// What the API says is for the asker alone and for now.
    static Reply finish(Reply reply)
    {
        if (reply) reply->headers.add("Cache-Control", "no-store");
        return reply;
    }

    OrProblem<std::optional<Caller>> check_caller(const net::Request& request, const Route& route)
    {
        if (route.access == Access::anyone) return std::optional<Caller>{};
        const MonotonicTime now = backend_.clock.now().monotonic;
        auto caller = front_desk_.identify(request, now);
        if (!caller) return caller.error();
        const bool is_approver = *caller && api_.is_approver(**caller);
        if (auto problem = front_desk_.admit(route, *caller, is_approver, now)) return std::move(*problem);
        return caller;
    }

    Reply serve_file(const net::Request& request) const
    {
        if (request.method != net::Method::get && request.method != net::Method::head) {
            Problem problem{.status = 405,
                            .code = "method_not_allowed",
                            .title = "Files are only read",
                            .detail = "Use GET, HEAD. The API is below /api/v1."};
            problem.headers.add("Allow", "GET, HEAD");
            return problem;
        }
        // A mistyped API path is a mistake to be told, not a page of the web app.
        const bool is_api = request.path == "/api" || request.path.starts_with("/api/");
        auto response = is_api ? std::nullopt : files_.serve(request);
        if (!response)
            return Problem{.status = 404,
                           .code = is_api ? "no_such_route" : "no_such_file",
                           .title = "There is no such thing here",
                           .detail = "The web app is at /, the API at /api/v1."};
        return std::move(*response);
    }

    asio::awaitable<net::Admission> admit(const net::Request& request)
    {
        net::Admission admission;
        auto problem = front_desk_.check_address(request);
        if (!problem && api_path(request.path) != stream_path)
            problem = Problem{.status = 404,
                              .code = "no_such_route",
                              .title = "There is no such stream",
                              .detail = "The stream is /api/v1/stream."};
        if (!problem && stream_.size() >= settings_.streams_max)
            problem = Problem{.status = 503,
                              .code = "too_many_streams",
                              .title = "Too many watch already",
                              .detail = "Close another one, or try again later."};
        if (!problem) {
            auto caller = front_desk_.identify(request, backend_.clock.now().monotonic);
            if (!caller) problem = caller.error();
        }
        if (problem) {
            admission.refusal = to_response(*problem);
            add_security_headers(*admission.refusal);
        }
        co_return admission;
    }

    asio::awaitable<void> converse(net::Request request, net::WebSocketSession& session)
    {
        co_await stream_.converse(request, session);
    }

    asio::any_io_executor executor_;
    Settings settings_;
    Backend backend_;
    Api api_;
    RequestGuard front_desk_;
    Stream stream_;
    std::array<telemetry::Counter, 4> answers_;
    StaticFiles files_;
    std::unique_ptr<net::HttpServer> server_;
};

Server::Server(asio::any_io_executor executor, Settings settings, Backend backend, Users& users)
{
    auto& desk = backend.desk;
    impl_ = std::make_shared<Impl>(std::move(executor), std::move(settings), std::move(backend), users);
    desk.subscribe([weak = std::weak_ptr{impl_}](std::uint64_t seq, UtcTime time, const auto& event) {
        if (const auto impl = weak.lock()) impl->on_event(seq, time, event);
    });
}

Server::~Server() = default;

Result<void> Server::start() { return impl_->start(); }
std::uint16_t Server::port() const { return impl_->port(); }
asio::awaitable<void> Server::stop() { return impl_->stop(); }
void Server::on_quote(const trading::Quote& quote) { impl_->stream().on_quote(quote); }
void Server::on_candle(const trading::Candle& candle) { impl_->stream().on_candle(candle); }
void Server::on_analysis(const Analysis* analysis) { impl_->stream().on_analysis(analysis); }

}  // namespace swarmdesk::api
