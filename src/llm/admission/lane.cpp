#include "llm/admission/lane.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace swarmdesk::llm::admission {

void Lane::add(const Entry& entry, Attained attained)
{
    Line& line = lines_[entry.tenant];
    if (!line.ids.empty()) order_.erase(place_of(line));
    line.ids.insert(entry.id);
    line.work += entry.service;
    line.attained = attained;
    order_.insert(place_of(line));
    work_ += entry.service;
}

void Lane::remove(const Entry& entry)
{
    const auto found = lines_.find(entry.tenant);
    SWARMDESK_ASSERT(found != lines_.end());
    Line& line = found->second;
    order_.erase(place_of(line));
    const std::size_t removed = line.ids.erase(entry.id);
    SWARMDESK_ASSERT(removed == 1);
    line.work -= entry.service;
    work_ -= entry.service;
    if (line.ids.empty())
        lines_.erase(found);
    else
        order_.insert(place_of(line));
}

void Lane::set_attained(Tenant tenant, Attained attained)
{
    const auto found = lines_.find(tenant);
    if (found == lines_.end()) return;
    order_.erase(place_of(found->second));
    found->second.attained = attained;
    order_.insert(place_of(found->second));
}

std::optional<WaiterId> Lane::first() const
{
    if (order_.empty()) return std::nullopt;
    return order_.begin()->second;
}

nanoseconds Lane::work_before(Tenant tenant) const
{
    const auto found = lines_.find(tenant);
    if (found == lines_.end()) return nanoseconds{0};
    const nanoseconds own = found->second.work;
    const auto tenants = static_cast<std::int64_t>(lines_.size());
    return own > work_ / tenants ? work_ : own * tenants;
}

}  // namespace swarmdesk::llm::admission
