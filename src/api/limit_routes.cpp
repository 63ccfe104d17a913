#include <algorithm>
#include <boost/json/array.hpp>

#include "api/api.hpp"
#include "api/json_input.hpp"
#include "api/query_reader.hpp"
#include "api/replies.hpp"
#include "trading/execution/limit_change.hpp"
#include "trading/risk/limit_list.hpp"

/// \file
/// The limits in force, and making one tighter.
namespace swarmdesk::api {
namespace {

namespace json = boost::json;
namespace asio = boost::asio;
namespace risk = trading::risk;
namespace execution = trading::execution;

constexpr std::size_t canceled_max = 10'000;  ///< that are counted

/// Whether somebody's word holds it there: also a tighter value of the settings would be in force without it.
bool is_tightened(const risk::NamedLimit& limit, const execution::BooksState& state)
{
    const auto found = state.tightened.find(std::string{limit.name});
    return found != state.tightened.end() && found->second == limit.value;
}

json::object limits_view(const execution::Books& books)
{
    const std::vector<risk::NamedLimit> ceilings = risk::named_limits(risk::Limits{});
    auto ceiling = ceilings.begin();  // both lists are in the order of the settings
    json::array items;
    for (const risk::NamedLimit& limit : risk::named_limits(books.rails().limits())) {
        json::object row;
        row["name"] = limit.name;
        row["description"] = limit.description;
        row["unit"] = limit.unit;
        row["value"] = limit.value;
        row["ceiling"] = (ceiling++)->value;
        row["is_tightened"] = is_tightened(limit, books.state());
        items.push_back(std::move(row));
    }
    json::object body;
    body["epoch"] = books.state().limits_epoch;
    body["items"] = std::move(items);
    return body;
}

/// How many of these events cancel an order that the tighter limit left no room for.
std::size_t count_canceled(const std::vector<execution::StreamedEvent>& events, const trading::Actor& by,
                           const std::string& reason)
{
    return static_cast<std::size_t>(std::ranges::count_if(events, [&](const execution::StreamedEvent& event) {
        const auto* canceled = std::get_if<execution::CancelRequested>(&event.stamped.event);
        return canceled != nullptr && canceled->by == by && canceled->reason == reason;
    }));
}

}  // namespace

Reply Api::list_limits(Call& call)
{
    QueryReader query{call.request.query};
    if (auto problem = query.finish()) return std::move(*problem);
    return json_response(200, limits_view(view().books()));
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
    const trading::Actor by = actor(call.caller());
    HistoryQuery query;
    query.after_seq = view().seq();
    const auto done = co_await backend_.commands.tighten(*name, std::move(*value), by, std::move(*reason));
    if (!done) co_return problem_of(done.error());
    co_await wrote(call, done->seq);
    query.before_seq = done->seq + 1;
    query.limit = canceled_max;
    query.kind = execution::CancelRequested::kind;
    const auto canceled = co_await backend_.history.read(std::move(query));
    if (!canceled) co_return problem_of(canceled.error());
    json::object answer = limits_view(view().books());
    const std::string to = risk::limit_text(view().books().rails().limits(), *name);
    answer["canceled"] = count_canceled(*canceled, by, execution::tightened_reason(*name, to));
    co_return json_response(200, answer);
}

}  // namespace swarmdesk::api
