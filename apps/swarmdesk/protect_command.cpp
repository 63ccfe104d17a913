#include "protect_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>

#include "exit_code.hpp"
#include "failure.hpp"
#include "lot_owners.hpp"
#include "order_command.hpp"
#include "text_table.hpp"
#include "trading_facts.hpp"

namespace swarmdesk::app {
namespace {

namespace json = boost::json;
using api::ApiClient;
using boost::asio::awaitable;

std::string words_or_none(const json::object& protection, const TradedInstrument& instrument)
{
    const std::string words = protection_words(protection, instrument);
    return words.empty() ? "no protection" : words;
}

/// What protects the lot now, and what would. Nothing of a lot that is not there yet.
void show_change(const json::array& owners, const ProtectCommandFlags& flags, const json::object& levels,
                 const TradedInstrument& instrument)
{
    const std::string whose = flags.owner.empty() ? "people" : flags.owner;
    std::string now = "nothing is held";
    for (const json::value& owner : owners) {
        const json::object& lot = owner.as_object();
        if (field_of(lot, "owner") != whose) continue;
        const json::value* protection = lot.if_contains("protection");
        const std::string held = instrument.quantity_text(decimal_in(lot, "quantity").value_or(Decimal{}));
        now = fmt::format("{} held, {}", held,
                          protection == nullptr ? "no protection" : words_or_none(protection->as_object(), instrument));
    }
    std::cout << fmt::format("{} of {}: {}\n  now: {}\n", instrument.symbol, whose, words_or_none(levels, instrument),
                             now);
}

awaitable<int> protect(ApiClient& client, const ProtectCommandFlags& flags)
{
    const auto facts = co_await trading_facts(client, flags.account);
    if (!facts) co_return tell(facts.error(), flags);
    const auto instrument = facts->instruments.named(flags.symbol, facts->venue);
    if (!instrument) {
        fail(instrument.error());
        co_return exit_usage;
    }
    auto levels = protection_body(flags.levels, *instrument, instrument->bid);
    if (!levels) co_return fail(levels.error());
    if (flags.is_preview || !flags.is_confirmed) {
        std::string account = facts->account;
        const auto owners = co_await lot_owners(client, std::move(account), *instrument);
        if (!owners) co_return tell(owners.error(), flags);
        if (flags.is_json)
            std::cout << json::serialize(*levels) << '\n';
        else
            show_change(*owners, flags, *levels, *instrument);
        if (flags.is_preview) co_return exit_ok;
        if (!is_confirmed("Set it?")) {
            std::cerr << "swarmdesk: nothing was changed\n";
            co_return exit_failed;
        }
    }
    json::object body = *levels;
    body["account"] = facts->account;
    body["instrument"] = instrument->venue + ":" + instrument->symbol;
    if (!flags.owner.empty()) body["owner"] = flags.owner;
    body["reason"] = flags.reason.empty() ? "from the command line" : flags.reason;
    std::string path = "/protection";
    json::value wanted(std::move(body));
    const auto answer = co_await client.post(std::move(path), std::move(wanted));
    if (!answer) co_return tell(answer.error(), flags);
    if (flags.is_json)
        std::cout << json::serialize(*answer) << '\n';
    else
        std::cout << instrument->symbol << ": " << words_or_none(*levels, *instrument) << '\n';
    co_return exit_ok;
}

int usage(const char* sentence)
{
    std::cerr << "swarmdesk: " << sentence << '\n';
    return exit_usage;
}

}  // namespace

void add_protect_command(CLI::App& app, ProtectCommandFlags& flags, int& code)
{
    CLI::App* command = add_desk_command(app, "protect", "when what is held is sold by itself", flags);
    command->add_option("symbol", flags.symbol, "BTCUSDT, or venue:BTCUSDT")->required();
    command->add_option("--account", flags.account, "default: your only one");
    command->add_option("--owner", flags.owner, "whose lots: people (default), agent, agent/strategy");
    add_levels(*command, flags.levels, "");
    command->add_option("--reason", flags.reason, "in your words; it goes on record");
    command->add_flag("--none", flags.is_none, "take all protection away");
    command->add_flag("--preview", flags.is_preview, "only say what would change");
    command->add_flag("--yes", flags.is_confirmed, "do not ask");
    command->footer(
        "what is set replaces what was; percentages are of the price now\n"
        "examples:\n"
        "  swarmdesk protect BTCUSDT --stop-loss 92000 --take-profit 10%\n"
        "  swarmdesk protect ETHUSDT --owner buy_bot --trailing 3% --yes\n"
        "  swarmdesk protect BTCUSDT --none");
    command->callback([&] {
        if (flags.is_none != flags.levels.is_empty()) {
            code = usage("say --stop-loss, --take-profit or --trailing, or --none to take protection away");
            return;
        }
        if (!flags.is_preview && !flags.is_confirmed && (flags.is_json || !can_ask())) {
            code = usage("there is nobody to ask: say --yes, or --preview to look first");
            return;
        }
        code = converse(flags, [&](ApiClient& client, runtime::Clock&) { return protect(client, flags); });
    });
}

}  // namespace swarmdesk::app
