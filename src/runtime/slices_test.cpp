#include "runtime/slices.hpp"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <thread>

namespace swarmdesk::runtime {
namespace {

int niceness() { return ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid())); }

TEST(Slices, ChangeNeitherPolicyNorNiceness)
{
    std::thread{[] {
        ASSERT_EQ(::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness() + 2), 0);
        const int usual = niceness();
        ask_for_slices(std::chrono::microseconds{300});
        EXPECT_EQ(niceness(), usual);
        EXPECT_EQ(::sched_getscheduler(0), SCHED_OTHER);
    }}.join();
}

}  // namespace
}  // namespace swarmdesk::runtime
