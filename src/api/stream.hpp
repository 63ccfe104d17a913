#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <span>
#include <string>

#include "api/api.hpp"
#include "api/request_guard.hpp"
#include "api/settings.hpp"
#include "net/web_socket.hpp"
#include "runtime/task_scope.hpp"

namespace swarmdesk::api {

/// Everybody who watches the desk live, and what is pushed to them. A text is made once and shared by all who may see
/// the same of it; nothing is made while nobody watches. One thread: the front's. Await `stop()` before it dies.
class Stream {
public:
    Stream(boost::asio::any_io_executor executor, Backend& backend, Api& api, RequestGuard& request_guard,
           const Users& users, const Settings& settings);
    ~Stream();
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    /// Counts a connection with its user; false where they have too many.
    using SignIn = std::function<bool(const Caller&)>;
    /// Serves one client until either side ends it; without a caller, the first message has to say who they are. All of
    /// it is borrowed.
    boost::asio::awaitable<void> converse(const net::Request& request, net::WebSocketSession& session,
                                          std::optional<Caller> caller, const SignIn& sign_in);
    /// Ends every stream signed in with that token, now.
    void end(const std::string& token_id);
    boost::asio::awaitable<void> stop();

    /// The view has applied these.
    void on_events(std::span<const trading::execution::StreamedEvent> events);
    void on_quote(const trading::Quote& quote);
    void on_candle(const trading::Candle& candle);
    /// `analysis` is new; null: only how the desk stands with its models has changed.
    void on_analysis(const Analysis* analysis);

    /// Of those who have signed in.
    bool is_full() const { return clients_.size() >= settings_.streams_max; }
    static Problem too_many();

private:
    struct Client;
    using Text = std::shared_ptr<const std::string>;

    boost::asio::awaitable<std::optional<Caller>> authenticate(const net::Request& request,
                                                               net::WebSocketSession& session);
    void close(net::WebSocketSession& session);
    boost::asio::awaitable<void> listen(Client& client);
    void subscribe(Client& client, const std::string& message);
    boost::asio::awaitable<void> tick();
    void end_expired();
    void push_quotes();
    void push_statuses();
    void push_agents();

    Backend& backend_;
    Api& api_;
    RequestGuard& guard_;
    const Users& users_;
    const Settings& settings_;
    std::list<Client*> clients_;
    std::map<trading::InstrumentId, trading::Quote> fresh_quotes_;  ///< changed since the last push
    bool is_ticking_ = false;
    runtime::TaskScope tasks_;
};

}  // namespace swarmdesk::api
