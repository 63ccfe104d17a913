#include "llm/routing/retry_budget.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace swarmdesk::llm::routing {

RetryBudget::RetryBudget(const Settings& settings)
    : settings_(settings), reserve_length_(settings.reserve_interval * settings.reserve_max)
{
    SWARMDESK_ASSERT(settings.retry_permille <= 1000 && settings.reserve_interval.count() > 0);
}

void RetryBudget::on_call()
{
    saved_permille_ =
        std::min<std::uint64_t>(saved_permille_ + settings_.retry_permille, settings_.retries_max * 1000ull);
}

std::uint64_t RetryBudget::reserve(MonotonicTime now) const
{
    const nanoseconds missing = std::max(nanoseconds{0}, reserve_full_at_ - now);
    return static_cast<std::uint64_t>((reserve_length_ - std::min(missing, reserve_length_)) /
                                      settings_.reserve_interval);
}

bool RetryBudget::try_retry(MonotonicTime now)
{
    if (saved_permille_ >= 1000) {
        saved_permille_ -= 1000;
        return true;
    }
    if (reserve(now) == 0) return false;
    reserve_full_at_ = std::max(reserve_full_at_, now) + settings_.reserve_interval;
    return true;
}

std::uint64_t RetryBudget::retries_left(MonotonicTime now) const { return saved_permille_ / 1000 + reserve(now); }

nanoseconds full_jitter(runtime::Random& random, std::uint32_t attempt, nanoseconds base, nanoseconds cap)
{
    SWARMDESK_ASSERT(base.count() >= 0 && cap.count() >= 0);
    nanoseconds ceiling = std::min(base, cap);
    for (std::uint32_t i = 0; i < attempt && ceiling < cap && ceiling.count() > 0; ++i)
        ceiling = ceiling > cap / 2 ? cap : ceiling * 2;
    return nanoseconds{static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(ceiling.count()) + 1))};
}

}  // namespace swarmdesk::llm::routing
