#include "net/http_client.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <list>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/names.hpp"
#include "net/dial.hpp"
#include "net/response_reader.hpp"
#include "net/tls_context.hpp"
#include "net/url.hpp"
#include "runtime/deadline.hpp"
#include "runtime/deadlines.hpp"

namespace swarmdesk::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr auto answering = asio::as_tuple(asio::use_awaitable);

/// One connection to a server, plain or TLS. What it waits for ends at its deadline.
class Connection final : public runtime::Deadlines::Watched {
public:
    Connection(StreamSocket connected, std::string server) : socket_(std::move(connected)), server_(std::move(server))
    {
        error_code ignored;
        socket_.non_blocking(true, ignored);
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    asio::awaitable<Result<void>> secure(TlsContext& context, const std::string& host)
    {
        tls_.emplace(socket_, native(context));
        const auto expected = expect_host(*tls_, host);
        if (!expected) co_return expected.error();
        const auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::client, answering);
        if (error) co_return Error{Errc::unavailable, "no trusted TLS with " + host + ": " + error.message()};
        co_return Result<void>{};
    }

    using Buffers = std::array<asio::const_buffer, 2>;

    /// As much as is taken without waiting: nearly always all of it, and nobody waits a turn to hear so.
    std::size_t write_now(const Buffers& buffers, error_code& error)
    {
        error = asio::error::would_block;
        return tls_ ? 0 : socket_.write_some(buffers, error);
    }

    asio::awaitable<std::tuple<error_code, std::size_t>> write(const Buffers& buffers)
    {
        return tls_ ? asio::async_write(*tls_, buffers, answering) : asio::async_write(socket_, buffers, answering);
    }

    asio::awaitable<std::tuple<error_code, std::size_t>> read_some()
    {
        const auto room = asio::buffer(buffer);
        return tls_ ? tls_->async_read_some(room, answering) : socket_.async_read_some(room, answering);
    }

    /// What has come already; `would_block` if nothing has.
    std::size_t read_now(error_code& error)
    {
        const auto room = asio::buffer(buffer);
        return tls_ ? tls_->read_some(room, error) : socket_.read_some(room, error);
    }

    /// Whether nothing has come on it since the last answer: an end, a stray byte, a TLS message.
    bool is_quiet()
    {
        error_code error;
        std::array<char, 1> byte{};
        socket_.receive(asio::buffer(byte), StreamSocket::message_peek, error);
        return error == asio::error::would_block;
    }

    asio::any_io_executor executor() { return socket_.get_executor(); }
    const std::string& server() const { return server_; }
    std::uint64_t answers = 0;
    MonotonicTime idle_since;
    std::vector<char> buffer = std::vector<char>(16 * 1024);  ///< what is read passes through it

private:
    void cut() override
    {
        error_code ignored;
        socket_.cancel(ignored);
    }

    StreamSocket socket_;
    std::optional<asio::ssl::stream<StreamSocket&>> tls_;
    std::string server_;
};

using ConnectionPtr = std::unique_ptr<Connection>;

/// Where requests go, taken apart.
struct Destination {
    explicit Destination(Url parsed)
        : url(std::move(parsed)),
          authority(url.authority()),
          server((url.is_secure ? "https://" : "http://") + url.host + ':' + std::to_string(url.port))
    {}
    Url url;
    std::string authority;
    std::string server;  ///< whose connections are as good as each other
};
/// Most go to a few.
constexpr std::size_t destinations_max = 64;
/// A server that has kept a connection before seldom gives it up so shortly after an answer. It is not looked at then:
/// under load that is one system call in five.
constexpr nanoseconds fresh_for = std::chrono::milliseconds{1};
/// Of a body, after the reader had what he wanted: a last chunk, trailers. Whoever sends more loses his connection.
constexpr std::size_t rest_bytes_max = 4 * 1024;

/// How far a request has got.
struct Progress {
    Sent sent = Sent::nothing;
    bool has_answer_begun = false;
};

/// What became of a wait that was cut off: by its deadline, or with the coroutine that waited.
Error cut_off(const Connection& connection)
{
    if (connection.is_overdue()) return Error{Errc::timed_out, "the deadline passed"};
    throw boost::system::system_error{asio::error::operation_aborted};
}

bool may_repeat(Method method) { return method == Method::get || method == Method::head; }

bool needs_length(const ClientRequest& request)
{
    return !request.body.empty() || request.method == Method::post || request.method == Method::put ||
           request.method == Method::patch;
}

std::string write_head(const ClientRequest& request, const Destination& to, const std::string& user_agent)
{
    std::string head;
    head.reserve(512);
    head.append(to_text(request.method));
    const auto field = [&head](std::string_view name, std::string_view value) {
        head.append(name).append(": ").append(value).append("\r\n");
    };
    head.append(" ").append(to.url.target).append(" HTTP/1.1\r\n");
    field("Host", to.authority);
    if (!user_agent.empty() && !request.headers.find("User-Agent")) field("User-Agent", user_agent);
    if (!request.content_type.empty()) field("Content-Type", request.content_type);
    if (needs_length(request)) field("Content-Length", std::to_string(request.body.size()));
    for (std::size_t i = 0; i < request.headers.size(); ++i) field(request.headers[i].name, request.headers[i].value);
    head.append("\r\n");
    return head;
}

}  // namespace

void throw_exception_from_error(const SendFailure& failure, const boost::source_location&)
{
    throw ErrorException{failure.error};
}

/// One request on its way and as much of its answer as there is. Shared by both ways to ask.
struct Exchange {
    ConnectionPtr connection;
    std::unique_ptr<ResponseReader> reader;
    ResponseReader::State state = ResponseReader::State::incomplete;

    /// Takes what has come of the rest of a body that nobody reads, without waiting for it. It should be what ends one.
    void drain()
    {
        using State = ResponseReader::State;
        if (!reader) return;  // it ended, and left the connection clean
        error_code error;
        std::size_t count = 0;
        while (state == State::incomplete && !error) {
            const std::size_t more = connection->read_now(error);
            count += more;
            if (!error)
                state = count <= rest_bytes_max ? reader->feed({connection->buffer.data(), more}) : State::failed;
        }
        if (error && error != asio::error::would_block) state = State::failed;
        if (state == State::complete && !reader->keeps_alive()) state = State::failed;
    }

    /// Reads once and feeds the reader.
    asio::awaitable<Result<void>> read_more()
    {
        if (connection->is_overdue()) co_return cut_off(*connection);
        auto reading = connection->read_some();
        const auto [error, count] = co_await std::move(reading);
        if (error == asio::error::operation_aborted) co_return cut_off(*connection);
        if (error == asio::error::eof)
            state = reader->finish();
        else if (error)
            co_return Error{Errc::unavailable, "the connection was lost before the answer: " + error.message()};
        else
            state = reader->feed({connection->buffer.data(), count});
        if (state == ResponseReader::State::failed) co_return reader->error();
        co_return Result<void>{};
    }
};

class HttpClient::Impl {
public:
    Impl(runtime::Clock& clock, HttpClientSettings settings)
        : clock_(clock), settings_(std::move(settings)), deadlines_(clock)
    {}

    asio::awaitable<ClientResult> request(ClientRequest request);
    asio::awaitable<StreamResult> open(ClientRequest request);

    /// Until then the exchange may wait.
    void set_deadline(Exchange& exchange, nanoseconds timeout)
    {
        Connection& connection = *exchange.connection;
        deadlines_.set(connection, clock_.now().monotonic + timeout, connection.executor());
    }
    /// Keeps its connection for the next request, if the exchange leaves, or may yet leave, it clean.
    void release(Exchange& exchange);

private:
    Result<std::shared_ptr<const Destination>> destination(const ClientRequest& request);
    asio::awaitable<Result<ClientResponse>> perform(const ClientRequest& request, const Destination& to,
                                                    Progress& progress);
    /// Returns with the head of the answer; the deadline still holds.
    asio::awaitable<Result<Exchange>> begin(const ClientRequest& request, const Destination& to, Progress& progress);
    asio::awaitable<Result<ConnectionPtr>> connect(const Destination& to);
    asio::awaitable<Result<void>> ask(Exchange& exchange, const ClientRequest& request, const Destination& to,
                                      Progress& progress);
    ConnectionPtr take_idle(const std::string& server);

    runtime::Clock& clock_;
    HttpClientSettings settings_;
    std::optional<Result<std::shared_ptr<TlsContext>>> tls_;  ///< once it is needed: reading who is trusted takes time
    runtime::Deadlines deadlines_;
    std::map<std::string, std::shared_ptr<const Destination>> destinations_;  ///< by URL
    /// Oldest first. Of those whose last body has not quite ended, the reader is kept as well.
    std::list<Exchange> idle_;
};

Result<std::shared_ptr<const Destination>> HttpClient::Impl::destination(const ClientRequest& request)
{
    if (request.content_type.find_first_of("\r\n") != std::string::npos)
        return Error{Errc::malformed, "a content type with a line break"};
    if (const auto known = destinations_.find(request.url); known != destinations_.end()) return known->second;
    auto url = Url::parse(request.url);
    if (!url) return url.error();
    if (url->is_web_socket) return Error{Errc::malformed, "an HTTP request goes to http or https"};
    auto made = std::make_shared<const Destination>(std::move(*url));
    if (destinations_.size() == destinations_max) destinations_.clear();
    return destinations_.emplace(request.url, std::move(made)).first->second;
}

asio::awaitable<ClientResult> HttpClient::Impl::request(ClientRequest request)
{
    const auto to = destination(request);
    if (!to) co_return SendFailure{.sent = Sent::nothing, .error = to.error()};
    Progress progress;
    auto outcome = co_await perform(request, **to, progress);
    if (outcome) co_return std::move(*outcome);
    co_return SendFailure{.sent = progress.sent, .error = outcome.error()};
}

asio::awaitable<Result<ClientResponse>> HttpClient::Impl::perform(const ClientRequest& request, const Destination& to,
                                                                  Progress& progress)
{
    auto begun = co_await begin(request, to, progress);
    if (!begun) co_return begun.error();
    while (begun->state == ResponseReader::State::incomplete) {
        const auto more = co_await begun->read_more();
        if (!more) co_return more.error();
    }
    auto response = begun->reader->take();
    release(*begun);
    co_return response;
}

asio::awaitable<Result<Exchange>> HttpClient::Impl::begin(const ClientRequest& request, const Destination& to,
                                                          Progress& progress)
{
    const MonotonicTime deadline = clock_.now().monotonic + request.total_timeout;
    while (true) {
        Exchange exchange;
        exchange.connection = take_idle(to.server);
        const bool is_reused = exchange.connection != nullptr;
        if (!is_reused) {
            auto connecting = connect(to);
            const auto time = std::min(request.connect_timeout, deadline - clock_.now().monotonic);
            auto connected = co_await runtime::with_deadline(std::move(connecting), clock_, time);
            if (!connected) co_return connected.error();
            exchange.connection = std::move(*connected);
        }
        deadlines_.set(*exchange.connection, deadline, exchange.connection->executor());
        const auto asked = co_await ask(exchange, request, to, progress);
        if (asked) co_return exchange;
        const bool was_closed_on_us = is_reused && !progress.has_answer_begun;
        if (!was_closed_on_us || !may_repeat(request.method)) co_return asked.error();
    }
}

asio::awaitable<Result<ConnectionPtr>> HttpClient::Impl::connect(const Destination& to)
{
    if (to.url.is_secure && !tls_) tls_ = TlsContext::make(settings_.tls);
    if (to.url.is_secure && !*tls_) co_return tls_->error();
    auto dialing = settings_.socket_path.empty() ? dial_stream(to.url.host, to.url.port, settings_.reach)
                                                 : dial_local(settings_.socket_path);
    auto socket = co_await std::move(dialing);
    if (!socket) co_return socket.error();
    auto connection = std::make_unique<Connection>(std::move(*socket), to.server);
    if (to.url.is_secure) {
        const auto secured = co_await connection->secure(***tls_, to.url.host);
        if (!secured) co_return secured.error();
    }
    co_return connection;
}

asio::awaitable<Result<void>> HttpClient::Impl::ask(Exchange& exchange, const ClientRequest& request,
                                                    const Destination& to, Progress& progress)
{
    Connection& connection = *exchange.connection;
    const std::string head = write_head(request, to, settings_.user_agent);
    const auto before = std::exchange(progress.sent, Sent::maybe);
    Connection::Buffers unsent{asio::buffer(head), asio::buffer(request.body)};
    error_code error;
    std::size_t written = connection.write_now(unsent, error);
    if (error == asio::error::would_block || (!error && written < asio::buffer_size(unsent))) {
        unsent = {unsent[0] + written, unsent[1] + (written - std::min(written, head.size()))};
        auto writing = connection.write(unsent);
        const auto [failure, count] = co_await std::move(writing);
        error = failure;
        written += count;
    }
    if (error == asio::error::operation_aborted) co_return cut_off(connection);
    if (error) {
        if (written == 0 && !to.url.is_secure) progress.sent = before;
        co_return Error{Errc::unavailable, "the request could not be sent: " + error.message()};
    }

    const ResponseReader::Limits limits{.body_bytes_max = request.response_bytes_max};
    exchange.reader = std::make_unique<ResponseReader>(limits, request.method);
    while (!exchange.reader->has_head() && exchange.state == ResponseReader::State::incomplete) {
        const auto more = co_await exchange.read_more();
        progress.has_answer_begun = exchange.reader->has_begun();
        if (!more) co_return more.error();
    }
    co_return Result<void>{};
}

asio::awaitable<StreamResult> HttpClient::Impl::open(ClientRequest request)
{
    const auto to = destination(request);
    if (!to) co_return SendFailure{.sent = Sent::nothing, .error = to.error()};
    Progress progress;
    auto begun = co_await begin(request, **to, progress);
    if (!begun) co_return SendFailure{.sent = progress.sent, .error = begun.error()};
    begun->connection->lift();
    co_return ResponseStream{std::make_unique<ResponseStream::Impl>(*this, std::move(*begun))};
}

void HttpClient::Impl::release(Exchange& exchange)
{
    exchange.connection->lift();
    exchange.drain();
    if (exchange.state == ResponseReader::State::failed || settings_.idle_connections_max == 0) return;
    if (exchange.state == ResponseReader::State::complete) exchange.reader.reset();
    if (idle_.size() == settings_.idle_connections_max) idle_.pop_front();
    ++exchange.connection->answers;
    exchange.connection->idle_since = clock_.now().monotonic;
    idle_.push_back(std::move(exchange));
}

ConnectionPtr HttpClient::Impl::take_idle(const std::string& server)
{
    const MonotonicTime now = clock_.now().monotonic;
    idle_.remove_if([&](const Exchange& e) { return now - e.connection->idle_since >= settings_.idle_timeout; });
    for (auto place = idle_.begin(); place != idle_.end();) {
        if (place->connection->server() != server) {
            ++place;
            continue;
        }
        // The end of the last answer's body may have come meanwhile.
        place->drain();
        if (place->state == ResponseReader::State::incomplete) {
            ++place;
            continue;
        }
        Exchange exchange = std::move(*place);
        place = idle_.erase(place);
        if (exchange.state != ResponseReader::State::complete) continue;
        Connection& connection = *exchange.connection;
        const bool is_trusted = connection.answers > 1 && now - connection.idle_since < fresh_for;
        if (is_trusted || connection.is_quiet()) return std::move(exchange.connection);
    }
    return nullptr;
}

/// Between two reads the exchange is at rest here.
class ResponseStream::Impl {
public:
    Impl(HttpClient::Impl& client, Exchange exchange) : client_(client), exchange_(std::move(exchange)) {}
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    /// A reader may know the end of the body by its words, and never ask for the end of its bytes.
    ~Impl()
    {
        if (exchange_.connection && exchange_.state == State::complete) client_.release(exchange_);
    }

    const ClientResponse& head() const { return exchange_.reader->head(); }

    asio::awaitable<Result<std::string>> read(nanoseconds timeout)
    {
        if (error_) co_return *error_;
        if (!exchange_.connection) co_return std::string{};
        auto piece = exchange_.reader->take_body();
        while (piece.empty() && exchange_.state == State::incomplete) {
            client_.set_deadline(exchange_, timeout);
            const auto more = co_await exchange_.read_more();
            if (!more) {
                error_ = more.error();
                exchange_.connection.reset();
                co_return *error_;
            }
            piece = exchange_.reader->take_body();
        }
        if (piece.empty() && exchange_.connection) client_.release(exchange_);
        co_return piece;
    }

    void leave()
    {
        if (exchange_.connection) client_.release(exchange_);
    }

private:
    using State = ResponseReader::State;
    HttpClient::Impl& client_;
    Exchange exchange_;
    std::optional<Error> error_;
};

ResponseStream::ResponseStream(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ResponseStream::ResponseStream(ResponseStream&&) noexcept = default;
ResponseStream& ResponseStream::operator=(ResponseStream&&) noexcept = default;
ResponseStream::~ResponseStream() = default;

std::uint16_t ResponseStream::status() const { return impl_->head().status; }
const Headers& ResponseStream::headers() const { return impl_->head().headers; }
asio::awaitable<Result<std::string>> ResponseStream::read(nanoseconds timeout) { return impl_->read(timeout); }
void ResponseStream::leave() { impl_->leave(); }

HttpClient::HttpClient(runtime::Clock& clock, HttpClientSettings settings)
    : impl_(std::make_unique<Impl>(clock, std::move(settings)))
{}
HttpClient::~HttpClient() = default;

asio::awaitable<ClientResult> HttpClient::request(ClientRequest request) { return impl_->request(std::move(request)); }
asio::awaitable<StreamResult> HttpClient::open(ClientRequest request) { return impl_->open(std::move(request)); }

}  // namespace swarmdesk::net
