#include "trading/venues/paper/paper_state.hpp"

namespace swarmdesk::trading::venues {
namespace {

constexpr std::int64_t volume_days = 30;

Error does_not_follow(const char* why) { return {Errc::corrupt, std::string{"the paper book cannot have "} + why}; }

template <std::size_t I = 0>
bool decode_event(Decoder& decoder, std::uint64_t kind, PaperEvent& event)
{
    if constexpr (I < std::variant_size_v<PaperEvent>) {
        if (kind != I + 1) return decode_event<I + 1>(decoder, kind, event);
        decoder.get(event.emplace<I>());
        return true;
    } else {
        return false;
    }
}

/// Whether what an order remembers of what it traded and where its stop is can be true.
bool is_sound(const PaperOrder& order)
{
    if (order.filled.is_negative() || order.filled > order.order.quantity) return false;
    if (order.is_waiting && (!order.is_open() || !has_stop(order.order.type))) return false;
    return !order.moved_stop || (order.order.trailing_bp && order.order.stop_price && order.moved_stop->is_positive());
}

}  // namespace

std::optional<Price> dearest_price(const Order& order)
{
    if (order.type == OrderType::market) return std::nullopt;
    return order.type == OrderType::oco ? std::max(order.limit_price, order.stop_limit_price) : order.limit_price;
}

Bytes encode_events(const PaperEvents& events)
{
    Encoder encoder;
    encoder.put(std::uint64_t{events.size()});
    for (const PaperEvent& event : events) {
        encoder.put(std::uint64_t{event.index() + 1});
        std::visit([&](const auto& value) { encoder.put(value); }, event);
    }
    return encoder.take();
}

Result<PaperEvents> decode_events(std::string_view bytes)
{
    Decoder decoder{bytes};
    PaperEvents events;
    for (auto count = decoder.get_varint(); count > 0 && !decoder.failed(); --count)
        if (!decode_event(decoder, decoder.get_varint(), events.emplace_back())) decoder.fail();
    if (decoder.failed() || !decoder.is_at_end()) return Error{Errc::corrupt, "these bytes are not paper events"};
    return events;
}

Result<void> PaperState::apply(const PaperEvent& event)
{
    try {
        return std::visit([this](const auto& value) { return on(value); }, event);
    } catch (const ArithmeticError& error) {
        return does_not_follow(error.what());
    }
}

const std::set<std::uint64_t>& PaperState::open_orders(const AccountId& account) const
{
    static const std::set<std::uint64_t> none;
    const auto found = open_.find(account);
    return found == open_.end() ? none : found->second;
}

const PaperState::Entries& PaperState::entries(const AccountId& account) const
{
    static const Entries none;
    const auto found = entries_.find(account);
    return found == entries_.end() ? none : found->second;
}

std::uint64_t PaperState::epoch(const AccountId& account) const
{
    const auto found = epochs_.find(account);
    return found == epochs_.end() ? 0 : found->second;
}

const PaperOrder* PaperState::find(std::uint64_t number) const
{
    const auto found = orders_.find(number);
    return found == orders_.end() ? nullptr : &found->second;
}

const PaperOrder* PaperState::find(const AccountId& account, const InstrumentId& instrument,
                                   const ClientOrderId& id) const
{
    const auto found = newest_.find({account, instrument, id});
    return found == newest_.end() ? nullptr : find(found->second);
}

std::uint32_t PaperState::count_open(const AccountId& account, const InstrumentId& instrument) const
{
    const auto found = open_count_.find({account, instrument});
    return found == open_count_.end() ? 0 : found->second;
}

Amount PaperState::free(const AccountId& account, const AssetId& asset) const
{
    const auto found = accounts_.find(account);
    if (found == accounts_.end()) return {};
    const auto balance = found->second.find(asset);
    return balance == found->second.end() ? Amount{} : balance->second.free;
}

Amount PaperState::volume(const AccountId& account, UtcTime now) const
{
    Amount sum;
    const auto found = volumes_.find(account);
    if (found == volumes_.end()) return sum;
    for (auto day = found->second.upper_bound(utc_day(now) - volume_days); day != found->second.end(); ++day)
        sum += day->second;
    return sum;
}

std::uint64_t PaperState::next_trade_id(const InstrumentId& instrument) const
{
    const auto found = trade_ids_.find(instrument);
    return found == trade_ids_.end() ? 1 : found->second + 1;
}

Result<PaperState> PaperState::decode(std::string_view bytes)
{
    auto state = swarmdesk::decode<PaperState>(bytes);
    if (!state) return state.error();
    for (const auto& [number, order] : state->orders_) {
        if (number != order.number || number >= state->next_number_ ||
            !state->accounts_.contains(order.order.account) || !is_sound(order))
            return does_not_follow("such an order");
        for (const PaperFill& fill : order.fills)
            if (fill.entry > state->last_entry_) return does_not_follow("such a fill");
        state->index(order);
    }
    for (const auto& [entry, move] : state->moves_)
        if (entry > state->last_entry_ || !state->accounts_.contains(move.account) ||
            !state->entries_[move.account].emplace(entry, 0).second)
            return does_not_follow("such a move");
    return state;
}

Result<void> PaperState::on(const FundsMoved& event)
{
    const bool is_fee = event.kind == execution::MoveKind::fee;
    if (event.account.is_empty() || event.asset.is_empty() || (is_fee && !event.amount.is_negative()))
        return does_not_follow("such a move of money");
    const Amount free_before = free(event.account, event.asset);
    const Amount left = free_before + event.amount;
    if (left.is_negative()) return does_not_follow("more taken out than there is");
    Amount& total = is_fee ? fees_[event.asset] : brought_in_[event.asset];
    total = is_fee ? total - event.amount : total + event.amount;
    accounts_[event.account][event.asset].free = left;
    moves_.emplace(++last_entry_, event);
    entries_[event.account].emplace(last_entry_, 0);
    return {};
}

Result<void> PaperState::on(const OrderPlaced& event)
{
    const auto account = accounts_.find(event.order.account);
    if (account == accounts_.end() || event.number != next_number_ || event.locked.is_negative() ||
        event.base == event.quote || !event.order.quantity.is_positive())
        return does_not_follow("such an order");
    if (event.epoch < epoch(event.order.account)) return does_not_follow("an order of a lease that is over");
    if (const auto* other = find(event.order.account, event.order.instrument, event.order.client_order_id))
        if (other->is_open()) return does_not_follow("two open orders with one client id");
    PaperOrder order;
    order.number = order.priority = event.number;
    order.order = event.order;
    order.base = event.base;
    order.quote = event.quote;
    order.is_waiting = has_stop(event.order.type);
    order.locked = event.locked;
    order.placed = event.time;
    if (!event.locked.is_zero()) {
        const auto balance = account->second.find(order.given());
        if (balance == account->second.end() || balance->second.free < event.locked)
            return does_not_follow("an order larger than its account");
        const Amount locked = balance->second.locked + event.locked;
        balance->second.free -= event.locked;
        balance->second.locked = locked;
    }
    ++next_number_;
    if (event.epoch > 0) epochs_[event.order.account] = event.epoch;
    index(order);
    orders_.emplace(event.number, std::move(order));
    return {};
}

Result<void> PaperState::on(const StopTriggered& event)
{
    PaperOrder* order = find_open(event.number);
    if (order == nullptr || !order->is_waiting) return does_not_follow("such a trigger");
    order->is_waiting = false;
    order->priority = next_number_++;  // numbers and places in the queue share one count
    return {};
}

Result<void> PaperState::on(const OrdersMatched& event)
{
    PaperOrder* maker = event.maker == 0 ? nullptr : find_open(event.maker);
    PaperOrder* taker = event.taker == 0 ? nullptr : find_open(event.taker);
    const PaperOrder* one = maker != nullptr ? maker : taker;
    if (one == nullptr || maker == taker || (maker == nullptr) != (event.maker == 0) ||
        (taker == nullptr) != (event.taker == 0))
        return does_not_follow("a trade of such orders");
    if (!event.price.is_positive() || !event.quantity.is_positive() || event.maker_fee.is_negative() ||
        event.taker_fee.is_negative() || event.volume.is_negative() ||
        event.trade_id != next_trade_id(event.instrument))
        return does_not_follow("such a trade");
    const Amount value = notional(event.price, event.quantity, Rounding::half_even);
    for (const auto& [order, side, fee, fee_asset] :
         {std::tuple{maker, opposite(event.taker_side), event.maker_fee, event.maker_fee_asset},
          std::tuple{taker, event.taker_side, event.taker_fee, event.taker_fee_asset}}) {
        if (order == nullptr) continue;
        const Amount given = side == Side::buy ? value : Amount{event.quantity.value()};
        const Amount received = side == Side::buy ? Amount{event.quantity.value()} : value;
        const bool is_of_received =
            fee_asset.is_empty() || fee_asset == (side == Side::buy ? order->base : order->quote);
        if (!is_of_received && fee > free(order->order.account, fee_asset)) return does_not_follow("such a fee");
        const bool may_take = !order->is_waiting;  // the limit of an OCO only rests
        if (!order->is_in_book() || (order == taker && !may_take) || order->order.side != side ||
            order->order.instrument != event.instrument || order->base != one->base || order->quote != one->quote ||
            order->locked < given || (is_of_received && fee > received) ||
            order->filled + event.quantity > order->order.quantity)
            return does_not_follow("such a fill");
    }
    maker != nullptr ? settle(*maker, event, Liquidity::maker, value)
                     : settle_market_maker(opposite(event.taker_side), *one, event, value);
    taker != nullptr ? settle(*taker, event, Liquidity::taker, value)
                     : settle_market_maker(event.taker_side, *one, event, value);
    trade_ids_[event.instrument] = event.trade_id;
    return {};
}

Result<void> PaperState::on(const OrderClosed& event)
{
    PaperOrder* order = find_open(event.number);
    if (order == nullptr || event.status == VenueOrderStatus::resting)
        return does_not_follow("such an end of an order");
    Balance& balance = accounts_[order->order.account][order->given()];
    balance.locked -= order->locked;
    balance.free += order->locked;
    order->locked = {};
    order->status = event.status;
    order->reason = event.reason;
    order->is_waiting = false;
    closed_.insert(order->number);
    const auto count = open_count_.find({order->order.account, order->order.instrument});
    if (--count->second == 0) open_count_.erase(count);
    const auto open = open_.find(order->order.account);
    open->second.erase(order->number);
    if (open->second.empty()) open_.erase(open);
    return {};
}

Result<void> PaperState::on(const OrderForgotten& event)
{
    const auto found = orders_.find(event.number);
    if (found == orders_.end() || found->second.is_open()) return does_not_follow("forgotten that order");
    const Order& order = found->second.order;
    const auto newest = newest_.find({order.account, order.instrument, order.client_order_id});
    if (newest != newest_.end() && newest->second == event.number) newest_.erase(newest);
    if (const auto entries = entries_.find(order.account); entries != entries_.end())
        for (const PaperFill& fill : found->second.fills) entries->second.erase(fill.entry);
    closed_.erase(event.number);
    orders_.erase(found);
    return {};
}

Result<void> PaperState::on(const MoveForgotten& event)
{
    const auto found = moves_.find(event.number);
    if (found == moves_.end()) return does_not_follow("forgotten that move");
    entries_[found->second.account].erase(event.number);
    moves_.erase(found);
    return {};
}

Result<void> PaperState::on(const StopMoved& event)
{
    PaperOrder* order = find_open(event.number);
    if (order == nullptr || !order->is_waiting || !order->order.trailing_bp || !order->order.stop_price ||
        !event.stop.is_positive())
        return does_not_follow("such a stop that moves");
    const Price from = *order->stop_price();
    if (order->order.side == Side::sell ? event.stop <= from : event.stop >= from)
        return does_not_follow("a stop that moves away from the price");
    order->moved_stop = event.stop;
    return {};
}

PaperOrder* PaperState::find_open(std::uint64_t number)
{
    const auto found = orders_.find(number);
    return found == orders_.end() || !found->second.is_open() ? nullptr : &found->second;
}

/// Moves one side's money. A limit order that trades better than its price gets the difference back at once.
void PaperState::settle(PaperOrder& order, const OrdersMatched& event, Liquidity liquidity, Amount value)
{
    const bool buys = order.order.side == Side::buy;
    const Amount quantity{event.quantity.value()};
    const Amount fee = liquidity == Liquidity::maker ? event.maker_fee : event.taker_fee;
    const Amount given = buys ? value : quantity;
    const AssetId& taken = buys ? order.base : order.quote;
    const AssetId& named = liquidity == Liquidity::maker ? event.maker_fee_asset : event.taker_fee_asset;
    const AssetId& fee_asset = named.is_empty() ? taken : named;
    const Quantity filled = order.filled + event.quantity;
    Amount keeps = order.locked - given;
    if (const auto dearest = dearest_price(order.order); buys && dearest) {
        const Amount needs = notional(*dearest, order.order.quantity - filled, Rounding::half_even);
        if (needs < keeps) keeps = needs;
    }
    Account& account = accounts_[order.order.account];
    Balance& from = account[order.given()];
    const Amount back = order.locked - given - keeps;
    from.locked -= order.locked - keeps;
    from.free += back;
    account[taken].free += buys ? quantity : value;
    account[fee_asset].free -= fee;
    fees_[fee_asset] += fee;
    order.locked = keeps;
    order.filled = filled;
    order.fills.push_back({++last_entry_,
                           {.id = FillId{std::to_string(event.trade_id)},
                            .instrument = event.instrument,
                            .side = order.order.side,
                            .price = event.price,
                            .quantity = event.quantity,
                            .quote_amount = value,
                            .fee = fee,
                            .fee_asset = fee_asset,
                            .liquidity = liquidity,
                            .time = event.time}});
    entries_[order.order.account].emplace(last_entry_, order.number);
    if (event.volume.is_positive()) count_volume(order.order.account, event);
}

void PaperState::count_volume(const AccountId& account, const OrdersMatched& event)
{
    const std::int64_t today = utc_day(event.time);
    auto& days = volumes_[account];
    days[today] += event.volume;
    days.erase(days.begin(), days.upper_bound(today - volume_days));
}

void PaperState::settle_market_maker(Side side, const PaperOrder& other, const OrdersMatched& event, Amount value)
{
    const Amount quantity{event.quantity.value()};
    market_maker_[other.base] += side == Side::buy ? quantity : -quantity;
    market_maker_[other.quote] += side == Side::buy ? -value : value;
}

void PaperState::index(const PaperOrder& order)
{
    std::uint64_t& newest = newest_[{order.order.account, order.order.instrument, order.order.client_order_id}];
    newest = std::max(newest, order.number);
    if (order.is_open()) {
        ++open_count_[{order.order.account, order.order.instrument}];
        open_[order.order.account].insert(order.number);
    } else {
        closed_.insert(order.number);
    }
    for (const PaperFill& fill : order.fills) entries_[order.order.account].emplace(fill.entry, order.number);
}

}  // namespace swarmdesk::trading::venues
