#include "api/sign_in_links.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::api {
namespace {

const SignInLinks::Holder alice{trading::UserId{"alice"}, "token-1"};

TEST(SignInLinks, OpenOnceAndForTenMinutes)
{
    SignInLinks links;
    const MonotonicTime now{};
    const Secret first = links.make(alice, now);
    const Secret second = links.make(alice, now);
    EXPECT_EQ(links.redeem(first.expose(), now + (SignInLinks::lifetime - nanoseconds{1})), alice);
    EXPECT_FALSE(links.redeem(first.expose(), now)) << "it is used";
    EXPECT_FALSE(links.redeem(second.expose(), now + SignInLinks::lifetime));
    EXPECT_FALSE(links.redeem("", now));
    EXPECT_FALSE(links.redeem("sl_0000", now));
}

TEST(SignInLinks, TheOldestGoesWhereThereAreTooMany)
{
    SignInLinks links;
    const Secret oldest = links.make(alice, {});
    const Secret next = links.make(alice, {});
    for (std::size_t i = 2; i <= SignInLinks::links_max; ++i) links.make(alice, {});
    EXPECT_FALSE(links.redeem(oldest.expose(), {}));
    EXPECT_TRUE(links.redeem(next.expose(), {}));
}

TEST(SignInLinks, EndWithTheTokenThatMadeThem)
{
    SignInLinks links;
    const Secret hers = links.make(alice, {});
    const Secret other = links.make({alice.user, "token-2"}, {});
    const Secret from_start = links.make({alice.user, ""}, {});
    links.end("token-1");
    EXPECT_FALSE(links.redeem(hers.expose(), {}));
    EXPECT_EQ(links.redeem(other.expose(), {})->token_id, "token-2");
    EXPECT_EQ(links.redeem(from_start.expose(), {})->token_id, "");
}

}  // namespace
}  // namespace swarmdesk::api
