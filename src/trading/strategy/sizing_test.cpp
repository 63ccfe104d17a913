#include "trading/strategy/sizing.hpp"

#include <gtest/gtest.h>

#include "trading/strategy/testing.hpp"

namespace swarmdesk::trading::strategy {
namespace {

TEST(Sizing, IsTheLargestQuantityThatFitsTheAmount)
{
    struct Case {
        const char* name;
        Decimal amount;
        Decimal price;
        Decimal expected;
    };
    for (const Case& c : {Case{"exact", "900"_dec, "1000"_dec, "0.9"_dec},
                          Case{"truncated to the lot", "900"_dec, "70000"_dec, "0.01285"_dec},
                          Case{"at the least notional", "5"_dec, "1000"_dec, "0.005"_dec},
                          Case{"below the least notional", "4.99"_dec, "1000"_dec, "0"_dec},
                          Case{"bounded by the venue", "100000000"_dec, "1"_dec, "9000"_dec},
                          Case{"no price", "900"_dec, "0"_dec, "0"_dec}, Case{"no money", "0"_dec, "1000"_dec, "0"_dec},
                          Case{"debt", "-1"_dec, "1000"_dec, "0"_dec}}) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(quantity_for(Amount{c.amount}, Price{c.price}, testing::btc()), Quantity{c.expected});
    }
}

TEST(Sizing, SpendsSoThatTheStopCostsTheRisk)
{
    // One percent of 10,000 is 100, which 5 pieces lose by falling 20; 5 pieces cost 1,000 at 200.
    EXPECT_EQ(amount_at_risk(Amount{"10000"_dec}, "1"_dec, Price{"200"_dec}, "20"_dec), Amount{"1000"_dec});
}

TEST(Sizing, PutsAStopOnTheTickBelowAndNowhereElse)
{
    const Instrument instrument = testing::btc();
    struct Case {
        Decimal distance;
        std::optional<Price> expected;
    };
    for (const Case& c :
         {Case{"1.001"_dec, Price{"98.99"_dec}}, Case{"99.99"_dec, Price{"0.01"_dec}}, Case{"99.995"_dec, std::nullopt},
          Case{"100"_dec, std::nullopt}, Case{"0"_dec, std::nullopt}, Case{"-1"_dec, std::nullopt}})
        EXPECT_EQ(stop_below(Price{"100"_dec}, c.distance, instrument), c.expected) << c.distance.to_string();
}

TEST(Sizing, SellsWholeLots)
{
    EXPECT_EQ(whole_lots(Quantity{"0.123456"_dec}, testing::btc()), Quantity{"0.12345"_dec});
    EXPECT_EQ(whole_lots(Quantity{"0.000009"_dec}, testing::btc()), Quantity{});
}

}  // namespace
}  // namespace swarmdesk::trading::strategy
