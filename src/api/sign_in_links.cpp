#include "api/sign_in_links.hpp"

#include <algorithm>

#include "runtime/random.hpp"

namespace swarmdesk::api {

Secret SignInLinks::make(Holder holder, MonotonicTime now)
{
    Secret secret{"sl_" + to_hex(runtime::os_random(32))};
    if (links_.size() == links_max) links_.pop_front();
    links_.push_back({.hash = sha256(secret.expose()), .holder = std::move(holder), .expires = now + lifetime});
    return secret;
}

std::optional<SignInLinks::Holder> SignInLinks::redeem(std::string_view secret, MonotonicTime now)
{
    std::erase_if(links_, [now](const Link& link) { return link.expires <= now; });
    const Hash hash = sha256(secret);
    const auto found = std::ranges::find_if(
        links_, [&hash](const Link& link) { return equal_in_constant_time(as_bytes(link.hash), as_bytes(hash)); });
    if (found == links_.end()) return std::nullopt;
    Holder holder = std::move(found->holder);
    links_.erase(found);
    return holder;
}

void SignInLinks::end(const std::string& token_id)
{
    std::erase_if(links_, [&token_id](const Link& link) { return link.holder.token_id == token_id; });
}

}  // namespace swarmdesk::api
