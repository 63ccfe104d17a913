#pragma once

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "trading/venues/paper/paper_exchange.hpp"

/// \file
/// For tests only: one instrument, two accounts, and an exchange of one level between them.

namespace swarmdesk::trading::venues {

using namespace swarmdesk::literals;
using execution::MoveKind;

inline const AccountId paper{"paper"};
inline const AccountId other{"other"};
inline const InstrumentId btcusdt{"paper:BTCUSDT"};
inline const AssetId btc{"BTC"};
inline const AssetId usdt{"USDT"};

inline Instrument bitcoin()
{
    return {.id = btcusdt,
            .base = btc,
            .quote = usdt,
            .tick = Price{"0.01"_dec},
            .lot = Quantity{"0.001"_dec},
            .quantity_min = Quantity{"0.002"_dec},
            .quantity_max = Quantity{"50"_dec},
            .notional_min = Amount{"5"_dec}};
}

inline Quote quote(Decimal bid, Decimal ask, Decimal size = "1"_dec)
{
    return {.instrument = btcusdt,
            .bid = Price{bid},
            .ask = Price{ask},
            .bid_size = Quantity{size},
            .ask_size = Quantity{size}};
}

inline Order order(std::string_view id, Side side, OrderType type, Decimal quantity, std::optional<Decimal> price = {},
                   TimeInForce time_in_force = TimeInForce::gtc)
{
    Order result{.client_order_id = ClientOrderId{id},
                 .account = paper,
                 .instrument = btcusdt,
                 .side = side,
                 .type = type,
                 .time_in_force = time_in_force,
                 .quantity = Quantity{quantity}};
    if (price) result.limit_price = Price{*price};
    return result;
}

inline Result<PaperEvents> deposit(PaperExchange& exchange, const AccountId& account, const AssetId& asset,
                                   Amount amount, UtcTime now)
{
    return exchange.move(account, MoveKind::deposit, asset, amount, now);
}

/// One level of the market maker, an account with both assets, and the events kept as a journal would.
class PaperExchangeTest : public testing::Test {
protected:
    PaperExchangeTest()
    {
        keep(exchange.open_accounts(now));
        keep(*exchange.move(paper, MoveKind::deposit, btc, Amount{"10"_dec}, now));
        keep(*deposit(exchange, other, usdt, Amount{"100000"_dec}, now));
        keep(*deposit(exchange, other, btc, Amount{"10"_dec}, now));
    }

    void keep(const PaperEvents& more) { events.insert(events.end(), more.begin(), more.end()); }
    PaperExchange::Answer place(const Order& what)
    {
        auto answer = exchange.place(what, 0, now);
        keep(answer.events);
        return answer;
    }
    void quoted(Decimal bid, Decimal ask, Decimal size = "1"_dec)
    {
        keep(exchange.on_quote(quote(bid, ask, size), now));
    }
    const PaperOrder& find(std::string_view id) const
    {
        return *exchange.state().find(paper, btcusdt, ClientOrderId{id});
    }
    Balance balance(const AccountId& account, const AssetId& asset) const
    {
        return exchange.state().accounts().at(account).at(asset);
    }

    static PaperSettings settings()
    {
        PaperSettings result;
        result.maker_levels = 1;
        return result;
    }

    UtcTime now{1};
    PaperExchange exchange{settings(), {bitcoin()}};
    PaperEvents events;
};

/// Checks what must hold at every moment, whatever happened.
inline void expect_sound(const PaperState& state)
{
    std::map<AssetId, Amount> total, locked, owed;
    for (const auto& [account, balances] : state.accounts())
        for (const auto& [asset, balance] : balances) {
            RC_ASSERT(!balance.free.is_negative());
            RC_ASSERT(!balance.locked.is_negative());
            total[asset] += balance.free + balance.locked;
            locked[asset] += balance.locked;
        }
    for (const auto& [asset, amount] : state.market_maker()) total[asset] += amount;
    for (const auto& [asset, amount] : state.fees()) total[asset] += amount;
    for (const auto& [asset, amount] : state.brought_in()) RC_ASSERT(total[asset] == amount);
    for (const auto& [number, order] : state.orders()) {
        owed[order.given()] += order.locked;
        Quantity filled;
        for (const PaperFill& one : order.fills) filled += one.fill.quantity;
        RC_ASSERT(filled == order.filled);
        RC_ASSERT(filled <= order.order.quantity);
        RC_ASSERT(order.is_open() || order.locked.is_zero());
        RC_ASSERT((order.status == VenueOrderStatus::filled) == (filled == order.order.quantity));
    }
    for (const auto& [asset, amount] : locked) RC_ASSERT(owed[asset] == amount);
}

}  // namespace swarmdesk::trading::venues
