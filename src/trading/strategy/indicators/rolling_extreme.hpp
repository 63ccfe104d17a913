#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "base/assert.hpp"
#include "base/decimal.hpp"

namespace swarmdesk::trading::strategy {

/// The extreme of the last n values, in amortised constant time; of equal ones the newest. All memory is taken at the
/// start.
template <class Beats>
class RollingExtreme {
public:
    explicit RollingExtreme(std::uint32_t period) : candidates_(period) { SWARMDESK_ASSERT(period > 0); }

    void update(Decimal value)
    {
        const std::uint64_t at = count_++;
        if (size_ > 0 && candidates_[first_].at + candidates_.size() <= at) drop_first();
        while (size_ > 0 && !Beats{}(candidates_[index(size_ - 1)].value, value)) --size_;
        candidates_[index(size_++)] = {at, value};
    }

    /// Of what there is; empty before the first value.
    std::optional<Decimal> value() const
    {
        return size_ == 0 ? std::nullopt : std::optional{candidates_[first_].value};
    }
    /// How many values ago that was. There must be a value.
    std::uint64_t age() const { return count_ - 1 - candidates_[first_].at; }
    bool is_full() const { return count_ >= candidates_.size(); }

    void clear() { first_ = size_ = count_ = 0; }

private:
    struct Candidate {
        std::uint64_t at = 0;
        Decimal value;
    };

    std::size_t index(std::size_t place) const
    {
        const std::size_t at = first_ + place;
        return at < candidates_.size() ? at : at - candidates_.size();
    }
    void drop_first()
    {
        first_ = index(1);
        --size_;
    }

    std::vector<Candidate> candidates_;  ///< a ring: those that no newer one beats, each better than the next
    std::size_t first_ = 0;
    std::size_t size_ = 0;
    std::uint64_t count_ = 0;
};

using RollingHigh = RollingExtreme<std::greater<>>;
using RollingLow = RollingExtreme<std::less<>>;

}  // namespace swarmdesk::trading::strategy
