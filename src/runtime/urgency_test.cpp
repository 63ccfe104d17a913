#include "runtime/urgency.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <thread>

namespace swarmdesk::runtime {
namespace {

int niceness() { return ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid())); }

TEST(Urgency, WhoIsPatientGivesWayAndSoDoWhomItStartsAndNobodyElse)
{
    const int usual = niceness();
    std::thread patient{[usual] {
        set_urgency(Urgency::patient);
        EXPECT_GT(niceness(), usual);
        std::thread{[usual] { EXPECT_GT(niceness(), usual); }}.join();
    }};
    patient.join();
    EXPECT_EQ(niceness(), usual);
}

TEST(Urgency, WhoIsPromptIsNoNicerThanBefore)
{
    const int usual = niceness();
    std::thread{[usual] {
        set_urgency(Urgency::prompt);
        EXPECT_EQ(niceness(), usual);
    }}.join();
}

}  // namespace
}  // namespace swarmdesk::runtime
