#include "order_request.hpp"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "desk_place.hpp"
#include "lot_owners.hpp"
#include "order_outcome.hpp"
#include "problem_exit.hpp"

/// \file
/// What the command line makes of what a person types, and of what the desk answers.
namespace swarmdesk::testing {
namespace {

namespace json = boost::json;
using namespace literals;
using app::basis_points;
using app::OrderFlags;
using app::ProtectionFlags;
using app::TradedInstrument;
using app::TradedInstruments;

TradedInstrument bitcoin()
{
    return {.venue = "paper",
            .symbol = "BTCUSDT",
            .base = "BTC",
            .quote = "USDT",
            .tick = "0.01"_dec,
            .lot = "0.00001"_dec,
            .bid = "99999.99"_dec,
            .ask = "100000"_dec};
}

OrderFlags buy(std::string quantity)
{
    OrderFlags flags;
    flags.side = "BUY";
    flags.symbol = "BTCUSDT";
    flags.quantity = std::move(quantity);
    return flags;
}

/// The body as JSON, or the error's sentence.
std::string body_of(const OrderFlags& flags, const TradedInstrument& instrument = bitcoin())
{
    const auto body = app::order_body(flags, instrument);
    return body ? json::serialize(*body) : body.error().detail;
}

TEST(OrderRequest, TheTypeIsWhatLimitAndStopSayUnlessItIsNamed)
{
    struct Case {
        const char* limit;
        const char* stop;
        const char* type;
        const char* expected;
    };
    for (const Case& c : {Case{"", "", "", "MARKET"}, Case{"90000", "", "", "LIMIT"},
                          Case{"", "90000", "", "STOP_LOSS"}, Case{"90000", "91000", "", "STOP_LOSS_LIMIT"},
                          Case{"", "91000", "TAKE_PROFIT", "TAKE_PROFIT"}, Case{"90000", "91000", "OCO", "OCO"}}) {
        SCOPED_TRACE(c.expected);
        OrderFlags flags = buy("0.01");
        flags.limit = c.limit;
        flags.stop = c.stop;
        flags.type = c.type;
        EXPECT_EQ(json::parse(body_of(flags)).at("type"), c.expected);
    }
}

TEST(OrderRequest, GoesToTheDeskAsItWasTyped)
{
    EXPECT_EQ(body_of(buy("0.010")),
              R"({"instrument":"paper:BTCUSDT","side":"BUY","type":"MARKET","quantity":"0.010"})");
    OrderFlags flags = buy("");
    flags.side = "SELL";
    flags.quantity = "0.01";
    flags.type = "OCO";
    flags.limit = "110000";
    flags.stop = "95000";
    flags.stop_limit = "94000";
    flags.owner = "buy_bot";
    flags.time_in_force = "GTC";
    flags.reason = "enough";
    flags.is_reduce_only = true;
    EXPECT_EQ(body_of(flags),
              R"({"instrument":"paper:BTCUSDT","side":"SELL","type":"OCO","time_in_force":"GTC","quantity":"0.01",)"
              R"("limit_price":"110000","stop_price":"95000","stop_limit_price":"94000","owner":"buy_bot",)"
              R"("reason":"enough","reduce_only":true})");
    OrderFlags for_money = buy("");
    for_money.quote = "250";
    EXPECT_EQ(body_of(for_money),
              R"({"instrument":"paper:BTCUSDT","side":"BUY","type":"MARKET","quote_quantity":"250"})");
}

TEST(OrderRequest, NeedsAQuantityOrAnAmountAndNotBoth)
{
    const std::string expected = "say how much: a quantity (0.01), or --quote for an amount of USDT";
    EXPECT_EQ(body_of(buy("")), expected);
    OrderFlags both = buy("0.01");
    both.quote = "250";
    EXPECT_EQ(body_of(both), expected);
}

TEST(OrderRequest, ABracketsPercentagesAreOfTheAskOrOfTheLimitAndOnTheTick)
{
    OrderFlags flags = buy("0.01");
    flags.protection = {.stop_loss = "5%", .take_profit = "10%", .trailing = "2.5%"};
    EXPECT_EQ(json::serialize(json::parse(body_of(flags)).at("protection")),
              R"({"stop_price":"95000","take_profit_price":"110000","trailing_bp":250})");
    flags.limit = "33333.33";
    EXPECT_EQ(json::serialize(json::parse(body_of(flags)).at("protection")),
              R"({"stop_price":"31666.66","take_profit_price":"36666.66","trailing_bp":250})");
    flags.protection = {.stop_loss = "92000", .take_profit = {}, .trailing = {}};
    EXPECT_EQ(json::serialize(json::parse(body_of(flags)).at("protection")), R"({"stop_price":"92000"})");

    flags.side = "SELL";
    EXPECT_THAT(body_of(flags), ::testing::HasSubstr("protect what is bought"));
    flags.protection = {};
    flags.side = "BUY";
    flags.limit.clear();
    TradedInstrument silent = bitcoin();
    silent.ask.reset();
    flags.protection.stop_loss = "5%";
    EXPECT_EQ(body_of(flags, silent), "there is no quote of BTCUSDT to take 5% of");
}

TEST(OrderRequest, ARepeatsPercentagesAreWhatTheyCameToAtFirst)
{
    const json::object recorded =
        json::parse(R"({"protection":{"stop_price":"94000","take_profit_price":"108000"}})").as_object();
    const auto protection = [&](const OrderFlags& flags, const TradedInstrument& instrument) {
        return json::serialize(app::order_body(flags, instrument, &recorded).value().at("protection"));
    };
    TradedInstrument silent = bitcoin();
    silent.ask.reset();
    OrderFlags flags = buy("0.01");
    flags.protection = {.stop_loss = "5%", .take_profit = "10%", .trailing = {}};
    for (const TradedInstrument& market : {bitcoin(), silent})
        EXPECT_EQ(protection(flags, market), R"({"stop_price":"94000","take_profit_price":"108000"})");
    // What is typed as a price, or worked out from the limit, is the same each time: another one is another wish.
    flags.protection = {.stop_loss = "92000", .take_profit = {}, .trailing = {}};
    EXPECT_EQ(protection(flags, bitcoin()), R"({"stop_price":"92000"})");
    flags.protection.stop_loss = "5%";
    flags.limit = "90000";
    EXPECT_EQ(protection(flags, bitcoin()), R"({"stop_price":"85500"})");
    // Nothing was recorded of a level that comes anew.
    flags.limit.clear();
    const json::object bare;
    EXPECT_EQ(json::serialize(app::order_body(flags, bitcoin(), &bare).value().at("protection")),
              R"({"stop_price":"95000"})");
}

TEST(OrderRequest, ATrailingStopsPercentageIsItsOwn)
{
    OrderFlags flags = buy("0.01");
    flags.side = "SELL";
    flags.type = "TRAILING_STOP";
    flags.protection.trailing = "3%";
    const json::value body = json::parse(body_of(flags));
    EXPECT_EQ(body.at("trailing_bp"), 300);
    EXPECT_FALSE(body.as_object().contains("protection"));
    flags.protection.trailing.clear();
    EXPECT_EQ(body_of(flags), "trailing is 0.1% to 50%, in steps of 0.01%, not ");
    flags.type = "OCO";
    flags.limit = "110000";
    flags.stop = "95000";
    EXPECT_FALSE(json::parse(body_of(flags)).as_object().contains("trailing_bp"));
    flags.protection.trailing = "3%";
    EXPECT_EQ(json::parse(body_of(flags)).at("trailing_bp"), 300);
}

TEST(OrderRequest, LevelsAreOnTheRightSideOfNothing)
{
    const auto levels = [](ProtectionFlags flags) {
        const auto body = app::protection_body(flags, bitcoin(), "100000"_dec);
        return body ? json::serialize(*body) : body.error().detail;
    };
    EXPECT_EQ(levels({.stop_loss = "0.01%", .take_profit = {}, .trailing = {}}), R"({"stop_price":"99990"})");
    EXPECT_EQ(levels({.stop_loss = "99.99%", .take_profit = {}, .trailing = {}}), R"({"stop_price":"10"})");
    EXPECT_EQ(levels({.stop_loss = {}, .take_profit = "300%", .trailing = {}}), R"({"take_profit_price":"400000"})");
    for (const char* wrong : {"0%", "100%", "-5%", "%", "x%", "x", "-1", "0", "5 %", "1e5"}) {
        SCOPED_TRACE(wrong);
        EXPECT_THAT(levels({.stop_loss = wrong, .take_profit = {}, .trailing = {}}),
                    ::testing::StartsWith("--stop-loss is"));
    }
    EXPECT_EQ(levels({}), "{}");
}

TEST(OrderRequest, TrailingIsInWholeBasisPoints)
{
    EXPECT_EQ(basis_points("2.5%").value(), 250);
    EXPECT_EQ(basis_points("0.1%").value(), 10);
    EXPECT_EQ(basis_points("50%").value(), 5000);
    for (const char* wrong : {"2", "0%", "0.09%", "0.105%", "50.01%", "-1%", "", "%", "100000000000000000000%"}) {
        SCOPED_TRACE(wrong);
        EXPECT_FALSE(basis_points(wrong));
    }
}

TEST(OrderRequest, ProtectionIsSaidInWords)
{
    const json::value protection =
        json::parse(R"({"stop_price":"95000","take_profit_price":"110000","trailing_bp":250})");
    EXPECT_EQ(app::protection_words(protection.as_object(), bitcoin()),
              "stop loss at 95,000.00, take profit at 110,000.00, trailing by 2.5%");
    EXPECT_EQ(app::protection_words({}, bitcoin()), "");
}

TEST(OrderRequest, ProtectionWhoseOrderIsAnOlderOneIsSaidToBeReplaced)
{
    const auto words = [](const char* text) { return app::protection_words(json::parse(text).as_object(), bitcoin()); };
    EXPECT_EQ(words(R"({"stop_price":"92000","is_current":true})"), "stop loss at 92,000.00");
    EXPECT_EQ(words(R"({"stop_price":"92000","is_current":false})"),
              "stop loss at 92,000.00 (an older order is being replaced)");
    EXPECT_EQ(words(R"({"state":"ACCEPTED","is_current":false})"), "being taken away");
}

TEST(ProblemExit, OneTableSaysWhatEachAnswerOfADeskIsForEveryCommand)
{
    struct Case {
        std::uint16_t status;
        const char* code;
        int exit;
    };
    for (const Case& c : std::vector<Case>{{0, "no_answer", 3},
                                           {400, "invalid_request", 2},
                                           {401, "bad_token", 4},
                                           {403, "not_allowed", 4},
                                           {404, "no_such_account", 2},
                                           {404, "no_such_instrument", 2},
                                           {404, "no_such_intent", 2},
                                           {409, "approval_decided", 6},
                                           {413, "too_large", 4},
                                           {422, "FOREIGN_ACCOUNT", 4},
                                           {422, "out_of_range", 2},
                                           {429, "too_many_requests", 4},
                                           {500, "internal", 3},
                                           {503, "not_ready", 3}}) {
        api::ApiFailure failure;
        failure.status = c.status;
        failure.code = c.code;
        EXPECT_EQ(app::exit_code_of(failure), c.exit) << c.code;
    }
    api::ApiFailure denied;
    denied.status = 422;
    denied.code = "POSITION_LIMIT";
    denied.problem["denial"] = json::object{};
    EXPECT_EQ(app::exit_code_of(denied), 4);
}

TEST(TradedInstruments, WriteNumbersWithTheDigitsOfTickAndLot)
{
    const TradedInstruments market{json::parse(
        R"({"instruments":[)"
        R"({"venue":"paper","instrument":"BTCUSDT","base":"BTC","quote":"USDT","tick":"0.01","lot":"0.00001"},)"
        R"({"venue":"paper","instrument":"PEPEUSDT","base":"PEPE","quote":"USDT","tick":"0.00000001","lot":"1"}],)"
        R"("quotes":[{"venue":"paper","instrument":"BTCUSDT","bid":"1","ask":"2"}]})")};
    const TradedInstrument& pepe = *market.find("paper", "PEPEUSDT");
    EXPECT_EQ(pepe.price_text("0.0000123"_dec), "0.00001230");
    EXPECT_EQ(pepe.quantity_text("1000000"_dec), "1,000,000");
    EXPECT_EQ(pepe.money_text("12.3"_dec), "12.30000000");
    EXPECT_FALSE(pepe.ask);
    const TradedInstrument& btc = *market.find("paper", "BTCUSDT");
    EXPECT_EQ(btc.price_text("100000"_dec), "100,000.00");
    EXPECT_EQ(btc.quantity_text("0.1"_dec), "0.10000");
    EXPECT_EQ(btc.quantity_text("0.00000767"_dec), "0.00000767") << "dust is no nothing";
    EXPECT_EQ(btc.ask, "2"_dec);
    EXPECT_EQ(market.asset_text("BTC", "0.5"_dec), "0.50000");
    EXPECT_EQ(market.asset_text("BTC", "0.00000767"_dec), "0.00000767");
    EXPECT_EQ(market.asset_text("EUR", "12.345"_dec), "12.34");
    EXPECT_EQ(market.find("other", "BTCUSDT"), nullptr);
    EXPECT_EQ(market.named("paper:BTCUSDT", "other")->symbol, "BTCUSDT");
    EXPECT_EQ(market.named("FOO", "paper").error().detail,
              "FOO is not traded where the account is; there are BTCUSDT, PEPEUSDT");
    EXPECT_EQ(market.named("FOO", "other").error().detail, "FOO is not traded where the account is; there are none");
}

TEST(OrderOutcome, SaysWhatBecameOfItWithItsExitCode)
{
    struct Case {
        const char* fields;
        bool is_settled;
        int code;
        const char* words;
    };
    for (const Case& c : {
             Case{R"("state":"FILLED","is_final":true,"filled":"0.01","average_price":"99000.005","fees":"0.99")", true,
                  0, "bought 0.01000 BTCUSDT at 99,000.00 for 990.00 USDT, fee 0.99 USDT"},
             Case{R"("state":"DENIED","is_final":true,)"
                  R"("denial":{"message":"POSITION_LIMIT: worst_case=10250.1 limit=10000",)"
                  R"("scope":{"level":"account","name":"paper"}})",
                  true, 4, "denied: POSITION_LIMIT: worst_case=10250.1 limit=10000 (account paper)"},
             Case{R"("state":"DENIED","is_final":true,"denial":{"message":"RATE_LIMIT: admissions=20 limit=20",)"
                  R"("scope":{"level":"desk","name":""},"retry_after_ms":1001})",
                  true, 4, "denied: RATE_LIMIT: admissions=20 limit=20; the next is free in 2 s"},
             Case{R"("state":"DECLINED","is_final":true)", true, 4, "a person declined it"},
             Case{R"("state":"REJECTED","is_final":true,"outcome":"-1013 NOTIONAL")", true, 1,
                  "the venue rejected it: -1013 NOTIONAL"},
             Case{R"("state":"EXPIRED","is_final":true,"filled":"0")", true, 1, "expired, nothing was filled"},
             Case{R"("state":"CANCELED","is_final":true,"filled":"0.004","average_price":"100000","fees":"0.4")", true,
                  1, "bought 0.00400 BTCUSDT at 100,000.00 for 400.00 USDT, fee 0.40 USDT; the rest was canceled"},
             Case{R"("state":"PENDING_APPROVAL","is_final":false,"notional_usd":"1501.5","approval_id":"a-1")", true, 0,
                  "BUY 0.01 BTCUSDT (MARKET) waits for a human, 1,501.50 USD at most: swarmdesk approve a-1"},
             Case{R"("state":"ACCEPTED","is_final":false)", false, 0,
                  "BUY 0.01 BTCUSDT (MARKET) is on its way (ACCEPTED); look at it with: swarmdesk orders"},
             Case{R"("state":"PROPOSED","is_final":false)", false, 0,
                  "BUY 0.01 BTCUSDT (MARKET) is on its way (PROPOSED); look at it with: swarmdesk orders"},
             Case{R"("state":"UNKNOWN","is_final":false)", false, 1,
                  "the venue has not said what became of it; the desk keeps asking, and nothing is sent again. Look at "
                  "it with: swarmdesk orders"},
         }) {
        SCOPED_TRACE(c.words);
        const json::value intent =
            json::parse(R"({"intent_id":"i-1","side":"BUY","type":"MARKET","time_in_force":"GTC","quantity":"0.01",)" +
                        std::string{c.fields} + "}");
        EXPECT_EQ(app::is_settled(intent.as_object()), c.is_settled);
        const app::OrderOutcome outcome = app::outcome_of(intent.as_object(), bitcoin());
        EXPECT_EQ(outcome.words, c.words);
        EXPECT_EQ(outcome.code, c.code);
    }
}

TEST(OrderOutcome, ALimitOrderThatRestsIsWhereItShouldBe)
{
    const auto intent = [](const char* state, const char* in_force) {
        json::value value = json::parse(
            R"({"intent_id":"i-1","side":"SELL","type":"LIMIT","order_quantity":"0.01","limit_price":"110000"})");
        value.as_object()["state"] = state;
        value.as_object()["is_final"] = false;
        value.as_object()["time_in_force"] = in_force;
        return value.as_object();
    };
    EXPECT_TRUE(app::is_settled(intent("ACCEPTED", "GTC")));
    EXPECT_TRUE(app::is_settled(intent("PARTIALLY_FILLED", "GTC")));
    EXPECT_FALSE(app::is_settled(intent("SUBMITTED", "GTC")));
    EXPECT_FALSE(app::is_settled(intent("ACCEPTED", "IOC")));
    EXPECT_EQ(app::outcome_of(intent("ACCEPTED", "GTC"), bitcoin()).words,
              "SELL 0.01000 BTCUSDT at 110,000.00 (LIMIT) rests at the venue; to take it back: swarmdesk cancel i-1");
}

TEST(DeskPlace, IsWhereAFlagSaysWhateverTheEnvironmentSays)
{
    struct Case {
        const char* name;
        app::SaidPlace flags;
        app::SaidPlace environment;
        const char* url;
        const char* state_folder;
    };
    for (const Case& c :
         {Case{"nobody says anything", {}, {}, "", "state"}, Case{"the environment's folder", {}, {"", "/a"}, "", "/a"},
          Case{"the environment's address and folder", {}, {"http://a", "/a"}, "http://a", "/a"},
          Case{"a folder beats a folder", {"", "/b"}, {"", "/a"}, "", "/b"},
          Case{"a folder beats an address too", {"", "/b"}, {"http://a", "/a"}, "", "/b"},
          Case{"an address beats an address", {"http://b", ""}, {"http://a", ""}, "http://b", "state"},
          Case{"an address leaves the folder", {"http://b", ""}, {"http://a", "/a"}, "http://b", "/a"},
          Case{"both flags", {"http://b", "/b"}, {"http://a", "/a"}, "http://b", "/b"}}) {
        SCOPED_TRACE(c.name);
        const app::DeskPlace place = app::place_of(c.flags, c.environment);
        EXPECT_EQ(place.url, c.url);
        EXPECT_EQ(place.state_folder, c.state_folder);
    }
}

json::array owners(const char* text) { return json::parse(text).as_array(); }

TEST(LotOwners, ASaleThatIsMoreThanPeoplesOwnSaysWhoseItTakesAndWhatThatWasProtectedBy)
{
    const json::array held = owners(R"([
        {"owner": "buy_bot", "quantity": "0.003", "protection": {"stop_price": "92000"}},
        {"owner": "online_trading/ema_cross", "quantity": "0.01"},
        {"owner": "people", "quantity": "0.002"}])");
    EXPECT_EQ(app::taken_words(held, "0.002"_dec, bitcoin()), "") << "their own is enough";
    EXPECT_EQ(app::taken_words(held, "0.00201"_dec, bitcoin()),
              "takes 0.00200 of people, then 0.00001 of buy_bot, whose protection (stop loss at 92,000.00) ends or "
              "shrinks with it");
    EXPECT_EQ(app::taken_words(held, "1"_dec, bitcoin()),
              "takes 0.00200 of people, then 0.00300 of buy_bot, whose protection (stop loss at 92,000.00) ends or "
              "shrinks with it, then 0.01000 of online_trading/ema_cross");
    EXPECT_EQ(app::taken_words({}, "1"_dec, bitcoin()), "");
    const json::array own =
        owners(R"([{"owner": "people", "quantity": "0.002", "protection": {"stop_price": "92000"}}])");
    EXPECT_EQ(app::taken_words(own, "0.001"_dec, bitcoin()),
              "takes 0.00100 of people, whose protection (stop loss at 92,000.00) ends or shrinks with it");
}

TEST(LotOwners, WhatWasSoldToTheLastBitIsNotHeld)
{
    const TradedInstruments market{json::parse(
        R"({"instruments": [{"venue": "paper", "instrument": "BTCUSDT", "base": "BTC", "quote": "USDT", "tick": "0.01",
            "lot": "0.00001"}], "quotes": []})")};
    const json::value positions = json::parse(
        R"({"items": [{"account": "paper", "venue": "paper", "instrument": "BTCUSDT", "owners": [
            {"owner": "people", "quantity": "0", "average_price": "0"},
            {"owner": "buy_bot", "quantity": "0.003"},
            {"owner": "treasury", "quantity": "0", "protection": {"stop_price": "92000"}}]}]})");
    const json::array lots = app::held_lots(positions, market);
    ASSERT_EQ(lots.size(), 2u);
    EXPECT_EQ(lots[0].at("owner"), "buy_bot");
    EXPECT_EQ(lots[0].at("account"), "paper");
    EXPECT_EQ(lots[1].at("owner"), "treasury");
}

TEST(TradedInstruments, UnderstandOtherLettersWhereTheyCanMeanButOne)
{
    const auto one = [](const char* venue, const char* symbol) {
        return json::object{{"venue", venue}, {"instrument", symbol}, {"base", "X"},
                            {"quote", "Y"},   {"tick", "0.01"},       {"lot", "0.01"}};
    };
    json::object market;
    market["instruments"] = json::array{one("paper", "BTCUSDT"), one("other", "BTCUSDT"), one("paper", "xAB"),
                                        one("paper", "xaB"), one("other", "ETHUSDT")};
    market["quotes"] = json::array{};
    const TradedInstruments instruments{market};
    EXPECT_EQ(instruments.named("btcusdt", "paper")->symbol, "BTCUSDT");
    EXPECT_EQ(instruments.named("OTHER:btcUSDT", "paper")->venue, "other");
    EXPECT_EQ(instruments.named("xaB", "paper")->symbol, "xaB");
    EXPECT_FALSE(instruments.named("XAB", "paper").has_value()) << "two are meant alike";
    EXPECT_FALSE(instruments.named("ethusdt", "paper").has_value()) << "traded elsewhere";
    EXPECT_EQ(instruments.spelled("ethusdt"), "ETHUSDT");
    EXPECT_EQ(instruments.spelled("Paper:Btcusdt"), "paper:BTCUSDT");
    EXPECT_EQ(instruments.spelled("XAB"), "XAB");
}

}  // namespace
}  // namespace swarmdesk::testing
