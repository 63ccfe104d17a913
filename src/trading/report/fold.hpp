#pragma once

#include <set>
#include <vector>

#include "trading/execution/books.hpp"
#include "trading/report/facts.hpp"
#include "trading/report/sieve.hpp"
#include "trading/report/trip_sums.hpp"

namespace swarmdesk::trading::report {

/// Folds a ledger's rows into the facts of one account, or of all of them together. Money, lots and values are those of
/// `execution::Books`, the one fold; a sieve decides which rows it needs. Pure: reads nothing but rows.
class Fold {
public:
    /// `account`: whose facts; empty: all. The observer is borrowed for the fold's life.
    Fold(AccountId account, Observer& observer) : account_(std::move(account)), observer_(observer) {}

    /// The next row of the ledger, in its order. `corrupt` where its bytes are no event, or one that cannot follow.
    Result<void> add(Input row);
    /// The same of an event that somebody has at hand.
    Result<void> add(std::uint64_t seq, const execution::Stamped& event);
    /// The same of one that a sieve of the caller's let through: to read, and to sieve, is half of the work, and may be
    /// done on another thread.
    Result<void> add_sieved(Input row);

    /// All of it, for `restore` on a new fold of the same account.
    Bytes snapshot() const;
    /// `corrupt` where the bytes are no fold's; it is then good for nothing.
    Result<void> restore(std::string_view snapshot);

    const execution::Books& books() const { return books_; }
    bool has_fills() const { return has_fills_; }

private:
    struct OpenLot {
        UtcTime since;
        bool is_long = true;

        template <class Self, class Visitor>
        static void fields(Self& self, Visitor& visit)
        {
            visit("since", self.since);
            visit("is_long", self.is_long);
        }
    };
    bool is_ours(const AccountId& account) const { return account_.is_empty() || account == account_; }
    Result<void> take(Input input);
    Result<void> apply(std::uint64_t seq, const execution::Stamped& event);
    /// An execution: on the books, and then told.
    void book(std::uint64_t seq, const execution::Stamped& event, const IntentId& intent, const Fill& fill,
              Amount fee_quote, bool is_estimated);
    void close(std::uint64_t seq, const execution::RoundTripClosed& event, UtcTime time);
    void put_in(const AccountId& account, Usd value);
    void move(const MoveFact& fact, std::optional<Usd> value);
    void mark(const execution::PricesMarked& event, UtcTime time);
    void update_lots(const AccountId& account, const InstrumentId& instrument, Price price, UtcTime time);
    void forget_emptied_lots(const AccountId& account, UtcTime time);
    void advance(UtcTime time);
    std::optional<Decimal> usd_of(const AssetId& asset) const { return books_.rails().usd_rate(asset, quotes_); }

    AccountId account_;
    Observer& observer_;
    execution::Books books_;
    risk::Quotes quotes_;  ///< the newest marks
    Sieve sieve_;
    std::vector<Input> passed_;         ///< by it, of the row at hand; kept for its room
    std::map<LotKey, OpenLot> open_;    ///< lots beyond dust, of our accounts
    std::map<LotKey, OpenLot> closed_;  ///< by the last fill, until their round trips are told
    TripSums trips_;
    Usd put_in_;
    std::map<AccountId, Usd> put_in_by_account_;  ///< since the last point of each
    nanoseconds in_market_{};
    UtcTime last_counted_;  ///< up to where `in_market_` counts
    bool has_fills_ = false;
};

}  // namespace swarmdesk::trading::report
