#include "net/dial.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>
#include <vector>

#include "net/public_address.hpp"
#include "runtime/wakeup.hpp"

namespace swarmdesk::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

/// A look-up in the system's resolver cannot be interrupted, so the one who waits must be able to walk away from it.
struct LookUp {
    explicit LookUp(const asio::any_io_executor& executor) : resolver(executor) {}

    tcp::resolver resolver;
    runtime::Wakeup answered;
    bool is_done = false;
    error_code error;
    std::vector<tcp::endpoint> endpoints;
};

asio::awaitable<Result<std::vector<tcp::endpoint>>> look_up(const std::string& host, std::uint16_t port)
{
    error_code not_an_address;
    const auto address = asio::ip::make_address(host, not_an_address);
    if (!not_an_address) co_return std::vector<tcp::endpoint>{tcp::endpoint{address, port}};

    const auto search = std::make_shared<LookUp>(co_await asio::this_coro::executor);
    search->resolver.async_resolve(host, std::to_string(port), tcp::resolver::numeric_service,
                                   [search](error_code error, const tcp::resolver::results_type& results) {
                                       search->is_done = true;
                                       search->error = error;
                                       for (const auto& result : results)
                                           search->endpoints.push_back(result.endpoint());
                                       search->answered.wake();
                                   });
    while (!search->is_done) co_await search->answered.wait();
    if (search->error) co_return Error{Errc::unavailable, "cannot find " + host + ": " + search->error.message()};
    co_return std::move(search->endpoints);
}

}  // namespace

asio::awaitable<Result<tcp::socket>> dial(std::string host, std::uint16_t port, Reach reach)
{
    auto endpoints = co_await look_up(host, port);
    if (!endpoints) co_return endpoints.error();
    if (reach == Reach::public_internet) {
        // What is connected to is what was judged: nobody asks the name a second time.
        std::erase_if(*endpoints, [](const tcp::endpoint& endpoint) { return !is_public(endpoint.address()); });
        if (endpoints->empty()) co_return Error{Errc::forbidden, host + " has no address on the public internet"};
    }
    error_code last = asio::error::host_not_found;
    for (const auto& endpoint : *endpoints) {
        tcp::socket socket{co_await asio::this_coro::executor};
        const auto [error] = co_await socket.async_connect(endpoint, asio::as_tuple(asio::use_awaitable));
        if (!error) {
            error_code ignored;
            socket.set_option(tcp::no_delay{true}, ignored);
            co_return std::move(socket);
        }
        last = error;
    }
    co_return Error{Errc::unavailable,
                    "cannot connect to " + host + ':' + std::to_string(port) + ": " + last.message()};
}

asio::awaitable<Result<StreamSocket>> dial_stream(std::string host, std::uint16_t port, Reach reach)
{
    auto socket = co_await dial(std::move(host), port, reach);
    if (!socket) co_return socket.error();
    co_return StreamSocket{std::move(*socket)};
}

asio::awaitable<Result<StreamSocket>> dial_local(std::filesystem::path path)
{
    const std::string name = path.string();
    if (name.size() > socket_path_bytes_max)
        co_return Error{Errc::unavailable, "the path of a Unix socket is too long: " + name};
    asio::local::stream_protocol::socket socket{co_await asio::this_coro::executor};
    const asio::local::stream_protocol::endpoint endpoint{name};
    const auto [error] = co_await socket.async_connect(endpoint, asio::as_tuple(asio::use_awaitable));
    if (error) co_return Error{Errc::unavailable, "cannot connect to " + name + ": " + error.message()};
    co_return StreamSocket{std::move(socket)};
}

}  // namespace swarmdesk::net
