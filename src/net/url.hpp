#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace swarmdesk::net {

/// Where an outward call goes: `https://api.example.com/v1?x=1`, taken apart.
struct Url {
    bool is_secure = false;      ///< https or wss
    bool is_web_socket = false;  ///< ws or wss
    std::string host;            ///< without brackets
    std::uint16_t port = 0;
    std::string target;  ///< path and query as given, at least "/"

    /// What goes into the Host field: the port only if it is not the scheme's own.
    std::string authority() const;

    /// http, https, ws and wss; no user name, no fragment.
    static Result<Url> parse(std::string_view text);
};

}  // namespace swarmdesk::net
