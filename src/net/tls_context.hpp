#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <string>

#include "net/tls.hpp"

namespace swarmdesk::net {

/// What TlsContext really is. Inside net/ only.
class OpenSslContext final : public TlsContext {
public:
    OpenSslContext() : native(boost::asio::ssl::context::tls_client) {}
    boost::asio::ssl::context native;
};

/// Tells the session whom it must be talking to, before the handshake: the certificate has to name the host.
template <class TlsStream>
Result<void> expect_host(TlsStream& stream, const std::string& host);

boost::asio::ssl::context& native(TlsContext& context);

}  // namespace swarmdesk::net

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>

template <class TlsStream>
swarmdesk::Result<void> swarmdesk::net::expect_host(TlsStream& stream, const std::string& host)
{
    boost::system::error_code not_an_address;
    boost::asio::ip::make_address(host, not_an_address);
    // The macro for this casts the old way.
    constexpr long name_type = TLSEXT_NAMETYPE_host_name;
    if (not_an_address &&
        SSL_ctrl(stream.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, name_type, const_cast<char*>(host.c_str())) != 1)
        return Error{Errc::malformed, "not a host name TLS can ask for"};
    boost::system::error_code error;
    stream.set_verify_mode(boost::asio::ssl::verify_peer, error);
    if (!error) stream.set_verify_callback(boost::asio::ssl::host_name_verification{host}, error);
    if (error) return Error{Errc::internal, error.message()};
    return {};
}
