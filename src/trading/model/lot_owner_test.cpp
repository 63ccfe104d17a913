#include <gtest/gtest.h>

#include "base/codec.hpp"
#include "trading/model/intent.hpp"

namespace swarmdesk::trading {
namespace {

TEST(LotOwner, IsPeopleAnAgentOrAnAgentsStrategy)
{
    EXPECT_EQ(LotOwner::parse("people").value(), LotOwner{});
    EXPECT_EQ(LotOwner::parse("treasury").value(), LotOwner{AgentId{"treasury"}});
    EXPECT_EQ(LotOwner::parse("online_trading/ema_cross").value(),
              (LotOwner{AgentId{"online_trading"}, StrategyId{"ema_cross"}}));
    for (const char* text : {"people", "treasury", "online_trading/ema_cross"})
        EXPECT_EQ(LotOwner::parse(text).value().to_string(), text);
}

TEST(LotOwner, IsNothingElse)
{
    for (const char* text : {"", "/", "agent/", "/rule", "agent/rule/more", "an agent", "agent/a rule"})
        EXPECT_EQ(LotOwner::parse(text).error().code, Errc::malformed) << text;
}

TEST(LotOwner, ReadsTheBytesOfWhenItWasOneName)
{
    Encoder before;
    before.put(AgentId{"treasury"});
    Encoder now;
    now.put(LotOwner{AgentId{"treasury"}});
    EXPECT_EQ(now.bytes(), before.bytes());
    for (const LotOwner& owner :
         {LotOwner{}, LotOwner{AgentId{"treasury"}}, LotOwner{AgentId{"online_trading"}, StrategyId{"ema_cross"}}}) {
        Encoder encoder;
        encoder.put(owner);
        Decoder decoder{encoder.bytes()};
        LotOwner read{AgentId{"somebody"}, StrategyId{"else"}};
        decoder.get(read);
        EXPECT_EQ(read, owner);
        EXPECT_FALSE(decoder.failed());
    }
}

TEST(LotOwner, HasOneFormInBytes)
{
    for (const std::string text : {"people", "a/", "a//b"}) {
        Encoder encoder;
        encoder.put(text);
        Decoder decoder{encoder.bytes()};
        LotOwner owner;
        decoder.get(owner);
        EXPECT_TRUE(decoder.failed()) << text;
    }
}

}  // namespace
}  // namespace swarmdesk::trading
