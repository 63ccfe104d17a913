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

TEST(Sizing, KnowsWhatTheVenueWouldNotTake)
{
    const Instrument instrument = testing::btc();
    const auto is_too_small = [&](const Proposal& proposal, Price price) {
        return flaw_of(proposal, WarmUp{}, price, instrument) == Flaw::too_small;
    };
    Proposal entry;
    for (const auto& [amount, is_small] : {std::pair{"5"_dec, false}, std::pair{"4.99"_dec, true}}) {
        entry.quote_quantity = Amount{amount};
        EXPECT_EQ(is_too_small(entry, Price{"1000"_dec}), is_small) << amount.to_string();
    }
    entry.quote_quantity.reset();
    entry.quantity = instrument.quantity_min;
    const Price at_least{divide(instrument.notional_min.value(), entry.quantity->value(), Rounding::away_from_zero)};
    EXPECT_FALSE(is_too_small(entry, at_least));
    EXPECT_TRUE(is_too_small(entry, Price{at_least.value() - "1"_dec}));
    entry.limit_price = at_least;
    EXPECT_FALSE(is_too_small(entry, Price{"1"_dec})) << "what it is placed at counts";
    entry.quantity = Quantity{entry.quantity->value() - "0.000000001"_dec};
    EXPECT_TRUE(is_too_small(entry, at_least));
}

TEST(Sizing, HoldsBackAnEntryThatHasSeenTooLittleAndNoExit)
{
    Proposal proposal;
    proposal.quote_quantity = Amount{"100"_dec};
    const auto flaw = [&](std::uint32_t seen) {
        return flaw_of(proposal, WarmUp{{}, 3, seen}, Price{"1000"_dec}, testing::btc());
    };
    EXPECT_EQ(flaw(2), Flaw::premature);
    EXPECT_EQ(flaw(3), Flaw::none);
    proposal.reduce_only = true;
    EXPECT_EQ(flaw(2), Flaw::none);
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
