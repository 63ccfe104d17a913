#include "api/testing.hpp"

/// \file
/// Whose things are whose: accounts, venues, lots, and where money comes from.
namespace swarmdesk::api::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> strings(const json::array& items, std::string_view field)
{
    std::vector<std::string> found;
    for (const json::value& item : items) found.emplace_back(item.at(field).as_string().c_str());
    return found;
}

std::string sell(const std::string& quantity, const std::string& more = {})
{
    return R"({"intent_id":")" + TestDesk::new_id() +
           R"(","account":"paper","instrument":"BTCUSDT","side":"SELL","type":"MARKET","quantity":")" + quantity +
           "\"" + more + "}";
}

/// The account's operator trades by hand, `buy_bot` by itself.
trading::execution::IntentRecord buy_as_agent(TestDesk& desk, const char* quantity)
{
    trading::Intent intent;
    intent.id = trading::IntentId::parse(TestDesk::new_id()).value();
    intent.user = trading::UserId{"operator"};
    intent.account = paper;
    intent.instrument = btc;
    intent.quantity = trading::Quantity{Decimal::parse(quantity).value()};
    intent.proposer = {trading::ActorKind::agent, "buy_bot"};
    intent.decision = "d-17";
    auto done = desk.wait(desk.desk().propose(std::move(intent))).value();
    desk.settle();
    return done.value;
}

// --- Accounts --------------------------------------------------------------------------------------------------------

class TwoAccounts : public ::testing::Test {
protected:
    TwoAccounts()
    {
        desk.open_account(trading::AccountId{"second"}, "alice");
        for (const char* account : {"alice", "second"})
            EXPECT_EQ(desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.001", {}, account), alice).status,
                      202);
        desk.settle();
    }

    TestDesk desk;
    const std::string alice = desk.add_user("alice", Role::trader, "alice");
};

TEST_F(TwoAccounts, AreBothTheirOwners)
{
    const Answer me = desk.get("/me", alice);
    EXPECT_THAT(strings(me.body.at("accounts").as_array(), "account"), ElementsAre("alice", "second"));
    EXPECT_EQ(me.body.at("accounts").as_array()[1].at("venue").as_string(), "paper");
    EXPECT_THAT(strings(desk.get("/positions", alice).items(), "account"), ElementsAre("alice", "second"));
    EXPECT_THAT(strings(desk.get("/fills", alice).items(), "account"), ElementsAre("second", "alice"));
    EXPECT_THAT(strings(desk.get("/intents?account=second", alice).items(), "account"), ElementsAre("second"));
    EXPECT_EQ(desk.get("/portfolio?account=second", alice).string("account"), "second");
}

TEST_F(TwoAccounts, AreToldApartWhereOneIsMeant)
{
    for (const char* path : {"/portfolio", "/rails", "/reports/2025-04-03"}) {
        SCOPED_TRACE(path);
        const Answer which = desk.get(path, alice);
        EXPECT_EQ(which.status, 400);
        EXPECT_EQ(which.body.at("violations").as_array()[0].at("pointer").as_string(), "?account");
    }
    EXPECT_EQ(desk.get("/portfolio").string("account"), "paper") << "the operator's only one";
}

TEST(Accounts, ASymbolIsTheVenuesOfTheAccount)
{
    TestDesk desk;
    desk.list("BTCUSDT", "binance");
    desk.list("ETHUSDT", "binance");
    const trading::InstrumentId there{"binance:BTCUSDT"};
    desk.quote(trading::Price{"89999.99"_dec}, trading::Price{"90000"_dec}, there);
    desk.open_account(trading::AccountId{"live"}, "operator", "binance");
    const Answer filled = desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.001", {}, "live"));
    EXPECT_EQ(filled.status, 202) << filled.text;
    EXPECT_EQ(filled.string("venue"), "binance");
    EXPECT_EQ(filled.string("instrument"), "BTCUSDT");
    EXPECT_EQ(filled.string("average_price"), "90000");

    const auto ask_for = [&](const std::string& instrument, const std::string& account) {
        std::string body = TestDesk::intent(TestDesk::new_id(), "0.001", {}, account);
        body.replace(body.find("BTCUSDT"), 7, instrument);
        return desk.post("/intents", body);
    };
    EXPECT_EQ(ask_for("binance:BTCUSDT", "live").status, 202);
    EXPECT_EQ(ask_for("ETHUSDT", "paper").code(), "no_such_instrument");
    const Answer elsewhere = ask_for("binance:ETHUSDT", "paper");
    EXPECT_EQ(elsewhere.status, 400);
    EXPECT_EQ(elsewhere.body.at("violations").as_array()[0].at("pointer").as_string(), "/instrument");

    EXPECT_EQ(desk.get("/market/BTCUSDT/candles").code(), "ambiguous_instrument");
    EXPECT_EQ(desk.get("/market/binance:BTCUSDT/candles").string("venue"), "binance");
    EXPECT_EQ(desk.get("/market/ETHUSDT/candles").string("venue"), "binance") << "only one venue has it";
    EXPECT_THAT(strings(desk.get("/fills?instrument=paper:BTCUSDT").items(), "venue"), IsEmpty());
}

// --- Lots ------------------------------------------------------------------------------------------------------------

TEST(Lots, APositionSaysWhoseItIs)
{
    TestDesk desk;
    desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.002"));
    buy_as_agent(desk, "0.003");
    desk.quote(trading::Price{"109999"_dec}, trading::Price{"110001"_dec});
    const json::value position = desk.get("/positions").items()[0];
    EXPECT_EQ(position.at("quantity").as_string(), "0.005");
    EXPECT_EQ(position.at("unrealised_usd").as_string(), "50");
    const json::array& owners = position.at("owners").as_array();
    EXPECT_THAT(strings(owners, "owner"), ElementsAre("people", "buy_bot"));
    EXPECT_EQ(owners[1].at("quantity").as_string(), "0.003");
    EXPECT_EQ(owners[1].at("average_price").as_string(), "100000");
    EXPECT_EQ(owners[1].at("cost").as_string(), "300");
    EXPECT_EQ(owners[1].at("unrealised_usd").as_string(), "30");
    EXPECT_FALSE(owners[1].at("is_dust").as_bool());
    EXPECT_THAT(strings(desk.get("/fills").items(), "owner"), ElementsAre("buy_bot", "people"));
}

TEST(Lots, ATradeIsAClosedRoundTripOfItsOwner)
{
    TestDesk desk;
    desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.002"));
    desk.quote(trading::Price{"90000"_dec}, trading::Price{"90000.01"_dec});
    EXPECT_EQ(desk.post("/intents", sell("0.002")).status, 202);
    desk.settle();
    const json::array trades = desk.get("/trades").items();
    ASSERT_THAT(trades, SizeIs(1));
    EXPECT_EQ(trades[0].at("owner").as_string(), "people");
    EXPECT_EQ(trades[0].at("entry_cost").as_string(), "200");
    EXPECT_EQ(trades[0].at("result").as_string(), "-20");
    EXPECT_TRUE(trades[0].at("is_loss").as_bool());
    EXPECT_EQ(trades[0].at("instrument").as_string(), "BTCUSDT");
}

TEST(Lots, APersonSellsAnAgentsLotByNamingIt)
{
    TestDesk desk;
    buy_as_agent(desk, "0.003");
    EXPECT_EQ(desk.post("/intents", sell("0.001", R"(,"owner":"x y")")).status, 400);
    const Answer sold = desk.post("/intents", sell("0.001", R"(,"owner":"buy_bot")"));
    EXPECT_EQ(sold.string("owner"), "buy_bot") << sold.text;
    const json::value position = desk.get("/positions").items()[0];
    EXPECT_EQ(position.at("owners").as_array()[0].at("quantity").as_string(), "0.002");
}

// --- Unknown outcomes and unequal books ------------------------------------------------------------------------------

TEST(Settlements, APersonSaysWhatBecameOfAnUnknownOrder)
{
    TestDesk desk;
    desk.desk().is_silent = true;
    const std::string id = TestDesk::new_id();
    EXPECT_EQ(desk.post("/intents", TestDesk::intent(id, "0.001")).string("state"), "UNKNOWN");
    const std::string path = "/intents/" + id + "/settle";
    for (const char* body : {R"({"filled":"0.001","evidence":"x"})", R"({"filled":"-1","price":"1","evidence":"x"})",
                             R"({"filled":"0","price":"1","evidence":"x"})", R"({"filled":"0"})",
                             R"({"filled":"0.001","price":"1","fee":"-1","evidence":"x"})"}) {
        SCOPED_TRACE(body);
        EXPECT_EQ(desk.post(path, body).status, 400);
    }
    const Answer no_fill = desk.post(path, R"({"filled":"0","fee":"5","evidence":"x"})");
    EXPECT_EQ(no_fill.status, 400) << "a fee that nothing carries would be lost";
    EXPECT_THAT(strings(no_fill.body.at("violations").as_array(), "pointer"), ElementsAre("/fee"));
    EXPECT_EQ(desk.get("/intents/" + id).string("state"), "UNKNOWN");
    const Answer settled =
        desk.post(path, R"({"filled":"0.001","price":"99000","fee":"0.1","evidence":"the venue's page"})");
    EXPECT_EQ(settled.status, 200) << settled.text;
    EXPECT_EQ(settled.string("state"), "FILLED");
    EXPECT_EQ(settled.string("average_price"), "99000");
    EXPECT_THAT(strings(desk.get("/fills").items(), "intent_id"), ElementsAre(id));
    EXPECT_EQ(desk.post(path, R"({"filled":"0","evidence":"x"})").status, 409);
}

TEST(Settlements, WithFourEyesASecondPersonMustAgree)
{
    Options options;
    options.approvers = {"operator", "boss"};
    TestDesk desk{any_port(), options};
    const std::string boss = desk.add_user("boss", Role::viewer, "boss");
    desk.desk().is_silent = true;
    const std::string id = TestDesk::new_id();
    desk.post("/intents", TestDesk::intent(id, "0.001"));
    const std::string body = R"({"filled":"0","evidence":"not there"})";
    const Answer first = desk.post("/intents/" + id + "/settle", body);
    EXPECT_EQ(first.status, 202);
    EXPECT_EQ(first.string("state"), "UNKNOWN");
    const Answer pending = desk.get("/accounts/paper/reconciliation", boss);
    ASSERT_THAT(pending.body.at("settlements").as_array(), SizeIs(1)) << pending.text;
    EXPECT_EQ(pending.body.at("settlements").as_array()[0].at("by").at("name").as_string(), "operator");
    EXPECT_THAT(pending.body.at("unknown").as_array(), SizeIs(1));
    EXPECT_EQ(desk.post("/intents/" + id + "/settle", body, boss).string("state"), "REJECTED");
}

TEST(Reconciliations, SayWhatDiffersAndWhatPeopleDidAboutIt)
{
    TestDesk desk;
    using namespace trading::execution;
    desk.desk().record(ReconcileStarted{paper, "due"}, paper);
    desk.settle();
    EXPECT_TRUE(desk.get("/accounts/paper/reconciliation").body.at("is_reconciling").as_bool());
    desk.desk().record(ReconcileFinished{paper, {{"USDT", "100000", "100001"}}, "c-7"}, paper);
    desk.settle();
    const Answer differs = desk.get("/accounts/paper/reconciliation");
    EXPECT_TRUE(differs.body.at("is_mismatched").as_bool());
    EXPECT_EQ(differs.body.at("differences").as_array()[0].at("venues").as_string(), "100001");
    EXPECT_EQ(differs.string("cursor"), "c-7");

    const std::string path = "/accounts/paper/adjust";
    EXPECT_EQ(desk.post(path, R"({"asset":"USDT","amount":"0","evidence":"x"})").status, 400);
    EXPECT_EQ(desk.post(path, R"({"asset":"USDT","amount":"1"})").status, 400);
    const Answer adjusted = desk.post(path, R"({"asset":"USDT","amount":"1","evidence":"the venue's page"})");
    EXPECT_EQ(adjusted.status, 202) << adjusted.text;
    EXPECT_EQ(desk.get("/portfolio").string("cash_usd"), "100001");
    desk.desk().has_four_eyes = true;
    const Answer proposed = desk.post(path, R"({"asset":"USDT","amount":"-2","evidence":"again"})");
    ASSERT_THAT(proposed.body.at("adjustments").as_array(), SizeIs(1));
    EXPECT_EQ(proposed.body.at("adjustments").as_array()[0].at("amount").as_string(), "-2");
}

TEST(Reconciliations, AndSettlementsAreNotATradersBusiness)
{
    TestDesk desk;
    const std::string alice = desk.add_user("alice", Role::trader, "alice");
    EXPECT_EQ(desk.get("/accounts/paper/reconciliation", alice).code(), "no_such_account");
    EXPECT_EQ(desk.get("/accounts/alice/reconciliation", alice).status, 200);
    EXPECT_EQ(desk.post("/accounts/alice/adjust", R"({"asset":"USDT","amount":"1","evidence":"x"})", alice).status,
              403);
}

TEST(Streaks, AreRearmedAtTheLevelThatIsNamed)
{
    TestDesk desk;
    trading::risk::Scope user = trading::risk::Scope::of(trading::UserId{"operator"});
    desk.desk().record(trading::execution::LossStreakTripped{user, 3});
    desk.settle();
    EXPECT_TRUE(desk.view().books().rails().state().users.at(trading::UserId{"operator"}).streak.is_tripped);
    EXPECT_EQ(desk.post("/rearm", R"({"level":"user"})").status, 400);
    EXPECT_EQ(desk.post("/rearm", R"({"level":"desk","name":"x"})").status, 400);
    const Answer rearmed = desk.post("/rearm", R"({"level":"user","name":"operator"})");
    EXPECT_EQ(rearmed.body.at("scope").at("level").as_string(), "user") << rearmed.text;
    EXPECT_FALSE(desk.view().books().rails().state().users.at(trading::UserId{"operator"}).streak.is_tripped);
}

TEST(Streaks, AreNotRearmedForAnEmptyReason)
{
    TestDesk desk;
    const std::uint64_t before = desk.view().seq();
    EXPECT_EQ(desk.post("/rearm", R"({"level":"desk","reason":""})").status, 400);
    EXPECT_EQ(desk.post("/accounts/paper/rearm", R"({"reason":""})").status, 400);
    EXPECT_EQ(desk.view().seq(), before);
}

// --- Limits
// ------------------------------------------------------------------------------------------------------------

TEST(Limits, AreTightenedWhereAPersonsWordHoldsThemAndNotWhereTheSettingsAreTighter)
{
    TestDesk desk;
    const auto row = [&](std::string_view name) {
        for (const auto& item : desk.get("/limits").items())
            if (item.at("name").as_string() == name) return item.as_object();
        return boost::json::object{};
    };
    EXPECT_FALSE(row("position_max").at("is_tightened").as_bool());
    const Answer tightened = desk.post("/limits", R"({"name":"position_max","value":"5000","reason":"calm"})");
    EXPECT_EQ(tightened.body.at("canceled"), 0) << tightened.text;
    EXPECT_TRUE(row("position_max").at("is_tightened").as_bool());
    EXPECT_EQ(row("position_max").at("value").as_string(), "5000");
    EXPECT_EQ(row("position_max").at("ceiling").as_string(), "10000");
    EXPECT_FALSE(row("loss_percent").at("is_tightened").as_bool());

    trading::risk::Limits settings = desk.view().books().rails().limits();
    settings.position_max = trading::Usd{"4000"_dec};
    desk.desk().record(trading::execution::LimitsSet{9, settings});
    desk.settle();
    EXPECT_EQ(row("position_max").at("value").as_string(), "4000");
    EXPECT_FALSE(row("position_max").at("is_tightened").as_bool());
}

// --- Before and after a trade ----------------------------------------------------------------------------------------

TEST(Previews, OfASaleThatNamesPeopleAreOfTheirLotsAlone)
{
    TestDesk desk;
    const auto bought = desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.005"));
    ASSERT_EQ(bought.status, 202) << bought.text;
    const auto preview = [&](const char* owner, const char* quantity) {
        std::string body = TestDesk::intent(TestDesk::new_id(), quantity, owner);
        body.replace(body.find("\"BUY\""), 5, "\"SELL\"");
        return desk.post("/intents/preview", body);
    };
    EXPECT_TRUE(preview(R"(,"owner":"people")", "0.005").body.at("is_admitted").as_bool());
    const Answer denied = preview(R"(,"owner":"people")", "0.00501");
    EXPECT_EQ(denied.body.at("denial").at("code").as_string(), "LOT_EXCEEDED") << denied.text;
    EXPECT_THAT(preview("", "0.00501").text, ::testing::Not(::testing::HasSubstr("LOT_EXCEEDED")));
}

TEST(Previews, SayWhatATradeWouldComeToAndLeaveNothing)
{
    TestDesk desk;
    const std::uint64_t before = desk.view().seq();
    const Answer small = desk.post("/intents/preview", TestDesk::intent(TestDesk::new_id(), "0.005"));
    EXPECT_EQ(small.status, 200) << small.text;
    EXPECT_TRUE(small.body.at("is_admitted").as_bool());
    EXPECT_EQ(small.body.at("order").at("notional_usd").as_string(), "500");
    EXPECT_FALSE(small.body.at("order").at("needs_approval").as_bool());
    EXPECT_FALSE(small.body.as_object().contains("protection"));
    const Answer bracket = desk.post(
        "/intents/preview", TestDesk::intent(TestDesk::new_id(), "0.005", R"(,"protection":{"stop_price":"95000"})"));
    EXPECT_EQ(bracket.body.at("protection").at("stop_price").as_string(), "95000") << bracket.text;
    const Answer large = desk.post("/intents/preview", TestDesk::intent(TestDesk::new_id(), "0.02"));
    EXPECT_TRUE(large.body.at("order").at("needs_approval").as_bool());
    const Answer denied = desk.post("/intents/preview", TestDesk::intent(TestDesk::new_id(), "0.2"));
    EXPECT_EQ(denied.status, 200);
    EXPECT_FALSE(denied.body.at("is_admitted").as_bool());
    EXPECT_EQ(denied.body.at("denial").at("code").as_string(), "POSITION_LIMIT");
    desk.settle();
    EXPECT_EQ(desk.view().seq(), before);
}

TEST(Traces, AFillLeadsToTheDecisionTheMarketAndWhoApproved)
{
    TestDesk desk;
    trading::Signal signal;
    signal.id = trading::SignalId::parse(TestDesk::new_id()).value();
    signal.account = paper;
    signal.agent = trading::AgentId{"buy_bot"};
    signal.instrument = btc;
    signal.decision = "d-17";
    desk.desk().raise(signal);
    trading::Intent intent;
    intent.id = trading::IntentId::parse(TestDesk::new_id()).value();
    intent.user = trading::UserId{"operator"};
    intent.account = paper;
    intent.instrument = btc;
    intent.quantity = trading::Quantity{"0.02"_dec};
    intent.proposer = {trading::ActorKind::agent, "buy_bot"};
    intent.signal = signal.id;
    desk.wait(desk.desk().propose(intent)).value();
    desk.settle();
    const std::string approval = desk.get("/approvals").items()[0].at("approval_id").as_string().c_str();
    EXPECT_EQ(desk.post("/approvals/" + approval + "/approve", "").status, 200);
    desk.settle();
    const std::string fill = std::to_string(desk.get("/fills").items()[0].at("seq").as_int64());

    const Answer trace = desk.get("/fills/" + fill + "/trace");
    ASSERT_EQ(trace.status, 200) << trace.text;
    EXPECT_EQ(trace.body.at("fill").at("quantity").as_string(), "0.02");
    EXPECT_EQ(trace.body.at("order").at("intent_id").as_string().c_str(), intent.id.to_string());
    EXPECT_EQ(trace.body.at("approval").at("decided_by").at("name").as_string(), "operator");
    EXPECT_EQ(trace.body.at("intent").at("proposer").at("name").as_string(), "buy_bot");
    EXPECT_EQ(trace.body.at("signal").at("signal_id").as_string().c_str(), signal.id.to_string());
    EXPECT_EQ(trace.string("decision"), "d-17");
    EXPECT_EQ(trace.body.at("evidence").at("ask").as_string(), "100000");
    EXPECT_EQ(desk.get("/fills/1/trace").code(), "no_such_fill") << "an event, but no fill";
    EXPECT_EQ(desk.get("/fills/x/trace").code(), "no_such_fill");
    EXPECT_EQ(desk.get("/fills/99999/trace").code(), "no_such_fill");
}

}  // namespace
}  // namespace swarmdesk::api::testing
