#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/api_client.hpp"
#include "runtime/clock.hpp"
#include "traded_instrument.hpp"

/// \file
/// What commands that trade ask of the desk before and after.
namespace swarmdesk::app {

/// Where an order would go: the account, its venue, and what is traded there.
struct TradingFacts {
    std::string account;
    std::string venue;
    TradedInstruments instruments;
};

/// Without a name the caller's only account; where there are several the desk says so.
boost::asio::awaitable<api::ApiResult<TradingFacts>> trading_facts(api::ApiClient& client, std::string account);

/// The intents as they are once each of them has settled, or when that much time has passed.
boost::asio::awaitable<api::ApiResult<std::vector<boost::json::object>>> settled_intents(
    api::ApiClient& client, runtime::Clock& clock, std::vector<boost::json::object> intents, nanoseconds patience);

/// An id nobody has used.
std::string fresh_id(const runtime::Clock& clock);

/// "?account=paper&limit=10", of the fields that are not empty; empty without any.
std::string query_of(std::initializer_list<std::pair<std::string_view, std::string>> fields);
/// "?account=paper"; empty without a name.
std::string account_query(const std::string& account);

}  // namespace swarmdesk::app
