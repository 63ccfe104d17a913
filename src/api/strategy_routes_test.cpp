#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/testing.hpp"

namespace swarmdesk::api {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* preview = "/strategies/online_trading/mine/preview";
constexpr const char* apply = "/strategies/online_trading/mine/apply";

std::string revision(const std::string& text) { return R"({"revision": ")" + text + R"(", "reason": "wider"})"; }

TEST(StrategyRoutes, ListPreviewAndApplyOneRevision)
{
    TestDesk desk;
    const Answer list = desk.get("/strategies");
    ASSERT_EQ(list.status, 200) << list.text;
    EXPECT_EQ(list.items()[0].at("file_revision").as_string(), "2222222222222222");
    const Answer seen = desk.post(preview, "{}");
    ASSERT_EQ(seen.status, 200) << seen.text;
    EXPECT_EQ(seen.string("to"), "2222222222222222");
    const Answer done = desk.post(apply, revision("2222222222222222"));
    EXPECT_EQ(done.status, 200) << done.text;
    EXPECT_THAT(desk.strategies().applied_, ElementsAre(HasSubstr(": wider")));
}

TEST(StrategyRoutes, RefuseWithACodeAndASentence)
{
    TestDesk desk;
    const Answer changed = desk.post(apply, revision("3333333333333333"));
    EXPECT_EQ(changed.status, 409);
    EXPECT_EQ(changed.code(), "file_changed");
    EXPECT_EQ(changed.string("detail"), "it is another one now");
    for (const char* wrong : {"", "22", "222222222222222G", "22222222222222222"})
        EXPECT_EQ(desk.post(apply, revision(wrong)).status, 400) << wrong;
    EXPECT_EQ(desk.post(apply, "{}").status, 400);
    EXPECT_EQ(desk.post("/strategies/online_trading/other/preview", "{}").code(), "no_such_strategy");
    EXPECT_EQ(desk.post("/strategies/a%20b/mine/preview", "{}").status, 404);
    desk.strategies().refusal_ = Error{Errc::conflict, "NAME_CHANGED: give it its name back"};
    EXPECT_EQ(desk.post(preview, "{}").code(), "name_changed");
    desk.strategies().refusal_ = Error{Errc::limit_exceeded, "PREVIEW_UNDER_WAY: ask again in a few seconds"};
    const Answer busy = desk.post(preview, "{}");
    EXPECT_EQ(busy.status, 429);
    EXPECT_EQ(busy.code(), "preview_under_way");
    EXPECT_EQ(busy.string("detail"), "ask again in a few seconds");
    EXPECT_EQ(busy.header("Retry-After"), "2");
    EXPECT_THAT(desk.strategies().applied_, IsEmpty());
}

TEST(StrategyRoutes, AreTheOperatorsAlone)
{
    TestDesk desk;
    const std::string trader = desk.add_user("alice", Role::trader, "alice");
    EXPECT_EQ(desk.get("/strategies", trader).status, 403);
    EXPECT_EQ(desk.post(preview, "{}", trader).status, 403);
    EXPECT_EQ(desk.post(apply, revision("2222222222222222"), trader).status, 403);
    EXPECT_THAT(desk.strategies().applied_, IsEmpty());
}

}  // namespace
}  // namespace swarmdesk::api
