#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "base/assert.hpp"

namespace swarmdesk::llm::routing {

/// Whether a call may take the places that are kept for few.
enum class Urgency { usual = 1, urgent };

/// At most so many calls at one deployment at once; the next one is for another deployment, not for a queue here. Some
/// of the places can be reserved: those only urgent calls take, who take the others as well.
/// Not for use from several threads.
class Bulkhead {
public:
    /// One place, given back when it goes. Move-only; must not outlive its bulkhead.
    class [[nodiscard]] Place {
    public:
        Place(Place&& other) noexcept : bulkhead_(std::exchange(other.bulkhead_, nullptr)), urgency_(other.urgency_) {}
        Place& operator=(Place&& other) noexcept
        {
            std::swap(bulkhead_, other.bulkhead_);
            std::swap(urgency_, other.urgency_);
            return *this;
        }
        ~Place()
        {
            if (bulkhead_ == nullptr) return;
            --bulkhead_->in_flight_;
            if (urgency_ == Urgency::usual) --bulkhead_->usual_in_flight_;
        }

    private:
        friend class Bulkhead;
        Place(Bulkhead& bulkhead, Urgency urgency) : bulkhead_(&bulkhead), urgency_(urgency)
        {
            ++bulkhead.in_flight_;
            if (urgency == Urgency::usual) ++bulkhead.usual_in_flight_;
        }

        Bulkhead* bulkhead_;
        Urgency urgency_;
    };

    /// Fewer are reserved than there are.
    explicit Bulkhead(std::uint32_t in_flight_max, std::uint32_t reserved = 0)
        : in_flight_max_(in_flight_max), reserved_(reserved)
    {
        SWARMDESK_ASSERT(reserved < in_flight_max);
    }
    Bulkhead(const Bulkhead&) = delete;
    Bulkhead& operator=(const Bulkhead&) = delete;

    [[nodiscard]] std::optional<Place> try_enter(Urgency urgency = Urgency::usual)
    {
        if (is_full(urgency)) return std::nullopt;
        return Place{*this, urgency};
    }
    bool is_full(Urgency urgency = Urgency::usual) const
    {
        if (in_flight_ >= in_flight_max_) return true;
        return urgency == Urgency::usual && usual_in_flight_ >= in_flight_max_ - reserved_;
    }
    std::uint32_t in_flight() const { return in_flight_; }
    std::uint32_t in_flight_max() const { return in_flight_max_; }

private:
    std::uint32_t in_flight_max_;
    std::uint32_t reserved_;
    std::uint32_t in_flight_ = 0;
    std::uint32_t usual_in_flight_ = 0;
};

}  // namespace swarmdesk::llm::routing
