#include "llm/admission/fair_share.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::llm::admission {
namespace {

TEST(FairShare, CountsWhatEachAttained)
{
    FairShare share{10};
    const auto a = share.join("a");
    const auto b = share.join("b");
    EXPECT_NE(a, b);
    EXPECT_EQ(share.join("a"), a);
    EXPECT_EQ(share.charge(a, 100), 100);
    EXPECT_EQ(share.charge(a, -30), 70);
    EXPECT_EQ(share.attained(b), 0);
}

TEST(FairShare, WhoComesBackIsLevelWithTheLeastServedPresent)
{
    FairShare share{10};
    const auto a = share.join("a");
    const auto b = share.join("b");
    share.charge(a, 500);
    share.charge(b, 300);
    EXPECT_EQ(share.attained(share.join("newcomer")), 300);
    share.leave(a);
    share.charge(b, 50);
    EXPECT_EQ(share.attained(share.join("a")), 500) << "what it had is not forgotten either";
}

TEST(FairShare, TheLevelOutlivesAnEmptyHouse)
{
    FairShare share{10};
    const auto a = share.join("a");
    share.charge(a, 500);
    const auto b = share.join("b");
    share.leave(b);
    share.leave(a);
    EXPECT_EQ(share.attained(share.join("c")), 500);
}

TEST(FairShare, ForgetsTheLeastServedIdleTenantFirst)
{
    FairShare share{2};
    const auto a = share.join("a");
    const auto b = share.join("b");
    share.charge(a, 10);
    share.charge(b, 20);
    share.leave(a);
    share.leave(b);
    share.join("c");
    EXPECT_EQ(share.size(), 2u);
    EXPECT_EQ(share.join("b"), b);
    EXPECT_EQ(share.attained(b), 20);
}

TEST(FairShare, StrangersShareAnAccountWhereNobodyIsIdle)
{
    FairShare share{1};
    const auto a = share.join("a");
    EXPECT_EQ(share.join("x"), FairShare::strangers);
    EXPECT_EQ(share.join("y"), FairShare::strangers);
    share.charge(FairShare::strangers, 7);
    share.leave(FairShare::strangers);
    share.leave(a);
    EXPECT_EQ(share.join("x"), FairShare::strangers) << "as long as one of them is here";
    share.leave(FairShare::strangers);
    share.leave(FairShare::strangers);
    EXPECT_NE(share.join("x"), FairShare::strangers) << "there is room now";
    EXPECT_EQ(share.size(), 1u);
}

}  // namespace
}  // namespace swarmdesk::llm::admission
