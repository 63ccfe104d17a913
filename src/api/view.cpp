#include "api/view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "api/denial_words.hpp"
#include "base/json_fields.hpp"

namespace swarmdesk::api {
namespace {

namespace json = boost::json;
namespace execution = trading::execution;
namespace risk = trading::risk;
using namespace literals;

constexpr Rounding half_even = Rounding::half_even;
constexpr std::size_t intent_members_max = 36;
constexpr std::size_t trade_members_max = 24;

template <class T>
void put(json::object& object, std::string_view name, const T& value)
{
    json::value shown = to_json(value);
    if (!shown.is_null()) object.emplace(name, std::move(shown));
}
template <class T>
void put(json::object& object, std::string_view name, const std::optional<T>& value)
{
    if (value) put(object, name, *value);
}
void put_text(json::object& object, std::string_view name, const std::string& text)
{
    if (!text.empty()) object.emplace(name, text);
}

/// The newest mid, where the quote makes sense at all.
std::optional<trading::Price> mark_of(const trading::InstrumentId& instrument, const risk::Quotes& quotes)
{
    const auto found = quotes.find(instrument);
    if (found == quotes.end() || !found->second.is_sound()) return std::nullopt;
    return found->second.mid();
}

const trading::Instrument* instrument_of(const trading::InstrumentId& id, const execution::View& desk)
{
    const auto& instruments = desk.books().rails().state().instruments;
    const auto found = instruments.find(id);
    return found == instruments.end() ? nullptr : &found->second;
}

/// The fields of a described struct, with its instrument shown as everywhere.
template <class T>
json::object described(const T& value)
{
    json::value shown = to_json(value);
    json::object object = std::move(shown.as_object());
    object.erase("instrument");
    put_instrument(object, value.instrument);
    return object;
}

std::string message_of(const risk::Gauge& gauge)
{
    std::string of;
    if (gauge.scope.level == risk::Level::agent) of = " of the agent";
    if (gauge.scope.level == risk::Level::desk) of = " of the whole desk";
    const std::string where = gauge.instrument.is_empty() ? "" : " in " + gauge.instrument.symbol.to_string();
    if (gauge.is_approval_sum) return "Unattended this hour" + where;
    using enum risk::DenialCode;
    switch (gauge.rail) {
        case position_limit: return "Position" + of + where;
        case daily_loss: return "Loss today" + of;
        case loss_streak: return "Losses in a row" + of;
        case rate_limit: return "Trades this hour" + of;
        case reduction_rate_limit: return "Reducing trades this hour" + of;
        case approval_rate_limit: return "Requests for approval this hour" + of;
        case approvals_waiting: return "Approvals waiting" + of;
        default: return std::string{to_text(gauge.rail)} + of + where;
    }
}

std::string_view state_of(const risk::Gauge& gauge)
{
    if (gauge.is_tripped) return "tripped";
    const Decimal used = multiply(gauge.used, "100"_dec, half_even);
    return used >= multiply(gauge.limit, "80"_dec, half_even) ? "near" : "ok";
}

/// "2025-04-03".
std::string day_text(std::int64_t day)
{
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
    return fmt::format("{:04}-{:02}-{:02}", int{date.year()}, unsigned{date.month()}, unsigned{date.day()});
}

/// What both an intent and its order show.
void put_order_terms(json::object& object, const trading::Intent& intent)
{
    put(object, "account", intent.account);
    put(object, "owner", intent.lot_owner());
    put_instrument(object, intent.instrument);
    put(object, "side", intent.side);
    put(object, "type", intent.type);
}

void put_trail(json::object& object, std::optional<std::uint32_t> trailing_bp)
{
    if (trailing_bp) object["trailing_bp"] = *trailing_bp;
}

}  // namespace

std::string message_of(const risk::Denial& denial, const Visibility& visibility)
{
    return denial_words(denial, visibility.sees_numbers(denial));
}

json::object view(const risk::Denial& denial, const Visibility& visibility)
{
    json::object object;
    put(object, "code", denial.code);
    put(object, "scope", denial.scope);
    object["message"] = message_of(denial, visibility);
    put(object, "measure", denial.measure);
    if (visibility.sees_numbers(denial)) put(object, "measured", denial.measured);
    put(object, "limit", denial.limit);
    put(object, "retry_after_ms", denial.retry_after);
    return object;
}

json::object view(const trading::Protection& terms)
{
    json::object object;
    put(object, "stop_price", terms.stop_price);
    put(object, "take_profit_price", terms.take_profit_price);
    put_trail(object, terms.trailing_bp);
    return object;
}

json::object view(const execution::IntentRecord& record, const Visibility& visibility)
{
    const trading::Intent& intent = record.intent;
    json::object object;
    object.reserve(intent_members_max);
    put(object, "intent_id", intent.id);
    put(object, "user", intent.user);
    put_order_terms(object, intent);
    put(object, "time_in_force", intent.time_in_force);
    put(object, "quantity", intent.quantity);
    put(object, "quote_quantity", intent.quote_quantity);
    put(object, "limit_price", intent.limit_price);
    put(object, "stop_price", intent.stop_price);
    put(object, "stop_limit_price", intent.stop_limit_price);
    put_trail(object, intent.trailing_bp);
    if (intent.protection) object["protection"] = view(*intent.protection);
    object["is_protection"] = intent.is_protection;
    put(object, "reduce_only", intent.reduce_only);
    put(object, "proposer", intent.proposer);
    put(object, "parent", intent.parent);
    put(object, "signal", intent.signal);
    put_text(object, "decision", intent.decision);
    put(object, "reason", intent.reason);
    put(object, "expires", intent.expires);
    put(object, "state", record.state);
    object["is_final"] = is_final(record.state);
    if (record.denial) object["denial"] = view(*record.denial, visibility);
    put(object, "approval_id", record.approval);
    if (record.order) {
        put(object, "client_order_id", record.order->client_order_id);
        put(object, "order_quantity", record.order->quantity);
    }
    put_text(object, "venue_order_id", record.venue_order_id);
    put(object, "notional_usd", record.notional);
    put(object, "filled", record.filled);
    if (record.filled.is_positive()) put(object, "average_price", record.average_price());
    put(object, "fees", record.fees);
    put_text(object, "outcome", record.outcome);
    object["is_cancel_requested"] = record.is_cancel_requested;
    put(object, "created", record.created);
    put(object, "updated", record.updated);
    return object;
}

json::object order_view(const execution::IntentRecord& record)
{
    const trading::Order& order = *record.order;
    json::object object;
    put(object, "intent_id", record.intent.id);
    put(object, "client_order_id", order.client_order_id);
    put_text(object, "venue_order_id", record.venue_order_id);
    put_order_terms(object, record.intent);
    put(object, "time_in_force", order.time_in_force);
    put(object, "quantity", order.quantity);
    put(object, "filled", record.filled);
    put(object, "limit_price", order.limit_price);
    put(object, "stop_price", order.stop_price);
    put(object, "stop_limit_price", order.stop_limit_price);
    put_trail(object, order.trailing_bp);
    object["is_protection"] = record.intent.is_protection;
    put(object, "state", record.state);
    object["is_cancel_requested"] = record.is_cancel_requested;
    put(object, "proposer", record.intent.proposer);
    put(object, "reason", record.intent.reason);
    put(object, "time", record.created);
    return object;
}

json::object view(const execution::ApprovalRecord& approval, const execution::IntentRecord& record, bool may_decide)
{
    const execution::ApprovalRequested& request = approval.request;
    json::object object;
    put(object, "approval_id", request.approval);
    put(object, "intent_id", request.intent);
    put(object, "user", record.intent.user);
    put_order_terms(object, record.intent);
    put(object, "quantity_max", request.quantity_max);
    put(object, "worst_price", request.worst_price);
    put(object, "limit_price", record.intent.limit_price);
    if (record.intent.protection) object["protection"] = view(*record.intent.protection);
    put(object, "notional_usd", record.notional);
    put(object, "reason", record.intent.reason);
    put(object, "proposer", record.intent.proposer);
    put(object, "requested", approval.created);
    put(object, "expires", request.expires_at);
    put(object, "state", approval.state);
    put(object, "decided_by", approval.decided_by);
    put_text(object, "decision_reason", approval.reason);
    put(object, "binding", request.binding);
    object["may_decide"] = may_decide;
    put(object, "intent_state", record.state);
    return object;
}

json::object view(const risk::Gauge& gauge)
{
    json::object object;
    object["rail"] =
        gauge.is_approval_sum ? "APPROVAL" : to_text(gauge.rail);  // an approval sum denies nothing: it asks
    object["message"] = message_of(gauge);
    put(object, "scope", gauge.scope);
    put_instrument(object, gauge.instrument);
    put(object, "side", gauge.side);
    put(object, "used", gauge.used);
    put(object, "limit", gauge.limit);
    object["unit"] = gauge.unit;
    object["state"] = state_of(gauge);
    return object;
}

json::object view(const risk::Admitted& admitted)
{
    const trading::Order& order = admitted.order;
    json::object object;
    put(object, "account", order.account);
    put_instrument(object, order.instrument);
    put(object, "side", order.side);
    put(object, "type", order.type);
    put(object, "time_in_force", order.time_in_force);
    put(object, "quantity", order.quantity);
    put(object, "limit_price", order.limit_price);
    put(object, "stop_price", order.stop_price);
    put(object, "stop_limit_price", order.stop_limit_price);
    put_trail(object, order.trailing_bp);
    put(object, "notional_usd", admitted.reservation.notional);
    put(object, "worst_case_usd", admitted.worst_case);
    object["is_reduction"] = admitted.reservation.is_reduction();
    object["needs_approval"] = admitted.needs_approval;
    return object;
}

json::object view(const execution::Evidence& evidence)
{
    json::value shown = to_json(evidence);
    return std::move(shown.as_object());
}

json::object view(const execution::View::FillRow& row)
{
    json::object object;
    object["seq"] = row.seq;
    put(object, "fill_id", row.fill.id);
    put(object, "intent_id", row.intent);
    put(object, "account", row.account);
    put(object, "owner", row.owner);
    put_instrument(object, row.fill.instrument);
    put(object, "side", row.fill.side);
    put(object, "price", row.fill.price);
    put(object, "quantity", row.fill.quantity);
    put(object, "fee", row.fill.fee);
    put(object, "fee_asset", row.fill.fee_asset);
    put(object, "fee_quote", row.fee_quote);
    put(object, "liquidity", row.fill.liquidity);
    put(object, "time", row.fill.time);
    return object;
}

namespace {

/// What the event itself says.
json::object trip_view(const execution::View::TripRow& row)
{
    json::object object;
    object.reserve(trade_members_max);
    object["seq"] = row.seq;
    put(object, "account", row.trip.account);
    put(object, "owner", row.trip.owner);
    put_instrument(object, row.trip.instrument);
    put(object, "intent_id", row.trip.intent);
    put(object, "entry_cost", row.trip.entry_cost);
    put(object, "result", row.trip.result);
    object["is_loss"] = row.trip.is_loss;
    put(object, "time", row.time);
    put(object, "return_percent", trading::report::return_percent(row.trip.entry_cost, row.trip.result).value);
    return object;
}

/// Why a trip ended.
void put_exit(json::object& object, const std::optional<trading::SignalId>& signal, trading::OrderType type,
              const std::string& exit, const std::string& reason)
{
    put(object, "signal", signal);
    put(object, "exit_type", type);
    put_text(object, "exit", exit);
    put_text(object, "reason", reason);
}

}  // namespace

json::object view(const execution::View::TripRow& row, const trading::Intent* closing)
{
    json::object object = trip_view(row);
    if (closing != nullptr)
        put_exit(object, closing->signal, closing->type, trading::report::exit_kind(*closing), closing->reason);
    return object;
}

json::object view(const execution::View::TripRow& row, const trading::report::TradeFact* trade)
{
    json::object object = trip_view(row);
    if (trade == nullptr) return object;
    put(object, "opened", trade->opened);
    object["side"] = trade->is_long ? "long" : "short";
    if (trade->entry_price) put(object, "quantity", trade->quantity);
    put(object, "entry_price", trade->entry_price);
    put(object, "exit_price", trade->exit_price);
    put(object, "fees", trade->fees);
    put(object, "quote_asset", trade->quote);
    put(object, "result_usd", trading::report::result_usd(*trade));
    put_exit(object, trade->signal, trade->exit_type, trade->exit, trade->reason);
    return object;
}

json::object view(const execution::View::AlertRow& row)
{
    json::object object;
    object["seq"] = row.seq;
    put(object, "time", row.time);
    put(object, "severity", row.alert.severity);
    put(object, "source", row.alert.source);
    put(object, "code", row.alert.code);
    put(object, "message", row.alert.message);
    put(object, "account", row.alert.account);
    if (row.alert.instrument) put_instrument(object, *row.alert.instrument);
    put(object, "intent_id", row.alert.about);
    return object;
}

json::object view(const execution::View::SignalRow& row, const SignalOutcome* outcome)
{
    json::object object = described(row.signal);
    object["seq"] = row.seq;
    object["signal_id"] = std::exchange(object["id"], nullptr);
    object.erase("id");
    if (row.signal.decision.empty()) object.erase("decision");
    put(object, "intent_id", row.intent);
    if (outcome == nullptr) return object;
    put_text(object, "outcome", outcome->outcome);
    put_text(object, "message", outcome->message);
    return object;
}

json::object view(const execution::StreamedEvent& event, const Visibility& visibility)
{
    const execution::Row row = to_row(event.stamped);
    json::object object;
    object["seq"] = event.seq;
    put(object, "time", row.time);
    object["kind"] = execution::event_name(row.kind);
    object["subject"] = row.subject;
    put(object, "account", event.stamped.account);
    std::string message = execution::describe(event.stamped.event);
    json::value data = execution::event_json(event.stamped.event);
    if (!visibility.sees_numbers(event.stamped.event)) {
        const risk::Denial& denial = *denial_of(event.stamped.event);
        const std::string whole = to_string(denial);
        const auto at = message.find(whole);
        message.replace(at == std::string::npos ? 0 : at, at == std::string::npos ? message.size() : whole.size(),
                        message_of(denial, visibility));
        data.at("denial").as_object().erase("measured");
    }
    object["message"] = message;
    object["data"] = std::move(data);
    put(object, "hash", event.hash);
    return object;
}

json::object view(const trading::Instrument& instrument)
{
    json::value shown = to_json(instrument);
    json::object object = std::move(shown.as_object());
    object.erase("id");
    put_instrument(object, instrument.id);
    return object;
}

json::object view(const trading::Quote& quote, MonotonicTime now)
{
    json::object object;
    put_instrument(object, quote.instrument);
    put(object, "bid", quote.bid);
    put(object, "ask", quote.ask);
    put(object, "bid_size", quote.bid_size);
    put(object, "ask_size", quote.ask_size);
    put(object, "time", quote.time);
    put(object, "age_ms", now - quote.received);
    return object;
}

json::object view(const trading::Candle& candle) { return described(candle); }
json::object view(const Analysis& analysis) { return described(analysis); }

void put_instrument(json::object& object, const trading::InstrumentId& instrument)
{
    if (instrument.is_empty()) return;
    put(object, "venue", instrument.venue);
    put(object, "instrument", instrument.symbol);
}

namespace {

/// One owner's lot, in the quote asset and, where there is a rate, in dollars.
json::object lot_view(const trading::LotOwner& owner, const trading::Position& lot,
                      const trading::Instrument& instrument, const std::optional<trading::Price>& mark,
                      const std::optional<Decimal>& rate)
{
    json::object object;
    put(object, "owner", owner);
    put(object, "quantity", lot.quantity);
    put(object, "average_price", lot.average_price());
    put(object, "cost", lot.cost);
    put(object, "realised", lot.realised);
    if (rate && mark) put(object, "unrealised_usd", multiply(lot.unrealised(*mark).value(), *rate, half_even));
    const trading::Price price = mark.value_or(lot.average_price());
    object["is_dust"] = !lot.quantity.is_zero() && risk::Rails::is_dust(instrument, lot.quantity, price);
    return object;
}

}  // namespace

json::object protection_view(const execution::LotKey& lot, const execution::View& desk)
{
    json::object object;
    const execution::Books& books = desk.books();
    const execution::LotProtection* const wanted = books.protection_of(lot);
    if (wanted != nullptr) object = view(wanted->terms);
    const auto standing = books.protecting().find(lot);
    if (standing == books.protecting().end()) return object;
    const execution::IntentRecord& order = *books.find(*standing->second.begin());
    put(object, "intent_id", order.intent.id);
    put(object, "quantity", order.unfilled());
    put(object, "state", order.state);
    // An older order may still stand where the terms have changed, or the lot has: what is wanted is not yet what
    // protects.
    object["is_current"] = wanted != nullptr && order.intent.protection == wanted->terms &&
                           standing->second.size() == 1 && !order.is_cancel_requested;
    return object;
}

json::array positions_view(const trading::AccountId& id, const execution::View& desk)
{
    json::array positions;
    for (const auto& [instrument_id, holding] : desk.account(id)->holdings) {
        const trading::Instrument* instrument = instrument_of(instrument_id, desk);
        if (instrument == nullptr) continue;
        const auto rate = desk.books().rails().usd_rate(instrument->quote, desk.quotes());
        const auto mark = mark_of(instrument_id, desk.quotes());
        trading::Position sum;  // of all lots; an average of lots on both sides is of what is left
        trading::Amount unrealised;
        json::array owners;
        for (const auto& [owner, lot] : holding.lots) {
            sum.quantity += lot.quantity;
            sum.cost += lot.cost;
            sum.realised += lot.realised;
            if (mark) unrealised += lot.unrealised(*mark);
            json::object shown = lot_view(owner, lot, *instrument, mark, rate);
            json::object protection = protection_view({id, instrument_id, owner}, desk);
            if (!protection.empty()) shown["protection"] = std::move(protection);
            owners.push_back(std::move(shown));
        }
        json::object object;
        put(object, "account", id);
        put_instrument(object, instrument_id);
        put(object, "quote_asset", instrument->quote);
        put(object, "quantity", sum.quantity);
        put(object, "average_price", sum.average_price());
        put(object, "cost", sum.cost);
        put(object, "realised", sum.realised);
        if (rate) put(object, "realised_usd", multiply(sum.realised.value(), *rate, half_even));
        put(object, "mark_price", mark);
        if (rate && mark) {
            const trading::Amount value = trading::notional(*mark, sum.quantity, half_even);
            put(object, "value_usd", multiply(value.value(), *rate, half_even));
            put(object, "unrealised_usd", multiply(unrealised.value(), *rate, half_even));
        }
        put(object, "reserved_buy_usd", holding.reserved_buy);
        put(object, "reserved_sell_usd", holding.reserved_sell);
        object["owners"] = std::move(owners);
        positions.push_back(std::move(object));
    }
    return positions;
}

json::object portfolio_view(const trading::AccountId& id, const execution::View& desk, MonotonicTime now)
{
    const risk::Rails& rails = desk.books().rails();
    const risk::Account& account = *desk.account(id);
    const auto& usd_assets = rails.limits().usd_assets;
    json::object object;
    put(object, "account", id);
    put(object, "user", account.user);
    put(object, "venue", account.venue);
    put(object, "state", account.state);
    put_text(object, "state_reason", account.state_reason);
    object["is_reconciling"] = account.is_reconciling;
    object["is_mismatched"] = account.is_mismatched;

    Decimal cash;
    json::array balances;
    for (const auto& [asset, total] : account.balances) {
        const bool is_cash =
            std::ranges::find(usd_assets, asset) != usd_assets.end() || rails.limits().usd_rates.contains(asset);
        const auto rate = rails.usd_rate(asset, desk.quotes());
        const auto value = rate ? std::optional{multiply(total.value(), *rate, half_even)} : std::nullopt;
        if (is_cash && value) cash += *value;
        const auto reserved = account.reserved.find(asset);
        const trading::Amount locked = reserved == account.reserved.end() ? trading::Amount{} : reserved->second;
        json::object balance;
        put(balance, "asset", asset);
        put(balance, "free", total - locked);
        put(balance, "locked", locked);
        put(balance, "value_usd", value);
        balances.push_back(std::move(balance));
    }
    put(object, "cash_usd", cash);

    const risk::Equity equity = rails.equity(account, desk.quotes(), now);
    object["is_stale"] = equity.is_stale;
    if (equity.unpriced.empty()) {
        put(object, "equity_usd", equity.value);
        if (account.baseline.day != 0) {
            const trading::Usd gain = equity.counted - account.baseline.equity - account.baseline.deposits;
            put(object, "day_pnl_usd", gain);
            if (account.baseline.equity.is_positive()) {
                const Decimal percent =
                    divide(multiply(gain.value(), "100"_dec, half_even), account.baseline.equity.value(), half_even);
                put(object, "day_pnl_percent", round_to_step(percent, "0.01"_dec, half_even));
            }
        }
    } else {
        put(object, "unpriced", equity.unpriced);
    }

    std::optional<Decimal> realised = Decimal{};
    std::optional<Decimal> unrealised = Decimal{};
    for (const auto& [instrument_id, holding] : account.holdings) {
        const trading::Instrument* instrument = instrument_of(instrument_id, desk);
        const auto rate = instrument ? rails.usd_rate(instrument->quote, desk.quotes()) : std::nullopt;
        const auto mark = mark_of(instrument_id, desk.quotes());
        for (const auto& [owner, lot] : holding.lots) {
            if (!rate) realised.reset();
            if (!rate || (!mark && !lot.quantity.is_zero())) unrealised.reset();
            if (realised) *realised += multiply(lot.realised.value(), *rate, half_even);
            if (unrealised && mark) *unrealised += multiply(lot.unrealised(*mark).value(), *rate, half_even);
        }
    }
    put(object, "realised_usd", realised);
    put(object, "unrealised_usd", unrealised);
    object["balances"] = std::move(balances);
    object["losses_in_a_row"] = account.streak.losses;
    object["is_streak_tripped"] = account.streak.is_tripped;

    json::object day;
    day["day"] = day_text(account.baseline.day);
    put(day, "baseline_usd", account.baseline.equity);
    put(day, "deposits_usd", account.baseline.deposits);
    day["is_estimated"] = account.baseline.is_estimated;
    day["is_tripped"] = account.baseline.is_tripped;
    object["day"] = std::move(day);
    return object;
}

json::object reconciliation_view(const trading::AccountId& id, const execution::View& desk)
{
    const risk::Account& account = *desk.account(id);
    const execution::AccountOrders& orders = desk.books().orders_of(id);
    json::object object;
    put(object, "account", id);
    put(object, "venue", account.venue);
    put(object, "state", account.state);
    put_text(object, "state_reason", account.state_reason);
    object["is_reconciling"] = account.is_reconciling;
    object["is_mismatched"] = account.is_mismatched;
    put(object, "differences", orders.differences);
    put(object, "cursor", orders.cursor);

    json::array adjustments;
    for (const auto& [asset, proposed] : orders.adjustments) {
        json::object adjustment;
        put(adjustment, "asset", asset);
        put(adjustment, "amount", proposed.amount);
        put(adjustment, "evidence", proposed.evidence);
        put(adjustment, "by", proposed.by);
        adjustments.push_back(std::move(adjustment));
    }
    object["adjustments"] = std::move(adjustments);

    json::array settlements;
    json::array unknown;
    for (const trading::IntentId& open : desk.books().open_of(id)) {
        const execution::IntentRecord* record = desk.books().find(open);
        if (record->state == execution::IntentState::unknown) unknown.push_back(to_json(open));
        const auto proposed = desk.books().state().settlements.find(open);
        if (proposed == desk.books().state().settlements.end()) continue;
        json::value shown = to_json(proposed->second.settlement);
        json::object& settlement = shown.as_object();
        put(settlement, "intent_id", open);
        put(settlement, "by", proposed->second.by);
        settlements.push_back(std::move(settlement));
    }
    object["settlements"] = std::move(settlements);
    object["unknown"] = std::move(unknown);
    return object;
}

}  // namespace swarmdesk::api
