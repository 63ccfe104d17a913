#include "llm/cache/exact_cache.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <type_traits>

namespace swarmdesk::llm::cache {
namespace {

using namespace std::chrono_literals;

constexpr MonotonicTime start{1'000'000'000'000};

Key key(int number)
{
    ModelCall call;
    call.body["n"] = number;
    return key_of({.scope = Scope::of_tenant("t")}, call).value();
}

Entry entry(std::string text) { return {{std::move(text), {1, 2}}, {"ollama-1", "ollama", "llama3", 1}}; }

std::size_t weight(std::size_t text_size) { return ExactCache::overhead_bytes + text_size + 8 + 6 + 6; }

TEST(ExactCache, ServesUntilTheTimeToLiveAndNotAtIt)
{
    ExactCache cache{{}};
    ASSERT_EQ(cache.put(key(1), entry("{}"), 60s, start), Kept::yes);
    const auto hit = cache.find(key(1), start + (60s - 1ns));
    ASSERT_TRUE(hit);
    EXPECT_EQ(hit->age, 60s - 1ns);
    EXPECT_TRUE(hit->is_fresh);
    EXPECT_EQ(hit->entry->answer.json, "{}");
    EXPECT_EQ(hit->entry->answer.usage, (Usage{1, 2}));
    EXPECT_EQ(hit->entry->made_by, (Maker{"ollama-1", "ollama", "llama3", 1}));
    EXPECT_FALSE(cache.find(key(1), start + 60s));
    EXPECT_FALSE(cache.find(key(2), start));
    EXPECT_EQ(cache.counters(), (ExactCache::Counters{.hits = 1, .misses = 2, .expired = 1, .stored = 1}));
}

TEST(ExactCache, KeepsWhatExpiredForWhenNobodyCanBeAsked)
{
    ExactCache cache{{.age_max = 1h}};
    cache.put(key(1), entry("{}"), 60s, start);
    EXPECT_FALSE(cache.find(key(1), start + 10min));
    const auto stale = cache.find_stale(key(1), start + 10min, 10min);
    ASSERT_TRUE(stale);
    EXPECT_EQ(stale->age, 10min);
    EXPECT_FALSE(stale->is_fresh);
    EXPECT_FALSE(cache.find_stale(key(1), start + 10min + 1ns, 10min)) << "older than asked for";
    EXPECT_TRUE(cache.find_stale(key(1), start + 59s, 10min)->is_fresh);
    EXPECT_TRUE(cache.find_stale(key(1), start + 1h, 24h));
    EXPECT_EQ(cache.size(), 1u);
    EXPECT_FALSE(cache.find_stale(key(1), start + 1h + 1ns, 24h)) << "older than anybody may get";
    EXPECT_EQ(cache.size(), 0u);
    EXPECT_EQ(cache.counters().stale_hits, 3u);
    EXPECT_EQ(cache.counters().stale_misses, 2u);
}

TEST(ExactCache, ReplacesAnAnswerAndItsAge)
{
    ExactCache cache{{}};
    cache.put(key(1), entry("old"), 60s, start);
    const auto held = cache.find(key(1), start);
    cache.put(key(1), entry("newer"), 60s, start + 50s);
    EXPECT_EQ(cache.find(key(1), start + 70s)->entry->answer.json, "newer");
    EXPECT_EQ(held->entry->answer.json, "old") << "who holds an answer keeps it";
    EXPECT_EQ(cache.size(), 1u);
    EXPECT_EQ(cache.bytes(), weight(5));
    cache.erase(key(1));
    cache.erase(key(1));
    EXPECT_EQ(cache.bytes(), 0u);
}

TEST(ExactCache, ForgetsWhatWasNotUsedForLongest)
{
    ExactCache cache{{.entries_max = 3}};
    for (int i = 1; i <= 3; ++i) cache.put(key(i), entry("{}"), 60s, start);
    EXPECT_TRUE(cache.find(key(1), start)) << "now the second is the oldest";
    cache.put(key(4), entry("{}"), 60s, start);
    EXPECT_TRUE(cache.find(key(1), start));
    EXPECT_FALSE(cache.find(key(2), start));
    EXPECT_TRUE(cache.find(key(3), start));
    EXPECT_TRUE(cache.find(key(4), start));
    EXPECT_EQ(cache.counters().evicted, 1u);
}

TEST(ExactCache, MakesRoomByBytes)
{
    ExactCache cache{{.bytes_max = 3 * weight(10)}};
    for (int i = 1; i <= 3; ++i) cache.put(key(i), entry(std::string(10, 'x')), 60s, start);
    EXPECT_EQ(cache.size(), 3u) << "exactly full";
    cache.put(key(4), entry(std::string(11, 'x')), 60s, start);
    EXPECT_EQ(cache.size(), 2u) << "one byte more takes the place of two";
    EXPECT_TRUE(cache.find(key(3), start));
    EXPECT_TRUE(cache.find(key(4), start));
}

TEST(ExactCache, RefusesWhatIsTooLargeOrNothing)
{
    ExactCache cache{{.entry_bytes_max = weight(10)}};
    EXPECT_EQ(cache.put(key(1), entry(std::string(10, 'x')), 60s, start), Kept::yes);
    EXPECT_EQ(cache.put(key(2), entry(std::string(11, 'x')), 60s, start), Kept::too_large);
    EXPECT_EQ(cache.put(key(3), entry(""), 60s, start), Kept::worthless);
    EXPECT_EQ(cache.put(key(4), entry("{}"), 0s, start), Kept::worthless);
    EXPECT_EQ(cache.put(key(5), entry("{}"), 1ns, start), Kept::yes);
    EXPECT_EQ(cache.counters().refused, 3u);
    EXPECT_EQ(cache.counters().evicted, 0u);
    ExactCache none{{.entries_max = 0}};
    EXPECT_EQ(none.put(key(1), entry("{}"), 60s, start), Kept::too_large);
}

TEST(ExactCache, CannotHoldAFailure)
{
    static_assert(!std::is_constructible_v<Entry, Failure>);
    static_assert(!std::is_convertible_v<Failure, Entry>);
    static_assert(!std::is_convertible_v<Event, Entry>);
}

TEST(ExactCache, StaysWithinItsBoundsAndServesNothingOld)
{
    rc::check([](const std::vector<std::tuple<std::uint8_t, std::uint8_t, std::uint8_t>>& steps) {
        const ExactCache::Settings settings{
            .entries_max = 5, .bytes_max = 1500, .entry_bytes_max = 600, .age_max = 100s};
        ExactCache cache{settings};
        std::map<int, MonotonicTime> stored;
        MonotonicTime now = start;
        for (const auto& [what, which, much] : steps) {
            const int number = which % 9;
            now = now + 1s * (much % 8);
            if (what % 3 == 0) {
                if (cache.put(key(number), entry(std::to_string(number) + std::string(much, 'x')), 30s, now) ==
                    Kept::yes)
                    stored[number] = now;
            } else if (what % 3 == 1) {
                if (const auto hit = cache.find(key(number), now)) {
                    RC_ASSERT(hit->age == now - stored.at(number));
                    RC_ASSERT(hit->age < 30s);
                    RC_ASSERT(hit->entry->answer.json[0] == static_cast<char>('0' + number));
                }
            } else if (const auto hit = cache.find_stale(key(number), now, 50s)) {
                RC_ASSERT(hit->age == now - stored.at(number));
                RC_ASSERT(hit->age <= 50s);
            }
            RC_ASSERT(cache.size() <= settings.entries_max);
            RC_ASSERT(cache.bytes() <= settings.bytes_max);
        }
    });
}

}  // namespace
}  // namespace swarmdesk::llm::cache
