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

}  // namespace
}  // namespace swarmdesk::api::testing
