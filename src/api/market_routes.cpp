#include <boost/json/array.hpp>
#include <charconv>

#include "api/api.hpp"
#include "api/json_input.hpp"
#include "api/list_body.hpp"
#include "api/query_reader.hpp"
#include "api/replies.hpp"
#include "api/view.hpp"
#include "base/json_fields.hpp"

/// \file
/// Prices: where they come from, what they were, and a manual market's hand.
namespace swarmdesk::api {
namespace {

namespace json = boost::json;

/// "5m", from a second to a week.
std::optional<nanoseconds> parse_interval(std::string_view text)
{
    std::int64_t count = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, count);
    if (error != std::errc{} || end - stop != 1 || count < 1 || count > 604'800) return std::nullopt;
    nanoseconds unit{};
    switch (*stop) {
        case 's': unit = std::chrono::seconds{1}; break;
        case 'm': unit = std::chrono::minutes{1}; break;
        case 'h': unit = std::chrono::hours{1}; break;
        case 'd': unit = std::chrono::days{1}; break;
        default: return std::nullopt;
    }
    const nanoseconds interval = unit * count;
    if (interval > std::chrono::days{7}) return std::nullopt;
    return interval;
}

}  // namespace

Reply Api::get_market(Call& call)
{
    QueryReader query{call.request.query};
    if (auto problem = query.finish()) return std::move(*problem);
    json::value source = to_json(backend_.market.source());
    json::object body = std::move(source.as_object());
    json::array instruments;
    for (const auto& [id, instrument] : view().books().rails().state().instruments)
        instruments.push_back(api::view(instrument));
    body["instruments"] = std::move(instruments);
    json::array quotes;
    const MonotonicTime now = backend_.clock.now().monotonic;
    for (const auto& [id, quote] : view().quotes()) quotes.push_back(api::view(quote, now));
    body["quotes"] = std::move(quotes);
    return json_response(200, body);
}

Reply Api::list_candles(Call& call)
{
    QueryReader query{call.request.query};
    const auto text = query.text("interval").value_or("1m");
    const auto limit = query.number("limit", 1, 2000, 500);
    const auto interval = parse_interval(text);
    if (!interval) query.refuse("interval", "a whole number and s, m, h or d, at most 7d: 5m");
    if (auto problem = query.finish()) return std::move(*problem);
    const auto instrument = listed_instrument(call.arguments[0]);
    if (!instrument) return instrument.error();
    ListBody body;
    put_instrument(body.members(), *instrument);
    body.members()["interval_ms"] = to_json(*interval);
    for (const trading::Candle& candle : backend_.market.candles(*instrument, *interval, limit)) {
        json::object shown = api::view(candle);
        for (const char* of_all : {"instrument", "venue", "interval_ms"}) shown.erase(of_all);
        body.add(shown);
    }
    return body.finish();
}

boost::asio::awaitable<Reply> Api::set_quote(Call& call)
{
    const auto body = read_body(call.request);
    if (!body) co_return body.error();
    JsonReader in{*body};
    const auto bid = in.decimal<trading::Price>("bid", Need::required);
    const auto ask = in.decimal<trading::Price>("ask", Need::required);
    if (auto problem = in.finish()) co_return std::move(*problem);
    if (backend_.market.source().kind != MarketKind::manual)
        co_return Problem{.status = 409,
                          .code = "not_manual_market",
                          .title = "This market has its own prices",
                          .detail = "Start the desk with the manual market to move prices by hand."};
    const auto instrument = listed_instrument(call.arguments[0]);
    if (!instrument) co_return instrument.error();
    auto setting = backend_.market.set_quote(*instrument, *bid, *ask);
    if (auto set = co_await std::move(setting); !set) co_return problem_of(set.error());

    trading::Quote quote{.instrument = *instrument, .bid = *bid, .ask = *ask};
    const Now now = backend_.clock.now();
    quote.time = now.utc;
    quote.received = now.monotonic;
    const auto newest = view().quotes().find(*instrument);
    const bool is_announced =
        newest != view().quotes().end() && newest->second.bid == *bid && newest->second.ask == *ask;
    co_return json_response(200, api::view(is_announced ? newest->second : quote, now.monotonic));
}

}  // namespace swarmdesk::api
