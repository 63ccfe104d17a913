#include "net/http_server.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <charconv>
#include <cstdint>
#include <limits>
#include <list>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "net/listener.hpp"
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
/// Connections accepted in one turn: more wait for what came before them.
constexpr std::size_t accepted_per_turn_max = 32;
/// Bodies of a request up to this size are received however many others are: a halt is that small.
constexpr std::size_t small_body_bytes = 4 * 1024;
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
constexpr Refusal too_many_bodies{
    .status = 503, .code = "too_many_bodies", .detail = "too many requests are being received; try again later"};
constexpr Refusal bytes_before_upgrade{
    .status = 400, .code = "malformed_request", .detail = "bytes before the WebSocket was accepted"};

/// What the connection is doing decides what its deadline means.
enum class Phase { reading = 1, waiting, handling, writing, streaming, conversing };

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
    Connection(std::uint64_t number, StreamSocket connected, const HttpServerSettings& settings)
        : id(number), socket(std::move(connected)), reader(reader_limits(settings))
    {}

    const std::uint64_t id;
    StreamSocket socket;
    RequestReader reader;
    std::string peer;
    std::string out;  ///< reused for every answer
    runtime::TaskScope::TaskId task = 0;
    Phase phase = Phase::reading;
    MonotonicTime deadline = never;
    bool is_expired = false;     ///< the deadline passed, and the read or handler was cancelled for it
    bool is_idle = true;         ///< between requests
    bool is_evicted = false;     ///< it makes room for another
    bool has_asked = false;      ///< a request of it has been complete
    std::size_t body_bytes = 0;  ///< counted among those of all unfinished bodies
};

/// Whether the peer has closed, or shut down its sending side. Bytes of a next request in front hide it.
bool peer_closed(StreamSocket& socket)
{
    error_code error;
    std::array<char, 1> byte{};
    socket.receive(asio::buffer(byte), StreamSocket::message_peek, error);
    return error && error != asio::error::would_block;
}

}  // namespace

class HttpServer::Impl {
public:
    Impl(asio::any_io_executor executor, runtime::Clock& clock, HttpServerSettings settings, HttpHandlers handlers)
        : clock_(clock),
          settings_(std::move(settings)),
          handlers_(std::move(handlers)),
          listener_(executor),
          turns_(executor),
          slots_(slot_limits()),
          scope_(executor, [this](const std::string& task, std::exception_ptr error) {
              if (handlers_.on_error) handlers_.on_error(task + ": " + describe(error));
          })
    {
        SWARMDESK_ASSERT(handlers_.serve);
    }

    Result<void> start();
    std::uint16_t port() const { return listener_.port(); }
    std::size_t connections() const { return connections_.size(); }
    bool sign_in(std::uint64_t id, const std::string& user, Rights rights);
    const Counts& counts() const { return counts_; }
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

    ConnectionSlots::Limits slot_limits() const;
    void on_accept(StreamSocket socket);
    /// Closes the connection that has left its slot, if there is one.
    void evict(const ConnectionSlots::Outcome& outcome);
    /// Of a stranger also while they take their time to read an answer.
    void free_stranger(const Connection& connection, const Response& response);
    asio::awaitable<void> run(Place place);
    asio::awaitable<void> turn_away(StreamSocket socket);

    asio::awaitable<bool> read_request(Connection& connection, Screening& screening);
    /// False where the request goes no further: the peer is told.
    asio::awaitable<bool> screen(Connection& connection, Screening& screening);
    bool count_body(Connection& connection);
    void forget_body(Connection& connection);
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
    Listener listener_;
    TurnQueue turns_;
    ConnectionSlots slots_;
    HttpDate date_;
    std::list<Connection> connections_;
    std::map<std::uint64_t, Connection*> by_id_;
    std::uint64_t last_id_ = 0;
    std::size_t bodies_bytes_ = 0;
    Counts counts_;
    std::size_t turned_away_ = 0;
    bool is_draining_ = false;
    runtime::Wakeup connected_;     ///< the sweeper sleeps while there is nothing to sweep
    runtime::Wakeup disconnected_;  ///< for `stop()`
    runtime::TaskScope scope_;
};

Result<void> HttpServer::Impl::start()
{
    const auto listening = settings_.socket_path.empty() ? listener_.listen(settings_.address, settings_.port)
                                                         : listener_.listen(settings_.socket_path);
    if (!listening) return listening.error();
    scope_.spawn(accept(), "http accept");
    scope_.spawn(sweep(), "http sweep");
    return {};
}

ConnectionSlots::Limits HttpServer::Impl::slot_limits() const
{
    return {.strangers_max = handlers_.screen ? settings_.strangers_max : settings_.connections_max,
            .signed_in_max = settings_.connections_max,
            .reserved = settings_.connections_reserved,
            .per_user_max = settings_.connections_per_user_max};
}

asio::awaitable<void> HttpServer::Impl::stop()
{
    is_draining_ = true;
    error_code ignored;
    listener_.close();
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
        auto socket = co_await listener_.accept();
        if (!listener_.is_open()) co_return;
        if (!socket) {
            // Out of descriptors, most likely: those that end give theirs back.
            co_await clock_.sleep(std::chrono::milliseconds{50});
            continue;
        }
        on_accept(std::move(*socket));
        for (std::size_t i = 1; i < accepted_per_turn_max; ++i) {
            auto more = listener_.accept_now();
            if (!more) break;
            on_accept(std::move(*more));
        }
    }
}

void HttpServer::Impl::on_accept(StreamSocket socket)
{
    error_code ignored;
    if (!settings_.socket_path.empty()) {
        const auto user = peer_user(socket);
        if (!user || (*user != ::geteuid() && *user != 0)) return;
    } else {
        socket.set_option(tcp::no_delay{true}, ignored);
    }
    socket.non_blocking(true, ignored);
    const std::uint64_t id = ++last_id_;
    const auto outcome = slots_.add(id);
    evict(outcome);
    if (!outcome.is_admitted) {
        ++counts_.turned_away;
        if (turned_away_ < turned_away_max) scope_.spawn(turn_away(std::move(socket)), "http turn away");
        return;
    }
    const auto place = connections_.emplace(connections_.end(), id, std::move(socket), settings_);
    by_id_.emplace(id, &*place);
    place->peer = peer_address(place->socket);
    place->deadline = in(settings_.idle_timeout);
    place->task = scope_.spawn(run(place), "http connection");
    connected_.wake();
}

void HttpServer::Impl::evict(const ConnectionSlots::Outcome& outcome)
{
    const auto found = outcome.evicted ? by_id_.find(*outcome.evicted) : by_id_.end();
    if (found == by_id_.end()) return;
    Connection& connection = *found->second;
    ++counts_.evicted;
    connection.is_evicted = true;
    error_code ignored;
    if (connection.phase == Phase::conversing)
        scope_.cancel(connection.task);  // its socket is the session's
    else
        connection.socket.close(ignored);
}

bool HttpServer::Impl::sign_in(std::uint64_t id, const std::string& user, Rights rights)
{
    const auto outcome = slots_.assign(id, user, rights);
    evict(outcome);
    const auto found = by_id_.find(id);
    if (outcome.is_admitted && found != by_id_.end() && found->second->phase == Phase::conversing) slots_.set_busy(id);
    return outcome.is_admitted;
}

void HttpServer::Impl::free_stranger(const Connection& connection, const Response& response)
{
    if (handlers_.screen && !response.stream && slots_.is_stranger(connection.id)) slots_.set_idle(connection.id);
}

/// One pass over all connections, a few times within the shortest deadline, instead of one timer each: a deadline costs
/// a store, and the clock may be virtual.
asio::awaitable<void> HttpServer::Impl::sweep()
{
    const auto shortest =
        std::min({settings_.header_timeout, settings_.body_grace, settings_.idle_timeout, settings_.body_timeout,
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
        case Phase::waiting:
        case Phase::streaming:
        case Phase::conversing: break;
    }
    return Expiry::of_peer;
}

/// Whether a handler works for nobody.
bool HttpServer::Impl::is_abandoned(Connection& connection) const
{
    const bool is_served = connection.phase == Phase::handling || connection.phase == Phase::streaming;
    return settings_.cancels_for_peer && is_served && peer_closed(connection.socket);
}

asio::awaitable<void> HttpServer::Impl::run(Place place)
{
    // Leaves the list however the coroutine ends.
    struct Leave {
        Impl& server;
        Place place;
        ~Leave()
        {
            server.forget_body(*place);
            server.slots_.remove(place->id);
            server.by_id_.erase(place->id);
            server.connections_.erase(place);
            if (server.connections_.empty()) server.disconnected_.wake();
        }
    };
    const Leave leave{*this, place};
    co_await serve(*place);
}

asio::awaitable<void> HttpServer::Impl::serve(Connection& connection)
{
    while (true) {
        Screening screening;
        const bool is_complete = co_await read_request(connection, screening);
        if (!is_complete) co_return;
        const bool wants_web_socket = connection.reader.wants_web_socket() && handlers_.admit && handlers_.converse;
        const bool keeps_alive = connection.reader.keeps_alive();
        const Framing framing = connection.reader.knows_chunks() ? Framing::chunked : Framing::until_close;
        Request request = connection.reader.take();
        const Method method = request.method;
        request.peer = connection.peer;
        request.connection = connection.id;
        request.context = std::move(screening.context);
        request.deadline = in(settings_.handler_timeout);
        connection.is_idle = false;
        connection.has_asked = true;
        slots_.set_busy(connection.id);
        connection.phase = Phase::waiting;
        connection.deadline = never;
        const auto priority = handlers_.prioritize ? handlers_.prioritize(request) : Priority::ordinary;
        co_await turns_.wait(priority);
        forget_body(connection);
        connection.phase = Phase::handling;
        connection.deadline = request.deadline;
        if (wants_web_socket && !screening.rejection) {
            co_await upgrade(connection, std::move(request));
            co_return;
        }
        Response response;
        if (screening.rejection)
            response = std::move(*screening.rejection);
        else
            response = co_await call_handler(connection, std::move(request));
        free_stranger(connection, response);
        const bool ends_by_close = response.stream && framing == Framing::until_close;
        const bool is_last = !keeps_alive || is_draining_ || ends_by_close || screening.closes;
        const After after = is_last ? After::close : After::keep_alive;
        const bool is_written = response.stream ? co_await stream(connection, response, method, after, framing)
                                                : co_await write(connection, response, method, after);
        if (!is_written) co_return;
        slots_.set_idle(connection.id);
        if (after == After::close) {
            co_await linger(connection);
            co_return;
        }
        connection.is_idle = true;
    }
}

/// Reads until a request is complete. False when there will be none: the peer is gone, or was told why not.
asio::awaitable<bool> HttpServer::Impl::read_request(Connection& connection, Screening& screening)
{
    using State = RequestReader::State;
    RequestReader& reader = connection.reader;
    State before = State::idle;
    bool is_screened = false;
    MonotonicTime body_begun;
    connection.phase = Phase::reading;
    connection.deadline = in(connection.has_asked ? settings_.idle_timeout : settings_.header_timeout);
    while (true) {
        State state = reader.advance();
        connection.is_idle = state == State::idle;
        if ((state == State::body || state == State::complete) && !std::exchange(is_screened, true)) {
            const bool goes_on = co_await screen(connection, screening);
            if (!goes_on) co_return false;
            state = reader.advance();
        }
        if (state == State::refused) {
            const Refusal refusal = reader.refusal();
            co_await refuse(connection, refusal);
            co_return false;
        }
        if ((state == State::body || state == State::complete) && !count_body(connection)) {
            forget_body(connection);
            std::string{}.swap(reader.head().body);
            co_await refuse(connection, too_many_bodies);
            co_return false;
        }
        if (state == State::complete) co_return true;
        if (state == State::idle && is_draining_) co_return false;
        if (state == State::head && before != State::head && connection.has_asked)
            connection.deadline = in(settings_.header_timeout);
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
            const nanoseconds for_bytes = settings_.body_grace + nanoseconds{received_ns / settings_.body_rate_min};
            connection.deadline = body_begun + std::min(for_bytes, settings_.body_timeout);
        }
        before = state;
        const auto room = reader.prepare();
        const auto bytes = asio::buffer(room.data(), room.size());
        const auto [error, count] = co_await connection.socket.async_read_some(bytes, answering);
        if (error) {
            if (state == State::idle || connection.is_evicted) co_return false;
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

asio::awaitable<bool> HttpServer::Impl::screen(Connection& connection, Screening& screening)
{
    if (!handlers_.screen) co_return true;
    RequestReader& reader = connection.reader;
    std::optional<Response> rejection;
    try {
        Request& head = reader.head();
        head.peer = connection.peer;
        head.connection = connection.id;
        screening = handlers_.screen(head);
        rejection = screening.rejection;
        if (!screening.user.empty() && !sign_in(connection.id, screening.user, screening.rights))
            rejection = to_response(too_many_connections);
    } catch (...) {
        report(std::current_exception());
        rejection = to_response(internal_error);
    }
    screening.rejection = rejection;
    if (!rejection) reader.limit_body(screening.body_bytes_max);
    // A request that is whole is answered in its turn, and the connection goes on.
    if (!rejection || reader.advance() != RequestReader::State::body) co_return true;
    const bool is_written = co_await write(connection, *rejection, reader.head().method, After::close);
    if (is_written) co_await linger(connection);
    co_return false;
}

bool HttpServer::Impl::count_body(Connection& connection)
{
    const std::size_t received = connection.reader.body_bytes_received();
    bodies_bytes_ += received - connection.body_bytes;
    connection.body_bytes = received;
    return bodies_bytes_ <= settings_.bodies_bytes_max || received <= small_body_bytes;
}

void HttpServer::Impl::forget_body(Connection& connection) { bodies_bytes_ -= std::exchange(connection.body_bytes, 0); }

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
    // Who has not signed in yet makes room like any stranger.
    if (slots_.is_stranger(connection.id) && handlers_.screen) slots_.set_idle(connection.id);
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
    if (session->is_open() && !connection.is_evicted) co_await session->close(code);
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
    connection.socket.shutdown(StreamSocket::shutdown_send, error);
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

asio::awaitable<void> HttpServer::Impl::turn_away(StreamSocket socket)
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
    socket.shutdown(StreamSocket::shutdown_send, ignored);
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
bool HttpServer::sign_in(std::uint64_t connection, const std::string& user, Rights rights)
{
    return impl_->sign_in(connection, user, rights);
}
HttpServer::Counts HttpServer::counts() const { return impl_->counts(); }
asio::awaitable<void> HttpServer::stop() { return impl_->stop(); }

}  // namespace swarmdesk::net
