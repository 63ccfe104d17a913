#pragma once

#include <CLI/App.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <functional>
#include <string>

#include "api/api_client.hpp"
#include "desk_place.hpp"
#include "runtime/clock.hpp"
#include "terminal.hpp"

/// \file
/// One command's talk with a running desk.
namespace swarmdesk::app {

/// Which desk, and how its answers are shown: what every command that talks to one is given.
struct DeskLink : SaidPlace {
    bool is_json = false;
    std::string colour;  ///< --color

    /// What it is shown on.
    Terminal terminal() const { return terminal_of(output_environment(), colour); }
    /// Where desk.sock is, and operator.token unless SWARMDESK_TOKEN says who asks.
    DeskPlace place() const { return place_of(*this, environment_place()); }
};

/// Adds a command with --url, --state-folder, --json and --color. The link outlives it.
CLI::App* add_desk_command(CLI::App& parent, const char* name, const char* help, DeskLink& link);

/// Tells a person, or with --json a program, why the desk did not do it. Returns the process's exit code.
int tell(const api::ApiFailure& failure, const DeskLink& link);

/// Runs the conversation, which returns the process's exit code. Without a token, or where the token would cross a
/// network in the clear, it says so instead.
using Conversation = std::function<boost::asio::awaitable<int>(api::ApiClient&, runtime::Clock&)>;
int converse(const DeskLink& link, const Conversation& conversation);

/// The same for one question: shows what is answered, or with --json prints it as it is.
using Ask = std::function<boost::asio::awaitable<api::ApiResult<boost::json::value>>(api::ApiClient&)>;
using Show = std::function<void(const boost::json::value&)>;
int talk(const DeskLink& link, const Ask& ask, const Show& show);

Ask get(std::string path);
Ask post(std::string path, boost::json::object body);

/// Asks on the terminal; false also at its end. The question goes to standard error, so that output stays whole.
bool is_confirmed(const std::string& question);
/// Whether there is a terminal to ask on.
bool can_ask();

}  // namespace swarmdesk::app
