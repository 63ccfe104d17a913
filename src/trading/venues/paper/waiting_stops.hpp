#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>

#include "trading/matching/book.hpp"
#include "trading/model/intent.hpp"

namespace swarmdesk::trading::venues {

/// Best bid and best ask of a quote, on the instrument's ticks.
struct Top {
    matching::Ticks bid = 0;
    matching::Ticks ask = 0;
};

/// Where an order waits. A SELL looks at the bid and a BUY at the ask; one that waits for gain waits for the price to
/// go its way, the others for it to go against them.
struct WaitingStop {
    std::uint64_t order = 0;
    Side side = Side::sell;
    bool is_for_gain = false;
    matching::Ticks at = 0;
    /// How far behind the best price it follows, 1 to 5,000 basis points; 0: it stays where it is.
    std::uint32_t trailing_bp = 0;

    bool waits_for_rise() const { return (side == Side::buy) != is_for_gain; }
    bool is_due(const Top& top) const
    {
        const matching::Ticks price = side == Side::buy ? top.ask : top.bid;
        return waits_for_rise() ? price >= at : price <= at;
    }
    /// Where the quote takes it: for a SELL so far below the bid, on the tick below; for a BUY so far above the ask, on
    /// the tick above. Asked only of one that follows.
    matching::Ticks followed(const Top& top) const;
    /// The price at which it moves next: the first that takes it by at least one tick and one basis point of where it
    /// stands. None: it does not follow, or can go no further.
    std::optional<matching::Ticks> moves_at() const;
};

/// The stops of one instrument that wait for its quotes. What a quote costs grows with the stops that it touches, not
/// with those that wait: each is found by the price at which it is due and by the price at which it moves.
class WaitingStops {
public:
    void insert(const WaitingStop& stop);
    void erase(const WaitingStop& stop);

    /// The order of a stop that this quote has reached. Buys before sells, those that waited for a rise before those
    /// that waited for a fall, the nearest before the farther, and at one price the oldest.
    std::optional<std::uint64_t> next_due(const Top& top) const;
    /// The order of a stop that follows this quote.
    std::optional<std::uint64_t> next_to_move(const Top& top) const;
    /// The first stop of that kind strictly beyond a price, in the direction it waits for.
    std::optional<matching::Ticks> nearest(Side side, bool waits_for_rise, matching::Ticks beyond) const;

private:
    /// Prices count downwards where a fall is waited for, so that the first is always the next.
    using Queue = std::set<std::pair<matching::Ticks, std::uint64_t>>;
    static constexpr std::size_t place(Side side) { return side == Side::buy ? 1 : 0; }
    static matching::Ticks key(matching::Ticks price, bool rises) { return rises ? price : -price; }

    std::array<std::array<Queue, 2>, 2> due_;  ///< by side, and by whether a rise is waited for
    std::array<Queue, 2> followers_;           ///< by side: sells follow a rise, buys a fall
};

}  // namespace swarmdesk::trading::venues
