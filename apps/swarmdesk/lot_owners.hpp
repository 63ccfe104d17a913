#pragma once

#include <boost/json/array.hpp>

#include "api/api_client.hpp"
#include "traded_instrument.hpp"

/// \file
/// Whose lots a position is made of, and whose a person's sale takes.
namespace swarmdesk::app {

/// The `owners` of a position as `GET /positions` has them, people first; empty where nothing is held.
boost::asio::awaitable<api::ApiResult<boost::json::array>> lot_owners(api::ApiClient& client, std::string account,
                                                                      TradedInstrument instrument);

/// Of the answer of `GET /positions` a row for each owner's lot that is held or protected, as people read it.
boost::json::array held_lots(const boost::json::value& positions, const TradedInstruments& instruments);

/// "takes 0.002 of people, then 0.003 of buy_bot, whose protection (stop loss at 92,000.00) ends or shrinks with it":
/// what a sale without an owner does. Empty where it takes of people's lot alone and nothing protects that.
std::string taken_words(const boost::json::array& owners, Decimal quantity, const TradedInstrument& instrument);

}  // namespace swarmdesk::app
