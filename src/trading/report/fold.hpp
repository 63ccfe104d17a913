#pragma once

#include <deque>
#include <set>
#include <unordered_map>

#include "trading/execution/books.hpp"
#include "trading/report/facts.hpp"
#include "trading/report/trip_sums.hpp"

namespace swarmdesk::trading::report {

/// Folds a ledger's rows into the facts of one account, or of all of them together. Money, lots and values are those of
/// `execution::Books`, the one fold; this one decides which rows it needs. An intent is folded when it first fills, so
/// that the many that never do cost no more than to remember and forget their bytes. Pure: reads nothing but rows.
class Fold {
public:
    /// `account`: whose facts; empty: all. The observer is borrowed for the fold's life.
    Fold(AccountId account, Observer& observer) : account_(std::move(account)), observer_(observer) {}

    /// Whether rows of this kind change anything here; others need not even be copied.
    static bool needs(std::uint32_t kind);
    /// The next row of the ledger, in its order. `corrupt` where its bytes are no event, or one that cannot follow.
    Result<void> add(std::uint64_t seq, std::string_view chain, execution::Row row);

    /// All of it, for `restore` on a new fold of the same account.
    Bytes snapshot() const;
    /// `corrupt` where the bytes are no fold's; it is then good for nothing.
    Result<void> restore(std::string_view snapshot);

    const execution::Books& books() const { return books_; }
    bool has_fills() const { return has_fills_; }

private:
    /// The rows of an intent that has not filled.
    struct Waiting {
        std::string chain;
        execution::Row proposed;
        std::optional<execution::Row> reserved;
        bool has_ended = false;

        template <class Self, class Visitor>
        static void fields(Self& self, Visitor& visit)
        {
            visit("chain", self.chain);
            visit("proposed", self.proposed);
            visit("reserved", self.reserved);
            visit("has_ended", self.has_ended);
        }
    };
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
    static constexpr std::size_t ended_kept = 4'096;  ///< a fill may come after the cancel was confirmed

    bool is_ours(const AccountId& account) const { return account_.is_empty() || account == account_; }
    Result<void> take(std::uint64_t seq, std::string_view chain, execution::Row row);
    Result<void> fold_waiting(std::uint64_t seq, const std::string& intent);
    void end_waiting(const std::string& intent);
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
    std::unordered_map<std::string, Waiting> waiting_;
    std::deque<std::string> ended_;
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
