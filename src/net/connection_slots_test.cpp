#include "net/connection_slots.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::net {
namespace {

constexpr ConnectionSlots::Limits limits{.strangers_max = 3, .signed_in_max = 4, .reserved = 1, .per_user_max = 2};

class ConnectionSlotsTest : public ::testing::Test {
protected:
    ConnectionSlots::Outcome sign_in(std::uint64_t id, const std::string& user, Rights rights = Rights::ordinary)
    {
        EXPECT_TRUE(slots.add(id).is_admitted);
        return slots.assign(id, user, rights);
    }
    ConnectionSlots slots{limits};
};

TEST_F(ConnectionSlotsTest, TheLongestIdleStrangerGivesWayToANewcomer)
{
    for (std::uint64_t id = 1; id <= 3; ++id) {
        const auto outcome = slots.add(id);
        EXPECT_TRUE(outcome.is_admitted);
        EXPECT_FALSE(outcome.evicted) << id;
    }
    slots.set_busy(1);
    slots.set_idle(1);  // it has just had an answer
    EXPECT_EQ(slots.add(4).evicted, 2u);
    EXPECT_EQ(slots.add(5).evicted, 3u);
    EXPECT_EQ(slots.add(6).evicted, 1u);
    EXPECT_EQ(slots.strangers(), 3u);
}

TEST_F(ConnectionSlotsTest, ANewcomerIsTurnedAwayWhereEveryStrangerIsServedJustNow)
{
    for (std::uint64_t id = 1; id <= 3; ++id) {
        slots.add(id);
        slots.set_busy(id);
    }
    EXPECT_FALSE(slots.add(4).is_admitted);
    slots.remove(2);
    EXPECT_TRUE(slots.add(4).is_admitted);
}

TEST_F(ConnectionSlotsTest, WhoSignsInLeavesTheStrangersRoom)
{
    EXPECT_TRUE(sign_in(1, "alice").is_admitted);
    EXPECT_FALSE(slots.is_stranger(1));
    for (std::uint64_t id = 2; id <= 4; ++id) EXPECT_FALSE(slots.add(id).evicted);
    EXPECT_EQ(slots.add(5).evicted, 2u) << "strangers evict strangers only";
    EXPECT_EQ(slots.signed_in(), 1u);
}

TEST_F(ConnectionSlotsTest, AUserAtTheLimitClosesTheirOwnLongestIdle)
{
    sign_in(1, "alice");
    sign_in(2, "alice");
    sign_in(3, "bob");
    EXPECT_EQ(sign_in(4, "alice").evicted, 1u);
    slots.set_busy(2);
    slots.set_busy(4);
    EXPECT_FALSE(sign_in(5, "alice").is_admitted);
    EXPECT_TRUE(slots.is_stranger(5));
}

TEST_F(ConnectionSlotsTest, APartIsKeptForThePrivileged)
{
    sign_in(1, "alice");
    sign_in(2, "bob");
    sign_in(3, "carol");
    for (std::uint64_t id = 1; id <= 3; ++id) slots.set_busy(id);
    EXPECT_FALSE(sign_in(4, "dave").is_admitted);
    EXPECT_TRUE(slots.assign(4, "operator", Rights::privileged).is_admitted);
    EXPECT_EQ(slots.signed_in(), 4u);
    slots.set_idle(2);
    EXPECT_EQ(sign_in(5, "operator", Rights::privileged).evicted, 2u) << "and beyond it, an idle user gives way";
    slots.set_busy(4);
    slots.set_busy(5);
    EXPECT_FALSE(sign_in(6, "operator", Rights::privileged).is_admitted);
}

TEST_F(ConnectionSlotsTest, AConnectionMayPassFromOneUserToAnother)
{
    sign_in(1, "alice");
    EXPECT_TRUE(slots.assign(1, "bob", Rights::ordinary).is_admitted);
    EXPECT_EQ(slots.signed_in(), 1u);
    sign_in(2, "alice");
    EXPECT_FALSE(sign_in(3, "alice").evicted) << "the first is hers no longer";
}

TEST_F(ConnectionSlotsTest, WhatIsUnknownOrHasLeftChangesNothing)
{
    slots.add(1);
    slots.remove(1);
    slots.remove(1);
    slots.set_idle(1);
    EXPECT_FALSE(slots.assign(1, "alice", Rights::ordinary).is_admitted);
    EXPECT_EQ(slots.strangers(), 0u);
    EXPECT_EQ(slots.signed_in(), 0u);
}

}  // namespace
}  // namespace swarmdesk::net
