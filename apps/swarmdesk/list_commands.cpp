#include "list_commands.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>

#include "base/display_width.hpp"
#include "command_tree.hpp"
#include "exit_code.hpp"
#include "id_prefix.hpp"
#include "ledger_line.hpp"
#include "text_table.hpp"
#include "trading_facts.hpp"

namespace swarmdesk::app {
namespace {

namespace json = boost::json;
using api::ApiClient;
using boost::asio::awaitable;

struct List {
    const char* name;
    const char* help;
    std::vector<Column> columns;
    const char* if_none;
};

List agents()
{
    return {"agents",
            "the swarm",
            {Column{"AGENT", "name"}, Column{"STATE", "state"}.as(Shown::state),
             Column{"LOAD %", "load_percent"}.spared(2), Column{"RESTARTS", "restarts"}.spared(1),
             Column{"WAITS FOR", "waits_for"}.spared(3), Column{"STATUS", "status_message"}.as(Shown::words)},
            "no agents"};
}

List alerts()
{
    return {"alerts",
            "what a person should know, newest first",
            {Column{"TIME", "time"}.as(Shown::time), Column{"SEVERITY", "severity"}.as(Shown::state),
             Column{"ACCOUNT", "account"}.spared(2), Column{"CODE", "code"}, Column{"SOURCE", "source"}.spared(3),
             Column{"MESSAGE", "message"}.as(Shown::words)},
            "no alerts"};
}

List orders()
{
    return {"orders",
            "open orders, newest first",
            {Column{"INTENT", "intent_id"}.as(Shown::id), Column{"ACCOUNT", "account"}.spared(4),
             Column{"OWNER", "owner"}.spared(2), Column{"SIDE", "side"}.as(Shown::side), Column{"QUANTITY", "quantity"},
             Column{"INSTRUMENT", "instrument"}, Column{"TYPE", "type"}.spared(1), Column{"LIMIT", "limit_price"},
             Column{"FILLED", "filled"}.spared(3), Column{"STATE", "state"}.as(Shown::state),
             Column{"REASON", "reason"}.as(Shown::words).spared(5)},
            "no open orders"};
}

List approvals()
{
    return {"approvals",
            "what waits for a human, newest first",
            {Column{"APPROVAL", "approval_id"}.as(Shown::id), Column{"ACCOUNT", "account"}.spared(3),
             Column{"SIDE", "side"}.as(Shown::side), Column{"AT MOST", "quantity_max"},
             Column{"INSTRUMENT", "instrument"}, Column{"WORST PRICE", "worst_price"}.spared(1),
             Column{"USD", "notional_usd", 2}, Column{"STATE", "state"}.as(Shown::state).spared(4),
             Column{"EXPIRES", "expires"}.as(Shown::time).spared(2), Column{"REASON", "reason"}.as(Shown::words)},
            "nothing waits for you"};
}

List intents()
{
    return {"intents",
            "what was proposed, newest first; `intent ID` says what became of one, step by step",
            {Column{"INTENT", "intent_id"}.as(Shown::id), Column{"CREATED", "created"}.as(Shown::time).spared(3),
             Column{"ACCOUNT", "account"}.spared(4), Column{"OWNER", "owner"}.spared(2),
             Column{"SIDE", "side"}.as(Shown::side), Column{"QUANTITY", "order_quantity"},
             Column{"INSTRUMENT", "instrument"}, Column{"TYPE", "type"}.spared(5),
             Column{"USD", "notional_usd", 2}.spared(1), Column{"STATE", "state"}.as(Shown::state),
             Column{"REASON", "reason"}.as(Shown::words)},
            "nothing was proposed"};
}

List signals()
{
    return {
        "signals",
        "what strategies concluded, newest first",
        {Column{"SEQ", "seq"}.spared(4), Column{"TIME", "time"}.as(Shown::time), Column{"ACCOUNT", "account"}.spared(3),
         Column{"AGENT", "agent"}.spared(2), Column{"STRATEGY", "strategy"}, Column{"SIDE", "side"}.as(Shown::side),
         Column{"INSTRUMENT", "instrument"}, Column{"CONFIDENCE %", "confidence_percent"}.spared(1),
         Column{"OUTCOME", "outcome"}, Column{"REASON", "reason"}.as(Shown::words)},
        "no signals yet"};
}

List analyses()
{
    return {"analyses",
            "what language models said of the markets, newest first",
            {Column{"MADE", "made"}.as(Shown::time),
             {"INSTRUMENT", "instrument"},
             Column{"KIND", "kind"}.spared(2),
             {"STANCE", "stance"},
             Column{"MODEL", "model"}.spared(1),
             Column{"MESSAGE", "message"}.as(Shown::words)},
            "no model was asked yet"};
}

void show_intent(const json::value& answer, const Terminal& terminal)
{
    const json::object& intent = answer.as_object();
    const auto line = [](const char* name, const std::string& text) {
        if (text != "-") std::cout << fmt::format("{:<10}{}\n", name, printable(text));
    };
    const std::string state = field_of(intent, "state");
    std::cout << fmt::format("{:<10}{}\n", "intent", field_of(intent, "intent_id"));
    std::cout << fmt::format("{:<10}{}\n", "state", terminal.painted(state, style_of_state(state)));
    const std::string quantity = field_of(intent, intent.contains("order_quantity") ? "order_quantity" : "quantity");
    line("order", fmt::format("{} {} {} ({})", field_of(intent, "side"), quantity, field_of(intent, "instrument"),
                              field_of(intent, "type")));
    line("account", field_of(intent, "account"));
    line("owner", field_of(intent, "owner"));
    line("limit", field_of(intent, "limit_price"));
    line("stop", field_of(intent, "stop_price"));
    line("filled", field_of(intent, "filled"));
    line("average", field_of(intent, "average_price"));
    line("fees", field_of(intent, "fees"));
    line("approval", field_of(intent, "approval_id"));
    line("denial", field_of(intent, "denial.message"));
    line("outcome", field_of(intent, "outcome"));
    line("reason", field_of(intent, "reason"));
    for (const json::value& event : intent.at("history").as_array())
        std::cout << ledger_line(event.as_object(), terminal) << '\n';
}

}  // namespace

void add_last(CLI::App& command, std::int64_t& last)
{
    command.add_option("--last", last, "so many of the newest (default: 100)")->check(CLI::Range(1, 1000));
}

void add_list_commands(CLI::App& app, ListFlags& flags, int& code)
{
    const auto add = [&](const List& list) {
        CLI::App* command = add_desk_command(app, list.name, list.help, flags);
        command->callback([&flags, &code, list] {
            const std::string last = flags.last == 0 ? "" : std::to_string(flags.last);
            const std::string query = query_of({{"account", flags.account}, {"state", flags.state}, {"limit", last}});
            code = talk(flags, get(std::string{"/"} + list.name + query), [&](const json::value& answer) {
                print_table(answer.at("items").as_array(), list.columns, list.if_none, flags.terminal());
            });
        });
        return command;
    };
    const auto add_newest = [&](const List& list) {
        CLI::App* command = add(list);
        add_last(*command, flags.last);
        command->add_option("--account", flags.account, "only there; default: all of them");
        return command;
    };
    add(agents());
    add_newest(alerts());
    add_newest(orders());
    add_newest(approvals())
        ->add_option("--state", flags.state, "open (default), or the decided ones, or all")
        ->check(offers({"open", "granted", "declined", "expired", "all"}));
    add_newest(intents())
        ->add_option("--state", flags.state, "only those in this state; open: all that are not final")
        ->check(offers({"open", "PROPOSED", "PENDING_APPROVAL", "SUBMITTED", "ACCEPTED", "PARTIALLY_FILLED", "FILLED",
                        "CANCELED", "EXPIRED", "DENIED", "DECLINED", "REJECTED", "UNKNOWN"}));
    add_newest(signals());
    add_last(*add(analyses()), flags.last);

    CLI::App* one = add_desk_command(app, "intent", "one proposed trade, and what became of it step by step", flags);
    one->add_option("id", flags.id, "of the intent, or its beginning")->required();
    one->callback([&] {
        code = talk(flags, get_about(IdOf::intent, flags.id, "/intents/", ""),
                    [&](const json::value& answer) { show_intent(answer, flags.terminal()); });
    });
}

}  // namespace swarmdesk::app
