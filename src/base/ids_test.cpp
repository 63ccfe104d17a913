#include "base/ids.hpp"

#include <gtest/gtest.h>

#include <set>

#include <vector>

namespace swarmdesk {
namespace {

using Id = Uuid<struct TestTag>;
using TestName = Name<struct TestTag>;

TEST(Uuid, ReadsTheCanonicalFormInEitherCaseAndNothingElse)
{
    const std::string canonical = "0190163d-8694-739b-aea5-966c26f8ad91";
    const auto id = Id::parse(canonical);
    ASSERT_TRUE(id.has_value());
    EXPECT_EQ(id->to_string(), canonical);
    EXPECT_TRUE(Id::parse("0190163D-8694-739B-AEA5-966C26F8AD91").value() == *id);

    for (const std::string& bad :
         {std::string{}, canonical.substr(1), canonical + "0", "{" + canonical + "}", std::string(36, '-'),
          std::string{"0190163d86-94-739b-aea5-966c26f8ad91"}, std::string{"0190163d-8694-739b-aea5-966c26f8ad9g"},
          std::string{"0190163d8694739baea5966c26f8ad91"}, std::string{"00000000-0000-0000-0000-000000000000"}}) {
        SCOPED_TRACE(bad);
        EXPECT_FALSE(Id::parse(bad).has_value());
    }
}

TEST(Uuid, AVersionSevenIdHasItsTimeItsVersionAndItsVariant)
{
    const Id id = Id::make_v7(utc_from_ms(0x0190163D8694), ~std::uint64_t{0}, ~std::uint64_t{0});
    EXPECT_EQ(id.to_string(), "0190163d-8694-7fff-bfff-ffffffffffff");
    const Id zeros = Id::make_v7(utc_from_ms(0x0190163D8694), 0, 0);
    EXPECT_EQ(zeros.to_string(), "0190163d-8694-7000-8000-000000000000");
    EXPECT_TRUE(Id::parse(id.to_string()).value() == id);
}

TEST(Uuid, LaterIdsSortAfterEarlierOnes)
{
    const Id early = Id::make_v7(utc_from_ms(1000), ~std::uint64_t{0}, ~std::uint64_t{0});
    const Id late = Id::make_v7(utc_from_ms(1001), 0, 0);
    EXPECT_LT(early, late);
    EXPECT_LT(early.to_string(), late.to_string());
}

TEST(Uuid, IdsSortByTheirBytesWhereverTheyDiffer)
{
    for (std::size_t place = 0; place < 16; ++place)
        for (const auto& [low, high] : {std::pair{0x00, 0x01}, {0x7F, 0x80}, {0x01, 0xFF}}) {
            SCOPED_TRACE(place);
            Id::Raw smaller;
            smaller.fill(0x55);
            Id::Raw larger = smaller;
            smaller[place] = static_cast<std::uint8_t>(low);
            larger[place] = static_cast<std::uint8_t>(high);
            if (place + 1 < 16) smaller[place + 1] = 0xFF;  // what comes later has no say
            EXPECT_LT(Id{smaller}, Id{larger});
            EXPECT_GT(Id{larger}, Id{smaller});
            EXPECT_NE(Id{smaller}, Id{larger});
        }
}

// RAILS I14: people choose the ids of their intents, and a table of them must stay one.
TEST(Uuid, NobodyCanChooseIdsThatShareAHash)
{
    const auto raw = [](std::uint64_t high, std::uint64_t low) {
        Id::Raw bytes;
        for (std::size_t i = 0; i < 8; ++i) {
            bytes[i] = static_cast<std::uint8_t>(high >> (56 - 8 * i));
            bytes[i + 8] = static_cast<std::uint8_t>(low >> (56 - 8 * i));
        }
        return Id{bytes};
    };
    // What the hashes of before, and the ones next to them, made alike.
    std::set<std::size_t> hashes;
    constexpr std::uint64_t count = 2'000;
    for (std::uint64_t i = 1; i <= count; ++i) {
        hashes.insert(std::hash<Id>{}(raw(i, 42 ^ i * 1099511628211u)));
        hashes.insert(std::hash<Id>{}(raw(i << 40, i << 40)));
        hashes.insert(std::hash<Id>{}(raw(0, i)));
        hashes.insert(std::hash<Id>{}(raw(i, 0)));
    }
    EXPECT_GT(hashes.size(), 4 * count - 3);
}

TEST(Uuid, TheDefaultIsNil)
{
    EXPECT_TRUE(Id{}.is_nil());
    EXPECT_FALSE(Id::make_v7(utc_from_ms(0), 0, 0).is_nil());
}

TEST(Name, IsOneToThirtySixOfASmallAlphabet)
{
    struct Case {
        std::string text;
        bool is_name;
    };
    const std::vector<Case> cases{{"BTCUSDT", true},
                                  {"a", true},
                                  {"_a", true},
                                  {"9lives", true},
                                  {"a.b-c_D", true},
                                  {std::string(36, 'a'), true},
                                  {std::string(37, 'a'), false},
                                  {"", false},
                                  {".", false},
                                  {"..", false},
                                  {"-rf", false},
                                  {"a b", false},
                                  {"a/b", false},
                                  {"a\\b", false},
                                  {"a\n", false},
                                  {std::string("a\0", 2), false},
                                  {"\xC3\xA9", false},
                                  {"a>", false},
                                  {"a*", false}};
    for (const Case& c : cases) {
        SCOPED_TRACE(c.text);
        const auto name = TestName::parse(c.text);
        ASSERT_EQ(name.has_value(), c.is_name);
        if (name) {
            EXPECT_EQ(name->to_string(), c.text);
        }
    }
    EXPECT_TRUE(TestName{}.is_empty());
    EXPECT_DEATH(TestName{"not a name"}, "broken invariant");
}

}  // namespace
}  // namespace swarmdesk
