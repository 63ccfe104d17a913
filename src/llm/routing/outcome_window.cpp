#include "llm/routing/outcome_window.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace swarmdesk::llm::routing {

OutcomeWindow::OutcomeWindow(nanoseconds length, std::uint32_t buckets)
    : width_(length / std::max(1u, buckets)), buckets_(buckets)
{
    SWARMDESK_ASSERT(buckets > 0 && width_.count() > 0);
}

void OutcomeWindow::record(Outcome outcome, MonotonicTime now)
{
    SWARMDESK_ASSERT(now.ns >= 0);
    const std::int64_t number = number_of(now);
    Bucket& bucket = buckets_[static_cast<std::size_t>(number) % buckets_.size()];
    if (bucket.number != number) bucket = {number, {}};
    ++bucket.totals.calls;
    if (outcome == Outcome::failure) ++bucket.totals.failures;
}

OutcomeWindow::Totals OutcomeWindow::totals(MonotonicTime now) const
{
    const std::int64_t newest = number_of(now);
    const std::int64_t oldest = newest - static_cast<std::int64_t>(buckets_.size()) + 1;
    Totals sum;
    for (const Bucket& bucket : buckets_) {
        if (bucket.number < oldest || bucket.number > newest) continue;
        sum.calls += bucket.totals.calls;
        sum.failures += bucket.totals.failures;
    }
    return sum;
}

void OutcomeWindow::clear() { std::fill(buckets_.begin(), buckets_.end(), Bucket{}); }

}  // namespace swarmdesk::llm::routing
