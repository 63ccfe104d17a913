#include "notify/p256.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "base/assert.hpp"

namespace swarmdesk::notify {
namespace {

constexpr std::size_t number_bytes = 32;

template <auto Function>
struct FreedBy {
    template <class T>
    void operator()(T* object) const noexcept
    {
        Function(object);
    }
};
using Number = std::unique_ptr<BIGNUM, FreedBy<BN_clear_free>>;
using Point = std::unique_ptr<EC_POINT, FreedBy<EC_POINT_free>>;
using Group = std::unique_ptr<EC_GROUP, FreedBy<EC_GROUP_free>>;
using Key = std::unique_ptr<EVP_PKEY, FreedBy<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, FreedBy<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreedBy<EVP_MD_CTX_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, FreedBy<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, FreedBy<OSSL_PARAM_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, FreedBy<ECDSA_SIG_free>>;

const unsigned char* raw(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

Group p256() { return Group{EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1)}; }

/// Null where the parts are no key.
Key assemble(std::string_view point, const BIGNUM* number)
{
    const Builder builder{OSSL_PARAM_BLD_new()};
    SWARMDESK_ASSERT(builder != nullptr);
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    if (number != nullptr) OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, number);
    const Params params{OSSL_PARAM_BLD_to_param(builder.get())};
    const KeyContext context{EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr)};
    EVP_PKEY* key = nullptr;
    const int part = number != nullptr ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
    if (params == nullptr || context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, part, params.get()) != 1)
        return nullptr;
    return Key{key};
}

/// Null where it is no point of the curve.
Key public_key(std::string_view point)
{
    if (point.size() != P256Key::public_bytes || point.front() != 4) return nullptr;
    return assemble(point, nullptr);
}

Bytes point_of(const EVP_PKEY* key)
{
    Bytes point(P256Key::public_bytes, '\0');
    std::size_t size = 0;
    SWARMDESK_ASSERT(EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, raw(point), point.size(), &size) ==
                         1 &&
                     size == point.size());
    return point;
}

}  // namespace

void P256Key::Free::operator()(evp_pkey_st* key) const noexcept { EVP_PKEY_free(key); }
P256Key::P256Key(Handle handle) : handle_(std::move(handle)), public_point_(point_of(handle_.get())) {}
P256Key::P256Key(P256Key&&) noexcept = default;
P256Key& P256Key::operator=(P256Key&&) noexcept = default;
P256Key::~P256Key() = default;

Result<P256Key> P256Key::make()
{
    Handle handle{EVP_EC_gen("P-256")};
    if (handle == nullptr) return Error{Errc::internal, "cannot make a P-256 key"};
    return P256Key{std::move(handle)};
}

Result<P256Key> P256Key::from_private(const Secret& bytes)
{
    const Error malformed{Errc::malformed, "not a private key of P-256"};
    if (bytes.expose().size() != number_bytes) return malformed;
    const Group group = p256();
    const Number number{BN_bin2bn(raw(bytes.expose()), static_cast<int>(number_bytes), nullptr)};
    const Point point{EC_POINT_new(group.get())};
    SWARMDESK_ASSERT(group != nullptr && number != nullptr && point != nullptr);
    if (BN_is_zero(number.get()) || BN_cmp(number.get(), EC_GROUP_get0_order(group.get())) >= 0) return malformed;
    Bytes text(public_bytes, '\0');
    if (EC_POINT_mul(group.get(), point.get(), number.get(), nullptr, nullptr, nullptr) != 1 ||
        EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, raw(text), text.size(), nullptr) !=
            text.size())
        return malformed;
    Key key = assemble(text, number.get());
    if (key == nullptr) return malformed;
    return P256Key{Handle{key.release()}};
}

Secret P256Key::private_number() const
{
    BIGNUM* found = nullptr;
    SWARMDESK_ASSERT(EVP_PKEY_get_bn_param(handle_.get(), OSSL_PKEY_PARAM_PRIV_KEY, &found) == 1);
    const Number number{found};
    std::string bytes(number_bytes, '\0');
    SWARMDESK_ASSERT(BN_bn2binpad(number.get(), raw(bytes), static_cast<int>(bytes.size())) ==
                     static_cast<int>(bytes.size()));
    return Secret{std::move(bytes)};
}

Result<Secret> P256Key::agree(std::string_view point) const
{
    const Key peer = public_key(point);
    const KeyContext context{EVP_PKEY_CTX_new(handle_.get(), nullptr)};
    std::string secret(number_bytes, '\0');
    std::size_t size = secret.size();
    if (peer == nullptr || context == nullptr || EVP_PKEY_derive_init(context.get()) != 1 ||
        EVP_PKEY_derive_set_peer(context.get(), peer.get()) != 1 ||
        EVP_PKEY_derive(context.get(), raw(secret), &size) != 1 || size != secret.size())
        return Error{Errc::malformed, "not a point of P-256"};
    return Secret{std::move(secret)};
}

Bytes P256Key::sign(std::string_view message) const
{
    const DigestContext context{EVP_MD_CTX_new()};
    std::size_t size = 0;
    SWARMDESK_ASSERT(context != nullptr &&
                     EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, handle_.get()) == 1 &&
                     EVP_DigestSign(context.get(), nullptr, &size, raw(message), message.size()) == 1);
    std::string der(size, '\0');
    SWARMDESK_ASSERT(EVP_DigestSign(context.get(), raw(der), &size, raw(message), message.size()) == 1);
    const unsigned char* at = raw(std::string_view{der});
    const Signature signature{d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size))};
    SWARMDESK_ASSERT(signature != nullptr);
    Bytes both(2 * number_bytes, '\0');
    BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), raw(both), static_cast<int>(number_bytes));
    BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), raw(both) + number_bytes, static_cast<int>(number_bytes));
    return both;
}

bool is_p256_point(std::string_view point) { return public_key(point) != nullptr; }

bool verifies_es256(std::string_view point, std::string_view message, std::string_view signature)
{
    const Key key = public_key(point);
    if (key == nullptr || signature.size() != 2 * number_bytes) return false;
    const Signature both{ECDSA_SIG_new()};
    Number r{BN_bin2bn(raw(signature), static_cast<int>(number_bytes), nullptr)};
    Number s{BN_bin2bn(raw(signature) + number_bytes, static_cast<int>(number_bytes), nullptr)};
    if (both == nullptr || ECDSA_SIG_set0(both.get(), r.get(), s.get()) != 1) return false;
    static_cast<void>(r.release());
    static_cast<void>(s.release());
    unsigned char* made = nullptr;
    const int size = i2d_ECDSA_SIG(both.get(), &made);
    if (size <= 0) return false;
    const std::string der{reinterpret_cast<const char*>(made), static_cast<std::size_t>(size)};
    OPENSSL_free(made);
    const DigestContext context{EVP_MD_CTX_new()};
    return context != nullptr && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), raw(der), der.size(), raw(message), message.size()) == 1;
}

}  // namespace swarmdesk::notify
