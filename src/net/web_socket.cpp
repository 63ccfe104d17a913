#include "net/web_socket.hpp"

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>

#include "net/web_socket_accept.hpp"
#include "net/web_socket_stream.hpp"

namespace swarmdesk::net {

asio::awaitable<Result<std::unique_ptr<WebSocketSession>>> accept_web_socket(StreamSocket socket,
                                                                             const Request& request,
                                                                             std::string protocol,
                                                                             WebSocketSettings settings,
                                                                             runtime::Clock& clock)
{
    using Session = WebSocketStream<StreamSocket>;
    const auto stream = std::make_shared<Session::Stream>(std::move(socket));
    prepare_stream(*stream, settings);
    if (!protocol.empty()) {
        stream->set_option(websocket::stream_base::decorator{[protocol](websocket::response_type& response) {
            response.set(beast::http::field::sec_websocket_protocol, protocol);
        }});
    }
    beast::http::request<beast::http::empty_body> opening{beast::http::verb::get, request.target, 11};
    for (std::size_t i = 0; i < request.headers.size(); ++i)
        opening.insert(beast::string_view{request.headers[i].name.data(), request.headers[i].name.size()},
                       beast::string_view{request.headers[i].value.data(), request.headers[i].value.size()});
    const auto [error] = co_await stream->async_accept(opening, asio::as_tuple(asio::use_awaitable));
    if (error) co_return Error{Errc::malformed, error.message()};
    std::unique_ptr<WebSocketSession> session = std::make_unique<Session>(stream, settings, clock);
    co_return session;
}

}  // namespace swarmdesk::net
