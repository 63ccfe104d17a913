#include "base/hash.hpp"

// The low-level SHA-256 is three times faster on short inputs than EVP, which allocates a context per call.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>

namespace swarmdesk {

Hash sha256(std::string_view data) { return sha256(data, {}); }

Hash sha256(std::string_view first, std::string_view second)
{
    Hash result;
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, first.data(), first.size());
    SHA256_Update(&context, second.data(), second.size());
    SHA256_Final(result.data(), &context);
    return result;
}

Hash hmac_sha256(std::string_view key, std::string_view data)
{
    // RFC 2104. OpenSSL's own HMAC looks its digest up at every call, which costs ten times what is hashed here.
    std::array<unsigned char, SHA256_CBLOCK> block{};
    const Hash hashed = key.size() > block.size() ? sha256(key) : Hash{};
    const std::string_view used = key.size() > block.size() ? as_bytes(hashed) : key;
    std::copy(used.begin(), used.end(), block.begin());
    const auto run = [&block](unsigned char pad, std::string_view bytes) {
        auto padded = block;
        for (auto& byte : padded) byte ^= pad;
        const Hash result = sha256({reinterpret_cast<const char*>(padded.data()), padded.size()}, bytes);
        OPENSSL_cleanse(padded.data(), padded.size());
        return result;
    };
    const Hash inner = run(0x36, data);
    const Hash result = run(0x5C, as_bytes(inner));
    OPENSSL_cleanse(block.data(), block.size());
    return result;
}

std::string to_hex(std::string_view bytes)
{
    constexpr char digits[] = "0123456789abcdef";
    std::string result;
    result.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        result.push_back(digits[byte >> 4]);
        result.push_back(digits[byte & 15]);
    }
    return result;
}

Result<Bytes> from_hex(std::string_view text)
{
    const auto digit = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    };
    if (text.size() % 2 != 0) return Error{Errc::malformed, "hexadecimal has an even number of digits"};
    Bytes result;
    result.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = digit(text[i]);
        const int low = digit(text[i + 1]);
        if (high < 0 || low < 0) return Error{Errc::malformed, "not a hexadecimal digit"};
        result.push_back(static_cast<char>(high * 16 + low));
    }
    return result;
}

bool is_utf8(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        const auto first = static_cast<unsigned char>(text[i]);
        const int more = first < 0x80                    ? 0
                         : first >= 0xC2 && first < 0xE0 ? 1
                         : first >= 0xE0 && first < 0xF0 ? 2
                         : first >= 0xF0 && first < 0xF5 ? 3
                                                         : -1;
        if (more < 0 || i + static_cast<std::size_t>(more) >= text.size() + (more == 0 ? 1 : 0)) return false;
        for (int k = 1; k <= more; ++k) {
            const auto next = static_cast<unsigned char>(text[i + static_cast<std::size_t>(k)]);
            if ((next & 0xC0) != 0x80) return false;
            if (k == 1) {
                if (first == 0xE0 && next < 0xA0) return false;  // overlong
                if (first == 0xED && next > 0x9F) return false;  // surrogate
                if (first == 0xF0 && next < 0x90) return false;  // overlong
                if (first == 0xF4 && next > 0x8F) return false;  // above U+10FFFF
            }
        }
        i += static_cast<std::size_t>(more) + 1;
    }
    return true;
}

}  // namespace swarmdesk
