#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "base/instant.hpp"
#include "base/names.hpp"

namespace swarmdesk::llm::keys {

enum class Rate { requests = 1, tokens };
constexpr auto enum_table(Rate)
{
    return std::to_array<EnumName<Rate>>({{Rate::requests, "requests"}, {Rate::tokens, "tokens"}});
}

/// Requests and tokens in any minute, not in each minute of the clock. The window slides by whole buckets, so its
/// memory does not depend on the traffic; a bucket counts until all of it is past, so in no window is there ever more
/// than the limit, and what is free again is so at most one bucket late. Not for use from several threads.
class RateLimit {
public:
    struct Settings {
        std::optional<std::uint64_t> requests;  ///< absent: any number
        std::optional<std::uint64_t> tokens;
        nanoseconds window = std::chrono::minutes{1};
        std::uint32_t buckets = 60;  ///< at least 1
    };
    /// A place in the window, for `correct`.
    struct Taken {
        MonotonicTime at;
        std::uint64_t tokens = 0;
    };
    struct Refusal {
        Rate rate = Rate::requests;
        std::optional<nanoseconds> retry_after;  ///< absent: it is more than fits any window
    };
    /// For the headers `x-ratelimit-{limit,remaining,reset}-{requests,tokens}`.
    struct Gauge {
        std::uint64_t limit = 0;
        std::uint64_t remaining = 0;
        nanoseconds reset{};  ///< until all of the limit is free again, if nobody calls
        friend bool operator==(const Gauge&, const Gauge&) = default;
    };

    explicit RateLimit(const Settings& settings);

    /// Whether a call with so many tokens would be refused. Take from several limits by asking all of them first.
    std::optional<Refusal> refusal(std::uint64_t tokens, MonotonicTime now) const;
    /// Counts one request and its estimated tokens; nothing where either is too much. Time must not go back.
    std::variant<Taken, Refusal> take(std::uint64_t tokens, MonotonicTime now);
    /// The truth about a call, counted when it was taken. It may be more than fits: the next ones then wait.
    void correct(const Taken& taken, std::uint64_t tokens);

    /// Nothing where there is no such limit.
    std::optional<Gauge> gauge(Rate rate, MonotonicTime now) const;

private:
    struct Bucket {
        std::int64_t number = -1;  ///< which stretch of time it counts
        std::uint64_t requests = 0;
        std::uint64_t tokens = 0;
        std::uint64_t of(Rate rate) const { return rate == Rate::requests ? requests : tokens; }
        void add(std::uint64_t more_requests, std::uint64_t more_tokens);  ///< no further than a number goes
    };

    std::int64_t number_of(MonotonicTime time) const { return time.ns / width_.count(); }
    std::size_t place_of(std::int64_t number) const { return static_cast<std::size_t>(number) % buckets_.size(); }
    Bucket& bucket_at(std::int64_t number) { return buckets_[place_of(number)]; }
    std::optional<std::uint64_t> limit_of(Rate rate) const;
    bool is_counting(std::int64_t number, MonotonicTime now) const;
    /// Of all that count.
    const Bucket& sum(MonotonicTime now) const;
    /// Those that still count, oldest first.
    std::vector<Bucket> counting(MonotonicTime now) const;
    nanoseconds until_past(const Bucket& bucket, MonotonicTime now) const;
    std::optional<Refusal> refusal(Rate rate, std::uint64_t wanted, MonotonicTime now) const;

    Settings settings_;
    nanoseconds width_;
    std::vector<Bucket> buckets_;  ///< one more than asked for: the one that is partly past
    mutable Bucket sum_;           ///< as of its number; -1: to be reckoned anew
};

}  // namespace swarmdesk::llm::keys
