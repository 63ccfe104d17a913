#include "api/testing.hpp"

/// \file
/// Closing over the API: the plan, what is proposed of it, and a repeat.
namespace swarmdesk::api::testing {
namespace {

using namespace trading;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CloseTest : public ::testing::Test {
protected:
    /// A lot bought at the ask, by people or by an agent's strategy.
    void buy(const char* quantity, const char* owner = "people", const AccountId& account = paper)
    {
        Intent intent;
        intent.id = IntentId::parse(TestDesk::new_id()).value();
        intent.account = account;
        intent.user = UserId{account == paper ? "operator" : account.to_string()};
        intent.instrument = btc;
        intent.quantity = Quantity{Decimal::parse(quantity).value()};
        intent.owner = LotOwner::parse(owner).value();
        intent.proposer = {ActorKind::human, intent.user.to_string()};
        if (!intent.owner->is_people()) intent.proposer = {ActorKind::agent, intent.owner->agent.to_string()};
        const auto done = desk.wait(desk.desk().propose(intent));
        ASSERT_TRUE(done.has_value());
        ASSERT_EQ(to_text(done->value.state), "FILLED");
        desk.settle();
    }
    Answer close(const std::string& id, const std::string& more)
    {
        return desk.post("/close", R"({"close_id":")" + id + "\"," + more + "}");
    }
    Answer preview(const std::string& more) { return desk.post("/close", "{\"preview\":true," + more + "}"); }
    /// "owner SIDE quantity", and the state where there is one.
    static std::vector<std::string> lots(const Answer& answer, const char* list)
    {
        std::vector<std::string> all;
        for (const json::value& item : answer.body.at(list).as_array()) {
            const json::object& lot = item.as_object();
            std::string words{lot.at("owner").as_string()};
            for (const char* field : {"side", "quantity", "state", "code"})
                if (const auto* value = lot.if_contains(field)) words += " " + std::string{value->as_string()};
            all.push_back(words);
        }
        return all;
    }
    std::vector<std::string> left(const std::string& more = R"("everything":true)")
    {
        return lots(preview(more), "closes");
    }

    TestDesk desk;
};

TEST_F(CloseTest, APreviewSaysWhatItWouldComeToAndNothingHappens)
{
    buy("0.004", "online_trading/trend");
    buy("0.002");
    desk.quote(Price{"89999.99"_dec}, Price{"90000"_dec});
    const auto seq = desk.view().seq();
    const Answer plan = preview(R"("everything":true)");
    EXPECT_EQ(plan.status, 200) << plan.text;
    EXPECT_THAT(lots(plan, "closes"), ElementsAre("people SELL 0.002", "online_trading/trend SELL 0.004"));
    const json::object& first = plan.body.at("closes").as_array().at(0).as_object();
    EXPECT_EQ(first.at("price"), "89999.99");
    EXPECT_EQ(first.at("value"), "179.99998");
    EXPECT_EQ(first.at("fee"), "0");
    EXPECT_EQ(first.at("cost"), "200");
    EXPECT_EQ(first.at("result"), "-20.00002");
    EXPECT_EQ(first.at("result_usd"), "-20.00002");
    EXPECT_THAT(first.at("cancels").as_array(), IsEmpty());
    EXPECT_EQ(plan.string("value_usd"), "539.99994");
    EXPECT_EQ(plan.string("result_usd"), "-60.00006");
    desk.settle();
    EXPECT_EQ(desk.view().seq(), seq);
}

TEST_F(CloseTest, OneLotAnInstrumentAnOwnerAnAccountOrEverything)
{
    buy("0.001", "online_trading/trend");
    buy("0.002", "online_trading/dip");
    buy("0.003", "buy_bot");
    buy("0.001");
    EXPECT_THAT(left(R"("owner":"online_trading/trend")"), ElementsAre("online_trading/trend SELL 0.001"));
    EXPECT_THAT(left(R"("owner":"online_trading")"), SizeIs(2));
    EXPECT_THAT(left(R"("owner":"people","instrument":"BTCUSDT")"), ElementsAre("people SELL 0.001"));
    EXPECT_THAT(left(R"("instrument":"paper:BTCUSDT")"), SizeIs(4));
    EXPECT_THAT(left(R"("account":"paper")"), SizeIs(4));
    EXPECT_THAT(left(R"("everything":true)"), SizeIs(4));

    const Answer closed = close(TestDesk::new_id(), R"("owner":"online_trading","reason":"enough")");
    EXPECT_EQ(closed.status, 202);
    EXPECT_THAT(lots(closed, "intents"),
                ElementsAre("online_trading/dip SELL 0.002 FILLED", "online_trading/trend SELL 0.001 FILLED"));
    EXPECT_EQ(closed.body.at("intents").as_array().at(0).at("reason"), "enough");
    EXPECT_EQ(closed.body.at("intents").as_array().at(0).at("reduce_only"), true);
    EXPECT_THAT(left(), ElementsAre("people SELL 0.001", "buy_bot SELL 0.003"));
}

TEST_F(CloseTest, WhatIsMissingOrUnknownIsToldAndNothingIsClosed)
{
    buy("0.001");
    const std::string id = TestDesk::new_id();
    struct Case {
        std::string body;
        int status;
        const char* code;
    };
    const std::string with_id = R"({"close_id":")" + id + "\"";
    for (const Case& c : {
             Case{R"({"preview":true})", 400, "invalid_request"},
             Case{with_id + "}", 400, "invalid_request"},
             Case{with_id + R"(,"everything":false})", 400, "invalid_request"},
             Case{R"({"everything":true})", 400, "invalid_request"},
             Case{R"({"everything":true,"preview":false})", 400, "invalid_request"},
             Case{with_id + R"(,"owner":"a/b/c"})", 400, "invalid_request"},
             Case{with_id + R"(,"owner":7})", 400, "invalid_request"},
             Case{with_id + R"(,"everything":true,"quantity":"1"})", 400, "invalid_request"},
             Case{with_id + R"(,"account":"nobodys"})", 404, "no_such_account"},
             Case{with_id + R"(,"instrument":"FOOUSDT"})", 404, "no_such_instrument"},
         }) {
        SCOPED_TRACE(c.body);
        const Answer answer = desk.post("/close", c.body);
        EXPECT_EQ(answer.status, c.status);
        EXPECT_EQ(answer.code(), c.code);
    }
    EXPECT_THAT(left(), ElementsAre("people SELL 0.001"));
}

TEST_F(CloseTest, ARepeatIsTheSameCloseAndNotAnother)
{
    buy("0.002", "buy_bot");
    buy("0.001");
    const std::string id = TestDesk::new_id();
    const Answer first = close(id, R"("everything":true)");
    EXPECT_EQ(first.body.at("is_repeat"), false);
    buy("0.003", "buy_bot");  // since then
    const Answer again = close(id, R"("everything":true)");
    EXPECT_EQ(again.status, 202);
    EXPECT_EQ(again.body.at("is_repeat"), true);
    EXPECT_EQ(again.body.at("intents"), first.body.at("intents"));
    EXPECT_THAT(left(), ElementsAre("buy_bot SELL 0.003"));

    const Answer other = close(id, R"("owner":"people")");
    EXPECT_EQ(other.status, 409);
    EXPECT_EQ(other.code(), "close_conflict");
    close(TestDesk::new_id(), R"("everything":true)");
    EXPECT_THAT(left(), IsEmpty());
}

TEST_F(CloseTest, ARepeatIsKnownHoweverOldItIs)
{
    Options options;
    options.view.finished_max = 1;
    TestDesk small{any_port(), options};
    for (int i = 0; i < 2; ++i) small.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.001"));
    const std::string body = R"({"everything":true,"close_id":")" + TestDesk::new_id() + "\"}";
    const Answer first = small.post("/close", body);
    for (int i = 0; i < 2; ++i) small.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.001"));
    ASSERT_EQ(small.view().books().find(
                  IntentId::parse(std::string{first.body.at("intents").as_array().at(0).at("intent_id").as_string()})
                      .value()),
              nullptr);
    const Answer again = small.post("/close", body);
    EXPECT_EQ(again.body.at("is_repeat"), true) << again.text;
    EXPECT_EQ(again.body.at("intents"), first.body.at("intents"));
}

TEST_F(CloseTest, WhatWasCutOffIsSeenAndTheSameCloseGoesOn)
{
    buy("0.001");
    buy("0.002", "buy_bot");
    buy("0.003", "online_trading");
    bool is_busy = true;
    desk.desk().refuse = [&](const Intent& intent) -> std::optional<Error> {
        if (!is_busy || intent.lot_owner() != LotOwner{AgentId{"buy_bot"}}) return std::nullopt;
        return Error{Errc::limit_exceeded, "LEDGER_BUSY: 9 events wait for the disk"};
    };
    const std::string id = TestDesk::new_id();
    const Answer cut = close(id, R"("everything":true)");
    EXPECT_EQ(cut.status, 202);
    EXPECT_THAT(lots(cut, "intents"), ElementsAre("people SELL 0.001 FILLED"));
    EXPECT_THAT(lots(cut, "not_proposed"),
                ElementsAre("buy_bot SELL 0.002 LEDGER_BUSY", "online_trading SELL 0.003 LEDGER_BUSY"));
    is_busy = false;
    const Answer rest = close(id, R"("everything":true)");
    EXPECT_EQ(rest.body.at("is_repeat"), false);
    EXPECT_THAT(lots(rest, "intents"), ElementsAre("people SELL 0.001 FILLED", "buy_bot SELL 0.002 FILLED",
                                                   "online_trading SELL 0.003 FILLED"));
    EXPECT_THAT(rest.body.at("not_proposed").as_array(), IsEmpty());
    EXPECT_EQ(close(id, R"("everything":true)").body.at("is_repeat"), true);

    buy("0.001");
    desk.desk().refuse = [](const Intent&) { return Error{Errc::unavailable, "the desk is stopping"}; };
    const Answer none = close(TestDesk::new_id(), R"("everything":true)");
    EXPECT_EQ(none.status, 503) << "where nothing was taken, that is the answer";
}

TEST_F(CloseTest, ADenialIsSeenBesideWhatPassed)
{
    Options options;
    options.limits.reductions_per_hour_max = 1;
    options.limits.reductions_for_people = 1;
    TestDesk strict{any_port(), options};
    strict.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.001"));
    const std::string all = R"({"everything":true,"close_id":")";
    EXPECT_THAT(lots(strict.post("/close", all + TestDesk::new_id() + "\"}"), "intents"),
                ElementsAre("people SELL 0.001 FILLED"));
    strict.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.001"));
    const Answer denied = strict.post("/close", all + TestDesk::new_id() + "\"}");
    EXPECT_EQ(denied.status, 202);
    EXPECT_THAT(lots(denied, "intents"), ElementsAre("people SELL 0.001 DENIED"));
    EXPECT_EQ(denied.body.at("intents").as_array().at(0).at("denial").at("code"), "REDUCTION_RATE_LIMIT");
}

TEST_F(CloseTest, PassesWhileTheDeskIsHalted)
{
    buy("0.001");
    desk.post("/desk/halt", R"({"reason":"x"})");
    EXPECT_THAT(lots(close(TestDesk::new_id(), R"("everything":true)"), "intents"),
                ElementsAre("people SELL 0.001 FILLED"));
}

TEST_F(CloseTest, AnAgentsOwnLotIsClosedWithoutItsStrategies)
{
    buy("0.001", "buy_bot");
    buy("0.002", "buy_bot/dca");
    EXPECT_THAT(left(R"("owner":"buy_bot")"), ElementsAre("buy_bot SELL 0.001", "buy_bot/dca SELL 0.002"));
    EXPECT_THAT(left(R"("owner":"buy_bot/")"), ElementsAre("buy_bot SELL 0.001"));
    for (const char* wrong : {"/", "buy_bot//", "buy_bot/dca/"})
        EXPECT_EQ(preview("\"owner\":\"" + std::string{wrong} + "\"").status, 400) << wrong;
}

TEST_F(CloseTest, EverythingIsOnlyWhatIsTheCallersOwn)
{
    const std::string alice = desk.add_user("alice", Role::trader, "alice");
    buy("0.001");
    buy("0.002", "people", AccountId{"alice"});
    EXPECT_THAT(left(), ElementsAre("people SELL 0.001"));
    const Answer foreign = preview(R"("account":"alice")");
    EXPECT_EQ(foreign.status, 422) << "an operator sees it and does not trade there";
    EXPECT_EQ(foreign.code(), "FOREIGN_ACCOUNT");

    const std::string id = TestDesk::new_id();
    const std::string all = R"({"everything":true,"close_id":")" + id + "\"}";
    const Answer hers = desk.post("/close", all, alice);
    EXPECT_THAT(lots(hers, "intents"), ElementsAre("people SELL 0.002 FILLED"));
    const Answer named = desk.post("/close", R"({"account":"paper","close_id":")" + id + "\"}", alice);
    EXPECT_EQ(named.status, 404);
    const Answer same_id = close(id, R"("everything":true)");
    EXPECT_EQ(same_id.body.at("is_repeat"), false) << "another user's close of the same id is another";
    EXPECT_THAT(lots(same_id, "intents"), ElementsAre("people SELL 0.001 FILLED"));
}

}  // namespace
}  // namespace swarmdesk::api::testing
