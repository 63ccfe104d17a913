#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <fstream>
#include <map>

#include "llm/gateway_harness.hpp"
#include "llm/spending_file.hpp"
#include "storage/temporary_folder.hpp"

/// \file
/// Keys that share a team's limits, at the gateway.

namespace swarmdesk::llm {
namespace {

using namespace testing;
using namespace swarmdesk::literals;
using ::testing::HasSubstr;

std::string asks(int tokens, std::string_view model = "m")
{
    return R"({"model":")" + std::string{model} + R"(","messages":[{"role":"user","content":"?"}],"max_tokens":)" +
           std::to_string(tokens) + '}';
}

settings::VirtualKey key(const std::string& name, const std::string& team, std::optional<Decimal> budget = {})
{
    settings::VirtualKey made;
    made.name = name;
    made.hash = sha256("sk-" + name);
    made.team = team;
    made.tier = settings::ServiceTier::operator_;
    made.allowance.max_budget = budget;
    return made;
}

const settings::Allowance half_a_dollar{.max_budget = "0.5"_dec};

/// Alice and Bob of the quants, who have 0.5 USD together, and a loner. An answer costs 0.1 USD; model `down` has none.
settings::GatewaySettings office(settings::Allowance of_team = half_a_dollar)
{
    settings::GatewaySettings settings;
    settings.groups = {group("m", {"x,tokens=100,latency=1s"}), group("down", {"x,status=500"})};
    for (auto& each : settings.groups) {
        each.tiers[0].deployments[0].output_cost_per_token = "0.001"_dec;
        each.tiers[0].deployments[0].allowed_fails = 100;
    }
    settings.router.num_retries = 0;
    settings.teams.push_back({"quants", std::move(of_team)});
    settings.keys = {key("alice", "quants"), key("bob", "quants", "0.4"_dec), key("loner", "", "0.4"_dec)};
    return settings;
}

TEST(Teams, TwoKeysTogetherCannotSpendMoreThanTheirTeam)
{
    TestGateway desk{office()};
    // Each may say 200 tokens: 0.2 USD are set aside for a call, and it costs 0.1 in the end.
    const auto first = desk.call(asks(200), "sk-alice");
    const auto second = desk.call(asks(200), "sk-bob");
    const auto third = desk.call(asks(101), "sk-alice");
    const auto fourth = desk.call(asks(100), "sk-bob");
    desk.pass(5s);
    EXPECT_EQ(first->status, 200);
    EXPECT_EQ(second->status, 200);
    EXPECT_EQ(third->status, 429);
    EXPECT_EQ(third->refusal, "budget_exceeded");
    EXPECT_THAT(third->message,
                HasSubstr("the budget of this key's team, quants, does not cover the call, which may take"));
    EXPECT_EQ(fourth->status, 200);
    EXPECT_EQ(desk.ask_and_wait(asks(201), "sk-alice").status, 429) << "0.3 used, 0.2 left";
    EXPECT_EQ(desk.ask_and_wait(asks(200), "sk-alice").status, 200);
    EXPECT_EQ(desk.ask_and_wait(asks(100), "sk-alice").status, 200);
    EXPECT_EQ(desk.ask_and_wait(asks(1), "sk-bob").status, 429);
    EXPECT_EQ(desk.ask_and_wait(asks(200), "sk-loner").status, 200);
}

TEST(Teams, AKeysOwnBudgetIsNamedWhereItIsTheOneReached)
{
    TestGateway desk{office({.max_budget = "5"_dec})};
    const Said said = desk.ask_and_wait(asks(401), "sk-bob");
    EXPECT_EQ(said.refusal, "budget_exceeded");
    EXPECT_THAT(said.message, HasSubstr("the budget of this key does not cover"));
    EXPECT_EQ(desk.ask_and_wait(asks(400), "sk-bob").status, 200);
}

TEST(Teams, ACallThatNobodyAnswersGivesBackToBoth)
{
    TestGateway desk{office()};
    for (int i = 0; i < 4; ++i) EXPECT_EQ(desk.ask_and_wait(asks(400, "down"), "sk-bob").status, 502);
    EXPECT_EQ(desk.ask_and_wait(asks(400), "sk-bob").status, 200);
}

TEST(Teams, AStreamIsSettledWithWhatItCostOrWasWorthWhenItsReaderLeft)
{
    TestGateway desk{office()};
    const std::string streamed = asks(400).insert(1, R"("stream":true,)");
    EXPECT_EQ(desk.ask_and_wait(streamed, "sk-alice").usage.completion_tokens, 100u);
    const auto left = desk.call(streamed, "sk-bob");
    desk.pass(10ms);
    desk.leave(*left);  // before the first word
    desk.pass(10ms);
    EXPECT_EQ(desk.ask_and_wait(asks(401), "sk-alice").status, 429);
    EXPECT_EQ(desk.ask_and_wait(asks(400), "sk-alice").status, 200) << "0.1 used";
}

TEST(Teams, RatesAndPlacesAreSharedAndTheTighterGaugeIsShown)
{
    TestGateway desk{office({.rpm_limit = 3, .max_parallel_requests = 2})};
    const auto first = desk.call(asks(1), "sk-alice");
    const auto second = desk.call(asks(1), "sk-bob");
    const Said third = desk.ask_and_wait(asks(1), "sk-alice");
    EXPECT_EQ(third.refusal, "too_many_parallel_requests");
    EXPECT_THAT(third.message, HasSubstr("this key's team, quants,"));
    desk.pass(5s);
    ASSERT_TRUE(second->particulars.requests);
    EXPECT_EQ(second->particulars.requests->limit, 3u);
    EXPECT_EQ(second->particulars.requests->remaining, 1u);
    EXPECT_EQ(desk.ask_and_wait(asks(1), "sk-bob").status, 200);
    const Said fourth = desk.ask_and_wait(asks(1), "sk-alice");
    EXPECT_EQ(fourth.refusal, "rate_limit_exceeded");
    EXPECT_THAT(fourth.message, HasSubstr("of this key's team, quants, is reached"));
    EXPECT_EQ(desk.ask_and_wait(asks(1), "sk-loner").status, 200);
    desk.pass(61s);
    EXPECT_EQ(desk.ask_and_wait(asks(1), "sk-alice").status, 200);
}

TEST(Teams, TheMetricsSayWhatATeamHasSpentBesideItsKeys)
{
    TestGateway desk{office({.max_budget = "0.5"_dec, .soft_budget = "0.15"_dec})};
    const auto says = [&](std::string_view line) { return desk.metrics.render().find(line) != std::string::npos; };
    desk.ask_and_wait(asks(100), "sk-alice");
    desk.pass(2s);
    EXPECT_TRUE(says("swarmdesk_llm_team_budget_spent_usd{team=\"quants\"} 0.1"));
    EXPECT_TRUE(says("swarmdesk_llm_team_budget_limit_usd{team=\"quants\"} 0.5"));
    EXPECT_TRUE(says("swarmdesk_llm_team_soft_budget_exceeded{team=\"quants\"} 0"));
    desk.ask_and_wait(asks(100), "sk-bob");
    desk.pass(2s);
    EXPECT_TRUE(says("swarmdesk_llm_team_soft_budget_exceeded{team=\"quants\"} 1"));
    EXPECT_TRUE(says("swarmdesk_llm_budget_spent_usd{key=\"bob\"} 0.1"));
    EXPECT_FALSE(says("swarmdesk_llm_budget_spent_usd{key=\"quants\"}"));
}

TEST(Teams, WhatATeamHasSpentSurvivesARestartAndAChangeOfItsKeys)
{
    const storage::TemporaryFolder folder;
    const auto path = folder.path() / "spending.db";
    {
        const auto file = SpendingFile::open(path).value();
        TestGateway desk{office(), file.get()};
        for (const char* by : {"sk-alice", "sk-bob"}) EXPECT_EQ(desk.ask_and_wait(asks(100), by).status, 200);
    }
    auto settings = office();
    settings.keys = {key("carol", "quants")};
    const auto file = SpendingFile::open(path).value();
    TestGateway desk{std::move(settings), file.get(), TestGateway::usual_beginning + 1h};
    EXPECT_EQ(desk.ask_and_wait(asks(301), "sk-carol").status, 429);
    EXPECT_EQ(desk.ask_and_wait(asks(300), "sk-carol").status, 200);
}

TEST(Teams, TheRecordOfACallNamesTheTeamAlsoOfOneThatIsRefused)
{
    const storage::TemporaryFolder folder;
    const auto path = folder.path() / "records.jsonl";
    {
        TestGateway desk{office(), nullptr, TestGateway::usual_beginning, path};
        desk.ask_and_wait(asks(100), "sk-alice");
        desk.ask_and_wait(asks(501), "sk-alice");
        desk.ask_and_wait(asks(100), "sk-loner");
    }
    std::map<std::string, std::string> teams;
    std::ifstream file{path};
    for (std::string line; std::getline(file, line);) {
        const auto record = boost::json::parse(line);
        const auto text = [&](const char* name) { return std::string{record.at(name).as_string().c_str()}; };
        teams[text("key") + ' ' + text("outcome")] = text("team");
    }
    EXPECT_EQ(teams, (std::map<std::string, std::string>{
                         {"alice answered", "quants"}, {"alice budget_exceeded", "quants"}, {"loner answered", ""}}));
}

}  // namespace
}  // namespace swarmdesk::llm
