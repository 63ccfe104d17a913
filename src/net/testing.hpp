#pragma once

// For the tests of this module only: a server on a thread of its own, and a client that can say anything.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <future>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <utility>

#include "net/http_server.hpp"
#include "net/response_reader.hpp"
#include "runtime/task_scope.hpp"

namespace swarmdesk::net::testing {

namespace asio = boost::asio;
using asio::ip::tcp;

/// A server on a free loopback port, running until this dies.
class RunningServer {
public:
    RunningServer(HttpServerSettings settings, HttpHandlers handlers, runtime::Clock& clock)
        : server_(context_.get_executor(), clock, std::move(settings), std::move(handlers)),
          scope_(context_.get_executor(), [](const std::string&, std::exception_ptr) { ADD_FAILURE(); })
    {
        EXPECT_TRUE(server_.start());
        thread_ = std::thread{[this] { context_.run(); }};
    }
    ~RunningServer()
    {
        begin_stop();
        work_.reset();
        thread_.join();
    }

    std::uint16_t port() const { return server_.port(); }
    std::string url(std::string_view target) const
    {
        return "http://127.0.0.1:" + std::to_string(port()) + std::string{target};
    }
    /// Runs on the server's thread and waits for it.
    template <class Work>
    std::invoke_result_t<Work&> on_thread(Work work)
    {
        std::packaged_task<std::invoke_result_t<Work&>()> task{std::move(work)};
        auto done = task.get_future();
        asio::post(context_, [&task] { task(); });
        return done.get();
    }
    void begin_stop()
    {
        on_thread([this] {
            if (!std::exchange(is_stopping_, true)) scope_.spawn(server_.stop(), "stop");
        });
    }
    HttpServer& server() { return server_; }
    std::size_t connections()
    {
        return on_thread([this] { return server_.connections(); });
    }

private:
    asio::io_context context_;
    asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
    HttpServer server_;
    runtime::TaskScope scope_;
    bool is_stopping_ = false;
    std::thread thread_;
};

/// A blocking connection that sends whatever bytes it is given.
class RawClient {
public:
    explicit RawClient(std::uint16_t port) : socket_(context_)
    {
        socket_.connect({asio::ip::address_v4::loopback(), port});
    }

    /// False once the server has closed on us.
    bool send(std::string_view bytes)
    {
        boost::system::error_code error;
        asio::write(socket_, asio::buffer(bytes), error);
        return !error;
    }
    void end_sending()
    {
        boost::system::error_code ignored;
        socket_.shutdown(tcp::socket::shutdown_send, ignored);
    }
    void hang_up()
    {
        boost::system::error_code ignored;
        socket_.close(ignored);
    }
    bool has_something()
    {
        std::array<char, 1> byte{};
        const auto count = ::recv(socket_.native_handle(), byte.data(), 1, MSG_PEEK | MSG_DONTWAIT);
        return count >= 0 || errno != EAGAIN;
    }
    /// Reads up to `count` bytes; fewer if the server closes.
    std::string read(std::size_t count)
    {
        while (ahead() < count && read_some()) {
        }
        return take(std::min(count, ahead()));
    }
    std::string read_to_end()
    {
        while (read_some()) {
        }
        return take(ahead());
    }
    /// The next response; status 0 if there is none.
    ClientResponse read_response(Method asked = Method::get)
    {
        const ResponseReader::Limits limits{.body_bytes_max = 64 * 1024 * 1024};
        ResponseReader reader{limits, asked};
        while (true) {
            // One byte at a time, so as not to take a byte of the next.
            while (ahead() > 0) {
                const auto state = reader.feed(take(1));
                if (state == ResponseReader::State::complete) return reader.take();
                if (state == ResponseReader::State::failed) return {};
            }
            if (!read_some()) return {};
        }
    }
    ClientResponse ask(std::string_view bytes, Method asked = Method::get)
    {
        send(bytes);
        return read_response(asked);
    }
    /// Whether the server has closed, after whatever else it said.
    bool is_closed()
    {
        read_to_end();
        return is_ended_;
    }

private:
    std::size_t ahead() const { return bytes_.size() - taken_; }
    bool read_some()
    {
        std::array<char, 64 * 1024> bytes{};
        boost::system::error_code error;
        const auto count = socket_.read_some(asio::buffer(bytes), error);
        is_ended_ = error == asio::error::eof || error == asio::error::connection_reset;
        bytes_.append(bytes.data(), count);
        return !error;
    }
    std::string take(std::size_t count)
    {
        std::string taken = bytes_.substr(taken_, count);
        taken_ += count;
        if (taken_ == bytes_.size()) {
            bytes_.clear();
            taken_ = 0;
        }
        return taken;
    }

    asio::io_context context_;
    tcp::socket socket_;
    std::string bytes_;
    std::size_t taken_ = 0;
    bool is_ended_ = false;
};

}  // namespace swarmdesk::net::testing
