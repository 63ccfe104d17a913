#include "trading/venues/paper/paper_exchange.hpp"

#include <algorithm>
#include <limits>

#include "base/assert.hpp"
#include "trading/venues/paper/steps.hpp"

namespace swarmdesk::trading::venues {
namespace {

using matching::Book;
using matching::Kind;
using matching::Lots;
using matching::OrderId;
using matching::Ticks;

constexpr std::size_t accounts_max = 10'000;
constexpr OrderId maker_bit = OrderId{1} << 63;
constexpr Decimal price_bound = Decimal::from_integer(1'000'000'000);
/// What one order can be worth at most, in its quote asset: far above any order, far below the range of a Decimal.
constexpr Decimal notional_bound = Decimal::from_integer(1'000'000'000'000'000);
constexpr Decimal deposit_bound = Decimal::from_integer(1'000'000'000'000'000);

Rejection duplicate() { return {"-2010", "Duplicate order sent.", true}; }

Kind kind_of(TimeInForce time_in_force)
{
    switch (time_in_force) {
        case TimeInForce::ioc: return Kind::immediate_or_cancel;
        case TimeInForce::fok: return Kind::fill_or_kill;
        case TimeInForce::gtc: break;
    }
    return Kind::limit;
}

/// How an order meets the book: what becomes of its rest, and the worst price it trades at.
struct Entry {
    Kind kind = Kind::limit;
    std::optional<Price> worst;
};

/// Of an OCO whose stop waits: its limit.
Entry entry_of(const Order& order, bool is_waiting)
{
    const Kind kind = kind_of(order.time_in_force);
    switch (order.type) {
        case OrderType::market:
        case OrderType::stop_loss:
        case OrderType::take_profit:
        case OrderType::trailing_stop: return {Kind::market, order.limit_price};
        case OrderType::limit_maker: return {Kind::post_only, order.limit_price};
        case OrderType::oco:
            if (is_waiting) return {Kind::post_only, order.limit_price};
            return {order.stop_limit_price ? kind : Kind::market, order.stop_limit_price};
        case OrderType::limit:
        case OrderType::stop_loss_limit:
        case OrderType::take_profit_limit: break;
    }
    return {kind, order.limit_price};
}

/// A worst price on the tick that is not worse than it.
Ticks worst_ticks(std::optional<Price> worst, Side side, const Instrument& instrument)
{
    const bool buys = side == Side::buy;
    if (!worst) return buys ? std::numeric_limits<Ticks>::max() : 1;
    return buys ? floor_ticks(*worst, instrument) : ceil_ticks(*worst, instrument);
}

/// A stop of this order that stands at `stop`.
WaitingStop stop_of(const Order& order, std::uint64_t number, Price stop, const Instrument& instrument)
{
    return {.order = number,
            .side = order.side,
            .is_for_gain = waits_for_gain(order.type),
            .at = floor_ticks(stop, instrument),
            .trailing_bp = order.trailing_bp.value_or(0)};
}
WaitingStop stop_of(const PaperOrder& order, const Instrument& instrument)
{
    return stop_of(order.order, order.number, *order.stop_price(), instrument);
}

Price highest_price(const Instrument& instrument)
{
    const Decimal by_notional = divide(notional_bound, instrument.quantity_max.value(), Rounding::toward_zero);
    Decimal highest = std::min(price_bound, by_notional);
    if (instrument.tick.value() < Decimal::from_integer(1))
        highest = std::min(highest, Decimal::from_mantissa(instrument.tick.value().mantissa() * ticks_max));
    return Price{round_to_step(highest, instrument.tick.value(), Rounding::toward_zero)};
}

}  // namespace

bool PaperExchange::Market::can_trade(const PaperOrder& order) const
{
    const auto is_price = [&](Price price) {
        return price <= price_max && is_multiple(price.value(), instrument.tick.value());
    };
    const Quantity rest = order.order.quantity - order.filled;  // nothing, just before it is closed
    return !check_form(order.order, instrument, price_max) && (!order.moved_stop || is_price(*order.moved_stop)) &&
           is_multiple(rest.value(), instrument.lot.value());
}

Result<void> PaperExchange::check(const Instrument& instrument)
try {
    const auto wrong = [&](const char* what) {
        return Error{Errc::out_of_range, "instrument " + instrument.id.to_string() + ": " + what};
    };
    if (instrument.id.is_empty() || instrument.base.is_empty() || instrument.quote.is_empty() ||
        instrument.base == instrument.quote)
        return wrong("needs a name, a base and another quote asset");
    if (!instrument.tick.is_positive() || !instrument.lot.is_positive()) return wrong("tick and lot must be positive");
    if (!instrument.quantity_min.is_positive() || instrument.quantity_max < instrument.quantity_min ||
        instrument.notional_min.is_negative())
        return wrong("its bounds contradict each other");
    if (instrument.quantity_max.value() > notional_bound ||
        divide(instrument.quantity_max.value(), Decimal::from_integer(Book::lots_max), Rounding::away_from_zero) >
            instrument.lot.value())
        return wrong("quantity_max is too many lots");
    if (!highest_price(instrument).is_positive()) return wrong("quantity_max leaves no room for a price");
    if (multiply(instrument.tick.value(), instrument.lot.value(), Rounding::toward_zero) !=
        multiply(instrument.tick.value(), instrument.lot.value(), Rounding::away_from_zero))
        return wrong("one lot at one tick is worth less than 18 decimals can say");
    return {};
} catch (const ArithmeticError&) {
    return Error{Errc::out_of_range, "instrument " + instrument.id.to_string() + ": its numbers are beyond all bounds"};
}

PaperExchange::PaperExchange(PaperSettings settings, std::vector<Instrument> instruments)
    : settings_(std::move(settings)), fees_(settings_.fees, instruments)
{
    for (Instrument& instrument : instruments) {
        SWARMDESK_ASSERT(check(instrument));
        const InstrumentId id = instrument.id;
        const Price price_max = highest_price(instrument);
        markets_.try_emplace(id, Market{.instrument = std::move(instrument), .price_max = price_max});
    }
}

PaperExchange::Answer PaperExchange::place(const Order& order, std::uint64_t epoch, UtcTime now)
{
    Answer answer;
    const auto found = markets_.find(order.instrument);
    if (!state_.accounts().contains(order.account)) {
        answer.rejection = Rejection{"-2015", "Invalid API-key, IP, or permissions for action."};
        return answer;
    }
    if (found == markets_.end()) {
        answer.rejection = Rejection{"-1121", "Invalid symbol."};
        return answer;
    }
    Market& market = found->second;
    answer.rejection = check_form(order, market.instrument, market.price_max);
    if (answer.rejection) return answer;
    place_maker(market, answer.events, now);
    answer.rejection = judge_moment(market, order);
    if (answer.rejection) return answer;

    forget_old(answer.events);
    answer.number = state_.next_number();
    record(answer.events, OrderPlaced{.number = answer.number,
                                      .order = order,
                                      .epoch = epoch,
                                      .base = market.instrument.base,
                                      .quote = market.instrument.quote,
                                      .locked = needed(market, order),
                                      .time = now});
    const PaperOrder& placed = *state_.find(answer.number);
    if (placed.is_waiting) market.stops.insert(stop_of(placed, market.instrument));
    if (placed.is_in_book()) enter(market, answer.number, answer.events, now);
    return answer;
}

PaperExchange::Answer PaperExchange::cancel(const AccountId& account, const InstrumentId& instrument,
                                            const ClientOrderId& id, UtcTime now)
{
    Answer answer;
    const PaperOrder* order = state_.find(account, instrument, id);
    if (order == nullptr || !order->is_open()) {
        answer.rejection = Rejection{"-2011", "Unknown order sent."};
        return answer;
    }
    answer.number = order->number;
    if (const auto market = markets_.find(instrument); market != markets_.end())
        market->second.book.cancel(order->number);
    close(order->number, VenueOrderStatus::canceled, "canceled", answer.events, now);
    return answer;
}

PaperEvents PaperExchange::on_quote(const Quote& quote, UtcTime now)
{
    PaperEvents events;
    const auto found = markets_.find(quote.instrument);
    if (found == markets_.end() || !quote.is_sound() || quote.ask > found->second.price_max) return events;
    Market& market = found->second;
    const Instrument& instrument = market.instrument;
    Market::Maker maker;
    maker.top = {.bid = floor_ticks(quote.bid, instrument), .ask = ceil_ticks(quote.ask, instrument)};
    if (maker.top.bid == 0) return events;
    fees_.on_quote(quote);
    if (instrument.status == InstrumentStatus::halted) return events;
    // A source that does not know sizes leaves them at zero: its market is taken to be deep.
    const auto size = [&](Quantity quantity) {
        if (!quantity.is_positive()) quantity = instrument.quantity_max;
        return std::max<Lots>(lots_of(std::min(quantity, instrument.quantity_max), instrument), 1);
    };
    maker.bid_size = size(quote.bid_size);
    maker.ask_size = size(quote.ask_size);

    withdraw_maker(market);
    market.maker = maker;
    market.is_maker_due = true;
    // Most quotes concern nobody's order; then the market maker's orders wait until somebody comes to trade.
    const auto best_bid = market.book.best_bid();
    const auto best_ask = market.book.best_ask();
    if ((best_bid && *best_bid >= maker.top.ask) || (best_ask && *best_ask <= maker.top.bid))
        place_maker(market, events, now);
    trigger_stops(market, events, now);
    move_stops(market, events, now);  // what this takes somewhere it does not trigger
    return events;
}

std::optional<Price> PaperExchange::next_awaited(const InstrumentId& instrument, Price from, Price to) const
{
    const auto found = markets_.find(instrument);
    if (found == markets_.end() || !from.is_positive() || from == to) return std::nullopt;
    const Market& market = found->second;
    if (market.instrument.status == InstrumentStatus::halted) return std::nullopt;
    const bool rises = to > from;
    const Instrument& tradable = market.instrument;
    std::optional<Price> nearest;
    for (const Side side : {Side::buy, Side::sell}) {
        Price lag;  // how far the side that is looked at stays behind
        if (market.maker && side == (rises ? Side::sell : Side::buy))
            lag = rises ? from - price_of(market.maker->top.bid, tradable)
                        : price_of(market.maker->top.ask, tradable) - from;
        if (lag.is_negative()) lag = {};
        const Price seen = std::min(rises ? from - lag : from + lag, market.price_max);
        const auto stop =
            market.stops.nearest(side, rises, rises ? floor_ticks(seen, tradable) : ceil_ticks(seen, tradable));
        if (!stop) continue;
        const Price price = rises ? price_of(*stop, tradable) + lag : price_of(*stop, tradable) - lag;
        if (rises ? price <= from || price >= to : price >= from || price <= to) continue;
        if (!nearest || (rises ? price < *nearest : price > *nearest)) nearest = price;
    }
    return nearest;
}

Result<PaperEvents> PaperExchange::move(const AccountId& account, execution::MoveKind kind, const AssetId& asset,
                                        Amount amount, UtcTime now)
{
    if (account.is_empty() || asset.is_empty())
        return Error{Errc::malformed, "money moves to or from an account, and is of an asset"};
    if (abs(amount.value()) > deposit_bound)
        return Error{Errc::out_of_range, "one move is at most " + deposit_bound.to_string()};
    if (kind == execution::MoveKind::fee && !amount.is_negative())
        return Error{Errc::out_of_range, "a fee is taken, not given"};
    if (amount.is_negative() && state_.free(account, asset) < -amount)
        return Error{Errc::out_of_range, "more than is free"};
    if (!state_.accounts().contains(account) && state_.accounts().size() >= accounts_max)
        return Error{Errc::limit_exceeded, "the paper exchange has no room for another account"};
    const auto total = state_.brought_in().find(asset);
    if (total != state_.brought_in().end() && (total->second + amount).value() > deposit_bound)
        return Error{Errc::limit_exceeded, "there is no more of that asset"};
    PaperEvents events;
    forget_old(events);
    record(events, FundsMoved{account, kind, asset, amount, now});
    return events;
}

PaperEvents PaperExchange::open_accounts(UtcTime now)
{
    PaperEvents events;
    for (const auto& [account, balances] : settings_.initial_balances) {
        if (state_.accounts().contains(account)) continue;
        for (const auto& [asset, amount] : balances)
            record(events, FundsMoved{account, execution::MoveKind::initial, asset, amount, now});
    }
    return events;
}

Result<void> PaperExchange::restore(PaperState state)
{
    state_ = std::move(state);
    std::map<std::uint64_t, const PaperOrder*> by_priority;
    for (const auto& [number, order] : state_.orders())
        if (order.is_open() && !by_priority.emplace(order.priority, &order).second)
            return Error{Errc::corrupt, "two orders of the paper book have one place in the queue"};
    for (const auto& [priority, open] : by_priority) {
        const auto found = markets_.find(open->order.instrument);
        if (found == markets_.end()) continue;
        Market& market = found->second;
        const Instrument& instrument = market.instrument;
        if (!market.can_trade(*open)) continue;
        if (open->filled == open->order.quantity)
            return Error{Errc::corrupt, "an open order of the paper book has nothing left to trade"};
        if (open->is_waiting) market.stops.insert(stop_of(*open, instrument));
        if (!open->is_in_book()) continue;
        executions_.clear();
        const auto submitted = market.book.submit(
            {.id = open->number,
             .owner = owner_of(open->order.account),
             .side = open->order.side,
             .kind = Kind::post_only,
             .price = worst_ticks(entry_of(open->order, open->is_waiting).worst, open->order.side, instrument),
             .quantity = lots_of(open->order.quantity - open->filled, instrument)},
            executions_);
        if (submitted.outcome != matching::SubmitOutcome::rested)
            return Error{Errc::corrupt, "the open orders of the paper book cross each other"};
    }
    return {};
}

std::vector<Instrument> PaperExchange::instruments() const
{
    std::vector<Instrument> result;
    for (const auto& [id, market] : markets_) result.push_back(market.instrument);
    return result;
}

void PaperExchange::record(PaperEvents& events, PaperEvent event)
{
    const auto applied = state_.apply(event);
    SWARMDESK_ASSERT(applied);
    events.push_back(std::move(event));
}

/// What depends on the book and the account as they are now.
std::optional<Rejection> PaperExchange::judge_moment(const Market& market, const Order& order) const
{
    const Instrument& instrument = market.instrument;
    const bool buys = order.side == Side::buy;
    if (instrument.status == InstrumentStatus::halted) return order_rejected("Market is closed.");
    const PaperOrder* other = state_.find(order.account, order.instrument, order.client_order_id);
    if (other != nullptr && (other->is_open() || settings_.remembers_client_ids)) return duplicate();
    if (state_.count_open(order.account, order.instrument) >= settings_.open_orders_max)
        return filter_failure("MAX_NUM_ORDERS");
    if (order.type == OrderType::market) {
        if (!market.maker) return order_rejected("Market is closed.");
        const Price last = price_of(buys ? market.maker->top.ask : market.maker->top.bid, instrument);
        if (notional(last, order.quantity, Rounding::toward_zero) < instrument.notional_min)
            return filter_failure("NOTIONAL");
    }
    if (has_stop(order.type) && market.maker &&
        stop_of(order, 0, *order.stop_price, instrument).is_due(market.maker->top))
        return order_rejected("Stop price would trigger immediately.");
    if (const Entry entry = entry_of(order, has_stop(order.type)); entry.kind == Kind::post_only) {
        const auto opposite_best = buys ? market.book.best_ask() : market.book.best_bid();
        const Ticks price = worst_ticks(entry.worst, order.side, instrument);
        if (opposite_best && (buys ? *opposite_best <= price : *opposite_best >= price))
            return order_rejected("Order would immediately match and take.");
    }
    if (state_.free(order.account, buys ? instrument.quote : instrument.base) < needed(market, order))
        return order_rejected("Account has insufficient balance for requested action.");
    return std::nullopt;
}

/// What the order can cost at most; an OCO the dearer of its legs. A market BUY is priced by the book it is about to
/// meet.
Amount PaperExchange::needed(const Market& market, const Order& order) const
{
    if (order.side == Side::sell) return Amount{order.quantity.value()};
    if (const auto dearest = dearest_price(order)) return notional(*dearest, order.quantity, Rounding::half_even);
    Amount cost;
    Lots left = lots_of(order.quantity, market.instrument);
    const Ticks worst = worst_ticks(order.limit_price, order.side, market.instrument);
    market.book.walk(order.side, [&](Ticks price, Lots quantity) {
        if (price > worst) return false;
        const Lots taken = std::min(left, quantity);
        cost +=
            notional(price_of(price, market.instrument), quantity_of(taken, market.instrument), Rounding::half_even);
        left -= taken;
        return left > 0;
    });
    return cost;
}

void PaperExchange::enter(Market& market, std::uint64_t number, PaperEvents& events, UtcTime now)
{
    const PaperOrder& known = *state_.find(number);
    const Order order = known.order;
    const Entry entry = entry_of(order, known.is_waiting);
    executions_.clear();
    const auto submitted = market.book.submit({.id = number,
                                               .owner = owner_of(order.account),
                                               .side = order.side,
                                               .kind = entry.kind,
                                               .price = worst_ticks(entry.worst, order.side, market.instrument),
                                               .quantity = lots_of(order.quantity - known.filled, market.instrument)},
                                              executions_);
    trade(market, order.side, executions_, events, now);
    using matching::SubmitOutcome;
    switch (submitted.outcome) {
        case SubmitOutcome::rested: break;
        case SubmitOutcome::filled: close(number, VenueOrderStatus::filled, {}, events, now); break;
        case SubmitOutcome::expired:
            close(number, VenueOrderStatus::expired,
                  entry.kind == Kind::fill_or_kill ? "it could not be filled whole" : "nobody took the rest", events,
                  now);
            break;
        case SubmitOutcome::self_trade:
            close(number, VenueOrderStatus::expired, "it would have traded with the account's own order", events, now);
            break;
        case SubmitOutcome::full:
        case SubmitOutcome::would_trade:
        case SubmitOutcome::duplicate:
            close(number, VenueOrderStatus::expired, "the book has no room for it", events, now);
            break;
    }
}

/// Books what the matching found. Makers that are used up are closed; the taker's end is the caller's matter.
void PaperExchange::trade(Market& market, Side taker_side, const std::vector<matching::Execution>& executions,
                          PaperEvents& events, UtcTime now)
{
    for (const auto& execution : executions) {
        const std::uint64_t maker = (execution.maker & maker_bit) != 0 ? 0 : execution.maker;
        const std::uint64_t taker = (execution.taker & maker_bit) != 0 ? 0 : execution.taker;
        const Price price = price_of(execution.price, market.instrument);
        const Quantity quantity = quantity_of(execution.quantity, market.instrument);
        const Amount value = notional(price, quantity, Rounding::half_even);
        const Fee maker_fee = fee_of(market, maker, opposite(taker_side), Liquidity::maker, quantity, value, now);
        const Fee taker_fee = fee_of(market, taker, taker_side, Liquidity::taker, quantity, value, now);
        record(events, OrdersMatched{.instrument = market.instrument.id,
                                     .trade_id = state_.next_trade_id(market.instrument.id),
                                     .maker = maker,
                                     .taker = taker,
                                     .taker_side = taker_side,
                                     .price = price,
                                     .quantity = quantity,
                                     .maker_fee = maker_fee.amount,
                                     .taker_fee = taker_fee.amount,
                                     .time = now,
                                     .maker_fee_asset = maker_fee.asset,
                                     .taker_fee_asset = taker_fee.asset,
                                     .volume = fees_.volume(market.instrument, value)});
        if (maker == 0) continue;
        const PaperOrder& order = *state_.find(maker);
        if (order.filled == order.order.quantity) close(maker, VenueOrderStatus::filled, {}, events, now);
    }
}

/// What the order's account pays; nothing where it is the market maker's.
Fee PaperExchange::fee_of(const Market& market, std::uint64_t number, Side side, Liquidity liquidity, Quantity quantity,
                          Amount value, UtcTime now) const
{
    if (number == 0) return {};
    const AccountId& account = state_.find(number)->order.account;
    Fee fee = fees_.fee({.instrument = market.instrument,
                         .side = side,
                         .liquidity = liquidity,
                         .value = value,
                         .quantity = Amount{quantity.value()},
                         .volume = fees_.has_tiers() ? state_.volume(account, now) : Amount{},
                         .free = fees_.asset().is_empty() ? Amount{} : state_.free(account, fees_.asset())});
    if (fee.asset == (side == Side::buy ? market.instrument.base : market.instrument.quote)) fee.asset = {};
    return fee;
}

/// An order that has left the book. Its stop, if one waits, is gone with it.
void PaperExchange::close(std::uint64_t number, VenueOrderStatus status, std::string reason, PaperEvents& events,
                          UtcTime now)
{
    const PaperOrder& order = *state_.find(number);
    if (const auto market = markets_.find(order.order.instrument);
        order.is_waiting && market != markets_.end() && market->second.can_trade(order))
        market->second.stops.erase(stop_of(order, market->second.instrument));
    record(events, OrderClosed{.number = number, .status = status, .reason = std::move(reason), .time = now});
}

/// Puts the newest quote's orders into the book, if they are not there yet.
void PaperExchange::place_maker(Market& market, PaperEvents& events, UtcTime now)
{
    if (!market.is_maker_due) return;
    market.is_maker_due = false;
    const Market::Maker& maker = *market.maker;
    const Ticks step = std::max<Ticks>(1, maker.top.bid / 10'000 * settings_.maker_step_bp);
    for (const Side side : {Side::buy, Side::sell}) {
        Ticks price = side == Side::buy ? maker.top.bid : maker.top.ask;
        for (std::uint32_t level = 0; level < settings_.maker_levels && price > 0 && price <= ticks_max; ++level) {
            const OrderId id = maker_bit | ++maker_number_;
            executions_.clear();
            const auto submitted = market.book.submit({.id = id,
                                                       .side = side,
                                                       .price = price,
                                                       .quantity = side == Side::buy ? maker.bid_size : maker.ask_size},
                                                      executions_);
            trade(market, side, executions_, events, now);
            if (submitted.outcome == matching::SubmitOutcome::rested) market.maker_orders.push_back(id);
            price += side == Side::buy ? -step : step;
        }
    }
}

void PaperExchange::withdraw_maker(Market& market)
{
    for (const OrderId id : market.maker_orders) market.book.cancel(id);
    market.maker_orders.clear();
}

void PaperExchange::trigger_stops(Market& market, PaperEvents& events, UtcTime now)
{
    while (const auto number = market.stops.next_due(market.maker->top)) {
        place_maker(market, events, now);
        market.stops.erase(stop_of(*state_.find(*number), market.instrument));
        market.book.cancel(*number);  // the limit of an OCO; nothing else is in it yet
        record(events, StopTriggered{.number = *number, .time = now});
        enter(market, *number, events, now);
    }
}

/// After the triggers, so that a report of where a stop stands says all that its order has traded.
void PaperExchange::move_stops(Market& market, PaperEvents& events, UtcTime now)
{
    while (const auto number = market.stops.next_to_move(market.maker->top)) {
        WaitingStop stop = stop_of(*state_.find(*number), market.instrument);
        market.stops.erase(stop);
        stop.at = stop.followed(market.maker->top);
        market.stops.insert(stop);
        record(events, StopMoved{.number = *number, .stop = price_of(stop.at, market.instrument), .time = now});
    }
}

matching::Owner PaperExchange::owner_of(const AccountId& account)
{
    return owners_.try_emplace(account, static_cast<matching::Owner>(owners_.size() + 1)).first->second;
}

/// Before a new order comes in, so that what a request closed can still be reported.
void PaperExchange::forget_old(PaperEvents& events)
{
    while (state_.closed().size() > settings_.closed_orders_max)
        record(events, OrderForgotten{.number = *state_.closed().begin()});
    while (state_.moves().size() > settings_.moves_max)
        record(events, MoveForgotten{.number = state_.moves().begin()->first});
}

}  // namespace swarmdesk::trading::venues
