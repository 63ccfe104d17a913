#include "llm/cache/key.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <functional>
#include <set>
#include <type_traits>
#include <vector>

namespace swarmdesk::llm::cache {
namespace {

namespace json = boost::json;

ModelCall call(std::string_view body, Operation operation = Operation::chat)
{
    return {.operation = operation, .body = json::parse(body).get_object()};
}

Context context()
{
    return {.scope = Scope::of_tenant("acme"),
            .agent = "analyst",
            .model_group = "fast",
            .prompt_version = "v3",
            .data_version = "epoch-7"};
}

AnalysisKey facts() { return {"BTC/USDT", Timeframe::h1, {3'600'000'000'000}, "v3", "fast"}; }

constexpr auto body = R"({"messages":[{"role":"user","content":"hi"},{"role":"user","content":"there"}],"n":1})";

TEST(CacheKey, IsTheSameForCallsThatMustBeAnsweredAlike)
{
    const Key key = key_of(context(), call(body)).value();
    for (const char* same : {
             R"({"n":1.0,"messages":[{"content":"hi","role":"user"},{"role":"user","content":"there"}]})",
             R"({"messages":[{"role":"user","content":"hi"},{"role":"user","content":"there"}],"n":1,"user":"u-1",
                 "metadata":{"a":1},"stream":true,"stream_options":{"include_usage":true},"store":true,
                 "safety_identifier":"x"})",
         })
        EXPECT_EQ(key_of(context(), call(same)).value(), key) << same;
    ModelCall streamed = call(body);
    streamed.delivery = Delivery::streamed;
    EXPECT_EQ(key_of(context(), streamed).value(), key) << "an answer does not depend on how it is delivered";
    EXPECT_EQ(key.to_string().size(), 64u);
}

TEST(CacheKey, DiffersWithEveryPartThatCouldChangeTheAnswer)
{
    const auto analysis = SharedAnalysis::of(facts()).value();
    std::set<Key> keys{key_of(context(), call(body)).value()};
    const std::function<void(Context&)> changes[] = {
        [](Context& c) { c.scope = Scope::of_tenant("other"); },
        [](Context& c) { c.scope = Scope::of_tenant(""); },
        [&](Context& c) { c.scope = Scope::shared(analysis); },
        [](Context& c) { c.agent = "trader"; },
        [](Context& c) { c.model_group = "smart"; },
        [](Context& c) { c.prompt_version = "v4"; },
        [](Context& c) { c.tools_hash[31] = 1; },
        [](Context& c) { c.data_version = "epoch-8"; },
        [](Context& c) { c.policy = "local_only"; },
    };
    for (const auto& change : changes) {
        Context changed = context();
        change(changed);
        EXPECT_TRUE(keys.insert(key_of(changed, call(body)).value()).second);
    }
    for (const char* other : {
             R"({"messages":[{"role":"user","content":"there"},{"role":"user","content":"hi"}],"n":1})",
             R"({"messages":[{"role":"user","content":"hi"},{"role":"user","content":"there"}],"n":2})",
             R"({"messages":[{"role":"user","content":"hi"},{"role":"user","content":"there"}],"n":1,"seed":5})",
             R"({"messages":[{"role":"user","content":"hi","user":"x"},{"role":"user","content":"there"}],"n":1})",
         })
        EXPECT_TRUE(keys.insert(key_of(context(), call(other)).value()).second) << other;
    EXPECT_TRUE(keys.insert(key_of(context(), call(body, Operation::embedding)).value()).second);
    EXPECT_TRUE(keys.insert(key_of(analysis)).second);
}

TEST(CacheKey, DoesNotLetOnePartRunIntoTheNext)
{
    rc::check([](const std::vector<std::uint8_t>& sizes, const std::string& text) {
        // One text cut into six parts in two ways: the keys agree exactly where the cuts do.
        const auto cut = [&](std::size_t first) {
            std::vector<std::string> parts;
            std::size_t at = 0;
            for (std::size_t i = 0; i < 5; ++i) {
                const std::size_t size =
                    sizes.size() > first + i ? sizes[first + i] % (text.size() - at + 1) : text.size() - at;
                parts.push_back(text.substr(at, size));
                at += size;
            }
            parts.push_back(text.substr(at));
            return parts;
        };
        const auto key = [](const std::vector<std::string>& p) {
            return key_of(Context{.scope = Scope::of_tenant(p[0]),
                                  .agent = p[1],
                                  .model_group = p[2],
                                  .prompt_version = p[3],
                                  .data_version = p[4],
                                  .policy = p[5]},
                          call("{}"))
                .value();
        };
        const auto one = cut(0);
        const auto other = cut(5);
        RC_ASSERT((key(one) == key(other)) == (one == other));
    });
}

TEST(CacheKey, IsRefusedForABodyWithoutACanonicalForm)
{
    json::value deep = 1;
    for (int i = 0; i < 70; ++i) deep = json::array{deep};
    ModelCall odd;
    odd.body["messages"] = deep;
    EXPECT_EQ(key_of(context(), odd).error().code, Errc::out_of_range);
}

TEST(CacheKey, HashesToolsInTheirOrder)
{
    const auto hash = [](std::string_view text) { return hash_tools(json::parse(text).get_array()).value(); };
    EXPECT_EQ(hash(R"([{"a":1,"b":2}])"), hash(R"([{"b":2.0,"a":1}])"));
    EXPECT_NE(hash(R"(["a","b"])"), hash(R"(["b","a"])"));
    EXPECT_NE(hash("[]"), Hash{});
}

TEST(SharedAnalysis, IsOneKeyForAllUsersAndAnotherForEachFact)
{
    const Key key = key_of(SharedAnalysis::of(facts()).value());
    EXPECT_EQ(key_of(SharedAnalysis::of(facts()).value()), key);
    std::set<Key> keys{key};
    const std::function<void(AnalysisKey&)> changes[] = {
        [](AnalysisKey& k) { k.instrument = "ETH/USDT"; },
        [](AnalysisKey& k) { k.timeframe = Timeframe::m5; },
        [](AnalysisKey& k) { k.candle_open_time.ns *= 2; },
        [](AnalysisKey& k) { k.prompt_version = "v4"; },
        [](AnalysisKey& k) { k.model_group = "smart"; },
        [](AnalysisKey& k) {
            k.prompt_version = "v3f";
            k.model_group = "ast";
        },
    };
    for (const auto& change : changes) {
        AnalysisKey changed = facts();
        change(changed);
        EXPECT_TRUE(keys.insert(key_of(SharedAnalysis::of(changed).value())).second);
    }
}

TEST(SharedAnalysis, CannotHoldFreeText)
{
    struct Case {
        const char* name;
        std::function<void(AnalysisKey&)> change;
        bool is_allowed;
    };
    const Case cases[] = {
        {"as it is", [](AnalysisKey&) {}, true},
        {"no instrument", [](AnalysisKey& k) { k.instrument = ""; }, false},
        {"a lower-case instrument", [](AnalysisKey& k) { k.instrument = "btc"; }, false},
        {"a sentence", [](AnalysisKey& k) { k.instrument = "MY NAME IS"; }, false},
        {"the longest instrument", [](AnalysisKey& k) { k.instrument.assign(32, 'A'); }, true},
        {"one longer", [](AnalysisKey& k) { k.instrument.assign(33, 'A'); }, false},
        {"a version with a space", [](AnalysisKey& k) { k.prompt_version = "v 3"; }, false},
        {"the longest version", [](AnalysisKey& k) { k.prompt_version.assign(64, 'a'); }, true},
        {"a version one longer", [](AnalysisKey& k) { k.prompt_version.assign(65, 'a'); }, false},
        {"no group", [](AnalysisKey& k) { k.model_group = ""; }, false},
        {"a group with a new line", [](AnalysisKey& k) { k.model_group = "fast\n"; }, false},
        {"between two candles", [](AnalysisKey& k) { k.candle_open_time.ns += 1; }, false},
        {"before 1970", [](AnalysisKey& k) { k.candle_open_time.ns *= -1; }, false},
        {"no timeframe", [](AnalysisKey& k) { k.timeframe = Timeframe{}; }, false},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        AnalysisKey changed = facts();
        c.change(changed);
        EXPECT_EQ(SharedAnalysis::of(changed).has_value(), c.is_allowed);
    }
    static_assert(!std::is_default_constructible_v<SharedAnalysis>);
    static_assert(!std::is_constructible_v<SharedAnalysis, AnalysisKey>);
    static_assert(!std::is_constructible_v<SharedAnalysis, std::string>);
    static_assert(!std::is_constructible_v<Key, Hash>, "keys are made of what they stand for");
    static_assert(!std::is_default_constructible_v<Scope>);
}

}  // namespace
}  // namespace swarmdesk::llm::cache
