#include "market_commands.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>

#include "command_tree.hpp"
#include "text_table.hpp"
#include "traded_instrument.hpp"
#include "trading_facts.hpp"

namespace swarmdesk::app {
namespace {

namespace json = boost::json;

void show_market(const json::value& market, const Terminal& terminal)
{
    const TradedInstruments instruments{market};
    std::cout << field_of(market.as_object(), "message") << '\n';
    json::array rows;
    for (const json::value& listed : market.at("instruments").as_array()) {
        json::object row = listed.as_object();
        const TradedInstrument* instrument = instruments.of(row);
        for (const json::value& quote : market.at("quotes").as_array())
            if (instrument != nullptr && instruments.of(quote.as_object()) == instrument) {
                row["age"] = field_of(quote.as_object(), "age_ms") + " ms";
                row["time"] = quote.at("time");
            }
        if (instrument != nullptr && instrument->bid) row["bid"] = instrument->price_text(*instrument->bid);
        if (instrument != nullptr && instrument->ask) row["ask"] = instrument->price_text(*instrument->ask);
        rows.push_back(std::move(row));
    }
    print_table(rows,
                {Column{"VENUE", "venue"}.spared(5),
                 {"INSTRUMENT", "instrument"},
                 {"BID", "bid"},
                 {"ASK", "ask"},
                 {"AGE", "age"},
                 Column{"TIME", "time"}.as(Shown::time).spared(4),
                 Column{"TICK", "tick"}.spared(2),
                 Column{"LOT", "lot"}.spared(3)},
                "nothing is traded", terminal);
}

void show_profit(const json::value& answer, const Terminal& terminal)
{
    json::array rows = answer.at("items").as_array();
    const bool is_empty = rows.empty();
    json::object total = answer.at("total").as_object();
    total["name"] = "together";
    rows.push_back(std::move(total));
    if (is_empty) rows.clear();
    print_table(rows,
                {{"NAME", "name"},
                 {"TRADES", "trades"},
                 Column{"WINS", "wins"}.spared(2),
                 Column{"LOSSES", "losses"}.spared(1),
                 Column{"FEES USD", "fees_usd", 2}.spared(3),
                 Column{"RESULT USD", "result_usd", 2}.as(Shown::gain)},
                "no closed round trips", terminal);
    if (const json::value* left = answer.as_object().if_contains("left_out"))
        std::cout << "and " << text_of(*left) << " more, which are in the sum\n";
    if (const json::value* since = answer.as_object().if_contains("since"))
        std::cout << "days before " << text_of(*since) << " are in `swarmdesk report`\n";
}

}  // namespace

void add_market_commands(CLI::App& app, MarketFlags& flags, int& code)
{
    add_desk_command(app, "market", "where prices come from, and what they are now", flags)->callback([&] {
        code = talk(flags, get("/market"), [&](const json::value& answer) { show_market(answer, flags.terminal()); });
    });
    CLI::App* profit = add_desk_command(app, "profit", "what closed round trips came to, net of fees", flags);
    profit->add_option("--by", flags.by, "for each of these (default: day)")
        ->check(offers({"day", "owner", "instrument", "reason"}));
    profit->add_option("--account", flags.account, "only there; default: all of them");
    profit->add_option("--from", flags.from, "the first UTC day: 2025-04-01");
    profit->add_option("--to", flags.to, "the UTC day it ends before");
    profit->callback([&] {
        const std::string query =
            query_of({{"by", flags.by}, {"account", flags.account}, {"from", flags.from}, {"to", flags.to}});
        code = talk(flags, get("/profit" + query),
                    [&](const json::value& answer) { show_profit(answer, flags.terminal()); });
    });
}

}  // namespace swarmdesk::app
