#include "llm/keys/key_book.hpp"

namespace swarmdesk::llm::keys {

Result<void> KeyBook::add(VirtualKey key)
{
    if (key.name.empty()) return Error{Errc::malformed, "a key must have a name"};
    if (by_name_.contains(key.name)) return Error{Errc::conflict, "there is a key of that name"};
    if (by_hash_.contains(key.hash)) return Error{Errc::conflict, "this key has another name already"};
    if (by_name_.size() >= settings_.keys_max) return Error{Errc::limit_exceeded, "there are too many keys"};
    const auto entry = std::make_shared<const VirtualKey>(std::move(key));
    by_name_.emplace(entry->name, entry);
    by_hash_.emplace(entry->hash, entry);
    return {};
}

Result<void> KeyBook::replace(VirtualKey key)
{
    const auto old = by_name_.find(key.name);
    if (old == by_name_.end()) return Error{Errc::not_found, "there is no key of that name"};
    const auto same_hash = by_hash_.find(key.hash);
    if (same_hash != by_hash_.end() && same_hash->second != old->second)
        return Error{Errc::conflict, "this key has another name already"};
    by_hash_.erase(old->second->hash);
    old->second = std::make_shared<const VirtualKey>(std::move(key));
    by_hash_.emplace(old->second->hash, old->second);
    return {};
}

Result<void> KeyBook::remove(std::string_view name)
{
    const auto old = by_name_.find(name);
    if (old == by_name_.end()) return Error{Errc::not_found, "there is no key of that name"};
    by_hash_.erase(old->second->hash);
    by_name_.erase(old);
    return {};
}

Result<std::shared_ptr<const VirtualKey>> KeyBook::find(std::string_view presented, UtcTime now) const
{
    return find(presented, sha256(presented), now);
}

Result<std::shared_ptr<const VirtualKey>> KeyBook::find(std::string_view presented, const Hash& hash, UtcTime now) const
{
    if (!presented.starts_with(key_prefix) || presented.size() > key_size_max)
        return Error{Errc::unauthenticated, "this is not an API key"};
    const auto found = by_hash_.find(hash);
    if (found == by_hash_.end()) return Error{Errc::unauthenticated, "this API key is not known"};
    const VirtualKey& key = *found->second;
    if (key.expires_at && now >= *key.expires_at) return Error{Errc::unauthenticated, "this API key has expired"};
    if (key.is_blocked) return Error{Errc::forbidden, "this API key is blocked"};
    return found->second;
}

std::shared_ptr<const VirtualKey> KeyBook::named(std::string_view name) const
{
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second;
}

}  // namespace swarmdesk::llm::keys
