#pragma once

#include <memory>
#include <string_view>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/secret.hpp"

struct evp_pkey_st;

namespace swarmdesk::notify {

/// A private key on the curve P-256, which Web Push signs with (ES256) and agrees on secrets with (ECDH). A value that
/// is moved, not copied.
class P256Key {
public:
    static constexpr std::size_t private_bytes = 32;
    static constexpr std::size_t public_bytes = 65;  ///< an uncompressed point: 4, x, y

    static Result<P256Key> make();
    /// `malformed` for bytes that are no key: not 32 of them, zero, or beyond the curve's order.
    static Result<P256Key> from_private(const Secret& bytes);
    P256Key(P256Key&&) noexcept;
    P256Key& operator=(P256Key&&) noexcept;
    ~P256Key();

    const Bytes& public_point() const { return public_point_; }
    Secret private_number() const;
    /// The shared secret with the holder of that point, 32 bytes; `malformed` where it is no point of the curve.
    Result<Secret> agree(std::string_view point) const;
    /// ES256: r and s, 32 bytes each (RFC 7518).
    Bytes sign(std::string_view message) const;

private:
    struct Free {
        void operator()(evp_pkey_st* key) const noexcept;
    };
    using Handle = std::unique_ptr<evp_pkey_st, Free>;
    explicit P256Key(Handle handle);

    Handle handle_;
    Bytes public_point_;
};

/// Whether the bytes are a point of the curve, uncompressed.
bool is_p256_point(std::string_view point);
/// Whether the signature is one of the message by the holder of that point.
bool verifies_es256(std::string_view point, std::string_view message, std::string_view signature);

}  // namespace swarmdesk::notify
