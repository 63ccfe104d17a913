#include "llm/simulation/report.hpp"

#include <gmock/gmock.h>

namespace swarmdesk::llm::simulation {
namespace {

using namespace std::chrono_literals;
using namespace literals;
using ::testing::HasSubstr;

void add(Paths& paths, Path path, int times)
{
    for (int i = 0; i < times; ++i) paths.add(path);
}

Outcome example()
{
    Outcome outcome;
    outcome.users = 10'000;
    outcome.agents = 30;
    outcome.seed = 3;
    outcome.begin = 14h;
    outcome.length = 90min;
    for (Paths* paths : {&outcome.paths, &outcome.by_kind[Kind::analysis]}) {
        add(*paths, Path::canonical, 90);
        add(*paths, Path::model, 10);
    }
    for (Paths* paths : {&outcome.paths, &outcome.by_kind[Kind::personal]}) {
        add(*paths, Path::exact, 10);
        add(*paths, Path::model, 80);
        add(*paths, Path::refused, 10);
    }
    outcome.refused["overloaded"] = 10;
    outcome.deployments.push_back({"local", 1, true, 90, 1'234'567, {}, {{"timed_out", 2}}});
    outcome.by_priority[9].paths = outcome.by_kind[Kind::personal];
    outcome.by_priority[9].wait.add(1500ms);
    outcome.by_priority[9].answered.add(1s);
    auto& tier = outcome.by_tier[ServiceTier::free];
    tier.users = 10'000;
    tier.cost_per_month = "77.5"_dec;
    return outcome;
}

TEST(Report, SaysHowManyMarketQuestionsTheClaimWouldNeed)
{
    Outcome outcome = example();
    // 90 of 100 answered market questions were hits, and 10 of 90 answered others.
    const double others = 100.0 / 9;
    ASSERT_TRUE(analysis_share_needed(outcome, 80));
    EXPECT_NEAR(*analysis_share_needed(outcome, 80), 100 * (80 - others) / (90 - others), 1e-9);
    EXPECT_FALSE(analysis_share_needed(outcome, 91)) << "not even all of them would do";
    EXPECT_EQ(analysis_share_needed(outcome, 5), 0);
}

TEST(Report, ReadsAsATable)
{
    const std::string text = render(example());
    EXPECT_THAT(text, HasSubstr("10,000 users and 30 agents, 90 min from 14:00 UTC, seed 3"));
    EXPECT_THAT(text, HasSubstr("hit rate: 50.0 % of all calls, 52.6 % of those answered"));
    EXPECT_THAT(text, HasSubstr("refused: overloaded 10"));
    EXPECT_THAT(text, HasSubstr("in vain: timed_out 2"));
    EXPECT_THAT(text, HasSubstr("1,234,567"));
    EXPECT_THAT(text, HasSubstr("1.5 s"));
    EXPECT_THAT(text, HasSubstr("$77.50"));
    EXPECT_THAT(text, HasSubstr("$0.00775"));
    EXPECT_THAT(text, HasSubstr("80 % claimed, 50.0 % here"));
}

TEST(Report, SaysTheSameToPrograms)
{
    const auto made = to_json(example());
    EXPECT_EQ(made.at("users"), 10'000u);
    EXPECT_EQ(made.at("paths").at("canonical"), 90u);
    EXPECT_EQ(made.at("paths").at("calls"), 200u);
    EXPECT_EQ(made.at("service_tiers").at("free").at("cost_usd_per_user_month"), "0.00775");
    EXPECT_EQ(made.at("deployments").at(0).at("in_vain").at("timed_out"), 2u);
    EXPECT_EQ(made.at("claimed").at("cloud_budget_usd_per_month"), "50");
    EXPECT_TRUE(made.at("priorities").at(0).at("wait_ms").at("p50").as_double() >= 1500);
}

TEST(Report, ReadsOfNothingToo)
{
    Outcome outcome;
    outcome.length = 1min;
    EXPECT_THAT(render(outcome), HasSubstr("0 calls"));
    EXPECT_EQ(to_json(outcome).at("paths").at("calls"), 0u);
}

TEST(Report, KnowsWhatTheBriefPromisesToHowMany)
{
    EXPECT_EQ(claims_for(10'000).cost_per_user, "0.01"_dec);
    EXPECT_EQ(claims_for(10'001).cost_per_user, "0.005"_dec);
    EXPECT_EQ(claims_for(1'000'000).cost_per_user, "0.0015"_dec);
    EXPECT_FALSE(claims_for(1'000'000).cloud_budget);
}

}  // namespace
}  // namespace swarmdesk::llm::simulation
