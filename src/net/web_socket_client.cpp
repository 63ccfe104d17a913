#include "net/web_socket_client.hpp"

#include <boost/beast/websocket/ssl.hpp>

#include "net/dial.hpp"
#include "net/tls_context.hpp"
#include "net/url.hpp"
#include "net/web_socket_stream.hpp"

namespace swarmdesk::net {

using asio::ip::tcp;

namespace {

using Opened = Result<std::unique_ptr<WebSocketSession>>;

template <class NextLayer>
asio::awaitable<Opened> open(std::shared_ptr<websocket::stream<NextLayer, false>> stream, const Url& url,
                             const WebSocketDial& dial, runtime::Clock& clock)
{
    prepare_stream(*stream, dial.session);
    stream->set_option(websocket::stream_base::decorator{[headers = dial.headers](websocket::request_type& request) {
        for (std::size_t i = 0; i < headers.size(); ++i)
            request.set(beast::string_view{headers[i].name.data(), headers[i].name.size()},
                        beast::string_view{headers[i].value.data(), headers[i].value.size()});
    }});
    websocket::response_type response;
    const auto [error] =
        co_await stream->async_handshake(response, url.authority(), url.target, asio::as_tuple(asio::use_awaitable));
    if (error == websocket::error::upgrade_declined)
        co_return Error{Errc::forbidden, "no WebSocket there: status " + std::to_string(response.result_int())};
    if (error) co_return Error{Errc::unavailable, "no WebSocket with " + url.host + ": " + error.message()};
    std::unique_ptr<WebSocketSession> session =
        std::make_unique<WebSocketStream<NextLayer>>(std::move(stream), dial.session, clock);
    co_return session;
}

asio::awaitable<Opened> connect(runtime::Clock& clock, const WebSocketDial& dial, const Url& url)
{
    auto socket = co_await net::dial(url.host, url.port);
    if (!socket) co_return socket.error();
    if (!url.is_secure) {
        auto stream = std::make_shared<websocket::stream<tcp::socket, false>>(std::move(*socket));
        co_return co_await open(std::move(stream), url, dial, clock);
    }
    using TlsStream = asio::ssl::stream<tcp::socket>;
    auto stream = std::make_shared<websocket::stream<TlsStream, false>>(std::move(*socket), native(*dial.tls));
    const auto expected = expect_host(stream->next_layer(), url.host);
    if (!expected) co_return expected.error();
    const auto [error] = co_await stream->next_layer().async_handshake(asio::ssl::stream_base::client,
                                                                       asio::as_tuple(asio::use_awaitable));
    if (error) co_return Error{Errc::unavailable, "no trusted TLS with " + url.host + ": " + error.message()};
    co_return co_await open(std::move(stream), url, dial, clock);
}

}  // namespace

asio::awaitable<Opened> connect_web_socket(runtime::Clock& clock, WebSocketDial dial)
{
    const auto url = Url::parse(dial.url);
    if (!url) co_return url.error();
    if (!url->is_web_socket) co_return Error{Errc::malformed, "a WebSocket is at ws or wss"};
    if (url->is_secure && !dial.tls) co_return Error{Errc::malformed, "wss needs a TLS context"};
    auto work = connect(clock, dial, *url);
    co_return co_await runtime::with_deadline(std::move(work), clock, dial.timeout);
}

}  // namespace swarmdesk::net
