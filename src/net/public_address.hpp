#pragma once

#include <boost/asio/ip/address.hpp>
#include <optional>
#include <string_view>

namespace swarmdesk::net {

/// Whether an address is one of the public internet: not this machine's, not a private or link-local network's, not
/// multicast, documentation or any other special one, nor an IPv4 address of those kinds inside an IPv6 one. What a
/// foreign URL leads to is held to this, after its name has been looked up.
bool is_public(const boost::asio::ip::address& address);
/// A host of a URL that is an address, also in the forms that resolvers take for one: fewer than four parts, hex and
/// octal numbers (`127.1`, `0x7f000001`, `2130706433`), brackets. Nothing where it is a name.
std::optional<boost::asio::ip::address> literal_address(std::string_view host);
/// Whether a host that is an address is a public one; false also of one that ends like an address and is none, such as
/// `1.2.3.4.5`, of which nobody knows what a resolver makes. Nothing where it is a name.
std::optional<bool> is_public_address(std::string_view host);

}  // namespace swarmdesk::net
