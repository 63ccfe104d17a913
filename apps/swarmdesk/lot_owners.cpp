#include "lot_owners.hpp"

#include <boost/json/object.hpp>

#include "order_request.hpp"
#include "text_table.hpp"
#include "trading/report/number_text.hpp"
#include "trading_facts.hpp"

namespace swarmdesk::app {

namespace json = boost::json;
using boost::asio::awaitable;

awaitable<api::ApiResult<json::array>> lot_owners(api::ApiClient& client, std::string account,
                                                  TradedInstrument instrument)
{
    std::string path = "/positions" + account_query(account);
    const auto positions = co_await client.get(std::move(path));
    if (!positions) co_return positions.error();
    for (const json::value& item : positions->at("items").as_array()) {
        const json::object& position = item.as_object();
        if (field_of(position, "venue") == instrument.venue && field_of(position, "instrument") == instrument.symbol)
            co_return position.at("owners").as_array();
    }
    co_return json::array{};
}

json::array held_lots(const json::value& positions, const TradedInstruments& instruments)
{
    constexpr int usd_digits = 2;
    json::array lots;
    for (const json::value& position : positions.at("items").as_array())
        for (const json::value& owner : position.at("owners").as_array()) {
            json::object lot = owner.as_object();
            // What was sold to the last bit is a closed trip (`trades`), and nothing that is held.
            if (decimal_in(lot, "quantity").value_or(Decimal{}).is_zero() && !lot.contains("protection")) continue;
            for (const char* of_all : {"account", "venue", "instrument", "mark_price"})
                if (const auto* field = position.as_object().if_contains(of_all)) lot[of_all] = *field;
            if (const TradedInstrument* instrument = instruments.of(lot))
                if (const json::value* protection = lot.if_contains("protection"))
                    lot["protection"] = protection_words(protection->as_object(), *instrument);
            if (const auto usd = decimal_in(lot, "unrealised_usd"))
                lot["unrealised_usd"] = trading::report::fixed_text(*usd, usd_digits);
            lots.push_back(std::move(lot));
        }
    return lots;
}

std::string taken_words(const json::array& owners, Decimal quantity, const TradedInstrument& instrument)
{
    std::string words;
    bool is_worth_a_word = false;
    Decimal left = quantity;
    // The desk takes from people's lot, then from the others' in the order of their names, which is that of the list.
    for (const bool is_people : {true, false})
        for (const json::value& owner : owners) {
            const json::object& lot = owner.as_object();
            const std::string name = field_of(lot, "owner");
            const auto held = decimal_in(lot, "quantity");
            if ((name == "people") != is_people || !held || !held->is_positive() || !left.is_positive()) continue;
            const Decimal taken = std::min(left, *held);
            left -= taken;
            words += (words.empty() ? "" : ", then ") + instrument.quantity_text(taken) + " of " + name;
            is_worth_a_word = is_worth_a_word || !is_people || lot.contains("protection");
            if (const json::value* protection = lot.if_contains("protection"))
                words += ", whose protection (" + protection_words(protection->as_object(), instrument) +
                         ") ends or shrinks with it";
        }
    return is_worth_a_word ? "takes " + words : std::string{};
}

}  // namespace swarmdesk::app
