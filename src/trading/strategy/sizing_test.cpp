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

}  // namespace
}  // namespace swarmdesk::trading::strategy
