#include "api/stream.hpp"

#include "api/testing.hpp"

namespace swarmdesk::api::testing {
namespace {

using ::testing::SizeIs;

TEST(Stream, SignsInByHeaderOrByFirstMessage)
{
    TestDesk desk;
    auto by_header = desk.open_stream(desk.token());
    ASSERT_TRUE(by_header);
    EXPECT_EQ(desk.next(*by_header, "welcome").at("name").as_string(), "operator");
    EXPECT_EQ(desk.next(*by_header, "status").at("state").as_string(), "ACTIVE");

    auto by_message = desk.open_stream();
    ASSERT_TRUE(by_message);
    TestDesk::say(*by_message, R"({"type":"auth","token":")" + desk.token() + "\"}");
    EXPECT_EQ(desk.next(*by_message, "welcome").at("role").as_string(), "operator");
}

TEST(Stream, EndsWithoutASignInInTime)
{
    TestDesk desk;
    auto session = desk.open_stream();
    ASSERT_TRUE(session);
    desk.get("/healthz");
    desk.pass(4999ms);
    EXPECT_TRUE(session->is_open());
    desk.pass(1ms);
    EXPECT_EQ(desk.next(*session, "error").at("code").as_string(), "auth_timeout");
    EXPECT_TRUE(desk.next(*session, "welcome").is_null());
}

TEST(Stream, IsPatientByTheMachinesClockHoweverFastTheMarketPlays)
{
    runtime::VirtualClock machine{utc_from_ms(1'743'700'000'000)};
    Options options;
    options.machine_clock = &machine;
    TestDesk desk{any_port(), std::move(options)};
    auto session = desk.open_stream();
    ASSERT_TRUE(session);
    desk.get("/healthz");
    desk.pass(1h);
    EXPECT_TRUE(session->is_open());
    machine.advance_by(5s);
    desk.settle();
    EXPECT_EQ(desk.next(*session, "error").at("code").as_string(), "auth_timeout");
}

TEST(Stream, EndsOnAWrongFirstMessage)
{
    struct Case {
        const char* message;
        const char* code;
    };
    TestDesk desk;
    for (const Case& c :
         {Case{R"({"type":"auth","token":"sd_wrong"})", "bad_token"}, Case{"hello", "malformed_json"},
          Case{R"({"type":"subscribe","topics":["ledger"]})", "invalid_request"},
          Case{R"({"type":"auth","token":"x","token":"y"})", "malformed_json"}, Case{"[]", "invalid_request"}}) {
        SCOPED_TRACE(c.message);
        auto session = desk.open_stream();
        ASSERT_TRUE(session);
        TestDesk::say(*session, c.message);
        EXPECT_EQ(desk.next(*session, "error").at("code").as_string(), c.code);
        EXPECT_TRUE(desk.next(*session, "welcome").is_null());
    }
}

TEST(Stream, IsRefusedToAWrongTokenAForeignPageAndOneTooMany)
{
    Settings settings = any_port();
    settings.streams_max = 1;
    TestDesk desk{settings};
    EXPECT_FALSE(desk.open_stream("sd_wrong"));
    EXPECT_FALSE(desk.open_stream(desk.token(), {{"Origin", "http://evil.example"}}));
    auto first = desk.open_stream(desk.token());
    ASSERT_TRUE(first);
    desk.next(*first, "welcome");
    EXPECT_FALSE(desk.open_stream(desk.token()));
}

TEST(Stream, TellsEventsOnlyToThoseTheyBelongTo)
{
    TestDesk desk;
    const std::string alice = desk.add_user("alice", Role::trader, "alice");
    auto hers = desk.open_stream(alice);
    auto all = desk.open_stream(desk.token());
    for (auto* session : {hers.get(), all.get()}) {
        TestDesk::say(*session, R"({"type":"subscribe","topics":["ledger"]})");
        EXPECT_THAT(desk.next(*session, "subscribed").at("topics").as_array(), SizeIs(1));
    }
    const std::string foreign = TestDesk::new_id();
    const std::string own = TestDesk::new_id();
    desk.post("/intents", TestDesk::intent(foreign, "0.001"));
    desk.settle();
    desk.post("/intents", TestDesk::intent(own, "0.001", {}, "alice"), alice);
    desk.settle();
    desk.post("/desk/halt", R"({"reason":"lunch"})");

    // The first event she hears is her own; the operator hears the other one first. Halts are everybody's.
    const json::value first = desk.next(*hers, "event");
    EXPECT_EQ(first.at("kind").as_string(), "IntentProposed");
    EXPECT_EQ(first.at("subject").as_string().c_str(), own);
    EXPECT_EQ(desk.next(*all, "event").at("subject").as_string().c_str(), foreign);
    for (std::string kind; kind != "DeskStateSet";) {
        const json::value event = desk.next(*hers, "event");
        ASSERT_FALSE(event.is_null());
        EXPECT_NE(event.at("subject").as_string().c_str(), foreign);
        kind = event.at("kind").as_string().c_str();
    }
}

TEST(Stream, ConflatesQuotesToFourASecond)
{
    TestDesk desk;
    auto session = desk.open_stream(desk.token());
    TestDesk::say(*session, R"({"type":"subscribe","topics":["quotes"]})");
    EXPECT_EQ(desk.next(*session, "quote").at("ask").as_string(), "100000") << "the newest, at once";
    for (int i = 1; i <= 100; ++i) desk.quote(trading::Price{"1"_dec}, trading::Price{Decimal::from_integer(100 + i)});
    desk.pass(250ms);
    EXPECT_EQ(desk.next(*session, "quote").at("ask").as_string(), "200") << "and then only the last of many";
    desk.quote(trading::Price{"1"_dec}, trading::Price{"300"_dec});
    desk.pass(250ms);
    EXPECT_EQ(desk.next(*session, "quote").at("ask").as_string(), "300");
}

TEST(Stream, PushesStatusAgentsAndCandles)
{
    TestDesk desk;
    auto session = desk.open_stream(desk.token());
    TestDesk::say(*session, R"({"type":"subscribe","topics":["agents","candles"]})");
    desk.next(*session, "subscribed");
    trading::Candle candle{.instrument = btc, .interval = 1min};
    desk.server().on_candle(candle);
    EXPECT_EQ(desk.next(*session, "candle").at("interval_ms"), 60'000);
    for (int i = 0; i < 4; ++i) desk.pass(250ms);
    EXPECT_EQ(desk.next(*session, "status").at("venues").as_array()[0].as_string(), "paper");
    EXPECT_EQ(desk.next(*session, "agents").at("items").as_array()[0].at("name").as_string(), "buy_bot");
}

TEST(Stream, PushesAnalysesAndHowItStandsWithTheModelsToThoseWhoWant)
{
    TestDesk desk;
    desk.swarm().models_.state = "answering";
    desk.swarm().models_.spent_usd = "0.01"_dec;
    desk.swarm().models_.spending.emplace();
    const std::string viewer = desk.add_user("vera", Role::viewer, "paper");
    auto all = desk.open_stream(desk.token());
    auto hers = desk.open_stream(viewer);
    for (auto* session : {hers.get(), all.get()}) {
        TestDesk::say(*session, R"({"type":"subscribe","topics":["analyses"]})");
        desk.next(*session, "subscribed");
    }
    Analysis analysis{.number = 7, .instrument = btc, .timeframe = "1h"};
    analysis.message = "<b>rising</b>";
    desk.server().on_analysis(&analysis);
    EXPECT_EQ(desk.next(*hers, "analysis").at("message").as_string(), "<b>rising</b>") << "as text, as it is";
    const json::value shown = desk.next(*hers, "models");
    EXPECT_EQ(shown.at("state").as_string(), "answering");
    EXPECT_FALSE(shown.as_object().contains("spent_usd")) << "what was spent is the operator's business";
    EXPECT_FALSE(shown.as_object().contains("spending"));
    EXPECT_EQ(desk.next(*all, "analysis").at("number"), 7);
    EXPECT_EQ(desk.next(*all, "models").at("spent_usd").as_string(), "0.01");
    desk.server().on_analysis(nullptr);
    EXPECT_FALSE(desk.next(*all, "models").is_null());
}

TEST(Stream, AnswersMistakesAndCutsFloods)
{
    TestDesk desk;
    auto session = desk.open_stream(desk.token());
    desk.next(*session, "welcome");
    TestDesk::say(*session, R"({"type":"subscribe","topics":["everything"]})");
    EXPECT_EQ(desk.next(*session, "error").at("code").as_string(), "unknown_topic");
    TestDesk::say(*session, R"({"type":"unsubscribe","topics":[]})");
    EXPECT_EQ(desk.next(*session, "error").at("code").as_string(), "invalid_request");
    for (int i = 0; i < 30; ++i) TestDesk::say(*session, R"({"type":"subscribe","topics":[]})");
    EXPECT_EQ(desk.next(*session, "error").at("code").as_string(), "too_many_messages");
    EXPECT_TRUE(desk.next(*session, "nothing").is_null());
}

}  // namespace
}  // namespace swarmdesk::api::testing
