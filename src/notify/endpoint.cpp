#include "notify/endpoint.hpp"

#include <algorithm>
#include <array>
#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>

#include "net/public_address.hpp"

namespace swarmdesk::notify {
namespace {

bool means_a_private_place(std::string_view host)
{
    if (host.find('.') == std::string_view::npos) return true;  // localhost, and what a search domain would complete
    constexpr auto endings =
        std::to_array<std::string_view>({".localhost", ".local", ".internal", ".lan", ".home.arpa"});
    return std::ranges::any_of(endings, [host](std::string_view ending) { return host.ends_with(ending); });
}

/// RFC 3986, 6.2.2: letters, escapes and dots as everybody else would write them; "?" with nothing behind it says
/// nothing.
std::string in_one_spelling(const std::string& text)
{
    auto parsed = boost::urls::parse_uri(text);
    if (!parsed) return text;
    boost::urls::url url{*parsed};
    url.normalize();
    if (url.has_query() && url.encoded_query().empty()) url.remove_query();
    return std::string{url.buffer()};
}

}  // namespace

Result<Endpoint> EndpointPolicy::judge(std::string_view text) const
{
    if (text.size() > url_bytes_max)
        return Error{Errc::out_of_range, "a URL of at most " + std::to_string(url_bytes_max) + " bytes"};
    auto url = net::Url::parse(text);
    if (!url) return url.error();
    if (url->is_web_socket) return Error{Errc::malformed, "a URL that begins with https"};
    std::ranges::transform(url->host, url->host.begin(),
                           [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
    while (url->host.size() > 1 && url->host.ends_with('.')) url->host.pop_back();
    // However an address is written, it is the one that would be connected to.
    if (const auto address = net::literal_address(url->host)) url->host = address->to_string();
    Endpoint endpoint{.url = {}, .origin = {}, .host = url->host};
    endpoint.origin = (url->is_secure ? "https://" : "http://") + url->authority();
    endpoint.url = in_one_spelling(endpoint.origin + url->target);
    const std::string with_port = url->host + ':' + std::to_string(url->port);
    endpoint.is_named = named_hosts_.contains(url->host) || named_hosts_.contains(with_port);
    if (endpoint.is_named) return endpoint;
    if (!url->is_secure || url->port != 443) return Error{Errc::forbidden, "only https at its usual port is sent to"};
    const auto is_public = net::is_public_address(url->host);
    if (is_public ? !*is_public : means_a_private_place(url->host))
        return Error{Errc::forbidden, "only hosts on the public internet are sent to"};
    return endpoint;
}

}  // namespace swarmdesk::notify
