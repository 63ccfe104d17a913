#include "ledger/chain.hpp"

#include <gtest/gtest.h>

#include <set>

namespace swarmdesk::ledger {
namespace {

const Hash genesis = genesis_hash("account.paper");

TEST(Chain, BeginsWithTheNameOfTheChain)
{
    EXPECT_EQ(genesis, sha256("swarmdesk chain 1account.paper"));
    EXPECT_NE(genesis, genesis_hash("account.pape"));
}

TEST(Chain, HashesTheBytesThatAreWrittenDown)
{
    using namespace std::string_view_literals;
    Bytes encoded;
    const EventView view{
        .seq = 0x0102, .chain = "desk", .number = 3, .kind = 7, .subject = "ab", .time_ns = -2, .payload = "\0x"sv};
    encode_event(as_bytes(genesis), view, encoded);
    const std::string expected = std::string{as_bytes(genesis)} + std::string{"\2\1\0\0\0\0\0\0"sv} +
                                 std::string{"\3\0\0\0\0\0\0\0"sv} + std::string{"\7\0\0\0"sv} +
                                 std::string{"\xFE\xFF\xFF\xFF\xFF\xFF\xFF\xFF"sv} + std::string{"\4\0\0\0\0\0\0\0"sv} +
                                 std::string{"\2\0\0\0\0\0\0\0"sv} + std::string{"\2\0\0\0\0\0\0\0"sv} + "desk" + "ab" +
                                 std::string{"\0x"sv};
    EXPECT_EQ(to_hex(encoded), to_hex(expected));
    Bytes scratch = "left over";
    EXPECT_EQ(hash_event(genesis, view, scratch), sha256(expected));
}

TEST(Chain, GivesDifferentContentsDifferentBytes)
{
    std::set<Bytes> encodings;
    const EventView views[] = {{1, "x", 1, 1, "ab", 1, "c"}, {1, "x", 1, 1, "a", 1, "bc"}, {1, "x", 1, 1, "", 1, "abc"},
                               {1, "x", 1, 1, "abc", 1, ""}, {1, "xa", 1, 1, "b", 1, "c"}, {1, "", 1, 1, "xab", 1, "c"},
                               {2, "x", 1, 1, "ab", 1, "c"}, {1, "x", 2, 1, "ab", 1, "c"}, {1, "x", 1, 2, "ab", 1, "c"},
                               {1, "x", 1, 1, "ab", 2, "c"}, {1, "y", 1, 1, "ab", 1, "c"}};
    for (const auto& view : views) {
        Bytes encoded;
        encode_event(as_bytes(genesis), view, encoded);
        encodings.insert(encoded);
    }
    EXPECT_EQ(encodings.size(), std::size(views));
}

TEST(Chain, SignsWithAWordInFrontSoThatOneThingIsNeverTakenForAnother)
{
    EXPECT_TRUE(encode_checkpoint({1, 2, genesis, genesis, {3}}).starts_with("swarmdesk checkpoint 2"));
    EXPECT_TRUE(encode_head({ChainId{"a"}, 1, 2, 3, genesis}).starts_with("swarmdesk head 2"));
    EXPECT_TRUE(encode_ledger_head({}).starts_with("swarmdesk ledger 2"));
    EXPECT_TRUE(encode_snapshot({ChainId{"a"}, {}, 1, ""}, genesis).starts_with("swarmdesk snapshot 3"));
}

TEST(HeadsRoot, DependsOnEveryHeadAndTheirOrder)
{
    const auto root = [](std::initializer_list<std::pair<const char*, std::uint64_t>> heads) {
        HeadsRoot made;
        for (const auto& [name, number] : heads) made.add(name, number, genesis);
        return made.root();
    };
    const std::set<Hash> roots{root({}),
                               root({{"a", 1}}),
                               root({{"a", 2}}),
                               root({{"a", 1}, {"b", 1}}),
                               root({{"b", 1}, {"a", 1}}),
                               root({{"a", 1}, {"b", 2}})};
    EXPECT_EQ(roots.size(), 6u);
}

TEST(HeadsSum, ForgetsWhatIsRemovedInAnyOrder)
{
    const Hash one = sha256("one");
    const Hash two = sha256("two");
    HeadsSum sum;
    sum.add(one);
    const HeadsSum only_one = sum;
    sum.add(two);
    EXPECT_FALSE(sum == only_one);
    sum.remove(one);
    sum.add(one);
    sum.remove(two);
    EXPECT_EQ(sum, only_one);
    sum.remove(one);
    EXPECT_EQ(sum, HeadsSum{});
    Hash ones;
    ones.fill(0xFF);
    Hash most = ones;
    most[0] = 0xFE;
    HeadsSum carried{ones};  // minus one; twice that is minus two
    carried.add(ones);
    EXPECT_EQ(carried.value(), most);
}

}  // namespace
}  // namespace swarmdesk::ledger
