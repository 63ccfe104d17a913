#include "holdings_commands.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>

#include "exit_code.hpp"
#include "list_commands.hpp"
#include "lot_owners.hpp"
#include "text_table.hpp"
#include "trading/report/number_text.hpp"
#include "trading_facts.hpp"

namespace swarmdesk::app {
namespace {

namespace json = boost::json;
using api::ApiClient;
using api::ApiResult;
using boost::asio::awaitable;
using trading::report::fixed_text;

constexpr int usd_digits = 2;

std::string usd_text(const json::object& row, std::string_view field)
{
    const auto value = decimal_in(row, field);
    return value ? fixed_text(*value, usd_digits) : "-";
}

void show_positions(const json::value& answer, const TradedInstruments& instruments, const Terminal& terminal)
{
    print_table(instruments.written(held_lots(answer, instruments)),
                {Column{"ACCOUNT", "account"}.spared(3),
                 Column{"VENUE", "venue"}.spared(7),
                 {"INSTRUMENT", "instrument"},
                 Column{"OWNER", "owner"}.as(Shown::words),
                 {"QUANTITY", "quantity"},
                 Column{"AVERAGE", "average_price"}.spared(2),
                 Column{"MARK", "mark_price"}.spared(4),
                 Column{"UNREALISED USD", "unrealised_usd"}.as(Shown::gain),
                 Column{"REALISED", "realised"}.as(Shown::gain).spared(5),
                 Column{"DUST", "is_dust"}.spared(6),
                 Column{"PROTECTION", "protection"}.as(Shown::words).spared(1)},
                "nothing is held", terminal);
}

void show_trades(const json::value& answer, const TradedInstruments& instruments, const Terminal& terminal)
{
    print_table(instruments.written(answer.at("items").as_array()),
                {Column{"OPENED", "opened"}.as(Shown::time).spared(6),
                 Column{"CLOSED", "time"}.as(Shown::time),
                 Column{"ACCOUNT", "account"}.spared(7),
                 Column{"OWNER", "owner"}.as(Shown::words),
                 {"INSTRUMENT", "instrument"},
                 Column{"SIDE", "side"}.spared(5),
                 Column{"QUANTITY", "quantity"}.spared(3),
                 Column{"ENTRY", "entry_price"}.spared(1),
                 Column{"EXIT", "exit_price"}.spared(2),
                 Column{"FEES", "fees"}.spared(4),
                 Column{"RESULT", "result"}.as(Shown::gain),
                 Column{"%", "return_percent", 2}.as(Shown::gain),
                 Column{"REASON", "reason"}.as(Shown::words)},
                "no closed round trips", terminal);
}

void show_fills(const json::value& answer, const TradedInstruments& instruments, const Terminal& terminal)
{
    print_table(instruments.written(answer.at("items").as_array()),
                {{"SEQ", "seq"},
                 Column{"TIME", "time"}.as(Shown::time),
                 Column{"ACCOUNT", "account"}.spared(4),
                 Column{"OWNER", "owner"}.as(Shown::words).spared(2),
                 Column{"SIDE", "side"}.as(Shown::side),
                 {"QUANTITY", "quantity"},
                 {"INSTRUMENT", "instrument"},
                 {"PRICE", "price"},
                 Column{"FEE", "fee"}.spared(1),
                 Column{"IN", "fee_asset"}.spared(1),
                 Column{"LIQUIDITY", "liquidity"}.spared(3)},
                "nothing was filled", terminal);
}

void show_balances(const json::array& portfolios, const TradedInstruments& instruments, const Terminal& terminal)
{
    json::array rows;
    Decimal sum;
    std::string unpriced;
    for (const json::value& portfolio : portfolios)
        for (const json::value& balance : portfolio.at("balances").as_array()) {
            json::object row = balance.as_object();
            const std::string asset = field_of(row, "asset");
            const Decimal free = decimal_in(row, "free").value_or(Decimal{});
            const Decimal reserved = decimal_in(row, "locked").value_or(Decimal{});
            if (free.is_zero() && reserved.is_zero()) continue;
            const auto value = decimal_in(row, "value_usd");
            if (value) sum += *value;
            if (!value) unpriced += (unpriced.empty() ? "" : ", ") + asset;
            row["account"] = portfolio.at("account");
            row["total"] = instruments.asset_text(asset, free + reserved);
            row["free"] = instruments.asset_text(asset, free);
            row["locked"] = instruments.asset_text(asset, reserved);
            row["usd"] = usd_text(row, "value_usd");
            rows.push_back(std::move(row));
        }
    const bool is_empty = rows.empty();
    print_table(rows,
                {{"ACCOUNT", "account"},
                 {"ASSET", "asset"},
                 {"TOTAL", "total"},
                 {"FREE", "free"},
                 {"RESERVED", "locked"},
                 {"USD", "usd"}},
                "there is no money", terminal);
    if (!is_empty)
        std::cout << "together " << fixed_text(sum, usd_digits) << " USD"
                  << (unpriced.empty() ? "" : ", without " + unpriced + ", which nothing prices") << '\n';
}

/// The portfolio of the account, or those of all one's own.
awaitable<ApiResult<json::array>> portfolios(ApiClient& client, std::string account)
{
    std::vector<std::string> accounts{account};
    if (account.empty()) {
        std::string path = "/me";
        const auto me = co_await client.get(std::move(path));
        if (!me) co_return me.error();
        accounts.clear();
        for (const json::value& own : me->at("accounts").as_array())
            accounts.push_back(field_of(own.as_object(), "account"));
    }
    json::array all;
    for (const std::string& name : accounts) {
        std::string path = "/portfolio" + account_query(name);
        auto portfolio = co_await client.get(std::move(path));
        if (!portfolio) co_return portfolio.error();
        all.push_back(std::move(*portfolio));
    }
    co_return all;
}

awaitable<int> balance(ApiClient& client, const HoldingsFlags& flags)
{
    auto found = co_await portfolios(client, flags.account);
    if (!found) co_return tell(found.error(), flags);
    if (flags.is_json) {
        json::object items;
        items["items"] = std::move(*found);
        std::cout << json::serialize(items) << '\n';
        co_return exit_ok;
    }
    std::string path = "/market";
    const auto market = co_await client.get(std::move(path));
    if (!market) co_return tell(market.error(), flags);
    show_balances(*found, TradedInstruments{*market}, flags.terminal());
    co_return exit_ok;
}

using ShowList = void (*)(const json::value&, const TradedInstruments&, const Terminal&);

awaitable<int> show_list(ApiClient& client, const HoldingsFlags& flags, std::string path, ShowList show)
{
    const std::string last = flags.last == 0 ? "" : std::to_string(flags.last);
    std::string list = path + query_of({{"account", flags.account}, {"limit", last}});
    const auto answer = co_await client.get(std::move(list));
    if (!answer) co_return tell(answer.error(), flags);
    if (flags.is_json) {
        std::cout << json::serialize(*answer) << '\n';
        co_return exit_ok;
    }
    std::string market_path = "/market";
    const auto market = co_await client.get(std::move(market_path));
    if (!market) co_return tell(market.error(), flags);
    show(*answer, TradedInstruments{*market}, flags.terminal());
    co_return exit_ok;
}

}  // namespace

void add_holdings_commands(CLI::App& app, HoldingsFlags& flags, int& code)
{
    const auto add = [&](const char* name, const char* help, const Conversation& conversation) {
        CLI::App* command = add_desk_command(app, name, help, flags);
        command->add_option("--account", flags.account, "only there; default: all of them");
        command->callback([&flags, &code, conversation] { code = converse(flags, conversation); });
        return command;
    };
    const auto list = [&flags](const char* path, ShowList show) -> Conversation {
        return
            [&flags, path, show](ApiClient& client, runtime::Clock&) { return show_list(client, flags, path, show); };
    };
    add("balance", "money by asset: all of it, what is free, what orders hold, in dollars",
        [&flags](ApiClient& client, runtime::Clock&) { return balance(client, flags); });
    add("positions", "what is held, and whose it is", list("/positions", show_positions));
    add_last(*add("trades", "closed round trips, newest first", list("/trades", show_trades)), flags.last);
    add_last(
        *add("fills", "executions, newest first; `trace SEQ` says where one comes from", list("/fills", show_fills)),
        flags.last);
}

}  // namespace swarmdesk::app
