#pragma once

#include <boost/asio/ip/address.hpp>
#include <optional>
#include <string_view>

namespace swarmdesk::net {

/// Whether an address is one of the public internet: not this machine's, not a private or link-local network's, not
/// multicast, documentation or any other special one, nor an IPv4 address of those kinds inside an IPv6 one. What a
/// foreign URL leads to is held to this, after its name has been looked up.
bool is_public(const boost::asio::ip::address& address);
/// The same of a host that is an address; nothing where it is a name.
std::optional<bool> is_public_address(std::string_view host);

}  // namespace swarmdesk::net
