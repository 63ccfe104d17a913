#pragma once

#include <vector>

#include "trading/execution/event.hpp"

namespace swarmdesk::trading::report {

/// \file
/// What a fold of the ledger says happened, in its order: the input of every report and export. Nothing is rounded
/// here.

/// What the accounts were worth at one `PricesMarked`.
struct EquityPoint {
    UtcTime time;
    Usd equity;
    Usd put_in;             ///< net of what was taken out, since the point before
    Usd gross;              ///< the sizes of all lots together, at the mids
    nanoseconds in_market;  ///< of the time since the point before, how long any lot beyond dust was held
    std::vector<std::pair<InstrumentId, Price>> mids;  ///< of this mark
};

/// The same of one account.
struct AccountPoint {
    UtcTime time;
    Usd equity;
    Usd put_in;
};

/// One execution, or what people settled an order as.
struct FillFact {
    std::uint64_t seq = 0;  ///< of its event in the ledger
    UtcTime time;
    AccountId account;
    LotOwner owner;  ///< who traded
    IntentId intent;
    FillId id;  ///< empty for a settlement
    InstrumentId instrument;
    AssetId base;
    AssetId quote;
    Side side = Side::buy;
    OrderType type = OrderType::market;
    Liquidity liquidity = Liquidity::taker;
    Price price;
    Quantity quantity;
    Amount value;  ///< that changed hands, in the quote asset
    Amount fee;
    AssetId fee_asset;
    Amount fee_quote;                  ///< the fee in the quote asset
    bool is_fee_estimated = false;     ///< its asset had no fresh price
    std::optional<Price> reference;    ///< what its price is measured against: the stop or limit that it
                                       ///< waited for, else the ask that a buy was judged on, the bid of a sale
    std::optional<Decimal> quote_usd;  ///< dollars for one of the quote asset at the last marks; absent without a price
    std::string reason;                ///< of the intent; untrusted text
};

/// A round trip of one owner, from flat to flat.
struct TradeFact {
    std::uint64_t seq = 0;  ///< of its event in the ledger
    UtcTime opened;
    UtcTime closed;
    AccountId account;
    LotOwner owner;  ///< whose lot it was
    InstrumentId instrument;
    AssetId quote;
    bool is_long = true;
    Quantity quantity;                 ///< that was closed
    std::optional<Price> entry_price;  ///< averages of the fills; absent where none is known
    std::optional<Price> exit_price;
    Amount entry_cost;  ///< in the quote asset
    Amount result;      ///< net of fees, in the quote asset
    Amount fees;        ///< of its fills, in the quote asset
    std::optional<Decimal> quote_usd;
    IntentId intent;                 ///< that closed it
    std::optional<SignalId> signal;  ///< which that acted on
    OrderType exit_type = OrderType::market;
    std::string exit;    ///< what kind of reason closed it: the words of the reason without its numbers
    std::string reason;  ///< of the intent that closed it; untrusted text
};
SWARMDESK_DESCRIBE(TradeFact, seq, opened, closed, account, owner, instrument, quote, is_long, quantity, entry_price,
                   exit_price, entry_cost, result, fees, quote_usd, intent, signal, exit_type, exit, reason)

/// A balance that changed otherwise than by a fill.
struct MoveFact {
    std::uint64_t seq = 0;
    UtcTime time;
    AccountId account;
    AssetId asset;
    Amount amount;
    execution::MoveKind kind = execution::MoveKind::deposit;
    Usd value;
    bool is_estimated = false;
};

/// Receives facts in the order of the ledger. A fact is valid during the call.
class Observer {
public:
    virtual ~Observer() = default;
    virtual void on_account(const AccountId&, UtcTime) {}
    virtual void on_instrument(const Instrument&) {}
    virtual void on_limits(const risk::Limits&) {}
    /// Prices were marked: what accounts were worth at them follows.
    virtual void on_mark(UtcTime) {}
    virtual void on_account_point(const AccountId&, const AccountPoint&) {}
    virtual void on_point(const EquityPoint&) {}
    virtual void on_fill(const FillFact&) {}
    virtual void on_trade(const TradeFact&) {}
    virtual void on_move(const MoveFact&) {}
};

/// What kind of reason an intent that closed a trip had: the words of its reason without its numbers, or that it was a
/// person's.
std::string exit_kind(const Intent& intent);
/// The words of a reason without its numbers, so that equal kinds of reasons are equal: "low 91.08 reached the stop
/// 94.06" is "low reached the stop". At most 60 bytes, never inside a character.
std::string reason_kind(const std::string& reason);

}  // namespace swarmdesk::trading::report
