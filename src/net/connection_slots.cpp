#include "net/connection_slots.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace swarmdesk::net {

ConnectionSlots::Group& ConnectionSlots::group_of(const Entry& entry)
{
    return entry.user.empty() ? strangers_ : users_[entry.user];
}

void ConnectionSlots::join(Id id, Entry& entry)
{
    ++group_of(entry).size;
    if (!entry.user.empty()) {
        ++signed_in_;
        if (entry.rights == Rights::ordinary) ++ordinary_;
    }
    mark_idle(id, entry);
}

void ConnectionSlots::leave(Id, Entry& entry)
{
    mark_busy(entry);
    --group_of(entry).size;
    if (entry.user.empty()) return;
    --signed_in_;
    if (entry.rights == Rights::ordinary) --ordinary_;
    if (users_[entry.user].size == 0) users_.erase(entry.user);
}

void ConnectionSlots::mark_idle(Id id, Entry& entry)
{
    mark_busy(entry);
    entry.idle_since = ++now_;
    group_of(entry).idle.emplace(entry.idle_since, id);
    if (!entry.user.empty() && entry.rights == Rights::ordinary) idle_ordinary_.emplace(entry.idle_since, id);
}

void ConnectionSlots::mark_busy(Entry& entry)
{
    if (entry.idle_since == 0) return;
    group_of(entry).idle.erase(entry.idle_since);
    idle_ordinary_.erase(entry.idle_since);
    entry.idle_since = 0;
}

bool ConnectionSlots::evict(const std::map<Order, Id>& idle, Id id, Outcome& outcome)
{
    const auto longest = std::ranges::find_if(idle, [id](const auto& entry) { return entry.second != id; });
    if (longest == idle.end()) return false;
    outcome.evicted = longest->second;
    remove(longest->second);
    return true;
}

ConnectionSlots::Outcome ConnectionSlots::add(Id id)
{
    SWARMDESK_ASSERT(!entries_.contains(id));
    Outcome outcome;
    if (strangers_.size >= limits_.strangers_max && !evict(strangers_.idle, id, outcome)) return outcome;
    join(id, entries_[id]);
    outcome.is_admitted = true;
    return outcome;
}

ConnectionSlots::Outcome ConnectionSlots::assign(Id id, const std::string& user, Rights rights)
{
    SWARMDESK_ASSERT(!user.empty());
    Outcome outcome;
    const auto found = entries_.find(id);
    if (found == entries_.end()) return outcome;  // evicted meanwhile
    if (found->second.user == user && found->second.rights == rights) {
        outcome.is_admitted = true;
        return outcome;
    }
    const bool was_idle = found->second.idle_since != 0;
    const bool is_privileged = rights == Rights::privileged;
    const auto own = users_.find(user);
    if (own != users_.end() && own->second.size >= limits_.per_user_max) {
        if (!evict(own->second.idle, id, outcome)) return outcome;
    } else if (is_privileged ? signed_in_ >= limits_.signed_in_max
                             : ordinary_ + limits_.reserved >= limits_.signed_in_max) {
        if (!evict(idle_ordinary_, id, outcome)) {
            if (!is_privileged || own == users_.end() || !evict(own->second.idle, id, outcome)) return outcome;
        }
    }
    Entry& entry = entries_.at(id);
    leave(id, entry);
    entry.user = user;
    entry.rights = rights;
    join(id, entry);
    if (!was_idle) mark_busy(entry);
    outcome.is_admitted = true;
    return outcome;
}

void ConnectionSlots::remove(Id id)
{
    const auto found = entries_.find(id);
    if (found == entries_.end()) return;
    leave(id, found->second);
    entries_.erase(found);
}

void ConnectionSlots::set_busy(Id id)
{
    if (const auto found = entries_.find(id); found != entries_.end()) mark_busy(found->second);
}

void ConnectionSlots::set_idle(Id id)
{
    if (const auto found = entries_.find(id); found != entries_.end()) mark_idle(id, found->second);
}

bool ConnectionSlots::is_stranger(Id id) const
{
    const auto found = entries_.find(id);
    return found != entries_.end() && found->second.user.empty();
}

}  // namespace swarmdesk::net
