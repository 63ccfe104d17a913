#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "base/assert.hpp"

namespace swarmdesk::llm::routing {

/// At most so many calls at one deployment at once; the next one is for another deployment, not for a queue here.
/// Not for use from several threads.
class Bulkhead {
public:
    /// One place, given back when it goes. Move-only; must not outlive its bulkhead.
    class [[nodiscard]] Place {
    public:
        Place(Place&& other) noexcept : bulkhead_(std::exchange(other.bulkhead_, nullptr)) {}
        Place& operator=(Place&& other) noexcept
        {
            std::swap(bulkhead_, other.bulkhead_);
            return *this;
        }
        ~Place()
        {
            if (bulkhead_) --bulkhead_->in_flight_;
        }

    private:
        friend class Bulkhead;
        explicit Place(Bulkhead& bulkhead) : bulkhead_(&bulkhead) { ++bulkhead.in_flight_; }

        Bulkhead* bulkhead_;
    };

    explicit Bulkhead(std::uint32_t in_flight_max) : in_flight_max_(in_flight_max)
    {
        SWARMDESK_ASSERT(in_flight_max > 0);
    }
    Bulkhead(const Bulkhead&) = delete;
    Bulkhead& operator=(const Bulkhead&) = delete;

    [[nodiscard]] std::optional<Place> try_enter()
    {
        if (is_full()) return std::nullopt;
        return Place{*this};
    }
    bool is_full() const { return in_flight_ >= in_flight_max_; }
    std::uint32_t in_flight() const { return in_flight_; }
    std::uint32_t in_flight_max() const { return in_flight_max_; }

private:
    std::uint32_t in_flight_max_;
    std::uint32_t in_flight_ = 0;
};

}  // namespace swarmdesk::llm::routing
