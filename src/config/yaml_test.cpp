#include "config/yaml.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace swarmdesk::config {
namespace {

std::string repeated(std::string_view text, std::size_t count)
{
    std::string result;
    for (std::size_t i = 0; i < count; ++i) result += text;
    return result;
}

TEST(Yaml, GivesTheTreeWithLineNumbers)
{
    const auto root = parse_yaml("a: 1\nb:\n  - x\n  - {c: 'd'}\ne:\n");
    ASSERT_TRUE(root.has_value());
    ASSERT_EQ(root->entries.size(), 3u);
    EXPECT_EQ(root->entries[0].value.text, "1");
    const YamlNode& list = root->entries[1].value;
    EXPECT_EQ(list.kind, YamlKind::list);
    ASSERT_EQ(list.items.size(), 2u);
    EXPECT_EQ(list.items[0].line, 3);
    EXPECT_EQ(list.items[1].entries[0].key, "c");
    EXPECT_EQ(root->entries[2].value.kind, YamlKind::nothing);
}

TEST(Yaml, AnEmptyTextIsNothing)
{
    for (const char* text : {"", "\n", "# only words\n", "---\n"}) {
        SCOPED_TRACE(text);
        const auto root = parse_yaml(text);
        ASSERT_TRUE(root.has_value()) << to_string(root.error());
        EXPECT_EQ(root->kind, YamlKind::nothing);
    }
}

TEST(Yaml, RefusesWhatHidesOrExplodes)
{
    struct Case {
        std::string text;
        const char* words;
    };
    for (const Case& c : {
             Case{"a: &x 1\nb: *x\n", "anchors are not accepted"},
             Case{"a: [&x [1, 1], *x]", "anchors are not accepted"},
             Case{"a: !!binary abcd", "tags are not accepted"},
             Case{"a: 1\n---\nb: 2\n", "more than one document"},
             Case{"[a]: 1", "a key must be a word, not a list or a map"},
             Case{"~: 1", "a key must be a word"},
             Case{"a: 'open", "line "},
             Case{"a: b: c", "line 1"},
             Case{"\ta: 1", "line 1"},
             Case{"a: \xff", "not UTF-8"},
             Case{std::string(1024 * 1024 + 1, ' '), "larger than 1 MiB"},
             Case{repeated("[", 17) + repeated("]", 17), "nested deeper than 16 levels"},
             Case{repeated("[", 100'000), "line 1"},
             Case{repeated("- ", 5000), "nested deeper than 16 levels"},
             Case{repeated("{a: ", 5000), "line 1"},
             Case{repeated("? ", 5000), ""},
             Case{"[" + repeated("1,", 20001) + "]", "more than 20000 entries"},
         }) {
        SCOPED_TRACE(c.text.substr(0, 40));
        const auto root = parse_yaml(c.text);
        ASSERT_FALSE(root.has_value());
        EXPECT_THAT(root.error().detail, testing::HasSubstr(c.words));
    }
}

TEST(Yaml, AcceptsSixteenLevelsAndOneMiB)
{
    EXPECT_TRUE(parse_yaml(repeated("[", 16) + repeated("]", 16)).has_value());
    EXPECT_TRUE(parse_yaml("a: " + std::string(1024 * 1024 - 3, 'x')).has_value());
}

}  // namespace
}  // namespace swarmdesk::config
