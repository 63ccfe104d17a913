#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "trading/matching/book.hpp"
#include "trading/model/instrument.hpp"
#include "trading/model/market.hpp"
#include "trading/venues/paper_settings.hpp"
#include "trading/venues/paper_state.hpp"

namespace swarmdesk::trading::venues {

/// Why the exchange will not, in Binance's codes and words: "-1013", "Filter failure: LOT_SIZE".
struct Refusal {
    std::string code;
    std::string message;

    friend bool operator==(const Refusal&, const Refusal&) = default;
};

/// The paper exchange's pure core: accounts, filters, books and fees, without a clock, file or coroutine. Every change
/// is an event, already folded into the state when it is returned; whoever calls keeps them.
///
/// The other side of the market is the house, which buys at the bid and sells at the ask of the newest quote, in a few
/// levels of the quote's size. When a quote moves across resting orders the house takes them at their own price.
class PaperExchange {
public:
    /// Whether an instrument's numbers can be traded here exactly, without overflow.
    static Result<void> check(const Instrument& instrument);

    /// Empty. The instruments must pass `check`.
    PaperExchange(PaperSettings settings, std::vector<Instrument> instruments);

    struct Answer {
        std::optional<Refusal> refusal;  ///< if so, nothing happened
        std::uint64_t number = 0;        ///< of the order
        PaperEvents events;
    };
    Answer place(const Order& order, UtcTime now);
    Answer cancel(const AccountId& account, const InstrumentId& instrument, const ClientOrderId& id, UtcTime now);
    /// New prices. A quote that is not sound, beyond all bounds or of another venue's instrument changes nothing.
    PaperEvents on_quote(const Quote& quote, UtcTime now);
    Result<PaperEvents> deposit(const AccountId& account, const AssetId& asset, Amount amount, UtcTime now);
    /// Opens the accounts of the settings that do not exist yet.
    PaperEvents open_accounts(UtcTime now);
    /// Takes over a recovered state. Orders of instruments no longer traded stay open and can only be cancelled.
    Result<void> restore(PaperState state);

    const PaperState& state() const { return state_; }
    const PaperSettings& settings() const { return settings_; }
    std::vector<Instrument> instruments() const;

private:
    /// One instrument's book, and the house behind it.
    struct Market {
        Instrument instrument;
        Price price_max;
        matching::Book book{};
        struct House {
            matching::Ticks bid = 0;
            matching::Ticks ask = 0;
            matching::Lots bid_size = 0;
            matching::Lots ask_size = 0;
        };
        std::optional<House> house;                   ///< none before the first quote
        bool is_house_due = false;                    ///< the book does not hold this quote's orders yet
        std::vector<matching::OrderId> house_orders;  ///< in the book
        using Stops = std::set<std::pair<matching::Ticks, std::uint64_t>>;  ///< stop price, number
        Stops buy_stops;                                                    ///< the lowest triggers first
        Stops sell_stops;                                                   ///< the highest triggers first
    };

    void record(PaperEvents& events, PaperEvent event);
    std::optional<Refusal> judge_form(const Market& market, const Order& order) const;
    std::optional<Refusal> judge_moment(const Market& market, const Order& order) const;
    Amount needed(const Market& market, const Order& order) const;
    void enter(Market& market, std::uint64_t number, PaperEvents& events, UtcTime now);
    void trade(Market& market, Side taker_side, const std::vector<matching::Execution>& executions, PaperEvents& events,
               UtcTime now);
    void close(std::uint64_t number, VenueOrderStatus status, std::string reason, PaperEvents& events, UtcTime now);
    void place_house(Market& market, PaperEvents& events, UtcTime now);
    void withdraw_house(Market& market);
    void trigger_stops(Market& market, PaperEvents& events, UtcTime now);
    matching::Owner owner_of(const AccountId& account);
    void forget_old(PaperEvents& events);

    PaperSettings settings_;
    std::map<InstrumentId, Market> markets_;
    PaperState state_;
    std::map<AccountId, matching::Owner> owners_;
    std::uint64_t house_number_ = 0;               ///< of the last house order; house ids have the top bit set
    std::vector<matching::Execution> executions_;  ///< reused
};

}  // namespace swarmdesk::trading::venues
