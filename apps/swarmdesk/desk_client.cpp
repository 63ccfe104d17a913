#include "desk_client.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>

#include "api/api_client.hpp"
#include "base/decimal.hpp"
#include "exit_code.hpp"
#include "runtime/real_clock.hpp"
#include "runtime/task_scope.hpp"

namespace swarmdesk::app {
namespace {

using api::ApiClient;
using api::ApiFailure;
using api::ApiResult;
using boost::asio::awaitable;
namespace json = boost::json;

/// One column of a table: its head, the field it shows ("denial.code" looks inside), and how many decimals a person
/// wants of it (the JSON has them all).
struct Column {
    const char* head;
    const char* field;
    int decimals = -1;  ///< as it is
};

std::string rounded(const std::string& text, int decimals)
{
    const auto value = Decimal::parse(text);
    if (decimals < 0 || !value) return text;
    Int128 step = Decimal::unit;
    for (int i = 0; i < decimals; ++i) step /= 10;
    return round_to_step(*value, Decimal::from_mantissa(step), Rounding::half_even).to_string();
}

std::string text_of(const json::value& value)
{
    if (const auto* text = value.if_string()) return std::string{*text};
    if (value.is_null()) return "-";
    return json::serialize(value);
}

std::string field_of(const json::object& row, std::string_view path)
{
    const auto dot = path.find('.');
    const json::value* found = row.if_contains(path.substr(0, dot));
    if (found == nullptr) return "-";
    if (dot == std::string_view::npos) return text_of(*found);
    const auto* inner = found->if_object();
    return inner == nullptr ? "-" : field_of(*inner, path.substr(dot + 1));
}

void print_table(const json::array& rows, const std::vector<Column>& columns, std::string_view nothing)
{
    if (rows.empty()) {
        std::cout << nothing << '\n';
        return;
    }
    std::vector<std::vector<std::string>> cells{{}};
    for (const Column& column : columns) cells[0].emplace_back(column.head);
    for (const json::value& row : rows) {
        cells.emplace_back();
        for (const Column& column : columns)
            cells.back().push_back(rounded(field_of(row.as_object(), column.field), column.decimals));
    }
    std::vector<std::size_t> widths(columns.size());
    for (const auto& line : cells)
        for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
    for (const auto& line : cells) {
        std::string out;
        for (std::size_t i = 0; i < line.size(); ++i)
            out += i + 1 == line.size() ? line[i] : fmt::format("{:<{}}  ", line[i], widths[i]);
        std::cout << out << '\n';
    }
}

Secret token(const DeskClientFlags& flags)
{
    if (const char* given = std::getenv("SWARMDESK_TOKEN")) return Secret{given};
    std::ifstream file{flags.state_folder + "/operator.token"};
    std::string text;
    file >> text;
    return Secret{text};
}

int tell(const ApiFailure& failure, bool is_json)
{
    if (is_json && !failure.problem.empty())
        std::cout << json::serialize(failure.problem) << '\n';
    else
        std::cerr << "swarmdesk: " << failure.code << ": " << failure.error.detail << '\n';
    if (const auto* violations = failure.problem.if_contains("violations"); violations != nullptr && !is_json)
        for (const json::value& violation : violations->as_array())
            std::cerr << "  " << field_of(violation.as_object(), "pointer") << "  "
                      << field_of(violation.as_object(), "detail") << '\n';
    constexpr std::uint16_t denied_by_a_rail = 422;
    return failure.status == denied_by_a_rail ? static_cast<int>(exit_denied) : exit_code(failure.error);
}

using Ask = std::function<awaitable<ApiResult<json::value>>(ApiClient&)>;
using Show = std::function<void(const json::value&)>;

awaitable<void> converse(ApiClient& client, const Ask& ask, const Show& show, bool is_json, int& code)
{
    const ApiResult<json::value> answer = co_await ask(client);
    if (!answer) {
        code = tell(answer.error(), is_json);
        co_return;
    }
    if (is_json)
        std::cout << json::serialize(*answer) << '\n';
    else
        show(*answer);
}

int talk(const DeskClientFlags& flags, const Ask& ask, const Show& show)
{
    Secret secret = token(flags);
    if (secret.is_empty()) {
        std::cerr << "swarmdesk: no token: start the desk here, or name its --state-folder, or set SWARMDESK_TOKEN\n";
        return exit_usage;
    }
    int code = exit_ok;
    boost::asio::io_context context{1};
    runtime::RealClock clock;
    const char* url = std::getenv("SWARMDESK_URL");
    ApiClient client{clock, url != nullptr ? url : flags.url, std::move(secret)};
    runtime::TaskScope tasks{context.get_executor(),
                             [&](const std::string&, std::exception_ptr error) { std::rethrow_exception(error); }};
    tasks.spawn(converse(client, ask, show, flags.is_json, code), "command");
    context.run();
    return code;
}

Ask get(std::string path)
{
    return [path = std::move(path)](ApiClient& client) { return client.get(path); };
}

Ask post(std::string path, json::object body)
{
    return [path = std::move(path), body = std::move(body)](ApiClient& client) { return client.post(path, body); };
}

json::object reason_of(const DeskClientFlags& flags)
{
    json::object body;
    if (!flags.reason.empty()) body["reason"] = flags.reason;
    return body;
}

void show_status(const json::value& answer)
{
    const json::object& status = answer.as_object();
    const bool is_active = field_of(status, "state") == "ACTIVE";
    std::cout << field_of(status, "state")
              << (is_active || !status.contains("reason") ? "" : "  " + field_of(status, "reason")) << '\n';
    std::cout << fmt::format("  market     {}\n", field_of(status, "market.words"));
    std::cout << fmt::format("  venue      {}\n", field_of(status, "venue"));
    std::cout << fmt::format("  orders     {} open\n", field_of(status, "open_orders"));
    std::cout << fmt::format("  approvals  {} waiting\n", field_of(status, "open_approvals"));
    std::cout << fmt::format("  ledger     {} events{}\n", field_of(status, "last_seq"),
                             status.contains("failure") ? ", FAILED: " + field_of(status, "failure") : "");
}

}  // namespace

void add_client_commands(CLI::App& app, DeskClientFlags& flags, int& code)
{
    const auto add = [&](const char* name, const char* words) {
        CLI::App* command = app.add_subcommand(name, words);
        command->add_option("--url", flags.url, "of the desk (or SWARMDESK_URL)");
        command->add_option("--state-folder", flags.state_folder, "of the desk: its operator.token is used")
            ->envname("SWARMDESK_STATE_FOLDER");
        command->add_flag("--json", flags.is_json, "the API's answer as it is");
        return command;
    };
    const auto list = [&](const char* name, const char* words, std::vector<Column> columns, const char* nothing) {
        add(name, words)->callback([&, name, columns = std::move(columns), nothing] {
            code = talk(flags, get(std::string{"/"} + name), [&](const json::value& answer) {
                print_table(answer.at("items").as_array(), columns, nothing);
            });
        });
    };

    add("status", "how the desk stands")->callback([&] { code = talk(flags, get("/status"), show_status); });
    list("agents", "the swarm",
         {{"AGENT", "name"},
          {"STATE", "state"},
          {"LOAD %", "load_percent"},
          {"RESTARTS", "restarts"},
          {"WAITS FOR", "waits_for"},
          {"LAST WORDS", "last_words"}},
         "no agents");
    list("positions", "what is held",
         {{"INSTRUMENT", "instrument"},
          {"QUANTITY", "quantity"},
          {"AVERAGE", "average_price", 2},
          {"MARK", "mark_price", 2},
          {"VALUE USD", "value_usd", 2},
          {"UNREALISED USD", "unrealised_usd", 2},
          {"REALISED USD", "realised_usd", 2}},
         "nothing is held");
    list("orders", "open orders",
         {{"INTENT", "intent_id"},
          {"SIDE", "side"},
          {"QUANTITY", "quantity"},
          {"INSTRUMENT", "instrument"},
          {"TYPE", "type"},
          {"LIMIT", "limit_price"},
          {"FILLED", "filled"},
          {"STATE", "state"},
          {"REASON", "reason"}},
         "no open orders");
    list("approvals", "what waits for a human",
         {{"APPROVAL", "approval_id"},
          {"SIDE", "side"},
          {"AT MOST", "quantity_max"},
          {"INSTRUMENT", "instrument"},
          {"WORST PRICE", "worst_price"},
          {"USD", "notional_usd", 2},
          {"STATE", "state"},
          {"EXPIRES", "expires"},
          {"REASON", "reason"}},
         "nothing waits for you");

    const auto decide = [&](const char* name, const char* words) {
        CLI::App* command = add(name, words);
        command->add_option("id", flags.id, "of the approval")->required();
        if (std::string_view{name} == "reject") command->add_option("--reason", flags.reason, "in your words");
        command->callback([&, name] {
            code = talk(flags, post("/approvals/" + flags.id + "/" + name, reason_of(flags)),
                        [](const json::value& answer) {
                            std::cout << field_of(answer.as_object(), "state") << ", the intent is now "
                                      << field_of(answer.as_object(), "intent_state") << '\n';
                        });
        });
    };
    decide("approve", "let a waiting trade go, within its bounds");
    decide("reject", "turn a waiting trade down");

    const auto set_state = [&](const char* name, const char* words) {
        CLI::App* command = add(name, words);
        command->add_option("--reason", flags.reason, "in your words; it goes on record");
        command->callback([&, name] {
            if (flags.reason.empty()) flags.reason = "from the command line";
            code = talk(flags, post(std::string{"/desk/"} + name, reason_of(flags)), [](const json::value& answer) {
                std::cout << "the desk is " << field_of(answer.as_object(), "state") << '\n';
            });
        });
    };
    set_state("halt", "no new exposure, and cancel what would add any; reductions still pass");
    set_state("reduce", "no new exposure; resting orders stay");
    set_state("resume", "trade again");
}

}  // namespace swarmdesk::app
