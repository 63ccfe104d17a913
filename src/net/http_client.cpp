#include "net/http_client.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
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
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto answering = asio::as_tuple(asio::use_awaitable);

/// One connection to a server, plain or TLS. What it waits for ends at its deadline.
class Connection final : public runtime::Deadlines::Watched {
public:
    Connection(tcp::socket connected, std::string server) : socket_(std::move(connected)), server_(std::move(server))
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

    asio::awaitable<error_code> write(std::string_view head, std::string_view body, std::size_t& written)
    {
        const std::array<asio::const_buffer, 2> buffers{asio::buffer(head), asio::buffer(body)};
        const auto [error, count] = tls_ ? co_await asio::async_write(*tls_, buffers, answering)
                                         : co_await asio::async_write(socket_, buffers, answering);
        written = count;
        co_return error;
    }

    asio::awaitable<error_code> read_some(asio::mutable_buffer room, std::size_t& count)
    {
        const auto [error, read] =
            tls_ ? co_await tls_->async_read_some(room, answering) : co_await socket_.async_read_some(room, answering);
        count = read;
        co_return error;
    }

    /// Whether nothing has come on it since the last answer: an end, a stray byte, a TLS message.
    bool is_quiet()
    {
        error_code error;
        std::array<char, 1> byte{};
        socket_.receive(asio::buffer(byte), tcp::socket::message_peek, error);
        return error == asio::error::would_block;
    }

    asio::any_io_executor executor() { return socket_.get_executor(); }
    const std::string& server() const { return server_; }
    MonotonicTime idle_since;
    std::vector<char> buffer = std::vector<char>(16 * 1024);  ///< what is read passes through it

private:
    void cut() override
    {
        error_code ignored;
        socket_.cancel(ignored);
    }

    tcp::socket socket_;
    std::optional<asio::ssl::stream<tcp::socket&>> tls_;
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
    std::string head{to_text(request.method)};
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

    /// Reads once and feeds the reader.
    asio::awaitable<Result<void>> read_more()
    {
        if (connection->is_overdue()) co_return cut_off(*connection);
        std::size_t count = 0;
        const auto room = asio::buffer(connection->buffer);
        const error_code error = co_await connection->read_some(room, count);
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
    /// For the next request, if the exchange has left it clean.
    void release(Exchange& exchange);

private:
    Result<std::shared_ptr<const Destination>> destination(const ClientRequest& request);
    asio::awaitable<Result<ClientResponse>> perform(const ClientRequest& request, const Destination& to,
                                                    Progress& progress);
    /// Returns with the head of the answer; the deadline still holds.
    asio::awaitable<Result<Exchange>> begin(const ClientRequest& request, const Destination& to, Progress& progress);
    asio::awaitable<Result<ConnectionPtr>> connect(const Destination& to);
    asio::awaitable<Result<void>> send(Connection& connection, const ClientRequest& request, const Destination& to,
                                       Progress& progress);
    asio::awaitable<Result<void>> ask(Exchange& exchange, const ClientRequest& request, const Destination& to,
                                      Progress& progress);
    ConnectionPtr take_idle(const std::string& server);

    runtime::Clock& clock_;
    HttpClientSettings settings_;
    std::optional<Result<std::shared_ptr<TlsContext>>> tls_;  ///< once it is needed: reading who is trusted takes time
    runtime::Deadlines deadlines_;
    std::map<std::string, std::shared_ptr<const Destination>> destinations_;  ///< by URL
    std::list<ConnectionPtr> idle_;                                           ///< oldest first
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
    auto socket = co_await dial(to.url.host, to.url.port);
    if (!socket) co_return socket.error();
    auto connection = std::make_unique<Connection>(std::move(*socket), to.server);
    if (to.url.is_secure) {
        const auto secured = co_await connection->secure(***tls_, to.url.host);
        if (!secured) co_return secured.error();
    }
    co_return connection;
}

asio::awaitable<Result<void>> HttpClient::Impl::send(Connection& connection, const ClientRequest& request,
                                                     const Destination& to, Progress& progress)
{
    const std::string head = write_head(request, to, settings_.user_agent);
    const auto before = std::exchange(progress.sent, Sent::maybe);
    std::size_t written = 0;
    const error_code error = co_await connection.write(head, request.body, written);
    if (!error) co_return Result<void>{};
    if (error == asio::error::operation_aborted) co_return cut_off(connection);
    if (written == 0 && !to.url.is_secure) progress.sent = before;
    co_return Error{Errc::unavailable, "the request could not be sent: " + error.message()};
}

asio::awaitable<Result<void>> HttpClient::Impl::ask(Exchange& exchange, const ClientRequest& request,
                                                    const Destination& to, Progress& progress)
{
    const auto sent = co_await send(*exchange.connection, request, to, progress);
    if (!sent) co_return sent.error();
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
    if (!exchange.reader->keeps_alive() || settings_.idle_connections_max == 0) return;
    if (idle_.size() == settings_.idle_connections_max) idle_.pop_front();
    exchange.connection->idle_since = clock_.now().monotonic;
    idle_.push_back(std::move(exchange.connection));
}

ConnectionPtr HttpClient::Impl::take_idle(const std::string& server)
{
    const MonotonicTime now = clock_.now().monotonic;
    idle_.remove_if([&](const ConnectionPtr& c) { return now - c->idle_since >= settings_.idle_timeout; });
    for (auto place = idle_.begin(); place != idle_.end();) {
        if ((*place)->server() != server) {
            ++place;
            continue;
        }
        ConnectionPtr connection = std::move(*place);
        place = idle_.erase(place);
        if (connection->is_quiet()) return connection;
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

HttpClient::HttpClient(runtime::Clock& clock, HttpClientSettings settings)
    : impl_(std::make_unique<Impl>(clock, std::move(settings)))
{}
HttpClient::~HttpClient() = default;

asio::awaitable<ClientResult> HttpClient::request(ClientRequest request) { return impl_->request(std::move(request)); }
asio::awaitable<StreamResult> HttpClient::open(ClientRequest request) { return impl_->open(std::move(request)); }

}  // namespace swarmdesk::net
