#include "trading/execution/setting_change.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "trading/execution/gate_harness.hpp"

namespace swarmdesk::trading::execution {
namespace {

using namespace testing;
using ::testing::ElementsAre;

SettingChanged some_change() { return {"strategy online_trading/mine", "11", "22", {"a -> b"}, human, "slower"}; }

TEST(SettingChange, IsRecordedOnceAndMovesNothing)
{
    Harness desk;
    const Bytes before = desk.gate().books().snapshot();
    desk.take(desk.gate().change_setting(some_change(), desk.now).value());
    ASSERT_EQ(desk.count_of<SettingChanged>(), 1u);
    EXPECT_EQ(desk.last<SettingChanged>()->to, "22");
    EXPECT_EQ(desk.last<SettingChanged>()->by, human);
    EXPECT_EQ(to_hex(desk.gate().books().snapshot()), to_hex(before));
    ASSERT_TRUE(desk.restart());
    EXPECT_EQ(desk.count_of<SettingChanged>(), 1u);
}

TEST(SettingChange, ThatChangesNothingIsNoEvent)
{
    Harness desk;
    SettingChanged change = some_change();
    change.to = change.from;
    const auto step = desk.gate().change_setting(change, desk.now);
    ASSERT_TRUE(step);
    EXPECT_TRUE(step->events.empty());
}

TEST(SettingChange, IsAPersonsOrTheDesksOwnAndNoAgents)
{
    Harness desk;
    SettingChanged change = some_change();
    change.by = agent;
    EXPECT_EQ(desk.gate().change_setting(change, desk.now).error().code, Errc::forbidden);
    change.by = {ActorKind::system, "start"};
    EXPECT_TRUE(desk.gate().change_setting(change, desk.now));
}

TEST(SettingChange, HasBoundedTexts)
{
    struct Case {
        const char* name;
        std::function<void(SettingChanged&, std::size_t more)> fill;
    };
    const auto text = [](std::size_t bytes) { return std::string(bytes, 'x'); };
    for (const Case& c : {Case{"setting", [&](auto&e, auto more) { e.setting = text(setting_name_max + more); }},
                          Case{"from", [&](auto&e, auto more) { e.from = text(setting_value_max + more); }},
                          Case{"to", [&](auto&e, auto more) { e.to = text(setting_value_max + more); }},
                          Case{"lines", [&](auto&e, auto more) { e.changes.assign(setting_lines_max + more, "x"); }},
                          Case{"a line",
                               [&](auto&e, auto more) {
                                   e.changes = {"x", text(setting_line_max + more)};
                               }},
                          Case{"reason", [&](auto&e, auto more) { e.reason = text(2'000 + more); }}}) {
        SCOPED_TRACE(c.name);
        SettingChanged change = some_change();
        c.fill(change, 0);
        EXPECT_TRUE(check(change));
        c.fill(change, 1);
        ASSERT_FALSE(check(change));
        EXPECT_EQ(check(change).error().code, Errc::out_of_range);
    }
    SettingChanged nameless = some_change();
    nameless.setting.clear();
    EXPECT_EQ(check(nameless).error().code, Errc::malformed);
    nameless = some_change();
    nameless.by.name.clear();
    EXPECT_EQ(check(nameless).error().code, Errc::malformed);
}

TEST(SettingChange, LinesAreCutToWhatFits)
{
    std::vector<std::string> lines(setting_lines_max, "x");
    EXPECT_EQ(fit_changes(lines), lines);
    lines.push_back("y");
    const auto cut = fit_changes(lines);
    ASSERT_EQ(cut.size(), setting_lines_max);
    EXPECT_EQ(cut[setting_lines_max - 2], "x");
    EXPECT_EQ(cut.back(), "and 2 more");
    EXPECT_THAT(fit_changes({std::string(setting_line_max + 1, 'z')}),
                ElementsAre(std::string(setting_line_max - 3, 'z') + "\xE2\x80\xA6"));
    EXPECT_EQ(cut_text("four", 4), "four");
    EXPECT_EQ(cut_text("fives", 4), "f\xE2\x80\xA6");
    EXPECT_EQ(cut_text("\xC3\xA4\xC3\xA4\xC3\xA4", 5), "\xC3\xA4\xE2\x80\xA6") << "never half of a character";
    EXPECT_EQ(cut_text("\xC3\xA4\xC3\xA4\xC3\xA4", 4), "\xE2\x80\xA6");
    EXPECT_EQ(cut_text("fives", 2), "");
}

TEST(SettingChange, OfAStrategyIsFoundByAgentAndName)
{
    EXPECT_EQ(strategy_setting(AgentId{"buy_bot"}, "dca"), "strategy buy_bot/dca");
}

}  // namespace
}  // namespace swarmdesk::trading::execution
