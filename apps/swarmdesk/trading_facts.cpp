#include "trading_facts.hpp"

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

}  // namespace

std::string account_query(const std::string& account) { return account.empty() ? "" : "?account=" + account; }

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
