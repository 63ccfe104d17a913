#include "limits_command.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>

#include "exit_code.hpp"
#include "text_table.hpp"
#include "trading_facts.hpp"

namespace swarmdesk::app {
namespace {

namespace json = boost::json;
using api::ApiClient;
using api::ApiResult;
using boost::asio::awaitable;

int show(const ApiResult<json::value>& limits, const LimitsFlags& flags)
{
    if (!limits) return tell(limits.error(), flags);
    if (flags.is_json) {
        std::cout << json::serialize(*limits) << '\n';
        return exit_ok;
    }
    print_table(limits->at("items").as_array(),
                {{"LIMIT", "name"},
                 {"VALUE", "value"},
                 Column{"CEILING", "ceiling"}.spared(3),
                 {"UNIT", "unit"},
                 Column{"TIGHTENED", "is_tightened"}.spared(1),
                 Column{"", "description"}.as(Shown::words).spared(2)},
                "there are no limits", flags.terminal());
    return exit_ok;
}

awaitable<int> list(ApiClient& client, const LimitsFlags& flags)
{
    std::string path = "/limits";
    const auto answer = co_await client.get(std::move(path));
    co_return show(answer, flags);
}

awaitable<int> tighten(ApiClient& client, const LimitsFlags& flags)
{
    std::string path = "/limits";
    json::object body;
    body["name"] = flags.name;
    body["value"] = flags.value;
    body["reason"] = flags.reason;
    const auto answer = co_await client.post(std::move(path), std::move(body));
    const int code = show(answer, flags);
    if (code == exit_ok && !flags.is_json)
        std::cout << "resting orders that it left no room for, and that are canceled: "
                  << field_of(answer->as_object(), "canceled") << '\n';
    co_return code;
}

}  // namespace

void add_limits_command(CLI::App& app, LimitsFlags& flags, int& code)
{
    CLI::App* limits =
        add_desk_command(app, "limits", "the limits in force; `limits tighten` makes one tighter", flags);
    limits->footer(
        "examples:\n"
        "  swarmdesk limits\n"
        "  swarmdesk limits tighten position_max 2500 --reason \"a calm week\"\n"
        "A limit stays tighter until the desk is started with --loosen-limits. The value in force, given again, keeps "
        "it\n"
        "there though the settings are loosened later. Entries that rest and would break it are canceled.");
    CLI::App* tighter = limits->add_subcommand("tighten", "make a limit tighter, at once and for the starts to come");
    tighter->fallthrough();  // where the desk is
    tighter->add_option("name", flags.name, "which: position_max")->required();
    tighter->add_option("value", flags.value, "as settings write it: 2500")->required();
    tighter->add_option("--reason", flags.reason, "for the record")->required();
    limits->callback([&flags, &code, tighter] {
        code = converse(flags, [&flags, tighter](ApiClient& client, runtime::Clock&) {
            return tighter->parsed() ? tighten(client, flags) : list(client, flags);
        });
    });
}

}  // namespace swarmdesk::app
