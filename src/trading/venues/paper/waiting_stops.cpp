#include "trading/venues/paper/waiting_stops.hpp"

#include <algorithm>

#include "base/decimal.hpp"

namespace swarmdesk::trading::venues {

using matching::Ticks;

namespace {

constexpr Int128 whole_bp = 10'000;

Int128 ceil_divide(Int128 a, Int128 b) { return (a + b - 1) / b; }

/// What a follower stays short of the price, or goes beyond it.
Int128 share(const WaitingStop& stop)
{
    const Int128 distance{stop.trailing_bp};
    return stop.side == Side::buy ? whole_bp + distance : whole_bp - distance;
}

}  // namespace

Ticks WaitingStop::followed(const Top& top) const
{
    return static_cast<Ticks>(side == Side::buy ? ceil_divide(Int128{top.ask} * share(*this), whole_bp)
                                                : Int128{top.bid} * share(*this) / whole_bp);
}

std::optional<Ticks> WaitingStop::moves_at() const
{
    if (trailing_bp == 0) return std::nullopt;
    const Int128 least = ceil_divide(at, whole_bp);  // at least a tick
    if (side == Side::sell) return static_cast<Ticks>(ceil_divide((at + least) * whole_bp, share(*this)));
    const Int128 price = (at - least) * whole_bp / share(*this);
    return price > 0 ? std::optional{static_cast<Ticks>(price)} : std::nullopt;
}

void WaitingStops::insert(const WaitingStop& stop)
{
    const bool rises = stop.waits_for_rise();
    due_[place(stop.side)][rises ? 1 : 0].emplace(key(stop.at, rises), stop.order);
    if (const auto price = stop.moves_at())
        followers_[place(stop.side)].emplace(key(*price, stop.side == Side::sell), stop.order);
}

void WaitingStops::erase(const WaitingStop& stop)
{
    const bool rises = stop.waits_for_rise();
    due_[place(stop.side)][rises ? 1 : 0].erase({key(stop.at, rises), stop.order});
    if (const auto price = stop.moves_at())
        followers_[place(stop.side)].erase({key(*price, stop.side == Side::sell), stop.order});
}

std::optional<std::uint64_t> WaitingStops::next_due(const Top& top) const
{
    for (const Side side : {Side::buy, Side::sell})
        for (const bool rises : {true, false}) {
            const Queue& queue = due_[place(side)][rises ? 1 : 0];
            const Ticks price = side == Side::buy ? top.ask : top.bid;
            if (!queue.empty() && queue.begin()->first <= key(price, rises)) return queue.begin()->second;
        }
    return std::nullopt;
}

std::optional<std::uint64_t> WaitingStops::next_to_move(const Top& top) const
{
    for (const Side side : {Side::buy, Side::sell}) {
        const Queue& queue = followers_[place(side)];
        const Ticks price = side == Side::buy ? top.ask : top.bid;
        if (!queue.empty() && queue.begin()->first <= key(price, side == Side::sell)) return queue.begin()->second;
    }
    return std::nullopt;
}

std::optional<Ticks> WaitingStops::nearest(Side side, bool waits_for_rise, Ticks beyond) const
{
    const Queue& queue = due_[place(side)][waits_for_rise ? 1 : 0];
    const auto next = queue.lower_bound({key(beyond, waits_for_rise) + 1, 0});
    if (next == queue.end()) return std::nullopt;
    return key(next->first, waits_for_rise);
}

}  // namespace swarmdesk::trading::venues
