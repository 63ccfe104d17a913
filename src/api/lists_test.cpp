#include "api/testing.hpp"

/// \file
/// Lists with a place to go on from, and reading one's own writes.
namespace swarmdesk::api::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> strings(const json::array& items, std::string_view field)
{
    std::vector<std::string> found;
    for (const json::value& item : items) found.emplace_back(item.at(field).as_string().c_str());
    return found;
}

/// Everything a list gives when it is read page by page.
json::array all_pages(TestDesk& desk, const std::string& path, const std::string& token)
{
    json::array all;
    std::string before;
    for (int page = 0; page < 50; ++page) {
        const Answer answer = desk.get(path + before, token);
        EXPECT_EQ(answer.status, 200) << answer.text;
        for (const json::value& item : answer.items()) all.push_back(item);
        const auto* next = answer.body.as_object().if_contains("next_before");
        if (next == nullptr) return all;
        before = "&before=" + std::to_string(next->as_int64());
    }
    ADD_FAILURE() << path << " never ends";
    return all;
}

Options small_view()
{
    Options options;
    auto& view = options.view;
    view.finished_max = view.fills_max = view.trips_max = view.alerts_max = view.signals_max = 2;
    return options;
}

class ListTest : public ::testing::Test {
protected:
    std::string buy(const std::string& account, const std::string& token)
    {
        std::string id = TestDesk::new_id();
        const Answer taken = desk.post("/intents", TestDesk::intent(id, "0.0001", {}, account), token);
        EXPECT_EQ(taken.status, 202) << taken.text;
        return id;
    }

    TestDesk desk{any_port(), small_view()};
    const std::string alice = desk.add_user("alice", Role::trader, "alice");
};

TEST_F(ListTest, GoOnInTheLedgerWhereTheViewRemembersNoMore)
{
    std::vector<std::string> ids;
    for (int i = 0; i < 5; ++i) ids.insert(ids.begin(), buy("alice", alice));
    desk.settle();
    for (const char* limit : {"1", "2", "3", "100"}) {
        SCOPED_TRACE(limit);
        const std::string page = "limit=" + std::string{limit};
        EXPECT_THAT(strings(all_pages(desk, "/intents?" + page, alice), "intent_id"), ElementsAreArray(ids));
        EXPECT_THAT(strings(all_pages(desk, "/fills?" + page, alice), "intent_id"), ElementsAreArray(ids));
        EXPECT_THAT(strings(all_pages(desk, "/intents?state=FILLED&" + page, desk.token()), "intent_id"),
                    ElementsAreArray(ids));
    }
    EXPECT_THAT(strings(all_pages(desk, "/fills?limit=2", alice), "owner"),
                ElementsAreArray(std::vector<std::string>(5, "people")));
}

TEST_F(ListTest, AlertsSignalsAndApprovalsGoOnInTheLedgerToo)
{
    for (int i = 0; i < 5; ++i) {
        const trading::AccountId hers{"alice"};
        desk.desk().alert({"info", "gate", "X", std::to_string(i), hers, {}, {}});
        trading::Signal signal;
        signal.id = trading::SignalId::parse(TestDesk::new_id()).value();
        signal.account = hers;
        signal.instrument = btc;
        signal.reason = std::to_string(i);
        desk.desk().raise(signal);
        const Answer waiting = desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.011", {}, "alice"), alice);
        desk.post("/approvals/" + waiting.string("approval_id") + "/decline", "");
    }
    desk.settle();
    EXPECT_THAT(strings(all_pages(desk, "/alerts?limit=2", alice), "message"), ElementsAre("4", "3", "2", "1", "0"));
    EXPECT_THAT(strings(all_pages(desk, "/signals?limit=2", alice), "reason"), ElementsAre("4", "3", "2", "1", "0"));
    EXPECT_THAT(all_pages(desk, "/approvals?state=declined&limit=2", alice), SizeIs(5));
    EXPECT_THAT(desk.get("/approvals", alice).items(), IsEmpty());
}

TEST_F(ListTest, AreNotEmptiedByWhatAnotherDoes)
{
    const std::string mine = buy("paper", desk.token());
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "1", {}, "alice"), alice).status, 422);
    EXPECT_THAT(strings(desk.get("/intents?account=paper").items(), "intent_id"), ElementsAre(mine));
    EXPECT_NE(desk.view().books().find(trading::IntentId::parse(mine).value()), nullptr);
    const Answer again = desk.post("/intents", TestDesk::intent(mine, "0.0001"));
    EXPECT_EQ(again.status, 202) << "and a repeat is answered";
}

TEST_F(ListTest, StayWhatTheyAreWhileRowsAreAdded)
{
    std::vector<std::string> ids;
    for (int i = 0; i < 4; ++i) ids.insert(ids.begin(), buy("alice", alice));
    desk.settle();
    const Answer first = desk.get("/fills?limit=2", alice);
    EXPECT_THAT(strings(first.items(), "intent_id"), ElementsAre(ids[0], ids[1]));
    buy("alice", alice);
    desk.settle();
    const std::string place = std::to_string(first.body.at("next_before").as_int64());
    const Answer second = desk.get("/fills?limit=2&before=" + place, alice);
    EXPECT_THAT(strings(second.items(), "intent_id"), ElementsAre(ids[2], ids[3]));
    EXPECT_EQ(desk.get("/fills?before=0", alice).status, 400);
}

TEST_F(ListTest, OldFillsAreTracedToo)
{
    buy("alice", alice);
    desk.settle();
    const std::string fill = std::to_string(desk.get("/fills", alice).items()[0].at("seq").as_int64());
    for (int i = 0; i < 3; ++i) buy("alice", alice);
    desk.settle();
    const Answer trace = desk.get("/fills/" + fill + "/trace", alice);
    EXPECT_EQ(trace.status, 200) << trace.text;
    EXPECT_EQ(trace.body.at("intent").at("state").as_string(), "FILLED");
    const std::string bob = desk.add_user("bob", Role::trader, "bob");
    EXPECT_EQ(desk.get("/fills/" + fill + "/trace", bob).code(), "no_such_fill");
}

TEST_F(ListTest, ATradersLedgerIsTheirOwnHoweverBusyOthersAre)
{
    buy("alice", alice);
    for (int i = 0; i < 5; ++i) buy("paper", desk.token());
    desk.settle();
    const Answer newest = desk.get("/ledger?limit=3", alice);
    EXPECT_THAT(strings(newest.items(), "kind"), ElementsAre("OrderSubmitted", "OrderAccepted", "OrderFilled"));
    std::vector<std::string> kinds;
    std::int64_t after = 0;
    for (std::int64_t last = 1; after < last;) {
        const Answer page = desk.get("/ledger?limit=2&after=" + std::to_string(after), alice);
        for (const std::string& kind : strings(page.items(), "kind")) kinds.push_back(kind);
        after = page.body.at("next_after").as_int64();
        last = page.body.at("last_seq").as_int64();
    }
    EXPECT_THAT(kinds,
                ElementsAre("LimitsSet", "InstrumentListed", "AccountOpened", "FundsMoved", "DayStarted",
                            "IntentProposed", "ExposureReserved", "OrderSubmitted", "OrderAccepted", "OrderFilled"));
}

// --- Reading one's own writes ----------------------------------------------------------------------------------------

TEST(OwnWrites, AreInEveryAnswerThatComesAfter)
{
    TestDesk desk;
    const std::string id = TestDesk::new_id();
    const Answer taken = desk.post("/intents", TestDesk::intent(id, "0.001"));
    const std::string seq = taken.header("X-Desk-Seq");
    EXPECT_GE(desk.view().seq(), std::stoull(seq));
    const Answer read = desk.get("/fills?min_seq=" + seq);
    EXPECT_THAT(strings(read.items(), "intent_id"), ElementsAre(id));
    EXPECT_GE(std::stoull(read.header("X-Desk-Seq")), std::stoull(seq));
    for (const char* path : {"/status", "/me", "/intents", "/intents/none"})
        EXPECT_NE(desk.get(path).header("X-Desk-Seq"), "") << path;
    EXPECT_EQ(desk.get("/healthz?min_seq=1000000").header("X-Desk-Seq"), "") << "strangers neither wait nor learn it";
    for (const char* wrong : {"-1", "x", "", "1.5"})
        EXPECT_EQ(desk.get(std::string{"/status?min_seq="} + wrong).status, 400) << wrong;
}

TEST(OwnWrites, AReaderWaitsForThemInBoundedTime)
{
    TestDesk desk;
    desk.desk().is_stalled = true;
    const std::uint64_t next =
        desk.desk().record(trading::execution::DeskStateSet{trading::risk::TradingState::reducing, {}, "x"});
    std::optional<Answer> answer;
    const auto ask = [&] { desk.begin("/api/v1/status?min_seq=" + std::to_string(next), answer); };
    ask();
    desk.get("/status");
    EXPECT_FALSE(answer);
    desk.pass(4999ms);
    EXPECT_FALSE(answer);
    desk.pass(1ms);
    desk.until([&] { return answer.has_value(); });
    EXPECT_EQ(answer->status, 503);
    EXPECT_EQ(answer->code(), "not_caught_up");
    EXPECT_EQ(answer->header("Retry-After"), "1");

    answer.reset();
    ask();
    desk.get("/status");
    EXPECT_FALSE(answer);
    desk.desk().is_stalled = false;
    desk.desk().deliver();
    desk.until([&] { return answer.has_value(); });
    EXPECT_EQ(answer->string("state"), "REDUCING");
}

TEST(OwnWrites, WhoseTokenEndsWhileTheyWaitIsToldNothing)
{
    TestDesk desk;
    const std::string alice = desk.add_user("alice", Role::trader, "alice");
    const Answer other = desk.post("/tokens", R"({"name":"x","user":"alice"})");
    desk.desk().is_stalled = true;
    const std::uint64_t next =
        desk.desk().record(trading::execution::DeskStateSet{trading::risk::TradingState::reducing, {}, "x"});
    std::optional<Answer> ended;
    std::optional<Answer> kept;
    const std::string path = "/api/v1/ledger?min_seq=" + std::to_string(next);
    desk.begin(path, ended, other.string("token"));
    desk.begin(path, kept, alice);
    desk.get("/status");
    EXPECT_FALSE(ended || kept);
    EXPECT_EQ(desk.post("/tokens/" + other.string("id") + "/revoke", "").status, 200);
    desk.desk().is_stalled = false;
    desk.desk().deliver();
    desk.until([&] { return ended && kept; });
    EXPECT_EQ(ended->status, 401) << ended->text;
    EXPECT_EQ(ended->code(), "bad_token");
    EXPECT_EQ(kept->status, 200) << kept->text;
}

TEST(OwnWrites, WhoseTokenEndsWhileTheLedgerIsReadIsToldNothing)
{
    TestDesk desk;
    const Answer passing = desk.post("/tokens", R"({"name":"x","expires_in_s":60})");
    desk.pass(59s);
    desk.desk().on_read = [&] { desk.clock().advance_by(1s); };
    std::optional<Answer> answer;
    desk.begin("/api/v1/ledger", answer, passing.string("token"));
    desk.until([&] { return answer.has_value(); });
    EXPECT_EQ(answer->status, 401) << answer->text;
}

// --- Denials ---------------------------------------------------------------------------------------------------------

TEST(Denials, OfARateSayWhenToComeBack)
{
    TestDesk desk;
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.0001")).status, 202);
    desk.pass(600s);
    desk.quote(trading::Price{"99999.99"_dec}, trading::Price{"100000"_dec});
    const Answer denied = desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.0001"));
    EXPECT_EQ(denied.status, 429) << denied.text;
    EXPECT_EQ(denied.code(), "RATE_LIMIT");
    EXPECT_EQ(denied.header("Retry-After"), "3000");
    EXPECT_EQ(denied.body.at("denial").at("retry_after_ms"), 3'000'000);
    EXPECT_EQ(denied.body.at("denial").at("scope").at("level").as_string(), "user");
}

/// Where limits that all share have denied Alice something.
class CommonLimit : public ::testing::Test {
protected:
    static constexpr const char* sum = "12345";  // what alice is not to see, in whatever form

    CommonLimit()
    {
        signal.id = trading::SignalId::parse(TestDesk::new_id()).value();
        signal.agent = trading::AgentId{"buy_bot"};
        signal.user = trading::UserId{"alice"};
        signal.account = hers;
        signal.instrument = btc;
        desk.desk().raise(signal);
        for (const auto& scope : {trading::risk::Scope::desk(), trading::risk::Scope::of(signal.agent)}) deny(scope);
        desk.settle();
    }
    void deny(const trading::risk::Scope& scope)
    {
        using namespace trading::execution;
        trading::Intent intent;
        intent.id = trading::IntentId::parse(TestDesk::new_id()).value();
        intent.user = signal.user;
        intent.account = hers;
        intent.instrument = btc;
        intent.quantity = trading::Quantity{"0.01"_dec};
        intent.proposer = {trading::ActorKind::agent, "buy_bot"};
        if (ids.empty()) intent.signal = signal.id;
        const trading::risk::Denial denial{
            trading::risk::DenialCode::position_limit, scope, "worst_case", "12345.6"_dec, "12000"_dec, {}};
        desk.desk().record(IntentProposed{intent}, hers);
        desk.desk().record(IntentDenied{intent.id, denial}, hers);
        if (ids.empty()) desk.swarm().outcomes_ = {{signal.id, "proposed", "DENIED " + to_string(denial)}};
        ids.push_back(intent.id.to_string());
    }
    static Options options()
    {
        Options options;
        options.approvers = {"operator", "boss"};
        options.limits.desk_position_max = trading::Usd{"13000"_dec};
        return options;
    }

    TestDesk desk{any_port(), options()};
    const trading::AccountId hers{"alice"};
    const std::string alice = desk.add_user("alice", Role::trader, "alice");
    const std::string boss = desk.add_user("boss", Role::viewer, "boss");
    trading::Signal signal;
    std::vector<std::string> ids;
};

TEST_F(CommonLimit, IsUsedByOthersAndHowFarOnlyTheOperatorReads)
{
    for (const std::string& path :
         {std::string{"/intents"}, "/intents/" + ids[0], "/intents/" + ids[1], std::string{"/ledger?after=0"},
          "/ledger?subject=" + ids[0], "/ledger?subject=" + ids[1], std::string{"/signals"}}) {
        SCOPED_TRACE(path);
        const Answer told = desk.get(path, alice);
        EXPECT_EQ(told.status, 200);
        EXPECT_THAT(told.text, ::testing::HasSubstr("POSITION_LIMIT: limit=12000 ("));
        EXPECT_THAT(told.text, ::testing::Not(::testing::HasSubstr(sum)));
        EXPECT_THAT(desk.get(path).text, ::testing::HasSubstr(sum)) << "the operator";
    }
    EXPECT_THAT(desk.get("/intents/" + ids[0], boss).text, ::testing::Not(::testing::HasSubstr(sum))) << "an approver";
    const json::value denial = desk.get("/intents/" + ids[1], alice).body.at("denial");
    EXPECT_EQ(denial.at("scope").at("name").as_string(), "buy_bot");
    EXPECT_EQ(denial.at("measure").as_string(), "worst_case");
    EXPECT_EQ(denial.at("limit").as_string(), "12000");
    EXPECT_EQ(denial.at("message").as_string(), "POSITION_LIMIT: limit=12000 (agent)");
    EXPECT_FALSE(denial.as_object().contains("measured"));
}

TEST_F(CommonLimit, IsNotReadFromASignalWhoseIntentNobodyKnowsYet)
{
    trading::Signal fresh = signal;
    fresh.id = trading::SignalId::parse(TestDesk::new_id()).value();
    desk.desk().raise(fresh);
    desk.swarm().outcomes_ = {{fresh.id, "proposed", "DENIED POSITION_LIMIT: worst_case=12345.6 limit=12000 (desk)"}};
    desk.settle();
    EXPECT_EQ(desk.get("/signals", alice).items()[0].at("message").as_string(), "DENIED");
}

TEST_F(CommonLimit, IsNotReadFromTheStream)
{
    auto her_stream = desk.open_stream(alice);
    auto operators = desk.open_stream(desk.token());
    for (auto* session : {operators.get(), her_stream.get()}) {
        TestDesk::say(*session, R"({"type":"subscribe","topics":["ledger","agents"]})");
        desk.next(*session, "subscribed");
    }
    deny(trading::risk::Scope::desk());
    desk.settle();
    for (auto* session : {operators.get(), her_stream.get()}) {
        desk.next(*session, "event");
        const std::string text = json::serialize(desk.next(*session, "event"));
        EXPECT_THAT(text, ::testing::HasSubstr("IntentDenied"));
        EXPECT_EQ(text.find(sum) != std::string::npos, session == operators.get()) << text;
    }
    desk.swarm().agents_[0].status_message = "BUY BTCUSDT from buy_bot: DENIED POSITION_LIMIT: worst_case=12345.6";
    for (int i = 0; i < 4; ++i) desk.pass(250ms);
    EXPECT_THAT(json::serialize(desk.next(*her_stream, "agents")), ::testing::Not(::testing::HasSubstr(sum)));
    EXPECT_THAT(desk.get("/agents", alice).text, ::testing::Not(::testing::HasSubstr(sum)));
    EXPECT_THAT(desk.get("/agents").text, ::testing::HasSubstr(sum));
}

TEST_F(CommonLimit, IsNotReadFromAProposalAPreviewOrADecision)
{
    // The operator holds 5 000; 8 100 of alice's is within her own limit and beyond the desk's.
    EXPECT_EQ(desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.005")).status, 202);
    const auto ask = [&](const std::string& path, const std::string& token) {
        return desk.post(path, TestDesk::intent(TestDesk::new_id(), "0.081", {}, "alice"), token);
    };
    for (int i = 0; i < 9; ++i)
        EXPECT_EQ(desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.005")).status, 202);
    const Answer preview = ask("/intents/preview", alice);
    const Answer proposed = ask("/intents", alice);
    EXPECT_EQ(preview.body.at("denial").at("scope").at("level").as_string(), "desk") << preview.text;
    EXPECT_EQ(proposed.code(), "POSITION_LIMIT") << proposed.text;
    for (const Answer& told : {preview, proposed}) {
        EXPECT_THAT(told.text, ::testing::HasSubstr("POSITION_LIMIT: limit=13000 (desk)"));
        EXPECT_THAT(told.text, ::testing::Not(::testing::HasSubstr("13100")));
        EXPECT_FALSE(told.body.at("denial").as_object().contains("measured"));
    }
    EXPECT_THAT(proposed.string("detail"), ::testing::StartsWith("POSITION_LIMIT: limit=13000 (desk). "));

    // What was within the limit when it was asked for, and is not when it is approved.
    const Answer waiting = desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.075", {}, "alice"), alice);
    ASSERT_EQ(waiting.string("state"), "PENDING_APPROVAL") << waiting.text;
    trading::risk::Limits tighter = options().limits;
    tighter.desk_position_max = trading::Usd{"12400"_dec};
    desk.desk().record(trading::execution::LimitsSet{2, tighter});
    desk.settle();
    const Answer denied = desk.post("/approvals/" + waiting.string("approval_id") + "/approve", "", boss);
    EXPECT_EQ(denied.status, 422) << denied.text;
    EXPECT_THAT(denied.text, ::testing::HasSubstr("POSITION_LIMIT: limit=12400 (desk)"));
    EXPECT_THAT(denied.text, ::testing::Not(::testing::HasSubstr("12500")));
}

}  // namespace
}  // namespace swarmdesk::api::testing
