#include <boost/json/array.hpp>

#include "api/api.hpp"
#include "api/json_input.hpp"
#include "api/query_reader.hpp"
#include "api/replies.hpp"
#include "trading/risk/limit_list.hpp"

/// \file
/// The limits in force, and making one tighter.
namespace swarmdesk::api {
namespace {

namespace json = boost::json;
namespace asio = boost::asio;
namespace risk = trading::risk;

net::Response limits_reply(const trading::execution::Books& books)
{
    json::array items;
    for (const risk::NamedLimit& limit : risk::named_limits(books.rails().limits())) {
        json::object row;
        row["name"] = limit.name;
        row["description"] = limit.description;
        row["unit"] = limit.unit;
        row["value"] = limit.value;
        row["ceiling"] = risk::limit_text(risk::Limits{}, limit.name);
        row["is_tightened"] = books.state().tightened.contains(std::string{limit.name});
        items.push_back(std::move(row));
    }
    json::object body;
    body["epoch"] = books.state().limits_epoch;
    body["items"] = std::move(items);
    return json_response(200, body);
}

}  // namespace

Reply Api::list_limits(Call& call)
{
    QueryReader query{call.request.query};
    if (auto problem = query.finish()) return std::move(*problem);
    return limits_reply(view().books());
}

asio::awaitable<Reply> Api::tighten_limit(Call& call)
{
    const auto body = read_body(call.request);
    if (!body) co_return body.error();
    JsonReader in{*body};
    auto name = in.text("name", Need::required);
    auto value = in.text("value", Need::required);
    auto reason = in.message("reason", Need::required, reason_bytes_max);
    if (auto problem = in.finish()) co_return std::move(*problem);
    trading::Actor by = actor(call.caller());
    const auto done =
        co_await backend_.commands.tighten(std::move(*name), std::move(*value), std::move(by), std::move(*reason));
    if (!done) co_return problem_of(done.error());
    co_await wrote(call, done->seq);
    co_return limits_reply(view().books());
}

}  // namespace swarmdesk::api
