#include "traded_instrument.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <set>

#include "trading/report/number_text.hpp"

namespace swarmdesk::app {

namespace json = boost::json;
using trading::report::fixed_text;

namespace {

constexpr int money_digits_min = 2;

std::string text_in(const json::object& row, std::string_view field)
{
    const json::value* value = row.if_contains(field);
    return value != nullptr && value->is_string() ? std::string{value->get_string()} : std::string{};
}

/// Whether the two differ in the case of Latin letters at most.
bool is_alike(std::string_view a, std::string_view b)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(a, b, [&](char x, char y) { return lower(x) == lower(y); });
}

Decimal decimal_of(const json::object& row, std::string_view field)
{
    return Decimal::parse(text_in(row, field)).value();
}

}  // namespace

std::optional<Decimal> decimal_in(const json::object& row, std::string_view field)
{
    const auto value = Decimal::parse(text_in(row, field));
    return value ? std::optional{*value} : std::nullopt;
}

int decimals_of(Decimal step)
{
    const std::string text = step.to_string();
    const auto point = text.find('.');
    return point == std::string::npos ? 0 : static_cast<int>(text.size() - point - 1);
}

std::string TradedInstrument::price_text(Decimal price) const { return fixed_text(price, decimals_of(tick)); }
std::string TradedInstrument::quantity_text(Decimal quantity) const
{
    if (!is_multiple(quantity, lot)) return trading::report::plain_text(quantity);
    return fixed_text(quantity, decimals_of(lot));
}
std::string TradedInstrument::money_text(Decimal amount) const
{
    return fixed_text(amount, std::max(money_digits_min, decimals_of(tick)));
}

TradedInstruments::TradedInstruments(const json::value& market)
{
    for (const json::value& listed : market.at("instruments").as_array()) {
        const json::object& row = listed.as_object();
        TradedInstrument instrument;
        instrument.venue = text_in(row, "venue");
        instrument.symbol = text_in(row, "instrument");
        instrument.base = text_in(row, "base");
        instrument.quote = text_in(row, "quote");
        instrument.tick = decimal_of(row, "tick");
        instrument.lot = decimal_of(row, "lot");
        all_.push_back(std::move(instrument));
    }
    for (const json::value& quoted : market.at("quotes").as_array()) {
        const json::object& row = quoted.as_object();
        const auto found = std::ranges::find_if(all_, [&](const TradedInstrument& instrument) {
            return instrument.venue == text_in(row, "venue") && instrument.symbol == text_in(row, "instrument");
        });
        if (found == all_.end()) continue;
        found->bid = decimal_in(row, "bid");
        found->ask = decimal_in(row, "ask");
    }
}

const TradedInstrument* TradedInstruments::find(std::string_view venue, std::string_view symbol) const
{
    const auto found = std::ranges::find_if(all_, [&](const TradedInstrument& instrument) {
        return instrument.venue == venue && instrument.symbol == symbol;
    });
    return found == all_.end() ? nullptr : &*found;
}

const TradedInstrument* TradedInstruments::of(const json::object& row) const
{
    return find(text_in(row, "venue"), text_in(row, "instrument"));
}

Result<TradedInstrument> TradedInstruments::named(const std::string& name, std::string_view venue) const
{
    const auto colon = name.find(':');
    const TradedInstrument* found = colon == std::string::npos
                                        ? find(venue, name)
                                        : find(std::string_view{name}.substr(0, colon), name.substr(colon + 1));
    if (found != nullptr) return *found;
    const TradedInstrument* alike = nullptr;
    std::size_t count = 0;
    for (const TradedInstrument& instrument : all_) {
        const std::string full = instrument.venue + ":" + instrument.symbol;
        if (!is_alike(name, colon == std::string::npos ? instrument.symbol : full)) continue;
        if (colon == std::string::npos && instrument.venue != venue) continue;
        alike = &instrument;
        ++count;
    }
    if (count == 1) return *alike;
    std::string there;
    for (const TradedInstrument& instrument : all_)
        if (instrument.venue == venue) there += (there.empty() ? "" : ", ") + instrument.symbol;
    return Error{Errc::not_found, name + " is not traded where the account is; there are " +
                                      (there.empty() ? std::string{"none"} : there)};
}

std::string TradedInstruments::spelled(const std::string& name) const
{
    const bool names_venue = name.find(':') != std::string::npos;
    std::set<std::string> spellings;
    for (const TradedInstrument& instrument : all_) {
        const std::string full = names_venue ? instrument.venue + ":" + instrument.symbol : instrument.symbol;
        if (full == name) return name;
        if (is_alike(name, full)) spellings.insert(full);
    }
    return spellings.size() == 1 ? *spellings.begin() : name;
}

json::array TradedInstruments::written(const json::array& rows) const
{
    json::array all;
    for (const json::value& value : rows) {
        json::object row = value.as_object();
        if (const TradedInstrument* instrument = of(row)) {
            const auto write = [&](const char* field, std::string (TradedInstrument::*text)(Decimal) const) {
                if (const auto number = decimal_in(row, field)) row[field] = (instrument->*text)(*number);
            };
            for (const char* field : {"quantity", "filled"}) write(field, &TradedInstrument::quantity_text);
            for (const char* field : {"price", "average_price", "mark_price", "entry_price", "exit_price"})
                write(field, &TradedInstrument::price_text);
            for (const char* field : {"value", "fee", "fees", "cost", "result", "realised"})
                write(field, &TradedInstrument::money_text);
        }
        all.push_back(std::move(row));
    }
    return all;
}

std::string TradedInstruments::asset_text(std::string_view asset, Decimal amount) const
{
    std::optional<Decimal> lot;
    int money_digits = money_digits_min;
    for (const TradedInstrument& instrument : all_) {
        if (instrument.base == asset && (!lot || instrument.lot < *lot)) lot = instrument.lot;
        if (instrument.quote == asset) money_digits = std::max(money_digits, decimals_of(instrument.tick));
    }
    if (!lot) return fixed_text(amount, money_digits);
    return is_multiple(amount, *lot) ? fixed_text(amount, decimals_of(*lot)) : trading::report::plain_text(amount);
}

}  // namespace swarmdesk::app
