#include "close_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>

#include "exit_code.hpp"
#include "order_outcome.hpp"
#include "text_table.hpp"
#include "trading/report/number_text.hpp"
#include "trading_facts.hpp"

namespace swarmdesk::app {
namespace {

namespace json = boost::json;
using api::ApiClient;
using boost::asio::awaitable;

constexpr int usd_digits = 2;

json::object filter_of(const CloseCommandFlags& flags, const TradedInstruments& instruments)
{
    json::object body;
    if (!flags.account.empty()) body["account"] = flags.account;
    if (!flags.symbol.empty()) body["instrument"] = instruments.spelled(flags.symbol);
    if (!flags.owner.empty()) body["owner"] = flags.owner;
    if (flags.is_all) body["everything"] = true;
    return body;
}

void show_left_out(const json::object& answer, const TradedInstruments& instruments, const Terminal& terminal)
{
    const json::array left = instruments.written(answer.at("left_out").as_array());
    if (left.empty()) return;
    std::cout << "stays as it is:\n";
    print_table(left,
                {{"ACCOUNT", "account"},
                 {"OWNER", "owner"},
                 {"QUANTITY", "quantity"},
                 {"INSTRUMENT", "instrument"},
                 Column{"WHY", "message"}.as(Shown::words)},
                "", terminal);
}

void show_plan(const json::object& plan, const TradedInstruments& instruments, const Terminal& terminal)
{
    constexpr std::int64_t stale_ms = 1000;
    print_table(instruments.written(plan.at("closes").as_array()),
                {Column{"ACCOUNT", "account"}.spared(1),
                 Column{"OWNER", "owner"}.as(Shown::words),
                 Column{"SIDE", "side"}.as(Shown::side),
                 {"QUANTITY", "quantity"},
                 {"INSTRUMENT", "instrument"},
                 Column{"PRICE", "price"}.spared(3),
                 {"VALUE", "value"},
                 Column{"FEE", "fee"}.spared(2),
                 Column{"RESULT", "result"}.as(Shown::gain),
                 {"IN", "quote_asset"}},
                "there is nothing to close", terminal);
    const auto usd = [&](const char* field) {
        return trading::report::fixed_text(decimal_in(plan, field).value_or(Decimal{}), usd_digits);
    };
    if (!plan.at("closes").as_array().empty() && plan.contains("value_usd"))
        std::cout << fmt::format("together {} USD, fees {} USD, result {} USD\n", usd("value_usd"), usd("fee_usd"),
                                 usd("result_usd"));
    std::size_t cancels = 0;
    bool is_stale = false;
    for (const json::value& close : plan.at("closes").as_array()) {
        cancels += close.at("cancels").as_array().size();
        is_stale = is_stale || close.at("price_age_ms").as_int64() > stale_ms;
    }
    if (cancels != 0)
        std::cout << fmt::format("{} protective order{} canceled for it\n", cancels, cancels == 1 ? " is" : "s are");
    if (is_stale)
        std::cout << "some of these prices are older than a second: until newer ones come, orders are denied\n";
    show_left_out(plan, instruments, terminal);
}

OrderOutcome outcome_in(const json::object& intent, const TradedInstruments& instruments)
{
    const TradedInstrument* instrument = instruments.of(intent);
    return instrument != nullptr ? outcome_of(intent, *instrument) : OrderOutcome{field_of(intent, "state"), exit_ok};
}

/// The worst that became of any of it; a denial is said before anything else.
int code_of(const json::object& answer, const TradedInstruments& instruments)
{
    int code = answer.at("not_proposed").as_array().empty() ? exit_ok : exit_failed;
    for (const json::value& intent : answer.at("intents").as_array()) {
        const int of_this = outcome_in(intent.as_object(), instruments).code;
        if (code == exit_ok || of_this == exit_denied) code = of_this;
    }
    return code;
}

void show_outcome(const json::object& answer, const TradedInstruments& instruments, const Terminal& terminal)
{
    json::array rows;
    for (const json::value& intent : answer.at("intents").as_array()) {
        rows.push_back(intent);
        rows.back().as_object()["words"] = outcome_in(intent.as_object(), instruments).words;
    }
    print_table(rows,
                {Column{"ACCOUNT", "account"}.spared(1),
                 {"OWNER", "owner"},
                 Column{"STATE", "state"}.as(Shown::state),
                 Column{"WHAT BECAME OF IT", "words"}.as(Shown::words)},
                "nothing was closed", terminal);
    const json::array& missing = answer.at("not_proposed").as_array();
    if (missing.empty()) return;
    std::cout << "could not be proposed:\n";
    print_table(instruments.written(missing),
                {{"ACCOUNT", "account"},
                 {"OWNER", "owner"},
                 {"SIDE", "side"},
                 {"QUANTITY", "quantity"},
                 {"INSTRUMENT", "instrument"},
                 Column{"WHY", "message"}.as(Shown::words)},
                "", terminal);
    std::cout << "the same command with --id " << field_of(answer, "close_id") << " goes on with them\n";
}

/// Asks the desk for the plan and shows it. The exit code to end with, or nothing where there is something to close.
awaitable<std::optional<int>> preview_close(ApiClient& client, const CloseCommandFlags& flags,
                                            const TradedInstruments& instruments)
{
    std::string path = "/close";
    json::object body = filter_of(flags, instruments);
    body["preview"] = true;
    json::value asked(std::move(body));
    const auto plan = co_await client.post(std::move(path), std::move(asked));
    if (!plan) co_return tell(plan.error(), flags);
    if (!flags.is_json)
        show_plan(plan->as_object(), instruments, flags.terminal());
    else if (flags.is_preview)
        std::cout << json::serialize(*plan) << '\n';  // else what it came to is all the output
    if (flags.is_preview) co_return exit_ok;
    // A close that has an id may have been begun before; and a program is told what it closed, also where it is
    // nothing.
    const bool may_have_more = !flags.id.empty() || flags.is_json;
    if (plan->at("closes").as_array().empty() && !may_have_more) co_return exit_ok;
    co_return std::nullopt;
}

awaitable<int> close(ApiClient& client, runtime::Clock& clock, const CloseCommandFlags& flags)
{
    std::string market_path = "/market";
    const auto market = co_await client.get(std::move(market_path));
    if (!market) co_return tell(market.error(), flags);
    const TradedInstruments instruments{*market};
    const auto ended = co_await preview_close(client, flags, instruments);
    if (ended) co_return *ended;
    if (!flags.is_confirmed && !is_confirmed("Close this?")) {
        std::cerr << "swarmdesk: nothing was closed\n";
        co_return exit_failed;
    }

    const std::string id = flags.id.empty() ? fresh_id(clock) : flags.id;
    json::object body = filter_of(flags, instruments);
    body["close_id"] = id;
    body["reason"] = flags.reason.empty() ? "from the command line" : flags.reason;
    std::string path = "/close";
    json::value asked(std::move(body));
    const auto closed = co_await client.post(std::move(path), std::move(asked));
    if (!closed) {
        const int code = tell(closed.error(), flags);
        if (closed.error().may_have_happened)
            std::cerr << "swarmdesk: it may have arrived: the same command with --id " << id
                      << " says what became of it, and closes nothing twice\n";
        co_return code;
    }
    json::object answer = closed->as_object();
    std::vector<json::object> intents;
    for (const json::value& intent : answer.at("intents").as_array()) intents.push_back(intent.as_object());
    auto settled = co_await settled_intents(client, clock, std::move(intents), std::chrono::seconds{flags.wait_s});
    if (!settled) {
        std::cerr << "swarmdesk: the orders are on record, but what became of them is not known here\n";
        co_return tell(settled.error(), flags);
    }
    answer["intents"] = json::array(settled->begin(), settled->end());
    if (flags.is_json) {
        std::cout << json::serialize(answer) << '\n';
    } else {
        if (answer.at("is_repeat").as_bool())
            std::cout << "this close was made before and nothing was sent again; what became of it then:\n";
        show_outcome(answer, instruments, flags.terminal());
    }
    co_return code_of(answer, instruments);
}

}  // namespace

void add_close_command(CLI::App& app, CloseCommandFlags& flags, int& code)
{
    CLI::App* command = add_desk_command(app, "close", "close positions: the plan first, then its orders", flags);
    CLI::Option* symbol = command->add_option("symbol", flags.symbol, "BTCUSDT, or venue:BTCUSDT: all lots of it");
    command->add_flag("--all", flags.is_all, "everything that is yours")->excludes(symbol);
    command->add_option("--owner", flags.owner, "lots of people, of an agent, or of agent/strategy");
    command->add_option("--account", flags.account, "only there; default: all that are yours");
    command->add_option("--reason", flags.reason, "in your words; it goes on record");
    command->add_option("--id", flags.id,
                        "of the close, a UUID: the same again goes on with it, and closes nothing twice");
    command->add_option("--wait", flags.wait_s, "seconds for what becomes of its orders (default: 5)")
        ->check(CLI::Range(0, 600));
    command->add_flag("--preview", flags.is_preview, "only the plan");
    command->add_flag("--yes", flags.is_confirmed, "do not ask");
    command->footer(
        "examples:\n"
        "  swarmdesk close BTCUSDT                        all lots of it, yours and the agents'\n"
        "  swarmdesk close --owner online_trading --preview\n"
        "  swarmdesk close --all --yes                    everything, without asking\n"
        "exit codes: 0 filled or on its way; 1 something else became of one; 2 wrong usage; 4 one was denied");
    command->callback([&] {
        const auto usage = [&](const char* sentence) {
            std::cerr << "swarmdesk: " << sentence << '\n';
            code = exit_usage;
        };
        if (flags.symbol.empty() && flags.owner.empty() && !flags.is_all)
            return usage("say what: a symbol, --owner OWNER, or --all");
        if (!flags.is_preview && !flags.is_confirmed && (flags.is_json || !can_ask()))
            return usage("there is nobody to ask: say --yes, or --preview to look first");
        code = converse(flags, [&](ApiClient& client, runtime::Clock& clock) { return close(client, clock, flags); });
    });
}

}  // namespace swarmdesk::app
