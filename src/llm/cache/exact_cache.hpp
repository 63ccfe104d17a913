#pragma once

#include <boost/intrusive/list.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <unordered_map>

#include "llm/cache/cache_store.hpp"

namespace swarmdesk::llm::cache {

/// Answers in memory, for exactly the same question. Bounded by entries and bytes; the one not used for longest goes
/// first. What is no longer fresh stays for `find_stale` until it is older than `age_max` or its place is needed.
/// Not for use from several threads.
class ExactCache final : public CacheStore {
public:
    struct Settings {
        std::size_t entries_max = 10'000;
        std::size_t bytes_max = 64 * 1024 * 1024;
        std::size_t entry_bytes_max = 1024 * 1024;
        nanoseconds age_max = std::chrono::hours{1};  ///< older ones serve nobody, not even stale
    };
    /// How often each path was taken.
    struct Counters {
        std::uint64_t hits = 0;
        std::uint64_t misses = 0;   ///< also those for an answer no longer fresh
        std::uint64_t expired = 0;  ///< the misses where there was one
        std::uint64_t stale_hits = 0;
        std::uint64_t stale_misses = 0;
        std::uint64_t stored = 0;
        std::uint64_t evicted = 0;  ///< for want of room
        std::uint64_t refused = 0;  ///< too large, or nothing
        friend bool operator==(const Counters&, const Counters&) = default;
    };
    /// What an entry weighs besides its texts: the key, and the nodes it hangs in.
    static constexpr std::size_t overhead_bytes = 256;

    explicit ExactCache(const Settings& settings) : settings_(settings) {}

    std::optional<Hit> find(const Key& key, MonotonicTime now) override;
    std::optional<Hit> find_stale(const Key& key, MonotonicTime now, nanoseconds age_max) override;
    Kept put(const Key& key, Entry entry, nanoseconds ttl, MonotonicTime now) override;

    void erase(const Key& key);
    std::size_t size() const { return slots_.size(); }
    std::size_t bytes() const { return bytes_; }
    const Counters& counters() const { return counters_; }

private:
    /// A SHA-256 is spread as evenly as any hash of it would be.
    struct KeyHash {
        std::size_t operator()(const Key& key) const
        {
            std::size_t hash = 0;
            std::memcpy(&hash, key.hash().data(), sizeof hash);
            return hash;
        }
    };
    struct Slot : boost::intrusive::list_base_hook<> {
        const Key* key = nullptr;
        std::shared_ptr<const Entry> entry;
        std::size_t bytes = 0;
        MonotonicTime stored_at;
        MonotonicTime fresh_until;
    };

    Slot* find_slot(const Key& key, MonotonicTime now);
    Hit use(Slot& slot, MonotonicTime now);
    void forget(Slot& slot);

    Settings settings_;
    std::unordered_map<Key, Slot, KeyHash> slots_;
    boost::intrusive::list<Slot> by_use_;  ///< the one used last comes first
    std::size_t bytes_ = 0;
    Counters counters_;
};

}  // namespace swarmdesk::llm::cache
