#include "llm/cache/exact_cache.hpp"

namespace swarmdesk::llm::cache {
namespace {

std::size_t weight_of(const Entry& entry)
{
    return ExactCache::overhead_bytes + entry.answer.json.size() + entry.made_by.deployment.size() +
           entry.made_by.provider.size() + entry.made_by.model.size() + entry.made_by.digest.size();
}

}  // namespace

std::optional<Hit> ExactCache::find(const Key& key, MonotonicTime now)
{
    auto* const place = place_of(key, now);
    if (place != nullptr && now < (*place)->fresh_until) {
        ++counters_.hits;
        return use(*place, now);
    }
    ++counters_.misses;
    if (place != nullptr) ++counters_.expired;
    return std::nullopt;
}

std::optional<Hit> ExactCache::find_stale(const Key& key, MonotonicTime now, nanoseconds age_max)
{
    auto* const place = place_of(key, now);
    if (place != nullptr && now - (*place)->stored_at <= age_max) {
        ++counters_.stale_hits;
        return use(*place, now);
    }
    ++counters_.stale_misses;
    return std::nullopt;
}

Kept ExactCache::put(const Key& key, Entry entry, nanoseconds ttl, MonotonicTime now)
{
    const std::size_t weight = weight_of(entry);
    const bool is_worthless = entry.answer.json.empty() || ttl <= nanoseconds{0};
    if (is_worthless || weight > settings_.entry_bytes_max || weight > settings_.bytes_max ||
        settings_.entries_max == 0) {
        ++counters_.refused;
        return is_worthless ? Kept::worthless : Kept::too_large;
    }
    erase(key);
    while (!slots_.empty() && (slots_.size() >= settings_.entries_max || bytes_ + weight > settings_.bytes_max)) {
        ++counters_.evicted;
        forget(std::prev(slots_.end()));
    }
    slots_.push_front({key, std::make_shared<const Entry>(std::move(entry)), weight, now, now + ttl});
    places_.emplace(key, slots_.begin());
    bytes_ += weight;
    ++counters_.stored;
    return Kept::yes;
}

void ExactCache::erase(const Key& key)
{
    if (const auto place = places_.find(key); place != places_.end()) forget(place->second);
}

ExactCache::Slots::iterator* ExactCache::place_of(const Key& key, MonotonicTime now)
{
    const auto place = places_.find(key);
    if (place == places_.end()) return nullptr;
    if (now - place->second->stored_at > settings_.age_max) {
        forget(place->second);
        return nullptr;
    }
    return &place->second;
}

Hit ExactCache::use(Slots::iterator slot, MonotonicTime now)
{
    slots_.splice(slots_.begin(), slots_, slot);
    return {slot->entry, now - slot->stored_at, now < slot->fresh_until};
}

void ExactCache::forget(Slots::iterator slot)
{
    bytes_ -= slot->bytes;
    places_.erase(slot->key);
    slots_.erase(slot);
}

}  // namespace swarmdesk::llm::cache
