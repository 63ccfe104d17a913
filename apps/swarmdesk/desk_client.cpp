#include "desk_client.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <functional>
#include <iostream>

#include "base/display_width.hpp"
#include "command_tree.hpp"
#include "id_prefix.hpp"
#include "storage/private_file.hpp"
#include "text_table.hpp"
#include "trading_facts.hpp"

namespace swarmdesk::app {
namespace {

using api::ApiClient;
using api::ApiResult;
using boost::asio::awaitable;
namespace json = boost::json;

json::object reason_of(const DeskClientFlags& flags)
{
    json::object body;
    if (!flags.reason.empty()) body["reason"] = flags.reason;
    return body;
}

void show_reconciliation(const json::value& answer, const Terminal& terminal)
{
    const json::object& books = answer.as_object();
    const bool differs = books.at("is_mismatched").as_bool();
    std::cout << fmt::format("account {} at {}: {}\n", field_of(books, "account"), field_of(books, "venue"),
                             books.at("is_reconciling").as_bool() ? "comparing"
                             : differs                            ? "books and venue differ"
                                                                  : "books and venue match");
    print_table(books.at("differences").as_array(), {{"SUBJECT", "subject"}, {"OURS", "ours"}, {"VENUE'S", "venues"}},
                "no differences", terminal);
    if (!books.at("adjustments").as_array().empty())
        print_table(books.at("adjustments").as_array(),
                    {{"ADJUST", "asset"},
                     {"BY", "amount"},
                     {"PROPOSED BY", "by.name"},
                     Column{"EVIDENCE", "evidence"}.as(Shown::words)},
                    "", terminal);
    if (!books.at("settlements").as_array().empty())
        print_table(books.at("settlements").as_array(),
                    {Column{"SETTLE", "intent_id"}.as(Shown::id),
                     {"FILLED", "filled"},
                     {"PROPOSED BY", "by.name"},
                     Column{"EVIDENCE", "evidence"}.as(Shown::words)},
                    "", terminal);
    std::cout << fmt::format("unknown  {}\n", joined(books.at("unknown").as_array()));
}

void show_trace(const json::value& answer)
{
    const json::object& trace = answer.as_object();
    const auto line = [&](const char* name, std::initializer_list<const char*> fields) {
        std::string text;
        for (const char* field : fields) text += (text.empty() ? "" : "  ") + printable(field_of(trace, field));
        std::cout << fmt::format("{:<10}{}\n", name, text);
    };
    line("fill", {"fill.fill_id", "fill.side", "fill.quantity", "fill.instrument", "fill.price", "fill.time"});
    line("order", {"order.client_order_id", "order.type", "order.quantity", "order.limit_price"});
    line("approval", {"approval.approval_id", "approval.state", "approval.decided_by.name"});
    line("intent", {"intent.intent_id", "intent.proposer.kind", "intent.proposer.name", "intent.reason"});
    line("signal", {"signal.signal_id", "signal.strategy", "signal.reason"});
    line("decision", {"decision"});
    line("market", {"evidence.bid", "evidence.ask", "evidence.time"});
}

/// The last so many of a list that begins with the oldest; all of it for 0.
json::array newest_of(const json::array& items, std::int64_t last)
{
    const auto skipped = std::max<std::ptrdiff_t>(0, std::ssize(items) - last);
    return last == 0 ? items : json::array(items.begin() + skipped, items.end());
}

/// The token the command line itself uses, where none is named.
awaitable<ApiResult<json::value>> rotate(ApiClient& client, std::string id, json::object body)
{
    if (id.empty()) {
        const std::string path = "/me";
        const auto me = co_await client.get(path);
        if (!me) co_return me.error();
        id = field_of(me->as_object(), "token_id");
    }
    auto whole = co_await whole_id(client, IdOf::token, std::move(id));
    if (!whole) co_return whole.error();
    std::string path = "/tokens/" + *whole + "/rotate";
    co_return co_await client.post(std::move(path), std::move(body));
}

void show_token(const DeskClientFlags& flags, const json::value& answer)
{
    const json::object& token = answer.as_object();
    std::cout << fmt::format("{} of {}, id {}\n", field_of(token, "name"), field_of(token, "user"),
                             field_of(token, "id"));
    const std::string secret = field_of(token, "token");
    if (secret == storage::read_first_word(flags.place().state_folder + "/operator.token"))
        std::cout << "it is in operator.token\n";
    else
        std::cout << secret << "\nshown this once; only its hash is kept\n";
}

void show_status(const json::value& answer, const Terminal& terminal)
{
    const json::object& status = answer.as_object();
    const bool is_active = field_of(status, "state") == "ACTIVE";
    const std::string state = field_of(status, "state");
    std::cout << terminal.painted(state, style_of_state(state))
              << (is_active || !status.contains("reason") ? "" : "  " + printable(field_of(status, "reason"))) << '\n';
    std::cout << fmt::format("  market     {}\n", field_of(status, "market.message"));
    std::cout << fmt::format("  venues     {}\n", joined(status.at("venues").as_array()));
    std::cout << fmt::format("  orders     {} open\n", field_of(status, "open_orders"));
    std::cout << fmt::format("  approvals  {} waiting\n", field_of(status, "open_approvals"));
    std::cout << fmt::format("  ledger     {} events{}\n", field_of(status, "last_seq"),
                             status.contains("failure")
                                 ? ", " + terminal.painted("FAILED: ", Style::bad) + field_of(status, "failure")
                                 : "");
}

using AddTo = std::function<CLI::App*(CLI::App&, const char*, const char*)>;

void add_token_commands(CLI::App& app, const AddTo& add_to, DeskClientFlags& flags, int& code)
{
    CLI::App* group = app.add_subcommand("token", "tokens: who may come in, and with what");
    group->require_subcommand(1);
    CLI::App* list = add_to(*group, "list", "without the secrets, which nobody keeps");
    list->add_option("--user", flags.user, "of this user alone");
    list->add_option("--last", flags.last, "so many of the newest (default: all)")->check(CLI::Range(1, 1000));
    list->callback([&] {
        const std::string path = flags.user.empty() ? "/tokens" : "/tokens" + query_of({{"user", flags.user}});
        code = talk(flags, get(path), [&](const json::value& answer) {
            print_table(newest_of(answer.at("items").as_array(), flags.last),
                        {Column{"ID", "id"}.as(Shown::id),
                         {"USER", "user"},
                         Column{"NAME", "name"}.as(Shown::words),
                         Column{"KIND", "kind"}.spared(3),
                         Column{"CREATED", "created"}.as(Shown::time).spared(2),
                         Column{"LAST USED", "last_used"}.as(Shown::time).spared(1),
                         Column{"EXPIRES", "expires"}.as(Shown::time)},
                        "no tokens", flags.terminal());
        });
    });
    CLI::App* create = add_to(*group, "create", "make one and show it this once");
    create->add_option("name", flags.name, "what it is for")->required();
    create->add_option("--user", flags.user, "for another user");
    create->add_option("--expires-in-s", flags.expires_in_s, "seconds it lasts; default: for good");
    create->callback([&] {
        json::object body;
        body["name"] = flags.name;
        if (!flags.user.empty()) body["user"] = flags.user;
        if (flags.expires_in_s != 0) body["expires_in_s"] = flags.expires_in_s;
        code = talk(flags, post("/tokens", std::move(body)),
                    [&](const json::value& answer) { show_token(flags, answer); });
    });
    CLI::App* rotated = add_to(*group, "rotate", "replace one by a new one; that of operator.token is replaced there");
    rotated->add_option("id", flags.id, "or its beginning; default: the one used here");
    rotated->add_option("--grace-s", flags.grace_s, "seconds the old one stays valid; default: none");
    rotated->callback([&] {
        json::object body;
        body["grace_s"] = flags.grace_s;
        const Ask ask = [&, body = std::move(body)](ApiClient& client) { return rotate(client, flags.id, body); };
        code = talk(flags, ask, [&](const json::value& answer) { show_token(flags, answer); });
    });
    CLI::App* revoke = add_to(*group, "revoke", "end one, and its streams, at once");
    revoke->add_option("id", flags.id, "as `token list` shows it, or its beginning")->required();
    revoke->callback([&] {
        code = talk(flags, post_about(IdOf::token, flags.id, "/tokens/", "/revoke", {}), [](const json::value& answer) {
            std::cout << field_of(answer.as_object(), "id") << " is revoked\n";
        });
    });
}

void add_user_commands(CLI::App& app, const AddTo& add_to, DeskClientFlags& flags, int& code)
{
    CLI::App* group = app.add_subcommand("user", "users of the desk");
    group->require_subcommand(1);
    add_to(*group, "list", "who may come in")->callback([&] {
        code = talk(flags, get("/users"), [&](const json::value& answer) {
            print_table(answer.at("items").as_array(),
                        {{"NAME", "name"},
                         {"ROLE", "role"},
                         {"ACCOUNT", "account"},
                         Column{"CREATED", "created"}.as(Shown::time).spared(1),
                         {"DISABLED", "is_disabled"}},
                        "no users", flags.terminal());
        });
    });
    CLI::App* create = add_to(*group, "create", "let somebody in, and show their token this once");
    create->add_option("name", flags.name, "of the user")->required();
    create->add_option("--role", flags.role, "default: trader")->check(offers({"trader", "viewer"}));
    create->add_option("--account", flags.account, "default: one of the user's name");
    create->add_option("--venue", flags.venue, "where a new account is opened; default: the first");
    create->callback([&] {
        json::object body;
        body["name"] = flags.name;
        body["role"] = flags.role;
        body["account"] = flags.account.empty() ? flags.name : flags.account;
        if (!flags.venue.empty()) body["venue"] = flags.venue;
        code = talk(flags, post("/users", std::move(body)), [](const json::value& answer) {
            std::cout << field_of(answer.as_object(), "token") << "\nshown this once; only its hash is kept\n";
        });
    });
    const auto set = [&](const char* name, const char* words, const char* outcome) {
        CLI::App* command = add_to(*group, name, words);
        command->add_option("name", flags.name, "of the user")->required();
        command->callback([&, name, outcome] {
            code = talk(flags, post("/users/" + flags.name + "/" + name, {}), [outcome](const json::value& answer) {
                std::cout << field_of(answer.as_object(), "name") << outcome << '\n';
            });
        });
    };
    set("disable", "shut somebody out: all their tokens end", " is shut out");
    set("enable", "let them in again; they need a new token", " may come in again, with a new token");
}

}  // namespace

void add_client_commands(CLI::App& app, DeskClientFlags& flags, int& code)
{
    const auto add_to = [&](CLI::App& parent, const char* name, const char* help) {
        return add_desk_command(parent, name, help, flags);
    };
    const auto add = [&](const char* name, const char* help) { return add_to(app, name, help); };
    add("status", "how the desk stands")->callback([&] {
        code = talk(flags, get("/status"), [&](const json::value& answer) { show_status(answer, flags.terminal()); });
    });
    const auto decide = [&](const char* name, const char* help) {
        CLI::App* command = add(name, help);
        command->add_option("id", flags.id, "of the approval, or its beginning")->required();
        if (std::string_view{name} == "decline") command->add_option("--reason", flags.reason, "in your words");
        command->callback([&, name] {
            code = talk(flags,
                        post_about(IdOf::approval, flags.id, "/approvals/", std::string{"/"} + name, reason_of(flags)),
                        [](const json::value& answer) {
                            std::cout << field_of(answer.as_object(), "state") << ", the intent is now "
                                      << field_of(answer.as_object(), "intent_state") << '\n';
                        });
        });
    };
    CLI::App* cancel = add("cancel", "take back what is left of an order, or of an intent that waits");
    cancel->add_option("id", flags.id, "of the intent, or its beginning")->required();
    cancel->add_option("--reason", flags.reason, "in your words; it goes on record");
    cancel->callback([&] {
        code = talk(flags, post_about(IdOf::intent, flags.id, "/intents/", "/cancel", reason_of(flags)),
                    [](const json::value& answer) {
                        const bool is_final = answer.at("is_final").as_bool();
                        std::cout << (is_final ? "it is " : "asked for; it is still ")
                                  << field_of(answer.as_object(), "state") << '\n';
                    });
    });

    decide("approve", "let a waiting trade go, within its bounds");
    decide("decline", "decline a waiting trade");

    CLI::App* settle = add("settle", "say what became of an order whose outcome stays unknown");
    settle->add_option("id", flags.id, "of the intent, or its beginning")->required();
    settle->add_option("--filled", flags.filled, "more than was booked already; 0: nothing more came of it")
        ->required();
    settle->add_option("--price", flags.price, "at which");
    settle->add_option("--fee", flags.fee, "in the quote asset");
    settle->add_option("--evidence", flags.evidence, "where you saw it; it goes on record")->required();
    settle->callback([&] {
        json::object body{{"filled", flags.filled}, {"evidence", flags.evidence}};
        if (!flags.price.empty()) body["price"] = flags.price;
        if (!flags.fee.empty()) body["fee"] = flags.fee;
        code = talk(flags, post_about(IdOf::intent, flags.id, "/intents/", "/settle", std::move(body)),
                    [](const json::value& answer) {
                        const bool is_final = answer.at("is_final").as_bool();
                        std::cout << field_of(answer.as_object(), "state")
                                  << (is_final ? "" : "; on record, another person must say the same") << '\n';
                    });
    });

    CLI::App* adjust = add("adjust", "bring a balance in line with the venue's, and compare the books again");
    adjust->add_option("account", flags.id, "its name")->required();
    adjust->add_option("asset", flags.asset, "USDT")->required();
    adjust->add_option("amount", flags.amount, "added to the balance; negative takes away")->required();
    adjust->add_option("--evidence", flags.evidence, "where you saw it; it goes on record")->required();
    adjust->callback([&] {
        json::object body{{"asset", flags.asset}, {"amount", flags.amount}, {"evidence", flags.evidence}};
        code = talk(flags, post("/accounts/" + flags.id + "/adjust", std::move(body)),
                    [&](const json::value& answer) { show_reconciliation(answer, flags.terminal()); });
    });

    CLI::App* reconciliation = add("reconciliation", "how an account's books and its venue compare");
    reconciliation->add_option("account", flags.id, "its name")->required();
    reconciliation->callback([&] {
        code = talk(flags, get("/accounts/" + flags.id + "/reconciliation"),
                    [&](const json::value& answer) { show_reconciliation(answer, flags.terminal()); });
    });

    CLI::App* trace = add("trace", "where a fill comes from: order, approval, intent, signal, decision, market");
    trace->add_option("fill", flags.id, "its seq")->required();
    trace->callback([&] { code = talk(flags, get("/fills/" + flags.id + "/trace"), show_trace); });

    const auto set_state = [&](const char* name, const char* help) {
        CLI::App* command = add(name, help);
        command->add_option("--reason", flags.reason, "in your words; it goes on record");
        command->callback([&, name] {
            if (flags.reason.empty()) flags.reason = "from the command line";
            code = talk(flags, post(std::string{"/desk/"} + name, reason_of(flags)), [&](const json::value& answer) {
                const std::string state = field_of(answer.as_object(), "state");
                std::cout << "the desk is " << flags.terminal().painted(state, style_of_state(state)) << '\n';
            });
        });
    };
    set_state("halt", "no new exposure, and cancel what would add any; reductions still pass");
    set_state("reduce", "no new exposure; resting orders stay");
    set_state("resume", "trade again");

    add("open", "a link that opens the web app once, within ten minutes")->callback([&] {
        code = talk(flags, post("/sign-in-links", {}),
                    [](const json::value& answer) { std::cout << field_of(answer.as_object(), "url") << '\n'; });
    });
    add_token_commands(app, add_to, flags, code);
    add_user_commands(app, add_to, flags, code);
}

}  // namespace swarmdesk::app
