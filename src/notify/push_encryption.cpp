#include "notify/push_encryption.hpp"

#include <openssl/evp.h>

#include <memory>

#include "base/assert.hpp"

namespace swarmdesk::notify {
namespace {

constexpr std::size_t key_bytes = 16;
constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;
constexpr std::size_t header_bytes = push_salt_bytes + 4 + 1 + P256Key::public_bytes;
constexpr std::uint32_t record_bytes = push_body_bytes_max;
constexpr char last_record = 2;

struct Free {
    void operator()(EVP_CIPHER_CTX* context) const noexcept { EVP_CIPHER_CTX_free(context); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Free>;

const unsigned char* raw(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

/// HKDF (RFC 5869) with SHA-256, for what needs no more than one block of it.
Secret derive(std::string_view salt, std::string_view secret, std::string info, std::size_t size)
{
    const Hash extracted = hmac_sha256(salt, secret);
    info += '\x01';
    const Hash expanded = hmac_sha256(as_bytes(extracted), info);
    return Secret{std::string{as_bytes(expanded).substr(0, size)}};
}

struct ContentKeys {
    Secret key;
    Secret nonce;
};

/// From what both sides agreed on. Who is who is part of it.
ContentKeys content_keys(const Secret& agreed, const Secret& auth, std::string_view receiver, std::string_view sender,
                         std::string_view salt)
{
    std::string info{"WebPush: info"};
    info += '\0';
    info.append(receiver).append(sender);
    const Secret input = derive(auth.expose(), agreed.expose(), std::move(info), 32);
    const auto of_content = [&](std::string name, std::size_t size) {
        name += '\0';
        return derive(salt, input.expose(), std::move(name), size);
    };
    return {of_content("Content-Encoding: aes128gcm", key_bytes), of_content("Content-Encoding: nonce", nonce_bytes)};
}

Bytes seal(std::string_view text, const ContentKeys& keys)
{
    const CipherContext context{EVP_CIPHER_CTX_new()};
    Bytes sealed(text.size() + tag_bytes, '\0');
    int size = 0;
    int rest = 0;
    SWARMDESK_ASSERT(
        context != nullptr &&
        EVP_EncryptInit_ex2(context.get(), EVP_aes_128_gcm(), raw(keys.key.expose()), raw(keys.nonce.expose()),
                            nullptr) == 1 &&
        EVP_EncryptUpdate(context.get(), raw(sealed), &size, raw(text), static_cast<int>(text.size())) == 1 &&
        EVP_EncryptFinal_ex(context.get(), raw(sealed) + size, &rest) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, tag_bytes, raw(sealed) + text.size()) == 1);
    return sealed;
}

Result<Bytes> open(std::string_view sealed, const ContentKeys& keys)
{
    if (sealed.size() < tag_bytes) return Error{Errc::malformed, "too short"};
    const std::string_view text = sealed.substr(0, sealed.size() - tag_bytes);
    std::string tag{sealed.substr(text.size())};
    const CipherContext context{EVP_CIPHER_CTX_new()};
    Bytes opened(text.size(), '\0');
    int size = 0;
    int rest = 0;
    if (context == nullptr ||
        EVP_DecryptInit_ex2(context.get(), EVP_aes_128_gcm(), raw(keys.key.expose()), raw(keys.nonce.expose()),
                            nullptr) != 1 ||
        EVP_DecryptUpdate(context.get(), raw(opened), &size, raw(text), static_cast<int>(text.size())) != 1 ||
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, tag_bytes, raw(tag)) != 1 ||
        EVP_DecryptFinal_ex(context.get(), raw(opened) + size, &rest) != 1)
        return Error{Errc::malformed, "not for this key, or changed on its way"};
    return opened;
}

}  // namespace

Result<Bytes> encrypt_push(std::string_view text, const PushReceiver& receiver, const PushSender& sender,
                           std::size_t pad_to)
{
    SWARMDESK_ASSERT(sender.salt.size() == push_salt_bytes);
    constexpr std::size_t text_bytes_max = push_body_bytes_max - header_bytes - tag_bytes - 1;
    if (text.size() > text_bytes_max)
        return Error{Errc::limit_exceeded, "a push message of more than " + std::to_string(text_bytes_max) + " bytes"};
    if (receiver.auth.expose().size() != push_auth_bytes) return Error{Errc::malformed, "not a secret of 16 bytes"};
    const auto agreed = sender.key.agree(receiver.point);
    if (!agreed) return agreed.error();
    const std::string& own = sender.key.public_point();
    const ContentKeys keys = content_keys(*agreed, receiver.auth, receiver.point, own, sender.salt);

    std::string record{text};
    record += last_record;
    if (pad_to > 0) record.resize(std::min((record.size() + pad_to - 1) / pad_to * pad_to, text_bytes_max + 1), '\0');
    Bytes body{sender.salt};
    for (const unsigned shift : {24u, 16u, 8u, 0u}) body += static_cast<char>((record_bytes >> shift) & 255u);
    body += static_cast<char>(own.size());
    return body + own + seal(record, keys);
}

Result<Bytes> decrypt_push(std::string_view body, const P256Key& key, const Secret& auth)
{
    if (body.size() < header_bytes || static_cast<std::uint8_t>(body[push_salt_bytes + 4]) != P256Key::public_bytes)
        return Error{Errc::malformed, "no header of aes128gcm with a key"};
    const std::string_view salt = body.substr(0, push_salt_bytes);
    const std::string_view sender = body.substr(push_salt_bytes + 5, P256Key::public_bytes);
    const auto agreed = key.agree(sender);
    if (!agreed) return agreed.error();
    auto record = open(body.substr(header_bytes), content_keys(*agreed, auth, key.public_point(), sender, salt));
    if (!record) return record.error();
    const auto end = record->find_last_not_of('\0');
    if (end == std::string::npos || (*record)[end] != last_record)
        return Error{Errc::malformed, "the padding has no delimiter"};
    record->resize(end);
    return record;
}

}  // namespace swarmdesk::notify
