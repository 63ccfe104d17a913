#include "desk_conversation.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "exit_code.hpp"
#include "problem_exit.hpp"
#include "runtime/real_clock.hpp"
#include "runtime/task_scope.hpp"
#include "storage/private_file.hpp"
#include "text_table.hpp"

namespace swarmdesk::app {

using api::ApiClient;
using api::ApiFailure;
using api::ApiResult;
using boost::asio::awaitable;
namespace json = boost::json;

namespace {

Secret token(const DeskPlace& place)
{
    if (const char* given = std::getenv("SWARMDESK_TOKEN")) return Secret{given};
    return Secret{storage::read_first_word(place.state_folder + "/operator.token")};
}

/// Where the desk is: the socket in the state folder unless a URL is named.
struct Destination {
    std::string url = "http://127.0.0.1:8420";
    std::filesystem::path socket;
};

Destination destination(const DeskPlace& place)
{
    Destination to;
    if (!place.url.empty()) {
        to.url = place.url;
        return to;
    }
    const std::filesystem::path socket = std::filesystem::path{place.state_folder} / "desk.sock";
    std::error_code error;
    if (std::filesystem::is_socket(socket, error)) to.socket = socket;
    return to;
}

awaitable<int> ask_and_show(ApiClient& client, const Ask& ask, const Show& show, const DeskLink& link)
{
    const ApiResult<json::value> answer = co_await ask(client);
    if (!answer) co_return tell(answer.error(), link);
    if (link.is_json)
        std::cout << json::serialize(*answer) << '\n';
    else
        show(*answer);
    co_return exit_ok;
}

}  // namespace

CLI::App* add_desk_command(CLI::App& parent, const char* name, const char* help, DeskLink& link)
{
    CLI::App* command = parent.add_subcommand(name, help);
    command->add_option("--url", link.url, "of the desk (default: SWARMDESK_URL, else its socket, else port 8420)");
    add_state_folder(*command, link.state_folder, "of the desk: its desk.sock and operator.token are used");
    command->add_flag("--json", link.is_json, "the API's answer as it is");
    command->add_option("--color", link.colour, "whether in colours (default: on a terminal, unless NO_COLOR is set)")
        ->check(CLI::IsMember({"auto", "always", "never"}));
    return command;
}

int tell(const ApiFailure& failure, const DeskLink& link)
{
    const Terminal terminal = terminal_of(error_environment(), link.colour);
    const bool is_json = link.is_json;
    if (is_json && !failure.problem.empty())
        std::cout << json::serialize(failure.problem) << '\n';
    else  // a denial's words begin with its code
        std::cerr << terminal.painted("swarmdesk: ", Style::bad)
                  << (failure.error.detail.starts_with(failure.code + ":") ? "" : failure.code + ": ")
                  << failure.error.detail << '\n';
    if (const auto* violations = failure.problem.if_contains("violations"); violations != nullptr && !is_json)
        for (const json::value& violation : violations->as_array())
            std::cerr << "  " << field_of(violation.as_object(), "pointer") << "  "
                      << field_of(violation.as_object(), "detail") << '\n';
    return exit_code_of(failure);
}

int converse(const DeskLink& link, const Conversation& conversation)
{
    const DeskPlace place = link.place();
    Secret secret = token(place);
    if (secret.is_empty()) {
        std::cerr << "swarmdesk: no token in " << place.state_folder
                  << ": start the desk there, or name its --state-folder, or set SWARMDESK_TOKEN\n";
        return exit_usage;
    }
    Destination to = destination(place);
    if (const auto safe = api::check_carries_secrets(to.url); !safe) {
        std::cerr << "swarmdesk: " << safe.error().detail << '\n';
        return exit_usage;
    }
    int code = exit_ok;
    runtime::RealClock clock;
    boost::asio::io_context context{1};
    ApiClient client{clock, to.url, std::move(secret), to.socket};
    runtime::TaskScope tasks{context.get_executor(),
                             [&](const std::string&, std::exception_ptr error) { std::rethrow_exception(error); }};
    const auto command = [&]() -> awaitable<void> {
        code = co_await conversation(client, clock);
        context.stop();  // whoever else waits, waits for nothing
    };
    tasks.spawn(command(), "command");
    context.run();
    return code;
}

int talk(const DeskLink& link, const Ask& ask, const Show& show)
{
    return converse(link, [&](ApiClient& client, runtime::Clock&) { return ask_and_show(client, ask, show, link); });
}

Ask get(std::string path)
{
    return [path = std::move(path)](ApiClient& client) { return client.get(path); };
}

Ask post(std::string path, json::object body)
{
    return [path = std::move(path), body = std::move(body)](ApiClient& client) { return client.post(path, body); };
}

bool can_ask() { return ::isatty(STDIN_FILENO) == 1; }

bool is_confirmed(const std::string& question)
{
    std::cerr << question << " [y/N] " << std::flush;
    std::string answer;
    if (!std::getline(std::cin, answer)) return false;
    return answer == "y" || answer == "Y" || answer == "yes";
}

}  // namespace swarmdesk::app
