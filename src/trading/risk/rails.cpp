#include "trading/risk/rails.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace swarmdesk::trading::risk {
namespace {

constexpr Decimal hundred = Decimal::from_integer(100);

Decimal up(Decimal a, Decimal b) { return multiply(a, b, Rounding::away_from_zero); }

/// `value` and `percent` of it more, rounded up.
Decimal plus_percent(Decimal value, Decimal percent)
{
    return value + divide(up(value, percent), hundred, Rounding::away_from_zero);
}

Decimal minus_percent(Decimal value, Decimal percent)
{
    return value - divide(up(value, percent), hundred, Rounding::away_from_zero);
}

/// `part` of `whole`, of `value`, rounded up: never less is held than is needed.
Decimal share_up(Decimal value, Decimal part, Decimal whole)
{
    if (part == whole) return value;
    return divide(up(value, part), whole, Rounding::away_from_zero);
}

Denial deny(DenialCode code, std::string measure, Decimal measured = {}, Decimal limit = {})
{
    return Denial{code, std::move(measure), measured, limit};
}

Decimal milliseconds(nanoseconds duration) { return Decimal::from_integer(duration.count() / 1'000'000); }

/// The first instant still inside the sliding hour that ends now (exclusive).
UtcTime window_start(UtcTime now) { return now + (-admission_window); }

/// The first admission still inside the hour that begins after `start`; they are kept in the order of time.
std::vector<Admission>::const_iterator first_since(const std::vector<Admission>& admissions, UtcTime start)
{
    return std::upper_bound(admissions.begin(), admissions.end(), start,
                            [](UtcTime time, const Admission& admission) { return time < admission.time; });
}

std::uint32_t count_since(const std::vector<Admission>& admissions, UtcTime start, const Reservation* except)
{
    const auto first = first_since(admissions, start);
    const auto is_counted = [&](const Admission& a) { return except == nullptr || a.intent != except->intent; };
    return static_cast<std::uint32_t>(std::count_if(first, admissions.end(), is_counted));
}

void drop_before(std::vector<Admission>& admissions, UtcTime start)
{
    admissions.erase(admissions.begin(), first_since(admissions, start));
}

/// The value of the part of a position that lies on `side`.
Usd position_value(const Position& position, Side side, const Quote& quote, Decimal rate)
{
    const bool on_side = side == Side::buy ? position.quantity.is_positive() : position.quantity.is_negative();
    if (!on_side) return {};
    const Price price = side == Side::buy ? quote.ask : quote.bid;
    return Usd{up(up(abs(position.quantity.value()), price.value()), rate)};
}

/// What pending reductions on a side exceed the position by: another order closed it before them, and they would open
/// a new one. `held` is left out.
Quantity overtaken_quantity(const Holding& holding, Side side, const Reservation* held)
{
    const bool is_buy = side == Side::buy;
    const Quantity position = holding.position.quantity;
    const Quantity reducible = std::max(is_buy ? -position : position, Quantity{});
    Quantity pending = is_buy ? holding.reducing_buy : holding.reducing_sell;
    if (held != nullptr) pending -= held->reducing_left();
    return std::max(pending - reducible, Quantity{});
}

Usd overtaken_value(const Holding& holding, Side side, const Quote& quote, Decimal rate, const Reservation* held)
{
    const Quantity overtaken = overtaken_quantity(holding, side, held);
    if (overtaken.is_zero()) return {};
    return Usd{up(up(overtaken.value(), (side == Side::buy ? quote.ask : quote.bid).value()), rate)};
}

Usd exposure_value(const Exposure& exposure, Side side, const Quote& quote, Decimal rate)
{
    const Quantity quantity = side == Side::buy ? exposure.long_quantity : exposure.short_quantity;
    const Price price = side == Side::buy ? quote.ask : quote.bid;
    return Usd{up(up(quantity.value(), price.value()), rate)} +
           (side == Side::buy ? exposure.reserved_buy : exposure.reserved_sell);
}

template <class Map, class Key>
const typename Map::mapped_type* find(const Map& map, const Key& key)
{
    const auto found = map.find(key);
    return found == map.end() ? nullptr : &found->second;
}

void put_quantity(Exposure& exposure, Quantity signed_quantity, bool add)
{
    Quantity& side = signed_quantity.is_negative() ? exposure.short_quantity : exposure.long_quantity;
    const Quantity size{abs(signed_quantity.value())};
    side = add ? side + size : side - size;
}

/// Which agents opened the position that is left after a trade: reductions take from the trader's own part first.
void attribute(Holding& holding, Quantity before, const AgentId& agent)
{
    const Quantity after = holding.position.quantity;
    const Quantity size_before{abs(before.value())};
    const Quantity size_after{abs(after.value())};
    const bool flipped = before.is_negative() != after.is_negative() && !before.is_zero();
    if (after.is_zero() || flipped) holding.caused_by.clear();
    if (after.is_zero()) return;
    if (flipped || size_after > size_before) {
        const Quantity opened = flipped ? size_after : size_after - size_before;
        if (!agent.is_empty()) holding.caused_by[agent] += opened;
        return;
    }
    Quantity taken = size_before - size_after;
    const auto take = [&](Quantity& part) {
        const Quantity piece = std::min(part, taken);
        part -= piece;
        taken -= piece;
    };
    if (const auto own = holding.caused_by.find(agent); own != holding.caused_by.end()) take(own->second);
    // What the trader did not open was opened by people or others; people's part (not recorded) goes first.
    Quantity caused;
    for (const auto& [name, part] : holding.caused_by) caused += part;
    taken = caused > size_after ? caused - size_after : Quantity{};
    for (auto& [name, part] : holding.caused_by) take(part);
    std::erase_if(holding.caused_by, [](const auto& row) { return row.second.is_zero(); });
}

}  // namespace

Usd Reservation::exposure_left() const
{
    if (increasing.is_zero()) return {};
    return Usd{share_up(exposure.value(), std::min(increasing, remaining()).value(), increasing.value())};
}

Amount Reservation::funds_left() const
{
    return Amount{share_up(funds.value(), remaining().value(), quantity.value())};
}

Quantity Reservation::reducing_left() const
{
    const Quantity reducing = quantity - increasing;
    return filled >= reducing ? Quantity{} : reducing - filled;
}

Verdict Rails::assess(const Intent& intent, const Quotes& quotes, Now now, const IntentId* self) const
{
    try {
        return judge(intent, quotes, now, self);
    } catch (const ArithmeticError&) {
        return deny(DenialCode::arithmetic_overflow, "number");
    }
}

Verdict Rails::judge(const Intent& intent, const Quotes& quotes, Now now, const IntentId* self) const
{
    const Account* account = find(state_.accounts, intent.account);
    if (account == nullptr) return deny(DenialCode::unknown_account, "accounts");
    if (account->user != intent.user) return deny(DenialCode::foreign_account, "accounts");
    const Instrument* instrument = find(state_.instruments, intent.instrument);
    if (instrument == nullptr) return deny(DenialCode::unknown_instrument, "instruments");

    // The shape: what a caller got wrong, before any market is looked at.
    const bool is_market = intent.type == OrderType::market;
    if (intent.quantity.has_value() == intent.quote_quantity.has_value())
        return deny(DenialCode::invalid_order, "quantity_and_quote_quantity",
                    Decimal::from_integer(intent.quantity ? 2 : 0), Decimal::from_integer(1));
    if (intent.quote_quantity && !is_market) return deny(DenialCode::invalid_order, "quote_quantity");
    if (intent.quantity && !intent.quantity->is_positive())
        return deny(DenialCode::invalid_order, "quantity", intent.quantity->value());
    if (intent.quote_quantity && !intent.quote_quantity->is_positive())
        return deny(DenialCode::invalid_order, "quote_quantity", intent.quote_quantity->value());
    if (!is_market && (!intent.limit_price || !intent.limit_price->is_positive()))
        return deny(DenialCode::invalid_order, "limit_price",
                    intent.limit_price ? intent.limit_price->value() : Decimal{});
    if ((intent.type == OrderType::stop_loss_limit) != intent.stop_price.has_value() ||
        (intent.stop_price && !intent.stop_price->is_positive()))
        return deny(DenialCode::invalid_order, "stop_price",
                    intent.stop_price ? intent.stop_price->value() : Decimal{});
    if (intent.expires && now.utc >= *intent.expires)
        return deny(DenialCode::intent_expired, "late_ms", milliseconds(now.utc - *intent.expires));

    // The market it would meet.
    const Quote* quote = find(quotes, intent.instrument);
    if (quote == nullptr) return deny(DenialCode::no_price, "quotes");
    if (!quote->is_sound()) return deny(DenialCode::bad_price, "spread", (quote->ask - quote->bid).value());
    const nanoseconds age = now.monotonic - quote->received;
    if (age > limits_.quote_age_max)
        return deny(DenialCode::stale_price, "age_ms", milliseconds(age), milliseconds(limits_.quote_age_max));
    const auto rated = usd_rate(instrument->quote, quotes, now.monotonic);
    if (const auto* denial = std::get_if<Denial>(&rated)) return *denial;
    const Decimal rate = std::get<Decimal>(rated);

    // The order as it would be sent, and the price it is valued at: whatever is worse for the account.
    const bool is_buy = intent.side == Side::buy;
    const Decimal tick = instrument->tick.value();
    Price order_price;
    Price worst_price;
    if (is_market) {
        const Decimal top = (is_buy ? quote->ask : quote->bid).value();
        const Decimal far = plus_percent(top, limits_.slippage_percent);
        worst_price = Price{std::max(round_to_step(far, tick, Rounding::toward_zero), top)};
        order_price =
            is_buy ? worst_price
                   : Price{round_to_step(minus_percent(top, limits_.slippage_percent), tick, Rounding::away_from_zero)};
    } else {
        order_price = Price{round_to_step(intent.limit_price->value(), tick,
                                          is_buy ? Rounding::toward_zero : Rounding::away_from_zero)};
        worst_price = std::max(order_price, is_buy ? quote->ask : quote->bid);
        if (!order_price.is_positive())
            return deny(DenialCode::invalid_order, "limit_price", intent.limit_price->value(), tick);
    }
    const Decimal wanted = intent.quantity
                               ? intent.quantity->value()
                               : divide(intent.quote_quantity->value(), worst_price.value(), Rounding::toward_zero);
    const Quantity quantity{round_to_step(wanted, instrument->lot.value(), Rounding::toward_zero)};
    if (quantity < instrument->quantity_min || quantity.is_zero())
        return deny(DenialCode::quantity_too_small, "quantity", quantity.value(), instrument->quantity_min.value());
    if (quantity > instrument->quantity_max)
        return deny(DenialCode::quantity_too_large, "quantity", quantity.value(), instrument->quantity_max.value());

    const Reservation* held = self != nullptr ? find(state_.reservations, *self) : nullptr;
    const Holding* holding = find(account->holdings, intent.instrument);
    const Holding nothing;
    if (holding == nullptr) holding = &nothing;
    const Quantity position = holding->position.quantity;
    Quantity reducible = is_buy ? -position - holding->reducing_buy : position - holding->reducing_sell;
    if (held != nullptr) reducible += held->reducing_left();
    if (reducible.is_negative()) reducible = Quantity{};

    Reservation reservation;
    reservation.intent = intent.id;
    reservation.user = intent.user;
    reservation.account = intent.account;
    if (intent.proposer.kind == ActorKind::agent)
        if (auto agent = AgentId::parse(intent.proposer.name)) reservation.agent = *agent;
    reservation.instrument = intent.instrument;
    reservation.side = intent.side;
    reservation.quantity = quantity;
    reservation.increasing = quantity > reducible ? quantity - reducible : Quantity{};
    reservation.worst_price = worst_price;
    const Amount value =
        intent.quote_quantity ? *intent.quote_quantity : notional(worst_price, quantity, Rounding::away_from_zero);
    const Amount with_fee{plus_percent(value.value(), limits_.taker_fee_percent)};
    reservation.notional = Usd{up(with_fee.value(), rate)};
    reservation.exposure =
        Usd{share_up(reservation.notional.value(), reservation.increasing.value(), quantity.value())};
    reservation.funds_asset = is_buy ? instrument->quote : instrument->base;
    reservation.funds = is_buy ? with_fee : Amount{quantity.value()};
    reservation.admitted = now.utc;

    if (intent.reduce_only && !reservation.is_reduction())
        return deny(DenialCode::reduce_only_exceeds, "quantity", quantity.value(), reducible.value());
    if (!reservation.is_reduction()) {
        const Price shown = is_market ? (is_buy ? quote->ask : quote->bid) : order_price;
        const Amount least = notional(shown, quantity, Rounding::toward_zero);
        if (least < instrument->notional_min)
            return deny(DenialCode::notional_too_small, "notional", least.value(), instrument->notional_min.value());
    }

    Usd worst_case;
    bool needs_approval = false;
    if (reservation.is_reduction()) {
        const Hour* hour = find(state_.user_hours, intent.user);
        const auto used = hour == nullptr ? 0 : count_since(hour->reductions, window_start(now.utc), held);
        if (used >= limits_.reductions_per_hour_max)
            return deny(DenialCode::reduction_rate_limit, "reductions", Decimal::from_integer(used + 1),
                        Decimal::from_integer(limits_.reductions_per_hour_max));
        worst_case = position_value(holding->position, intent.side, *quote, rate) +
                     (is_buy ? holding->reserved_buy : holding->reserved_sell);
    } else {
        if (auto denial = check_increase(*account, reservation, *quote, quotes, rate, now.utc, held, worst_case))
            return *denial;
        Usd unattended;
        if (const Hour* hour = find(state_.user_hours, intent.user))
            for (const Admission& admission : hour->admissions)
                if (admission.time > window_start(now.utc) && admission.instrument == intent.instrument &&
                    admission.side == intent.side && (held == nullptr || admission.intent != held->intent))
                    unattended += admission.unattended;
        needs_approval = unattended + reservation.notional > limits_.approval_above;
    }

    const auto balance = account->balances.find(reservation.funds_asset);
    const auto reserved = account->reserved.find(reservation.funds_asset);
    Amount available = balance == account->balances.end() ? Amount{} : balance->second;
    if (reserved != account->reserved.end()) available -= reserved->second;
    if (held != nullptr) available += held->funds_left();
    if (reservation.funds > available)
        return deny(DenialCode::insufficient_funds, "needed", reservation.funds.value(), available.value());

    reservation.is_unattended = !needs_approval && !reservation.is_reduction();
    Order order;
    order.intent = intent.id;
    order.account = intent.account;
    order.instrument = intent.instrument;
    order.side = intent.side;
    order.type = intent.type;
    order.time_in_force = is_market ? TimeInForce::ioc : intent.time_in_force;
    order.quantity = quantity;
    order.limit_price = order_price;
    order.stop_price = intent.stop_price;
    return Admitted{std::move(order), std::move(reservation), needs_approval, *quote, worst_case};
}

std::optional<Denial> Rails::check_increase(const Account& account, const Reservation& wanted, const Quote& quote,
                                            const Quotes& quotes, Decimal rate, UtcTime now, const Reservation* held,
                                            Usd& worst_case) const
{
    const auto as_decimal = [](TradingState state) { return Decimal::from_integer(static_cast<int>(state)); };
    for (const TradingState state : {state_.desk_state, account.state}) {
        if (state == TradingState::halted)
            return deny(DenialCode::halted, "state", as_decimal(state), as_decimal(TradingState::active));
        if (state == TradingState::reducing)
            return deny(DenialCode::reducing, "state", as_decimal(state), as_decimal(TradingState::active));
    }
    if (account.is_reconciling) return deny(DenialCode::reconciling, "accounts", Decimal::from_integer(1));
    if (account.is_streak_tripped)
        return deny(DenialCode::loss_streak, "losses", Decimal::from_integer(account.losses_in_a_row),
                    Decimal::from_integer(limits_.losses_in_a_row_max));

    const std::optional<Usd> worth = equity(account, quotes);
    if (!worth) return deny(DenialCode::no_price, "equity");
    if (account.day.is_tripped || is_daily_loss_reached(account.day, *worth)) {
        const Usd loss = account.day.baseline + account.day.deposits - *worth;
        return deny(
            DenialCode::daily_loss, "loss", loss.value(),
            divide(up(account.day.baseline.value(), limits_.daily_loss_percent), hundred, Rounding::toward_zero));
    }

    const bool is_buy = wanted.side == Side::buy;
    const Usd own = held == nullptr ? Usd{} : held->exposure_left();
    const auto on_side = [&](const Account& of) {
        const Holding* holding = find(of.holdings, wanted.instrument);
        if (holding == nullptr) return Usd{};
        return position_value(holding->position, wanted.side, quote, rate) +
               (is_buy ? holding->reserved_buy : holding->reserved_sell) +
               overtaken_value(*holding, wanted.side, quote, rate, &of == &account ? held : nullptr);
    };
    worst_case = on_side(account) - own + wanted.exposure;
    if (worst_case > limits_.position_max)
        return deny(DenialCode::position_limit, "worst_case", worst_case.value(), limits_.position_max.value());
    Usd user_total = wanted.exposure - own;
    for (const AccountId& id : accounts_of_.at(account.user)) user_total += on_side(state_.accounts.at(id));
    if (user_total > limits_.position_max)
        return deny(DenialCode::position_limit, "worst_case", user_total.value(), limits_.position_max.value());
    if (!wanted.agent.is_empty()) {
        Usd total = wanted.exposure - own;
        if (const auto* instruments = find(state_.agents, wanted.agent))
            if (const Exposure* exposure = find(*instruments, wanted.instrument))
                total += exposure_value(*exposure, wanted.side, quote, rate);
        if (total > limits_.agent_position_max)
            return deny(DenialCode::agent_position_limit, "worst_case", total.value(),
                        limits_.agent_position_max.value());
    }
    if (const Exposure* exposure = find(state_.desk, wanted.instrument)) {
        Usd total = exposure_value(*exposure, wanted.side, quote, rate) - own + wanted.exposure;
        if (const auto* reducing = find(reducing_in_, wanted.instrument)) {
            for (const AccountId& id : *reducing) {
                const Account& other = state_.accounts.at(id);
                const Holding& holding = other.holdings.at(wanted.instrument);
                total += overtaken_value(holding, wanted.side, quote, rate, &other == &account ? held : nullptr);
            }
        }
        if (total > limits_.desk_position_max)
            return deny(DenialCode::desk_position_limit, "worst_case", total.value(),
                        limits_.desk_position_max.value());
    }

    const UtcTime start = window_start(now);
    const auto check_rate = [&](DenialCode code, std::uint32_t used, std::uint32_t limit) -> std::optional<Denial> {
        if (used < limit) return std::nullopt;
        return deny(code, "admissions", Decimal::from_integer(used + 1), Decimal::from_integer(limit));
    };
    if (const Hour* hour = find(state_.user_hours, wanted.user))
        if (auto denial = check_rate(DenialCode::rate_limit, count_since(hour->admissions, start, held),
                                     limits_.admissions_per_hour_max))
            return denial;
    if (!wanted.agent.is_empty())
        if (const Hour* hour = find(state_.agent_hours, wanted.agent))
            if (auto denial = check_rate(DenialCode::agent_rate_limit, count_since(hour->admissions, start, held),
                                         limits_.agent_admissions_per_hour_max))
                return denial;
    const auto first = std::upper_bound(state_.desk_hour.begin(), state_.desk_hour.end(), start);
    const auto desk_used = static_cast<std::uint32_t>(state_.desk_hour.end() - first) -
                           (held != nullptr && held->admitted > start ? 1u : 0u);
    return check_rate(DenialCode::desk_rate_limit, desk_used, limits_.desk_admissions_per_hour_max);
}

std::variant<Decimal, Denial> Rails::usd_rate(const AssetId& asset, const Quotes& quotes, MonotonicTime now) const
{
    if (is_usd(asset)) return Decimal::from_integer(1);
    for (const auto& [id, instrument] : state_.instruments) {
        if (instrument.base != asset || !is_usd(instrument.quote)) continue;
        const Quote* quote = find(quotes, id);
        if (quote == nullptr || !quote->is_sound()) continue;
        const nanoseconds age = now - quote->received;
        if (age > limits_.quote_age_max)
            return deny(DenialCode::stale_price, "age_ms", milliseconds(age), milliseconds(limits_.quote_age_max));
        return quote->ask.value();
    }
    return deny(DenialCode::no_usd_rate, "rates");
}

bool Rails::is_usd(const AssetId& asset) const
{
    return std::find(limits_.usd_assets.begin(), limits_.usd_assets.end(), asset) != limits_.usd_assets.end();
}

std::optional<Usd> Rails::equity(const Account& account, const Quotes& quotes) const
{
    Usd total;
    for (const auto& [asset, amount] : account.balances) {
        if (amount.is_zero()) continue;
        if (is_usd(asset)) {
            total += Usd{amount.value()};
            continue;
        }
        const Quote* mark = nullptr;
        for (const auto& [id, instrument] : state_.instruments)
            if (instrument.base == asset && is_usd(instrument.quote))
                if (const Quote* quote = find(quotes, id); quote != nullptr && quote->is_sound()) mark = quote;
        if (mark == nullptr) return std::nullopt;
        total += Usd{multiply(amount.value(), mark->middle().value(), Rounding::toward_zero)};
    }
    return total;
}

bool Rails::is_daily_loss_reached(const Day& day, Usd equity) const
{
    if (day.number == 0 || !day.baseline.is_positive()) return false;
    const Usd loss = day.baseline + day.deposits - equity;
    // loss / baseline >= percent / 100, without dividing
    return multiply(loss.value(), hundred, Rounding::toward_zero) >=
           multiply(day.baseline.value(), limits_.daily_loss_percent, Rounding::toward_zero);
}

void Rails::list(const Instrument& instrument) { state_.instruments[instrument.id] = instrument; }

void Rails::open_account(const AccountId& account, const UserId& user)
{
    state_.accounts[account].user = user;
    accounts_of_[user].insert(account);
}

void Rails::restore(RailsState state)
{
    state_ = std::move(state);
    accounts_of_.clear();
    reducing_in_.clear();
    for (const auto& [id, account] : state_.accounts) {
        accounts_of_[account.user].insert(id);
        for (const auto& [instrument, holding] : account.holdings)
            if (holding.is_reducing()) reducing_in_[instrument].insert(id);
    }
}

void Rails::move_funds(const AccountId& account, const AssetId& asset, Amount amount, Usd value)
{
    Account& to = state_.accounts.at(account);
    to.balances[asset] += amount;
    if (to.day.number != 0) to.day.deposits += value;
}

void Rails::count(const Reservation& reservation, Direction direction)
{
    const auto change = [&](auto& total, auto amount) {
        total = direction == Direction::add ? total + amount : total - amount;
    };
    Account& account = state_.accounts.at(reservation.account);
    Holding& holding = account.holdings[reservation.instrument];
    const bool is_buy = reservation.side == Side::buy;
    const Usd exposure = reservation.exposure_left();
    change(is_buy ? holding.reserved_buy : holding.reserved_sell, exposure);
    if (const Quantity reducing = reservation.reducing_left(); !reducing.is_zero()) {
        change(is_buy ? holding.reducing_buy : holding.reducing_sell, reducing);
        if (holding.is_reducing())
            reducing_in_[reservation.instrument].insert(reservation.account);
        else
            reducing_in_[reservation.instrument].erase(reservation.account);
    }
    change(account.reserved[reservation.funds_asset], reservation.funds_left());
    Exposure& desk = state_.desk[reservation.instrument];
    change(is_buy ? desk.reserved_buy : desk.reserved_sell, exposure);
    if (!reservation.agent.is_empty()) {
        Exposure& agent = state_.agents[reservation.agent][reservation.instrument];
        change(is_buy ? agent.reserved_buy : agent.reserved_sell, exposure);
    }
}

void Rails::reserve(const Reservation& reservation)
{
    const auto [place, is_new] = state_.reservations.emplace(reservation.intent, reservation);
    SWARMDESK_ASSERT(is_new);
    count(reservation, Direction::add);
    const UtcTime start = window_start(reservation.admitted);
    const Admission admission{reservation.admitted, reservation.intent, reservation.instrument, reservation.side,
                              reservation.is_unattended ? reservation.notional : Usd{}};
    const auto admit = [&](Hour& hour) {
        drop_before(hour.admissions, start);
        drop_before(hour.reductions, start);
        (reservation.is_reduction() ? hour.reductions : hour.admissions).push_back(admission);
    };
    admit(state_.user_hours[reservation.user]);
    if (!reservation.agent.is_empty()) admit(state_.agent_hours[reservation.agent]);
    if (!reservation.is_reduction()) {
        auto& hour = state_.desk_hour;
        hour.erase(hour.begin(), std::upper_bound(hour.begin(), hour.end(), start));
        hour.push_back(reservation.admitted);
    }
}

void Rails::release(const IntentId& intent, Slot slot)
{
    const auto released = state_.reservations.extract(intent);
    if (released.empty()) return;
    const Reservation& reservation = released.mapped();
    count(reservation, Direction::remove);
    if (slot == Slot::keep) return;
    const auto give_back = [&](Hour& hour) {
        const auto is_it = [&](const Admission& a) { return a.intent == intent; };
        std::erase_if(hour.admissions, is_it);
        std::erase_if(hour.reductions, is_it);
    };
    give_back(state_.user_hours[reservation.user]);
    if (!reservation.agent.is_empty()) give_back(state_.agent_hours[reservation.agent]);
    const auto slot_of = std::lower_bound(state_.desk_hour.begin(), state_.desk_hour.end(), reservation.admitted);
    if (!reservation.is_reduction() && slot_of != state_.desk_hour.end() && *slot_of == reservation.admitted)
        state_.desk_hour.erase(slot_of);
}

std::optional<RoundTrip> Rails::book(const IntentId& intent, const AccountId& account_id, const AgentId& agent,
                                     const Trade& trade)
{
    const Instrument& instrument = state_.instruments.at(trade.instrument);
    Account& account = state_.accounts.at(account_id);
    if (const auto found = state_.reservations.find(intent); found != state_.reservations.end()) {
        Reservation& reservation = found->second;
        count(reservation, Direction::remove);
        reservation.filled = std::min(reservation.quantity, reservation.filled + trade.quantity);
        count(reservation, Direction::add);
    }

    const Amount value = notional(trade.price, trade.quantity, Rounding::half_even);
    const Amount base{trade.quantity.value()};
    const bool is_buy = trade.side == Side::buy;
    account.balances[instrument.base] += is_buy ? base : -base;
    account.balances[instrument.quote] += is_buy ? -value : value;
    account.balances[trade.fee_asset] -= trade.fee;

    Holding& holding = account.holdings[trade.instrument];
    const Quantity before = holding.position.quantity;
    const std::map<AgentId, Quantity> caused_before = holding.caused_by;
    const bool is_base_fee = trade.fee_asset == instrument.base;
    const bool opens = before.is_zero() || before.is_positive() == is_buy;
    Amount fee_quote = trade.fee_asset == instrument.quote ? trade.fee : Amount{};
    Quantity traded = trade.quantity;
    if (is_base_fee && !opens) {
        // What closes is what arrived (or left) in the end, and the fee is worth the trade's own price.
        const Quantity fee{trade.fee.value()};
        traded = is_buy ? traded - fee : traded + fee;
        fee_quote = notional(trade.price, fee, Rounding::half_even);
    }
    std::optional<RoundTrip> trip = holding.position.book(trade.side, trade.price, traded, fee_quote);
    // A fee taken in the base asset makes what was opened smaller at the same cost.
    if (is_base_fee && opens) holding.position.quantity -= Quantity{trade.fee.value()};
    // What is left below one lot cannot be traded: the trip is over, and its cost is lost to it.
    if (!trip && !holding.position.quantity.is_zero() &&
        abs(holding.position.quantity.value()) < instrument.lot.value() &&
        abs(before.value()) >= instrument.lot.value())
        trip = holding.position.write_off();
    attribute(holding, before, agent);

    Exposure& desk = state_.desk[trade.instrument];
    put_quantity(desk, before, false);
    put_quantity(desk, holding.position.quantity, true);
    const auto put_caused = [&](const std::map<AgentId, Quantity>& parts, Quantity position, bool add) {
        for (const auto& [name, part] : parts)
            put_quantity(state_.agents[name][trade.instrument], position.is_negative() ? -part : part, add);
    };
    put_caused(caused_before, before, false);
    put_caused(holding.caused_by, holding.position.quantity, true);

    if (trip) {
        // -result / entry_cost > percent / 100, without dividing
        const bool is_loss = multiply(-trip->result.value(), hundred, Rounding::toward_zero) >
                             multiply(trip->entry_cost.value(), limits_.loss_percent, Rounding::toward_zero);
        account.losses_in_a_row = is_loss ? account.losses_in_a_row + 1 : 0;
    }
    return trip;
}

void Rails::start_day(const AccountId& account, std::int64_t number, Usd equity, bool is_estimated)
{
    state_.accounts.at(account).day = Day{number, equity, Usd{}, is_estimated, false};
}

void Rails::trip_daily_loss(const AccountId& account) { state_.accounts.at(account).day.is_tripped = true; }

void Rails::trip_loss_streak(const AccountId& account) { state_.accounts.at(account).is_streak_tripped = true; }

void Rails::rearm(const AccountId& account)
{
    Account& rearmed = state_.accounts.at(account);
    rearmed.is_streak_tripped = false;
    rearmed.losses_in_a_row = 0;
}

void Rails::set_desk_state(TradingState state, const std::string& reason)
{
    state_.desk_state = state;
    state_.desk_state_reason = reason;
}

void Rails::set_account_state(const AccountId& account, TradingState state, const std::string& reason)
{
    Account& changed = state_.accounts.at(account);
    changed.state = state;
    changed.state_reason = reason;
}

void Rails::set_reconciling(const AccountId& account, bool is_reconciling)
{
    state_.accounts.at(account).is_reconciling = is_reconciling;
}

Quantity Rails::overtaken(const AccountId& account, const InstrumentId& instrument, Side side) const
{
    const Account* const books = find(state_.accounts, account);
    const Holding* const holding = books == nullptr ? nullptr : find(books->holdings, instrument);
    return holding == nullptr ? Quantity{} : overtaken_quantity(*holding, side, nullptr);
}

std::vector<Gauge> Rails::gauges(const AccountId& account_id, const Quotes& quotes, UtcTime now) const
{
    std::vector<Gauge> gauges;
    const Account* account = find(state_.accounts, account_id);
    if (account == nullptr) return gauges;
    const std::string scope = "account " + account_id.to_string();
    const std::string user_scope = "user " + account->user.to_string();
    const auto number = [](auto count) { return Decimal::from_integer(static_cast<std::int64_t>(count)); };

    for (const auto& [id, holding] : account->holdings) {
        const Quote* quote = find(quotes, id);
        if (quote == nullptr) continue;
        const auto rated = usd_rate(state_.instruments.at(id).quote, quotes, quote->received);
        const auto* rate = std::get_if<Decimal>(&rated);
        if (rate == nullptr) continue;
        const Usd buys = position_value(holding.position, Side::buy, *quote, *rate) + holding.reserved_buy +
                         overtaken_value(holding, Side::buy, *quote, *rate, nullptr);
        const Usd sells = position_value(holding.position, Side::sell, *quote, *rate) + holding.reserved_sell +
                          overtaken_value(holding, Side::sell, *quote, *rate, nullptr);
        const Usd used = std::max(buys, sells);
        gauges.push_back({"POSITION_LIMIT", scope, id, used.value(), limits_.position_max.value(), "USD",
                          used > limits_.position_max});
    }
    const std::optional<Usd> worth = equity(*account, quotes);
    if (worth && account->day.baseline.is_positive()) {
        const Usd loss = account->day.baseline + account->day.deposits - *worth;
        const Decimal percent = loss.is_positive() ? divide(multiply(loss.value(), hundred, Rounding::away_from_zero),
                                                            account->day.baseline.value(), Rounding::away_from_zero)
                                                   : Decimal{};
        gauges.push_back({"DAILY_LOSS",
                          scope,
                          {},
                          round_to_step(percent, "0.01"_dec, Rounding::away_from_zero),
                          limits_.daily_loss_percent,
                          "percent",
                          account->day.is_tripped});
    }
    const UtcTime start = window_start(now);
    const Hour* hour = find(state_.user_hours, account->user);
    const auto admissions = hour == nullptr ? 0u : count_since(hour->admissions, start, nullptr);
    gauges.push_back({"RATE_LIMIT",
                      user_scope,
                      {},
                      number(admissions),
                      number(limits_.admissions_per_hour_max),
                      "per hour",
                      admissions >= limits_.admissions_per_hour_max});
    const auto reductions = hour == nullptr ? 0u : count_since(hour->reductions, start, nullptr);
    gauges.push_back({"REDUCTION_RATE_LIMIT",
                      user_scope,
                      {},
                      number(reductions),
                      number(limits_.reductions_per_hour_max),
                      "per hour",
                      reductions >= limits_.reductions_per_hour_max});
    std::map<std::pair<InstrumentId, Side>, Usd> unattended;
    if (hour != nullptr)
        for (const Admission& admission : hour->admissions)
            if (admission.time > start && admission.unattended.is_positive())
                unattended[{admission.instrument, admission.side}] += admission.unattended;
    for (const auto& [key, sum] : unattended)
        gauges.push_back({"APPROVAL", user_scope + " " + std::string{to_text(key.second)}, key.first, sum.value(),
                          limits_.approval_above.value(), "USD", false});
    gauges.push_back({"LOSS_STREAK",
                      scope,
                      {},
                      number(account->losses_in_a_row),
                      number(limits_.losses_in_a_row_max),
                      "in a row",
                      account->is_streak_tripped});
    return gauges;
}

}  // namespace swarmdesk::trading::risk
