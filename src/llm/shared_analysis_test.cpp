#include <gtest/gtest.h>

#include "llm/gateway_harness.hpp"
#include "llm/keys/virtual_key.hpp"

/// \file
/// One answer for everybody, and only where the question was checked to hold nothing but facts.

namespace swarmdesk::llm::testing {
namespace {

settings::VirtualKey key_of(const std::string& name)
{
    settings::VirtualKey key;
    key.name = key.tenant = name;
    key.hash = keys::hash_of(Secret{"sk-" + name});
    key.tier = settings::ServiceTier::operator_;
    return key;
}

class SharedAnalysisTest : public ::testing::Test {
protected:
    static settings::GatewaySettings gateway_settings()
    {
        settings::GatewaySettings settings;
        settings.groups = {group("chat", {"demo,latency=1s"})};
        settings.cache.is_enabled = true;
        settings.keys = {key_of("alice"), key_of("bob")};
        return settings;
    }
    static doors::Asked about(UtcTime candle)
    {
        doors::Asked asked;
        asked.model = "chat";
        asked.call.body = {{"messages", {{{"role", "user"}, {"content", "how is it?"}}}}};
        cache::AnalysisKey facts{"BTCUSDT", cache::Timeframe::h1, candle, "candle.1", "chat"};
        asked.analysis = cache::SharedAnalysis::of(std::move(facts)).value();
        return asked;
    }

    static constexpr UtcTime noon{1'749'988'800'000'000'000};
    TestGateway gateway{gateway_settings()};
};

TEST_F(SharedAnalysisTest, TwoUsersShareTheAnswerToOneCandle)
{
    EXPECT_EQ(gateway.wait_for(about(noon), "sk-alice").particulars.cache, "miss");
    EXPECT_EQ(gateway.wait_for(about(noon), "sk-bob").particulars.cache, "hit");
    EXPECT_EQ(gateway.wait_for(about(noon + 1h), "sk-bob").particulars.cache, "miss");
}

TEST_F(SharedAnalysisTest, TwoUsersWithoutItShareNothing)
{
    auto asked = about(noon);
    asked.analysis.reset();
    EXPECT_EQ(gateway.wait_for(asked, "sk-alice").particulars.cache, "miss");
    EXPECT_EQ(gateway.wait_for(asked, "sk-bob").particulars.cache, "miss");
}

TEST_F(SharedAnalysisTest, WhoWantsItFreshIsNeverGivenAnothersAnswer)
{
    gateway.wait_for(about(noon), "sk-alice");
    auto asked = about(noon);
    asked.cache.reads = false;
    const Said said = gateway.wait_for(asked, "sk-bob");
    EXPECT_EQ(said.particulars.cache, "off");
    EXPECT_EQ(said.took, 1s);
}

}  // namespace
}  // namespace swarmdesk::llm::testing
