#include "bus/subject.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::bus {
namespace {

TEST(Priority, MapsEveryLevelToOneClass)
{
    const Class expected[Priority::count] = {Class::low,    Class::low,  Class::low,  Class::low,      Class::normal,
                                             Class::normal, Class::high, Class::high, Class::critical, Class::critical};
    for (int level = 0; level < Priority::count; ++level)
        EXPECT_EQ(class_of(Priority{level}), expected[level]) << level;
}

TEST(Priority, IsZeroToNineAndNothingElse)
{
    EXPECT_FALSE(Priority::parse(-1));
    EXPECT_TRUE(Priority::parse(0));
    EXPECT_TRUE(Priority::parse(9));
    EXPECT_FALSE(Priority::parse(10));
    EXPECT_FALSE(Priority::parse(INT64_MAX));
}

TEST(Subject, ReadsBackWhatItWrites)
{
    const auto subject = Subject::make(Domain::trading, "buy_bot", "signal", Priority{6});
    ASSERT_TRUE(subject);
    EXPECT_EQ(subject->to_string(), "trading.buy_bot.signal.high");
    EXPECT_EQ(Subject::parse(subject->to_string()).value(), *subject);
}

TEST(Subject, HasExactlyFourTokensOfTheGrammar)
{
    for (const char* text :
         {"", "trading", "trading.buy.urgent", "trading.buy_bot.signal.high.more", "trading.buy_bot.signal.urgent",
          "money.buy_bot.signal.high", "trading..signal.high", "trading.buy bot.signal.high", "trading.Buy.signal.high",
          "trading.buy_bot.signal.", ".buy_bot.signal.high", "trading.*.signal.high", "trading.buy_bot.>.high",
          "trading.\xc3\xa4.signal.high", "trading.buy_bot.signal.high\n"})
        EXPECT_FALSE(Subject::parse(text)) << text;
    const std::string longest(36, 'a');
    EXPECT_TRUE(Subject::parse("trading." + longest + ".signal.high"));
    EXPECT_FALSE(Subject::parse("trading." + longest + "a.signal.high"));
    EXPECT_FALSE(Subject::parse(std::string(1'000'000, '.')));
}

TEST(Pattern, MatchesTokenByToken)
{
    struct Case {
        const char* pattern;
        const char* subject;
        bool matches;
    };
    for (const Case& c : {Case{"trading.*.*.critical", "trading.buy_bot.signal.critical", true},
                          Case{"trading.*.*.critical", "trading.buy_bot.signal.high", false},
                          Case{"trading.*.*.critical", "trading.signal.critical", false},
                          Case{"system.>", "system.monitor.ping.low", true}, Case{"system.>", "system.x", true},
                          Case{"system.>", "system", false}, Case{"system.*", "system.monitor.ping.low", false},
                          Case{">", "anything.at.all", true}, Case{"a.b", "a.b", true}, Case{"a.b", "a.b.c", false},
                          Case{"a.b.c", "a.b", false}, Case{"a.*", "a.", false}, Case{"*", "", false}})
        EXPECT_EQ(Pattern{c.pattern}.matches(c.subject), c.matches) << c.pattern << " and " << c.subject;
}

TEST(Pattern, RefusesWhatIsNoPattern)
{
    for (const char* text : {"", ".", "a..b", "a.>.b", "a.b*", "A.b", "a b", "a.b.c.d.e.f.g.h.i"})
        EXPECT_FALSE(Pattern::parse(text)) << text;
}

TEST(Pattern, CoversOnlyWhatItMatchesEntirely)
{
    struct Case {
        const char* pattern;
        const char* other;
        bool covers;
    };
    for (const Case& c : {Case{"system.>", "system.a.b.c", true}, Case{"system.>", "system.>", true},
                          Case{"system.>", ">", false}, Case{"system.*.ping.*", "system.a.ping.low", true},
                          Case{"system.*.ping.*", "system.*.*.*", false}, Case{"system.*.ping.*", "system.>", false},
                          Case{"a.*", "a.*", true}, Case{"a.*", "a.b.c", false}, Case{"a.b.c", "a.b", false}})
        EXPECT_EQ(Pattern{c.pattern}.covers(Pattern{c.other}), c.covers) << c.pattern << " and " << c.other;
}

}  // namespace
}  // namespace swarmdesk::bus
