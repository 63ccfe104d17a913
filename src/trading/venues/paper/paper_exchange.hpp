#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "trading/matching/book.hpp"
#include "trading/model/instrument.hpp"
#include "trading/model/market.hpp"
#include "trading/venues/paper/fee_calculator.hpp"
#include "trading/venues/paper/order_form.hpp"
#include "trading/venues/paper/paper_settings.hpp"
#include "trading/venues/paper/paper_state.hpp"
#include "trading/venues/paper/waiting_stops.hpp"

namespace swarmdesk::trading::venues {

/// The paper exchange's pure core: accounts, filters, books and fees, without a clock, file or coroutine. Every change
/// is an event, already folded into the state when it is returned; whoever calls keeps them.
///
/// The other side of the market is a market maker, which buys at the bid and sells at the ask of the newest quote, in a
/// few levels of the quote's size. When a quote moves across resting orders it takes them at their own price. A waiting
/// stop enters the book on the first quote that has passed its price and trades at that quote's prices: a market that
/// jumps over a stop jumps over its price too. `next_awaited` is for markets that do not jump. An instrument that is
/// halted takes no order and trades nothing, whatever its quote; what rests in it can be canceled.
///
/// A stop that follows the price begins where its order says and follows every quote after that, but in steps: of one
/// tick and one basis point of where it stands, at least, so that the journal stays small.
///
/// An OCO is one order: its limit rests in the book while its stop waits. What the limit has traded when the stop
/// triggers is done; the rest leaves the book and enters it anew, as what its stop becomes.
///
/// What a quote costs does not depend on how many orders rest or wait, only on how many it touches.
class PaperExchange {
public:
    /// Whether an instrument's numbers can be traded here exactly, without overflow.
    static Result<void> check(const Instrument& instrument);

    /// Empty. The instruments must pass `check`.
    PaperExchange(PaperSettings settings, std::vector<Instrument> instruments);

    struct Answer {
        std::optional<Rejection> rejection;  ///< if so, nothing happened
        std::uint64_t number = 0;            ///< of the order
        PaperEvents events;
    };
    Answer place(const Order& order, std::uint64_t epoch, UtcTime now);
    Answer cancel(const AccountId& account, const InstrumentId& instrument, const ClientOrderId& id, UtcTime now);
    /// New prices. A quote that is not sound, beyond all bounds or of another venue's instrument changes nothing.
    PaperEvents on_quote(const Quote& quote, UtcTime now);
    /// The price next to `from`, strictly between the two, at which a waiting order would enter the book. `from` is the
    /// middle of the newest quote. A stop is reached when the middle is; what waits for gain only when somebody pays
    /// it: as far beyond as that quote's own side is from its middle.
    std::optional<Price> next_awaited(const InstrumentId& instrument, Price from, Price to) const;
    /// Money comes (it opens the account, if it is new) or, where the amount is negative, goes: no more than is free. A
    /// fee goes to the exchange.
    Result<PaperEvents> move(const AccountId& account, execution::MoveKind kind, const AssetId& asset, Amount amount,
                             UtcTime now);
    /// Opens the accounts of the settings that do not exist yet.
    PaperEvents open_accounts(UtcTime now);
    /// Takes over a recovered state. Orders of instruments no longer traded stay open and can only be canceled.
    Result<void> restore(PaperState state);

    const PaperState& state() const { return state_; }
    const PaperSettings& settings() const { return settings_; }
    std::vector<Instrument> instruments() const;

private:
    /// One instrument's book, and the market maker in it.
    struct Market {
        Instrument instrument;
        Price price_max;
        matching::Book book{};
        struct Maker {
            Top top;
            matching::Lots bid_size = 0;
            matching::Lots ask_size = 0;
        };
        std::optional<Maker> maker;                   ///< none before the first quote
        bool is_maker_due = false;                    ///< the book does not hold this quote's orders yet
        std::vector<matching::OrderId> maker_orders;  ///< in the book
        WaitingStops stops{};                         ///< of the open orders that can trade

        /// Whether what was accepted once can still trade: the instrument may have changed since.
        bool can_trade(const PaperOrder& order) const;
    };

    void record(PaperEvents& events, PaperEvent event);
    std::optional<Rejection> judge_moment(const Market& market, const Order& order) const;
    Amount needed(const Market& market, const Order& order) const;
    void enter(Market& market, std::uint64_t number, PaperEvents& events, UtcTime now);
    void trade(Market& market, Side taker_side, const std::vector<matching::Execution>& executions, PaperEvents& events,
               UtcTime now);
    void close(std::uint64_t number, VenueOrderStatus status, std::string reason, PaperEvents& events, UtcTime now);
    void place_maker(Market& market, PaperEvents& events, UtcTime now);
    void withdraw_maker(Market& market);
    void trigger_stops(Market& market, PaperEvents& events, UtcTime now);
    void move_stops(Market& market, PaperEvents& events, UtcTime now);
    matching::Owner owner_of(const AccountId& account);
    void forget_old(PaperEvents& events);

    Fee fee_of(const Market& market, std::uint64_t number, Side side, Liquidity liquidity, Quantity quantity,
               Amount value, UtcTime now) const;

    PaperSettings settings_;
    FeeCalculator fees_;
    std::map<InstrumentId, Market> markets_;
    PaperState state_;
    std::map<AccountId, matching::Owner> owners_;
    std::uint64_t maker_number_ = 0;               ///< of its last order; its ids have the top bit set
    std::vector<matching::Execution> executions_;  ///< reused
};

}  // namespace swarmdesk::trading::venues
