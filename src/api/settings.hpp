#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/setting.hpp"

namespace swarmdesk::api {

/// Where the door is and how wide it opens.
struct Settings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8420;
    bool tls_terminated_in_front = false;
    std::vector<std::string> allowed_hosts;
    std::filesystem::path web_folder;
    std::uint32_t requests_per_second = 50;
    std::uint32_t requests_burst = 100;
    std::uint32_t auth_failures_per_minute = 30;
    std::uint32_t auth_failures_burst = 10;
    std::uint32_t strangers_per_second = 100;
    std::uint32_t strangers_burst = 400;
    std::uint32_t stops_per_second = 20;
    std::uint32_t stops_burst = 100;
    std::uint32_t connections_max = 1024;
    std::uint32_t connections_per_user_max = 128;
    std::uint32_t connections_reserved = 64;
    std::uint32_t strangers_max = 256;
    std::string metrics_address = "127.0.0.1:0";
    std::uint32_t streams_max = 256;
    std::chrono::milliseconds stream_auth_timeout{5000};

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit)
    {
        using namespace config;
        using std::chrono::milliseconds;
        visit(setting("address", "Address to listen on. Only this machine can reach the default."), self.address);
        visit(setting("port", "Port to listen on; 0 takes any free one."), self.port);
        visit(setting(
                  "tls_terminated_in_front",
                  "Says that a reverse proxy with TLS stands in front. Any address but loopback is refused without it: "
                  "tokens would cross the network in the clear."),
              self.tls_terminated_in_front);
        visit(setting("allowed_hosts", "Host names, beside the loopback ones, that requests may be addressed to.",
                      at_most(64)),
              self.allowed_hosts);
        visit(setting("web_folder", "The built web app; empty serves the API alone."), self.web_folder);
        visit(setting("requests_per_second", "Requests a user other than the operator may make on average.",
                      bounds(1, 100'000)),
              self.requests_per_second);
        visit(setting("requests_burst", "Requests such a user may make at once.", bounds(1, 100'000)),
              self.requests_burst);
        visit(setting("auth_failures_per_minute", "Wrong tokens one address may try on average.", bounds(1, 6'000)),
              self.auth_failures_per_minute);
        visit(setting("auth_failures_burst", "Wrong tokens one address may try at once.", bounds(1, 1'000)),
              self.auth_failures_burst);
        visit(setting("strangers_per_second", "Requests without a token one address may make on average.",
                      bounds(1, 100'000)),
              self.strangers_per_second);
        visit(setting("strangers_burst", "Requests without a token one address may make at once.", bounds(1, 100'000)),
              self.strangers_burst);
        visit(setting(
                  "stops_per_second",
                  "Requests to halt, cancel, decline, reduce or close that a user other than the operator may make on "
                  "average; no other requests are counted among them.",
                  bounds(1, 100'000)),
              self.stops_per_second);
        visit(setting("stops_burst", "Such requests at once.", bounds(1, 100'000)), self.stops_burst);
        visit(setting("connections_max",
                      "Connections held at once by those who have signed in; beyond that, the one idle longest is "
                      "closed for a new one.",
                      bounds(1, 100'000)),
              self.connections_max);
        visit(setting("connections_per_user_max", "Of these, one user's.", bounds(1, 100'000)),
              self.connections_per_user_max);
        visit(setting("connections_reserved", "Of these, kept free for operators.", at_most(1'000)),
              self.connections_reserved);
        visit(setting("strangers_max",
                      "Connections held at once by those who have not signed in; beyond that, the one idle longest is "
                      "closed for a new one.",
                      bounds(1, 100'000)),
              self.strangers_max);
        visit(setting("metrics_address",
                      "Where Prometheus reads /metrics: a loopback address and a port, 0 for any free one; empty: "
                      "nowhere. The numbers there name accounts' money, and need no token."),
              self.metrics_address);
        visit(setting("streams_max", "WebSockets held at once; further ones are refused.", bounds(1, 50'000)),
              self.streams_max);
        visit(setting("stream_auth_timeout", "How long a new WebSocket may take to sign in.",
                      bounds(milliseconds{10}, milliseconds{60'000})),
              self.stream_auth_timeout);
    }
    void validate(config::Violations& violations) const;
};

/// "127.0.0.1:9100", "[::1]:0" taken apart; nothing for anything else.
struct ListenAddress {
    std::string address;
    std::uint16_t port = 0;
};
std::optional<ListenAddress> parse_listen_address(std::string_view text);

/// localhost, 127.0.0.0/8 or ::1, with or without brackets.
bool is_loopback(std::string_view host);

}  // namespace swarmdesk::api
