#include "base/secret.hpp"

#include <openssl/crypto.h>

namespace swarmdesk {

Secret& Secret::operator=(Secret&& other) noexcept
{
    if (this != &other) {
        wipe();
        text_ = other.text_;
        other.wipe();
    }
    return *this;
}

void Secret::wipe() noexcept
{
    OPENSSL_cleanse(text_.data(), text_.size());
    text_.clear();
}

bool equal_in_constant_time(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace swarmdesk
