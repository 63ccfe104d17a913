#include "net/url.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace swarmdesk::net {

std::string Url::authority() const
{
    const std::string name = host.find(':') == host.npos ? host : '[' + host + ']';
    const std::uint16_t usual = is_secure ? 443 : 80;
    return port == usual ? name : name + ':' + std::to_string(port);
}

Result<Url> Url::parse(std::string_view text)
{
    const auto parsed = boost::urls::parse_uri(boost::urls::string_view{text.data(), text.size()});
    if (!parsed) return Error{Errc::malformed, "not a URL"};
    Url url;
    const std::string scheme = parsed->scheme();
    if (scheme == "https" || scheme == "wss")
        url.is_secure = true;
    else if (scheme != "http" && scheme != "ws")
        return Error{Errc::malformed, "a URL here starts with http, https, ws or wss"};
    url.is_web_socket = scheme.front() == 'w';
    if (parsed->has_userinfo()) return Error{Errc::malformed, "a URL here holds no user name or password"};
    if (parsed->has_fragment()) return Error{Errc::malformed, "a URL here has no fragment"};
    url.host = parsed->host_address();
    if (url.host.empty()) return Error{Errc::malformed, "the URL has no host"};
    if (!parsed->has_port() || parsed->port().empty())
        url.port = url.is_secure ? 443 : 80;
    else if (parsed->port_number() == 0)
        return Error{Errc::out_of_range, "the URL's port is not 1 to 65535"};
    else
        url.port = parsed->port_number();
    url.target = parsed->encoded_path();
    // Boost.URL 1.81 takes what follows the digits of a port for the path: "http://host:80x".
    if (!url.target.empty() && url.target.front() != '/') return Error{Errc::malformed, "the URL's port is no number"};
    if (url.target.empty()) url.target = "/";
    if (parsed->has_query()) url.target += '?' + std::string{parsed->encoded_query()};
    return url;
}

}  // namespace swarmdesk::net
