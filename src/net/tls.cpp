#include "net/tls.hpp"

#include "net/tls_context.hpp"

namespace swarmdesk::net {

Result<std::shared_ptr<TlsContext>> TlsContext::make(const TlsSettings& settings)
{
    using Options = boost::asio::ssl::context;
    const auto context = std::make_shared<OpenSslContext>();
    boost::system::error_code error;
    context->native.set_options(Options::default_workarounds | Options::no_sslv2 | Options::no_sslv3 |
                                    Options::no_tlsv1 | Options::no_tlsv1_1 | Options::no_compression,
                                error);
    if (!error) context->native.set_verify_mode(boost::asio::ssl::verify_peer, error);
    if (!error) context->native.set_default_verify_paths(error);
    if (error) return Error{Errc::internal, "cannot set TLS up: " + error.message()};
    if (!settings.ca_file.empty()) {
        context->native.load_verify_file(settings.ca_file, error);
        if (error) return Error{Errc::io, "cannot load certificates from " + settings.ca_file + ": " + error.message()};
    }
    return std::shared_ptr<TlsContext>{context};
}

boost::asio::ssl::context& native(TlsContext& context) { return static_cast<OpenSslContext&>(context).native; }

}  // namespace swarmdesk::net
