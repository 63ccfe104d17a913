#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/instant.hpp"
#include "llm/cache/key.hpp"
#include "llm/chat.hpp"

namespace swarmdesk::llm::cache {

/// Who made an answer: a cached one is shown with it.
struct Maker {
    std::string deployment;
    std::string provider;
    std::string model;
    std::int32_t tier = 0;
    std::string digest = {};
    friend bool operator==(const Maker&, const Maker&) = default;
};

/// An answer as it was made. There is no place in it for a failure, so none can be stored.
struct Entry {
    Answer answer;
    Maker made_by;
};

struct Hit {
    std::shared_ptr<const Entry> entry;  ///< stays whole when the store forgets it
    nanoseconds age{};                   ///< since it was stored
    bool is_fresh = true;                ///< within its time to live
};

/// Why an answer was not kept, or that it was.
enum class Kept { yes = 1, too_large, worthless };

/// Where whole answers are kept: the memory of this process (ExactCache), or something shared. Calls return at once;
/// a store behind a network answers from what it has here.
class CacheStore {
public:
    virtual ~CacheStore() = default;

    /// The answer, while it is fresh.
    virtual std::optional<Hit> find(const Key& key, MonotonicTime now) = 0;
    /// The answer whether fresh or not, if it is at most `age_max` old. For when nobody can be asked.
    virtual std::optional<Hit> find_stale(const Key& key, MonotonicTime now, nanoseconds age_max) = 0;
    /// Keeps it, in place of what was there; fresh until `now + ttl`. Nothing is kept where `ttl` is not positive or
    /// the answer is empty.
    virtual Kept put(const Key& key, Entry entry, nanoseconds ttl, MonotonicTime now) = 0;
};

}  // namespace swarmdesk::llm::cache
