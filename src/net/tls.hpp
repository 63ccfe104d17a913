#pragma once

#include <memory>
#include <string>

#include "base/error.hpp"

namespace swarmdesk::net {

/// Whom outward TLS trusts. The other side's certificate and name are always verified: there is no switch to turn it
/// off.
struct TlsSettings {
    std::string ca_file;  ///< PEM; trusted beside the machine's own store. Empty: the store alone
};

/// A client's TLS set-up, made once and shared by every connection. TLS 1.2 or newer.
class TlsContext {
public:
    static Result<std::shared_ptr<TlsContext>> make(const TlsSettings& settings);
    virtual ~TlsContext() = default;
};

}  // namespace swarmdesk::net
