#include "agents/manifest.hpp"

#include <gtest/gtest.h>

#include <set>

#include "agents/agent_type.hpp"
#include "agents/buy_bot/settings.hpp"
#include "agents/online_trading/settings.hpp"
#include "agents/settings.hpp"
#include "agents/treasury/settings.hpp"
#include "config/load.hpp"

namespace swarmdesk::agents {
namespace {

const std::string good = R"(
name: helper
title: Helper
purpose: Helps.
capabilities: [help]
publishes: ["trading.helper.*.*"]
subscribes: ["system.helper.*.*"]
priority_max: 5
trust: proposer
wakes_on: [candles]
restart: {delay_min: 1s, delay_max: 2s, attempts_max: 3}
)";

std::string with(const std::string& old, const std::string& replacement)
{
    auto text = good;
    const auto at = text.find(old);
    EXPECT_NE(at, std::string::npos) << old;
    return text.replace(at, old.size(), replacement);
}

TEST(Manifests, AreBuiltInForEveryFileOfTheFolder)
{
    const auto manifests = find_manifests({});
    ASSERT_TRUE(manifests) << manifests.error().detail;
    EXPECT_EQ(manifests->size(), built_in_manifests().size());
    std::set<std::string> working;
    for (const auto& manifest : *manifests)
        if (manifest.needs.empty()) working.insert(manifest.name.to_string());
    EXPECT_TRUE(working.contains("supervisor")) << "nothing is proposed without it";
}

TEST(Manifests, LetNobodySpeakForOthers)
{
    for (const auto& manifest : find_manifests({}).value()) {
        const auto policy = manifest.policy({});
        for (const char* subject : {"system.somebody.ping.low", "trading.somebody.signal.critical"})
            for (const auto& pattern : policy.may_publish)
                EXPECT_FALSE(pattern.matches(subject)) << manifest.name.to_string();
    }
}

TEST(Manifest, IsReadWhole)
{
    const auto loaded = load_manifests({{"helper.yaml", good}});
    ASSERT_TRUE(loaded.violations.is_empty()) << loaded.violations.to_string();
    const Manifest& manifest = loaded.manifests.front();
    EXPECT_EQ(manifest.name, AgentId{"helper"});
    EXPECT_EQ(manifest.trust, Trust::proposer);
    EXPECT_TRUE(manifest.is_woken_by(Wake::candles));
    EXPECT_FALSE(manifest.is_woken_by(Wake::quotes));
    EXPECT_EQ(manifest.capabilities, std::vector<std::string>{"help"});
    EXPECT_EQ(manifest.restart.attempts_max, 3u);
    EXPECT_EQ(manifest.policy({}).priority_max, bus::Priority{5});
}

TEST(Manifest, BindsAConnectionToWhomItServes)
{
    const auto loaded = load_manifests({{"helper.yaml", good}});
    const auto policy = loaded.manifests.front().policy(UserAccount{UserId{"ann"}, AccountId{"main"}});
    EXPECT_EQ(policy.tenant, bus::TenantName{"ann"});
    EXPECT_EQ(policy.account.to_string(), "main");
}

TEST(Manifest, IsRefusedWithAReason)
{
    struct Case {
        const char* name;
        std::string text;
        std::string about;
    };
    for (const Case& c : {Case{"an unknown key", good + "colour: red\n", "colour"},
                          Case{"an unknown key inside", with("delay_max: 2s", "delay_maximum: 2s"), "delay_maximum"},
                          Case{"no name", with("name: helper\n", ""), "name"},
                          Case{"a name that is not a word", with("name: helper", "name: Helper"), "name"},
                          Case{"another file's name", with("name: helper", "name: other"), "name"},
                          Case{"no title", with("title: Helper\n", ""), "title"},
                          Case{"no capability", with("capabilities: [help]\n", ""), "capabilities"},
                          Case{"a capability twice", with("[help]", "[help, help]"), "capabilities"},
                          Case{"a capability with a space", with("[help]", "['he lp']"), "capabilities"},
                          Case{"no pattern", with("system.helper.*.*", "system..x"), "subscribes"},
                          Case{"another agent's subject", with("trading.helper.*.*", "trading.other.*.*"), "publishes"},
                          Case{"everybody's subject", with("trading.helper.*.*", "trading.>"), "publishes"},
                          Case{"an observer with signals", with("trust: proposer", "trust: observer"), "publishes"},
                          Case{"an unknown trust", with("trust: proposer", "trust: god"), "trust"},
                          Case{"priority 10", with("priority_max: 5", "priority_max: 10"), "priority_max"},
                          Case{"a pause upside down", with("delay_min: 1s", "delay_min: 3s"), "delay_min"},
                          Case{"a pause without a unit", with("delay_min: 1s", "delay_min: 1"), "delay_min"},
                          Case{"an unknown wake", with("[candles]", "[bells]"), "wakes_on"},
                          Case{"a list for a word", with("title: Helper", "title: [Helper]"), "title"},
                          Case{"no YAML", "name: [", ""},
                          Case{"nothing", "", "name"}}) {
        const auto loaded = load_manifests({{"helper.yaml", c.text}});
        EXPECT_FALSE(loaded.violations.is_empty()) << c.name;
        EXPECT_NE(loaded.violations.to_string().find(c.about), std::string::npos)
            << c.name << ": " << loaded.violations.to_string();
    }
}

TEST(Manifest, TellsEverythingThatIsWrongAtOnce)
{
    auto text = with("trust: proposer", "trust: god");
    text.replace(text.find("priority_max: 5"), 15, "priority_max: 10");
    const auto message =
        load_manifests({{"helper.yaml", text + "colour: red\n"}, {"second.yaml", good}}).violations.to_string();
    for (const char* about : {"trust", "priority_max", "colour", "second.yaml"})
        EXPECT_NE(message.find(about), std::string::npos) << message;
}

TEST(Manifest, RefusesTwoAgentsOfOneName)
{
    EXPECT_FALSE(load_manifests({{"helper.yaml", good}, {"helper.yaml", good}}).violations.is_empty());
}

TEST(Manifests, AreReadFromAFolderThatMustHoldSome)
{
    const auto folder = std::filesystem::path{::testing::TempDir()} / "manifests_read_from_a_folder";
    std::filesystem::remove_all(folder);
    EXPECT_FALSE(find_manifests(folder));
    std::filesystem::create_directories(folder);
    EXPECT_FALSE(find_manifests(folder));
}

TEST(AgentSettings, AreSoundByDefaultAndInVirtualTime)
{
    const Settings settings;
    EXPECT_TRUE(config::check(settings).is_empty()) << config::check(settings).to_string();
    for (const nanoseconds interval : {nanoseconds{std::chrono::seconds{1}}, nanoseconds{std::chrono::minutes{5}},
                                       nanoseconds{std::chrono::hours{24}}}) {
        const auto stretched = in_virtual_time(settings, interval);
        EXPECT_TRUE(config::check(stretched).is_empty()) << config::check(stretched).to_string();
    }
}

TEST(AgentSettings, NameTheKnownOnesWhereAStrategyOrRuleDoesNotExist)
{
    Settings settings;
    settings.of<OnlineTradingSettings>().strategies = {"ema_cross", "perpetual_motion"};
    settings.of<BuyBotSettings>().rules = {"martingale"};
    const auto message = config::check(settings).to_string();
    for (const char* part : {"online_trading.strategies", "there is no strategy perpetual_motion; known: ema_cross",
                             "buy_bot.rules", "there is no rule martingale; known: dca, dip, limit"})
        EXPECT_NE(message.find(part), std::string::npos) << message;
}

TEST(AgentTypes, AreOneForEveryManifestThatWorks)
{
    std::set<std::string> working;
    for (const auto& manifest : find_manifests({}).value())
        if (manifest.needs.empty()) working.insert(manifest.name.to_string());
    std::set<std::string> types;
    for (const auto& type : agent_types())
        EXPECT_TRUE(types.emplace(type.name).second) << type.name << " is the name of two";
    EXPECT_EQ(types, working);
}

TEST(AgentTypes, AreAllNamedWhereAManifestHasNone)
{
    auto manifests = find_manifests({}).value();
    EXPECT_TRUE(check_manifests(manifests));
    manifests.front().name = AgentId{"perpetual_motion"};
    manifests.front().needs.clear();
    const auto checked = check_manifests(manifests);
    ASSERT_FALSE(checked);
    EXPECT_NE(checked.error().detail.find("perpetual_motion"), std::string::npos);
    for (const auto& type : agent_types())
        EXPECT_NE(checked.error().detail.find(type.name, checked.error().detail.find("known: ")), std::string::npos)
            << checked.error().detail;
}

TEST(StrategyTypes, BelongToAnAgentEach)
{
    for (const auto& type : trading::strategy::strategy_types()) {
        const auto* home = find_agent_type(AgentId{type.agent});
        ASSERT_NE(home, nullptr) << type.name;
        ASSERT_NE(home->strategies, nullptr) << type.name << " is at home with an agent that runs none";
        const auto& own = home->strategies(home->settings);
        EXPECT_EQ(std::count_if(own.begin(), own.end(), [&](const auto& one) { return one.first == type.name; }), 1)
            << type.name;
    }
}

TEST(AgentSettings, RefuseWhatCannotWork)
{
    Settings settings;
    settings.silent_after = settings.heartbeat_interval * 2 - std::chrono::milliseconds{1};
    EXPECT_FALSE(config::check(settings).is_empty());
    settings = {};
    settings.accounts.clear();
    EXPECT_FALSE(config::check(settings).is_empty()) << "no account";
    settings = {};
    settings.accounts.push_back({UserId{"ann"}, AccountId{"paper"}});
    EXPECT_FALSE(config::check(settings).is_empty()) << "one account of two users";
    settings = {};
    settings.accounts.push_back({UserId{}, AccountId{"main"}});
    EXPECT_FALSE(config::check(settings).is_empty()) << "nobody's account";
    settings = {};
    settings.of<BuyBotSettings>().rules = {"dca", "martingale"};
    EXPECT_FALSE(config::check(settings).is_empty());
    settings = {};
    settings.of<TreasurySettings>().targets = {{trading::AssetId{"BTC"}, Decimal::from_integer(60)},
                                               {trading::AssetId{"ETH"}, Decimal::from_integer(41)}};
    EXPECT_FALSE(config::check(settings).is_empty());
}

}  // namespace
}  // namespace swarmdesk::agents
