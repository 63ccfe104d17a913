#pragma once

#include <boost/asio/generic/stream_protocol.hpp>

namespace swarmdesk::net {

/// A connected stream of bytes: TCP, or a Unix socket. Inside net/ only.
using StreamSocket = boost::asio::generic::stream_protocol::socket;

}  // namespace swarmdesk::net
