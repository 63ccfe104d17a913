#include "trading/risk/rails.hpp"

#include <set>

#include "base/codec.hpp"
#include "trading/risk/testing.hpp"

/// \file
/// Lines 2, 5, 7, 8, 10 and 25 of the money contract: a test each, at both sides of each boundary, at each level. Lines
/// 3 and 4 are in valuation_test.cpp, 6 and 9 in loss_test.cpp.

namespace swarmdesk::trading::risk {
namespace {

constexpr auto keep = Rails::RateToken::keep;
constexpr auto give_back = Rails::RateToken::give_back;

TEST(RailsShape, TellsWhatACallerGotWrongBeforeItLooksAtTheMarket)
{
    struct Case {
        const char* name;
        void (*spoil)(Intent&);
        const char* text;
    };
    const Case cases[] = {
        {"no such account", [](Intent& i) { i.account = AccountId{"nobody"}; }, "UNKNOWN_ACCOUNT: accounts=0 limit=0"},
        {"somebody else's account", [](Intent& i) { i.account = strange; }, "FOREIGN_ACCOUNT: accounts=0 limit=0"},
        {"no such instrument", [](Intent& i) { i.instrument = InstrumentId{"paper:DOGEUSDT"}; },
         "UNKNOWN_INSTRUMENT: instruments=0 limit=0"},
        {"another venue's instrument", [](Intent& i) { i.instrument = InstrumentId{"live:BTCUSDT"}; },
         "UNKNOWN_INSTRUMENT: instruments=0 limit=0"},
        {"an agent that names another's lots",
         [](Intent& i) {
             i.proposer = buy_bot;
             i.owner = other_bots;
         },
         "INVALID_ORDER: owner=0 limit=0"},
        {"an agent without a proper name",
         [](Intent& i) {
             i.proposer = {ActorKind::agent, "no name"};
         },
         "INVALID_ORDER: owner=0 limit=0"},
        {"no quantity", [](Intent& i) { i.quantity.reset(); }, "INVALID_ORDER: quantity_and_quote_quantity=0 limit=1"},
        {"two quantities", [](Intent& i) { i.quote_quantity = Amount{"10"_dec}; },
         "INVALID_ORDER: quantity_and_quote_quantity=2 limit=1"},
        {"quantity zero", [](Intent& i) { i.quantity = Quantity{}; }, "INVALID_ORDER: quantity=0 limit=0"},
        {"quantity negative", [](Intent& i) { i.quantity = Quantity{"-0.001"_dec}; },
         "INVALID_ORDER: quantity=-0.001 limit=0"},
        {"quote quantity negative",
         [](Intent& i) {
             i.quantity.reset();
             i.quote_quantity = Amount{"-1"_dec};
         },
         "INVALID_ORDER: quote_quantity=-1 limit=0"},
        {"quote quantity of a limit order",
         [](Intent& i) {
             i.type = OrderType::limit;
             i.limit_price = Price{"1"_dec};
             i.quantity.reset();
             i.quote_quantity = Amount{"10"_dec};
         },
         "INVALID_ORDER: quote_quantity=0 limit=0"},
        {"a limit order without its price", [](Intent& i) { i.type = OrderType::limit; },
         "INVALID_ORDER: limit_price=0 limit=0"},
        {"a limit of zero",
         [](Intent& i) {
             i.type = OrderType::limit_maker;
             i.limit_price = Price{};
         },
         "INVALID_ORDER: limit_price=0 limit=0"},
        {"a limit below zero",
         [](Intent& i) {
             i.type = OrderType::limit;
             i.limit_price = Price{"-1"_dec};
         },
         "INVALID_ORDER: limit_price=-1 limit=0"},
        {"a limit that truncates to zero",
         [](Intent& i) {
             i.type = OrderType::limit;
             i.limit_price = Price{"0.0099"_dec};
         },
         "INVALID_ORDER: limit_price=0.0099 limit=0.01"},
        {"a stop without its price",
         [](Intent& i) {
             i.type = OrderType::stop_loss_limit;
             i.limit_price = Price{"1"_dec};
         },
         "INVALID_ORDER: stop_price=0 limit=0"},
        {"a stop price of zero",
         [](Intent& i) {
             i.type = OrderType::stop_loss_limit;
             i.limit_price = Price{"1"_dec};
             i.stop_price = Price{};
         },
         "INVALID_ORDER: stop_price=0 limit=0"},
        {"a stop price on a market order", [](Intent& i) { i.stop_price = Price{"90000"_dec}; },
         "INVALID_ORDER: stop_price=90000 limit=0"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        Market market;
        Intent intent = market.buy("0.001"_dec);
        c.spoil(intent);
        EXPECT_EQ(market.verdict(intent), c.text);
    }
}

TEST(RailsShape, AnIntentExpiresAtItsInstantAndNotANanosecondBefore)
{
    Market market;
    Intent intent = market.buy("0.001"_dec);
    intent.expires = market.now.utc + 1ns;
    EXPECT_EQ(market.verdict(intent), "passes");
    intent.expires = market.now.utc;
    EXPECT_EQ(market.verdict(intent), "INTENT_EXPIRED: late_ms=0 limit=0");
    intent.expires = market.now.utc + -2500ms;
    EXPECT_EQ(market.verdict(intent), "INTENT_EXPIRED: late_ms=2500 limit=0");
}

TEST(Rails2Rounding, QuantityIsTruncatedToTheLotAndHeldToTheVenuesBounds)
{
    Market market;
    EXPECT_EQ(market.admitted(market.buy("0.001239999"_dec)).order.quantity.to_string(), "0.00123");
    EXPECT_EQ(market.verdict(market.buy("0.000009999"_dec)), "QUANTITY_TOO_SMALL: quantity=0 limit=0.00001");
    market.quote(btc, "0.99"_dec, "1"_dec);
    EXPECT_EQ(market.verdict(market.buy("100"_dec)), "passes");
    EXPECT_EQ(market.verdict(market.buy("100.000009"_dec)), "passes") << "truncated first";
    EXPECT_EQ(market.verdict(market.buy("100.00001"_dec)), "QUANTITY_TOO_LARGE: quantity=100.00001 limit=100");
    EXPECT_EQ(market.verdict(market.buy("5"_dec)), "passes");
    EXPECT_EQ(market.verdict(market.buy("4.99999"_dec)), "NOTIONAL_TOO_SMALL: notional=4.99999 limit=5");
}

TEST(Rails2Rounding, PricesGoToTheTickAwayFromTheUsersHarm)
{
    Market market;
    market.deposit(first, bitcoin, "10"_dec);
    EXPECT_EQ(market.admitted(market.buy("0.001"_dec, "90000.019"_dec)).order.limit_price->to_string(), "90000.01");
    EXPECT_EQ(market.admitted(market.sell("0.001"_dec, "110000.011"_dec)).order.limit_price->to_string(), "110000.02");
    Market slipping{[] {
        Limits limits = plain_limits();
        limits.slippage_percent = "0.5"_dec;
        return limits;
    }()};
    slipping.deposit(first, bitcoin, "10"_dec);
    slipping.quote(btc, "99.99"_dec, "100.01"_dec);
    EXPECT_EQ(slipping.admitted(slipping.buy("1"_dec)).order.limit_price->to_string(), "100.51")
        << "100.51005, truncated";
    EXPECT_EQ(slipping.admitted(slipping.sell("1"_dec)).order.limit_price->to_string(), "99.5") << "99.49005, up";
}

TEST(RailsShape, AMarketOrderIsImmediateWhateverItSaysAndOthersKeepTheirTime)
{
    Market market;
    EXPECT_EQ(market.admitted(market.buy("0.001"_dec)).order.time_in_force, TimeInForce::ioc);
    EXPECT_EQ(market.admitted(market.buy("0.001"_dec, "90000"_dec)).order.time_in_force, TimeInForce::gtc);
}

// ---------------------------------------------------------------------------------------------------- 5: position

TEST(Rails5Position, TenThousandPassesAndOneCentMoreDoesNotAtEachLevel)
{
    struct Case {
        const char* name;
        void (*fill_up)(Market&);  // to 4 000, at that level alone
        const AccountId* account;
        const Actor* proposer;
        const char* denial;
    };
    const Case cases[] = {
        {"account", [](Market& m) { m.trade(m.buy("0.04"_dec), "100000"_dec); }, &first, &person,
         "POSITION_LIMIT: worst_case=10000.01 limit=10000"},
        {"user", [](Market& m) { m.trade(m.buy("0.04"_dec, {}, second), "100000"_dec); }, &first, &person,
         "POSITION_LIMIT: worst_case=10000.01 limit=10000"},
        {"agent", [](Market& m) { m.trade(m.buy("0.04"_dec, {}, strange, buy_bot), "100000"_dec); }, &first, &buy_bot,
         "POSITION_LIMIT: worst_case=10000.01 limit=10000 (agent buy_bot)"},
        {"desk", [](Market& m) { m.trade(m.buy("0.04"_dec, {}, strange), "100000"_dec); }, &first, &person,
         "POSITION_LIMIT: worst_case=10000.01 limit=10000 (desk)"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        Limits limits = plain_limits();
        if (std::string_view{c.name} == "desk") limits.desk_position_max = Usd{"10000"_dec};
        Market market{limits};
        c.fill_up(market);
        EXPECT_EQ(market.verdict(market.buy("0.06"_dec, "100000"_dec, *c.account, *c.proposer)), "needs a human");
        Intent more = market.buy("0.05"_dec, "120000.2"_dec, *c.account, *c.proposer);
        EXPECT_EQ(market.verdict(more), c.denial);
        more.limit_price = Price{"120000"_dec};
        EXPECT_EQ(market.verdict(more), "needs a human");
    }
}

TEST(Rails5Position, BothSidesAreHeldToIt)
{
    for (const Side side : {Side::buy, Side::sell}) {
        SCOPED_TRACE(to_text(side));
        Market market;
        market.deposit(first, bitcoin, "10"_dec);
        EXPECT_EQ(market.verdict(market.order(side, "0.1"_dec, "100000"_dec)), "needs a human");
        EXPECT_EQ(market.verdict(market.order(side, "0.1"_dec, "100000.1"_dec)),
                  "POSITION_LIMIT: worst_case=10000.01 limit=10000");
    }
}

TEST(Rails5Position, CountsWhatIsHeldAtTodaysPriceAndWhatIsOnItsWay)
{
    Market market;
    market.trade(market.buy("0.02"_dec), "90000"_dec);
    EXPECT_EQ(market.admitted(market.buy("0.001"_dec)).worst_case.to_string(), "2100")
        << "at the ask, not at what it cost";
    market.reserve(market.buy("0.03"_dec, "100000"_dec));
    EXPECT_EQ(market.verdict(market.buy("0.05"_dec, "100000"_dec)), "needs a human");
    EXPECT_EQ(market.verdict(market.buy("0.05001"_dec, "100000"_dec)), "POSITION_LIMIT: worst_case=10001 limit=10000");
    const Intent partial = market.buy("0.02"_dec, "100000"_dec);
    market.reserve(partial);
    market.fill(partial, "100000"_dec, "0.01"_dec);
    EXPECT_EQ(market.admitted(market.buy("0.001"_dec)).worst_case.to_string(), "7100")
        << "a fill moves, it does not add";
    market.rails.release(first, partial.id, keep);
    EXPECT_EQ(market.admitted(market.buy("0.001"_dec)).worst_case.to_string(), "6100");
}

TEST(Rails5Position, TheSameBaseAssetIsSummedOverInstrumentsEachAtItsOwnQuote)
{
    Market market;
    market.deposit(first, AssetId{"USDC"}, "10000"_dec);
    market.quote(btc_usdc, "49999.99"_dec, "50000"_dec);
    market.quote(usdc, "1.9"_dec, "2"_dec);
    market.trade(Market::on(btc_usdc, market.buy("0.04"_dec)), "50000"_dec);  // 0.04 at 50 000 USDC of 2 dollars
    EXPECT_EQ(market.verdict(market.buy("0.06"_dec, "100000"_dec)), "needs a human");
    EXPECT_EQ(market.verdict(market.buy("0.06001"_dec, "100000"_dec)), "POSITION_LIMIT: worst_case=10001 limit=10000");
    market.quote(btc_usdc, "49999.99"_dec, "60000"_dec);
    EXPECT_EQ(market.verdict(market.buy("0.052"_dec, "100000"_dec)), "needs a human") << "4 800 and 5 200";
    EXPECT_EQ(market.verdict(market.buy("0.05201"_dec, "100000"_dec)), "POSITION_LIMIT: worst_case=10001 limit=10000");
    market.quote(btc_usdc, "49999.99"_dec, "60000"_dec, 2s);
    EXPECT_EQ(market.verdict(market.buy("0.06"_dec, "100000"_dec)), "needs a human")
        << "its own quote is old: at what the asset is worth elsewhere";
    EXPECT_EQ(market.verdict(Market::on(eth, market.buy("10"_dec, "1000"_dec))), "needs a human") << "another asset";
}

TEST(Rails5Position, TheSameBaseAssetIsSummedOverVenuesAtEveryLevel)
{
    Market market;
    const InstrumentId elsewhere{"live:BTCUSDT"};
    market.rails.list(instrument(elsewhere, "BTC", "USDT"));
    market.quote(elsewhere, "99999.99"_dec, "100000"_dec);
    market.rails.open_account(AccountId{"live"}, alice, VenueId{"live"});
    market.deposit(AccountId{"live"}, usdt, "10000"_dec);
    market.trade(Market::on(elsewhere, market.buy("0.04"_dec, {}, AccountId{"live"}, buy_bot)), "100000"_dec);
    EXPECT_EQ(market.denial(market.buy("0.06001"_dec, "100000"_dec)).scope, Scope::of(alice));
    EXPECT_EQ(market.verdict(market.buy("0.06"_dec, "100000"_dec)), "needs a human");
    EXPECT_EQ(market.denial(market.buy("0.06001"_dec, "100000"_dec, strange, buy_bot)).scope,
              Scope::of(AgentId{"buy_bot"}));
    EXPECT_EQ(market.verdict(market.buy("0.06"_dec, "100000"_dec, strange, buy_bot)), "needs a human");
}

TEST(Rails5Position, AFlipCountsOnlyTheNewSideAndItsFillsReduceFirst)
{
    Market market;
    market.deposit(first, bitcoin, "10"_dec);
    market.trade(market.buy("0.09"_dec), "100000"_dec);
    const Admitted flip = market.admitted(market.sell("0.19"_dec, "100000"_dec));
    EXPECT_EQ(flip.reservation.increasing.to_string(), "0.1");
    EXPECT_EQ(flip.reservation.exposure.to_string(), "10000");
    EXPECT_EQ(flip.worst_case.to_string(), "10000");
    EXPECT_EQ(flip.reservation.notional.to_string(), "19000") << "the approval looks at the whole";
    EXPECT_EQ(market.verdict(market.sell("0.19001"_dec, "100000"_dec)), "POSITION_LIMIT: worst_case=10001 limit=10000");

    const Intent half = market.sell("0.11"_dec, "100000"_dec);
    market.reserve(half);
    EXPECT_EQ(market.holding().reserved_sell.to_string(), "2000");
    EXPECT_EQ(market.holding().reducing_on(Side::sell).to_string(), "0.09");
    market.fill(half, "100000"_dec, "0.09"_dec);
    EXPECT_EQ(market.holding().reserved_sell.to_string(), "2000");
    EXPECT_EQ(market.holding().reducing_on(Side::sell).to_string(), "0");
    market.fill(half, "100000"_dec, "0.02"_dec);
    EXPECT_EQ(market.holding().reserved_sell.to_string(), "0");
    EXPECT_EQ(market.lot(people).to_string(), "-0.02");
}

TEST(Rails5Position, WhatAnIntentAlreadyHoldsIsNotCountedTwiceWhenItIsJudgedAgain)
{
    Limits limits = plain_limits();
    limits.desk_position_max = Usd{"10000"_dec};
    Market market{limits};
    const Intent waiting = market.buy("0.1"_dec, "100000"_dec, first, buy_bot);
    market.reserve(waiting);
    EXPECT_EQ(market.denial(waiting).code, DenialCode::position_limit);
    EXPECT_EQ(market.verdict(waiting, &waiting.id), "needs a human");
    const Intent smaller = market.buy("0.09"_dec, "100000"_dec, first, buy_bot);
    EXPECT_EQ(market.verdict(smaller, &waiting.id), "needs a human") << "a new version in its place";
}

TEST(Rails5Position, AReductionThatAnotherOrderLeftTooLargeCountsAsWhatItWouldOpenAtEachLevel)
{
    Market market;
    market.deposit(first, bitcoin, "10"_dec);
    market.trade(market.buy("0.05"_dec), "100000"_dec);
    market.reserve(market.sell("0.05"_dec, "110000"_dec));  // reduces
    const Intent quick = market.sell("0.05"_dec, "100000"_dec);
    market.reserve(quick);  // would open a short of 5 000
    market.fill(quick, "100000"_dec);
    market.rails.release(first, quick.id, keep);
    market.quote(btc, "100000"_dec, "100000.01"_dec);
    EXPECT_EQ(market.rails.over_reduced(first, btc, Side::sell).to_string(), "0.05");
    EXPECT_EQ(market.rails.state().desk.exposures.at(btc).over_reduced_sell.to_string(), "0.05");
    EXPECT_EQ(market.verdict(market.sell("0.05"_dec, "100000"_dec)), "needs a human")
        << "5 000 short already on its way";
    EXPECT_EQ(market.verdict(market.sell("0.05001"_dec, "100000"_dec)), "POSITION_LIMIT: worst_case=10001 limit=10000");
    market.deposit(second, bitcoin, "1"_dec);
    EXPECT_EQ(market.denial(market.sell("0.05001"_dec, "100000"_dec, second)).scope, Scope::of(alice));
    EXPECT_EQ(market.rails.gauges(first, market.quotes, market.now).at(0).used.to_string(), "5000");
}

// -------------------------------------------------------------------------------------------------- 7: approval

TEST(Rails7Approval, AHumanIsNeededForStrictlyMoreThanAThousand)
{
    Market market;
    EXPECT_EQ(market.verdict(market.buy("0.01"_dec, "100000"_dec)), "passes");
    EXPECT_EQ(market.verdict(market.buy("0.01"_dec, "100001"_dec)), "needs a human") << "1 000.01";
}

TEST(Rails7Approval, TheHoursUnattendedSumCountsPerUserBaseAssetAndSide)
{
    Market market;
    market.deposit(first, bitcoin, "1"_dec);
    market.deposit(first, AssetId{"USDC"}, "1000"_dec);
    market.quote(btc_usdc, "99999.99"_dec, "100000"_dec);
    market.reserve(market.buy("0.006"_dec, "100000"_dec));
    EXPECT_EQ(market.verdict(market.buy("0.004"_dec, "100000"_dec)), "passes") << "exactly 1 000 in the hour";
    const Intent more = market.buy("0.00401"_dec, "100000"_dec);
    EXPECT_EQ(market.verdict(more), "needs a human");
    EXPECT_EQ(market.verdict(market.buy("0.00401"_dec, "100000"_dec, second)), "needs a human") << "the other account";
    EXPECT_EQ(market.verdict(market.buy("0.00401"_dec, "100000"_dec, first, buy_bot)), "needs a human");
    EXPECT_EQ(market.verdict(market.buy("0.00401"_dec, "100000"_dec, strange)), "passes") << "another user";
    EXPECT_EQ(market.verdict(market.sell("0.00401"_dec, "100000"_dec)), "passes") << "the other side";
    EXPECT_EQ(market.verdict(Market::on(btc_usdc, more)), "needs a human")
        << "splitting over quote assets does not help";
    EXPECT_EQ(market.verdict(Market::on(eth, market.buy("0.5"_dec))), "passes") << "another asset";
    market.pass(1h - 1ns);
    EXPECT_EQ(market.verdict(more), "needs a human");
    market.pass(1ns);
    EXPECT_EQ(market.verdict(more), "passes");
}

TEST(Rails7Approval, WhatAHumanSawDoesNotCountTowardsTheSumNorWhatWasNeverSent)
{
    Market market;
    market.reserve(market.buy("0.02"_dec, "100000"_dec));  // 2 000, attended
    EXPECT_EQ(market.verdict(market.buy("0.01"_dec, "100000"_dec)), "passes");
    const IntentId unsent = market.reserve(market.buy("0.01"_dec, "100000"_dec));
    EXPECT_EQ(market.verdict(market.buy("0.0001"_dec)), "needs a human");
    market.rails.release(first, unsent, give_back);
    EXPECT_EQ(market.verdict(market.buy("0.0001"_dec)), "passes");
}

// ------------------------------------------------------------------------------------------------------ 8: rate

TEST(Rails8Rate, TheTwentiethInAnyHourPassesAndTheTwentyFirstSaysWhenTheNextTokenIsFree)
{
    Market market;
    for (int i = 0; i < 20; ++i) {
        if (i == 19) {
            EXPECT_EQ(market.verdict(market.buy("0.0001"_dec)), "passes");
        }
        market.reserve(market.buy("0.0001"_dec, {}, i % 2 == 0 ? first : second));
        market.pass(1s);
    }
    const Denial denial = market.denial(market.buy("0.0001"_dec));
    EXPECT_EQ(to_string(denial), "RATE_LIMIT: admissions=21 limit=20");
    EXPECT_EQ(denial.scope, Scope::of(alice));
    EXPECT_EQ(denial.retry_after, 1h - 20s);
    EXPECT_EQ(market.verdict(market.buy("0.0001"_dec, {}, second)), "RATE_LIMIT: admissions=21 limit=20") << "per user";
    EXPECT_EQ(market.verdict(market.buy("0.0001"_dec, {}, strange)), "passes");
    market.pass(1h - 20s - 1ns);
    EXPECT_EQ(market.denial(market.buy("0.0001"_dec)).retry_after, 1ns);
    market.pass(1ns);
    EXPECT_EQ(market.verdict(market.buy("0.0001"_dec)), "passes");
}

TEST(Rails8Rate, NoStepOfTheCalendarMovesTheHour)
{
    Limits limits = plain_limits();
    limits.admissions_per_hour_max = 1;
    Market market{limits};
    market.reserve(market.buy("0.0001"_dec));
    market.now.utc = market.now.utc + 24h;
    EXPECT_EQ(market.verdict(market.buy("0.0001"_dec)), "RATE_LIMIT: admissions=2 limit=1");
    market.now.utc = market.now.utc + -48h;
    market.now.desk = market.now.desk + 1h;
    EXPECT_EQ(market.verdict(market.buy("0.0001"_dec)), "passes");
}

TEST(Rails8Rate, ATokenComesBackOnlyWhereItIsGivenBackAndOnlyOnce)
{
    Limits limits = plain_limits();
    limits.admissions_per_hour_max = 2;
    Market market{limits};
    const IntentId kept = market.reserve(market.buy("0.0001"_dec));
    const IntentId given = market.reserve(market.buy("0.0001"_dec));
    market.rails.release(first, kept, keep);
    EXPECT_EQ(market.verdict(market.buy("0.0001"_dec)), "RATE_LIMIT: admissions=3 limit=2");
    market.rails.release(first, given, give_back);
    EXPECT_EQ(market.verdict(market.buy("0.0001"_dec)), "passes");
    const Bytes before = encode(market.rails.state());
    market.rails.release(first, given, give_back);
    market.rails.release(first, kept, give_back);
    EXPECT_EQ(encode(market.rails.state()), before) << "what is released is released";
}

TEST(Rails8Rate, AgentsAndTheDeskHaveTheirOwn)
{
    Limits limits = plain_limits();
    limits.agent_admissions_per_hour_max = 1;
    limits.desk_admissions_per_hour_max = 2;
    Market market{limits};
    market.reserve(market.buy("0.0001"_dec, {}, first, buy_bot));
    EXPECT_EQ(market.verdict(market.buy("0.0001"_dec, {}, strange, buy_bot)),
              "RATE_LIMIT: admissions=2 limit=1 (agent buy_bot)");
    EXPECT_EQ(market.verdict(market.buy("0.0001"_dec, {}, strange, other_bot)), "passes");
    const IntentId last = market.reserve(market.buy("0.0001"_dec, {}, second));
    const Intent next = market.buy("0.0001"_dec, {}, strange, other_bot);
    EXPECT_EQ(market.verdict(next), "RATE_LIMIT: admissions=3 limit=2 (desk)");
    EXPECT_EQ(market.denial(next).scope, Scope::desk());
    market.rails.release(second, last, give_back);
    EXPECT_EQ(market.verdict(next), "passes");
}

TEST(Rails8Rate, AnAgentHeldToNothingMayAdmitNothing)
{
    Limits limits = plain_limits();
    limits.agent_admissions_per_hour_max = 0;
    Market market{limits};
    const Denial denial = market.denial(market.buy("0.0001"_dec, {}, first, buy_bot));
    EXPECT_EQ(to_string(denial), "RATE_LIMIT: admissions=1 limit=0 (agent buy_bot)");
    EXPECT_EQ(denial.retry_after, std::nullopt) << "never";
}

TEST(Rails8Rate, AnIntentJudgedAgainDoesNotCountItself)
{
    Limits limits = plain_limits();
    limits.admissions_per_hour_max = limits.desk_admissions_per_hour_max = limits.agent_admissions_per_hour_max = 1;
    Market market{limits};
    const Intent intent = market.buy("0.0001"_dec, {}, first, buy_bot);
    market.reserve(intent);
    EXPECT_EQ(market.verdict(intent, &intent.id), "passes");
}

TEST(Rails8Rate, TenRequestsForApprovalMayWaitAndThirtyAnHourMayBeMade)
{
    Market market;
    const Intent large = market.buy("0.02"_dec, "100000"_dec);
    for (int i = 0; i < 9; ++i) market.rails.request_approval(alice, market.now.desk);
    EXPECT_EQ(market.verdict(large), "needs a human");
    market.rails.request_approval(alice, market.now.desk);
    EXPECT_EQ(market.verdict(large), "APPROVALS_WAITING: waiting=11 limit=10");
    EXPECT_EQ(market.denial(large).scope, Scope::of(alice));
    EXPECT_EQ(market.verdict(market.buy("0.002"_dec, "100000"_dec)), "passes") << "needs none";
    EXPECT_EQ(market.verdict(market.buy("0.02"_dec, "100000"_dec, strange)), "needs a human") << "another user";
    for (int i = 0; i < 10; ++i) market.rails.end_approval(alice);
    EXPECT_EQ(market.verdict(large), "needs a human");
    for (int i = 0; i < 19; ++i) {
        market.pass(1s);
        market.rails.request_approval(alice, market.now.desk);
        market.rails.end_approval(alice);
    }
    EXPECT_EQ(market.verdict(large), "needs a human") << "29";
    market.rails.request_approval(alice, market.now.desk);
    market.rails.end_approval(alice);
    EXPECT_EQ(market.verdict(large), "APPROVAL_RATE_LIMIT: requests=31 limit=30");
    EXPECT_EQ(market.denial(large).retry_after, 1h - 19s);
    market.pass(1h - 19s - 1ns);
    EXPECT_EQ(market.verdict(large), "APPROVAL_RATE_LIMIT: requests=31 limit=30");
    market.pass(1ns);
    EXPECT_EQ(market.verdict(large), "needs a human");
}

TEST(Rails8Rate, WhatWaitsAlreadyIsJudgedAgainWithoutAnotherRequest)
{
    Limits limits = plain_limits();
    limits.approvals_waiting_max = limits.approval_requests_per_hour_max = 1;
    Market market{limits};
    const Intent waiting = market.buy("0.02"_dec, "100000"_dec);
    market.reserve(waiting);
    market.rails.request_approval(alice, market.now.desk);
    EXPECT_EQ(market.verdict(waiting, &waiting.id), "needs a human");
    EXPECT_EQ(market.verdict(market.buy("0.03"_dec, "100000"_dec), &waiting.id),
              "APPROVAL_RATE_LIMIT: requests=2 limit=1")
        << "a wider version is asked about anew";
}

// ----------------------------------------------------------------------------------------------- 10: reductions

TEST(Rails10Reductions, PassWhereNothingElseDoes)
{
    struct Case {
        const char* name;
        void (*stop)(Market&);
        const char* text;
    };
    const Case cases[] = {
        {"desk halted", [](Market& m) { m.rails.set_desk_state(TradingState::halted, ""); },
         "HALTED: state=3 limit=1 (desk)"},
        {"desk reducing", [](Market& m) { m.rails.set_desk_state(TradingState::reducing, ""); },
         "REDUCING: state=2 limit=1 (desk)"},
        {"account halted", [](Market& m) { m.rails.set_account_state(first, TradingState::halted, ""); },
         "HALTED: state=3 limit=1"},
        {"account reducing", [](Market& m) { m.rails.set_account_state(first, TradingState::reducing, ""); },
         "REDUCING: state=2 limit=1"},
        {"reconciling", [](Market& m) { m.rails.set_reconciling(first, true); }, "RECONCILING: accounts=1 limit=0"},
        {"mismatched", [](Market& m) { m.rails.set_mismatched(first, true); }, "RECONCILING: mismatched=1 limit=0"},
        {"unpriced", [](Market& m) { m.deposit(first, AssetId{"DOGE"}, "1"_dec); }, "NO_PRICE: DOGE=1 limit=0"},
        {"position", [](Market& m) { m.quote(btc, "199999"_dec, "200000"_dec); },
         "POSITION_LIMIT: worst_case=18020 limit=10000"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        Market market;
        market.trade(market.buy("0.09"_dec), "100000"_dec);
        c.stop(market);
        EXPECT_EQ(market.verdict(market.buy("0.0001"_dec)), c.text);
        EXPECT_EQ(market.verdict(market.sell("0.09"_dec)), "passes") << "without a human";
    }
}

TEST(Rails10Reductions, AreBoundedByTheLotsLessTheReductionsOnTheirWay)
{
    Market market;
    market.trade(market.buy("0.05"_dec), "100000"_dec);
    market.reserve(market.sell("0.03"_dec, "110000"_dec));
    Intent rest = market.sell("0.02"_dec);
    rest.reduce_only = true;
    EXPECT_EQ(market.verdict(rest), "passes");
    rest.quantity = Quantity{"0.02001"_dec};
    EXPECT_EQ(market.verdict(rest), "REDUCE_ONLY_EXCEEDS: quantity=0.02001 limit=0.02");
    Intent more = market.buy("0.001"_dec);
    more.reduce_only = true;
    EXPECT_EQ(market.verdict(more), "REDUCE_ONLY_EXCEEDS: quantity=0.001 limit=0");
}

TEST(Rails10Reductions, AnInstrumentThatIsOnlyClosedTakesReductionsAndAHaltedOneNothing)
{
    Market market;
    market.trade(market.buy("0.005"_dec), "100000"_dec);
    Instrument changed = instrument(btc, "BTC", "USDT");
    changed.status = InstrumentStatus::closing_only;
    market.rails.list(changed);
    EXPECT_EQ(market.verdict(market.sell("0.005"_dec)), "passes");
    EXPECT_EQ(market.verdict(market.buy("0.001"_dec)), "INSTRUMENT_CLOSING_ONLY: status=2 limit=1");
    EXPECT_EQ(market.verdict(market.sell("0.00501"_dec)), "INSTRUMENT_CLOSING_ONLY: status=2 limit=1")
        << "it would flip";
    EXPECT_EQ(market.verdict(Market::on(eth, market.buy("0.1"_dec))), "passes") << "another instrument";
    changed.status = InstrumentStatus::halted;
    market.rails.list(changed);
    EXPECT_EQ(market.verdict(market.sell("0.005"_dec)), "INSTRUMENT_HALTED: status=3 limit=1");
    EXPECT_EQ(market.verdict(market.buy("0.001"_dec)), "INSTRUMENT_HALTED: status=3 limit=1");
    changed.status = InstrumentStatus::trading;
    market.rails.list(changed);
    EXPECT_EQ(market.verdict(market.buy("0.001"_dec)), "passes");
}

TEST(Rails10Reductions, AShortIsReducedByBuying)
{
    Market market;
    market.deposit(first, bitcoin, "10"_dec);
    market.trade(market.sell("0.05"_dec), "100000"_dec);
    market.rails.set_desk_state(TradingState::halted, "");
    EXPECT_EQ(market.verdict(market.buy("0.05"_dec)), "passes");
    EXPECT_EQ(market.verdict(market.buy("0.05001"_dec)), "HALTED: state=3 limit=1 (desk)") << "it would flip";
}

TEST(Rails10Reductions, HaveABudgetOfWhichAPartIsPeoplesAlone)
{
    Limits limits = plain_limits();
    limits.reductions_per_hour_max = 3;
    limits.reductions_for_people = 1;
    limits.admissions_per_hour_max = 2;
    Market market{limits};
    market.trade(market.buy("0.04"_dec), "100000"_dec);
    market.trade(market.buy("0.04"_dec, {}, first, buy_bot), "100000"_dec);
    EXPECT_EQ(market.verdict(market.buy("0.001"_dec)), "RATE_LIMIT: admissions=3 limit=2");
    for (int i = 0; i < 2; ++i) {
        market.trade(market.sell("0.001"_dec, {}, first, buy_bot), "100000"_dec);
        market.pass(1s);
    }
    const Denial denial = market.denial(market.sell("0.001"_dec, {}, first, buy_bot));
    EXPECT_EQ(to_string(denial), "REDUCTION_RATE_LIMIT: reductions=3 limit=2");
    EXPECT_EQ(denial.retry_after, 1h - 2s);
    EXPECT_EQ(market.verdict(market.sell("0.001"_dec)), "passes") << "people's part";
    market.trade(market.sell("0.001"_dec), "100000"_dec);
    EXPECT_EQ(market.verdict(market.sell("0.001"_dec)), "REDUCTION_RATE_LIMIT: reductions=4 limit=3");
    market.pass(1h - 2s - 1ns);
    EXPECT_EQ(market.verdict(market.sell("0.001"_dec)), "REDUCTION_RATE_LIMIT: reductions=4 limit=3");
    market.pass(1ns);
    EXPECT_EQ(market.verdict(market.sell("0.001"_dec)), "passes");
    EXPECT_EQ(market.verdict(market.sell("0.001"_dec, {}, first, buy_bot)), "passes");
}

TEST(Rails10Reductions, WhatThePeopleUseUpIsNotLeftToAgents)
{
    Limits limits = plain_limits();
    limits.reductions_per_hour_max = 2;
    limits.reductions_for_people = 1;
    Market market{limits};
    market.trade(market.buy("0.05"_dec), "100000"_dec);
    market.trade(market.buy("0.05"_dec, {}, first, buy_bot), "100000"_dec);
    for (int i = 0; i < 2; ++i) market.trade(market.sell("0.001"_dec), "100000"_dec);
    EXPECT_EQ(market.verdict(market.sell("0.001"_dec, {}, first, buy_bot)),
              "REDUCTION_RATE_LIMIT: reductions=3 limit=2");
}

// ----------------------------------------------------------------------------------------------------- 25: lots

TEST(Rails25Lots, AnOwnersSaleTakesFromItsOwnLots)  // D3
{
    Market market;
    market.trade(market.buy("0.01"_dec, {}, first, buy_bot), "90000"_dec);
    market.trade(market.buy("0.02"_dec, {}, first, other_bot), "110000"_dec);
    market.trade(market.buy("0.03"_dec), "100000"_dec);
    EXPECT_EQ(market.holding().lots.at(buy_bots).average_price().to_string(), "90000") << "its own entry";
    EXPECT_EQ(market.holding().lots.at(other_bots).average_price().to_string(), "110000");
    EXPECT_EQ(market.holding().quantity().to_string(), "0.06");
    const auto trips = market.trade(market.sell("0.01"_dec, {}, first, buy_bot), "100000"_dec);
    ASSERT_EQ(trips.size(), 1u);
    EXPECT_EQ(trips.front().owner, buy_bots);
    EXPECT_EQ(trips.front().trip.result.to_string(), "100");
    EXPECT_EQ(market.lot(other_bots).to_string(), "0.02");
    EXPECT_EQ(market.lot(people).to_string(), "0.03");
    EXPECT_EQ(market.holding().lots.at(buy_bots).realised.to_string(), "100") << "a flat lot remembers";
}

TEST(Rails25Lots, AnAgentSellsNoMoreThanItsOwnAndNotWhatIsOnItsWayOut)
{
    Market market;
    market.deposit(first, bitcoin, "10"_dec);
    market.trade(market.buy("0.03"_dec), "100000"_dec);
    EXPECT_EQ(market.verdict(market.sell("0.01"_dec, {}, first, buy_bot)), "LOT_EXCEEDED: quantity=0.01 limit=0");
    market.trade(market.buy("0.02"_dec, {}, first, buy_bot), "100000"_dec);
    EXPECT_EQ(market.verdict(market.sell("0.02"_dec, {}, first, buy_bot)), "passes");
    EXPECT_EQ(market.verdict(market.sell("0.02001"_dec, {}, first, buy_bot)),
              "LOT_EXCEEDED: quantity=0.02001 limit=0.02");
    const Intent resting = market.sell("0.015"_dec, "110000"_dec, first, buy_bot);
    market.reserve(resting);
    EXPECT_EQ(market.verdict(market.sell("0.005"_dec, {}, first, buy_bot)), "passes");
    EXPECT_EQ(market.verdict(market.sell("0.00501"_dec, {}, first, buy_bot)),
              "LOT_EXCEEDED: quantity=0.00501 limit=0.005");
    EXPECT_EQ(market.verdict(resting, &resting.id), "passes");
    market.reserve(market.sell("0.03"_dec, "110000"_dec));
    EXPECT_EQ(market.verdict(market.sell("0.005"_dec, {}, first, buy_bot)), "passes") << "people sell theirs";
}

TEST(Rails25Lots, APersonMayCloseAnybodysFirstPeoplesThenTheOthersInOrder)
{
    Market market;
    market.trade(market.buy("0.01"_dec, {}, first, other_bot), "100000"_dec);
    market.trade(market.buy("0.01"_dec, {}, first, buy_bot), "100000"_dec);
    market.trade(market.buy("0.01"_dec), "100000"_dec);
    market.rails.set_desk_state(TradingState::halted, "");
    EXPECT_EQ(market.verdict(market.sell("0.03"_dec)), "passes");
    EXPECT_EQ(market.verdict(market.sell("0.03001"_dec)), "HALTED: state=3 limit=1 (desk)");
    const auto trips = market.trade(market.sell("0.025"_dec), "110000"_dec);
    ASSERT_EQ(trips.size(), 2u);
    EXPECT_EQ(trips[0].owner, people);
    EXPECT_EQ(trips[1].owner, buy_bots);
    EXPECT_EQ(trips[1].trip.result.to_string(), "100") << "its share of what was paid";
    EXPECT_EQ(market.lot(other_bots).to_string(), "0.005");
    EXPECT_EQ(market.rails.state().agents.at(AgentId{"other_bot"}).exposures.at(btc).long_quantity.to_string(),
              "0.005");
}

TEST(Rails25Lots, APersonMayNameWhoseLotsAreClosed)
{
    Market market;
    market.trade(market.buy("0.01"_dec, {}, first, buy_bot), "100000"_dec);
    market.trade(market.buy("0.01"_dec), "100000"_dec);
    Intent named = market.sell("0.01"_dec);
    named.owner = buy_bots;
    EXPECT_EQ(market.verdict(named), "passes");
    Intent more = market.sell("0.01001"_dec);
    more.owner = buy_bots;
    EXPECT_EQ(market.verdict(more), "LOT_EXCEEDED: quantity=0.01001 limit=0.01");
    Intent own = market.sell("0.01001"_dec);
    own.owner = people;
    own.reduce_only = true;
    EXPECT_EQ(market.verdict(own), "REDUCE_ONLY_EXCEEDS: quantity=0.01001 limit=0.01");
    own.reduce_only = false;
    EXPECT_EQ(market.verdict(own), "LOT_EXCEEDED: quantity=0.01001 limit=0.01");
    own.quantity = Quantity{"0.01"_dec};
    EXPECT_EQ(market.verdict(own), "passes");
    EXPECT_EQ(market.verdict(market.sell("0.02"_dec)), "passes") << "who names nobody closes anybody's";
    market.trade(named, "110000"_dec);
    EXPECT_EQ(market.lot(buy_bots), Quantity{});
    EXPECT_EQ(market.lot(people).to_string(), "0.01");
}

TEST(Rails25Lots, WhatThePeopleTookLeavesAnAgentsReductionTooLarge)
{
    Market market;
    market.trade(market.buy("0.01"_dec, {}, first, buy_bot), "100000"_dec);
    const Intent close = market.sell("0.01"_dec, "100000"_dec);
    market.reserve(close);
    EXPECT_EQ(market.verdict(market.sell("0.01"_dec, {}, first, buy_bot)), "LOT_EXCEEDED: quantity=0.01 limit=0")
        << "on its way out already";
    market.rails.release(first, close.id, keep);
    market.reserve(market.sell("0.01"_dec, "110000"_dec, first, buy_bot));
    EXPECT_EQ(market.rails.over_reduced(first, btc, Side::sell), Quantity{});
    Intent swept = market.sell("0.01"_dec);
    market.fill(swept, "100000"_dec);  // as if the venue had done it without us
    EXPECT_EQ(market.rails.over_reduced(first, btc, Side::sell).to_string(), "0.01");
    EXPECT_EQ(market.rails.state().agents.at(AgentId{"buy_bot"}).exposures.at(btc).over_reduced_sell.to_string(),
              "0.01");
}

TEST(Rails25Lots, WhatIsTooSmallToSellIsDust)  // D1
{
    Market market;
    market.trade(market.buy("0.01"_dec, {}, first, buy_bot), "100000"_dec);
    EXPECT_EQ(market.verdict(market.sell("0.00006"_dec, {}, first, buy_bot)), "passes") << "6 dollars";
    EXPECT_EQ(market.verdict(market.sell("0.00004"_dec, {}, first, buy_bot)), "DUST: notional=3.9999996 limit=5");
    EXPECT_EQ(market.verdict(market.sell("0.000009"_dec, {}, first, buy_bot)), "DUST: quantity=0 limit=0.00001");
    EXPECT_EQ(market.verdict(market.buy("0.00004"_dec)), "NOTIONAL_TOO_SMALL: notional=4 limit=5");
    EXPECT_EQ(market.verdict(market.sell("0.00006"_dec, "80000"_dec, first, buy_bot)), "DUST: notional=4.8 limit=5")
        << "at the price the venue is shown";

    const Instrument listed = instrument(btc, "BTC", "USDT");
    EXPECT_FALSE(Rails::is_dust(listed, Quantity{"0.00005"_dec}, Price{"100000"_dec}));
    EXPECT_TRUE(Rails::is_dust(listed, Quantity{"0.000059"_dec}, Price{"99999"_dec})) << "in whole lots";
    EXPECT_TRUE(Rails::is_dust(listed, Quantity{"0.000009"_dec}, Price{"100000000"_dec}));
    EXPECT_TRUE(Rails::is_dust(listed, Quantity{"-0.00001"_dec}, Price{"100000"_dec})) << "of a short too";
}

TEST(Rails25Lots, DustEndsTheTripAtItsCostAndIsNoLoss)  // D1
{
    Market market;
    market.trade(market.buy("0.01"_dec, {}, first, buy_bot), "100000"_dec);
    auto trips = market.trade(market.sell("0.00997"_dec, {}, first, buy_bot), "100000"_dec);
    ASSERT_EQ(trips.size(), 1u);
    EXPECT_EQ(trips[0].trip, (RoundTrip{Amount{"997"_dec}, Amount{}}));
    EXPECT_EQ(market.lot(buy_bots).to_string(), "0.00003") << "kept in the books";
    EXPECT_EQ(market.holding().lots.at(buy_bots).cost.to_string(), "3") << "at its cost";
    market.trade(market.buy("0.01"_dec, {}, first, buy_bot), "100000"_dec);
    trips = market.trade(market.sell("0.01003"_dec, {}, first, buy_bot), "110000"_dec);
    ASSERT_EQ(trips.size(), 1u);
    EXPECT_EQ(trips[0].trip, (RoundTrip{Amount{"1003"_dec}, Amount{"100.3"_dec}})) << "the next trip began with it";
}

TEST(Rails25Lots, TheTailOfAnExitIsNoTripOfItsOwn)
{
    Market market;
    market.trade(market.buy("0.01"_dec), "100000"_dec);
    const Intent exit = market.sell("0.01"_dec, "90000"_dec);
    market.reserve(exit);
    EXPECT_EQ(market.fill(exit, "90000"_dec, "0.00998"_dec).size(), 1u);
    EXPECT_EQ(market.fill(exit, "90000"_dec, "0.00002"_dec).size(), 0u) << "else one exit would count as two losses";
    EXPECT_EQ(market.lot(people), Quantity{});
}

TEST(Rails25Lots, AThinEntryIsNotATrip)  // D1
{
    Market market;
    const Intent entry = market.buy("0.01"_dec);
    market.reserve(entry);
    EXPECT_TRUE(market.fill(entry, "100000"_dec, "0.00001"_dec).empty());
    EXPECT_EQ(market.lot(people).to_string(), "0.00001");
}

TEST(Rails25Fills, AFeeInTheBaseAssetMakesWhatWasOpenedSmallerAtTheSameCost)
{
    Market market;
    market.trade(market.buy("0.01"_dec), "100000"_dec, "0.00001"_dec, bitcoin);
    EXPECT_EQ(market.lot(people).to_string(), "0.00999");
    EXPECT_EQ(market.balance(bitcoin).to_string(), "0.00999");
    EXPECT_EQ(market.holding().lots.at(people).cost.to_string(), "1000");
    market.deposit(first, bitcoin, "1"_dec);
    const auto trips = market.trade(market.sell("0.00999"_dec), "100000"_dec, "0.00001"_dec, bitcoin);
    ASSERT_EQ(trips.size(), 1u);
    EXPECT_EQ(trips[0].trip.result.to_string(), "-2") << "a dollar of what was bought, and one of the fee now";
    EXPECT_EQ(market.lot(people).to_string(), "0") << "the fee was of what was put in: it opens nothing";
    EXPECT_EQ(market.balance(bitcoin).to_string(), "0.99999");
}

TEST(Rails25Fills, AFeeInAThirdAssetIsInTheTripAndLeavesThatBalance)  // M28
{
    Market market;
    market.deposit(first, AssetId{"ETH"}, "1"_dec);
    market.quote(eth, "999.99"_dec, "1000.01"_dec);
    market.trade(market.buy("0.01"_dec), "100000"_dec, "0.001"_dec, AssetId{"ETH"});
    const auto trips = market.trade(market.sell("0.01"_dec), "100000"_dec, "0.02"_dec, AssetId{"ETH"});
    ASSERT_EQ(trips.size(), 1u);
    EXPECT_EQ(trips[0].trip.result.to_string(), "-21") << "1 and 20 dollars: a loss of more than two percent";
    EXPECT_TRUE(market.rails.is_loss(trips[0].trip));
    EXPECT_EQ(market.balance(AssetId{"ETH"}).to_string(), "0.979");
}

TEST(Rails25Fills, AFeeInWhatIsSoldOpensNothingAndIsTakenOutOfWhatTheLotHasLeft)
{
    struct Case {
        const char* name;
        Decimal sold;
        const char* left;    // of the seller's lot
        const char* result;  // of its trip, if it ends
    };
    for (const Case& c : {Case{"all of it: the balance pays", "0.01"_dec, "0", "-10"},
                          Case{"all but less than the fee", "0.00995"_dec, "0", "-10"},
                          Case{"all but the fee and more", "0.009"_dec, "0.0009", nullptr}}) {
        SCOPED_TRACE(c.name);
        Market market;
        market.deposit(first, bitcoin, "1"_dec);
        market.trade(market.buy("0.01"_dec, {}, first, buy_bot), "100000"_dec);
        const auto trips = market.trade(market.sell(c.sold, {}, first, buy_bot), "100000"_dec, "0.0001"_dec, bitcoin);
        const auto lot = market.account().holdings.find(btc);
        const bool is_flat = lot == market.account().holdings.end() || !lot->second.lots.contains(buy_bots);
        EXPECT_EQ(is_flat ? "0" : market.lot(buy_bots).to_string(), c.left);
        ASSERT_EQ(trips.size(), c.result != nullptr ? 1u : 0u);
        if (c.result != nullptr) {
            EXPECT_EQ(trips.front().trip.result.to_string(), c.result) << "0.0001 at 100 000";
        }
        EXPECT_EQ(market.balance(bitcoin).value(), "1.01"_dec - c.sold - "0.0001"_dec);
    }
}

TEST(Rails25Fills, WhatIsMissingForAFeeInWhatIsSoldComesOutOfTheOthersLots)
{
    Market market;
    market.trade(market.buy("0.01"_dec, {}, first, buy_bot), "100000"_dec);
    market.trade(market.buy("0.01"_dec), "100000"_dec);
    market.trade(market.sell("0.01"_dec, {}, first, buy_bot), "100000"_dec, "0.0001"_dec, bitcoin);
    EXPECT_EQ(market.lot(people).to_string(), "0.0099");
    EXPECT_EQ(market.balance(bitcoin).to_string(), "0.0099");
}

TEST(Rails25Fills, WhatChangedHandsIsBookedAndNotThePriceTimesTheQuantity)
{
    Market market;
    Fill fill;
    fill.id = FillId{"1"};
    fill.instrument = btc;
    fill.price = Price{"100000"_dec};
    fill.quantity = Quantity{"0.01"_dec};
    fill.quote_amount = Amount{"999.99"_dec};
    fill.fee_asset = usdt;
    market.rails.apply_fill(first, {}, people, fill, {});
    EXPECT_EQ(market.balance(usdt).to_string(), "999000.01");
    EXPECT_EQ(market.holding().lots.at(people).cost.to_string(), "999.99");
}

TEST(Rails25Fills, OneAfterTheReleaseIsBookedAndHoldsNothing)
{
    Market market;
    const Intent intent = market.buy("0.01"_dec, "100000"_dec);
    market.reserve(intent);
    market.rails.release(first, intent.id, keep);
    market.fill(intent, "100000"_dec);
    EXPECT_EQ(market.lot(people).to_string(), "0.01");
    EXPECT_TRUE(market.holding().reserved_buy.is_zero());
    EXPECT_TRUE(market.account().reserved.empty());
}

TEST(Rails25Fills, OneLargerThanItsOrderNeverHoldsLessThanNothing)
{
    Market market;
    const Intent intent = market.buy("0.01"_dec, "100000"_dec);
    market.reserve(intent);
    market.fill(intent, "100000"_dec, "0.012"_dec);
    EXPECT_EQ(market.lot(people).to_string(), "0.012");
    EXPECT_TRUE(market.holding().reserved_buy.is_zero());
    market.rails.release(first, intent.id, keep);
    EXPECT_TRUE(market.account().reserved.empty());
}

TEST(Rails25Fills, ARebateIsAFeeBelowZero)
{
    Market market;
    market.trade(market.buy("0.01"_dec), "100000"_dec, "-0.25"_dec);
    EXPECT_EQ(market.balance(usdt).to_string(), "999000.25");
    EXPECT_EQ(market.holding().lots.at(people).realised.to_string(), "0.25");
}

TEST(Rails25Fills, AnAbsurdOneThrowsAndLeavesNothingHalfDone)
{
    Market market;
    const Intent intent = market.buy("0.01"_dec, "100000"_dec);
    market.reserve(intent);
    const Bytes before = encode(market.rails.state());
    EXPECT_THROW(market.fill(intent, "170141183460469231731"_dec, "2"_dec), ArithmeticError);
    EXPECT_THROW(market.fill(intent, "1"_dec, "1000000000000001"_dec), ArithmeticError);
    EXPECT_EQ(encode(market.rails.state()), before);
}

// -------------------------------------------------------------------------------------------------------- funds

TEST(RailsFunds, AnOrderIsHeldToWhatIsFreeAndAFillPaysFromWhatWasHeld)
{
    Market market;
    market.deposit(first, usdt, "-999000"_dec);  // 1 000 left
    EXPECT_EQ(market.verdict(market.buy("0.01"_dec, "100000"_dec)), "passes");
    EXPECT_EQ(market.verdict(market.buy("0.01001"_dec, "100000"_dec)), "INSUFFICIENT_FUNDS: needed=1001 limit=1000");
    const Intent held = market.buy("0.006"_dec, "100000"_dec);
    market.reserve(held);
    EXPECT_EQ(market.verdict(market.buy("0.00401"_dec, "100000"_dec)), "INSUFFICIENT_FUNDS: needed=401 limit=400");
    market.fill(held, "90000"_dec, "0.004"_dec, "0.5"_dec);
    EXPECT_EQ(market.account().reserved.at(usdt).to_string(), "200");
    EXPECT_EQ(market.balance(usdt).to_string(), "639.5");
    EXPECT_EQ(market.balance(bitcoin).to_string(), "0.004");
    market.rails.release(first, held.id, keep);
    EXPECT_EQ(market.verdict(market.sell("0.00401"_dec)), "INSUFFICIENT_FUNDS: needed=0.00401 limit=0.004");
}

// ------------------------------------------------------------------------------------------------ gauges, state

TEST(RailsGauges, ShowHowFarEachRailIs)
{
    Market market;
    market.start_day();
    market.start_day(second);
    market.trade(market.buy("0.005"_dec, {}, first, buy_bot), "100000"_dec);
    market.reserve(market.buy("0.002"_dec, "100000"_dec));
    market.trade(market.buy("0.001"_dec, {}, second), "100000"_dec);
    market.deposit(first, usdt, "-10000"_dec);  // as if it had been lost: one percent
    const auto gauges = market.rails.gauges(first, market.quotes, market.now);
    const auto find = [&](DenialCode rail, const Scope& scope, bool is_approval_sum = false) {
        for (const Gauge& gauge : gauges)
            if (gauge.rail == rail && gauge.scope == scope && gauge.is_approval_sum == is_approval_sum)
                return gauge.used.to_string() + " of " + gauge.limit.to_string() + " " + gauge.unit;
        return std::string{"none"};
    };
    const Scope bot = Scope::of(AgentId{"buy_bot"});
    EXPECT_EQ(find(DenialCode::position_limit, Scope::of(first)), "700 of 10000 USD");
    EXPECT_EQ(find(DenialCode::position_limit, Scope::of(alice)), "800 of 10000 USD");
    EXPECT_EQ(find(DenialCode::position_limit, bot), "500 of 10000 USD");
    EXPECT_EQ(find(DenialCode::position_limit, Scope::desk()), "800 of 1000000 USD");
    EXPECT_EQ(find(DenialCode::rate_limit, Scope::of(alice)), "3 of 20 per hour");
    EXPECT_EQ(find(DenialCode::rate_limit, bot), "1 of 20 per hour");
    EXPECT_EQ(find(DenialCode::rate_limit, Scope::desk()), "3 of 20000 per hour");
    EXPECT_EQ(find(DenialCode::reduction_rate_limit, Scope::of(alice)), "0 of 120 per hour");
    EXPECT_EQ(find(DenialCode::approvals_waiting, Scope::of(alice)), "0 of 10 waiting");
    EXPECT_EQ(find(DenialCode::approval_rate_limit, Scope::of(alice), true), "800 of 1000 USD");
    EXPECT_EQ(find(DenialCode::loss_streak, Scope::of(first)), "0 of 3 in a row");
    EXPECT_EQ(find(DenialCode::loss_streak, Scope::desk()), "0 of 30 in a row");
    EXPECT_EQ(find(DenialCode::daily_loss, Scope::of(first)), "1.01 of 5 percent") << "rounded up";
    EXPECT_EQ(find(DenialCode::daily_loss, Scope::of(alice)), "0.51 of 5 percent");
    EXPECT_TRUE(market.rails.gauges(AccountId{"nobody"}, market.quotes, market.now).empty());
}

TEST(RailsState, EveryCodeHasItsOwnText)
{
    std::set<std::string_view> texts;
    for (const auto& row : enum_table(DenialCode{})) EXPECT_TRUE(texts.insert(row.name).second) << row.name;
}

TEST(RailsState, LimitsAreKnownByTheirEncoding)  // M17
{
    Limits limits;
    const Hash before = fingerprint(limits);
    EXPECT_EQ(fingerprint(Limits{}), before);
    limits.ignored_assets.push_back(AssetId{"DOGE"});
    EXPECT_NE(fingerprint(limits), before);
    Market market;
    market.rails.set_limits(limits);
    EXPECT_EQ(market.rails.state().limits, limits) << "they stand in the state";
}

TEST(RailsState, SurvivesItsEncodingAndJudgesAsBefore)
{
    Market market;
    market.start_day();
    market.trade(market.buy("0.01"_dec, {}, first, buy_bot), "100000"_dec);
    market.reserve(market.buy("0.002"_dec, "90000"_dec));
    const Bytes bytes = encode(market.rails.state());
    auto again = decode<RailsState>(bytes);
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, market.rails.state());
    EXPECT_EQ(encode(*again), bytes);
    const auto before = market.verdict(market.buy("0.089"_dec, "100000"_dec));
    market.rails.restore(std::move(*again));
    EXPECT_EQ(encode(market.rails.state()), bytes);
    EXPECT_EQ(market.verdict(market.buy("0.089"_dec, "100000"_dec)), before);
}

}  // namespace
}  // namespace swarmdesk::trading::risk
