#include "trading_facts.hpp"

#include <fmt/format.h>

#include "order_outcome.hpp"
#include "runtime/random.hpp"
#include "text_table.hpp"
#include "trading/model/numbers.hpp"

namespace swarmdesk::app {

namespace json = boost::json;
using api::ApiClient;
using api::ApiResult;
using boost::asio::awaitable;

namespace {

constexpr nanoseconds look_interval = std::chrono::milliseconds{100};

/// As a value of a query: what means something there is written as bytes.
std::string encoded(const std::string& text)
{
    constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string out;
    for (const char c : text)
        out += plain.find(c) != std::string_view::npos ? std::string{c}
                                                       : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    return out;
}

}  // namespace

std::string query_of(std::initializer_list<std::pair<std::string_view, std::string>> fields)
{
    std::string query;
    for (const auto& [name, value] : fields) {
        if (value.empty()) continue;
        query += query.empty() ? '?' : '&';
        query += std::string{name} + "=" + encoded(value);
    }
    return query;
}

std::string account_query(const std::string& account) { return query_of({{"account", account}}); }

awaitable<ApiResult<TradingFacts>> trading_facts(ApiClient& client, std::string account)
{
    std::string path = "/portfolio" + account_query(account);
    const auto portfolio = co_await client.get(std::move(path));
    if (!portfolio) co_return portfolio.error();
    std::string market_path = "/market";
    const auto market = co_await client.get(std::move(market_path));
    if (!market) co_return market.error();
    co_return TradingFacts{field_of(portfolio->as_object(), "account"), field_of(portfolio->as_object(), "venue"),
                           TradedInstruments{*market}};
}

awaitable<ApiResult<std::vector<json::object>>> settled_intents(ApiClient& client, runtime::Clock& clock,
                                                                std::vector<json::object> intents, nanoseconds patience)
{
    const MonotonicTime deadline = clock.now().monotonic + patience;
    for (;;) {
        bool is_waiting = false;
        for (json::object& intent : intents) {
            if (is_settled(intent)) continue;
            std::string path = "/intents/" + field_of(intent, "intent_id");
            auto newest = co_await client.get(std::move(path));
            if (!newest) co_return newest.error();
            intent = newest->as_object();
            intent.erase("history");  // how it got there is for `trace`
            is_waiting = is_waiting || !is_settled(intent);
        }
        if (!is_waiting || clock.now().monotonic >= deadline) co_return intents;
        co_await clock.sleep(look_interval);
    }
}

std::string fresh_id(const runtime::Clock& clock)
{
    runtime::Random random{runtime::os_seed()};
    return runtime::make_uuid<trading::IntentTag>(clock, random).to_string();
}

}  // namespace swarmdesk::app
