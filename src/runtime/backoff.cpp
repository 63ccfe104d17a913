#include "runtime/backoff.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace swarmdesk::runtime {

Backoff::Backoff(const Settings& settings) : settings_(settings)
{
    SWARMDESK_ASSERT(settings.delay_min.count() > 0 && settings.delay_min <= settings.delay_max);
}

std::optional<nanoseconds> Backoff::on_failure(Random& random)
{
    if (settings_.attempts_max && failures_ >= *settings_.attempts_max) return std::nullopt;
    nanoseconds ceiling = settings_.delay_min;
    for (std::uint32_t i = 0; i <= failures_ && ceiling < settings_.delay_max; ++i)
        ceiling = ceiling > settings_.delay_max / 2 ? settings_.delay_max : ceiling * 2;
    ++failures_;
    const auto span = static_cast<std::uint64_t>((ceiling - settings_.delay_min).count());
    return settings_.delay_min + nanoseconds{static_cast<std::int64_t>(random.below(span + 1))};
}

}  // namespace swarmdesk::runtime
