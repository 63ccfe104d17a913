#include "order_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>

#include "command_tree.hpp"
#include "exit_code.hpp"
#include "failure.hpp"
#include "lot_owners.hpp"
#include "order_outcome.hpp"
#include "text_table.hpp"
#include "trading/model/intent.hpp"
#include "trading/report/number_text.hpp"
#include "trading_facts.hpp"

namespace swarmdesk::app {
namespace {

namespace json = boost::json;
using api::ApiClient;
using api::ApiFailure;
using boost::asio::awaitable;

constexpr int usd_digits = 2;

/// "BUY 0.00257 BTCUSDT, 97,485.02 USDT at worst, 250.53 USD with the fee at most".
void show_preview(const json::object& preview, const json::object& body, const TradedInstrument& instrument)
{
    const json::object& order = preview.at("order").as_object();
    const auto number = [&](const char* field) { return decimal_in(order, field).value_or(Decimal{}); };
    std::cout << fmt::format("{} {} {} ({})", field_of(order, "side"), instrument.quantity_text(number("quantity")),
                             instrument.symbol, field_of(order, "type"));
    if (order.contains("limit_price"))
        std::cout << fmt::format(", {} {} at worst", instrument.price_text(number("limit_price")), instrument.quote);
    std::cout << fmt::format(", {} USD with the fee at most\n",
                             trading::report::fixed_text(number("notional_usd"), usd_digits));
    if (const json::value* protection = body.if_contains("protection"))
        std::cout << "  then " << protection_words(protection->as_object(), instrument) << '\n';
    if (order.at("needs_approval").as_bool()) std::cout << "  a human must approve it\n";
}

/// Shows what the order would come to. Returns the exit code to end with, or nothing where the desk would take it.
awaitable<std::optional<int>> preview_order(ApiClient& client, const OrderCommandFlags& flags, json::object body,
                                            TradedInstrument instrument)
{
    std::string path = "/intents/preview";
    json::value asked(body);  // braces would make it an array
    const auto answer = co_await client.post(std::move(path), std::move(asked));
    if (!answer) co_return tell(answer.error(), flags);
    const json::object& preview = answer->as_object();
    const bool is_admitted = preview.at("is_admitted").as_bool();
    if (flags.is_json)
        std::cout << json::serialize(preview) << '\n';
    else if (!is_admitted)
        std::cerr << "swarmdesk: it would be denied: " << field_of(preview, "denial.message") << '\n';
    else
        show_preview(preview, body, instrument);
    if (!is_admitted) co_return exit_denied;
    co_return std::nullopt;
}

/// The words of a denial carry the intent beside it.
int tell_denial(const ApiFailure& failure, const TradedInstrument& instrument, const DeskLink& link)
{
    const json::value* intent = failure.problem.if_contains("intent");
    if (link.is_json || intent == nullptr || !intent->is_object()) return tell(failure, link);
    const OrderOutcome outcome = outcome_of(intent->get_object(), instrument);
    std::cerr << "swarmdesk: " << outcome.words << '\n';
    return outcome.code;
}

/// What a repeat of an order is told beside its outcome.
void tell_repeat(const json::object& intent, const TradedInstrument& instrument)
{
    std::cerr << "swarmdesk: this order was on record and nothing was sent again";
    if (const json::value* protection = intent.if_contains("protection"))
        std::cerr << "; it went with " << protection_words(protection->as_object(), instrument);
    std::cerr << '\n';
}

awaitable<int> propose_order(ApiClient& client, runtime::Clock& clock, const OrderCommandFlags& flags,
                             json::object body, TradedInstrument instrument, bool is_repeat)
{
    const std::string id = flags.id.empty() ? fresh_id(clock) : flags.id;
    body["intent_id"] = id;
    std::string path = "/intents";
    json::value proposed(std::move(body));
    const auto answer = co_await client.post(std::move(path), std::move(proposed));
    if (!answer) {
        const int code = tell_denial(answer.error(), instrument, flags);
        if (answer.error().may_have_happened)
            std::cerr << "swarmdesk: it may have arrived: the same command with --id " << id
                      << " asks again without ordering twice\n";
        co_return code;
    }
    if (is_repeat && !flags.is_json) tell_repeat(answer->as_object(), instrument);
    std::vector<json::object> intents{answer->as_object()};
    const auto settled =
        co_await settled_intents(client, clock, std::move(intents), std::chrono::seconds{flags.wait_s});
    if (!settled) {
        std::cerr << "swarmdesk: intent " << id << " is on record, but what became of it is not known here\n";
        co_return tell(settled.error(), flags);
    }
    const json::object& intent = settled->front();
    const OrderOutcome outcome = outcome_of(intent, instrument);
    if (flags.is_json)
        std::cout << json::serialize(intent) << '\n';
    else
        (outcome.code == exit_ok ? std::cout : std::cerr) << outcome.words << '\n';
    co_return outcome.code;
}

/// The intent of the id that was given, where the desk has it already.
awaitable<api::ApiResult<std::optional<json::object>>> recorded_intent(ApiClient& client, std::string id)
{
    if (!trading::IntentId::parse(id)) co_return std::optional<json::object>{};  // the desk says what is wrong with it
    std::string path = "/intents/" + id;
    const auto intent = co_await client.get(std::move(path));
    if (intent) co_return std::optional{intent->as_object()};
    if (intent.error().error.code == Errc::not_found) co_return std::optional<json::object>{};
    co_return intent.error();
}

/// So much of the base asset, as far as it is known before the desk has judged it.
Decimal sold_quantity(const OrderFlags& flags, const TradedInstrument& instrument)
{
    if (const auto quantity = Decimal::parse(flags.quantity)) return *quantity;
    const auto amount = Decimal::parse(flags.quote);
    if (!amount || !instrument.bid || !instrument.bid->is_positive()) return {};
    const Decimal quantity = divide(*amount, *instrument.bid, Rounding::toward_zero);
    return round_to_step(quantity, instrument.lot, Rounding::toward_zero);
}

awaitable<int> order(ApiClient& client, runtime::Clock& clock, const OrderCommandFlags& flags)
{
    const auto facts = co_await trading_facts(client, flags.account);
    if (!facts) co_return tell(facts.error(), flags);
    const auto instrument = facts->instruments.named(flags.order.symbol, facts->venue);
    if (!instrument) {
        fail(instrument.error());
        co_return exit_usage;
    }
    const auto recorded = co_await recorded_intent(client, flags.id);
    if (!recorded) co_return tell(recorded.error(), flags);
    auto body = order_body(flags.order, *instrument, *recorded ? &**recorded : nullptr);
    if (!body) co_return fail(body.error());
    (*body)["account"] = facts->account;
    // Of what is on record already nothing is sent again: there is nothing to ask about.
    const bool is_repeat = recorded->has_value();
    if (flags.order.side == "SELL" && flags.order.owner.empty() && !flags.is_json && !is_repeat) {
        std::string account = facts->account;
        const auto owners = co_await lot_owners(client, std::move(account), *instrument);
        if (!owners) co_return tell(owners.error(), flags);
        const std::string words = taken_words(*owners, sold_quantity(flags.order, *instrument), *instrument);
        if (!words.empty()) std::cerr << words << '\n';
    }
    if (flags.is_preview || (!flags.is_confirmed && !is_repeat)) {
        const auto ended = co_await preview_order(client, flags, *body, *instrument);
        if (ended) co_return *ended;
        if (flags.is_preview) co_return exit_ok;
        if (!is_confirmed("Send it?")) {
            std::cerr << "swarmdesk: nothing was ordered\n";
            co_return exit_failed;
        }
    }
    co_return co_await propose_order(client, clock, flags, std::move(*body), *instrument, is_repeat);
}

int usage(const char* sentence)
{
    std::cerr << "swarmdesk: " << sentence << '\n';
    return exit_usage;
}

}  // namespace

void add_levels(CLI::App& command, ProtectionFlags& levels, const char* when)
{
    command.add_option("--stop-loss", levels.stop_loss, std::string{when} + "sell below this price, or N% lower");
    command.add_option("--take-profit", levels.take_profit, std::string{when} + "sell above this price, or N% higher");
    command.add_option("--trailing", levels.trailing, std::string{when} + "sell N% below the highest price since");
}

void add_order_command(CLI::App& app, OrderCommandFlags& flags, int& code)
{
    CLI::App* command = add_desk_command(app, "order", "buy or sell, and say what became of it", flags);
    OrderFlags& order_flags = flags.order;
    command->add_option("side", order_flags.side, "which way")
        ->required()
        ->transform(CLI::IsMember({"BUY", "SELL"}, CLI::ignore_case));
    command->add_option("symbol", order_flags.symbol, "BTCUSDT, or venue:BTCUSDT")->required();
    command->add_option("quantity", order_flags.quantity, "of the base asset: 0.01");
    command->add_option("--quote", order_flags.quote, "instead: so much of the quote asset, for a market order");
    command->add_option("--limit", order_flags.limit, "not beyond this price");
    command->add_option("--stop", order_flags.stop, "wait until the price gets there");
    command->add_option("--stop-limit", order_flags.stop_limit, "OCO: the limit of its stop");
    command->add_option("--type", order_flags.type, "default: what --limit and --stop say")
        ->check(offers({"MARKET", "LIMIT", "LIMIT_MAKER", "STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT",
                        "TAKE_PROFIT_LIMIT", "TRAILING_STOP", "OCO"}));
    command->add_option("--time-in-force", order_flags.time_in_force, "default: GTC")
        ->check(offers({"GTC", "IOC", "FOK"}));
    command->add_option("--account", flags.account, "default: your only one");
    command->add_option("--owner", order_flags.owner,
                        "whose lots a sale takes: people, agent, agent/strategy; default: people's first, and what is "
                        "sold beyond them of the agents', in the order of their names");
    add_levels(*command, order_flags.protection, "after a BUY: ");
    command->add_flag("--reduce-only", order_flags.is_reduce_only, "nothing but closing what is held");
    command->add_option("--reason", order_flags.reason, "in your words; it goes on record");
    command->add_option("--id", flags.id, "of the intent, a UUID: the same again orders once");
    command->add_option("--wait", flags.wait_s, "seconds for what becomes of it (default: 5)")
        ->check(CLI::Range(0, 600));
    command->add_flag("--preview", flags.is_preview, "only say what it would come to");
    command->add_flag("--yes", flags.is_confirmed, "do not ask");
    command->footer(
        "examples:\n"
        "  swarmdesk order BUY BTCUSDT --quote 250 --preview         what it would come to\n"
        "  swarmdesk order BUY BTCUSDT --quote 250 --yes             at the market, without asking\n"
        "  swarmdesk order BUY BTCUSDT 0.01 --limit 90000            rests at the exchange until it is met\n"
        "  swarmdesk order BUY BTCUSDT 0.01 --stop-loss 5% --take-profit 10%\n"
        "  swarmdesk order SELL BTCUSDT 0.01 --stop 85000 --reduce-only\n"
        "exit codes: 0 filled, resting, waiting or on its way; 1 rejected, expired or canceled; 2 wrong usage; 4 "
        "denied");
    command->callback([&] {
        if (!flags.is_preview && !flags.is_confirmed && (flags.is_json || !can_ask())) {
            code = usage("there is nobody to ask: say --yes, or --preview to look first");
            return;
        }
        if (flags.order.reason.empty()) flags.order.reason = "from the command line";
        code = converse(flags, [&](ApiClient& client, runtime::Clock& clock) { return order(client, clock, flags); });
    });
}

}  // namespace swarmdesk::app
