#include "trading/execution/seen_intents.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::trading::execution {
namespace {

/// Ids of one millisecond, as a client in a hurry makes them.
IntentId id(std::uint64_t number) { return IntentId::make_v7(utc_from_ms(1'750'032'000'000), 1, number); }

SeenIntents with_ids(std::uint64_t count)
{
    SeenIntents seen;
    for (std::uint64_t n = 0; n < count; ++n) seen.add(id(n));
    return seen;
}

Bytes bytes_of(const SeenIntents& seen)
{
    Encoder encoder;
    seen.encode(encoder);
    return encoder.take();
}

bool reads(SeenIntents& seen, std::string_view bytes)
{
    Decoder decoder{bytes};
    seen.decode(decoder);
    return !decoder.failed() && decoder.is_at_end();
}

TEST(SeenIntents, NothingIsSeenAtFirst)
{
    EXPECT_FALSE(SeenIntents{}.may_have(id(1)));
    EXPECT_FALSE(SeenIntents{}.may_have(IntentId{}));
}

TEST(SeenIntents, WhatWasAddedIsNeverNew)
{
    const std::uint64_t count = 10 * SeenIntents::first_part_ids;  // in four parts
    const SeenIntents seen = with_ids(count);
    for (std::uint64_t n = 0; n < count; ++n) ASSERT_TRUE(seen.may_have(id(n))) << n;
}

TEST(SeenIntents, FewNewOnesLookOld)
{
    const std::uint64_t count = 10 * SeenIntents::first_part_ids;
    const SeenIntents seen = with_ids(count);
    int look_old = 0;
    for (std::uint64_t n = count; n < count + 100'000; ++n) look_old += seen.may_have(id(n)) ? 1 : 0;
    EXPECT_LT(look_old, 400);  // four parts of at most one in a thousand
}

TEST(SeenIntents, IsReadAsItWasWritten)
{
    for (const std::uint64_t count : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{SeenIntents::first_part_ids},
                                      std::uint64_t{SeenIntents::first_part_ids + 1}}) {
        const Bytes bytes = bytes_of(with_ids(count));
        SeenIntents again;
        again.add(id(999'999));
        ASSERT_TRUE(reads(again, bytes)) << count;
        EXPECT_EQ(bytes_of(again), bytes) << count;
        again.add(id(count));
        EXPECT_EQ(bytes_of(again), bytes_of(with_ids(count + 1))) << count;
    }
}

TEST(SeenIntents, RefusesWhatIsNoFilter)
{
    const Bytes whole = bytes_of(with_ids(3));
    SeenIntents seen;
    EXPECT_FALSE(reads(seen, whole.substr(0, whole.size() - 1)));
    Bytes short_part = whole;
    short_part.resize(100);
    EXPECT_FALSE(reads(seen, short_part));
    for (const auto& [is_full, parts, ids] :
         {std::tuple{false, std::uint64_t{0}, std::uint64_t{1}},  // ids and no part
          std::tuple{true, std::uint64_t{0}, std::uint64_t{0}},   // full and nothing in it
          std::tuple{false, std::uint64_t{1}, std::uint64_t{0}},
          std::tuple{false, std::uint64_t{1} << 60, std::uint64_t{1}},
          std::tuple{false, std::uint64_t{1}, std::uint64_t{SeenIntents::first_part_ids + 1}}}) {
        Encoder encoder;
        encoder.put(is_full);
        encoder.put(parts);
        encoder.put(ids);
        EXPECT_FALSE(reads(seen, encoder.bytes())) << parts << " parts, " << ids << " ids";
    }
}

TEST(SeenIntents, PastItsBoundEveryIdMayBeOld)
{
    // Written by hand: adding sixteen million ids takes its time.
    constexpr std::uint64_t parts = 12;
    Encoder encoder;
    encoder.put(false);
    encoder.put(parts);
    encoder.put(std::uint64_t{SeenIntents::first_part_ids << (parts - 1)});
    for (std::uint64_t part = 0; part < parts; ++part)
        encoder.put(std::string_view{Bytes((SeenIntents::first_part_ids << part) * 2, '\0')});
    SeenIntents seen;
    ASSERT_TRUE(reads(seen, encoder.bytes()));
    EXPECT_FALSE(seen.may_have(id(1)));
    seen.add(id(2));
    EXPECT_TRUE(seen.may_have(id(1)));
    const Bytes full = bytes_of(seen);
    SeenIntents again;
    ASSERT_TRUE(reads(again, full));
    EXPECT_TRUE(again.may_have(id(1)));
    again.add(id(3));
    EXPECT_EQ(bytes_of(again), full);
}

}  // namespace
}  // namespace swarmdesk::trading::execution
