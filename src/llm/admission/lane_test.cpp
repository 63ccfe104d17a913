#include "llm/admission/lane.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <vector>

namespace swarmdesk::llm::admission {
namespace {

using namespace std::chrono_literals;

std::vector<WaiterId> drain(Lane& lane, std::map<WaiterId, Lane::Entry>& entries)
{
    std::vector<WaiterId> order;
    while (const auto id = lane.first()) {
        lane.remove(entries.at(*id));
        order.push_back(*id);
    }
    return order;
}

TEST(Lane, ServesTheLeastServedTenantFirstAndWithinItWhoeverCameFirst)
{
    Lane lane;
    std::map<WaiterId, Lane::Entry> entries;
    const auto add = [&](WaiterId id, Lane::Tenant tenant, Lane::Attained attained) {
        entries[id] = {id, tenant, 1s};
        lane.add(entries[id], attained);
    };
    add(1, 1, 100);
    add(2, 1, 100);
    add(3, 2, 50);
    add(4, 3, 50);
    add(5, 2, 50);
    EXPECT_EQ(lane.work(), 5s);
    EXPECT_EQ(lane.first(), 3u);
    lane.set_attained(2, 200);
    lane.set_attained(9, 0);
    EXPECT_EQ(drain(lane, entries), (std::vector<WaiterId>{4, 1, 2, 3, 5}));
    EXPECT_EQ(lane.work(), 0s);
}

TEST(Lane, AnOlderOneMayComeLate)
{
    Lane lane;
    lane.add({7, 1, 1s}, 0);
    lane.add({8, 2, 1s}, 0);
    lane.add({3, 2, 1s}, 0);
    EXPECT_EQ(lane.first(), 3u);
}

TEST(Lane, TellsANewcomerHowMuchComesBeforeIt)
{
    Lane lane;
    for (WaiterId id = 1; id <= 10; ++id) lane.add({id, 1, 1s}, 0);
    lane.add({11, 2, 1s}, 0);
    EXPECT_EQ(lane.work_before(3), 0s);
    EXPECT_EQ(lane.work_before(2), 2s);
    EXPECT_EQ(lane.work_before(1), 11s);
}

}  // namespace
}  // namespace swarmdesk::llm::admission
