#include "order_request.hpp"

#include "trading/model/intent.hpp"

namespace swarmdesk::app {

namespace json = boost::json;
using namespace literals;

namespace {

enum class Direction { below = 1, above };

Error wrong(std::string detail) { return {Errc::malformed, std::move(detail)}; }

/// "5%" as 5; nothing where it does not end so.
std::optional<Result<Decimal>> percentage(const std::string& text)
{
    if (!text.ends_with('%')) return std::nullopt;
    return Decimal::parse(std::string_view{text}.substr(0, text.size() - 1));
}

/// A price as it is typed, or so many percent away from the reference, on the tick.
Result<std::string> level(const char* flag, const std::string& text, Direction direction,
                          const TradedInstrument& instrument, std::optional<Decimal> reference)
{
    const auto percent = percentage(text);
    if (!percent) {
        if (const auto price = Decimal::parse(text); !price || !price->is_positive())
            return wrong(std::string{flag} + " is a price or a percentage (92000 or 5%), not " + text);
        return text;
    }
    if (!*percent || !(*percent)->is_positive() || (direction == Direction::below && **percent >= "100"_dec))
        return wrong(std::string{flag} + " is more than 0% and leaves something, not " + text);
    if (!reference)
        return Error{Errc::unavailable, "there is no quote of " + instrument.symbol + " to take " + text + " of"};
    const Decimal factor = direction == Direction::below ? "100"_dec - **percent : "100"_dec + **percent;
    const Decimal price = divide(multiply(*reference, factor, Rounding::half_even), "100"_dec, Rounding::half_even);
    const Decimal on_tick = round_to_step(price, instrument.tick, Rounding::half_even);
    if (!on_tick.is_positive()) return wrong(std::string{flag} + " " + text + " is no price on the tick");
    return on_tick.to_string();
}

std::string type_of(const OrderFlags& flags)
{
    if (!flags.type.empty()) return flags.type;
    if (!flags.limit.empty()) return flags.stop.empty() ? "LIMIT" : "STOP_LOSS_LIMIT";
    return flags.stop.empty() ? "MARKET" : "STOP_LOSS";
}

void put(json::object& body, const char* field, const std::string& text)
{
    if (!text.empty()) body[field] = text;
}

}  // namespace

std::string percent_text(std::int64_t basis_points)
{
    return divide(Decimal::from_integer(basis_points), "100"_dec, Rounding::half_even).to_string() + "%";
}

Result<std::int64_t> basis_points(const std::string& text)
{
    using trading::Protection;
    const auto percent = percentage(text);
    const bool is_number = percent && *percent;
    if (is_number && is_multiple(**percent, "0.01"_dec) && abs(**percent) <= "100"_dec) {
        const std::int64_t points = count_steps(**percent, "0.01"_dec);
        if (points >= Protection::trailing_bp_min && points <= Protection::trailing_bp_max) return points;
    }
    return wrong("trailing is " + percent_text(Protection::trailing_bp_min) + " to " +
                 percent_text(Protection::trailing_bp_max) + ", in steps of 0.01%, not " + text);
}

Result<json::object> protection_body(const ProtectionFlags& flags, const TradedInstrument& instrument,
                                     std::optional<Decimal> reference, const json::object* recorded)
{
    json::object body;
    const auto put_level = [&](const char* field, const char* flag, const std::string& text,
                               Direction direction) -> Result<void> {
        if (text.empty()) return {};
        const json::value* known = recorded != nullptr && percentage(text) ? recorded->if_contains(field) : nullptr;
        if (known != nullptr) {
            body[field] = *known;
            return {};
        }
        auto price = level(flag, text, direction, instrument, reference);
        if (!price) return price.error();
        body[field] = std::move(*price);
        return {};
    };
    if (auto put = put_level("stop_price", "--stop-loss", flags.stop_loss, Direction::below); !put) return put.error();
    if (auto put = put_level("take_profit_price", "--take-profit", flags.take_profit, Direction::above); !put)
        return put.error();
    if (!flags.trailing.empty()) {
        const auto points = basis_points(flags.trailing);
        if (!points) return points.error();
        body["trailing_bp"] = *points;
    }
    return body;
}

Result<json::object> order_body(const OrderFlags& flags, const TradedInstrument& instrument,
                                const json::object* recorded)
{
    if (flags.quantity.empty() == flags.quote.empty())
        return wrong("say how much: a quantity (0.01), or --quote for an amount of " + instrument.quote);
    const std::string type = type_of(flags);
    const bool is_buy = flags.side == "BUY";
    json::object body;
    body["instrument"] = instrument.venue + ":" + instrument.symbol;
    body["side"] = flags.side;
    body["type"] = type;
    put(body, "time_in_force", flags.time_in_force);
    put(body, "quantity", flags.quantity);
    put(body, "quote_quantity", flags.quote);
    put(body, "limit_price", flags.limit);
    put(body, "stop_price", flags.stop);
    put(body, "stop_limit_price", flags.stop_limit);
    put(body, "owner", flags.owner);
    put(body, "reason", flags.reason);
    if (flags.is_reduce_only) body["reduce_only"] = true;

    ProtectionFlags bracket = flags.protection;
    if (type == "TRAILING_STOP" || (type == "OCO" && !bracket.trailing.empty())) {
        const auto points = basis_points(bracket.trailing);
        if (!points) return points.error();
        body["trailing_bp"] = *points;
        bracket.trailing.clear();
    }
    if (bracket.is_empty()) return body;
    if (!is_buy)
        return wrong(
            "--stop-loss, --take-profit and --trailing protect what is bought; for what is held there is `swarmdesk "
            "protect`");
    // Percentages of a limit are the same each time; those of the ask are what they were.
    const auto limit = Decimal::parse(flags.limit);
    const json::value* known = recorded != nullptr && !limit ? recorded->if_contains("protection") : nullptr;
    const json::object* known_levels = known != nullptr ? known->if_object() : nullptr;
    auto protection =
        protection_body(bracket, instrument, limit ? std::optional{*limit} : instrument.ask, known_levels);
    if (!protection) return protection.error();
    body["protection"] = std::move(*protection);
    return body;
}

std::string protection_words(const json::object& protection, const TradedInstrument& instrument)
{
    std::string words;
    const auto add = [&](const std::string& more) { words += (words.empty() ? "" : ", ") + more; };
    if (const auto price = decimal_in(protection, "stop_price")) add("stop loss at " + instrument.price_text(*price));
    if (const auto price = decimal_in(protection, "take_profit_price"))
        add("take profit at " + instrument.price_text(*price));
    if (const auto* points = protection.if_contains("trailing_bp"); points != nullptr && points->is_int64()) {
        add("trailing by " + percent_text(points->get_int64()));
    }
    if (const auto* current = protection.if_contains("is_current"); current != nullptr && *current == false)
        words = words.empty() ? "being taken away" : words + " (an older order is being replaced)";
    return words;
}

}  // namespace swarmdesk::app
