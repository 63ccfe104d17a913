#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "base/assert.hpp"

namespace swarmdesk::trading::strategy {

/// The last n values, oldest first out. All memory is taken at the start.
template <class T>
class Window {
public:
    explicit Window(std::uint32_t size) : values_(size) { SWARMDESK_ASSERT(size > 0); }

    void push(T value)
    {
        values_[next_] = std::move(value);
        if (++next_ == values_.size()) next_ = 0;
        if (count_ < values_.size()) ++count_;
    }

    bool is_full() const { return count_ == values_.size(); }
    std::size_t size() const { return count_; }
    /// Of what there is, the value pushed `age` pushes before the newest.
    const T& ago(std::size_t age) const
    {
        SWARMDESK_ASSERT(age < count_);
        return values_[next_ > age ? next_ - 1 - age : next_ + values_.size() - 1 - age];
    }
    const T& newest() const { return ago(0); }
    const T& oldest() const { return ago(count_ - 1); }

private:
    std::vector<T> values_;
    std::size_t next_ = 0;
    std::size_t count_ = 0;
};

}  // namespace swarmdesk::trading::strategy
