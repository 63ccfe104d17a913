#include "order_outcome.hpp"

#include <fmt/format.h>

#include "exit_code.hpp"
#include "order_request.hpp"
#include "text_table.hpp"
#include "trading/report/number_text.hpp"

namespace swarmdesk::app {

namespace json = boost::json;

namespace {

constexpr int usd_digits = 2;

bool rests(const json::object& intent)
{
    return field_of(intent, "type") != "MARKET" && field_of(intent, "time_in_force") == "GTC";
}

/// "bought 0.00257 BTCUSDT at 97,000.01 for 249.29 USDT, fee 0.25 USDT"; empty where nothing was filled.
std::string filled_words(const json::object& intent, const TradedInstrument& instrument)
{
    const auto filled = decimal_in(intent, "filled");
    const auto price = decimal_in(intent, "average_price");
    if (!filled || !filled->is_positive() || !price) return {};
    const Decimal value = multiply(*filled, *price, Rounding::half_even);
    return fmt::format("{} {} {} at {} for {} {}, fee {} {}", field_of(intent, "side") == "BUY" ? "bought" : "sold",
                       instrument.quantity_text(*filled), instrument.symbol, instrument.price_text(*price),
                       instrument.money_text(value), instrument.quote,
                       instrument.money_text(decimal_in(intent, "fees").value_or(Decimal{})), instrument.quote);
}

/// "BUY 0.01 BTCUSDT at 90,000.00 (LIMIT)".
std::string terms(const json::object& intent, const TradedInstrument& instrument)
{
    const auto quantity = decimal_in(intent, "order_quantity");
    std::string words =
        fmt::format("{} {} {}", field_of(intent, "side"),
                    quantity ? instrument.quantity_text(*quantity) : field_of(intent, "quantity"), instrument.symbol);
    if (const auto limit = decimal_in(intent, "limit_price")) words += " at " + instrument.price_text(*limit);
    if (const auto stop = decimal_in(intent, "stop_price")) words += ", stop " + instrument.price_text(*stop);
    if (const json::value* points = intent.if_contains("trailing_bp"); points != nullptr && points->is_int64())
        words += ", trailing by " + percent_text(points->get_int64());
    return words + " (" + field_of(intent, "type") + ")";
}

std::string denial_words(const json::object& intent)
{
    constexpr std::int64_t second_ms = 1000;
    std::string words = "denied: " + field_of(intent, "denial.message");
    if (const std::string scope = field_of(intent, "denial.scope.name"); scope != "-" && !scope.empty())
        words += fmt::format(" ({} {})", field_of(intent, "denial.scope.level"), scope);
    const json::value* denial = intent.if_contains("denial");
    const json::value* wait =
        denial != nullptr && denial->is_object() ? denial->get_object().if_contains("retry_after_ms") : nullptr;
    if (wait != nullptr && wait->is_int64())
        words += fmt::format("; the next is free in {} s", (wait->get_int64() + second_ms - 1) / second_ms);
    return words;
}

/// What the venue or a person said of it, where they did.
std::string with_outcome(std::string words, const json::object& intent)
{
    const std::string said = field_of(intent, "outcome");
    return said == "-" ? words : words + ": " + said;
}

}  // namespace

bool is_settled(const json::object& intent)
{
    const std::string state = field_of(intent, "state");
    const json::value* is_final = intent.if_contains("is_final");
    if (is_final != nullptr && is_final->is_bool() && is_final->get_bool()) return true;
    if (state == "PENDING_APPROVAL") return true;
    return (state == "ACCEPTED" || state == "PARTIALLY_FILLED") && rests(intent);
}

OrderOutcome outcome_of(const json::object& intent, const TradedInstrument& instrument)
{
    const std::string state = field_of(intent, "state");
    const std::string id = field_of(intent, "intent_id");
    const std::string filled = filled_words(intent, instrument);
    if (state == "FILLED") return {filled, exit_ok};
    if (state == "DENIED") return {denial_words(intent), exit_denied};
    if (state == "DECLINED") return {with_outcome("a person declined it", intent), exit_denied};
    if (state == "REJECTED") return {with_outcome("the venue rejected it", intent), exit_failed};
    if (state == "CANCELED" || state == "EXPIRED") {
        const std::string end = state == "CANCELED" ? "canceled" : "expired";
        if (filled.empty()) return {with_outcome(end + ", nothing was filled", intent), exit_failed};
        return {with_outcome(filled + "; the rest " + (state == "CANCELED" ? "was canceled" : "expired"), intent),
                exit_failed};
    }
    if (state == "PENDING_APPROVAL") {
        const auto usd = decimal_in(intent, "notional_usd");
        return {fmt::format("{} waits for a human, {} USD at most: swarmdesk approve {}", terms(intent, instrument),
                            usd ? trading::report::fixed_text(*usd, usd_digits) : "-", field_of(intent, "approval_id")),
                exit_ok};
    }
    if (state == "UNKNOWN")
        return {
            "the venue has not said what became of it; the desk keeps asking, and nothing is sent again. Look at it "
            "with: swarmdesk orders",
            exit_failed};
    if (is_settled(intent))
        return {fmt::format("{} rests at the venue{}; to take it back: swarmdesk cancel {}", terms(intent, instrument),
                            filled.empty() ? "" : ", " + filled, id),
                exit_ok};
    return {fmt::format("{} is on its way ({}); look at it with: swarmdesk orders", terms(intent, instrument), state),
            exit_ok};
}

}  // namespace swarmdesk::app
