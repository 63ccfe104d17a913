#pragma once

#include <optional>
#include <string>
#include <vector>

#include "trading/execution/books.hpp"
#include "trading/risk/valuation.hpp"

/// \file
/// What closing positions would take: an order for each lot, and what is left as it is. Pure: books and quotes in, a
/// plan out. It judges nothing; the gate judges each intent of it as any other.
namespace swarmdesk::trading::execution {

using CloseId = Uuid<struct CloseTag>;  ///< of one wish to close, made by whoever has it

/// Which lots: those that match all of it. Without instrument and owner everything these accounts hold.
struct CloseFilter {
    std::vector<AccountId> accounts;
    std::optional<InstrumentId> instrument{};
    std::optional<LotOwner> owner{};  ///< an agent without a strategy stands for all lots of that agent
    bool is_owner_exact = false;      ///< it stands for that agent's lot of no strategy alone
};

bool matches(const CloseFilter& filter, const AccountId& account, const InstrumentId& instrument,
             const LotOwner& owner);

/// Why a lot, or a part of it, stays open.
enum class LeftOpen {
    dust = 1,           ///< too little for the venue to take (RAILS 25)
    already_closing,    ///< orders that are open would close it; those that only protect it do not count
    instrument_halted,  ///< its settings admit nothing (RAILS 11)
    no_price,           ///< there is no sound quote
    too_many,           ///< beyond the orders one close may be
};
constexpr auto enum_table(LeftOpen)
{
    using enum LeftOpen;
    return std::to_array<EnumName<LeftOpen>>({{dust, "DUST"},
                                              {already_closing, "ALREADY_CLOSING"},
                                              {instrument_halted, "INSTRUMENT_HALTED"},
                                              {no_price, "NO_PRICE"},
                                              {too_many, "TOO_MANY"}});
}

/// One market order that takes from one lot: sells a long one, buys a short one back.
struct PlannedClose {
    AccountId account;
    LotOwner owner;
    InstrumentId instrument;
    Side side = Side::sell;
    Quantity quantity;              ///< positive, on the instrument's lot step
    Price price;                    ///< the bid to sell at, the ask to buy at; the fill may differ
    Amount value;                   ///< at that price; all amounts are in the quote asset
    Amount fee;                     ///< as a taker, rounded up
    Amount cost;                    ///< the part of the lot's cost that it closes
    Amount result;                  ///< what would be won, after the fee
    std::optional<Decimal> usd;     ///< dollars for one of the quote asset; nothing where it has no rate
    std::vector<IntentId> cancels;  ///< what protects the lot at the venue: it makes way

    friend bool operator==(const PlannedClose&, const PlannedClose&) = default;
};

struct LeftLot {
    AccountId account;
    LotOwner owner;
    InstrumentId instrument;
    Quantity quantity;  ///< positive long, negative short
    LeftOpen why = LeftOpen::dust;

    friend bool operator==(const LeftLot&, const LeftLot&) = default;
};

/// In the order of accounts, instruments and owners. A lot larger than the instrument's largest order is several.
struct ClosePlan {
    std::vector<PlannedClose> closes;  ///< at most `closes_max`
    std::vector<LeftLot> left;
};

/// How many orders one close may be: what a person still reads, and less than an hour's reductions.
inline constexpr std::size_t closes_max = 100;

/// Accounts that the books do not know hold nothing. Throws ArithmeticError where values leave their range.
ClosePlan plan_close(const Books& books, const risk::Quotes& quotes, const CloseFilter& filter,
                     std::size_t closes_at_most = closes_max);

/// The intent that carries one of them out: it may only reduce, and takes from that owner's lot alone.
Intent close_intent(const PlannedClose& close, const IntentId& id, const UserId& user, const Actor& by,
                    const std::string& reason);

/// The id of a close's `number`th intent: the same for ever, and another for each user.
IntentId close_intent_id(const CloseId& close, const UserId& user, std::size_t number);

}  // namespace swarmdesk::trading::execution
