#include "api/server.hpp"

#include <algorithm>
#include <array>

#include "api/api.hpp"
#include "api/request_guard.hpp"
#include "api/static_files.hpp"
#include "api/stream.hpp"
#include "base/assert.hpp"
#include "net/http_server.hpp"

namespace swarmdesk::api {
namespace {

namespace asio = boost::asio;

constexpr std::string_view stream_path = "/stream";
constexpr nanoseconds metrics_age_max = std::chrono::seconds{1};
constexpr std::size_t strangers_body_bytes_max = 4 * 1024;
/// This user's own programs need no more on the Unix socket.
constexpr std::uint32_t socket_connections_max = 32;

/// What was found out from a request's head, for its handler.
struct Admitted {
    std::optional<Match> match;  ///< none: a file of the web app
    std::optional<Caller> caller;
};

bool brings_token(const net::Request& head) { return head.headers.find("Authorization").has_value(); }

/// Whether a proposal says that it may only reduce. Who says so gets an order that can do nothing else.
bool says_reduce_only(std::string_view body)
{
    constexpr std::string_view name = "\"reduce_only\"";
    auto at = body.find(name);
    if (at == std::string_view::npos) return false;
    body.remove_prefix(at + name.size());
    const auto skip = [&body] { body.remove_prefix(std::min(body.find_first_not_of(" \t\r\n"), body.size())); };
    skip();
    if (!body.starts_with(':')) return false;
    body.remove_prefix(1);
    skip();
    return body.starts_with("true");
}

net::HttpServerSettings server_settings(const Settings& settings)
{
    net::HttpServerSettings server;
    server.address = settings.address;
    server.port = settings.port;
    server.connections_max = settings.connections_max;
    server.connections_per_user_max = settings.connections_per_user_max;
    server.connections_reserved = settings.connections_reserved;
    server.strangers_max = settings.strangers_max;
    server.bodies_bytes_max = 16 * 1024 * 1024;
    return server;
}

/// The part of an API path below its root; probes may leave the root out.
std::optional<std::string_view> api_path(std::string_view path)
{
    if (path == "/healthz" || path == "/readyz") return path;
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
          users_(users),
          guard_(settings_, users, [this] { wrong_tokens_.add(); }),
          stream_(executor_, backend_, api_, guard_, users, settings_),
          answers_{counter("2xx"), counter("3xx"), counter("4xx"), counter("5xx")},
          wrong_tokens_(backend_.metrics.counter("swarmdesk_auth_failures_total", "Wrong tokens and sign-in links."))
    {
        backend_.public_url = [this] { return public_url(); };
        users.on_revoked([this](const std::string& token_id) {
            stream_.end(token_id);
            backend_.notifier.forget_token(token_id);
        });
    }
    ~Impl() { users_.on_revoked({}); }

    Result<void> start()
    {
        config::Violations violations;
        settings_.validate(violations);
        if (!violations.is_empty()) return Error{Errc::out_of_range, violations.to_string()};
        auto files = StaticFiles::load(settings_.web_folder);
        if (!files) return files.error();
        files_ = std::move(*files);

        if (auto listening = listen(public_, server_settings(settings_)); !listening) return listening.error();
        if (auto listening = listen_locally(); !listening) return listening.error();
        return listen_for_metrics();
    }

    asio::awaitable<void> stop()
    {
        if (public_) co_await public_->stop();
        if (local_) co_await local_->stop();
        if (metrics_) co_await metrics_->stop();
        co_await stream_.stop();
    }

    std::uint16_t port() const { return public_->port(); }
    std::uint16_t metrics_port() const { return metrics_ ? metrics_->port() : std::uint16_t{0}; }
    const std::string& socket_problem() const { return socket_problem_; }
    std::string sign_in_url() { return public_url() + api_.make_sign_in_fragment({users_.operator_name(), {}}); }

    void on_events(std::span<const trading::execution::StreamedEvent> events)
    {
        api_.on_events();
        stream_.on_events(events);
    }
    Stream& stream() { return stream_; }

    /// Where a browser of this machine, or of the one allowed host behind a proxy, finds the web app.
    std::string public_url() const
    {
        if (settings_.tls_terminated_in_front && !settings_.allowed_hosts.empty())
            return "https://" + settings_.allowed_hosts.front() + "/";
        const bool is_v6 = settings_.address.find(':') != std::string::npos;
        const std::string host = is_v6 ? "[" + settings_.address + "]" : settings_.address;
        return "http://" + host + ":" + std::to_string(port()) + "/";
    }

private:
    telemetry::Counter counter(std::string_view status) const
    {
        return backend_.metrics.counter("swarmdesk_http_responses_total", "Answers of the API and the web app.",
                                        {"status", status});
    }

    Result<void> listen(std::unique_ptr<net::HttpServer>& server, net::HttpServerSettings settings)
    {
        net::HttpHandlers handlers;
        handlers.serve = [this](net::Request request) { return serve(std::move(request)); };
        handlers.screen = [this](const net::Request& head) { return screen(head); };
        handlers.prioritize = [](const net::Request& request) { return priority_of(request); };
        handlers.admit = [this](const net::Request& request) { return admit(request); };
        handlers.converse = [this, &server](net::Request request, net::WebSocketSession& session) {
            return converse(std::move(request), session, *server);
        };
        handlers.on_error = [this](const std::string& what) {
            backend_.log.error("a request failed inside", {{"what", what}});
        };
        server = std::make_unique<net::HttpServer>(executor_, backend_.machine_clock, std::move(settings),
                                                   std::move(handlers));
        return server->start();
    }

    /// For this user's own programs: whatever happens to the port, this answers.
    Result<void> listen_locally()
    {
        if (backend_.socket_file.empty()) return {};
        net::HttpServerSettings settings = server_settings(settings_);
        settings.socket_path = backend_.socket_file;
        settings.connections_max = socket_connections_max;
        settings.connections_per_user_max = socket_connections_max;
        settings.connections_reserved = socket_connections_max / 2;
        settings.strangers_max = socket_connections_max;
        auto listening = listen(local_, std::move(settings));
        if (listening) return {};
        local_.reset();
        // The desk is as good without it; anything else than a long path says that something is wrong.
        if (listening.error().code != Errc::out_of_range) return listening.error();
        socket_problem_ = listening.error().detail;
        backend_.log.warning("no Unix socket", {{"why", socket_problem_}});
        return {};
    }

    Result<void> listen_for_metrics()
    {
        const auto where = parse_listen_address(settings_.metrics_address);
        if (!where) return {};
        net::HttpServerSettings settings;
        settings.address = where->address;
        settings.port = where->port;
        settings.connections_max = 16;
        settings.body_bytes_max = 0;
        net::HttpHandlers handlers;
        handlers.serve = [this](net::Request request) { return serve_metrics(std::move(request)); };
        metrics_ = std::make_unique<net::HttpServer>(executor_, backend_.machine_clock, std::move(settings),
                                                     std::move(handlers));
        return metrics_->start();
    }

    asio::awaitable<net::Response> serve_metrics(net::Request request)
    {
        net::Response response;
        const bool is_read = request.method == net::Method::get || request.method == net::Method::head;
        if (auto problem = guard_.check_address(request)) {
            response = to_response(*problem);
        } else if (is_read && request.path == "/metrics") {
            response.content_type = "text/plain; version=0.0.4; charset=utf-8";
            response.shared_body = metrics_text();
        } else if (is_read && request.path == "/readyz") {
            const std::string reason = backend_.failure().empty() ? backend_.why_not_ready() : "The ledger failed";
            response.status = reason.empty() ? 200 : 503;
            response.content_type = "text/plain; charset=utf-8";
            response.body = reason.empty() ? "ready\n" : reason + "\n";
        } else {
            response = to_response(Problem{.status = 404,
                                           .code = "no_such_route",
                                           .title = "There is no such thing here",
                                           .detail = "/metrics and /readyz are all there is."});
        }
        add_security_headers(response);
        co_return response;
    }

    /// Made anew once a second at most, however many ask.
    std::shared_ptr<const std::string> metrics_text()
    {
        const MonotonicTime now = backend_.clock.now().monotonic;
        if (metrics_text_ && now - metrics_made_ < metrics_age_max) return metrics_text_;
        metrics_made_ = now;
        const auto counts = public_->counts();
        auto& metrics = backend_.metrics;
        metrics.gauge("swarmdesk_http_connections", "Connections held now.")
            .set(static_cast<double>(public_->connections()));
        metrics.counter("swarmdesk_http_evicted_total", "Idle connections closed for a new one.")
            .add(counts.evicted - told_.evicted);
        metrics.counter("swarmdesk_http_turned_away_total", "Connections for which there was no room.")
            .add(counts.turned_away - told_.turned_away);
        told_ = counts;
        metrics_text_ = std::make_shared<const std::string>(metrics.render());
        return metrics_text_;
    }

    /// Judges a request by its head.
    net::Screening screen(const net::Request& head)
    {
        net::Screening screening;
        auto admitted = judge(head);
        if (!admitted) {
            screening.rejection = complete(to_response(admitted.error()));
            // Whoever signed in on it before may have been shut out since.
            screening.closes =
                brings_token(head) && (admitted.error().status == 401 || admitted.error().code == "too_many_failures");
            return screening;
        }
        if (admitted->caller) {
            screening.user = admitted->caller->name();
            screening.rights = admitted->caller->is_operator() ? net::Rights::privileged : net::Rights::ordinary;
        } else {
            screening.body_bytes_max = strangers_body_bytes_max;
        }
        screening.context = std::make_shared<const Admitted>(std::move(*admitted));
        return screening;
    }

    OrProblem<Admitted> judge(const net::Request& head)
    {
        const Now now = backend_.clock.now();
        if (auto problem = guard_.check_address(head)) return std::move(*problem);
        if (!brings_token(head))
            if (auto problem = guard_.admit_stranger(head, now.monotonic)) return std::move(*problem);
        const auto path = api_path(head.path);
        if (!path) return Admitted{};
        auto match = find_route(head.method, *path);
        if (!match) return match.error();
        const Route& route = *match->route;
        Admitted admitted{.match = std::move(*match), .caller = {}};
        const bool is_stream = route.pattern == stream_path && head.headers.find("Upgrade");
        if (route.access == Access::anyone && !is_stream) return admitted;
        auto caller = guard_.identify(head, now);
        if (!caller) return caller.error();
        admitted.caller = std::move(*caller);
        const bool is_approver = admitted.caller && api_.is_approver(*admitted.caller);
        if (auto problem = guard_.admit(route, admitted.caller, is_approver, now.monotonic)) return std::move(*problem);
        return admitted;
    }

    static const Admitted* admitted_of(const net::Request& request)
    {
        return static_cast<const Admitted*>(request.context.get());
    }

    static net::Priority priority_of(const net::Request& request)
    {
        const Admitted* admitted = admitted_of(request);
        if (admitted == nullptr || !admitted->match) return net::Priority::ordinary;
        const Route& route = *admitted->match->route;
        const bool reduces = route.request_class == RequestClass::stop ||
                             (route.pattern == "/intents" && says_reduce_only(request.body));
        return reduces ? net::Priority::urgent : net::Priority::ordinary;
    }

    net::Response complete(net::Response response)
    {
        add_security_headers(response);
        answers_[std::size_t{response.status} / 100 - 2].add();
        return response;
    }

    asio::awaitable<net::Response> serve(net::Request request)
    {
        Reply reply = co_await answer(std::move(request));
        co_return complete(reply ? std::move(*reply) : to_response(reply.error()));
    }

    asio::awaitable<Reply> answer(net::Request request)
    {
        const auto context = request.context;
        const Admitted* admitted = admitted_of(request);
        SWARMDESK_ASSERT(admitted != nullptr);
        if (!admitted->match) co_return serve_file(request);
        // It may have been revoked while the body came.
        const auto& caller = admitted->caller;
        if (caller)
            if (auto ended = api_.check_token(*caller)) co_return std::move(*ended);
        const Route& route = *admitted->match->route;
        Call call{.request = std::move(request), .arguments = admitted->match->arguments, .known_caller = caller};
        Reply reply = co_await api_.answer(route, call);
        if (!reply && reply.error().code == "bad_link")
            if (auto problem = guard_.count_failure(call.request, backend_.clock.now().monotonic))
                reply = std::move(*problem);
        co_return finish(std::move(reply));
    }

    /// What the API says is for the caller alone and for now.
    static Reply finish(Reply reply)
    {
        if (reply) reply->headers.add("Cache-Control", "no-store");
        return reply;
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
        const bool is_api = request.path == "/api" || request.path == "/metrics" || request.path.starts_with("/api/");
        auto response = is_api ? std::nullopt : files_.serve(request);
        if (!response)
            return Problem{.status = 404,
                           .code = is_api ? "no_such_route" : "no_such_file",
                           .title = "There is no such thing here",
                           .detail = "The web app is at /, the API at /api/v1, the metrics at a port of their own."};
        return std::move(*response);
    }

    asio::awaitable<net::Admission> admit(const net::Request& request)
    {
        net::Admission admission;
        std::optional<Problem> problem;
        const Admitted* admitted = admitted_of(request);
        if (admitted == nullptr || !admitted->match || admitted->match->route->pattern != stream_path)
            problem = Problem{.status = 404,
                              .code = "no_such_route",
                              .title = "There is no such stream",
                              .detail = "The stream is /api/v1/stream."};
        else if (stream_.is_full())
            problem = Stream::too_many();
        if (problem) admission.refusal = complete(to_response(*problem));
        co_return admission;
    }

    asio::awaitable<void> converse(net::Request request, net::WebSocketSession& session, net::HttpServer& server)
    {
        const Stream::SignIn sign_in = [&server, id = request.connection](const Caller& caller) {
            return server.sign_in(id, caller.name(),
                                  caller.is_operator() ? net::Rights::privileged : net::Rights::ordinary);
        };
        std::optional<Caller> caller;
        if (const Admitted* admitted = admitted_of(request)) caller = admitted->caller;
        co_await stream_.converse(request, session, std::move(caller), sign_in);
    }

    asio::any_io_executor executor_;
    Settings settings_;
    Backend backend_;
    Api api_;
    Users& users_;
    RequestGuard guard_;
    Stream stream_;
    std::array<telemetry::Counter, 4> answers_;
    telemetry::Counter wrong_tokens_;
    StaticFiles files_;
    std::unique_ptr<net::HttpServer> public_;
    std::unique_ptr<net::HttpServer> local_;
    std::unique_ptr<net::HttpServer> metrics_;
    std::string socket_problem_;
    net::HttpServer::Counts told_;  ///< what the metrics have counted already
    std::shared_ptr<const std::string> metrics_text_;
    MonotonicTime metrics_made_;
};

Server::Server(asio::any_io_executor executor, Settings settings, Backend backend, Users& users)
{
    impl_ = std::make_unique<Impl>(std::move(executor), std::move(settings), std::move(backend), users);
}

Server::~Server() = default;

Result<void> Server::start() { return impl_->start(); }
std::uint16_t Server::port() const { return impl_->port(); }
std::uint16_t Server::metrics_port() const { return impl_->metrics_port(); }
const std::string& Server::socket_problem() const { return impl_->socket_problem(); }
std::string Server::sign_in_url() { return impl_->sign_in_url(); }
std::string Server::public_url() const { return impl_->public_url(); }
asio::awaitable<void> Server::stop() { return impl_->stop(); }
void Server::on_events(std::span<const trading::execution::StreamedEvent> events) { impl_->on_events(events); }
void Server::on_quote(const trading::Quote& quote) { impl_->stream().on_quote(quote); }
void Server::on_candle(const trading::Candle& candle) { impl_->stream().on_candle(candle); }
void Server::on_analysis(const Analysis* analysis) { impl_->stream().on_analysis(analysis); }

}  // namespace swarmdesk::api
