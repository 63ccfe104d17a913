#pragma once

#include <CLI/App.hpp>
#include <string>

#include "desk_conversation.hpp"

namespace swarmdesk::app {

/// What `market` and `profit` are given.
struct MarketFlags : DeskLink {
    std::string account;
    std::string by;
    std::string from;
    std::string to;
};

/// Adds `market`, what prices are now, and `profit`, what closed round trips came to.
void add_market_commands(CLI::App& app, MarketFlags& flags, int& code);

}  // namespace swarmdesk::app
