#include "rearm_command.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>

#include "exit_code.hpp"
#include "text_table.hpp"

namespace swarmdesk::app {
namespace {

namespace json = boost::json;
using api::ApiClient;
using boost::asio::awaitable;

/// The level and name of `POST /rearm`; neither where nobody was named.
json::object scope_of(const RearmFlags& flags)
{
    json::object scope;
    if (flags.is_desk) scope["level"] = "desk";
    for (const auto& [level, name] :
         {std::pair{"account", &flags.account}, std::pair{"user", &flags.user}, std::pair{"agent", &flags.agent}}) {
        if (name->empty()) continue;
        scope["level"] = level;
        scope["name"] = *name;
    }
    return scope;
}

awaitable<int> rearm(ApiClient& client, const RearmFlags& flags)
{
    json::object body = scope_of(flags);
    if (body.empty()) {
        std::string path = "/portfolio";  // refuses where there are several accounts, and says which
        const auto portfolio = co_await client.get(std::move(path));
        if (!portfolio) co_return tell(portfolio.error(), flags);
        body["level"] = "account";
        body["name"] = portfolio->at("account");
    }
    body["reason"] = flags.reason;
    std::string path = "/rearm";
    json::value wanted(std::move(body));
    const auto answer = co_await client.post(std::move(path), std::move(wanted));
    if (!answer) co_return tell(answer.error(), flags);
    if (flags.is_json) {
        std::cout << json::serialize(*answer) << '\n';
        co_return exit_ok;
    }
    const json::object& cleared = answer->as_object();
    const bool has_name = cleared.at("scope").as_object().contains("name") && !flags.is_desk;
    std::cout << "the loss streak of " << (has_name ? "" : "the ") << field_of(cleared, "scope.level")
              << (has_name ? " " + field_of(cleared, "scope.name") : "") << " is cleared\n";
    co_return exit_ok;
}

}  // namespace

void add_rearm_command(CLI::App& app, RearmFlags& flags, int& code)
{
    CLI::App* command = add_desk_command(app, "rearm", "enter again after a loss streak (operator only)", flags);
    CLI::Option_group* whose = command->add_option_group("whose", "at most one; without any: your only account");
    whose->add_option("--account", flags.account, "an account's streak");
    whose->add_option("--user", flags.user, "a user's");
    whose->add_option("--agent", flags.agent, "an agent's");
    whose->add_flag("--desk", flags.is_desk, "the whole desk's");
    whose->require_option(0, 1);
    command->add_option("--reason", flags.reason, "in your words; the ledger keeps who and when")->required();
    command->footer(
        "an entry is denied for each streak that stands: the denial names whose\n"
        "examples:\n"
        "  swarmdesk rearm --reason \"the stops were too tight; widened\"\n"
        "  swarmdesk rearm --agent buy_bot --reason \"looked at its trades\"");
    command->callback(
        [&] { code = converse(flags, [&](ApiClient& client, runtime::Clock&) { return rearm(client, flags); }); });
}

}  // namespace swarmdesk::app
