#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <iostream>
#include <string>

/// \file
/// The peer of the API's requests a second: Boost.Beast and nothing else, on one thread. It reads a request, throws it
/// away and answers a body of a given size. No routes, tokens, limits, timeouts or logs.

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

asio::awaitable<void> serve(tcp::socket socket, const std::string& body)
{
    socket.set_option(tcp::no_delay{true});
    boost::beast::flat_buffer buffer;
    boost::system::error_code error;
    while (!error) {
        http::request<http::string_body> request;
        co_await http::async_read(socket, buffer, request, asio::redirect_error(asio::use_awaitable, error));
        if (error) break;
        http::response<http::string_body> response{http::status::ok, request.version()};
        response.set(http::field::content_type, "application/json");
        response.keep_alive(request.keep_alive());
        response.body() = body;
        response.prepare_payload();
        co_await http::async_write(socket, response, asio::redirect_error(asio::use_awaitable, error));
    }
}

asio::awaitable<void> listen(tcp::acceptor& acceptor, const std::string& body)
{
    for (;;) {
        auto socket = co_await acceptor.async_accept(asio::use_awaitable);
        asio::co_spawn(acceptor.get_executor(), serve(std::move(socket), body), asio::detached);
    }
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::cerr << "usage: bare_beast BODY_BYTES\n";
        return 2;
    }
    asio::io_context context{1};
    const std::string body(std::stoul(argv[1]), 'x');
    tcp::acceptor acceptor{context, {asio::ip::address_v4::loopback(), 0}};
    asio::co_spawn(context, listen(acceptor, body), asio::detached);
    std::cout << acceptor.local_endpoint().port() << std::endl;
    context.run();
}
