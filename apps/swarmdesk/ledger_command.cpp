#include "ledger_command.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <deque>
#include <iostream>

#include "exit_code.hpp"
#include "id_prefix.hpp"
#include "ledger_line.hpp"
#include "trading_facts.hpp"

namespace swarmdesk::app {
namespace {

namespace json = boost::json;
using api::ApiClient;
using api::ApiResult;
using boost::asio::awaitable;

constexpr nanoseconds look_interval = std::chrono::seconds{1};
constexpr const char* page_size = "1000";

/// Where the reading stands: the newest event that was looked at.
struct Position {
    std::uint64_t after = 0;
    bool is_at_end = false;
};

Position position_of(const json::value& page)
{
    const auto after = page.at("next_after").to_number<std::uint64_t>();
    return {after, after >= page.at("last_seq").to_number<std::uint64_t>()};
}

void show(const json::object& event, const LedgerFlags& flags, const Terminal& terminal)
{
    if (flags.is_json)
        std::cout << json::serialize(event) << '\n';
    else
        std::cout << ledger_line(event, terminal) << '\n';
}

/// The newest rows of everything come in one page. Of a subject they are found by reading to the end.
awaitable<ApiResult<Position>> show_last(ApiClient& client, const LedgerFlags& flags, std::string subject)
{
    const Terminal terminal = flags.terminal();
    const auto wanted = static_cast<std::size_t>(flags.last);
    std::string path =
        "/ledger" + query_of({{"subject", subject}, {"limit", subject.empty() ? std::to_string(wanted) : page_size}});
    std::deque<json::object> newest;
    Position at;
    do {
        const auto page = co_await client.get(std::move(path));
        if (!page) co_return page.error();
        for (const json::value& event : page->at("items").as_array()) {
            newest.push_back(event.as_object());
            if (newest.size() > wanted) newest.pop_front();
        }
        at = position_of(*page);
        path = "/ledger" + query_of({{"subject", subject}, {"after", std::to_string(at.after)}, {"limit", page_size}});
    } while (!subject.empty() && !at.is_at_end);
    for (const json::object& event : newest) show(event, flags, terminal);
    std::cout.flush();
    co_return at;
}

awaitable<int> follow(ApiClient& client, runtime::Clock& clock, const LedgerFlags& flags, std::string subject,
                      Position at)
{
    for (;;) {
        if (at.is_at_end) co_await clock.sleep(look_interval);
        std::string path =
            "/ledger" + query_of({{"subject", subject}, {"after", std::to_string(at.after)}, {"limit", page_size}});
        const auto page = co_await client.get(std::move(path));
        if (!page) co_return tell(page.error(), flags);
        const Terminal terminal = flags.terminal();  // it may have been made wider
        for (const json::value& event : page->at("items").as_array()) show(event.as_object(), flags, terminal);
        if (!std::cout.flush()) co_return exit_failed;  // whoever read it has left
        at = position_of(*page);
    }
}

awaitable<int> tail(ApiClient& client, runtime::Clock& clock, const LedgerFlags& flags)
{
    std::string subject = flags.subject;
    if (prefix_digits(subject)) {
        std::string typed = subject;
        auto id = co_await whole_id(client, IdOf::intent, std::move(typed));
        // An account may have a name that could begin an id.
        if (id)
            subject = std::move(*id);
        else if (id.error().error.code != Errc::not_found)
            co_return tell(id.error(), flags);
    }
    std::string of = subject;
    const auto at = co_await show_last(client, flags, std::move(of));
    if (!at) co_return tell(at.error(), flags);
    if (!flags.is_following) co_return exit_ok;
    co_return co_await follow(client, clock, flags, std::move(subject), *at);
}

}  // namespace

void add_ledger_command(CLI::App& app, LedgerFlags& flags, int& code)
{
    CLI::App* group = app.add_subcommand("ledger", "what a running desk writes down; `audit` reads it without one");
    group->require_subcommand(1);
    CLI::App* command = add_desk_command(*group, "tail", "the newest events, oldest first", flags);
    command->add_option("--last", flags.last, "so many of the newest (default: 20)")->check(CLI::Range(1, 1000));
    command->add_flag("--follow", flags.is_following, "and then each as it is written, until Ctrl-C");
    command->add_option("--subject", flags.subject, "only about this intent, or its beginning, or this account");
    command->footer(
        "with --json each event is a line\n"
        "examples:\n"
        "  swarmdesk ledger tail --follow\n"
        "  swarmdesk ledger tail --subject 0197f2a05f --last 50");
    command->callback([&] {
        code = converse(flags, [&](ApiClient& client, runtime::Clock& clock) { return tail(client, clock, flags); });
    });
}

}  // namespace swarmdesk::app
