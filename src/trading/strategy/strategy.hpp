#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "trading/model/instrument.hpp"
#include "trading/model/intent.hpp"
#include "trading/model/market.hpp"
#include "trading/model/signal.hpp"

namespace swarmdesk::trading::strategy {

using literals::operator""_dec;

/// What a strategy may know besides the candles, in one instrument at this moment. Position and orders are its own:
/// what the account holds because somebody else bought it is kept out by whoever runs the strategy, lest it be sold.
struct View {
    const Instrument& instrument;
    Quantity position;                 ///< positive long
    Price entry_price;                 ///< average; zero when flat
    Amount equity;                     ///< of the account, in the quote asset
    Amount cash;                       ///< free, in the quote asset
    std::int32_t open_buy_orders = 0;  ///< resting or on their way
    std::int32_t open_sell_orders = 0;
    std::optional<UtcTime> last_entry{};  ///< when an entry of its own last went to the gate, or on its way there
    Protection protection{};              ///< what stands at the venue for the position
};

/// What of a strategy's rules for getting out is another than it was.
struct NewTerms {
    bool stop = false;
    bool target = false;

    bool is_any() const { return stop || target; }
    friend bool operator==(const NewTerms&, const NewTerms&) = default;
};

/// What a strategy would do. It has no authority: whoever runs the strategy makes a Signal of it, and the gate judges
/// the intent that may come of that. Exactly one of `quantity` and `quote_quantity` is set.
struct Proposal {
    Side side = Side::buy;
    std::optional<Quantity> quantity;
    std::optional<Amount> quote_quantity;      ///< market orders only
    std::optional<Price> limit_price;          ///< absent: at the market
    std::optional<Price> stop_price;           ///< where it will get out if wrong
    std::optional<Price> take_profit_price;    ///< where it will get out if right
    std::optional<std::uint32_t> trailing_bp;  ///< how far the stop follows the best price, in basis points
    bool reduce_only = false;
    std::int32_t confidence_percent = 50;  ///< 0 to 100
    std::string reason;                    ///< one sentence for a person, with the numbers it turned on
    nanoseconds valid_for{std::chrono::minutes{5}};

    friend bool operator==(const Proposal&, const Proposal&) = default;
};

/// Numbers a strategy works with, by name; empty where it has none yet.
using NamedValues = std::vector<std::pair<std::string_view, std::optional<Decimal>>>;

/// How far a strategy is with the past that it must have seen.
struct WarmUp {
    nanoseconds timeframe{};   ///< of the candles it decides on; zero: of those it is given
    std::uint32_t needed = 0;  ///< candles before it enters anything; zero: it needs no past
    std::uint32_t seen = 0;    ///< so far, no more than it needs

    bool is_complete() const { return seen >= needed; }
    friend bool operator==(const WarmUp&, const WarmUp&) = default;
};

/// A rule that turns candles into proposals. One object watches one instrument. Deterministic: no clock, no randomness,
/// no I/O, so the same candles and views give the same proposals, live, in replay and in a backtest. It keeps nothing a
/// restart would lose but its indicators' history: what it holds, and when it entered last, it reads from the View.
class Strategy {
public:
    virtual ~Strategy() = default;
    virtual std::string_view name() const = 0;
    /// Called once for each complete candle, oldest first.
    virtual std::optional<Proposal> on_candle(const Candle& candle, const View& view) = 0;
    /// What it would have protect what it holds, after the last candle; none: what it said at the entry.
    virtual Protection protection() const { return {}; }
    /// What it holds was entered by rules with another stop or target than its own: from here on its own hold, also
    /// between its candles, and `protection` is what they say. Called before `newest` is given to it; where that was
    /// before its close is no matter of levels that were not there. Returns its exit where the close is beyond them.
    virtual std::optional<Proposal> take_over(const Candle& newest, const View& view, NewTerms terms)
    {
        static_cast<void>(newest);
        static_cast<void>(view);
        static_cast<void>(terms);
        return std::nullopt;
    }
    /// Its indicators and levels after the last candle, for charts and people. The names live as long as it does, and
    /// are the same, in the same order, after each candle.
    virtual NamedValues series() const { return {}; }
    /// What it needs to have seen, and what of that it has. Until it is complete the strategy enters nothing.
    virtual WarmUp warm_up() const { return {}; }
    /// How many decisions found a value missing, after warm-up, and so decided for nothing.
    virtual std::uint64_t undecided() const { return 0; }
};

/// The proposal as a signal, lacking only who raises it, for whom, and its id.
Signal to_signal(const StrategyId& strategy, const Proposal& proposal, const Candle& candle);

/// That what protects a held lot becomes this, likewise.
Signal to_signal(const StrategyId& strategy, const Protection& protection, const Candle& candle);

/// An entry without a stop gets one so many percent below where it enters: no lot is without one at the venue.
void ensure_stop(Signal& entry, Price close, Decimal percent);

/// The stop a restarted strategy goes on with; none where none stands, or where the venue moves it itself.
inline std::optional<Price> standing_stop(const Protection& protection)
{
    return protection.trailing_bp ? std::nullopt : protection.stop_price;
}

/// Whether it rests after its last entry. That counts from the end of the candle on which it was proposed: a moment on
/// the way to the gate is not one more candle.
bool is_resting(const View& view, const Candle& candle, nanoseconds pause);

/// Where the past should begin of whoever decides from a candle on that opens at `first`: far enough back for four
/// times the candles it needs, because averages forget slowly, and at the beginning of one of them. `interval` is that
/// of the candles it is given. None where it needs no past.
std::optional<UtcTime> past_from(const WarmUp& warm_up, nanoseconds interval, UtcTime first);

/// When the candle of this timeframe begins that holds the instant.
UtcTime start_of_bar(UtcTime time, nanoseconds timeframe);

/// The first instant at which the candle is complete.
inline UtcTime close_time(const Candle& candle) { return candle.open_time + candle.interval; }

}  // namespace swarmdesk::trading::strategy
