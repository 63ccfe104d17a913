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
    Slot* const slot = find_slot(key, now);
    if (slot != nullptr && now < slot->fresh_until) {
        ++counters_.hits;
        return use(*slot, now);
    }
    ++counters_.misses;
    if (slot != nullptr) ++counters_.expired;
    return std::nullopt;
}

std::optional<Hit> ExactCache::find_stale(const Key& key, MonotonicTime now, nanoseconds age_max)
{
    Slot* const slot = find_slot(key, now);
    if (slot != nullptr && now - slot->stored_at <= age_max) {
        ++counters_.stale_hits;
        return use(*slot, now);
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
        forget(by_use_.back());
    }
    auto& [its_key, slot] = *slots_.try_emplace(key).first;
    slot.key = &its_key;
    slot.entry = std::make_shared<const Entry>(std::move(entry));
    slot.bytes = weight;
    slot.stored_at = now;
    slot.fresh_until = now + ttl;
    by_use_.push_front(slot);
    bytes_ += weight;
    ++counters_.stored;
    return Kept::yes;
}

void ExactCache::erase(const Key& key)
{
    if (const auto place = slots_.find(key); place != slots_.end()) forget(place->second);
}

ExactCache::Slot* ExactCache::find_slot(const Key& key, MonotonicTime now)
{
    const auto place = slots_.find(key);
    if (place == slots_.end()) return nullptr;
    Slot& slot = place->second;
    if (now - slot.stored_at <= settings_.age_max) return &slot;
    forget(slot);
    return nullptr;
}

Hit ExactCache::use(Slot& slot, MonotonicTime now)
{
    by_use_.splice(by_use_.begin(), by_use_, by_use_.iterator_to(slot));
    return {slot.entry, now - slot.stored_at, now < slot.fresh_until};
}

void ExactCache::forget(Slot& slot)
{
    bytes_ -= slot.bytes;
    by_use_.erase(by_use_.iterator_to(slot));
    slots_.erase(slots_.find(*slot.key));
}

}  // namespace swarmdesk::llm::cache
