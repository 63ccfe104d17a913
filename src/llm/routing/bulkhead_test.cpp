#include "llm/routing/bulkhead.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace swarmdesk::llm::routing {
namespace {

TEST(Bulkhead, LetsInAsManyAsItHoldsAndNotOneMore)
{
    Bulkhead bulkhead{2};
    auto first = bulkhead.try_enter();
    auto second = bulkhead.try_enter();
    EXPECT_TRUE(first && second);
    EXPECT_TRUE(bulkhead.is_full());
    EXPECT_FALSE(bulkhead.try_enter());
    first.reset();
    EXPECT_EQ(bulkhead.in_flight(), 1u);
    EXPECT_TRUE(bulkhead.try_enter());
}

TEST(Bulkhead, AMovedPlaceIsGivenBackOnce)
{
    Bulkhead bulkhead{2};
    {
        auto first = bulkhead.try_enter();
        auto second = bulkhead.try_enter();
        ASSERT_TRUE(first && second);
        Bulkhead::Place kept = std::move(*first);
        first.reset();
        EXPECT_EQ(bulkhead.in_flight(), 2u);
        kept = std::move(*second);
        second.reset();
        EXPECT_EQ(bulkhead.in_flight(), 1u);
    }
    EXPECT_EQ(bulkhead.in_flight(), 0u);
}

TEST(Bulkhead, KeepsReservedPlacesForTheUrgent)
{
    Bulkhead bulkhead{4, 1};
    std::vector<Bulkhead::Place> places;
    for (int i = 0; i < 3; ++i) {
        auto place = bulkhead.try_enter();
        ASSERT_TRUE(place);
        places.push_back(std::move(*place));
    }
    EXPECT_FALSE(bulkhead.try_enter());
    auto urgent = bulkhead.try_enter(Urgency::urgent);
    EXPECT_TRUE(urgent);
    EXPECT_FALSE(bulkhead.try_enter(Urgency::urgent)) << "four are four";
    places.pop_back();
    EXPECT_TRUE(bulkhead.try_enter()) << "three are for all, whoever has the fourth";
    places.clear();
    for (int i = 0; i < 3; ++i) places.push_back(*bulkhead.try_enter(Urgency::urgent));
    EXPECT_FALSE(bulkhead.try_enter()) << "the urgent take the others as well";
    places.clear();
    urgent.reset();
    EXPECT_EQ(bulkhead.in_flight(), 0u);
}

}  // namespace
}  // namespace swarmdesk::llm::routing
