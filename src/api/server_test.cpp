#include "api/server.hpp"

#include "api/api_client.hpp"
#include "api/testing.hpp"

namespace swarmdesk::api::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

std::vector<std::string> strings(const json::array& items, std::string_view field)
{
    std::vector<std::string> found;
    for (const json::value& item : items) found.emplace_back(item.at(field).as_string().c_str());
    return found;
}

// --- Intents ---------------------------------------------------------------------------------------------------------

TEST(Intents, AMarketOrderIsTakenFilledAndShown)
{
    TestDesk desk;
    const std::string id = TestDesk::new_id();
    const Answer taken = desk.post("/intents", TestDesk::intent(id, "0.005", R"(,"reason":"a first try")"));
    EXPECT_EQ(taken.status, 202) << taken.text;
    EXPECT_EQ(taken.string("intent_id"), id);
    desk.settle();

    const Answer told = desk.get("/intents/" + id);
    EXPECT_EQ(told.string("state"), "FILLED");
    EXPECT_EQ(told.string("filled"), "0.005");
    EXPECT_EQ(told.string("average_price"), "100000");
    EXPECT_EQ(told.string("reason"), "a first try");
    EXPECT_EQ(told.body.at("proposer").at("name").as_string(), "operator");
    EXPECT_TRUE(told.body.at("is_final").as_bool());
    const json::array& history = told.body.at("history").as_array();
    EXPECT_THAT(strings(history, "kind"),
                ElementsAre("IntentProposed", "ExposureReserved", "OrderSubmitted", "OrderAccepted", "OrderFilled"));

    EXPECT_THAT(strings(desk.get("/fills").items(), "intent_id"), ElementsAre(id));
    const Answer positions = desk.get("/positions?account=paper");
    ASSERT_THAT(positions.items(), SizeIs(1));
    EXPECT_EQ(positions.items()[0].at("quantity").as_string(), "0.005");
    EXPECT_EQ(positions.items()[0].at("average_price").as_string(), "100000");
}

TEST(Intents, TheSameIdAgainGivesTheSameAnswerAndOtherParametersAConflict)
{
    TestDesk desk;
    const std::string id = TestDesk::new_id();
    const std::string body = TestDesk::intent(id, "0.001");
    EXPECT_EQ(desk.post("/intents", body).status, 202);
    desk.settle();
    const Answer again = desk.post("/intents", body);
    EXPECT_EQ(again.status, 202);
    EXPECT_EQ(again.string("intent_id"), id);
    const Answer other = desk.post("/intents", TestDesk::intent(id, "0.002"));
    EXPECT_EQ(other.status, 409);
    EXPECT_EQ(other.code(), "intent_conflict");
    EXPECT_THAT(desk.get("/fills").items(), SizeIs(1));
}

TEST(Intents, ADenialNamesTheRailAndBothNumbersAndStaysTheSame)
{
    TestDesk desk;
    const std::string id = TestDesk::new_id();
    const std::string body = TestDesk::intent(id, "0.11");
    for (int time = 0; time < 2; ++time) {
        const Answer denied = desk.post("/intents", body);
        EXPECT_EQ(denied.status, 422);
        EXPECT_EQ(denied.code(), "POSITION_LIMIT");
        const json::value& denial = denied.body.at("denial");
        EXPECT_EQ(denial.at("code").as_string(), "POSITION_LIMIT");
        EXPECT_EQ(denial.at("scope").at("level").as_string(), "account");
        EXPECT_EQ(denial.at("scope").at("name").as_string(), "paper");
        EXPECT_EQ(denial.at("measure").as_string(), "worst_case");
        EXPECT_EQ(denial.at("measured").as_string(), "11000");
        EXPECT_EQ(denial.at("limit").as_string(), "10000");
        EXPECT_EQ(denied.body.at("intent").at("state").as_string(), "DENIED");
        EXPECT_EQ(denied.header("Content-Type"), "application/problem+json");
    }
    EXPECT_EQ(desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.1")).string("state"), "PENDING_APPROVAL");
}

TEST(Intents, EveryMistakeInABodyIsNamedAtOnce)
{
    TestDesk desk;
    const Answer answer = desk.post("/intents", R"({"intent_id":"1","account":"paper","side":"LONG","type":"MARKET",
        "quantity":1.5,"quote_quantity":"1e5","leverage":100,"user":"boss"})");
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(answer.code(), "invalid_request");
    EXPECT_THAT(strings(answer.body.at("violations").as_array(), "pointer"),
                ElementsAre("/intent_id", "/instrument", "/side", "/quantity", "/quote_quantity", "/quantity",
                            "/leverage", "/user"));
}

TEST(Intents, BadBodiesAreRefusedByKind)
{
    TestDesk desk;
    struct Case {
        const char* body;
        int status;
        const char* code;
    };
    for (const Case& c :
         {Case{"{", 400, "malformed_json"}, Case{"[]", 400, "invalid_request"},
          Case{R"({"a":1,"a":2})", 400, "malformed_json"}, Case{"\xEF\xBB\xBF{}", 400, "malformed_json"}}) {
        SCOPED_TRACE(c.body);
        const Answer answer = desk.post("/intents", c.body);
        EXPECT_EQ(answer.status, c.status);
        EXPECT_EQ(answer.code(), c.code);
    }
    const Answer deep = desk.post("/intents", std::string(65, '[') + std::string(65, ']'));
    EXPECT_EQ(deep.status, 413);
    EXPECT_EQ(desk.post("/intents", '"' + std::string(1024 * 1024, 'x') + '"').status, 413);
    EXPECT_EQ(desk.ask(net::Method::post, "/api/v1/intents", desk.token(), "").status, 415);
    EXPECT_EQ(desk.get("/status").status, 200);
}

TEST(Intents, TakeAProtectionAndNameWhatIsWrongInside)
{
    TestDesk desk;
    const auto with = [&](const std::string& protection) {
        return desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.001", ",\"protection\":" + protection));
    };
    const Answer taken = with(R"({"stop_price":"90000","trailing_bp":150})");
    EXPECT_EQ(taken.status, 202);
    EXPECT_EQ(taken.body.at("protection").at("stop_price").as_string(), "90000");
    EXPECT_EQ(taken.body.at("protection").at("trailing_bp").as_int64(), 150);
    const auto pointers = [&](const std::string& protection) {
        const Answer refused = with(protection);
        EXPECT_EQ(refused.status, 400) << protection;
        std::vector<std::string> found;
        for (const json::value& one : refused.body.at("violations").as_array())
            found.emplace_back(one.at("pointer").as_string().c_str());
        return found;
    };
    EXPECT_THAT(pointers("{}"), ::testing::ElementsAre("/protection"));
    EXPECT_THAT(pointers("7"), ::testing::ElementsAre("/protection"));
    EXPECT_THAT(pointers(R"({"stop_price":"2","take_profit_price":"1"})"), ::testing::ElementsAre("/protection"));
    EXPECT_THAT(
        pointers(R"({"stop_price":1,"trailing_bp":9,"stop":"1"})"),
        ::testing::UnorderedElementsAre("/protection/stop_price", "/protection/trailing_bp", "/protection/stop"));
}

TEST(Intents, ARestingOrderIsListedAndCanceled)
{
    TestDesk desk;
    const std::string id = TestDesk::new_id();
    desk.post("/intents", TestDesk::intent(id, "0.001", R"(,"limit_price":"90000")", "paper", "LIMIT"));
    desk.settle();
    EXPECT_THAT(strings(desk.get("/orders").items(), "intent_id"), ElementsAre(id));
    EXPECT_EQ(desk.get("/orders").items()[0].at("state").as_string(), "ACCEPTED");
    EXPECT_EQ(desk.get("/status").body.at("open_orders"), 1);

    EXPECT_EQ(desk.post("/intents/" + id + "/cancel", "").status, 202);
    desk.settle();
    EXPECT_EQ(desk.get("/intents/" + id).string("state"), "CANCELED");
    EXPECT_THAT(desk.get("/orders").items(), IsEmpty());
    EXPECT_EQ(desk.get("/status").body.at("open_orders"), 0);
    const Answer late = desk.post("/intents/" + id + "/cancel", R"({"reason":"too late"})");
    EXPECT_EQ(late.status, 409);
    EXPECT_EQ(late.code(), "intent_final");
}

TEST(Intents, AreListedNewestFirstByStateAndAccount)
{
    TestDesk desk;
    const std::string filled = TestDesk::new_id();
    const std::string denied = TestDesk::new_id();
    const std::string waiting = TestDesk::new_id();
    desk.post("/intents", TestDesk::intent(filled, "0.001"));
    desk.post("/intents", TestDesk::intent(denied, "0.2"));
    desk.post("/intents", TestDesk::intent(waiting, "0.02"));
    desk.settle();
    EXPECT_THAT(strings(desk.get("/intents").items(), "intent_id"), ElementsAre(waiting, denied, filled));
    EXPECT_THAT(strings(desk.get("/intents?limit=1").items(), "intent_id"), ElementsAre(waiting));
    EXPECT_THAT(strings(desk.get("/intents?state=DENIED").items(), "intent_id"), ElementsAre(denied));
    EXPECT_THAT(strings(desk.get("/intents?state=open").items(), "intent_id"), ElementsAre(waiting));
    EXPECT_EQ(desk.get("/intents?account=nobody").status, 404);
    EXPECT_EQ(desk.get("/intents?limit=0").status, 400);
    EXPECT_EQ(desk.get("/intents?limit=1001").status, 400);
    EXPECT_EQ(desk.get("/intents?state=nice").status, 400);
    EXPECT_EQ(desk.get("/intents?limit=1&limit=2").status, 400);
    EXPECT_EQ(desk.get("/intents?sort=up").status, 400);
}

TEST(Intents, ForgottenOnesAreFoldedFromTheLedgerAsTheyWereRemembered)
{
    Options options;
    options.view.finished_max = 2;
    TestDesk desk{any_port(), options};
    std::vector<std::pair<std::string, Answer>> seen;
    for (const char* quantity : {"0.001", "0.2", "0.001", "0.2"}) {
        const std::string id = TestDesk::new_id();
        desk.post("/intents", TestDesk::intent(id, quantity));
        desk.settle();
        seen.emplace_back(id, desk.get("/intents/" + id));
    }
    EXPECT_EQ(desk.view().books().find(trading::IntentId::parse(seen[0].first).value()), nullptr);
    for (const auto& [id, before] : seen) EXPECT_EQ(desk.get("/intents/" + id).body, before.body);
    EXPECT_EQ(desk.get("/intents/" + TestDesk::new_id()).code(), "no_such_intent");
    EXPECT_EQ(desk.get("/intents/not-an-id").code(), "no_such_intent");
}

// --- Approvals -------------------------------------------------------------------------------------------------------

std::string request_approval(TestDesk& desk, const std::string& quantity = "0.02")
{
    const Answer waiting = desk.post("/intents", TestDesk::intent(TestDesk::new_id(), quantity));
    EXPECT_EQ(waiting.string("state"), "PENDING_APPROVAL") << waiting.text;
    return waiting.string("approval_id");
}

TEST(Approvals, AreShownWithWhatIsBoundAndGrantedOnce)
{
    TestDesk desk;
    const std::string id = request_approval(desk);
    const Answer open = desk.get("/approvals");
    ASSERT_THAT(open.items(), SizeIs(1));
    EXPECT_EQ(open.items()[0].at("approval_id").as_string().c_str(), id);
    EXPECT_EQ(open.items()[0].at("quantity_max").as_string(), "0.02");
    EXPECT_EQ(open.items()[0].at("worst_price").as_string(), "100000");
    EXPECT_TRUE(open.items()[0].at("may_decide").as_bool());
    EXPECT_EQ(desk.get("/status").body.at("open_approvals"), 1);

    const Answer wrong = desk.post("/approvals/" + id + "/approve", R"({"binding":"00"})");
    EXPECT_EQ(wrong.code(), "approval_changed");
    const std::string binding = open.items()[0].at("binding").as_string().c_str();
    const Answer granted = desk.post("/approvals/" + id + "/approve", R"({"binding":")" + binding + "\"}");
    EXPECT_EQ(granted.status, 200) << granted.text;
    EXPECT_EQ(granted.string("state"), "granted");
    desk.settle();
    const Answer twice = desk.post("/approvals/" + id + "/approve", "");
    EXPECT_EQ(twice.status, 409);
    EXPECT_EQ(twice.code(), "approval_decided");
    EXPECT_THAT(desk.get("/approvals").items(), IsEmpty());
    EXPECT_THAT(desk.get("/approvals?state=granted").items(), SizeIs(1));
    EXPECT_THAT(desk.get("/approvals?state=all").items(), SizeIs(1));
    EXPECT_THAT(desk.get("/fills").items(), SizeIs(1));
    EXPECT_EQ(desk.get("/status").body.at("open_approvals"), 0);
}

TEST(Approvals, MayBeDeclinedModifiedOrComeTooLate)
{
    TestDesk desk;
    const std::string first = request_approval(desk);
    const Answer declined = desk.post("/approvals/" + first + "/decline", R"({"reason":"too much"})");
    EXPECT_EQ(declined.string("state"), "declined");
    EXPECT_EQ(declined.string("decision_reason"), "too much");
    EXPECT_EQ(declined.string("intent_state"), "DECLINED");

    const std::string second = request_approval(desk);
    const std::string smaller = TestDesk::new_id();
    EXPECT_EQ(desk.post("/approvals/" + second + "/modify", R"({"intent_id":")" + smaller + "\"}").status, 400);
    const Answer modified =
        desk.post("/approvals/" + second + "/modify", R"({"intent_id":")" + smaller + R"(","quantity":"0.005"})");
    EXPECT_EQ(modified.status, 202) << modified.text;
    EXPECT_EQ(modified.string("intent_id"), smaller);
    EXPECT_NE(modified.string("parent"), "");

    const std::string third = request_approval(desk);
    desk.pass(61s);
    desk.desk().expire_approvals();
    desk.settle();
    const Answer late = desk.post("/approvals/" + third + "/approve", "");
    EXPECT_EQ(late.status, 409);
    EXPECT_EQ(late.code(), "approval_expired");
    EXPECT_EQ(desk.post("/approvals/" + TestDesk::new_id() + "/approve", "").code(), "no_such_approval");
}

TEST(Approvals, WhoDecidesTooLateIsShownWhatAnotherDecided)
{
    struct Case {
        const char* decision;
        const char* body;
    };
    for (const Case& c : {Case{"approve", ""}, Case{"decline", ""}, Case{"modify", R"(","quantity":"0.005"})"}}) {
        SCOPED_TRACE(c.decision);
        TestDesk desk;
        const std::string id = request_approval(desk);
        const std::string path = "/approvals/" + id;
        const std::string body = *c.body == 0 ? "" : R"({"intent_id":")" + TestDesk::new_id() + c.body;
        desk.desk().is_stalled = true;  // what the first one decides is not in the view yet
        std::optional<Answer> first;
        std::optional<Answer> second;
        desk.begin(net::Method::post, path + "/decline", "{}", first);
        desk.until([&] {
            const auto approval = trading::ApprovalId::parse(id).value();
            return desk.desk().books().find(approval)->state != trading::execution::ApprovalState::open;
        });
        desk.begin(net::Method::post, path + "/" + c.decision, body, second);
        desk.get("/status");
        EXPECT_FALSE(first);
        EXPECT_FALSE(second);
        desk.desk().is_stalled = false;
        desk.desk().deliver();
        desk.until([&] { return first && second; });
        EXPECT_EQ(first->status, 200) << first->text;
        EXPECT_EQ(second->status, 409) << second->text;
        EXPECT_EQ(second->code(), "approval_decided");
        EXPECT_EQ(second->body.at("approval").at("state").as_string(), "declined");
        EXPECT_EQ(second->body.at("approval").at("decided_by").at("name").as_string(), "operator");
    }
}

TEST(Approvals, AGrantTheRailsDenyIsADenial)
{
    TestDesk desk;
    const std::string id = request_approval(desk);
    desk.post("/desk/halt", R"({"reason":"lunch"})");
    const Answer denied = desk.post("/approvals/" + id + "/approve", "");
    EXPECT_EQ(denied.status, 422) << denied.text;
    EXPECT_EQ(denied.code(), "HALTED");
    EXPECT_EQ(denied.body.at("intent").at("state").as_string(), "DECLINED");
}

TEST(Approvals, ANamedApproverSeesAndDecidesWhatIsNotTheirs)
{
    Options options;
    options.approvers = {"operator", "boss"};
    TestDesk desk{any_port(), options};
    const std::string boss = desk.add_user("boss", Role::viewer, "boss");
    const std::string id = request_approval(desk);
    EXPECT_THAT(desk.get("/approvals", boss).items(), SizeIs(1));
    EXPECT_EQ(desk.get("/status", boss).body.at("open_approvals"), 1);
    EXPECT_EQ(desk.post("/approvals/" + id + "/approve", "").status, 403) << "four eyes: not by who asked";
    EXPECT_EQ(desk.post("/approvals/" + id + "/approve", "", boss).string("state"), "granted");
    EXPECT_TRUE(desk.get("/me", boss).body.at("is_approver").as_bool());
}

// --- Desk and accounts -----------------------------------------------------------------------------------------------

TEST(Switches, TheDeskIsHaltedReducedAndResumed)
{
    TestDesk desk;
    EXPECT_EQ(desk.post("/desk/halt", "{}").status, 400);
    const Answer halted = desk.post("/desk/halt", R"({"reason":"lunch"})");
    EXPECT_EQ(halted.string("state"), "HALTED");
    EXPECT_EQ(desk.get("/status").string("state"), "HALTED");
    EXPECT_EQ(desk.get("/status").string("reason"), "lunch");
    EXPECT_EQ(desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.001")).code(), "HALTED");
    EXPECT_EQ(desk.post("/desk/reduce", R"({"reason":"x"})").string("state"), "REDUCING");
    EXPECT_EQ(desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.001")).code(), "REDUCING");
    EXPECT_EQ(desk.post("/desk/resume", R"({"reason":"back"})").string("state"), "ACTIVE");
    EXPECT_EQ(desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.001")).status, 202);
}

TEST(Switches, WhileTheHaltFileIsThereNobodyLiftsTheHalt)
{
    TestDesk desk;
    desk.post("/desk/halt", R"({"reason":"the file"})");
    desk.halt_file = HaltFile::present;
    for (const char* path : {"/desk/resume", "/desk/reduce"}) {
        SCOPED_TRACE(path);
        const Answer refused = desk.post(path, R"({"reason":"x"})");
        EXPECT_EQ(refused.status, 409) << refused.text;
        EXPECT_EQ(refused.code(), "halt_file");
        EXPECT_THAT(refused.string("detail"), HasSubstr("remove it, then resume"));
        EXPECT_EQ(desk.get("/status").string("state"), "HALTED");
    }
    EXPECT_EQ(desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.001")).code(), "HALTED");
    EXPECT_EQ(desk.post("/desk/halt", R"({"reason":"again"})").status, 200);
    EXPECT_EQ(desk.post("/accounts/paper/resume", R"({"reason":"x"})").status, 200) << "the desk stays halted";

    desk.halt_file = Error{Errc::io, "/state/HALT: Input/output error"};
    EXPECT_EQ(desk.post("/desk/resume", R"({"reason":"x"})").status, 503) << "nobody knows whether it is there";
    EXPECT_EQ(desk.get("/status").string("state"), "HALTED");
    desk.halt_file = HaltFile::absent;
    EXPECT_EQ(desk.post("/desk/resume", R"({"reason":"x"})").string("state"), "ACTIVE");
}

TEST(Switches, ATraderHaltsTheirOwnAccountAndOnlyTheOperatorResumesIt)
{
    TestDesk desk;
    const std::string alice = desk.add_user("alice", Role::trader, "alice");
    EXPECT_EQ(desk.post("/accounts/paper/halt", R"({"reason":"x"})", alice).code(), "no_such_account");
    EXPECT_EQ(desk.post("/accounts/alice/halt", R"({"reason":"x"})", alice).string("state"), "HALTED");
    EXPECT_EQ(desk.get("/portfolio", alice).string("state"), "HALTED");
    EXPECT_EQ(desk.post("/accounts/alice/resume", R"({"reason":"x"})", alice).status, 403);
    EXPECT_EQ(desk.post("/accounts/alice/resume", R"({"reason":"x"})").string("state"), "ACTIVE");
    EXPECT_EQ(desk.post("/accounts/alice/rearm", "", alice).status, 403);
    EXPECT_NE(desk.post("/accounts/alice/rearm", "").status, 404);
}

// --- Money and rails -------------------------------------------------------------------------------------------------

TEST(Money, ThePortfolioAddsUp)
{
    TestDesk desk;
    desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.01"));
    desk.settle();
    desk.quote(trading::Price{"109999"_dec}, trading::Price{"110001"_dec});
    const Answer portfolio = desk.get("/portfolio");
    EXPECT_EQ(portfolio.string("account"), "paper");
    EXPECT_EQ(portfolio.string("cash_usd"), "99000");
    EXPECT_EQ(portfolio.string("equity_usd"), "100100");
    EXPECT_EQ(portfolio.string("realised_usd"), "0");
    EXPECT_EQ(portfolio.string("unrealised_usd"), "100");
    ASSERT_THAT(portfolio.body.at("balances").as_array(), SizeIs(2));
    EXPECT_EQ(portfolio.body.at("balances").as_array()[0].at("free").as_string(), "0.01");
    EXPECT_EQ(portfolio.body.at("balances").as_array()[0].at("value_usd").as_string(), "1100");
}

TEST(Money, RailsShowUsedAndLimitAndTheOthersAreTheOperatorsAlone)
{
    TestDesk desk;
    const std::string alice = desk.add_user("alice", Role::trader, "alice");
    desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.01"));
    desk.settle();
    bool has_position = false;
    for (const json::value& rail : desk.get("/rails").items())
        if (rail.at("rail").as_string() == "POSITION_LIMIT" && rail.at("scope").at("level").as_string() == "account") {
            EXPECT_EQ(rail.at("used").as_string(), "1000");
            has_position = true;
            EXPECT_EQ(rail.at("limit").as_string(), "10000");
            EXPECT_EQ(rail.at("state").as_string(), "ok");
        }
    EXPECT_TRUE(has_position);
    for (const json::value& rail : desk.get("/rails", alice).items())
        EXPECT_EQ(rail.at("scope").at("name").as_string(), "alice");
}

TEST(Money, RailsAreMarkedAtTheNewestQuotes)
{
    TestDesk desk;
    desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.01"));
    desk.settle();
    desk.quote(trading::Price{"89999.99"_dec}, trading::Price{"90000.01"_dec});
    std::map<std::string, std::string> used;
    for (const json::value& rail : desk.get("/rails").items())
        if (rail.at("scope").at("level").as_string() == "account")
            used[rail.at("rail").as_string().c_str()] = rail.at("used").as_string().c_str();
    EXPECT_EQ(used["DAILY_LOSS"], "0.1");
    EXPECT_EQ(used["POSITION_LIMIT"], "900.0001");
}

// --- Market ----------------------------------------------------------------------------------------------------------

TEST(Markets, SayWhereTheyComeFromAndWhatTheyWere)
{
    TestDesk desk;
    const Answer market = desk.get("/market");
    EXPECT_EQ(market.string("source"), "manual");
    EXPECT_FALSE(market.body.at("is_real").as_bool());
    EXPECT_EQ(market.body.at("instruments").as_array()[0].at("instrument").as_string(), "BTCUSDT");
    EXPECT_EQ(market.body.at("instruments").as_array()[0].at("venue").as_string(), "paper");
    EXPECT_EQ(market.body.at("quotes").as_array()[0].at("ask").as_string(), "100000");

    const Answer candles = desk.get("/market/BTCUSDT/candles?interval=5m&limit=2");
    EXPECT_EQ(candles.body.at("interval_ms"), 300'000);
    EXPECT_THAT(candles.items(), SizeIs(2));
    for (const char* interval : {"0m", "5", "m", "5x", "-1m", "8d", "1.5h", "99999999999999999999s"}) {
        SCOPED_TRACE(interval);
        EXPECT_EQ(desk.get("/market/BTCUSDT/candles?interval=" + std::string{interval}).status, 400);
    }
    EXPECT_EQ(desk.get("/market/DOGEUSDT/candles").code(), "no_such_instrument");
}

TEST(Markets, OnlyAManualOneIsMovedByHand)
{
    TestDesk desk;
    const Answer moved = desk.post("/market/BTCUSDT/quote", R"({"bid":"50000","ask":"50001"})");
    EXPECT_EQ(moved.status, 200) << moved.text;
    EXPECT_EQ(moved.string("bid"), "50000");
    EXPECT_EQ(desk.get("/market").body.at("quotes").as_array()[0].at("bid").as_string(), "50000");
    EXPECT_EQ(desk.post("/market/BTCUSDT/quote", R"({"bid":"50002","ask":"50001"})").status, 400);
    EXPECT_EQ(desk.post("/market/BTCUSDT/quote", R"({"bid":50000,"ask":"50001"})").status, 400);
    EXPECT_EQ(desk.post("/market/NONE/quote", R"({"bid":"1","ask":"2"})").code(), "no_such_instrument");
    desk.market().source_.kind = MarketKind::simulated;
    EXPECT_EQ(desk.post("/market/BTCUSDT/quote", R"({"bid":"50000","ask":"50001"})").code(), "not_manual_market");
}

// --- Swarm -----------------------------------------------------------------------------------------------------------

trading::Signal signal_of(const trading::AccountId& account)
{
    trading::Signal signal;
    signal.id = trading::SignalId::parse(TestDesk::new_id()).value();
    signal.agent = trading::AgentId{"online_trading"};
    signal.account = account;
    signal.user = trading::UserId{"operator"};
    signal.strategy = "trend";
    signal.instrument = btc;
    return signal;
}

TEST(Swarms, SignalsAreShownToWhoseAccountTheyAreFor)
{
    TestDesk desk;
    const std::string alice = desk.add_user("alice", Role::viewer, "alice");
    const trading::Signal his = signal_of(paper);
    const trading::Signal hers = signal_of(trading::AccountId{"alice"});
    desk.desk().raise(his);
    desk.desk().raise(hers);
    desk.swarm().outcomes_ = {{hers.id, "expired", "too late"}};
    desk.settle();
    EXPECT_THAT(strings(desk.get("/signals").items(), "signal_id"),
                ElementsAre(hers.id.to_string(), his.id.to_string()));
    const json::array seen = desk.get("/signals", alice).items();
    ASSERT_THAT(strings(seen, "signal_id"), ElementsAre(hers.id.to_string()));
    EXPECT_EQ(seen[0].at("outcome").as_string(), "expired");
    EXPECT_EQ(seen[0].at("message").as_string(), "too late");
    EXPECT_EQ(seen[0].at("instrument").as_string(), "BTCUSDT");
}

TEST(Swarms, AlertsAreOfTheLedgerAndShownToWhomTheyConcern)
{
    TestDesk desk;
    const std::string alice = desk.add_user("alice", Role::viewer, "alice");
    const trading::AccountId hers{"alice"};
    const auto alert = [&](const char* message, std::optional<trading::AccountId> account) {
        desk.desk().alert({"info", "gate", "UNKNOWN_OUTCOME", message, std::move(account), btc, {}});
    };
    alert("about the desk", {});
    alert("about paper", paper);
    alert("about hers", hers);
    desk.settle();
    EXPECT_THAT(strings(desk.get("/alerts").items(), "message"),
                ElementsAre("about hers", "about paper", "about the desk"));
    EXPECT_THAT(strings(desk.get("/alerts", alice).items(), "message"), ElementsAre("about hers"));
    const json::value shown = desk.get("/alerts", alice).items()[0];
    EXPECT_EQ(shown.at("code").as_string(), "UNKNOWN_OUTCOME");
    EXPECT_EQ(shown.at("account").as_string(), "alice");
    EXPECT_EQ(shown.at("instrument").as_string(), "BTCUSDT");
}

TEST(Swarms, AnAgentThatIsRunForAnAccountIsShownToItsOwner)
{
    TestDesk desk;
    const std::string alice = desk.add_user("alice", Role::viewer, "alice");
    desk.swarm().agents_ = {{.name = trading::AgentId{"monitor"}, .status_message = "about bob"},
                            {.name = trading::AgentId{"buy_bot"}, .account = paper},
                            {.name = trading::AgentId{"buy_bot"}, .account = trading::AccountId{"alice"}}};
    EXPECT_THAT(desk.get("/agents").items(), SizeIs(3));
    const auto shown = desk.get("/agents", alice).items();
    ASSERT_THAT(shown, SizeIs(2));
    EXPECT_FALSE(shown[0].as_object().contains("status_message") && shown[0].at("status_message").is_string())
        << "it may be about anybody";
    EXPECT_EQ(desk.get("/agents").items()[0].at("status_message").as_string(), "about bob");
}

TEST(Swarms, AReportIsOfADayAndAnAccount)
{
    TestDesk desk;
    const Answer report = desk.get("/reports/2025-04-03");
    EXPECT_EQ(report.text, "# paper\n");
    EXPECT_THAT(report.header("Content-Type"), StartsWith("text/markdown"));
    for (const char* day : {"2025-04-04", "2025-02-30", "2025-4-3", "today", "2025-04-03x"})
        EXPECT_EQ(desk.get(std::string{"/reports/"} + day).code(), "no_such_report") << day;
}

// --- Records ---------------------------------------------------------------------------------------------------------

TEST(Ledgers, ArePagedInOrderAndFilteredByOwner)
{
    TestDesk desk;
    const std::string alice = desk.add_user("alice", Role::trader, "alice");
    const std::string mine = TestDesk::new_id();
    const std::string hers = TestDesk::new_id();
    desk.post("/intents", TestDesk::intent(mine, "0.001"));
    desk.post("/intents", TestDesk::intent(hers, "0.001", {}, "alice"), alice);
    desk.settle();

    std::int64_t after = 0;
    std::int64_t expected = 1;
    std::int64_t last = 1;
    while (after < last) {
        const Answer page = desk.get("/ledger?limit=4&after=" + std::to_string(after));
        for (const json::value& row : page.items()) EXPECT_EQ(row.at("seq").as_int64(), expected++);
        after = page.body.at("next_after").as_int64();
        last = page.body.at("last_seq").as_int64();
    }
    EXPECT_EQ(expected - 1, last);

    const Answer newest = desk.get("/ledger?limit=2");
    EXPECT_EQ(newest.items()[1].at("seq").as_int64(), last);
    for (const std::string& subject : strings(desk.get("/ledger?limit=1000", alice).items(), "subject")) {
        EXPECT_NE(subject, mine);
        EXPECT_NE(subject, "paper");
    }
    EXPECT_THAT(desk.get("/ledger?subject=" + hers, alice).items(), SizeIs(5));
    EXPECT_THAT(desk.get("/ledger?subject=" + mine, alice).items(), IsEmpty());
    EXPECT_EQ(desk.get("/ledger?after=-1").status, 400);
}

TEST(UserRoutes, CreateAUserWhoseTokenIsShownOnce)
{
    TestDesk desk;
    const std::string alice = desk.add_user("alice", Role::trader, "alice");
    EXPECT_THAT(alice, StartsWith("sd_"));
    EXPECT_EQ(desk.get("/me", alice).string("name"), "alice");
    EXPECT_EQ(desk.get("/users").text.find(alice), std::string::npos);
    EXPECT_THAT(strings(desk.get("/users").items(), "name"), ElementsAre("alice", "operator"));
    const auto create = [&desk](const char* body) { return desk.post("/users", body); };
    EXPECT_EQ(create(R"({"name":"alice","role":"viewer","account":"alice"})").code(), "user_exists");
    EXPECT_EQ(create(R"({"name":"bob","role":"trader","account":"alice"})").code(), "account_taken");
    EXPECT_EQ(create(R"({"name":"bob","role":"viewer","account":"alice"})").status, 201);
    EXPECT_EQ(create(R"({"name":"root","role":"operator","account":"root"})").status, 400);
    EXPECT_EQ(create(R"({"name":"x y","role":"trader","account":"x"})").status, 400);
    EXPECT_EQ(create(R"({"name":"x","role":"trader","account":"x","position_max":"1"})").status, 400);
}

TEST(UserRoutes, AnAccountIsOpenedAtTheVenueThatIsNamedAndStaysThere)
{
    TestDesk desk;
    desk.list("BTCUSDT", "binance");
    const auto create = [&desk](const char* body) { return desk.post("/users", body); };
    EXPECT_EQ(create(R"({"name":"ann","role":"trader","account":"ann"})").status, 201);
    EXPECT_EQ(create(R"({"name":"bob","role":"trader","account":"bob","venue":"binance"})").status, 201);
    EXPECT_THAT(
        strings(desk.get("/me", desk.add_user("eve", Role::viewer, "bob")).body.at("accounts").as_array(), "venue"),
        ElementsAre("binance"));
    EXPECT_EQ(create(R"({"name":"cat","role":"viewer","account":"ann","venue":"binance"})").code(),
              "account_elsewhere");
    EXPECT_EQ(create(R"({"name":"cat","role":"viewer","account":"ann","venue":"paper"})").status, 201);
    const Answer nowhere = create(R"({"name":"dan","role":"trader","account":"dan","venue":"nasdaq"})");
    EXPECT_EQ(nowhere.status, 404) << nowhere.text;
    EXPECT_EQ(create(R"({"name":"dan","role":"trader","account":"dan"})").status, 201) << "nothing was opened before";
}

// --- Service ---------------------------------------------------------------------------------------------------------

TEST(Services, HealthAndReadinessNeedNoTokenAndNameNobody)
{
    TestDesk desk;
    for (const char* root : {"", "/api/v1"}) {
        SCOPED_TRACE(root);
        EXPECT_EQ(desk.ask(net::Method::get, std::string{root} + "/healthz", "").string("status"), "ok");
        EXPECT_EQ(desk.ask(net::Method::get, std::string{root} + "/readyz", "").string("status"), "ready");
        EXPECT_EQ(desk.ask(net::Method::get, std::string{root} + "/metrics", desk.token()).status, 404);
    }
    desk.not_ready = "The account paper is reconciling";
    const Answer not_ready = desk.ask(net::Method::get, "/readyz", "");
    EXPECT_EQ(not_ready.status, 503);
    EXPECT_EQ(not_ready.code(), "not_ready");
    EXPECT_EQ(not_ready.text.find("paper"), std::string::npos);
    const Answer why = desk.ask_metrics("/readyz");
    EXPECT_EQ(why.status, 503);
    EXPECT_THAT(why.text, HasSubstr(desk.not_ready));
}

TEST(Services, MetricsHaveAnAddressOfTheirOwnAndAreMadeOnceASecond)
{
    TestDesk desk;
    desk.get("/status");
    const Answer metrics = desk.ask_metrics("/metrics");
    EXPECT_THAT(metrics.text, HasSubstr("swarmdesk_http_responses_total{status=\"2xx\"} 1"));
    EXPECT_THAT(metrics.header("Content-Type"), StartsWith("text/plain; version=0.0.4"));
    for (int i = 0; i < 3; ++i) desk.get("/me", "sd_wrong");
    EXPECT_EQ(desk.ask_metrics("/metrics").text, metrics.text);
    desk.pass(1s);
    EXPECT_THAT(desk.ask_metrics("/metrics").text, HasSubstr("swarmdesk_auth_failures_total 3"));
    EXPECT_EQ(desk.ask_metrics("/api/v1/status").status, 404);
    EXPECT_EQ(desk.ask_metrics("/").status, 404);
}

TEST(Services, MetricsCanBeSwitchedOff)
{
    Settings settings = any_port();
    settings.metrics_address.clear();
    TestDesk desk{settings};
    EXPECT_EQ(desk.server().metrics_port(), 0);
    EXPECT_EQ(desk.ask(net::Method::get, "/metrics", desk.token()).status, 404);
}

TEST(Services, TheUnixSocketAnswersWhereThePortIsFull)
{
    Settings settings = any_port();
    settings.connections_max = 2;
    settings.connections_reserved = 1;
    settings.connections_per_user_max = 1;
    TestDesk desk{settings};
    auto watching = desk.open_stream(desk.token());
    ASSERT_TRUE(watching);
    desk.next(*watching, "welcome");
    EXPECT_EQ(desk.get("/status").status, 503) << "the operator's one connection is taken";
    ApiClient client{desk.clock(), "http://localhost", Secret{desk.token()}, desk.socket_file()};
    json::object reason;
    reason["reason"] = "full";
    EXPECT_EQ(desk.wait(client.post("/desk/halt", reason)).value().at("state").as_string(), "HALTED");
    ApiClient stranger{desk.clock(), "http://localhost", Secret{"sd_wrong"}, desk.socket_file()};
    EXPECT_EQ(desk.wait(stranger.get("/status")).error().status, 401) << "a token is needed there as well";
}

TEST(Services, ABodyIsRefusedBeforeItIsRead)
{
    TestDesk desk;
    const std::string viewer = desk.add_user("vera", Role::viewer, "paper");
    const std::string large = '"' + std::string(100'000, 'x') + '"';
    EXPECT_EQ(desk.post("/intents", large, "").code(), "no_token");
    EXPECT_EQ(desk.post("/intents", large, "sd_wrong").code(), "bad_token");
    EXPECT_EQ(desk.post("/intents", large, viewer).code(), "not_allowed");
    EXPECT_EQ(desk.post("/nothing", large).code(), "no_such_route");
    EXPECT_EQ(desk.post("/session", large, "").code(), "body_too_large");
}

TEST(Services, ReadersAtTheirLimitStillHalt)
{
    Settings settings = any_port();
    settings.requests_per_second = 1;
    settings.requests_burst = 2;
    TestDesk desk{settings};
    const std::string alice = desk.add_user("alice", Role::trader, "alice");
    while (desk.get("/me", alice).status == 200) {
    }
    EXPECT_EQ(desk.post("/accounts/alice/halt", R"({"reason":"enough"})", alice).status, 200);
}

TEST(Services, UnknownRoutesMethodsAndParametersAreTold)
{
    TestDesk desk;
    EXPECT_EQ(desk.get("/nothing").code(), "no_such_route");
    EXPECT_EQ(desk.get("").code(), "no_such_route");
    EXPECT_EQ(desk.ask(net::Method::get, "/api/v2/status", desk.token()).code(), "no_such_route");
    const Answer wrong = desk.post("/status", "{}");
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(wrong.header("Allow"), "GET, HEAD");
    EXPECT_EQ(desk.ask(net::Method::del, "/api/v1/intents", desk.token()).header("Allow"), "POST, GET, HEAD");
    EXPECT_EQ(desk.ask(net::Method::post, "/", desk.token(), "{}").status, 405);
    EXPECT_EQ(desk.get("/status?verbose=1").status, 400);
    EXPECT_EQ(desk.get("/stream").status, 426);
}

TEST(Services, EveryAnswerCarriesTheSecurityHeaders)
{
    TestDesk desk;
    for (const char* path : {"/", "/api/v1/status", "/api/v1/nothing", "/healthz", "/no.js"}) {
        SCOPED_TRACE(path);
        const Answer answer = desk.ask(net::Method::get, path, desk.token());
        EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff");
        EXPECT_EQ(answer.header("Referrer-Policy"), "no-referrer");
        EXPECT_THAT(answer.header("Content-Security-Policy"), HasSubstr("default-src 'self'"));
        EXPECT_THAT(answer.header("Content-Security-Policy"), HasSubstr("frame-ancestors 'none'"));
    }
    EXPECT_EQ(desk.get("/status").header("Cache-Control"), "no-store");
}

TEST(Services, PagesFromElsewhereAreTurnedAway)
{
    TestDesk desk;
    const Answer foreign = desk.ask(net::Method::post, "/api/v1/desk/halt", desk.token(), R"({"reason":"x"})",
                                    {{"Origin", "http://evil.example"}});
    EXPECT_EQ(foreign.status, 403);
    EXPECT_EQ(foreign.code(), "bad_origin");
    EXPECT_EQ(desk.get("/status").string("state"), "ACTIVE");
    EXPECT_EQ(desk.ask(net::Method::get, "/api/v1/status", desk.token(), "", {{"Origin", desk.url("http")}}).status,
              200);
}

TEST(Services, AUserWhoAsksTooOftenWaits)
{
    Settings settings = any_port();
    settings.requests_per_second = 1;
    settings.requests_burst = 3;
    TestDesk desk{settings};
    const std::string alice = desk.add_user("alice", Role::viewer, "alice");
    for (int i = 0; i < 3; ++i) EXPECT_EQ(desk.get("/me", alice).status, 200);
    const Answer refused = desk.get("/me", alice);
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.code(), "too_many_requests");
    EXPECT_EQ(refused.header("Retry-After"), "1");
    EXPECT_EQ(desk.get("/me").status, 200);
    desk.pass(1s);
    EXPECT_EQ(desk.get("/me", alice).status, 200);
}

TEST(Services, WrongTokensAreLimited)
{
    Settings settings = any_port();
    settings.auth_failures_burst = 2;
    TestDesk desk{settings};
    for (int i = 0; i < 2; ++i) EXPECT_EQ(desk.get("/me", "sd_wrong").code(), "bad_token");
    EXPECT_EQ(desk.get("/me", "sd_wrong").code(), "too_many_failures");
    EXPECT_EQ(desk.get("/me").status, 200);
}

TEST(Services, StatusSaysWhatAPersonAsksFirst)
{
    TestDesk desk;
    const Answer status = desk.get("/status");
    EXPECT_EQ(status.string("state"), "ACTIVE");
    EXPECT_EQ(status.string("version"), "1.2.3");
    EXPECT_EQ(status.body.at("venues").as_array()[0].as_string(), "paper");
    EXPECT_EQ(status.body.at("market").at("source").as_string(), "manual");
    EXPECT_EQ(status.body.at("instruments").as_array()[0].at("instrument").as_string(), "BTCUSDT");
    EXPECT_TRUE(status.body.at("is_healthy").as_bool());
    EXPECT_GT(status.body.at("last_seq").as_int64(), 0);
}

}  // namespace
}  // namespace swarmdesk::api::testing
