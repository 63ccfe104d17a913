#include "llm/simulation/quantiles.hpp"

#include <algorithm>
#include <bit>

namespace swarmdesk::llm::simulation {
namespace {

/// Of a number its highest bit and the six after it; below 64 each number has a bucket of its own.
constexpr std::uint32_t detail_bits = 6;
constexpr std::uint64_t detail = 1u << detail_bits;

std::size_t bucket_of(nanoseconds time)
{
    const auto ns = static_cast<std::uint64_t>(std::max<std::int64_t>(time.count(), 0));
    if (ns < detail) return ns;
    const auto shift = static_cast<std::uint32_t>(std::bit_width(ns)) - 1 - detail_bits;
    return (shift + 1) * detail + ((ns >> shift) - detail);
}

/// The longest time in it.
nanoseconds longest_in(std::size_t bucket)
{
    if (bucket < detail) return nanoseconds{static_cast<std::int64_t>(bucket)};
    const auto shift = bucket / detail - 1;
    const std::uint64_t lead = bucket % detail + detail;
    return nanoseconds{static_cast<std::int64_t>(((lead + 1) << shift) - 1)};
}

}  // namespace

void Quantiles::add(nanoseconds time)
{
    const std::size_t bucket = bucket_of(time);
    if (bucket >= buckets_.size()) buckets_.resize(bucket + 1);
    ++buckets_[bucket];
    ++count_;
}

std::optional<nanoseconds> Quantiles::at(std::uint32_t permille) const
{
    if (count_ == 0) return std::nullopt;
    const std::uint64_t rank = std::max<std::uint64_t>((count_ * permille + 999) / 1000, 1);
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < buckets_.size(); ++bucket) {
        seen += buckets_[bucket];
        if (seen >= rank) return longest_in(bucket);
    }
    return longest_in(buckets_.size() - 1);
}

std::uint64_t Quantiles::within(nanoseconds time) const
{
    std::uint64_t seen = 0;
    const std::size_t last = bucket_of(time);
    for (std::size_t bucket = 0; bucket < buckets_.size() && bucket <= last; ++bucket) seen += buckets_[bucket];
    return seen;
}

}  // namespace swarmdesk::llm::simulation
