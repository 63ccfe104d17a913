#include "trading/risk/limit_list.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::trading::risk {
namespace {

TEST(LimitList, names_each_limit_once_with_its_value_as_settings_write_it)
{
    const auto limits = named_limits(Limits{});
    ASSERT_EQ(limits.size(), 13u);
    EXPECT_EQ(limits[0].name, "position_max");
    EXPECT_EQ(limits[0].value, "10000");
    EXPECT_EQ(limits[0].unit, "USD");
    EXPECT_EQ(limits.back().name, "loss_percent");
}

TEST(LimitList, each_named_limit_can_be_made_smaller_and_none_larger)
{
    for (const NamedLimit& limit : named_limits(Limits{})) {
        const auto same = tightened(Limits{}, limit.name, limit.value);
        ASSERT_TRUE(same) << limit.name;
        EXPECT_EQ(*same, Limits{});
        const auto smaller = tightened(Limits{}, limit.name, "1");
        ASSERT_TRUE(smaller) << limit.name;
        EXPECT_FALSE(*smaller == Limits{}) << limit.name;
        EXPECT_EQ(tightened(*smaller, limit.name, limit.value).error().code, Errc::out_of_range) << limit.name;
        EXPECT_EQ(tightened(Limits{}, limit.name, "1000001").error().code, Errc::out_of_range) << limit.name;
    }
}

TEST(LimitList, refuses_what_is_no_value_of_the_limit_and_says_what_is)
{
    EXPECT_EQ(tightened(Limits{}, "position_max", "many").error().code, Errc::malformed);
    EXPECT_EQ(tightened(Limits{}, "position_max", "-1").error().code, Errc::out_of_range);
    EXPECT_EQ(tightened(Limits{}, "losses_in_a_row_max", "1.5").error().code, Errc::malformed);
    EXPECT_EQ(tightened(Limits{}, "losses_in_a_row_max", "0").error().code, Errc::out_of_range);
    EXPECT_EQ(tightened(Limits{}, "daily_loss_percent", "0").error().code, Errc::out_of_range);
    EXPECT_TRUE(tightened(Limits{}, "daily_loss_percent", "0.01"));
}

TEST(LimitList, what_could_keep_somebody_from_getting_out_is_not_tightened_on_the_way)
{
    for (const char* name : {"quote_age_max", "slippage_percent", "reductions_per_hour_max", "taker_fee_percent",
                             "usd_assets", "nothing", ""}) {
        const auto refused = tightened(Limits{}, name, "1");
        ASSERT_FALSE(refused) << name;
        EXPECT_EQ(refused.error().code, Errc::not_found);
        EXPECT_NE(refused.error().detail.find("position_max"), std::string::npos);
    }
}

}  // namespace
}  // namespace swarmdesk::trading::risk
