#include "api/api.hpp"
#include "api/list_body.hpp"
#include "api/replies.hpp"
#include "api/view.hpp"
#include "base/json_fields.hpp"

/// \file
/// What the running strategies work with, for charts.
namespace swarmdesk::api {
namespace {

namespace json = boost::json;

constexpr std::size_t candles_max = 500;  // as many as are kept

json::object shown(const StrategySeries& series)
{
    json::object object;
    object["agent"] = series.agent.to_string();
    object["account"] = series.account.to_string();
    object["strategy"] = series.strategy.to_string();
    put_instrument(object, series.instrument);
    object["interval_ms"] = to_json(series.interval);
    json::array names;
    for (const std::string& name : series.names) names.emplace_back(name);
    object["names"] = std::move(names);
    json::array points;
    points.reserve(series.points.size());
    for (const StrategySeries::Point& point : series.points) {
        json::object values;
        for (std::size_t i = 0; i < point.values.size(); ++i)
            if (point.values[i]) values[series.names.at(i)] = to_json(*point.values[i]);
        json::object one;
        one["open_time"] = to_json(point.open_time);
        one["values"] = std::move(values);
        points.push_back(std::move(one));
    }
    object["points"] = std::move(points);
    if (const auto& shortage = series.shortage) {
        json::object lacks;
        lacks["seen"] = shortage->seen;
        lacks["needed"] = shortage->needed;
        lacks["interval_ms"] = to_json(shortage->interval);
        if (shortage->until) lacks["until"] = to_json(*shortage->until);
        lacks["message"] = shortage->message;
        object["shortage"] = std::move(lacks);
    }
    return object;
}

template <class Name>
std::optional<Name> name_in(QueryReader& query, std::string_view parameter)
{
    const auto text = query.text(parameter);
    if (!text) return std::nullopt;
    const auto name = Name::parse(*text);
    if (name) return *name;
    query.refuse(parameter, name.error().detail);
    return std::nullopt;
}

}  // namespace

boost::asio::awaitable<Reply> Api::list_series(Call& call)
{
    QueryReader query{call.request.query};
    const auto account = query.text("account");
    const auto instrument = query.text("instrument");
    SeriesQuery asked;
    asked.agent = name_in<trading::AgentId>(query, "agent");
    asked.strategy = name_in<trading::StrategyId>(query, "strategy");
    asked.candles = query.number("limit", 1, candles_max, 1);
    if (auto problem = query.finish()) co_return std::move(*problem);
    auto accounts = asked_accounts(call.caller(), account);
    if (!accounts) co_return accounts.error();
    if (instrument) {
        const bool is_one = *accounts && (*accounts)->size() == 1;
        const auto listed = listed_instrument(*instrument, is_one ? &(*accounts)->front() : nullptr);
        if (!listed) co_return listed.error();
        asked.instrument = *listed;
    }
    asked.accounts = std::move(*accounts);
    auto reading = backend_.swarm.series(std::move(asked));
    const SeriesAnswer answer = co_await std::move(reading);
    ListBody body;
    for (const StrategySeries& series : answer.series) body.add(shown(series));
    if (answer.left_out > 0) body.members()["left_out"] = answer.left_out;
    co_return body.finish();
}

}  // namespace swarmdesk::api
