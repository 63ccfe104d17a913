#include "api/view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/json_fields.hpp"

namespace swarmdesk::api {
namespace {

namespace json = boost::json;
namespace execution = trading::execution;
namespace risk = trading::risk;
using namespace literals;

constexpr Rounding half_even = Rounding::half_even;

template <class T>
void put(json::object& object, std::string_view name, const T& value)
{
    json::value shown = to_json(value);
    if (!shown.is_null()) object[name] = std::move(shown);
}
template <class T>
void put(json::object& object, std::string_view name, const std::optional<T>& value)
{
    if (value) put(object, name, *value);
}
void put_words(json::object& object, std::string_view name, const std::string& words)
{
    if (!words.empty()) object[name] = words;
}

/// The newest middle, where the quote makes sense at all.
std::optional<trading::Price> mark_of(const trading::InstrumentId& instrument, const execution::Gate& gate)
{
    const auto found = gate.quotes().find(instrument);
    if (found == gate.quotes().end() || !found->second.is_sound()) return std::nullopt;
    return found->second.middle();
}

bool is_usd(const trading::AssetId& asset, const execution::Gate& gate)
{
    const auto& assets = gate.rails().limits().usd_assets;
    return std::ranges::find(assets, asset) != assets.end();
}

const trading::Instrument* instrument_of(const trading::InstrumentId& id, const execution::Gate& gate)
{
    const auto& instruments = gate.rails().state().instruments;
    const auto found = instruments.find(id);
    return found == instruments.end() ? nullptr : &found->second;
}

std::string words_of(const risk::Gauge& gauge)
{
    const std::string where = gauge.instrument.is_empty() ? "" : " in " + gauge.instrument.to_string();
    if (gauge.rail == "APPROVAL") return "Unattended this hour" + where;  // it denies nothing: it asks
    const auto code = from_text<risk::DenialCode>(gauge.rail);
    if (!code) return gauge.rail + where;
    using enum risk::DenialCode;
    switch (*code) {
        case position_limit: return "Position" + where;
        case agent_position_limit: return "Position of the agent" + where;
        case desk_position_limit: return "Position of the whole desk" + where;
        case daily_loss: return "Loss today";
        case loss_streak: return "Losses in a row";
        case rate_limit: return "Trades this hour";
        case agent_rate_limit: return "Trades of the agent this hour";
        case desk_rate_limit: return "Trades of the whole desk this hour";
        case reduction_rate_limit: return "Reducing trades this hour";
        default: return gauge.rail + where;
    }
}

std::string_view state_of(const risk::Gauge& gauge)
{
    if (gauge.is_tripped) return "tripped";
    const Decimal used = multiply(gauge.used, "100"_dec, half_even);
    return used >= multiply(gauge.limit, "80"_dec, half_even) ? "near" : "ok";
}

/// What both an intent and its order show.
void put_order_terms(json::object& object, const trading::Intent& intent)
{
    put(object, "account", intent.account);
    put(object, "instrument", intent.instrument);
    put(object, "side", intent.side);
    put(object, "type", intent.type);
}

}  // namespace

json::object view(const risk::Denial& denial)
{
    json::object object;
    put(object, "code", denial.code);
    object["words"] = to_string(denial);
    put(object, "measure", denial.measure);
    put(object, "measured", denial.measured);
    put(object, "limit", denial.limit);
    return object;
}

json::object view(const execution::IntentRecord& record)
{
    const trading::Intent& intent = record.intent;
    json::object object;
    put(object, "intent_id", intent.id);
    put(object, "user", intent.user);
    put_order_terms(object, intent);
    put(object, "time_in_force", intent.time_in_force);
    put(object, "quantity", intent.quantity);
    put(object, "quote_quantity", intent.quote_quantity);
    put(object, "limit_price", intent.limit_price);
    put(object, "stop_price", intent.stop_price);
    put(object, "reduce_only", intent.reduce_only);
    put(object, "proposer", intent.proposer);
    put(object, "parent", intent.parent);
    put(object, "signal", intent.signal);
    put(object, "reason", intent.reason);
    put(object, "expires", intent.expires);
    put(object, "state", record.state);
    object["is_final"] = is_final(record.state);
    if (record.denial) object["denial"] = view(*record.denial);
    put(object, "approval_id", record.approval);
    if (record.order) {
        put(object, "client_order_id", record.order->client_order_id);
        put(object, "order_quantity", record.order->quantity);
    }
    put_words(object, "venue_order_id", record.venue_order_id);
    put(object, "notional_usd", record.notional);
    put(object, "filled", record.filled);
    if (record.filled.is_positive()) put(object, "average_price", record.average_price());
    put(object, "fees", record.fees);
    put_words(object, "outcome", record.outcome);
    object["is_cancel_requested"] = record.is_cancel_requested;
    put(object, "created", record.created);
    put(object, "updated", record.updated);
    put(object, "submitted", record.submitted);
    return object;
}

json::object order_view(const execution::IntentRecord& record)
{
    const trading::Order& order = *record.order;
    json::object object;
    put(object, "intent_id", record.intent.id);
    put(object, "client_order_id", order.client_order_id);
    put_words(object, "venue_order_id", record.venue_order_id);
    put_order_terms(object, record.intent);
    put(object, "time_in_force", order.time_in_force);
    put(object, "quantity", order.quantity);
    put(object, "filled", record.filled);
    put(object, "limit_price", order.limit_price);
    put(object, "stop_price", order.stop_price);
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
    put(object, "notional_usd", record.notional);
    put(object, "reason", record.intent.reason);
    put(object, "proposer", record.intent.proposer);
    put(object, "requested", approval.created);
    put(object, "expires", request.expires);
    put(object, "state", approval.state);
    put(object, "decided_by", approval.decided_by);
    put_words(object, "decision_reason", approval.reason);
    put(object, "binding", request.binding);
    object["may_decide"] = may_decide;
    put(object, "intent_state", record.state);
    return object;
}

json::object view(const risk::Gauge& gauge)
{
    json::object object;
    object["rail"] = gauge.rail;
    object["words"] = words_of(gauge);
    object["scope"] = gauge.scope;
    put(object, "instrument", gauge.instrument);
    put(object, "used", gauge.used);
    put(object, "limit", gauge.limit);
    object["unit"] = gauge.unit;
    object["state"] = state_of(gauge);
    return object;
}

json::object view(const Fill& fill)
{
    json::object object;
    object["seq"] = fill.seq;
    object["trade_id"] = fill.trade.trade_id;
    put(object, "intent_id", fill.intent);
    put(object, "account", fill.account);
    put(object, "instrument", fill.trade.instrument);
    put(object, "side", fill.trade.side);
    put(object, "price", fill.trade.price);
    put(object, "quantity", fill.trade.quantity);
    put(object, "fee", fill.trade.fee);
    put(object, "fee_asset", fill.trade.fee_asset);
    put(object, "liquidity", fill.trade.liquidity);
    put(object, "time", fill.trade.time);
    return object;
}

json::object view(const SignalStatus& status, bool with_outcome)
{
    json::value shown = to_json(status.signal);
    json::object object = std::move(shown.as_object());
    if (!with_outcome) return object;
    put_words(object, "fate", status.fate);
    put(object, "intent_id", status.intent);
    put_words(object, "words", status.words);
    return object;
}

json::object view(const trading::Quote& quote, MonotonicTime now)
{
    json::object object;
    put(object, "instrument", quote.instrument);
    put(object, "bid", quote.bid);
    put(object, "ask", quote.ask);
    put(object, "bid_size", quote.bid_size);
    put(object, "ask_size", quote.ask_size);
    put(object, "time", quote.time);
    put(object, "age_ms", now - quote.received);
    return object;
}

json::object event_view(std::uint64_t seq, const ledger::Entry& entry, const execution::Event& event)
{
    json::object object;
    object["seq"] = seq;
    put(object, "time", entry.time);
    object["kind"] = execution::event_name(entry.kind);
    object["subject"] = entry.subject;
    object["words"] = execution::describe(event);
    object["data"] = execution::event_json(entry);
    return object;
}

json::object view(const ledger::Record& row)
{
    json::object object;
    if (const auto event = execution::from_entry(row.entry)) {
        object = event_view(row.seq, row.entry, *event);
    } else {
        object["seq"] = row.seq;
        put(object, "time", row.entry.time);
        object["kind"] = "?";
        object["subject"] = row.entry.subject;
        object["words"] = "a row this version cannot read";
        object["data"] = json::object{};
    }
    put(object, "hash", row.hash);
    return object;
}

std::optional<Decimal> usd_rate(const trading::AssetId& asset, const execution::Gate& gate)
{
    if (is_usd(asset, gate)) return "1"_dec;
    for (const auto& [id, instrument] : gate.rails().state().instruments) {
        if (instrument.base != asset || !is_usd(instrument.quote, gate)) continue;
        if (const auto mark = mark_of(id, gate)) return mark->value();
    }
    return std::nullopt;
}

json::array positions_view(const trading::AccountId& id, const execution::Gate& gate)
{
    json::array positions;
    const risk::Account& account = gate.rails().state().accounts.at(id);
    for (const auto& [instrument_id, holding] : account.holdings) {
        const trading::Instrument* instrument = instrument_of(instrument_id, gate);
        if (instrument == nullptr) continue;
        const trading::Position& position = holding.position;
        const auto rate = usd_rate(instrument->quote, gate);
        const auto mark = mark_of(instrument_id, gate);
        json::object object;
        put(object, "account", id);
        put(object, "instrument", instrument_id);
        put(object, "quote_asset", instrument->quote);
        put(object, "quantity", position.quantity);
        put(object, "average_price", position.average_price());
        put(object, "cost", position.cost);
        put(object, "realised", position.realised);
        if (rate) put(object, "realised_usd", multiply(position.realised.value(), *rate, half_even));
        put(object, "mark_price", mark);
        if (rate && mark) {
            const trading::Amount value = trading::notional(*mark, position.quantity, half_even);
            put(object, "value_usd", multiply(value.value(), *rate, half_even));
            put(object, "unrealised_usd", multiply(position.unrealised(*mark).value(), *rate, half_even));
        }
        put(object, "reserved_buy_usd", holding.reserved_buy);
        put(object, "reserved_sell_usd", holding.reserved_sell);
        put(object, "caused_by", holding.caused_by);
        positions.push_back(std::move(object));
    }
    return positions;
}

json::object portfolio_view(const trading::AccountId& id, const execution::Gate& gate)
{
    const risk::Rails& rails = gate.rails();
    const risk::Account& account = rails.state().accounts.at(id);
    json::object object;
    put(object, "account", id);
    put(object, "user", account.user);
    put(object, "state", account.state);
    put_words(object, "state_reason", account.state_reason);
    object["is_reconciling"] = account.is_reconciling;

    Decimal cash;
    json::array balances;
    for (const auto& [asset, total] : account.balances) {
        if (is_usd(asset, gate)) cash += total.value();
        const auto reserved = account.reserved.find(asset);
        const trading::Amount locked = reserved == account.reserved.end() ? trading::Amount{} : reserved->second;
        json::object balance;
        put(balance, "asset", asset);
        put(balance, "free", total - locked);
        put(balance, "locked", locked);
        balances.push_back(std::move(balance));
    }
    put(object, "cash_usd", cash);

    const auto equity = rails.equity(account, gate.quotes());
    put(object, "equity_usd", equity);
    if (equity && account.day.number != 0) {
        const trading::Usd gain = *equity - account.day.baseline - account.day.deposits;
        put(object, "day_pnl_usd", gain);
        if (account.day.baseline.is_positive()) {
            const Decimal percent =
                divide(multiply(gain.value(), "100"_dec, half_even), account.day.baseline.value(), half_even);
            put(object, "day_pnl_percent", round_to_step(percent, "0.01"_dec, half_even));
        }
    }

    std::optional<Decimal> realised = Decimal{};
    std::optional<Decimal> unrealised = Decimal{};
    for (const auto& [instrument_id, holding] : account.holdings) {
        const trading::Instrument* instrument = instrument_of(instrument_id, gate);
        const auto rate = instrument ? usd_rate(instrument->quote, gate) : std::nullopt;
        const auto mark = mark_of(instrument_id, gate);
        const trading::Position& position = holding.position;
        if (!rate) realised.reset();
        if (!rate || (!mark && !position.quantity.is_zero())) unrealised.reset();
        if (realised) *realised += multiply(position.realised.value(), *rate, half_even);
        if (unrealised && mark) *unrealised += multiply(position.unrealised(*mark).value(), *rate, half_even);
    }
    put(object, "realised_usd", realised);
    put(object, "unrealised_usd", unrealised);
    object["balances"] = std::move(balances);
    object["losses_in_a_row"] = account.losses_in_a_row;
    object["is_streak_tripped"] = account.is_streak_tripped;

    json::object day;
    day["day"] = day_text(account.day.number);
    put(day, "baseline_usd", account.day.baseline);
    put(day, "deposits_usd", account.day.deposits);
    day["is_estimated"] = account.day.is_estimated;
    day["is_tripped"] = account.day.is_tripped;
    object["day"] = std::move(day);
    return object;
}

std::string day_text(std::int64_t day)
{
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
    return fmt::format("{:04}-{:02}-{:02}", int{date.year()}, unsigned{date.month()}, unsigned{date.day()});
}

}  // namespace swarmdesk::api
