#include "ledger/chain.hpp"

#include <gtest/gtest.h>

#include <set>

namespace swarmdesk::ledger {
namespace {

TEST(Chain, HashesTheBytesThatAreWrittenDown)
{
    using namespace std::string_view_literals;
    Bytes encoded;
    encode_event(as_bytes(genesis_hash()),
                 {.seq = 0x0102, .kind = 7, .subject = "ab", .time_ns = -2, .payload = "\0x"sv}, encoded);
    const std::string expected = std::string{as_bytes(sha256("swarmdesk ledger 1"))} +
                                 std::string{"\2\1\0\0\0\0\0\0"sv} + std::string{"\7\0\0\0"sv} +
                                 std::string{"\xFE\xFF\xFF\xFF\xFF\xFF\xFF\xFF"sv} + std::string{"\2\0\0\0\0\0\0\0"sv} +
                                 std::string{"\2\0\0\0\0\0\0\0"sv} + "ab" + std::string{"\0x"sv};
    EXPECT_EQ(to_hex(encoded), to_hex(expected));
    Bytes scratch = "left over";
    EXPECT_EQ(hash_event(genesis_hash(), {0x0102, 7, "ab", -2, "\0x"sv}, scratch), sha256(expected));
}

TEST(Chain, GivesDifferentContentsDifferentBytes)
{
    std::set<Bytes> encodings;
    const EventView views[] = {{1, 1, "ab", 1, "c"}, {1, 1, "a", 1, "bc"}, {1, 1, "", 1, "abc"}, {1, 1, "abc", 1, ""},
                               {2, 1, "ab", 1, "c"}, {1, 2, "ab", 1, "c"}, {1, 1, "ab", 2, "c"}};
    for (const auto& view : views) {
        Bytes encoded;
        encode_event(as_bytes(genesis_hash()), view, encoded);
        encodings.insert(encoded);
    }
    EXPECT_EQ(encodings.size(), std::size(views));
}

TEST(Chain, SignsWithAWordInFrontSoThatOneThingIsNeverTakenForAnother)
{
    const Hash hash = genesis_hash();
    EXPECT_TRUE(encode_checkpoint({1, 2, hash, {3}}).starts_with("swarmdesk checkpoint 1"));
    EXPECT_TRUE(encode_head(1, hash, 2).starts_with("swarmdesk head 1"));
    EXPECT_TRUE(encode_snapshot(1, hash, "").starts_with("swarmdesk snapshot 1"));
}

}  // namespace
}  // namespace swarmdesk::ledger
