#include <boost/json/array.hpp>
#include <charconv>
#include <chrono>

#include "api/api.hpp"
#include "api/query_reader.hpp"
#include "api/replies.hpp"
#include "api/view.hpp"
#include "base/json_fields.hpp"

/// \file
/// What the agents do, conclude and say.
namespace swarmdesk::api {
namespace {

namespace json = boost::json;

/// Days since 1970 of "2025-04-03".
std::optional<std::int64_t> parse_day(std::string_view text)
{
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto number = [text](std::size_t from, std::size_t size) {
        unsigned value = 0;
        const char* end = text.data() + from + size;
        return std::from_chars(text.data() + from, end, value).ptr == end ? value : 0u;
    };
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(number(0, 4))},
                                           std::chrono::month{number(5, 2)}, std::chrono::day{number(8, 2)}};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date}.time_since_epoch().count();
}

}  // namespace

Reply Api::list_agents(Call& call)
{
    QueryReader query{call.request.query};
    if (auto problem = query.finish()) return std::move(*problem);
    return json_response(200, items_of(agents()));
}

Reply Api::list_signals(Call& call)
{
    QueryReader query{call.request.query};
    const auto limit = query.number("limit", 1, 1000, 100);
    if (auto problem = query.finish()) return std::move(*problem);
    json::array items;
    for (const SignalStatus& status : backend_.swarm.signals(limit)) {
        const auto account = status.intent ? visibilities_.account_of(*status.intent) : std::nullopt;
        items.push_back(view(status, call.caller().is_operator() || (account && call.caller().sees(*account))));
    }
    return json_response(200, items_of(std::move(items)));
}

Reply Api::list_alerts(Call& call)
{
    QueryReader query{call.request.query};
    const auto limit = query.number("limit", 1, 1000, 100);
    if (auto problem = query.finish()) return std::move(*problem);
    json::array items;
    for (const Alert& alert : backend_.swarm.alerts(limit)) {
        const bool is_his = alert.account ? call.caller().sees(*alert.account) : alert.instrument.has_value();
        if (is_his || call.caller().is_operator()) items.push_back(to_json(alert));
    }
    return json_response(200, items_of(std::move(items)));
}

Reply Api::list_analyses(Call& call)
{
    QueryReader query{call.request.query};
    const auto limit = query.number("limit", 1, 1000, 100);
    if (auto problem = query.finish()) return std::move(*problem);
    json::object body = items_of(to_json(backend_.swarm.analyses(limit)).as_array());
    body["latest"] = to_json(backend_.swarm.latest_analyses());
    return json_response(200, body);
}

Reply Api::get_models(Call& call)
{
    QueryReader query{call.request.query};
    if (auto problem = query.finish()) return std::move(*problem);
    return json_response(200, models(call.caller()));
}

json::object Api::models(const Caller& caller) const
{
    Models models = backend_.swarm.models();
    if (!caller.is_operator()) {
        models.spent_usd.reset();
        models.budget_usd.reset();
        models.spending.reset();
    }
    json::value shown = to_json(models);
    return std::move(shown.as_object());
}

Reply Api::get_report(Call& call)
{
    QueryReader query{call.request.query};
    const auto name = query.text("account");
    if (auto problem = query.finish()) return std::move(*problem);
    const auto account = asked_account(call.caller(), name);
    if (!account) return account.error();
    const auto day = parse_day(call.arguments[0]);
    auto report = day ? backend_.swarm.report(*day, *account) : std::nullopt;
    if (!report) return no_such("report");
    net::Response response;
    response.content_type = "text/markdown; charset=utf-8";
    response.body = std::move(*report);
    return response;
}

}  // namespace swarmdesk::api
