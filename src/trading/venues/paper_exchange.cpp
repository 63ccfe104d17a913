#include "trading/venues/paper_exchange.hpp"

#include <algorithm>
#include <limits>

#include "base/assert.hpp"

namespace swarmdesk::trading::venues {
namespace {

using matching::Book;
using matching::Kind;
using matching::Lots;
using matching::OrderId;
using matching::Ticks;

constexpr std::size_t accounts_max = 10'000;
constexpr OrderId house_bit = OrderId{1} << 63;
constexpr Ticks ticks_max = 1'000'000'000'000'000'000;
constexpr Decimal price_bound = Decimal::from_integer(1'000'000'000);
/// What one order can be worth at most, in its quote asset: far above any order, far below the range of a Decimal.
constexpr Decimal notional_bound = Decimal::from_integer(1'000'000'000'000'000);
constexpr Decimal deposit_bound = Decimal::from_integer(1'000'000'000'000'000);

Refusal filter_failure(std::string_view filter) { return {"-1013", "Filter failure: " + std::string{filter}}; }
Refusal rejected(std::string_view why) { return {"-2010", std::string{why}}; }

Ticks floor_ticks(Price price, const Instrument& instrument)
{
    return count_steps(price.value(), instrument.tick.value());
}
Ticks ceil_ticks(Price price, const Instrument& instrument)
{
    return floor_ticks(price, instrument) + (is_multiple(price.value(), instrument.tick.value()) ? 0 : 1);
}
Lots lots_of(Quantity quantity, const Instrument& instrument)
{
    return count_steps(quantity.value(), instrument.lot.value());
}
Price price_of(Ticks ticks, const Instrument& instrument)
{
    return Price{Decimal::from_mantissa(instrument.tick.value().mantissa() * ticks)};
}
Quantity quantity_of(Lots lots, const Instrument& instrument)
{
    return Quantity{Decimal::from_mantissa(instrument.lot.value().mantissa() * lots)};
}

Kind kind_of(const Order& order)
{
    if (order.type == OrderType::market) return Kind::market;
    if (order.type == OrderType::limit_maker) return Kind::post_only;
    switch (order.time_in_force) {
        case TimeInForce::ioc: return Kind::immediate_or_cancel;
        case TimeInForce::fok: return Kind::fill_or_kill;
        case TimeInForce::gtc: break;
    }
    return Kind::limit;
}

/// The worst price the order may trade at, on the tick that is not worse than it.
Ticks worst_ticks(const Order& order, const Instrument& instrument)
{
    const bool buys = order.side == Side::buy;
    if (!order.limit_price) return buys ? std::numeric_limits<Ticks>::max() : 1;
    return buys ? floor_ticks(*order.limit_price, instrument) : ceil_ticks(*order.limit_price, instrument);
}

/// Rounded against the payer, where 18 decimals are not enough.
Amount fee_of(Amount received, std::uint32_t fee_bp)
{
    const auto rate = Decimal::from_mantissa(Int128{Decimal::unit / 10'000} * fee_bp);
    return Amount{multiply(received.value(), rate, Rounding::away_from_zero)};
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

Result<void> PaperExchange::check(const Instrument& instrument)
{
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
}

PaperExchange::PaperExchange(PaperSettings settings, std::vector<Instrument> instruments)
    : settings_(std::move(settings))
{
    SWARMDESK_ASSERT(settings_.fees.maker_bp <= 10'000 && settings_.fees.taker_bp <= 10'000);
    for (Instrument& instrument : instruments) {
        SWARMDESK_ASSERT(check(instrument));
        const InstrumentId id = instrument.id;
        const Price price_max = highest_price(instrument);
        markets_.try_emplace(id, Market{.instrument = std::move(instrument), .price_max = price_max});
    }
}

PaperExchange::Answer PaperExchange::place(const Order& order, UtcTime now)
{
    Answer answer;
    const auto found = markets_.find(order.instrument);
    if (!state_.accounts().contains(order.account)) {
        answer.refusal = Refusal{"-2015", "Invalid API-key, IP, or permissions for action."};
        return answer;
    }
    if (found == markets_.end()) {
        answer.refusal = Refusal{"-1121", "Invalid symbol."};
        return answer;
    }
    Market& market = found->second;
    answer.refusal = judge_form(market, order);
    if (answer.refusal) return answer;
    place_house(market, answer.events, now);
    answer.refusal = judge_moment(market, order);
    if (answer.refusal) return answer;

    forget_old(answer.events);
    answer.number = state_.next_number();
    record(answer.events, OrderPlaced{.number = answer.number,
                                      .order = order,
                                      .base = market.instrument.base,
                                      .quote = market.instrument.quote,
                                      .locked = needed(market, order),
                                      .time = now});
    if (order.type == OrderType::stop_loss_limit) {
        auto& stops = order.side == Side::buy ? market.buy_stops : market.sell_stops;
        stops.emplace(floor_ticks(*order.stop_price, market.instrument), answer.number);
    } else {
        enter(market, answer.number, answer.events, now);
    }
    return answer;
}

PaperExchange::Answer PaperExchange::cancel(const AccountId& account, const InstrumentId& instrument,
                                            const ClientOrderId& id, UtcTime now)
{
    Answer answer;
    const PaperOrder* order = state_.find(account, instrument, id);
    if (order == nullptr || !order->is_open()) {
        answer.refusal = Refusal{"-2011", "Unknown order sent."};
        return answer;
    }
    answer.number = order->number;
    if (const auto market = markets_.find(instrument); market != markets_.end()) {
        market->second.book.cancel(order->number);
        if (order->is_waiting && order->order.stop_price) {
            auto& stops = order->order.side == Side::buy ? market->second.buy_stops : market->second.sell_stops;
            stops.erase({floor_ticks(*order->order.stop_price, market->second.instrument), order->number});
        }
    }
    close(order->number, VenueOrderStatus::cancelled, "cancelled", answer.events, now);
    return answer;
}

PaperEvents PaperExchange::on_quote(const Quote& quote, UtcTime now)
{
    PaperEvents events;
    const auto found = markets_.find(quote.instrument);
    if (found == markets_.end() || !quote.is_sound() || quote.ask > found->second.price_max) return events;
    Market& market = found->second;
    const Instrument& instrument = market.instrument;
    Market::House house;
    house.bid = floor_ticks(quote.bid, instrument);
    house.ask = ceil_ticks(quote.ask, instrument);
    if (house.bid == 0) return events;
    // A source that does not know sizes leaves them at zero: its market is taken to be deep.
    const auto size = [&](Quantity quantity) {
        if (!quantity.is_positive()) quantity = instrument.quantity_max;
        return std::max<Lots>(lots_of(std::min(quantity, instrument.quantity_max), instrument), 1);
    };
    house.bid_size = size(quote.bid_size);
    house.ask_size = size(quote.ask_size);

    withdraw_house(market);
    market.house = house;
    market.is_house_due = true;
    // Most quotes concern nobody's order; then the house's orders wait until somebody comes to trade.
    const auto best_bid = market.book.best_bid();
    const auto best_ask = market.book.best_ask();
    if ((best_bid && *best_bid >= house.ask) || (best_ask && *best_ask <= house.bid)) place_house(market, events, now);
    trigger_stops(market, events, now);
    return events;
}

Result<PaperEvents> PaperExchange::deposit(const AccountId& account, const AssetId& asset, Amount amount, UtcTime now)
{
    if (account.is_empty() || asset.is_empty())
        return Error{Errc::malformed, "a deposit names an account and an asset"};
    if (amount.is_negative() || amount.value() > deposit_bound)
        return Error{Errc::out_of_range, "a deposit is from 0 to " + deposit_bound.to_string()};
    if (!state_.accounts().contains(account) && state_.accounts().size() >= accounts_max)
        return Error{Errc::limit_exceeded, "the paper exchange has no room for another account"};
    const auto total = state_.deposited().find(asset);
    if (total != state_.deposited().end() && (total->second + amount).value() > deposit_bound)
        return Error{Errc::limit_exceeded, "there is no more of that asset"};
    PaperEvents events;
    record(events, FundsDeposited{.account = account, .asset = asset, .amount = amount, .time = now});
    return events;
}

PaperEvents PaperExchange::open_accounts(UtcTime now)
{
    PaperEvents events;
    for (const auto& [account, balances] : settings_.initial_balances) {
        if (state_.accounts().contains(account)) continue;
        for (const auto& [asset, amount] : balances)
            record(events, FundsDeposited{.account = account, .asset = asset, .amount = amount, .time = now});
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
        if (judge_form(market, open->order)) continue;  // its filters have changed since
        if (open->is_waiting) {
            auto& stops = open->order.side == Side::buy ? market.buy_stops : market.sell_stops;
            stops.emplace(floor_ticks(*open->order.stop_price, instrument), open->number);
            continue;
        }
        executions_.clear();
        const auto submitted =
            market.book.submit({.id = open->number,
                                .owner = owner_of(open->order.account),
                                .side = open->order.side,
                                .kind = Kind::post_only,
                                .price = worst_ticks(open->order, instrument),
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

/// What can be said about an order whatever the moment.
std::optional<Refusal> PaperExchange::judge_form(const Market& market, const Order& order) const
{
    const Instrument& instrument = market.instrument;
    const bool is_market = order.type == OrderType::market;
    const bool is_stop = order.type == OrderType::stop_loss_limit;
    if (order.client_order_id.is_empty()) return Refusal{"-1105", "Parameter 'newClientOrderId' was empty."};
    if (!is_market && !order.limit_price)
        return Refusal{"-1102", "Mandatory parameter 'price' was not sent, was empty/null, or malformed."};
    if (is_stop != order.stop_price.has_value())
        return is_stop ? Refusal{"-1102", "Mandatory parameter 'stopPrice' was not sent, was empty/null, or malformed."}
                       : Refusal{"-1106", "Parameter 'stopPrice' sent when not required."};
    if (!order.quantity.is_positive()) return Refusal{"-1013", "Invalid quantity."};
    if (order.limit_price && !order.limit_price->is_positive()) return Refusal{"-1013", "Invalid price."};
    if (order.stop_price && !order.stop_price->is_positive()) return Refusal{"-1013", "Invalid stopPrice."};

    // A market order's bound is not a price in the book: it may lie between ticks.
    const auto fits = [&](Price price) {
        return price <= market.price_max && is_multiple(price.value(), instrument.tick.value());
    };
    if ((!is_market && !fits(*order.limit_price)) || (is_stop && !fits(*order.stop_price)) ||
        (is_market && order.limit_price && *order.limit_price > market.price_max))
        return filter_failure("PRICE_FILTER");
    if (order.quantity < instrument.quantity_min || order.quantity > instrument.quantity_max ||
        !is_multiple(order.quantity.value(), instrument.lot.value()))
        return filter_failure("LOT_SIZE");
    if (!is_market && notional(*order.limit_price, order.quantity, Rounding::toward_zero) < instrument.notional_min)
        return filter_failure("NOTIONAL");
    return std::nullopt;
}

/// What depends on the book and the account as they are now.
std::optional<Refusal> PaperExchange::judge_moment(const Market& market, const Order& order) const
{
    const Instrument& instrument = market.instrument;
    const bool buys = order.side == Side::buy;
    const PaperOrder* other = state_.find(order.account, order.instrument, order.client_order_id);
    if (other != nullptr && other->is_open()) return rejected("Duplicate order sent.");
    if (state_.count_open(order.account, order.instrument) >= settings_.open_orders_max)
        return filter_failure("MAX_NUM_ORDERS");
    if (order.type == OrderType::market) {
        if (!market.house) return rejected("Market is closed.");
        const Price last = price_of(buys ? market.house->ask : market.house->bid, instrument);
        if (notional(last, order.quantity, Rounding::toward_zero) < instrument.notional_min)
            return filter_failure("NOTIONAL");
    }
    if (order.type == OrderType::stop_loss_limit && market.house) {
        const Ticks stop = floor_ticks(*order.stop_price, instrument);
        if (buys ? market.house->ask >= stop : market.house->bid <= stop)
            return rejected("Stop price would trigger immediately.");
    }
    if (order.type == OrderType::limit_maker) {
        const auto opposite_best = buys ? market.book.best_ask() : market.book.best_bid();
        const Ticks price = worst_ticks(order, instrument);
        if (opposite_best && (buys ? *opposite_best <= price : *opposite_best >= price))
            return rejected("Order would immediately match and take.");
    }
    if (state_.free(order.account, buys ? instrument.quote : instrument.base) < needed(market, order))
        return rejected("Account has insufficient balance for requested action.");
    return std::nullopt;
}

/// What the order can cost at most. A market BUY is priced by the book it is about to meet.
Amount PaperExchange::needed(const Market& market, const Order& order) const
{
    if (order.side == Side::sell) return Amount{order.quantity.value()};
    if (order.type != OrderType::market) return notional(*order.limit_price, order.quantity, Rounding::half_even);
    Amount cost;
    Lots left = lots_of(order.quantity, market.instrument);
    const Ticks worst = worst_ticks(order, market.instrument);
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
    const Order order = state_.find(number)->order;
    executions_.clear();
    const auto submitted = market.book.submit({.id = number,
                                               .owner = owner_of(order.account),
                                               .side = order.side,
                                               .kind = kind_of(order),
                                               .price = worst_ticks(order, market.instrument),
                                               .quantity = lots_of(order.quantity, market.instrument)},
                                              executions_);
    trade(market, order.side, executions_, events, now);
    using matching::SubmitOutcome;
    switch (submitted.outcome) {
        case SubmitOutcome::rested: break;
        case SubmitOutcome::filled: close(number, VenueOrderStatus::filled, {}, events, now); break;
        case SubmitOutcome::expired:
            close(number, VenueOrderStatus::expired,
                  kind_of(order) == Kind::fill_or_kill ? "it could not be filled whole" : "nobody took the rest",
                  events, now);
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
        const std::uint64_t maker = (execution.maker & house_bit) != 0 ? 0 : execution.maker;
        const std::uint64_t taker = (execution.taker & house_bit) != 0 ? 0 : execution.taker;
        const Price price = price_of(execution.price, market.instrument);
        const Quantity quantity = quantity_of(execution.quantity, market.instrument);
        const Amount bought{quantity.value()};
        const Amount value = notional(price, quantity, Rounding::half_even);
        const bool taker_buys = taker_side == Side::buy;
        record(events,
               OrdersMatched{
                   .instrument = market.instrument.id,
                   .trade_id = state_.next_trade_id(market.instrument.id),
                   .maker = maker,
                   .taker = taker,
                   .taker_side = taker_side,
                   .price = price,
                   .quantity = quantity,
                   .maker_fee = maker == 0 ? Amount{} : fee_of(taker_buys ? value : bought, settings_.fees.maker_bp),
                   .taker_fee = taker == 0 ? Amount{} : fee_of(taker_buys ? bought : value, settings_.fees.taker_bp),
                   .time = now});
        if (maker == 0) continue;
        const PaperOrder& order = *state_.find(maker);
        if (order.filled == order.order.quantity) close(maker, VenueOrderStatus::filled, {}, events, now);
    }
}

void PaperExchange::close(std::uint64_t number, VenueOrderStatus status, std::string reason, PaperEvents& events,
                          UtcTime now)
{
    record(events, OrderClosed{.number = number, .status = status, .reason = std::move(reason), .time = now});
}

/// Puts the newest quote's orders into the book, if they are not there yet.
void PaperExchange::place_house(Market& market, PaperEvents& events, UtcTime now)
{
    if (!market.is_house_due) return;
    market.is_house_due = false;
    const Market::House& house = *market.house;
    const Ticks step = std::max<Ticks>(1, house.bid / 10'000 * settings_.house_step_bp);
    for (const Side side : {Side::buy, Side::sell}) {
        Ticks price = side == Side::buy ? house.bid : house.ask;
        for (std::uint32_t level = 0; level < settings_.house_levels && price > 0; ++level) {
            const OrderId id = house_bit | ++house_number_;
            executions_.clear();
            const auto submitted = market.book.submit({.id = id,
                                                       .side = side,
                                                       .price = price,
                                                       .quantity = side == Side::buy ? house.bid_size : house.ask_size},
                                                      executions_);
            trade(market, side, executions_, events, now);
            if (submitted.outcome == matching::SubmitOutcome::rested) market.house_orders.push_back(id);
            price += side == Side::buy ? -step : step;
        }
    }
}

void PaperExchange::withdraw_house(Market& market)
{
    for (const OrderId id : market.house_orders) market.book.cancel(id);
    market.house_orders.clear();
}

void PaperExchange::trigger_stops(Market& market, PaperEvents& events, UtcTime now)
{
    const auto trigger = [&](Market::Stops& stops, Market::Stops::iterator stop) {
        const std::uint64_t number = stop->second;
        stops.erase(stop);
        place_house(market, events, now);
        record(events, StopTriggered{.number = number, .time = now});
        enter(market, number, events, now);
    };
    while (!market.buy_stops.empty() && market.buy_stops.begin()->first <= market.house->ask)
        trigger(market.buy_stops, market.buy_stops.begin());
    while (!market.sell_stops.empty() && market.sell_stops.rbegin()->first >= market.house->bid)
        trigger(market.sell_stops, std::prev(market.sell_stops.end()));
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
}

}  // namespace swarmdesk::trading::venues
