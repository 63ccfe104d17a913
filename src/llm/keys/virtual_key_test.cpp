#include "llm/keys/virtual_key.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <chrono>

namespace swarmdesk::llm::keys {
namespace {

using namespace swarmdesk::literals;
using namespace std::chrono_literals;

TEST(VirtualKey, HasNoDefaultAboveItsCeilingAndNoCeilingAboveTheTop)
{
    const Standing standing = standing_of({.priority = 9, .priority_max = 3, .rpm = 0});
    EXPECT_EQ(standing.priority, 3);
    EXPECT_EQ(standing.priority_max, 3);
    EXPECT_EQ(standing.rpm, 0u) << "0 is a limit";
    EXPECT_EQ(standing.tpm, std::nullopt);
    EXPECT_EQ(standing_of({.priority_max = 200}).priority_max, priority_top);
}

TEST(VirtualKey, IsUnlimitedWhereItsAllowanceSaysSo)
{
    settings::Allowance allowance = settings::default_allowance(ServiceTier::free);
    allowance.rpm_limit = settings::Limit<std::uint64_t>{};
    allowance.max_parallel_requests = settings::Limit<std::uint32_t>{};
    const Standing standing = standing_of(from_settings({}, allowance, {}));
    EXPECT_EQ(standing.rpm, std::nullopt);
    EXPECT_EQ(standing.tpm, 20'000u);
    EXPECT_EQ(standing.max_parallel, std::nullopt);
}

TEST(VirtualKey, CapsThePriorityACallAsksFor)
{
    const Standing standing{.priority = 4, .priority_max = 6};
    EXPECT_EQ(priority_of(standing, std::nullopt), 4);
    EXPECT_EQ(priority_of(standing, 0), 0);
    EXPECT_EQ(priority_of(standing, 6), 6);
    EXPECT_EQ(priority_of(standing, 7), 6);
    EXPECT_EQ(priority_of(standing, 255), 6);
}

TEST(VirtualKey, NamesModelsWithStars)
{
    struct Case {
        const char* pattern;
        const char* name;
        bool matches;
    };
    for (const Case& c : {
             Case{"fast", "fast", true},  Case{"fast", "faster", false},    Case{"fast", "fas", false},
             Case{"*", "", true},         Case{"*", "anything", true},      Case{"", "", true},
             Case{"", "a", false},        Case{"gpt-*", "gpt-4", true},     Case{"gpt-*", "gpt-", true},
             Case{"gpt-*", "gpt", false}, Case{"*-mini", "gpt-mini", true}, Case{"*-mini", "gpt-mini-2", false},
             Case{"a*b*c", "abc", true},  Case{"a*b*c", "axxbyyc", true},   Case{"a*b*c", "acb", false},
             Case{"a**c", "ac", true},    Case{"*ab", "aab", true},         Case{"*aab*", "aaaab", true},
             Case{"a.c", "abc", false},
         })
        EXPECT_EQ(matches(c.pattern, c.name), c.matches) << c.pattern << " " << c.name;
    EXPECT_TRUE(may_use({}, "any")) << "no list is no limit";
    const VirtualKey key{.models = {"fast", "gpt-*"}};
    EXPECT_TRUE(may_use(key, "gpt-4"));
    EXPECT_FALSE(may_use(key, "smart"));
}

TEST(VirtualKey, MatchesWhatAStarWasPutFor)
{
    rc::check([](const std::string& before, const std::string& inside, const std::string& behind) {
        const auto is_starless = [](const std::string& text) { return text.find('*') == std::string::npos; };
        RC_PRE(is_starless(before) && is_starless(behind));
        RC_ASSERT(matches(before + "*" + behind, before + inside + behind));
        RC_ASSERT(matches(before, before));
        RC_ASSERT(!matches(before, before + "x"));
    });
}

TEST(VirtualKey, IsMadeOfItsConfiguration)
{
    settings::VirtualKey configured{.name = "desk", .models = {"fast"}, .team = "t", .tenant = "acme"};
    configured.hash[0] = 7;
    configured.tier = ServiceTier::pro;
    configured.is_blocked = true;
    const settings::Allowance allowance{.max_budget = "10"_dec,
                                        .max_budget_tokens = 11,
                                        .max_budget_requests = 12,
                                        .budget_duration = 24h,
                                        .rpm_limit = 5,
                                        .tpm_limit = 6,
                                        .max_parallel_requests = 7,
                                        .priority = std::uint8_t{1},
                                        .priority_max = std::uint8_t{2},
                                        .egress = Egress{.rule = EgressRule::local_only}};
    const VirtualKey key = from_settings(configured, allowance, {99});
    EXPECT_EQ(key.name, "desk");
    EXPECT_EQ(key.hash, configured.hash);
    EXPECT_EQ(key.team, "t");
    EXPECT_EQ(key.tenant, "acme");
    EXPECT_EQ(key.models, configured.models);
    EXPECT_EQ(key.tier, ServiceTier::pro);
    EXPECT_TRUE(key.is_blocked);
    EXPECT_EQ(key.created_at, UtcTime{99});
    EXPECT_EQ(key.rpm, 5u);
    EXPECT_EQ(key.tpm, 6u);
    EXPECT_EQ(key.max_parallel, 7u);
    EXPECT_EQ(key.priority, 1);
    EXPECT_EQ(key.priority_max, 2);
    EXPECT_EQ(key.egress.rule, EgressRule::local_only);
    EXPECT_EQ(key.budget.limit, (AmountLimit{"10"_dec, 11, 12}));
    EXPECT_EQ(key.budget.window.duration, 24h);
    EXPECT_EQ(from_settings(configured, {}, {}).egress.rule, EgressRule::anywhere);
}

TEST(VirtualKey, IsMadeOfRandomBytesAndKeptAsAHash)
{
    const Secret key = make_key(std::string(16, '\x7f'));
    EXPECT_EQ(key.expose(), "sk-7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f");
    EXPECT_EQ(hash_of(key), sha256(key.expose()));
    EXPECT_DEATH(make_key(std::string(15, 'x')), "16");
}

}  // namespace
}  // namespace swarmdesk::llm::keys
