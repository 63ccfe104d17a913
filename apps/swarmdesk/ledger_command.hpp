#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <string>

#include "desk_conversation.hpp"

namespace swarmdesk::app {

/// What `ledger tail` is given.
struct LedgerFlags : DeskLink {
    std::int64_t last = 20;
    std::string subject;
    bool is_following = false;
};

/// Adds `ledger tail`: what a running desk wrote down last, and with --follow what it writes from now on. `audit` reads
/// the same without a desk.
void add_ledger_command(CLI::App& app, LedgerFlags& flags, int& code);

}  // namespace swarmdesk::app
