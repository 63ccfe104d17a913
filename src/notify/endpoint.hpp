#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "net/url.hpp"

namespace swarmdesk::notify {

/// Where something may be sent: a URL that was judged.
struct Endpoint {
    std::string url;        ///< in one spelling: URLs that RFC 3986 takes for the same are the same text
    std::string origin;     ///< "https://push.example.net": what its credentials are for
    std::string host;       ///< for people
    bool is_named = false;  ///< by the settings: it may be anywhere; else on the public internet alone
};

/// Judges URLs that strangers give. Without a word in the settings one is https, at the usual port, and neither an
/// address of this machine or a private network nor a name that means one; what a name leads to is judged again when it
/// is connected to (`net::Reach`). A host the settings name ("ntfy.lan" or "127.0.0.1:9000") may be anything.
class EndpointPolicy {
public:
    static constexpr std::size_t url_bytes_max = 1024;
    explicit EndpointPolicy(const std::vector<std::string>& named_hosts)
        : named_hosts_(named_hosts.begin(), named_hosts.end())
    {}
    Result<Endpoint> judge(std::string_view url) const;

private:
    std::set<std::string, std::less<>> named_hosts_;
};

}  // namespace swarmdesk::notify
