#include "notify/preferences.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::notify {
namespace {

using namespace std::chrono_literals;

constexpr UtcTime at(int hours, int minutes)
{
    return UtcTime{} + nanoseconds{20'000 * 24h + std::chrono::hours{hours} + std::chrono::minutes{minutes}};
}

TEST(QuietHours, HoldFromTheFirstMinuteToBeforeTheLastAlsoOverMidnight)
{
    struct Case {
        int from, to, hours, minutes;
        bool holds;
    };
    for (const Case& c :
         {Case{22 * 60, 7 * 60, 21, 59, false}, Case{22 * 60, 7 * 60, 22, 0, true}, Case{22 * 60, 7 * 60, 6, 59, true},
          Case{22 * 60, 7 * 60, 7, 0, false}, Case{60, 120, 0, 59, false}, Case{60, 120, 1, 0, true},
          Case{60, 120, 2, 0, false}, Case{60, 60, 12, 0, true}}) {
        const QuietHours quiet{.is_on = true, .from = c.from, .to = c.to};
        EXPECT_EQ(quiet.holds(at(c.hours, c.minutes)), c.holds) << c.from << ' ' << c.hours << ':' << c.minutes;
    }
    EXPECT_FALSE((QuietHours{.is_on = false, .from = 0, .to = 0}.holds(at(3, 0))));
}

TEST(QuietHours, AreByThePersonsOwnClock)
{
    const QuietHours berlin{.is_on = true, .utc_offset_min = 120};
    EXPECT_FALSE(berlin.holds(at(19, 59)));
    EXPECT_TRUE(berlin.holds(at(20, 0)));
    const QuietHours new_york{.is_on = true, .utc_offset_min = -240};
    EXPECT_FALSE(new_york.holds(at(1, 59)));
    EXPECT_TRUE(new_york.holds(at(2, 0)));
}

TEST(Preferences, WithoutAChoiceEverythingButFillsIsTold)
{
    const Preferences none;
    for (const auto& row : enum_table(Kind{}))
        EXPECT_EQ(none.wants(row.value, Way::push, at(12, 0)), row.value != Kind::fill) << row.name;
    EXPECT_TRUE(none.hides_amounts);
}

TEST(Preferences, QuietHoursHoldNeitherApprovalsNorHaltsUnlessThePersonSaysSo)
{
    Preferences preferences;
    preferences.quiet = {.is_on = true, .from = 0, .to = 0};
    for (const auto& row : enum_table(Kind{})) {
        const bool may = row.value == Kind::approval_waiting || row.value == Kind::approval_expired ||
                         row.value == Kind::trading_state || row.value == Kind::test;
        EXPECT_EQ(preferences.wants(row.value, Way::push, at(3, 0)), may) << row.name;
    }
    preferences.choices[Kind::approval_waiting] = {.in_quiet_hours = false};
    EXPECT_FALSE(preferences.wants(Kind::approval_waiting, Way::push, at(3, 0)));
}

TEST(Preferences, EachWayIsChosenByItselfAndATestAlwaysGoes)
{
    Preferences preferences;
    preferences.choices[Kind::fill] = {.page = false, .push = true, .webhook = false};
    preferences.choices[Kind::test] = {.page = false, .push = false, .webhook = false};
    EXPECT_TRUE(preferences.wants(Kind::fill, Way::push, at(12, 0)));
    EXPECT_FALSE(preferences.wants(Kind::fill, Way::webhook, at(12, 0)));
    EXPECT_TRUE(preferences.wants(Kind::test, Way::webhook, at(12, 0)));
}

}  // namespace
}  // namespace swarmdesk::notify
