#include "api/settings.hpp"

#include <algorithm>
#include <charconv>

namespace swarmdesk::api {
namespace {

bool is_loopback_v4(std::string_view text)
{
    const char* at = text.data();
    const char* const end = at + text.size();
    for (int part = 0; part < 4; ++part) {
        if (part > 0 && (at == end || *at++ != '.')) return false;
        unsigned value = 256;
        const auto [stop, error] = std::from_chars(at, end, value);
        if (error != std::errc{} || stop - at > 3 || value > 255 || (part == 0 && value != 127)) return false;
        at = stop;
    }
    return at == end;
}

}  // namespace

bool is_loopback(std::string_view host)
{
    std::string name{host};
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
    return name == "localhost" || name == "::1" || name == "[::1]" || is_loopback_v4(name);
}

std::optional<ListenAddress> parse_listen_address(std::string_view text)
{
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    ListenAddress parsed{.address = std::string{text.substr(0, colon)}};
    const auto port = text.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), parsed.port);
    if (error != std::errc{} || end != port.data() + port.size()) return std::nullopt;
    const bool has_brackets = parsed.address.starts_with('[') && parsed.address.ends_with(']');
    if (has_brackets) parsed.address = parsed.address.substr(1, parsed.address.size() - 2);
    return parsed;
}

void Settings::validate(config::Violations& violations) const
{
    violations.require(tls_terminated_in_front || is_loopback(address), "address",
                       "only a loopback address is listened on, unless tls_terminated_in_front says that TLS is taken "
                       "care of in front");
    const auto metrics = parse_listen_address(metrics_address);
    violations.require(
        metrics_address.empty() || (metrics && metrics->address != "localhost" && is_loopback(metrics->address)),
        "metrics_address", "a loopback address with a port, as 127.0.0.1:9100, or empty");
    violations.require(connections_reserved < connections_max, "connections_reserved",
                       "must leave some of connections_max");
    for (const std::string& host : allowed_hosts)
        violations.require(!host.empty() && host.find_first_of("/@ \t") == std::string::npos, "allowed_hosts",
                           "a host name as it stands in a URL, without scheme or port");
}

}  // namespace swarmdesk::api
