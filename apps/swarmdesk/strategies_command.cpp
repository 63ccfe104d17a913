#include "strategies_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <optional>

#include "exit_code.hpp"
#include "text_table.hpp"

namespace swarmdesk::app {
namespace {

namespace json = boost::json;
using api::ApiClient;
using boost::asio::awaitable;

std::string text_in(const json::value& object, const char* field) { return std::string{object.at(field).as_string()}; }
std::string name_of(const json::value& row) { return text_in(row, "agent") + "/" + text_in(row, "name"); }

std::string state_of(const json::value& row)
{
    if (text_in(row, "file").empty()) return "comes with the desk";
    if (const std::string problem = text_in(row, "problem"); !problem.empty()) return problem;
    const std::size_t changes = row.at("changes").as_array().size();
    if (changes == 0) return "as in the file";
    return fmt::format("the file differs: {} change{}", changes, changes == 1 ? "" : "s");
}

void show_list(const json::value& answer, const Terminal& terminal)
{
    json::array rows = answer.at("items").as_array();
    for (json::value& row : rows) row.as_object()["state"] = state_of(row);
    print_table(rows,
                {{"AGENT", "agent"},
                 {"STRATEGY", "name"},
                 Column{"REVISION", "revision"}.spared(2),
                 Column{"FILE", "file"}.as(Shown::words).spared(1),
                 Column{"STATE", "state"}.as(Shown::words)},
                "no strategy runs", terminal);
}

std::string number_in(const json::value& object, const char* field)
{
    const json::value* found = object.as_object().if_contains(field);
    return found != nullptr && found->is_string() ? std::string{found->as_string()} : "-";
}

void show_dry_run(const json::value& change, const Terminal& terminal)
{
    const json::value* run = change.as_object().if_contains("dry_run");
    if (run == nullptr || !run->is_object()) return;
    for (const json::value& line : run->at("held").as_array())
        std::cout << "held: " << std::string_view{line.as_string()} << '\n';
    if (const std::string problem = text_in(*run, "problem"); !problem.empty()) {
        std::cout << "not tried: " << problem << '\n';
        return;
    }
    std::cout << fmt::format("tried on {} candles, {} to {}:\n", run->at("candles").to_number<std::uint64_t>(),
                             text_in(*run, "from"), text_in(*run, "to"));
    json::array rows;
    for (const char* version : {"before", "after"}) {
        json::object row = run->at(version).as_object();
        row["version"] = version;
        for (const char* count : {"signals", "trips"})
            row[count] = std::to_string(row.at(count).to_number<std::uint64_t>());
        for (const char* number : {"return_percent", "drawdown_percent", "fees"})
            row[number] = number_in(run->at(version), number);
        rows.push_back(std::move(row));
    }
    print_table(rows,
                {{"VERSION", "version"},
                 {"SIGNALS", "signals"},
                 {"TRIPS", "trips"},
                 {"RETURN %", "return_percent"},
                 {"DRAWDOWN %", "drawdown_percent"},
                 {"FEES", "fees"}},
                "", terminal);
    for (const json::value& one : run->at("differences").as_array()) {
        const std::string before = text_in(one, "before");
        const std::string after = text_in(one, "after");
        std::cout << fmt::format("  {} {}: {} -> {}\n", text_in(one, "time"), text_in(one, "instrument"),
                                 before.empty() ? "nothing" : before, after.empty() ? "nothing" : after);
    }
    const auto differing = run->at("differing").to_number<std::uint64_t>();
    if (const auto shown = run->at("differences").as_array().size(); differing > shown)
        std::cout << fmt::format("  and {} more moments at which they differ\n", differing - shown);
}

void show_change(const json::value& change, const Terminal& terminal)
{
    const json::array& lines = change.at("changes").as_array();
    if (text_in(change, "from") == text_in(change, "to")) {
        std::cout << fmt::format("{} runs as {} has it (revision {})\n", name_of(change), text_in(change, "file"),
                                 text_in(change, "to"));
        return;
    }
    std::cout << fmt::format("{}: revision {} runs, {} is revision {}\n", name_of(change), text_in(change, "from"),
                             text_in(change, "file"), text_in(change, "to"));
    for (const json::value& line : lines) std::cout << "  " << std::string_view{line.as_string()} << '\n';
    show_dry_run(change, terminal);
}

/// "/strategies/AGENT/NAME" of the one that is meant; else it has been said why there is none.
awaitable<std::optional<std::string>> find(ApiClient& client, const StrategiesFlags& flags, int& code)
{
    std::string path = "/strategies";
    const auto list = co_await client.get(std::move(path));
    if (!list) {
        code = tell(list.error(), flags);
        co_return std::nullopt;
    }
    std::string known;
    std::string found;
    std::size_t count = 0;
    for (const json::value& row : list->at("items").as_array()) {
        known += (known.empty() ? "" : ", ") + name_of(row);
        if (flags.name != text_in(row, "name") && flags.name != name_of(row)) continue;
        found = "/strategies/" + name_of(row);
        ++count;
    }
    if (count == 1) co_return found;
    std::cerr << "swarmdesk: "
              << (count == 0 ? "no strategy " + flags.name + " runs; these do: " + known
                             : "several agents run " + flags.name + "; say which: " + known)
              << '\n';
    code = exit_usage;
    co_return std::nullopt;
}

struct Previewed {
    std::string path;  ///< "/strategies/AGENT/NAME"
    json::value change;
};

/// What the file of the one that is meant would change, for people on the terminal already; else it has been said why
/// that cannot be told.
awaitable<std::optional<Previewed>> preview(ApiClient& client, const StrategiesFlags& flags, int& code)
{
    const auto strategy = co_await find(client, flags, code);
    if (!strategy) co_return std::nullopt;
    std::string path = *strategy + "/preview";
    json::value nothing{json::object{}};
    auto change = co_await client.post(std::move(path), std::move(nothing));
    if (!change) {
        code = tell(change.error(), flags);
        co_return std::nullopt;
    }
    if (!flags.is_json) show_change(*change, flags.terminal());
    co_return Previewed{*strategy, std::move(*change)};
}

awaitable<int> diff(ApiClient& client, const StrategiesFlags& flags)
{
    int code = exit_ok;
    const auto previewed = co_await preview(client, flags, code);
    if (previewed && flags.is_json) std::cout << json::serialize(previewed->change) << '\n';
    co_return code;
}

awaitable<int> apply(ApiClient& client, const StrategiesFlags& flags)
{
    int code = exit_ok;
    const auto previewed = co_await preview(client, flags, code);
    if (!previewed) co_return code;
    const json::value& change = previewed->change;
    if (text_in(change, "from") == text_in(change, "to")) {
        if (flags.is_json) std::cout << json::serialize(change) << '\n';
        co_return exit_ok;
    }
    if (!flags.is_confirmed && !is_confirmed("Take these rules now?")) {
        std::cerr << "swarmdesk: nothing was changed\n";
        co_return exit_failed;
    }
    json::object body;
    body["revision"] = text_in(change, "to");
    body["reason"] = flags.reason.empty() ? "from the command line" : flags.reason;
    std::string path = previewed->path + "/apply";
    json::value asked(std::move(body));
    const auto applied = co_await client.post(std::move(path), std::move(asked));
    if (!applied) co_return tell(applied.error(), flags);
    if (flags.is_json)
        std::cout << json::serialize(*applied) << '\n';
    else
        std::cout << fmt::format("{} runs revision {} from here on\n", name_of(*applied), text_in(*applied, "to"));
    co_return exit_ok;
}

}  // namespace

void add_strategies_command(CLI::App& app, StrategiesFlags& flags, int& code)
{
    CLI::App* list = add_desk_command(app, "strategies", "the rules agents run, and their files", flags);
    CLI::App* show = add_desk_command(*list, "diff", "what a strategy's file would change", flags);
    show->add_option("name", flags.name, "mine, or online_trading/mine")->required();
    CLI::App* take = add_desk_command(*list, "apply", "take a strategy's file: what it changes first", flags);
    take->add_option("name", flags.name, "mine, or online_trading/mine")->required();
    take->add_option("--reason", flags.reason, "in your words; it goes on record");
    take->add_flag("--yes", flags.is_confirmed, "do not ask");
    list->require_subcommand(0, 1);
    const char* examples =
        "examples:\n"
        "  swarmdesk strategies                           which rules run, and whether their files differ\n"
        "  swarmdesk strategies diff mine                 what the file would change\n"
        "  swarmdesk strategies apply mine --yes          take it as it is, without asking\n"
        "exit codes: 0 done, or nothing to do; 1 refused or not confirmed; 2 wrong usage";
    for (CLI::App* command : {list, show, take}) command->footer(examples);
    list->callback([list, &flags, &code] {
        if (!list->get_subcommands().empty()) return;
        code = talk(flags, get("/strategies"), [&](const json::value& answer) { show_list(answer, flags.terminal()); });
    });
    show->callback([&flags, &code] {
        code = converse(flags, [&](ApiClient& client, runtime::Clock&) { return diff(client, flags); });
    });
    take->callback([&flags, &code] {
        if (!flags.is_confirmed && (flags.is_json || !can_ask())) {
            std::cerr << "swarmdesk: there is nobody to ask: say --yes, or `strategies diff` to look first\n";
            code = exit_usage;
            return;
        }
        code = converse(flags, [&](ApiClient& client, runtime::Clock&) { return apply(client, flags); });
    });
}

}  // namespace swarmdesk::app
