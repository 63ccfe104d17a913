#include "trading/risk/testing.hpp"

/// \file
/// RAILS 6 and 9 at every level, and cases D2, M11 and M17.

namespace swarmdesk::trading::risk {
namespace {

std::vector<std::string> texts(const std::vector<LossTrip>& trips)
{
    std::vector<std::string> texts;
    for (const LossTrip& trip : trips)
        texts.push_back(trip.scope.to_string() + " " + trip.loss.to_string() + " of " + trip.baseline.to_string());
    return texts;
}

using Texts = std::vector<std::string>;

/// An account that holds 0.1 BTC at 100 000 and nothing else, and the days of all begun.
struct Invested : Market {
    Invested()
    {
        for (const AccountId& account : {first, second, strange}) deposit(account, usdt, "-1000000"_dec);
        deposit(first, usdt, "10000"_dec);
        quote(btc, "99999.99"_dec, "100000.01"_dec);
    }
    void begin()
    {
        for (const AccountId& account : {first, second, strange}) start_day(account);
    }
    void mid(Decimal price) { quote(btc, price - "0.01"_dec, price + "0.01"_dec); }
    std::vector<std::string> on_quote(Decimal price)
    {
        mid(price);
        return texts(rails.on_quote(btc, quotes));
    }
};

TEST(Rails6DailyLoss, TripsAtExactlyFivePercentOfTheBaseline)
{
    struct Case {
        const char* name;
        Decimal equity;
        Decimal deposits;
        bool is_reached;
    };
    const Case cases[] = {
        {"unchanged", "10000"_dec, "0"_dec, false},
        {"a cent short of it", "9500.01"_dec, "0"_dec, false},
        {"the smallest unit short of it", "9500.000000000000000001"_dec, "0"_dec, false},
        {"exactly", "9500"_dec, "0"_dec, true},
        {"more", "1"_dec, "0"_dec, true},
        {"a deposit does not cure it", "59500"_dec, "50000"_dec, true},
        {"a withdrawal is no loss", "5000"_dec, "-5000"_dec, false},
        {"a loss beside a withdrawal is", "4500"_dec, "-5000"_dec, true},
        {"a win", "20000"_dec, "0"_dec, false},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        Invested market;
        market.begin();
        market.deposit(first, usdt, c.deposits, c.deposits);
        market.deposit(first, usdt, c.equity - "10000"_dec - c.deposits);
        EXPECT_EQ(market.rails.mark(first, market.quotes).size(), c.is_reached ? 3u : 0u) << "account, user and desk";
        EXPECT_EQ(market.verdict(market.buy("0.0001"_dec)).substr(0, 10), c.is_reached ? "DAILY_LOSS" : "passes");
    }
}

TEST(Rails6DailyLoss, FeesAndOpenPositionsAtMarkCountAtEveryLevel)
{
    Invested market;
    market.begin();
    market.trade(market.buy("0.09"_dec, "100000.01"_dec, first, buy_bot), "100000"_dec, "50"_dec);
    EXPECT_EQ(market.on_quote("95000.01"_dec), Texts{}) << "449.9991 and the fee";
    // 450 and 50: exactly 500 of 10 000.
    EXPECT_EQ(market.on_quote("95000"_dec), (Texts{"account first 500 of 10000", "user alice 500 of 10000",
                                                   "agent buy_bot 500 of 10000", "desk 500 of 10000"}));
    EXPECT_EQ(market.verdict(market.buy("0.0001"_dec, {}, first, buy_bot)), "DAILY_LOSS: loss=500 limit=500");
    EXPECT_EQ(market.verdict(market.sell("0.09"_dec, {}, first, buy_bot)), "passes");
}

TEST(Rails6DailyLoss, ATripStandsAtItsOwnLevelWhateverThePriceAndDepositsDoUntilTheNextDay)
{
    struct Case {
        const char* name;
        Scope scope;
        AccountId account;
        Actor proposer;
        const char* text;
        std::vector<AccountId> others;  // pass
    };
    const Case cases[] = {
        {"account", Scope::of(first), first, person, "DAILY_LOSS: loss=0 limit=50000", {second, strange}},
        {"user", Scope::of(alice), first, person, "DAILY_LOSS: loss=0 limit=100000", {strange}},
        {"agent",
         Scope::of(AgentId{"buy_bot"}),
         first,
         buy_bot,
         "DAILY_LOSS: loss=0 limit=50000 (agent buy_bot)",
         {second}},
        {"desk", Scope::desk(), first, person, "DAILY_LOSS: loss=0 limit=150000 (desk)", {}},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        Market market;
        market.quote(btc, "99999.99"_dec, "100000.01"_dec);
        for (const AccountId& account : {first, second, strange}) market.start_day(account);
        market.trade(market.buy("0.001"_dec, "100000.01"_dec, first, buy_bot), "100000"_dec);
        market.rails.trip_daily_loss(c.scope, first, today);
        market.deposit(first, usdt, "1000000"_dec, "1000000"_dec);
        const Denial denial = market.denial(market.buy("0.001"_dec, {}, first, c.proposer));
        EXPECT_EQ(to_string(denial), c.text);
        EXPECT_EQ(denial.scope, c.scope);
        for (const AccountId& other : c.others)
            EXPECT_EQ(market.verdict(market.buy("0.0001"_dec, {}, other, c.proposer)), "passes");
        if (c.scope.level == Level::agent) {
            EXPECT_EQ(market.verdict(market.buy("0.0001"_dec)), "passes") << "people";
        }
        EXPECT_EQ(market.verdict(market.sell("0.001"_dec, {}, first, buy_bot)), "passes") << "only a reduction";

        market.pass(24h - 1ns);
        EXPECT_EQ(market.denial(market.buy("0.001"_dec, {}, first, c.proposer)).code, DenialCode::daily_loss);
        market.pass(1ns);
        for (const AccountId& account : {first, second, strange}) market.start_day(account, today + 1);
        EXPECT_EQ(market.verdict(market.buy("0.001"_dec, {}, first, c.proposer)), "passes") << "the next day";
    }
}

TEST(Rails6DailyLoss, AUserLosesOverAllAccountsAndNotTwice)  // M11
{
    Invested market;
    market.deposit(first, usdt, "-6000"_dec);
    market.deposit(second, usdt, "16000"_dec);
    market.begin();  // 4 000 and 16 000
    market.trade(market.buy("0.03"_dec, "100000.01"_dec), "100000"_dec);
    market.trade(market.buy("0.06"_dec, "100000.01"_dec, second), "100000"_dec);
    EXPECT_EQ(market.on_quote("94000"_dec), Texts{}) << "180 of 4 000, 360 of 16 000";
    EXPECT_EQ(market.on_quote("93333.34"_dec), Texts{}) << "199.9998";
    EXPECT_EQ(market.on_quote("93333.33"_dec), Texts{"account first 200.0001 of 4000"});
    market.rails.trip_daily_loss(Scope::of(first), first, today);
    EXPECT_EQ(market.on_quote("88888.89"_dec), Texts{}) << "333.3333 and 666.6666";
    EXPECT_EQ(market.on_quote("88888.88"_dec), (Texts{"user alice 1000.0008 of 20000", "desk 1000.0008 of 20000"}));
    EXPECT_EQ(market.verdict(market.buy("0.0001"_dec, {}, second)), "DAILY_LOSS: loss=1000.0008 limit=1000")
        << "before the trip is folded, too";
    market.rails.trip_daily_loss(Scope::of(alice), {}, today);
    EXPECT_EQ(market.denial(market.buy("0.0001"_dec, {}, second)).scope, Scope::of(alice));
    EXPECT_EQ(market.on_quote("88888.87"_dec), Texts{"desk 1000.0017 of 20000"}) << "until it is folded";
}

TEST(Rails6DailyLoss, AnAgentLosesWhatItsOwnLotsLoseSinceTheDayBegan)
{
    Invested market;
    market.trade(market.buy("0.05"_dec, "100000.01"_dec, first, buy_bot), "100000"_dec);
    market.mid("120000"_dec);
    market.begin();  // worth 11 000, of which 1 000 are the agent's gain
    EXPECT_EQ(market.rails.gain(market.account(), buy_bots, market.quotes)->to_string(), "1000");
    EXPECT_EQ(market.rails.gain(market.account(), people, market.quotes)->to_string(), "0");
    EXPECT_EQ(market.account().baseline.gains.at(AgentId{"buy_bot"}).to_string(), "1000");
    market.deposit(first, usdt, "100000"_dec);  // a win of others: the account and all above it are far from a loss
    EXPECT_EQ(market.on_quote("109000.01"_dec), Texts{});
    EXPECT_EQ(market.on_quote("109000"_dec), Texts{"agent buy_bot 550 of 11000"});
    EXPECT_EQ(market.denial(market.buy("0.0001"_dec, {}, first, buy_bot)).scope, Scope::of(AgentId{"buy_bot"}));
    EXPECT_EQ(market.verdict(market.buy("0.0001"_dec)), "passes");
    market.rails.trip_daily_loss(Scope::of(AgentId{"buy_bot"}), first, today);
    EXPECT_EQ(market.on_quote("100000"_dec), Texts{}) << "once";
}

TEST(Rails6DailyLoss, AnAccountThatBeganTheDayEmptyIsHeldToWhatWasPutIn)
{
    Invested market;
    market.deposit(first, usdt, "-10000"_dec);
    market.begin();
    market.deposit(first, usdt, "1000"_dec, "1000"_dec);
    EXPECT_EQ(market.verdict(market.buy("0.0001"_dec)), "passes");
    market.deposit(first, usdt, "-49.99"_dec);
    EXPECT_EQ(market.verdict(market.buy("0.0001"_dec)), "passes");
    market.deposit(first, usdt, "-0.01"_dec);
    EXPECT_EQ(market.verdict(market.buy("0.0001"_dec)), "DAILY_LOSS: loss=50 limit=50");
}

TEST(Rails6DailyLoss, ABaselineIsEstimatedWhereItIsNotTheEquityOfMidnight)
{
    Market market;
    const auto is_estimated = [&](std::int64_t day) {
        return market.rails.new_baseline(first, day, market.quotes, market.now.monotonic)->is_estimated;
    };
    EXPECT_TRUE(is_estimated(today)) << "it opened during the day";
    market.start_day();
    EXPECT_FALSE(is_estimated(today + 1));
    EXPECT_TRUE(is_estimated(today + 2)) << "the desk was down a whole day";
    market.trade(market.buy("0.001"_dec), "100000"_dec);
    market.quote(btc, "99999.99"_dec, "100000"_dec, 2s);
    EXPECT_TRUE(is_estimated(today + 1)) << "a stale mark";
}

TEST(Rails6DailyLoss, AccountsWithoutTheDayAreFoundAFewAtATime)
{
    Market market;
    EXPECT_EQ(market.rails.accounts_without_day(today, 2), (std::vector{first, second}));
    EXPECT_EQ(market.rails.accounts_without_day(today, 9).size(), 3u);
    market.start_day(first);
    EXPECT_EQ(market.rails.accounts_without_day(today, 9), (std::vector{second, strange}));
    EXPECT_EQ(market.rails.accounts_without_day(today + 1, 9).size(), 3u);
    market.rails.restore(market.rails.state());
    EXPECT_EQ(market.rails.accounts_without_day(today, 9), (std::vector{second, strange}));
}

// ------------------------------------------------------------------------------------------------ 9: loss streak

TEST(Rails9LossStreak, ATripIsALossStrictlyAboveTwoPercentOfItsEntryNetOfFees)
{
    struct Case {
        const char* name;
        Decimal exit;
        Decimal fee;
        bool is_loss;
    };
    const Case cases[] = {
        {"exactly two percent", "98000"_dec, "0"_dec, false},
        {"a little more", "97999.99"_dec, "0"_dec, true},
        {"fees count", "98000"_dec, "0.000001"_dec, true},
        {"a smaller loss", "99000"_dec, "0"_dec, false},
        {"a win", "101000"_dec, "0"_dec, false},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        Market market;
        market.trade(market.buy("0.005"_dec), "100000"_dec);
        const auto trips = market.trade(market.sell("0.005"_dec), c.exit, c.fee);
        ASSERT_EQ(trips.size(), 1u);
        EXPECT_EQ(trips[0].trip.entry_cost.to_string(), "500");
        EXPECT_EQ(market.rails.is_loss(trips[0].trip), c.is_loss);
    }
}

TEST(Rails9LossStreak, ThreeLossesOfAnyOwnersInARowStopTheAccountThoughItIsNeverFlat)  // D2
{
    Market market;
    market.trade(market.buy("0.002"_dec, {}, first, other_bot), "100000"_dec);  // held throughout
    const auto lose = [&](const Actor& owner, Decimal exit) {
        market.trade(market.buy("0.001"_dec, {}, first, owner), "100000"_dec);
        for (const ClosedTrip& closed : market.trade(market.sell("0.001"_dec, {}, first, owner), exit))
            market.rails.count_trip(first, closed.owner, market.rails.is_loss(closed.trip));
    };
    const auto due = [&](const LotOwner& owner) {
        std::vector<std::string> names;
        for (const auto& [scope, losses] : market.rails.due_streaks(first, owner))
            names.push_back(scope.to_string() + " " + std::to_string(losses));
        return names;
    };
    lose(buy_bot, "97000"_dec);
    lose(buy_bot, "97000"_dec);
    lose(buy_bot, "98000"_dec);  // a smaller loss resets the count
    EXPECT_EQ(market.account().streak.losses, 0u);
    lose(buy_bot, "97000"_dec);
    lose(person, "97000"_dec);
    EXPECT_EQ(due(people), Texts{});
    lose(buy_bot, "97000"_dec);
    EXPECT_EQ(due(buy_bots), (Texts{"account first 3", "user alice 3"})) << "in the order they closed";
    lose(buy_bot, "97000"_dec);
    EXPECT_EQ(due(buy_bots), (Texts{"account first 4", "user alice 4", "agent buy_bot 3"}));
    EXPECT_EQ(due(people), (Texts{"account first 4", "user alice 4"}));
}

TEST(Rails9LossStreak, StopsEveryLevelUntilItIsRearmed)
{
    struct Case {
        const char* name;
        Scope scope;
        const char* text;
        Actor proposer;
        std::optional<AccountId> other;  // passes
    };
    const Case cases[] = {
        {"account", Scope::of(first), "LOSS_STREAK: losses=1 limit=3", person, second},
        {"user", Scope::of(alice), "LOSS_STREAK: losses=1 limit=3", person, strange},
        {"agent", Scope::of(AgentId{"buy_bot"}), "LOSS_STREAK: losses=1 limit=3 (agent buy_bot)", buy_bot, {}},
        {"desk", Scope::desk(), "LOSS_STREAK: losses=1 limit=30 (desk)", person, {}},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        Market market;
        market.trade(market.buy("0.001"_dec, {}, first, buy_bot), "100000"_dec);
        const Bytes before = encode(market.rails.state());
        market.rails.count_trip(first, buy_bots, true);
        market.rails.trip_loss_streak(c.scope);
        const Denial denial = market.denial(market.buy("0.001"_dec, {}, first, c.proposer));
        EXPECT_EQ(to_string(denial), c.text);
        EXPECT_EQ(denial.scope, c.scope);
        if (c.other) {
            EXPECT_EQ(market.verdict(market.buy("0.001"_dec, {}, *c.other)), "passes");
        }
        EXPECT_EQ(market.verdict(market.sell("0.001"_dec, {}, first, buy_bot)), "passes");
        market.rails.count_trip(first, buy_bots, false);
        EXPECT_EQ(market.denial(market.buy("0.001"_dec, {}, first, c.proposer)).code, DenialCode::loss_streak)
            << "a win re-arms nothing";
        market.rails.rearm(c.scope);
        EXPECT_EQ(market.verdict(market.buy("0.001"_dec, {}, first, c.proposer)), "passes");
        EXPECT_EQ(encode(market.rails.state()), before);
    }
}

TEST(Rails9LossStreak, TheVerdictIsToldAndNotWorkedOutAgain)  // M17, RAILS 27
{
    Limits strict = plain_limits();
    strict.loss_percent = "0"_dec;
    Market market{strict};
    Market other;
    for (Market* m : {&market, &other}) m->rails.count_trip(first, people, true);
    EXPECT_EQ(market.account().streak, other.account().streak);
    market.rails.set_limits(plain_limits());
    EXPECT_EQ(encode(market.rails.state()), encode(other.rails.state()));
}

}  // namespace
}  // namespace swarmdesk::trading::risk
