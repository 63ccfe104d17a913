#include "net/http_server.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <charconv>
#include <limits>
#include <list>
#include <optional>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "net/request_reader.hpp"
#include "net/response_head.hpp"
#include "net/web_socket_accept.hpp"
#include "runtime/deadline.hpp"
#include "runtime/task_scope.hpp"
#include "runtime/wakeup.hpp"

namespace swarmdesk::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto answering = asio::as_tuple(asio::use_awaitable);
constexpr MonotonicTime never{std::numeric_limits<std::int64_t>::max()};
/// After a refusal we read on for a moment, so that the peer sees the answer and not a reset.
constexpr nanoseconds linger_timeout = std::chrono::seconds{1};
constexpr std::size_t linger_bytes_max = 256 * 1024;
/// Connections beyond the limit that are told so; those beyond that are just closed.
constexpr std::size_t turned_away_max = 32;
/// Bodies up to this size share one buffer with their head.
constexpr std::size_t joined_body_bytes_max = 16 * 1024;

constexpr Refusal request_timeout{.status = 408, .code = "request_timeout", .detail = "the request came too slowly"};
constexpr Refusal truncated{
    .status = 400, .code = "malformed_request", .detail = "the connection ended inside the request"};
constexpr Refusal internal_error{.status = 500, .code = "internal_error", .detail = "the server failed; it is logged"};
constexpr Refusal deadline_exceeded{
    .status = 503, .code = "deadline_exceeded", .detail = "the answer was not ready in time"};
constexpr Refusal too_many_connections{
    .status = 503, .code = "too_many_connections", .detail = "no more connections now; try again later"};
constexpr Refusal bytes_before_upgrade{
    .status = 400, .code = "malformed_request", .detail = "bytes before the WebSocket was accepted"};

/// What the connection is doing decides what its deadline means.
enum class Phase { reading = 1, handling, writing, streaming, conversing };

RequestReader::Limits reader_limits(const HttpServerSettings& settings)
{
    return {.header_bytes_max = settings.header_bytes_max,
            .headers_count_max = settings.headers_count_max,
            .target_bytes_max = std::min<std::size_t>(settings.header_bytes_max / 2, 8 * 1024),
            .body_bytes_max = settings.body_bytes_max};
}

std::string describe(const std::exception_ptr& error)
{
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& e) {
        return e.what();
    } catch (...) {
        return "an exception of unknown type";
    }
}

struct Connection {
    Connection(tcp::socket connected, const HttpServerSettings& settings)
        : socket(std::move(connected)), reader(reader_limits(settings))
    {}

    tcp::socket socket;
    RequestReader reader;
    std::string peer;
    std::string out;  ///< reused for every answer
    runtime::TaskScope::TaskId task = 0;
    Phase phase = Phase::reading;
    MonotonicTime deadline = never;
    bool is_expired = false;  ///< the deadline passed, and the read or handler was cancelled for it
    bool is_idle = true;      ///< between requests
};

/// Whether the peer has closed, or shut down its sending side. Bytes of a next request in front hide it.
bool has_left(tcp::socket& socket)
{
    error_code error;
    std::array<char, 1> byte{};
    socket.receive(asio::buffer(byte), tcp::socket::message_peek, error);
    return error && error != asio::error::would_block;
}

}  // namespace

class HttpServer::Impl {
public:
    Impl(asio::any_io_executor executor, runtime::Clock& clock, HttpServerSettings settings, HttpHandlers handlers)
        : clock_(clock),
          settings_(std::move(settings)),
          handlers_(std::move(handlers)),
          acceptor_(executor),
          scope_(executor, [this](const std::string& task, std::exception_ptr error) {
              if (handlers_.on_error) handlers_.on_error(task + ": " + describe(error));
          })
    {
        SWARMDESK_ASSERT(handlers_.serve);
    }

    Result<void> start();
    std::uint16_t port() const { return port_; }
    std::size_t connections() const { return connections_.size(); }
    asio::awaitable<void> stop();

private:
    class ChunkWriter;
    using Place = std::list<Connection>::iterator;

    asio::awaitable<void> accept();
    asio::awaitable<void> sweep();
    /// Whose time is over: the peer is dealt with here, a handler is to be cancelled by the caller.
    enum class Expiry { of_peer = 1, of_handler };
    Expiry expire(Connection& connection);
    bool is_abandoned(Connection& connection) const;

    void welcome(tcp::socket socket);
    asio::awaitable<void> run(Place place);
    asio::awaitable<void> turn_away(tcp::socket socket);

    asio::awaitable<bool> read_request(Connection& connection);
    asio::awaitable<void> serve(Connection& connection);
    asio::awaitable<Response> call_handler(Connection& connection, Request request);
    asio::awaitable<void> upgrade(Connection& connection, Request request);
    asio::awaitable<Result<Admission>> ask_admission(Connection& connection, const Request& request);
    asio::awaitable<bool> write(Connection& connection, const Response& response, Method method, After after);
    asio::awaitable<bool> write_bytes(Connection& connection, std::string_view head, std::string_view body);
    asio::awaitable<bool> stream(Connection& connection, const Response& response, Method method, After after,
                                 Framing framing);
    asio::awaitable<bool> stream_body(Connection& connection, const BodyStream& body, Framing framing);
    asio::awaitable<void> refuse(Connection& connection, const Refusal& refusal);
    asio::awaitable<void> linger(Connection& connection);
    asio::awaitable<Result<void>> until_drained();

    void report(const std::exception_ptr& error);
    MonotonicTime in(nanoseconds duration) const { return clock_.now().monotonic + duration; }

    runtime::Clock& clock_;
    HttpServerSettings settings_;
    HttpHandlers handlers_;
    tcp::acceptor acceptor_;
    std::uint16_t port_ = 0;
    HttpDate date_;
    std::list<Connection> connections_;
    std::size_t turned_away_ = 0;
    bool is_draining_ = false;
    runtime::Wakeup connected_;     ///< the sweeper sleeps while there is nothing to sweep
    runtime::Wakeup disconnected_;  ///< for `stop()`
    runtime::TaskScope scope_;
};

Result<void> HttpServer::Impl::start()
{
    error_code error;
    const auto address = asio::ip::make_address(settings_.address, error);
    if (error) return Error{Errc::malformed, "not an IP address: " + settings_.address};
    const tcp::endpoint endpoint{address, settings_.port};
    const auto failed = [&](const char* what) {
        return Error{Errc::io, std::string{what} + ' ' + settings_.address + ':' + std::to_string(settings_.port) +
                                   ": " + error.message()};
    };
    acceptor_.open(endpoint.protocol(), error);
    if (error) return failed("cannot open a socket for");
    acceptor_.set_option(tcp::acceptor::reuse_address{true}, error);
    acceptor_.bind(endpoint, error);
    if (error) return failed("cannot bind");
    acceptor_.listen(tcp::acceptor::max_listen_connections, error);
    if (error) return failed("cannot listen on");
    port_ = acceptor_.local_endpoint(error).port();
    if (error) return failed("cannot listen on");
    scope_.spawn(accept(), "http accept");
    scope_.spawn(sweep(), "http sweep");
    return {};
}

asio::awaitable<void> HttpServer::Impl::stop()
{
    is_draining_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    std::vector<runtime::TaskScope::TaskId> conversations;
    for (auto& connection : connections_) {
        if (connection.phase == Phase::conversing)
            conversations.push_back(connection.task);
        else if (connection.is_idle)
            connection.socket.cancel(ignored);
    }
    // What is cancelled may end, and leave the list, at once.
    for (const auto task : conversations) scope_.cancel(task);
    auto drained = until_drained();
    // Whether it drained or not, what is left ends now.
    static_cast<void>(co_await runtime::with_deadline(std::move(drained), clock_, settings_.drain_timeout));
    co_await scope_.stop();
}

asio::awaitable<Result<void>> HttpServer::Impl::until_drained()
{
    while (!connections_.empty()) co_await disconnected_.wait();
    co_return Result<void>{};
}

asio::awaitable<void> HttpServer::Impl::accept()
{
    while (true) {
        auto [error, socket] = co_await acceptor_.async_accept(answering);
        if (!acceptor_.is_open()) co_return;
        if (!error) {
            welcome(std::move(socket));
        } else {
            // Out of descriptors, most likely: those that end give theirs back.
            co_await clock_.sleep(std::chrono::milliseconds{50});
        }
    }
}

void HttpServer::Impl::welcome(tcp::socket socket)
{
    error_code ignored;
    socket.set_option(tcp::no_delay{true}, ignored);
    socket.non_blocking(true, ignored);
    if (connections_.size() >= settings_.connections_max) {
        if (turned_away_ < turned_away_max) scope_.spawn(turn_away(std::move(socket)), "http refusal");
        return;
    }
    const auto place = connections_.emplace(connections_.end(), std::move(socket), settings_);
    const auto peer = place->socket.remote_endpoint(ignored);
    place->peer = peer.address().to_string();
    place->deadline = in(settings_.idle_timeout);
    place->task = scope_.spawn(run(place), "http connection");
    connected_.wake();
}

/// One pass over all connections, a few times within the shortest deadline, instead of one timer each: a deadline costs
/// a store, and the clock may be virtual.
asio::awaitable<void> HttpServer::Impl::sweep()
{
    const auto shortest = std::min({settings_.header_timeout, settings_.body_grace, settings_.idle_timeout,
                                    settings_.handler_timeout, settings_.write_timeout, linger_timeout});
    const auto interval = std::max<nanoseconds>(shortest / 4, std::chrono::milliseconds{5});
    while (true) {
        while (connections_.empty()) co_await connected_.wait();
        co_await clock_.sleep(interval);
        const MonotonicTime now = clock_.now().monotonic;
        std::vector<runtime::TaskScope::TaskId> ended;
        for (auto& connection : connections_) {
            const bool is_overdue = connection.deadline <= now && expire(connection) == Expiry::of_handler;
            if (is_overdue || is_abandoned(connection)) ended.push_back(connection.task);
        }
        // What is cancelled may end, and leave the list, at once.
        for (const auto task : ended) scope_.cancel(task);
    }
}

HttpServer::Impl::Expiry HttpServer::Impl::expire(Connection& connection)
{
    connection.deadline = never;
    connection.is_expired = true;
    error_code ignored;
    switch (connection.phase) {
        case Phase::reading: connection.socket.cancel(ignored); break;
        case Phase::handling: return Expiry::of_handler;
        case Phase::writing: connection.socket.close(ignored); break;
        case Phase::streaming:
        case Phase::conversing: break;
    }
    return Expiry::of_peer;
}

/// Whether a handler works for nobody.
bool HttpServer::Impl::is_abandoned(Connection& connection) const
{
    const bool is_served = connection.phase == Phase::handling || connection.phase == Phase::streaming;
    return settings_.cancels_for_peer && is_served && has_left(connection.socket);
}

asio::awaitable<void> HttpServer::Impl::run(Place place)
{
    // Leaves the list however the coroutine ends.
    struct Leave {
        Impl& server;
        Place place;
        ~Leave()
        {
            server.connections_.erase(place);
            if (server.connections_.empty()) server.disconnected_.wake();
        }
    };
    const Leave leave{*this, place};
    co_await serve(*place);
}

asio::awaitable<void> HttpServer::Impl::serve(Connection& connection)
{
    std::uint32_t served_this_turn = 0;
    while (true) {
        if (connection.reader.advance() == RequestReader::State::complete) {
            // Pipelined: whole already. Others come first now and then.
            if (++served_this_turn >= settings_.pipeline_turn_max) {
                served_this_turn = 0;
                co_await asio::post(asio::use_awaitable);
            }
        } else {
            served_this_turn = 0;
            const bool is_complete = co_await read_request(connection);
            if (!is_complete) co_return;
        }
        const bool wants_web_socket = connection.reader.wants_web_socket() && handlers_.admit && handlers_.converse;
        const bool keeps_alive = connection.reader.keeps_alive();
        const Framing framing = connection.reader.knows_chunks() ? Framing::chunked : Framing::until_close;
        Request request = connection.reader.take();
        const Method method = request.method;
        request.peer = connection.peer;
        request.deadline = in(settings_.handler_timeout);
        connection.phase = Phase::handling;
        connection.deadline = request.deadline;
        connection.is_idle = false;
        if (wants_web_socket) {
            co_await upgrade(connection, std::move(request));
            co_return;
        }
        Response response = co_await call_handler(connection, std::move(request));
        const bool ends_by_close = response.stream && framing == Framing::until_close;
        const After after = keeps_alive && !is_draining_ && !ends_by_close ? After::keep_alive : After::close;
        const bool is_written = response.stream ? co_await stream(connection, response, method, after, framing)
                                                : co_await write(connection, response, method, after);
        if (!is_written) co_return;
        if (after == After::close) {
            co_await linger(connection);
            co_return;
        }
        connection.is_idle = true;
    }
}

/// Reads until a request is complete. False when there will be none: the peer is gone, or was told why not.
asio::awaitable<bool> HttpServer::Impl::read_request(Connection& connection)
{
    using State = RequestReader::State;
    RequestReader& reader = connection.reader;
    State before = State::idle;
    MonotonicTime body_begun;
    connection.phase = Phase::reading;
    connection.deadline = in(settings_.idle_timeout);
    while (true) {
        const State state = reader.advance();
        connection.is_idle = state == State::idle;
        if (state == State::complete) co_return true;
        if (state == State::refused) {
            const Refusal refusal = reader.refusal();
            co_await refuse(connection, refusal);
            co_return false;
        }
        if (state == State::idle && is_draining_) co_return false;
        if (state == State::head && before != State::head) connection.deadline = in(settings_.header_timeout);
        if (state == State::body) {
            if (before != State::body) {
                body_begun = clock_.now().monotonic;
                if (reader.expects_continue()) {
                    constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
                    const auto bytes = asio::buffer(go_on);
                    static_cast<void>(co_await asio::async_write(connection.socket, bytes, answering));
                }
            }
            const auto received_ns = static_cast<std::int64_t>(reader.body_bytes_received()) * 1'000'000'000;
            connection.deadline =
                body_begun + settings_.body_grace + nanoseconds{received_ns / settings_.body_rate_min};
        }
        before = state;
        const auto room = reader.prepare();
        const auto bytes = asio::buffer(room.data(), room.size());
        const auto [error, count] = co_await connection.socket.async_read_some(bytes, answering);
        if (error) {
            if (state == State::idle) co_return false;
            if (connection.is_expired) {
                co_await refuse(connection, request_timeout);
            } else if (error == asio::error::eof) {
                co_await refuse(connection, truncated);
            }
            co_return false;
        }
        reader.commit(count);
    }
}

void HttpServer::Impl::report(const std::exception_ptr& error)
{
    if (handlers_.on_error) handlers_.on_error(describe(error));
}

asio::awaitable<Response> HttpServer::Impl::call_handler(Connection& connection, Request request)
{
    std::exception_ptr error;
    std::optional<Response> response;
    try {
        response.emplace(co_await handlers_.serve(std::move(request)));
    } catch (...) {
        error = std::current_exception();
    }
    if (connection.is_expired) {
        // The handler was cancelled by us; the connection itself goes on, to say so.
        connection.is_expired = false;
        co_await asio::this_coro::reset_cancellation_state();
        if (!response) co_return to_response(deadline_exceeded);
    }
    if (response) co_return std::move(*response);
    const auto cancelled = co_await asio::this_coro::cancellation_state;
    if (cancelled.cancelled() != asio::cancellation_type::none) std::rethrow_exception(error);
    report(error);
    co_return to_response(internal_error);
}

asio::awaitable<Result<Admission>> HttpServer::Impl::ask_admission(Connection& connection, const Request& request)
{
    std::exception_ptr error;
    try {
        co_return co_await handlers_.admit(request);
    } catch (...) {
        error = std::current_exception();
    }
    const bool is_ours = connection.is_expired;
    co_await asio::this_coro::reset_cancellation_state();
    if (!is_ours) report(error);
    co_return is_ours ? Error{Errc::timed_out, {}} : Error{Errc::internal, {}};
}

asio::awaitable<void> HttpServer::Impl::upgrade(Connection& connection, Request request)
{
    const auto admission = co_await ask_admission(connection, request);
    if (!admission || admission->refusal || connection.reader.bytes_ahead() > 0) {
        Response refusal;
        if (admission && admission->refusal)
            refusal = *admission->refusal;
        else if (admission)
            refusal = to_response(bytes_before_upgrade);
        else
            refusal = to_response(admission.error().code == Errc::timed_out ? deadline_exceeded : internal_error);
        const bool is_written = co_await write(connection, refusal, request.method, After::close);
        if (is_written) co_await linger(connection);
        co_return;
    }
    connection.phase = Phase::conversing;
    connection.deadline = never;
    std::string protocol = admission->protocol;
    auto accepted = co_await accept_web_socket(std::move(connection.socket), request, std::move(protocol),
                                               settings_.web_socket, clock_);
    if (!accepted) co_return;
    const std::unique_ptr<WebSocketSession> session = std::move(*accepted);
    std::exception_ptr error;
    try {
        co_await handlers_.converse(std::move(request), *session);
    } catch (...) {
        error = std::current_exception();
    }
    const auto cancelled = co_await asio::this_coro::cancellation_state;
    const bool is_stopping = cancelled.cancelled() != asio::cancellation_type::none;
    if (error && !is_stopping) report(error);
    co_await asio::this_coro::reset_cancellation_state();
    constexpr std::uint16_t normal = 1000;
    constexpr std::uint16_t going_away = 1001;
    constexpr std::uint16_t failed = 1011;
    const std::uint16_t code = is_stopping ? going_away : (error ? failed : normal);
    if (session->is_open()) co_await session->close(code);
}

/// False when the peer is gone or does not read.
asio::awaitable<bool> HttpServer::Impl::write(Connection& connection, const Response& response, Method method,
                                              After after)
{
    std::string& out = connection.out;
    out.clear();
    std::exception_ptr error;
    try {
        write_response_head(out, response, date_.text(clock_.now().utc), after);
    } catch (...) {
        error = std::current_exception();
    }
    if (error) {
        report(error);
        out.clear();
        const Response instead = to_response(internal_error);
        write_response_head(out, instead, date_.text(clock_.now().utc), after);
        out.append(instead.body);
    }
    std::string_view body;
    const bool has_no_body = method == Method::head || response.status == 204 || response.status == 304;
    if (!error && !has_no_body) body = response_body(response);
    if (body.size() <= joined_body_bytes_max) {
        out.append(body);
        body = {};
    }
    co_return co_await write_bytes(connection, out, body);
}

/// False when the peer is gone or does not read.
asio::awaitable<bool> HttpServer::Impl::write_bytes(Connection& connection, std::string_view head,
                                                    std::string_view body)
{
    connection.phase = Phase::writing;
    connection.deadline = in(settings_.write_timeout);
    while (!head.empty() || !body.empty()) {
        const std::array<asio::const_buffer, 2> buffers{asio::buffer(head), asio::buffer(body)};
        error_code failure;
        // Nearly always the kernel takes it all at once, and nobody needs to wait.
        std::size_t count = connection.socket.write_some(buffers, failure);
        if (failure == asio::error::would_block) {
            const auto [waited, written] = co_await connection.socket.async_write_some(buffers, answering);
            failure = waited;
            count = written;
            connection.deadline = in(settings_.write_timeout);
        }
        if (failure) co_return false;
        const std::size_t of_head = std::min(count, head.size());
        head.remove_prefix(of_head);
        body.remove_prefix(count - of_head);
    }
    co_return true;
}

/// Each piece leaves in one write with its frame: a piece is an event somebody waits for.
class HttpServer::Impl::ChunkWriter final : public BodyWriter {
public:
    ChunkWriter(Impl& server, Connection& connection, Framing framing)
        : server_(server), connection_(connection), framing_(framing)
    {}

    asio::awaitable<bool> write(std::string_view piece) override
    {
        if (is_broken_) co_return false;
        if (piece.empty()) co_return true;
        std::string& out = connection_.out;
        if (framing_ == Framing::chunked) {
            std::array<char, 16> size{};
            const auto end = std::to_chars(size.data(), size.data() + size.size(), piece.size(), 16).ptr;
            out.append(size.data(), end).append("\r\n").append(piece).append("\r\n");
        } else {
            out.append(piece);
        }
        co_return co_await flush();
    }

    asio::awaitable<bool> finish()
    {
        if (framing_ == Framing::chunked) connection_.out.append("0\r\n\r\n");
        co_return co_await flush();
    }

private:
    asio::awaitable<bool> flush()
    {
        constexpr std::string_view nothing_more;
        const bool is_written = co_await server_.write_bytes(connection_, connection_.out, nothing_more);
        is_broken_ = !is_written;
        connection_.out.clear();
        connection_.phase = Phase::streaming;
        connection_.deadline = never;
        co_return is_written;
    }

    Impl& server_;
    Connection& connection_;
    const Framing framing_;
    bool is_broken_ = false;
};

asio::awaitable<bool> HttpServer::Impl::stream(Connection& connection, const Response& response, Method method,
                                               After after, Framing framing)
{
    std::string& out = connection.out;
    out.clear();
    bool is_sound = true;
    try {
        write_response_head(out, response, date_.text(clock_.now().utc), after, framing);
    } catch (...) {
        report(std::current_exception());
        is_sound = false;
    }
    if (!is_sound) {
        const Response instead = to_response(internal_error);
        co_return co_await write(connection, instead, method, after);
    }
    constexpr std::string_view no_body;
    if (method == Method::head) co_return co_await write_bytes(connection, out, no_body);
    co_return co_await stream_body(connection, response.stream, framing);
}

asio::awaitable<bool> HttpServer::Impl::stream_body(Connection& connection, const BodyStream& body, Framing framing)
{
    // The head leaves with the first piece, or at once where that is long in coming: the body decides.
    connection.phase = Phase::streaming;
    connection.deadline = never;
    ChunkWriter writer{*this, connection, framing};
    std::exception_ptr error;
    bool is_whole = false;
    try {
        is_whole = co_await body(writer);
    } catch (...) {
        error = std::current_exception();
    }
    if (error) {
        const auto cancelled = co_await asio::this_coro::cancellation_state;
        if (cancelled.cancelled() != asio::cancellation_type::none) std::rethrow_exception(error);
        report(error);
    }
    if (!is_whole || error) co_return false;
    co_return co_await writer.finish();
}

asio::awaitable<void> HttpServer::Impl::refuse(Connection& connection, const Refusal& refusal)
{
    const Response response = to_response(refusal);
    const bool is_written = co_await write(connection, response, Method::get, After::close);
    if (is_written) co_await linger(connection);
}

asio::awaitable<void> HttpServer::Impl::linger(Connection& connection)
{
    error_code error;
    connection.socket.shutdown(tcp::socket::shutdown_send, error);
    connection.phase = Phase::writing;
    connection.deadline = in(linger_timeout);
    std::array<char, 4096> ignored{};
    std::size_t total = 0;
    while (!error && total < linger_bytes_max) {
        const auto bytes = asio::buffer(ignored);
        const auto [failure, count] = co_await connection.socket.async_read_some(bytes, answering);
        error = failure;
        total += count;
    }
}

asio::awaitable<void> HttpServer::Impl::turn_away(tcp::socket socket)
{
    struct Count {
        std::size_t& count;
        explicit Count(std::size_t& counted) : count(counted) { ++count; }
        ~Count() { --count; }
    };
    const Count count{turned_away_};
    std::string answer;
    const Response response = to_response(too_many_connections);
    write_response_head(answer, response, date_.text(clock_.now().utc), After::close);
    answer.append(response.body);
    error_code ignored;
    socket.write_some(asio::buffer(answer), ignored);
    socket.shutdown(tcp::socket::shutdown_send, ignored);
    // The request on its way would turn our close into a reset; a moment lets the answer arrive first.
    co_await clock_.sleep(linger_timeout / 4);
    std::array<char, 4096> rest{};
    socket.read_some(asio::buffer(rest), ignored);
}

HttpServer::HttpServer(asio::any_io_executor executor, runtime::Clock& clock, HttpServerSettings settings,
                       HttpHandlers handlers)
    : impl_(std::make_unique<Impl>(std::move(executor), clock, std::move(settings), std::move(handlers)))
{}
HttpServer::~HttpServer() = default;

Result<void> HttpServer::start() { return impl_->start(); }
std::uint16_t HttpServer::port() const { return impl_->port(); }
std::size_t HttpServer::connections() const { return impl_->connections(); }
asio::awaitable<void> HttpServer::stop() { return impl_->stop(); }

}  // namespace swarmdesk::net
