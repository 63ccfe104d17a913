#include "api/testing.hpp"

/// \file
/// What the running strategies work with.
namespace swarmdesk::api::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SeriesRoutes : public ::testing::Test {
protected:
    SeriesRoutes()
    {
        for (const char* account : {"paper", "alice"})
            for (const char* strategy : {"ema_cross", "mine"}) {
                StrategySeries one;
                one.agent = trading::AgentId{"online_trading"};
                one.account = trading::AccountId{account};
                one.strategy = trading::StrategyId{strategy};
                one.instrument = btc;
                one.interval = 1min;
                one.names = {"fast", "stop"};
                for (int minute = 0; minute < 5; ++minute)
                    one.points.push_back({UtcTime{} + 1min * minute, {Decimal::from_integer(minute), std::nullopt}});
                desk.swarm().series_.push_back(std::move(one));
            }
    }
    std::vector<std::string> strategies(const std::string& query, const std::string& token)
    {
        std::vector<std::string> found;
        const Answer answer = desk.get("/series" + query, token);
        EXPECT_EQ(answer.status, 200) << answer.text;
        for (const json::value& item : answer.items())
            found.push_back(std::string{item.at("account").as_string()} + "/" +
                            std::string{item.at("strategy").as_string()});
        return found;
    }

    TestDesk desk;
    const std::string alice = desk.add_user("alice", Role::trader, "alice");
};

TEST_F(SeriesRoutes, ShowTheNewestValuesAndAsManyCandlesAsAreAskedFor)
{
    const json::value newest = desk.get("/series?account=paper&strategy=mine").items()[0];
    ASSERT_THAT(newest.at("points").as_array(), SizeIs(1));
    EXPECT_EQ(newest.at("points").at(0).at("values"), (json::value{{"fast", "4"}}))
        << "what there is none of is absent";
    EXPECT_EQ(newest.at("names"), (json::value{"fast", "stop"}));
    EXPECT_EQ(newest.at("interval_ms"), 60'000);
    EXPECT_EQ(newest.at("instrument").as_string(), "BTCUSDT");
    const json::array points = desk.get("/series?limit=3").items()[0].at("points").as_array();
    ASSERT_THAT(points, SizeIs(3));
    EXPECT_EQ(points[0].at("open_time").as_string(), "1970-01-01T00:02:00.000Z") << "oldest first";
    for (const char* wrong : {"limit=0", "limit=501", "agent=", "strategy=a%20b", "x=1"})
        EXPECT_EQ(desk.get("/series?" + std::string{wrong}).status, 400) << wrong;
}

TEST_F(SeriesRoutes, AreOfTheAccountsTheCallerMaySeeAndOfWhatIsNamed)
{
    EXPECT_THAT(strategies("", desk.token()),
                ElementsAre("paper/ema_cross", "paper/mine", "alice/ema_cross", "alice/mine"));
    EXPECT_THAT(strategies("", alice), ElementsAre("alice/ema_cross", "alice/mine"));
    EXPECT_THAT(strategies("?strategy=mine", alice), ElementsAre("alice/mine"));
    EXPECT_THAT(strategies("?agent=buy_bot", alice), IsEmpty());
    EXPECT_THAT(strategies("?account=paper&instrument=BTCUSDT", desk.token()),
                ElementsAre("paper/ema_cross", "paper/mine"));
    EXPECT_EQ(desk.get("/series?account=paper", alice).code(), "no_such_account");
    EXPECT_EQ(desk.get("/series?instrument=NONE", alice).status, 404);
}

TEST_F(SeriesRoutes, SayWhatAStrategyLacksOfThePast)
{
    EXPECT_FALSE(desk.get("/series").items()[0].as_object().contains("shortage"));
    auto& lacks = desk.swarm().series_.front().shortage;
    lacks = {8, 200, 4h, UtcTime{} + 24h, "sees 8 of 200"};
    EXPECT_EQ(desk.get("/series").items()[0].at("shortage"), (json::value{{"seen", 8},
                                                                          {"needed", 200},
                                                                          {"interval_ms", 14'400'000},
                                                                          {"until", "1970-01-02T00:00:00.000Z"},
                                                                          {"message", "sees 8 of 200"}}));
    lacks->until.reset();
    EXPECT_FALSE(desk.get("/series").items()[0].at("shortage").as_object().contains("until"));
}

TEST_F(SeriesRoutes, SayHowManyWereLeftOut)
{
    EXPECT_FALSE(desk.get("/series").body.as_object().contains("left_out"));
    desk.swarm().series_left_out_ = 3;
    EXPECT_EQ(desk.get("/series").body.at("left_out"), 3);
}

}  // namespace
}  // namespace swarmdesk::api::testing
