#include "api/list_body.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::api {
namespace {

TEST(ListBody, OfNothingIsAnEmptyList) { EXPECT_EQ(ListBody{}.finish().body, R"({"items":[]})"); }

TEST(ListBody, HasItsItemsInTheirOrderAndTheMembersBesideThem)
{
    ListBody body;
    body.members()["next_before"] = 7;
    body.add({{"a", "x\"y"}});
    body.add({{"a", 2}});
    body.members()["last_seq"] = 9;
    EXPECT_EQ(body.size(), 2U);
    const net::Response response = body.finish();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.content_type, "application/json");
    EXPECT_EQ(response.body, R"({"items":[{"a":"x\"y"},{"a":2}],"next_before":7,"last_seq":9})");
}

}  // namespace
}  // namespace swarmdesk::api
