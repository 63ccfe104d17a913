#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "net/http.hpp"
#include "net/tls.hpp"
#include "runtime/clock.hpp"

namespace swarmdesk::net {

struct ClientRequest {
    Method method = Method::get;
    std::string url;
    std::string content_type;  ///< of the body; empty: no such field
    Headers headers;           ///< beside Host, Content-Type and Content-Length
    std::string body;
    nanoseconds connect_timeout = std::chrono::seconds{5};  ///< name, TCP and TLS
    nanoseconds total_timeout = std::chrono::seconds{30};   ///< everything
    std::size_t response_bytes_max = 8 * 1024 * 1024;
};

struct ClientResponse {
    std::uint16_t status = 0;
    Headers headers;
    std::string body;
};

/// How far a failed request got. After `maybe` the other side may have acted on it: the outcome is UNKNOWN.
enum class Sent { nothing = 1, maybe };

/// A request that has no answer. `sent` is `nothing` only where not one byte of the request left.
struct SendFailure {
    Sent sent = Sent::maybe;
    Error error;
};
[[noreturn]] void throw_exception_from_error(const SendFailure& failure, const boost::source_location& location);

using ClientResult = boost::system::result<ClientResponse, SendFailure>;

/// An answer whose head is there and whose body is read as it comes. Dropped before its end, it takes its connection
/// along, which is how the other side learns that nobody listens. Borrows the client that opened it.
class ResponseStream {
public:
    class Impl;
    explicit ResponseStream(std::unique_ptr<Impl> impl);
    ResponseStream(ResponseStream&&) noexcept;
    ResponseStream& operator=(ResponseStream&&) noexcept;
    ~ResponseStream();

    /// These two until the end of the body was read, or the stream left.
    std::uint16_t status() const;
    const Headers& headers() const;

    /// The next bytes of the body; none: it is complete. `timed_out` if nothing comes within `timeout`, and
    /// `unavailable` if the connection ends inside the body; then, as after any other error, there is no more to read.
    boost::asio::awaitable<Result<std::string>> read(nanoseconds timeout);
    /// For a reader who knows by its words that the answer is over, though the body has not ended yet: what ends it may
    /// still come, and then the connection serves again.
    void leave();

private:
    std::unique_ptr<Impl> impl_;
};

using StreamResult = boost::system::result<ResponseStream, SendFailure>;

/// Where a client may connect to, whatever the URL and the name in it say.
enum class Reach {
    anywhere = 1,
    public_internet,  ///< not to this machine or a private network: for URLs that strangers give
};

struct HttpClientSettings {
    TlsSettings tls;
    Reach reach = Reach::anywhere;
    std::size_t idle_connections_max = 8;  ///< kept open for the next request; 0: none
    nanoseconds idle_timeout = std::chrono::seconds{20};
    std::string user_agent = "swarmdesk";
    std::filesystem::path socket_path;  ///< of a Unix socket that answers for every http URL; empty: TCP
};

/// HTTP/1.1 and HTTPS requests. Any answer with a status is an answer, 500 too; redirects are not followed. A kept-open
/// connection that turns out dead is replaced, silently, only for GET and HEAD: anything else would be a resend.
/// Everything runs on the executor of whoever awaits, one and the same for all; requests under way borrow
/// the client. Must die before that executor's context.
class HttpClient {
public:
    HttpClient(runtime::Clock& clock, HttpClientSettings settings);
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;
    ~HttpClient();

    boost::asio::awaitable<ClientResult> request(ClientRequest request);
    /// The same until the head of the answer is there: `total_timeout` ends with it, `response_bytes_max` holds for all
    /// of the body.
    boost::asio::awaitable<StreamResult> open(ClientRequest request);

    class Impl;

private:
    std::unique_ptr<Impl> impl_;
};

}  // namespace swarmdesk::net
