#pragma once

#include "base/decimal.hpp"
#include "base/ids.hpp"

namespace swarmdesk::trading {
struct SymbolTag;
struct AssetTag;
}  // namespace swarmdesk::trading

namespace swarmdesk {
template <>
inline constexpr bool takes_any_script<trading::SymbolTag> = true;
template <>
inline constexpr bool takes_any_script<trading::AssetTag> = true;
}  // namespace swarmdesk

namespace swarmdesk::trading {

using Price = Exact<struct PriceTag>;        ///< quote asset for one unit of the base asset
using Quantity = Exact<struct QuantityTag>;  ///< units of the base asset
using Amount = Exact<struct AmountTag>;      ///< units of some asset: a balance, a fee, a notional in the quote asset
using Usd = Exact<struct UsdTag>;            ///< US dollars, the unit of every limit

using UserId = Name<struct UserTag>;
using AccountId = Name<struct AccountTag>;
using AssetId = Name<AssetTag>;  ///< BTC
using AgentId = Name<struct AgentTag>;
using StrategyId = Name<struct StrategyTag>;  ///< of a rule that an agent runs: ema_cross
using VenueId = Name<struct VenueTag>;
using Symbol = Name<SymbolTag>;                     ///< a venue's own name of an instrument: BTCUSDT
using ClientOrderId = Name<struct ClientOrderTag>;  ///< at most 36 characters, as venues want it

using IntentId = Uuid<struct IntentTag>;
using ApprovalId = Uuid<struct ApprovalTag>;
using SignalId = Uuid<struct SignalTag>;

inline Amount notional(Price price, Quantity quantity, Rounding rounding)
{
    return Amount{multiply(price.value(), quantity.value(), rounding)};
}

}  // namespace swarmdesk::trading
