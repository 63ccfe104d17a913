#pragma once

#include <map>
#include <optional>
#include <vector>

#include "base/codec.hpp"
#include "trading/risk/holding.hpp"

namespace swarmdesk::trading::report {

/// One owner's lot of one instrument in one account.
struct LotKey {
    AccountId account;
    InstrumentId instrument;
    LotOwner owner;
    friend auto operator<=>(const LotKey&, const LotKey&) = default;
    friend bool operator==(const LotKey&, const LotKey&) = default;
};
SWARMDESK_DESCRIBE(LotKey, account, instrument, owner)

/// What the fills of one round trip came to so far: values and fees in the quote asset.
struct TripSum {
    Quantity entered;
    Amount entered_value;
    Quantity left;  ///< by fills, in the other direction
    Amount left_value;
    Amount fees;

    std::optional<Price> entry_price() const;  ///< on average; nothing where no fill entered
    std::optional<Price> exit_price() const;
    friend bool operator==(const TripSum&, const TripSum&) = default;
};
SWARMDESK_DESCRIBE(TripSum, entered, entered_value, left, left_value, fees)

/// The fills of the round trips that are open, summed up for whoever shows them. What a trip earned is no business of
/// this: the books say it (`RoundTripClosed`). A fill that is booked on lots of several owners is shared out as they
/// changed. Knows as many sums as there are lots that are not flat.
class TripSums {
public:
    using Lots = std::map<LotOwner, Position>;
    struct Execution {
        Side side = Side::buy;
        Quantity quantity;
        Amount value;
        Amount fee_quote;
    };

    /// One execution that made of the lots `before` those `after`, and ended these trips.
    void add(const AccountId& account, const InstrumentId& instrument, const Execution& execution, const Lots& before,
             const Lots& after, const std::vector<risk::ClosedTrip>& ended);
    /// What this trip came to, where the last execution ended it.
    std::optional<TripSum> ended(const LotKey& key) const;
    /// The lot is empty, and no fill made it so.
    void forget(const LotKey& key) { open_.erase(key); }

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("open", self.open_);
        visit("ended", self.ended_);
    }

private:
    std::map<LotKey, TripSum> open_;
    std::map<LotKey, TripSum> ended_;  ///< by the last execution
};

}  // namespace swarmdesk::trading::report
