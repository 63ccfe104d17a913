#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>

#include "llm/gateway.hpp"
#include "net/http_server.hpp"

namespace swarmdesk::llm {

/// The gateway's HTTP door: OpenAI's paths with and without `/v1`, Anthropic's `/v1/messages`, health and metrics. The
/// gateway is borrowed.
class Service {
public:
    struct Settings {
        std::string address = "127.0.0.1";
        std::uint16_t port = 0;
        std::uint32_t connections_max = 4096;
    };
    Service(boost::asio::any_io_executor executor, runtime::Clock& clock, Gateway& gateway,
            const telemetry::Metrics& metrics, const Settings& settings);
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;
    ~Service();

    Result<void> start();
    std::uint16_t port() const;
    boost::asio::awaitable<void> stop();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace swarmdesk::llm
