#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

#include "base/assert.hpp"
#include "runtime/wakeup.hpp"

namespace swarmdesk::runtime {

/// What became of a push.
enum class Push { accepted = 1, full, closed };

/// A bounded queue between coroutines of one executor: any number push, one pops. When full it says so and takes
/// nothing; what to do then (drop, refuse, cut) is the pusher's decision.
template <class T>
class Channel {
public:
    explicit Channel(std::size_t capacity) : capacity_(capacity) { SWARMDESK_ASSERT(capacity > 0); }
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    /// The value is moved from only if accepted.
    [[nodiscard]] Push try_push(T&& value)
    {
        if (is_closed_) return Push::closed;
        if (values_.size() == capacity_) return Push::full;
        values_.push_back(std::move(value));
        arrived_.wake();
        return Push::accepted;
    }
    [[nodiscard]] Push try_push(const T& value) { return try_push(T{value}); }

    /// The oldest value; waits for one. Empty once the channel is closed and drained. One popper at a time.
    asio::awaitable<std::optional<T>> pop()
    {
        while (values_.empty() && !is_closed_) co_await arrived_.wait();
        co_return try_pop();
    }
    std::optional<T> try_pop()
    {
        if (values_.empty()) return std::nullopt;
        std::optional<T> value{std::move(values_.front())};
        values_.pop_front();
        return value;
    }

    /// Refuses further pushes; what is inside can still be popped.
    void close()
    {
        is_closed_ = true;
        arrived_.wake();
    }

    std::size_t size() const { return values_.size(); }
    std::size_t capacity() const { return capacity_; }
    bool is_closed() const { return is_closed_; }

private:
    std::size_t capacity_;
    std::deque<T> values_;
    bool is_closed_ = false;
    Wakeup arrived_;
};

}  // namespace swarmdesk::runtime
