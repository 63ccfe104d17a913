#include "llm/keys/rate_limit.hpp"

#include <algorithm>
#include <limits>

#include "base/assert.hpp"

namespace swarmdesk::llm::keys {
namespace {

std::uint64_t plus(std::uint64_t a, std::uint64_t b)
{
    return b > std::numeric_limits<std::uint64_t>::max() - a ? std::numeric_limits<std::uint64_t>::max() : a + b;
}

}  // namespace

void RateLimit::Bucket::add(std::uint64_t more_requests, std::uint64_t more_tokens)
{
    requests = plus(requests, more_requests);
    tokens = plus(tokens, more_tokens);
}

RateLimit::RateLimit(const Settings& settings)
    : settings_(settings),
      width_(settings.window / std::max(1u, settings.buckets)),
      buckets_(std::size_t{settings.buckets} + 1)
{
    SWARMDESK_ASSERT(settings.buckets > 0 && width_.count() > 0);
    // A whole number of buckets that is not shorter than the window.
    if (width_ * settings.buckets < settings.window) ++width_;
}

std::optional<RateLimit::Refusal> RateLimit::refusal(std::uint64_t tokens, MonotonicTime now) const
{
    if (auto no = refusal(Rate::requests, 1, now)) return no;
    return refusal(Rate::tokens, tokens, now);
}

std::variant<RateLimit::Taken, RateLimit::Refusal> RateLimit::take(std::uint64_t tokens, MonotonicTime now)
{
    SWARMDESK_ASSERT(now.ns >= 0);
    if (auto no = refusal(tokens, now)) return *no;
    Bucket& bucket = bucket_at(number_of(now));
    if (bucket.number != number_of(now)) bucket = {.number = number_of(now)};
    bucket.add(1, tokens);
    sum_.add(1, tokens);
    return Taken{now, tokens};
}

void RateLimit::correct(const Taken& taken, std::uint64_t tokens)
{
    Bucket& bucket = bucket_at(number_of(taken.at));
    if (bucket.number != number_of(taken.at)) return;  // past, and its place used by another
    bucket.tokens = plus(bucket.tokens - std::min(bucket.tokens, taken.tokens), tokens);
    sum_.number = -1;
}

std::optional<RateLimit::Gauge> RateLimit::gauge(Rate rate, MonotonicTime now) const
{
    const auto limit = limit_of(rate);
    if (!limit) return std::nullopt;
    Gauge gauge{.limit = *limit};
    gauge.remaining = *limit - std::min(*limit, sum(now).of(rate));
    for (std::int64_t number = number_of(now); number >= 0 && is_counting(number, now); --number) {
        const Bucket& bucket = buckets_[place_of(number)];
        if (bucket.number != number || bucket.of(rate) == 0) continue;
        gauge.reset = until_past(bucket, now);
        break;
    }
    return gauge;
}

std::optional<std::uint64_t> RateLimit::limit_of(Rate rate) const
{
    return rate == Rate::requests ? settings_.requests : settings_.tokens;
}

bool RateLimit::is_counting(std::int64_t number, MonotonicTime now) const
{
    const std::int64_t newest = number_of(now);
    return number >= 0 && number <= newest && number + settings_.buckets >= newest;
}

const RateLimit::Bucket& RateLimit::sum(MonotonicTime now) const
{
    if (sum_.number == number_of(now)) return sum_;
    sum_ = {.number = number_of(now)};
    for (const Bucket& bucket : buckets_)
        if (is_counting(bucket.number, now)) sum_.add(bucket.requests, bucket.tokens);
    return sum_;
}

std::vector<RateLimit::Bucket> RateLimit::counting(MonotonicTime now) const
{
    std::vector<Bucket> those;
    std::ranges::copy_if(buckets_, std::back_inserter(those),
                         [&](const Bucket& bucket) { return is_counting(bucket.number, now); });
    std::ranges::sort(those, {}, &Bucket::number);
    return those;
}

nanoseconds RateLimit::until_past(const Bucket& bucket, MonotonicTime now) const
{
    return MonotonicTime{} + width_ * (bucket.number + settings_.buckets + 1) - now;
}

std::optional<RateLimit::Refusal> RateLimit::refusal(Rate rate, std::uint64_t wanted, MonotonicTime now) const
{
    const auto limit = limit_of(rate);
    if (!limit) return std::nullopt;
    if (wanted > *limit) return Refusal{rate, std::nullopt};
    std::uint64_t left = sum(now).of(rate);
    if (left <= *limit - wanted) return std::nullopt;
    for (const Bucket& bucket : counting(now)) {
        left -= std::min(left, bucket.of(rate));
        if (left <= *limit - wanted) return Refusal{rate, until_past(bucket, now)};
    }
    return Refusal{rate, settings_.window};  // counts beyond what a number holds
}

}  // namespace swarmdesk::llm::keys
