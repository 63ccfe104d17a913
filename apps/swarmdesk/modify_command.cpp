#include "modify_command.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>

#include "exit_code.hpp"
#include "id_prefix.hpp"
#include "order_outcome.hpp"
#include "text_table.hpp"
#include "trading_facts.hpp"

namespace swarmdesk::app {
namespace {

namespace json = boost::json;
using api::ApiClient;
using boost::asio::awaitable;

awaitable<int> modify(ApiClient& client, runtime::Clock& clock, const ModifyFlags& flags)
{
    json::object body;
    body["intent_id"] = fresh_id(clock);
    if (!flags.quantity.empty()) body["quantity"] = flags.quantity;
    if (!flags.limit.empty()) body["limit_price"] = flags.limit;
    std::string typed = flags.approval;
    const auto approval = co_await whole_id(client, IdOf::approval, std::move(typed));
    if (!approval) co_return tell(approval.error(), flags);
    std::string path = "/approvals/" + *approval + "/modify";
    json::value wanted(std::move(body));
    const auto answer = co_await client.post(std::move(path), std::move(wanted));
    if (!answer) co_return tell(answer.error(), flags);
    std::string market_path = "/market";
    const auto market = co_await client.get(std::move(market_path));
    if (!market) co_return tell(market.error(), flags);
    std::vector<json::object> intents{answer->as_object()};
    const auto settled =
        co_await settled_intents(client, clock, std::move(intents), std::chrono::seconds{flags.wait_s});
    if (!settled) co_return tell(settled.error(), flags);
    const json::object& intent = settled->front();
    const TradedInstruments instruments{*market};
    const TradedInstrument* instrument = instruments.of(intent);
    const OrderOutcome outcome =
        instrument != nullptr ? outcome_of(intent, *instrument) : OrderOutcome{field_of(intent, "state"), exit_ok};
    if (flags.is_json)
        std::cout << json::serialize(intent) << '\n';
    else
        (outcome.code == exit_ok ? std::cout : std::cerr) << outcome.words << '\n';
    co_return outcome.code;
}

}  // namespace

void add_modify_command(CLI::App& app, ModifyFlags& flags, int& code)
{
    CLI::App* command = add_desk_command(app, "modify", "other terms in place of a trade that waits", flags);
    command->add_option("id", flags.approval, "of the approval, or its beginning")->required();
    auto* terms = command->add_option_group("terms", "what changes; one of them, or both");
    terms->add_option("--quantity", flags.quantity, "of the base asset; more than what waits is asked about anew");
    terms->add_option("--limit", flags.limit, "a tighter limit, of an order that has one");
    terms->require_option(1, 2);
    command->add_option("--wait", flags.wait_s, "seconds for what becomes of it (default: 5)")
        ->check(CLI::Range(0, 600));
    command->footer(
        "the new one runs through the rails, and waits too if it needs a human; where they deny it, the one that "
        "waits\n"
        "stays as it is, and else it is declined\n"
        "example:\n"
        "  swarmdesk modify 0197f2a0-5f00-7000-8000-000000000003 --quantity 0.005");
    command->callback([&] {
        code = converse(flags, [&](ApiClient& client, runtime::Clock& clock) { return modify(client, clock, flags); });
    });
}

}  // namespace swarmdesk::app
