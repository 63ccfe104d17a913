#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/instant.hpp"
#include "llm/keys/virtual_key.hpp"

namespace swarmdesk::llm::keys {

/// All keys, found by what a caller presents. The text presented is hashed and forgotten, so neither the book nor a
/// core dump of it holds a key, and the time a search takes says nothing about one. A key handed out stays as it was
/// for the call that has it. Not for use from several threads.
class KeyBook {
public:
    struct Settings {
        std::size_t keys_max = settings::keys_most;
    };

    explicit KeyBook(const Settings& settings) : settings_(settings) {}

    /// Errors: `malformed` without a name, `conflict` where the name or the hash is taken, `limit_exceeded`.
    Result<void> add(VirtualKey key);
    /// In place of the key of the same name. Errors as above, and `not_found`.
    Result<void> replace(VirtualKey key);
    Result<void> remove(std::string_view name);

    /// The key a caller presented. Errors: `unauthenticated` for what is no key here, or not any more; `forbidden` for
    /// one that is blocked. The detail never repeats what was presented.
    Result<std::shared_ptr<const VirtualKey>> find(std::string_view presented, UtcTime now) const;
    /// The same for one who has its SHA-256 already.
    Result<std::shared_ptr<const VirtualKey>> find(std::string_view presented, const Hash& hash, UtcTime now) const;
    /// By its name, whatever its state; null where there is none.
    std::shared_ptr<const VirtualKey> named(std::string_view name) const;
    std::size_t size() const { return by_name_.size(); }

private:
    using Entry = std::shared_ptr<const VirtualKey>;

    Settings settings_;
    std::map<std::string, Entry, std::less<>> by_name_;
    std::map<Hash, Entry> by_hash_;
};

}  // namespace swarmdesk::llm::keys
