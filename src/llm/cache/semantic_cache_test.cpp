#include "llm/cache/semantic_cache.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>
#include <limits>

namespace swarmdesk::llm::cache {
namespace {

using namespace std::chrono_literals;
using Vector = std::vector<float>;
namespace json = boost::json;

constexpr MonotonicTime start{1'000'000'000'000};
const Vector east{1, 0};

Context context(std::string_view tenant = "acme") { return {.scope = Scope::of_tenant(tenant), .model_group = "fast"}; }

ModelCall call(std::string_view text, std::string_view system = "be brief")
{
    ModelCall made;
    made.body["messages"] =
        json::array{{{"role", "system"}, {"content", system}}, {{"role", "user"}, {"content", text}}};
    return made;
}

SemanticQuestion question(std::string_view text, std::string_view tenant = "acme", std::string_view system = "be brief")
{
    return semantic_question(context(tenant), call(text, system)).value();
}

Entry entry(std::string text) { return {{std::move(text), {}}, {}}; }

/// The stored answer, or "".
std::string found(SemanticCache& cache, const SemanticQuestion& asked, const Vector& vector, MonotonicTime now = start)
{
    std::string text;
    if (const auto hit = cache.find(asked, vector, now))
        hit->answer.show([&](const auto& shown, const degraded::Label&) { text = shown->answer.json; });
    return text;
}

TEST(FlatIndex, FindsTheNearestByDirection)
{
    FlatIndex index;
    const Key shelf = question("a").shelf;
    EXPECT_TRUE(index.put(shelf, 1, Vector{10, 0}));
    EXPECT_TRUE(index.put(shelf, 2, Vector{0, 1}));
    EXPECT_TRUE(index.put(shelf, 3, Vector{1, 0}));
    EXPECT_TRUE(index.put(shelf, 4, Vector{-1, 0}));
    const auto near = index.nearest(shelf, Vector{2, 0}, 3);
    ASSERT_EQ(near.size(), 3u);
    EXPECT_EQ(near[0].id, 1u);
    EXPECT_DOUBLE_EQ(near[0].similarity, 1);
    EXPECT_EQ(near[1].id, 3u) << "the older of equals comes first";
    EXPECT_EQ(near[2].id, 2u);
    EXPECT_DOUBLE_EQ(near[2].similarity, 0);
    EXPECT_TRUE(index.nearest(question("a", "other").shelf, east, 3).empty());
    index.erase(shelf, 1);
    index.erase(shelf, 1);
    EXPECT_EQ(index.nearest(shelf, east, 1)[0].id, 3u);
    EXPECT_EQ(index.size(), 3u);
}

TEST(FlatIndex, RefusesVectorsThatCannotBeCompared)
{
    FlatIndex index;
    const Key shelf = question("a").shelf;
    EXPECT_FALSE(index.put(shelf, 1, Vector{}));
    EXPECT_FALSE(index.put(shelf, 1, Vector{0, 0}));
    EXPECT_FALSE(index.put(shelf, 1, Vector{std::nanf(""), 1}));
    EXPECT_FALSE(index.put(shelf, 1, Vector{std::numeric_limits<float>::infinity(), 1}));
    EXPECT_TRUE(index.put(shelf, 1, Vector{1, 1}));
    EXPECT_FALSE(index.put(shelf, 2, Vector{1, 1, 1}));
    EXPECT_TRUE(index.nearest(shelf, Vector{1, 1, 1}, 5).empty());
    EXPECT_TRUE(index.nearest(shelf, Vector{0, 0}, 5).empty());
}

TEST(SemanticCache, IsOffUnlessSwitchedOn)
{
    FlatIndex index;
    SemanticCache cache{{}, index};
    EXPECT_EQ(cache.put(question("What is BTC?"), east, entry("a"), 1min, start), Kept::worthless);
    EXPECT_EQ(found(cache, question("What is BTC?"), east), "");
    EXPECT_EQ(index.size(), 0u);
}

TEST(SemanticCache, NeedsSimilarityAndTheGuard)
{
    FlatIndex index;
    SemanticCache cache{{.is_enabled = true, .similarity_min = 0.8}, index};
    ASSERT_EQ(cache.put(question("Should I buy BTC?"), east, entry("yes"), 1min, start), Kept::yes);
    EXPECT_EQ(found(cache, question("Please, should I buy bitcoin?"), east), "yes");
    EXPECT_EQ(found(cache, question("Should I sell BTC?"), east), "") << "the same vector, the opposite question";
    EXPECT_EQ(found(cache, question("Should I buy BTC?"), Vector{0.81f, std::sqrt(1 - 0.81f * 0.81f)}), "yes");
    EXPECT_EQ(found(cache, question("Should I buy BTC?"), Vector{0.79f, std::sqrt(1 - 0.79f * 0.79f)}), "");
    EXPECT_EQ(cache.counters(), (SemanticCache::Counters{.hits = 2, .misses = 1, .guarded = 1}));
}

TEST(SemanticCache, LooksBehindARefusedNeighbour)
{
    FlatIndex index;
    SemanticCache cache{{.is_enabled = true, .similarity_min = 0.9}, index};
    cache.put(question("Should I sell BTC?"), east, entry("no"), 1min, start);
    cache.put(question("Should I buy BTC?"), Vector{1, 0.1f}, entry("yes"), 1min, start);
    EXPECT_EQ(found(cache, question("Should I buy BTC?"), east), "yes");
}

TEST(SemanticCache, KeepsTenantsAndContextsApart)
{
    FlatIndex index;
    SemanticCache cache{{.is_enabled = true}, index};
    cache.put(question("What is BTC?"), east, entry("a"), 1min, start);
    EXPECT_EQ(found(cache, question("What is BTC?", "other"), east), "");
    EXPECT_EQ(found(cache, question("What is BTC?", "acme", "be long"), east), "");
    EXPECT_EQ(found(cache, question("What is BTC?"), east), "a");
}

TEST(SemanticCache, ForgetsAtTheTimeToLive)
{
    FlatIndex index;
    SemanticCache cache{{.is_enabled = true}, index};
    cache.put(question("What is BTC?"), east, entry("a"), 10s, start);
    EXPECT_EQ(found(cache, question("What is BTC?"), east, start + (10s - 1ns)), "a");
    EXPECT_EQ(found(cache, question("What is BTC?"), east, start + 10s), "");
}

TEST(SemanticCache, WhatHasRunOutDoesNotStandBeforeWhatIsFresh)
{
    FlatIndex index;
    SemanticCache cache{{.is_enabled = true, .candidates_max = 1}, index};
    cache.put(question("What is BTC?"), east, entry("old"), 10s, start);
    cache.put(question("What is bitcoin?"), east, entry("new"), 1min, start + 5s);
    EXPECT_EQ(found(cache, question("What is BTC?"), east, start + 10s), "new");
    EXPECT_EQ(index.size(), 1u);
}

TEST(SemanticCache, KeepsOneAnswerToTheSameQuestion)
{
    FlatIndex index;
    SemanticCache cache{{.is_enabled = true}, index};
    cache.put(question("What is BTC?"), east, entry("old"), 1min, start);
    cache.put(question("What is BTC?"), east, entry("new"), 1min, start + 1s);
    EXPECT_EQ(found(cache, question("What is BTC?"), east, start + 1s), "new");
    EXPECT_EQ(cache.size(), 1u);
}

TEST(SemanticCache, PassesOverWhatIsOlderThanOneWants)
{
    FlatIndex index;
    SemanticCache cache{{.is_enabled = true}, index};
    cache.put(question("What is BTC?"), east, entry("a"), 1min, start);
    const auto at = start + 10s;
    EXPECT_TRUE(cache.find(question("What is bitcoin?"), east, at, 10s));
    EXPECT_FALSE(cache.find(question("What is bitcoin?"), east, at, 10s - 1ns));
}

TEST(SemanticCache, IsBoundedInAllItKeeps)
{
    FlatIndex index;
    SemanticCache few{{.is_enabled = true, .entries_max = 2}, index};
    for (const char* tenant : {"one", "two", "three"}) few.put(question("x", tenant), east, entry("a"), 1min, start);
    EXPECT_EQ(few.size(), 2u);
    EXPECT_EQ(found(few, question("x", "one"), east), "");
    EXPECT_EQ(found(few, question("x", "three"), east), "a");

    FlatIndex other;
    constexpr std::size_t weight = SemanticCache::overhead_bytes + 100 + 1 + 2 * sizeof(float);
    SemanticCache light{{.is_enabled = true, .bytes_max = 2 * weight}, other};
    const auto hundred = [] { return entry(std::string(100, 'a')); };
    for (const char* text : {"x", "y", "z"}) light.put(question(text), east, hundred(), 1min, start);
    EXPECT_EQ(light.size(), 2u);
    EXPECT_EQ(light.bytes(), 2 * weight);
    EXPECT_EQ(light.put(question("w"), east, entry(std::string(2 * weight, 'a')), 1min, start), Kept::too_large);
    EXPECT_EQ(light.put(question("w"), east, hundred(), 0s, start), Kept::worthless);
}

TEST(SemanticCache, IsBoundedInEntriesTenantsAndBytes)
{
    FlatIndex index;
    SemanticCache cache{{.is_enabled = true, .tenants_max = 2, .entries_per_tenant_max = 2, .answer_bytes_max = 3},
                        index};
    for (const char* text : {"first", "second", "third"}) cache.put(question(text), east, entry("a"), 1min, start);
    EXPECT_EQ(cache.size(), 2u);
    EXPECT_EQ(found(cache, question("first"), east), "");
    EXPECT_EQ(found(cache, question("second"), east), "a");
    cache.put(question("x", "two"), east, entry("b"), 1min, start);
    cache.put(question("fourth"), east, entry("a"), 1min, start);
    cache.put(question("x", "three"), east, entry("c"), 1min, start);
    EXPECT_EQ(found(cache, question("x", "two"), east), "") << "wrote least lately";
    EXPECT_EQ(found(cache, question("x", "three"), east), "c");
    EXPECT_EQ(found(cache, question("third"), east), "a");
    EXPECT_EQ(cache.size(), 3u);
    EXPECT_EQ(index.size(), 3u);
    EXPECT_EQ(cache.put(question("y"), east, entry("abc"), 1min, start), Kept::yes);
    EXPECT_EQ(cache.put(question("y"), east, entry("abcd"), 1min, start), Kept::too_large);
    EXPECT_EQ(cache.put(question("y"), east, entry(""), 1min, start), Kept::worthless);
    EXPECT_EQ(cache.put(question("y"), Vector{0, 0}, entry("a"), 1min, start), Kept::worthless);
}

TEST(SemanticCache, TakesPlainChatOnly)
{
    struct Case {
        const char* name;
        const char* body;
        bool is_allowed;
    };
    for (const Case& c : {
             Case{"plain", R"({"messages":[{"role":"user","content":"a"}]})", true},
             Case{"tools", R"({"messages":[{"role":"user","content":"a"}],"tools":[]})", false},
             Case{"a schema", R"({"messages":[{"role":"user","content":"a"}],"response_format":{}})", false},
             Case{"text", R"({"messages":[{"role":"user","content":"a"}],"response_format":{"type":"text"}})", true},
             Case{"one answer", R"({"messages":[{"role":"user","content":"a"}],"n":1,"tools":null})", true},
             Case{"two answers", R"({"messages":[{"role":"user","content":"a"}],"n":2})", false},
             Case{"an unknown field", R"({"messages":[{"role":"user","content":"a"}],"grammar":"x"})", false},
             Case{"no words", R"({"messages":[{"role":"user","content":""}]})", false},
             Case{"a tool spoke before",
                  R"({"messages":[{"role":"tool","content":"b"},{"role":"user","content":"a"}]})", false},
             Case{"a tool was called before",
                  R"({"messages":[{"role":"assistant","tool_calls":[{}]},{"role":"user","content":"a"}]})", false},
             Case{"no messages", R"({"messages":[]})", false},
             Case{"nothing", "{}", false},
             Case{"pictures", R"({"messages":[{"role":"user","content":[{"type":"image_url"}]}]})", false},
             Case{"an assistant's last word", R"({"messages":[{"role":"assistant","content":"a"}]})", false},
             Case{"a tool's last word", R"({"messages":[{"role":"tool","content":"a"}]})", false},
             Case{"no object", R"({"messages":["a"]})", false},
         }) {
        SCOPED_TRACE(c.name);
        ModelCall made{.body = json::parse(c.body).get_object()};
        EXPECT_EQ(semantic_question(context(), made).has_value(), c.is_allowed);
        made.operation = Operation::embedding;
        EXPECT_FALSE(semantic_question(context(), made));
    }
    auto shared = context();
    shared.scope = Scope::shared(SharedAnalysis::of({"BTC", Timeframe::h1, {0}, "v", "g"}).value());
    EXPECT_FALSE(semantic_question(shared, call("a")));
    static_assert(!std::is_convertible_v<SemanticCache::Found, std::shared_ptr<const Entry>>);
}

}  // namespace
}  // namespace swarmdesk::llm::cache
