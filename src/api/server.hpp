#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <span>

#include "api/backend.hpp"
#include "api/settings.hpp"
#include "api/users.hpp"

namespace swarmdesk::api {

/// The desk's endpoints: the public port, a Unix socket with the same API for this user's own programs, and a loopback
/// port with the metrics. Checks where a request comes from, who sent it and how often, and hands it to its route, to
/// the stream or to the web app's files. One thread: the desk's. Make it once the desk has recovered; await `stop()`
/// before it dies. `users` and what `backend` names are borrowed.
class Server {
public:
    Server(boost::asio::any_io_executor executor, Settings settings, Backend backend, Users& users);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Reads the web app's files and begins to listen.
    Result<void> start();
    /// The port listened on, once started.
    std::uint16_t port() const;
    std::uint16_t metrics_port() const;  ///< 0: there is none
    /// Why there is no Unix socket; empty where there is one, or none is wanted.
    const std::string& socket_problem() const;
    /// Opens the web app for the operator, once, within ten minutes.
    std::string sign_in_url();
    /// Where the web app is: "http://127.0.0.1:8420/".
    std::string public_url() const;
    boost::asio::awaitable<void> stop();

    /// For those who watch live; call after the view has applied it.
    void on_events(std::span<const trading::execution::StreamedEvent> events);
    void on_quote(const trading::Quote& quote);
    void on_candle(const trading::Candle& candle);
    /// `analysis` is new; null: only how the desk stands with its models has changed.
    void on_analysis(const Analysis* analysis);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace swarmdesk::api
