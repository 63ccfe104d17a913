#include "account_commands.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <set>

#include "exit_code.hpp"
#include "text_table.hpp"
#include "trading_facts.hpp"

namespace swarmdesk::app {
namespace {

namespace json = boost::json;
using api::ApiClient;
using api::ApiResult;
using boost::asio::awaitable;

/// The names of one's own accounts, and for the operator those of every user: whoever may resume one must see that it
/// stands still.
awaitable<ApiResult<std::set<std::string>>> names(ApiClient& client)
{
    std::string me_path = "/me";
    const auto me = co_await client.get(std::move(me_path));
    if (!me) co_return me.error();
    std::set<std::string> found;
    for (const json::value& own : me->at("accounts").as_array()) found.insert(field_of(own.as_object(), "account"));
    if (field_of(me->as_object(), "role") != "operator") co_return found;
    std::string users_path = "/users";
    const auto users = co_await client.get(std::move(users_path));
    if (!users) co_return users.error();
    for (const json::value& user : users->at("items").as_array()) found.insert(field_of(user.as_object(), "account"));
    co_return found;
}

awaitable<int> list(ApiClient& client, const AccountFlags& flags)
{
    const auto found = co_await names(client);
    if (!found) co_return tell(found.error(), flags);
    json::array rows;
    for (const std::string& name : *found) {
        std::string path = "/portfolio" + query_of({{"account", name}});
        const auto portfolio = co_await client.get(std::move(path));
        // A user may have been given an account that is not open yet.
        if (!portfolio && portfolio.error().error.code == Errc::not_found) continue;
        if (!portfolio) co_return tell(portfolio.error(), flags);
        rows.push_back(*portfolio);
    }
    if (flags.is_json) {
        json::object items;
        items["items"] = std::move(rows);
        std::cout << json::serialize(items) << '\n';
        co_return exit_ok;
    }
    print_table(
        rows,
        {Column{"ACCOUNT", "account"}, Column{"USER", "user"}.spared(1), Column{"VENUE", "venue"}.spared(4),
         Column{"STATE", "state"}.as(Shown::state), Column{"EQUITY USD", "equity_usd", 2},
         Column{"TODAY USD", "day_pnl_usd", 2}.as(Shown::gain), Column{"LOSSES IN A ROW", "losses_in_a_row"}.spared(3),
         Column{"DIFFERS", "is_mismatched"}.spared(2), Column{"REASON", "state_reason"}.as(Shown::words)},
        "there are no accounts", flags.terminal());
    co_return exit_ok;
}

}  // namespace

void add_account_commands(CLI::App& app, AccountFlags& flags, int& code)
{
    CLI::App* group = app.add_subcommand("account", "accounts: how they stand, halt one, let one trade again");
    group->require_subcommand(1);
    add_desk_command(*group, "list", "yours; an operator's list has everybody's", flags)->callback([&] {
        code = converse(flags, [&](ApiClient& client, runtime::Clock&) { return list(client, flags); });
    });
    const auto set = [&](const char* verb, const char* help) {
        CLI::App* command = add_desk_command(*group, verb, help, flags);
        command->add_option("name", flags.name, "of the account")->required();
        command->add_option("--reason", flags.reason, "in your words; it goes on record");
        command->callback([&, verb] {
            json::object body;
            body["reason"] = flags.reason.empty() ? "from the command line" : flags.reason;
            code = talk(flags, post("/accounts/" + flags.name + "/" + verb, std::move(body)),
                        [&](const json::value& answer) {
                            const std::string state = field_of(answer.as_object(), "state");
                            std::cout << "account " << flags.name << " is "
                                      << flags.terminal().painted(state, style_of_state(state)) << '\n';
                        });
        });
    };
    set("halt", "no new exposure there, and cancel what would add any; reductions still pass");
    set("resume", "let it trade again (operator only); where the desk is halted, it stays so");
}

}  // namespace swarmdesk::app
