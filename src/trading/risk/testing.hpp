#pragma once

#include <gtest/gtest.h>

#include "trading/risk/rails.hpp"

/// \file
/// What the tests of the rails share: a market at 100 000, two users, three accounts.

namespace swarmdesk::trading::risk {

inline const InstrumentId btc{"paper:BTCUSDT"};
inline const InstrumentId btc_usdc{"paper:BTCUSDC"};
inline const InstrumentId usdc{"paper:USDCUSDT"};
inline const InstrumentId eth{"paper:ETHUSDT"};
inline const AccountId first{"first"};
inline const AccountId second{"second"};
inline const AccountId strange{"strange"};
inline const UserId alice{"alice"};
inline const UserId bob{"bob"};
inline const AssetId usdt{"USDT"};
inline const AssetId bitcoin{"BTC"};
inline const Actor person{ActorKind::human, "alice"};
inline const Actor buy_bot{ActorKind::agent, "buy_bot"};
inline const Actor other_bot{ActorKind::agent, "other_bot"};
inline const LotOwner people{};
inline const LotOwner buy_bots{AgentId{"buy_bot"}};
inline const LotOwner other_bots{AgentId{"other_bot"}};
inline constexpr std::int64_t today = 20'255;  // of the harness's clock

inline Instrument instrument(const InstrumentId& id, std::string_view base, std::string_view quote)
{
    return {id,
            AssetId{base},
            AssetId{quote},
            Price{"0.01"_dec},
            Quantity{"0.00001"_dec},
            Quantity{"0.00001"_dec},
            Quantity{"100"_dec},
            Amount{"5"_dec}};
}

/// Without fees and slippage, so that numbers are round.
inline Limits plain_limits()
{
    Limits limits;
    limits.taker_fee_percent = "0"_dec;
    limits.slippage_percent = "0"_dec;
    return limits;
}

/// Two accounts of Alice and one of Bob, rich in everything. Time stands still.
struct Market {
    explicit Market(const Limits& limits = plain_limits())
    {
        rails.set_limits(limits);
        rails.list(instrument(btc, "BTC", "USDT"));
        rails.list(instrument(btc_usdc, "BTC", "USDC"));
        rails.list(instrument(usdc, "USDC", "USDT"));
        rails.list(instrument(eth, "ETH", "USDT"));
        for (const auto& [account, user] : {std::pair{first, alice}, {second, alice}, {strange, bob}}) {
            rails.open_account(account, user, VenueId{"paper"});
            rails.move_funds(account, usdt, Amount{"1000000"_dec}, Usd{});
        }
        quote(btc, "99999.99"_dec, "100000"_dec);
        quote(usdc, "0.9999"_dec, "1"_dec);
        quote(eth, "999.99"_dec, "1000"_dec);
    }

    void quote(const InstrumentId& id, Decimal bid, Decimal ask, nanoseconds age = {})
    {
        quotes[id] =
            Quote{id, Price{bid}, Price{ask}, Quantity{"1"_dec}, Quantity{"1"_dec}, now.utc, now.monotonic + -age};
    }
    void deposit(const AccountId& account, const AssetId& asset, Decimal amount, Decimal value = {})
    {
        rails.move_funds(account, asset, Amount{amount}, Usd{value});
    }
    /// Begins the day of an account at what it is worth.
    void start_day(const AccountId& account = first, std::int64_t day = today)
    {
        rails.start_day(account, rails.new_baseline(account, day, quotes, now.monotonic).value());
    }

    Intent order(Side side, Decimal quantity, std::optional<Decimal> limit = {}, const AccountId& account = first,
                 const Actor& proposer = person)
    {
        Intent intent;
        intent.id = IntentId::make_v7(now.utc, 1, ++count);
        intent.account = account;
        intent.user = account == strange ? bob : alice;
        intent.instrument = btc;
        intent.side = side;
        intent.type = limit ? OrderType::limit : OrderType::market;
        intent.quantity = Quantity{quantity};
        if (limit) intent.limit_price = Price{*limit};
        intent.proposer = proposer;
        return intent;
    }
    Intent buy(Decimal quantity, std::optional<Decimal> limit = {}, const AccountId& account = first,
               const Actor& proposer = person)
    {
        return order(Side::buy, quantity, limit, account, proposer);
    }
    Intent sell(Decimal quantity, std::optional<Decimal> limit = {}, const AccountId& account = first,
                const Actor& proposer = person)
    {
        return order(Side::sell, quantity, limit, account, proposer);
    }
    static Intent on(const InstrumentId& instrument, Intent intent)
    {
        intent.instrument = instrument;
        return intent;
    }

    Verdict assess(const Intent& intent) const { return rails.assess(intent, quotes, now); }
    /// "passes", "needs a human", or the denial's text.
    std::string verdict(const Intent& intent, const IntentId* self = nullptr) const
    {
        const Verdict result = rails.assess(intent, quotes, now, self);
        if (const auto* denial = std::get_if<Denial>(&result)) return to_string(*denial);
        return std::get<Admitted>(result).needs_approval ? "needs a human" : "passes";
    }
    Denial denial(const Intent& intent) const
    {
        const Verdict result = assess(intent);
        EXPECT_TRUE(std::holds_alternative<Denial>(result));
        return std::holds_alternative<Denial>(result) ? std::get<Denial>(result) : Denial{};
    }
    Admitted admitted(const Intent& intent) const
    {
        const Verdict result = assess(intent);
        if (const auto* denial = std::get_if<Denial>(&result)) ADD_FAILURE() << to_string(*denial);
        return std::holds_alternative<Admitted>(result) ? std::get<Admitted>(result) : Admitted{};
    }
    IntentId reserve(const Intent& intent)
    {
        rails.reserve(admitted(intent).reservation);
        return intent.id;
    }
    std::vector<ClosedTrip> fill(const Intent& intent, Decimal price, std::optional<Decimal> quantity = {},
                                 Decimal fee = {}, const AssetId& fee_asset = usdt)
    {
        Fill fill;
        fill.id = FillId{std::to_string(++count)};
        fill.instrument = intent.instrument;
        fill.side = intent.side;
        fill.price = Price{price};
        fill.quantity = quantity ? Quantity{*quantity} : *intent.quantity;
        fill.fee = Amount{fee};
        fill.fee_asset = fee_asset;
        fill.time = now.utc;
        const Amount fee_quote = rails.fee_in_quote(intent.instrument, fill, quotes).value();
        return rails.apply_fill(intent.account, intent.id, intent.lot_owner(), fill, fee_quote);
    }
    /// Reserved, filled whole, released.
    std::vector<ClosedTrip> trade(const Intent& intent, Decimal price, Decimal fee = {},
                                  const AssetId& fee_asset = usdt)
    {
        reserve(intent);
        auto trips = fill(intent, price, {}, fee, fee_asset);
        rails.release(intent.account, intent.id, Rails::RateToken::keep);
        return trips;
    }
    void pass(nanoseconds duration)
    {
        now = {now.utc + duration, now.desk + duration, now.monotonic + duration};
        for (auto& [id, quote] : quotes) quote.received = now.monotonic;
    }
    const Account& account(const AccountId& id = first) const { return *rails.find(id); }
    const Holding& holding(const AccountId& id = first) const { return account(id).holdings.at(btc); }
    Quantity lot(const LotOwner& owner, const AccountId& id = first) const
    {
        return holding(id).lots.at(owner).quantity;
    }
    Amount balance(const AssetId& asset, const AccountId& id = first) const { return account(id).balances.at(asset); }

    Rails rails;
    Quotes quotes;
    Moment now{utc_from_ms(1'750'032'000'000), DeskTime{1'750'032'000'000'000'000}, MonotonicTime{1'000'000'000'000}};
    std::uint64_t count = 0;
};

}  // namespace swarmdesk::trading::risk
