#pragma once

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <vector>

#include "base/base64url.hpp"
#include "base/strict_json.hpp"
#include "net/http_server.hpp"
#include "notify/push_encryption.hpp"
#include "runtime/wakeup.hpp"

namespace swarmdesk::notify {

/// For tests only: a push service with one browser behind it, and a webhook's receiver, on a loopback port, written
/// from RFC 8030, 8291 and 8292. It opens what comes for the browser, holds the desk to the fields that must be there,
/// and misbehaves when told to. One executor.
class PushImposter {
public:
    struct Fault {
        std::uint16_t status = 201;
        std::string retry_after{};
        std::string location{};
        std::size_t body_bytes = 0;
        bool hangs = false;
    };
    struct Received {
        std::string path;
        net::Headers headers;
        std::string body;
        boost::json::value opened;  ///< what the browser's page is given; null for a webhook
    };

    PushImposter(boost::asio::any_io_executor executor, runtime::Clock& clock)
        : server_(std::move(executor), clock, net::HttpServerSettings{},
                  {.serve = [this](net::Request request) { return serve(std::move(request)); }})
    {
        server_.start().value();
    }

    std::string host() const { return "127.0.0.1:" + std::to_string(server_.port()); }
    std::string url(const std::string& path) const { return "http://" + host() + path; }
    /// As the browser's `PushSubscription.toJSON()`, at "/push/" and the name.
    std::string subscription(const std::string& name = "a") const
    {
        return R"({"endpoint":")" + url("/push/" + name) + R"(","expirationTime":null,"keys":{"p256dh":")" +
               to_base64url(key_.public_point()) + R"(","auth":")" + to_base64url(auth_.expose()) + R"("},"name":")" +
               name + "\"}";
    }
    /// The next answers; then all is well.
    void misbehave(Fault fault, std::size_t times = 1)
    {
        for (std::size_t i = 0; i < times; ++i) faults_.push_back(fault);
    }
    const std::vector<Received>& received() const { return received_; }
    std::size_t tries() const { return tries_; }
    /// Await before it dies.
    boost::asio::awaitable<void> stop()
    {
        for (runtime::Wakeup* hanging : hanging_) hanging->wake();
        co_await server_.stop();
    }

private:
    /// Also ended by the server, which gives up on a handler in the end.
    struct Hanging {
        Hanging(std::set<runtime::Wakeup*>& those, runtime::Wakeup& one) : all(those), wakeup(&one)
        {
            all.insert(wakeup);
        }
        Hanging(const Hanging&) = delete;
        Hanging& operator=(const Hanging&) = delete;
        ~Hanging() { all.erase(wakeup); }
        std::set<runtime::Wakeup*>& all;
        runtime::Wakeup* wakeup;
    };

    boost::asio::awaitable<net::Response> serve(net::Request request)
    {
        ++tries_;
        Fault fault;
        if (!faults_.empty()) {
            fault = faults_.front();
            faults_.pop_front();
        }
        if (fault.hangs) {
            runtime::Wakeup never;
            const Hanging hanging{hanging_, never};
            co_await never.wait();
        }
        net::Response response;
        response.status = fault.status;
        if (!fault.retry_after.empty()) response.headers.add("Retry-After", fault.retry_after);
        if (!fault.location.empty()) response.headers.add("Location", fault.location);
        response.body = std::string(fault.body_bytes, 'x');
        if (fault.status < 300) response.status = take(std::move(request)) ? fault.status : std::uint16_t{400};
        co_return response;
    }
    bool take(net::Request request)
    {
        Received received{request.path, request.headers, request.body, {}};
        if (request.path.starts_with("/push/")) {
            const auto field = [&](std::string_view name) { return request.headers.find(name).value_or(""); };
            const bool is_complete = field("Content-Encoding") == "aes128gcm" && !field("TTL").empty() &&
                                     field("Authorization").starts_with("vapid t=") && field("Topic").size() <= 32 &&
                                     request.body.size() <= push_body_bytes_max;
            const auto text = decrypt_push(request.body, key_, auth_);
            if (!is_complete || !text) return false;
            received.opened = parse_json(*text).value();
        }
        received_.push_back(std::move(received));
        return true;
    }

    const P256Key key_ = P256Key::make().value();
    const Secret auth_{"0123456789abcdef"};
    std::deque<Fault> faults_;
    std::vector<Received> received_;
    std::set<runtime::Wakeup*> hanging_;
    std::size_t tries_ = 0;
    net::HttpServer server_;
};

}  // namespace swarmdesk::notify
