#include "trading/execution/close_plan.hpp"

#include <algorithm>

#include "base/decimal_share.hpp"
#include "base/derived_uuid.hpp"
#include "trading/model/lot_choice.hpp"
#include "trading/risk/rounding.hpp"

namespace swarmdesk::trading::execution {
namespace {

Quantity whole_steps(Quantity quantity, const Instrument& instrument)
{
    return Quantity{round_to_step(quantity.value(), instrument.lot.value(), Rounding::toward_zero)};
}

/// What is left of a quantity; never less than nothing.
Quantity less(Quantity quantity, Quantity taken) { return taken < quantity ? quantity - taken : Quantity{}; }

class Planner {
public:
    Planner(const Books& books, const risk::Quotes& quotes, const CloseFilter& filter, std::size_t most)
        : books_(books), rails_(books.rails()), quotes_(quotes), filter_(filter), most_(most)
    {}

    ClosePlan plan()
    {
        for (const AccountId& id : filter_.accounts) {
            const risk::Account* account = rails_.find(id);
            if (account == nullptr) continue;
            for (const auto& [instrument, holding] : account->holdings) {
                const auto listed = rails_.state().instruments.find(instrument);
                if (listed == rails_.state().instruments.end()) continue;
                look_at(id, listed->second, holding);
            }
        }
        return std::move(plan_);
    }

private:
    void look_at(const AccountId& account, const Instrument& instrument, const risk::Holding& holding)
    {
        for (const Side side : {Side::sell, Side::buy}) {
            // What protects a lot makes way, so it is free all the same; whoever it makes way for holds nothing yet.
            // And people's orders may take from anybody's lots, so what is left of all bounds each.
            constexpr auto left_out = risk::Holding::Protections::left_out;
            const Waiting waiting = waiting_on(account, instrument.id, side, holding);
            Quantity of_all = less(holding.available({}, true, side, nullptr, left_out), waiting.all);
            for (const auto& [owner, lot] : holding.lots) {
                const Quantity held = risk::reducible(lot, side);
                if (held.is_zero() || !matches(filter_, account, instrument.id, owner)) continue;
                const auto found = waiting.of_owner.find(owner);
                const Quantity own = less(holding.available(owner, false, side, nullptr, left_out),
                                          found == waiting.of_owner.end() ? Quantity{} : found->second);
                const Quantity free = std::min(of_all, own);
                of_all -= free;
                look_at(PlannedClose{.account = account,
                                     .owner = owner,
                                     .instrument = instrument.id,
                                     .side = side,
                                     .cancels = protecting({account, instrument.id, owner}, side)},
                        instrument, lot, held, free);
            }
        }
    }

    /// Closes that wait until what protects their lot has made way.
    struct Waiting {
        Quantity all;
        std::map<LotOwner, Quantity> of_owner;  ///< of those that name one
    };
    Waiting waiting_on(const AccountId& account, const InstrumentId& instrument, Side side,
                       const risk::Holding& holding) const
    {
        Waiting waiting;
        for (const IntentId& id : books_.open_of(account)) {
            const IntentRecord& record = *books_.find(id);
            const Intent& intent = record.intent;
            if (!waits_for_its_way(record.state) || intent.instrument != instrument || intent.side != side) continue;
            const Quantity quantity = intent.quantity.value_or(holding.reducible_on(side));
            waiting.all += quantity;
            if (!is_anybodys(intent)) waiting.of_owner[intent.lot_owner()] += quantity;
        }
        return waiting;
    }

    std::vector<IntentId> protecting(const LotKey& lot, Side side) const
    {
        const auto found = books_.protecting().find(lot);
        if (side == Side::buy || found == books_.protecting().end()) return {};
        return {found->second.begin(), found->second.end()};
    }

    void look_at(PlannedClose close, const Instrument& instrument, const Position& lot, Quantity held, Quantity free)
    {
        if (instrument.status == InstrumentStatus::halted) return leave(close, held, LeftOpen::instrument_halted);
        if (free < held && !whole_steps(held - free, instrument).is_zero())
            leave(close, held - free, LeftOpen::already_closing);
        if (free.is_zero()) return;
        const auto quote = quotes_.find(instrument.id);
        const bool has_price = quote != quotes_.end() && quote->second.is_sound();
        if (has_price) close.price = close.side == Side::sell ? quote->second.bid : quote->second.ask;
        // Below the least quantity it is dust at any price.
        const Quantity whole = whole_steps(free, instrument);
        if (whole.is_zero() || whole < instrument.quantity_min) return leave(close, free, LeftOpen::dust);
        if (!has_price) return leave(close, free, LeftOpen::no_price);

        close.usd = rails_.usd_rate(instrument.quote, quotes_);
        const Quantity most = whole_steps(instrument.quantity_max, instrument);
        Quantity left = whole;
        while (left.is_positive()) {
            const Quantity part = most.is_positive() ? std::min(left, most) : left;
            if (risk::is_dust(instrument, part, close.price)) return leave(close, left, LeftOpen::dust);
            if (plan_.closes.size() == most_) return leave(close, left, LeftOpen::too_many);
            plan_.closes.push_back(valued(close, part, lot, held));
            left -= part;
        }
    }

    PlannedClose valued(PlannedClose close, Quantity part, const Position& lot, Quantity held) const
    {
        const bool is_sale = close.side == Side::sell;
        close.quantity = part;
        close.value = notional(close.price, part, is_sale ? Rounding::toward_zero : Rounding::away_from_zero);
        close.fee = Amount{risk::percent_up(close.value.value(), rails_.limits().taker_fee_percent)};
        close.cost = Amount{share(lot.cost.value(), part.value(), held.value(), Rounding::half_even)};
        close.result = (is_sale ? close.value - close.cost : close.cost - close.value) - close.fee;
        return close;
    }

    void leave(const PlannedClose& close, Quantity quantity, LeftOpen why)
    {
        plan_.left.push_back({.account = close.account,
                              .owner = close.owner,
                              .instrument = close.instrument,
                              .quantity = close.side == Side::sell ? quantity : -quantity,
                              .why = why});
    }

    const Books& books_;
    const risk::Rails& rails_;
    const risk::Quotes& quotes_;
    const CloseFilter& filter_;
    const std::size_t most_;
    ClosePlan plan_;
};

}  // namespace

bool matches(const CloseFilter& filter, const AccountId& account, const InstrumentId& instrument, const LotOwner& owner)
{
    if (std::ranges::find(filter.accounts, account) == filter.accounts.end()) return false;
    if (filter.instrument && *filter.instrument != instrument) return false;
    if (!filter.owner) return true;
    const bool is_whole_agent =
        !filter.is_owner_exact && !filter.owner->is_people() && filter.owner->strategy.is_empty();
    return is_whole_agent ? owner.agent == filter.owner->agent : owner == *filter.owner;
}

ClosePlan plan_close(const Books& books, const risk::Quotes& quotes, const CloseFilter& filter,
                     std::size_t closes_at_most)
{
    return Planner{books, quotes, filter, closes_at_most}.plan();
}

Intent close_intent(const PlannedClose& close, const IntentId& id, const UserId& user, const Actor& by,
                    const std::string& reason)
{
    Intent intent;
    intent.id = id;
    intent.user = user;
    intent.account = close.account;
    intent.instrument = close.instrument;
    intent.side = close.side;
    intent.type = OrderType::market;
    intent.quantity = close.quantity;
    intent.reduce_only = true;
    intent.proposer = by;
    intent.owner = close.owner;  // also where it is people: theirs alone, and not anybody's
    intent.reason = reason;
    return intent;
}

IntentId close_intent_id(const CloseId& close, const UserId& user, std::size_t number)
{
    const std::string_view source{reinterpret_cast<const char*>(close.raw().data()), close.raw().size()};
    const std::string subject = std::string{source} + std::to_string(number) + "/" + user.to_string();
    return IntentId{derived_uuid(close.raw(), sha256("intent of close", subject))};
}

}  // namespace swarmdesk::trading::execution
