#include "llm/routing/bulkhead.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace swarmdesk::llm::routing
