#include "config/value.hpp"

#include <gtest/gtest.h>

#include "config/bind.hpp"
#include "config/suggest.hpp"

namespace swarmdesk::config {
namespace {

using namespace std::chrono_literals;

// A wrong type is refused in one sentence because these are asked first (Binder).
struct NoSettings {};
static_assert(detail::can_be_set<int> && detail::can_be_set<std::vector<std::optional<std::string>>>);
static_assert(detail::can_be_set<std::map<Name<NoSettings>, std::vector<bool>>>);
static_assert(!detail::can_be_set<double> && !detail::can_be_set<NoSettings> && !detail::can_be_set<const char*>);
static_assert(!detail::can_be_set<std::optional<float>> && !detail::can_be_set<std::vector<NoSettings>>);
static_assert(!detail::can_be_set<std::map<std::vector<int>, int>>);
static_assert(detail::can_bound<Unbounded> && detail::can_bound<Bounds<int>> && !detail::can_bound<Bounds<double>>);

TEST(Duration, IsANumberAndAUnit)
{
    struct Case {
        const char* text;
        std::optional<std::chrono::nanoseconds> expected;
    };
    for (const Case& c :
         {Case{"250ms", 250ms}, Case{"0s", 0s}, Case{"5m", 5min}, Case{"2h", 2h}, Case{"1d", 24h}, Case{"7us", 7us},
          Case{"9ns", 9ns}, Case{"-1s", -1s}, Case{"106751d", 106751 * 24h}, Case{"106752d", std::nullopt},
          Case{"5", std::nullopt}, Case{"", std::nullopt}, Case{"s", std::nullopt}, Case{"5 s", std::nullopt},
          Case{"1.5s", std::nullopt}, Case{"5S", std::nullopt}, Case{"+5s", std::nullopt}, Case{"1m30s", std::nullopt},
          Case{"99999999999999999999s", std::nullopt}}) {
        SCOPED_TRACE(c.text);
        EXPECT_EQ(parse_duration(c.text), c.expected);
    }
}

TEST(Duration, IsShownInTheLargestUnitThatLosesNothing)
{
    struct Case {
        std::chrono::nanoseconds duration;
        const char* expected;
    };
    for (const Case& c : {Case{0ns, "0s"}, Case{24h, "1d"}, Case{25h, "25h"}, Case{90s, "90s"}, Case{120s, "2m"},
                          Case{1500ms, "1500ms"}, Case{1ns, "1ns"}, Case{-3s, "-3s"}})
        EXPECT_EQ(show_duration(c.duration), c.expected);
}

TEST(Quote, LeavesUnmistakableWordsPlain)
{
    struct Case {
        const char* text;
        const char* expected;
    };
    for (const Case& c : {Case{"word", "word"}, Case{"./state", "./state"}, Case{"", "\"\""}, Case{"true", "\"true\""},
                          Case{"12", "\"12\""}, Case{"a b", "\"a b\""}, Case{"a\"\\\n", "\"a\\\"\\\\\\x0a\""},
                          Case{"-x", "\"-x\""}, Case{"~", "\"~\""}})
        EXPECT_EQ(quote(c.text), c.expected);
}

TEST(Nearest, IsTheWordAFewEditsAway)
{
    const std::vector<std::string_view> known{"orders_per_hour_max", "pause", "mode"};
    struct Case {
        const char* word;
        const char* expected;
    };
    for (const Case& c : {Case{"order_per_hour_max", "orders_per_hour_max"}, Case{"puase", "pause"},
                          Case{"mod", "mode"}, Case{"zebra", ""}, Case{"x", ""}, Case{"", ""}}) {
        SCOPED_TRACE(c.word);
        EXPECT_EQ(nearest(c.word, known), c.expected);
    }
    EXPECT_EQ(nearest(std::string(81, 'p'), known), "");
}

}  // namespace
}  // namespace swarmdesk::config
