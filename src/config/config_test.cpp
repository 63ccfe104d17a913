#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/document.hpp"
#include "config/load.hpp"
#include "config/print.hpp"
#include "config/section.hpp"

namespace swarmdesk::config {
namespace {

using namespace literals;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

using Usd = Exact<struct TestUsdTag>;
using TestName = Name<struct TestNameTag>;

enum class Mode { calm = 1, bold };
constexpr auto enum_table(Mode) { return std::to_array<EnumName<Mode>>({{Mode::calm, "calm"}, {Mode::bold, "bold"}}); }

struct Rails {
    Usd notional_max{"10000"_dec};
    Usd approval_threshold{"1000"_dec};
    std::uint32_t orders_per_hour_max = 20;

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit)
    {
        visit(setting("notional_max", "Hard ceiling for one order.", bounds("0.01"_dec, "10000"_dec), "USD"),
              self.notional_max);
        visit(setting("approval_threshold", "Above this a human must approve.", bounds("0"_dec, "1000"_dec), "USD"),
              self.approval_threshold);
        visit(setting("orders_per_hour_max", "Admissions in any sliding hour.", bounds(1, 20)),
              self.orders_per_hour_max);
    }
    void validate(Violations& violations) const
    {
        violations.require(approval_threshold <= notional_max, "approval_threshold", "must not exceed notional_max");
    }
};

struct Peer {
    std::string host = "localhost";
    std::uint16_t port = 80;

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit)
    {
        visit(setting("host", "Where it is.", bounds(1, 20)), self.host);
        visit(setting("port", "Its port.", at_least(1)), self.port);
    }
};

struct Desk {
    Rails rails;
    bool verbose = false;
    std::int64_t offset = -5;
    milliseconds pause{250};
    Mode mode = Mode::calm;
    TestName account{"paper"};
    Secret key;
    std::filesystem::path state = "./state";
    std::optional<Decimal> factor;
    std::vector<std::string> words{"one"};
    std::vector<Peer> peers;
    std::map<TestName, Peer> servers;

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit)
    {
        visit(setting("rails", "What no order may exceed."), self.rails);
        visit(setting("verbose", "Say more."), self.verbose);
        visit(retired("loud", "verbose: true"));
        visit(setting("offset", "May be negative.", at_most(10)), self.offset);
        visit(setting("pause", "Between two.", bounds(milliseconds{1}, minutes{1})), self.pause);
        visit(setting("mode", "How."), self.mode);
        visit(setting("account", "Whose."), self.account);
        visit(setting("key", "The venue's key."), self.key);
        visit(setting("state", "Where it is kept."), self.state);
        visit(setting("factor", "By how much | at most."), self.factor);
        visit(setting("words", "Some words.", at_most(2)), self.words);
        visit(setting("peers", "Others."), self.peers);
        visit(setting("servers", "By name."), self.servers);
    }
};

Sources from_file(std::string text)
{
    Sources sources;
    sources.file_name = "desk.yaml";
    sources.file_text = std::move(text);
    return sources;
}

std::string problems_of(const Sources& sources)
{
    Desk desk;
    return load(desk, sources).to_string();
}

TEST(Settings, DefaultsAreValidAndStayWithoutAnySource)
{
    Desk desk;
    EXPECT_EQ(load(desk, {}).to_string(), "");
    EXPECT_EQ(desk.rails.orders_per_hour_max, 20u);
    EXPECT_TRUE(check(Desk{}).is_empty());
}

TEST(Settings, EveryTypeIsReadFromYaml)
{
    Desk desk;
    const Sources sources = from_file(R"(
rails:
  notional_max: 5000.50
  orders_per_hour_max: 5
verbose: true
offset: -7
pause: 2s
mode: bold
account: live-1
key: "s3cret: # not a comment"
state: /var/lib/desk
factor: 0.5
words: [two, "3"]
peers:
  - host: a
    port: 1
  - port: 65535
servers:
  near: {host: b}
  far:
    port: 443
)");
    ASSERT_EQ(load(desk, sources).to_string(), "");
    EXPECT_EQ(desk.rails.notional_max, Usd{"5000.5"_dec});
    EXPECT_EQ(desk.rails.approval_threshold, Usd{"1000"_dec});
    EXPECT_EQ(desk.rails.orders_per_hour_max, 5u);
    EXPECT_TRUE(desk.verbose);
    EXPECT_EQ(desk.offset, -7);
    EXPECT_EQ(desk.pause, seconds{2});
    EXPECT_EQ(desk.mode, Mode::bold);
    EXPECT_EQ(desk.account, TestName{"live-1"});
    EXPECT_EQ(desk.key.expose(), "s3cret: # not a comment");
    EXPECT_EQ(desk.state, "/var/lib/desk");
    EXPECT_EQ(desk.factor, "0.5"_dec);
    EXPECT_THAT(desk.words, testing::ElementsAre("two", "3"));
    ASSERT_EQ(desk.peers.size(), 2u);
    EXPECT_EQ(desk.peers[1].host, "localhost");
    EXPECT_EQ(desk.peers[1].port, 65535);
    EXPECT_EQ(desk.servers.at(TestName{"far"}).port, 443);
    EXPECT_EQ(desk.servers.at(TestName{"near"}).host, "b");
}

TEST(Settings, ReportsEachViolationWithPathLineBoundAndWhatWasGiven)
{
    struct Case {
        const char* yaml;
        const char* expected;
    };
    for (const Case& c : {
             Case{"rails:\n  orders_per_hour_max: 20", ""},
             Case{"rails:\n  orders_per_hour_max: 21",
                  "rails.orders_per_hour_max (desk.yaml:2): must be 1 to 20, was 21\n"},
             Case{"rails: {orders_per_hour_max: 1}", ""},
             Case{"rails: {orders_per_hour_max: 0}",
                  "rails.orders_per_hour_max (desk.yaml:1): must be 1 to 20, was 0\n"},
             Case{"rails: {orders_per_hour_max: -1}",
                  "rails.orders_per_hour_max (desk.yaml:1): must be a whole number, not negative, was -1\n"},
             Case{"rails: {orders_per_hour_max: 4294967296}",
                  "rails.orders_per_hour_max (desk.yaml:1): must be a smaller number, was 4294967296\n"},
             Case{"rails: {notional_max: 10000}", ""},
             Case{"rails: {notional_max: 10000.01}",
                  "rails.notional_max (desk.yaml:1): must be 0.01 to 10000, was 10000.01\n"},
             Case{"offset: 10", ""},
             Case{"offset: 11", "offset (desk.yaml:1): must be at most 10, was 11\n"},
             Case{"pause: 60s", ""},
             Case{"pause: 60001ms", "pause (desk.yaml:1): must be 1ms to 1m, was 60001ms\n"},
             Case{"pause: 250",
                  "pause (desk.yaml:1): must be a number with a unit: 250ms, 60s, 5m, 2h or 1d, was 250\n"},
             Case{"pause: 1500us", "pause (desk.yaml:1): must be whole multiples of 1ms, was 1500us\n"},
             Case{"mode: meek", "mode (desk.yaml:1): must be one of calm, bold, was meek\n"},
             Case{"verbose: yes", "verbose (desk.yaml:1): must be true or false, was yes\n"},
             Case{"account: 'a b'",
                  "account (desk.yaml:1): must be a name: 1 to 36 of A-Z a-z 0-9 . _ -, was \"a b\"\n"},
             Case{"key: [a]", "key (desk.yaml:1): must be one value, was a list\n"},
             Case{"verbose:", "verbose (desk.yaml:1): must be one value, was nothing\n"},
             Case{"factor:", ""},
             Case{"rails:", ""},
             Case{"rails: 5", "rails (desk.yaml:1): must be a section of settings, was one value\n"},
             Case{"words: [a, b]", ""},
             Case{"words: [a, b, c]", "words (desk.yaml:1): must be at most 2 items\n"},
             Case{"words: a", "words (desk.yaml:1): must be a list, was one value\n"},
             Case{"peers: [{port: 0}]", "peers[0].port (desk.yaml:1): must be at least 1, was 0\n"},
             Case{"servers: {a: {host: ''}}", "servers.a.host (desk.yaml:1): must be 1 to 20 characters, was \"\"\n"},
             Case{"servers: {'a b': {}}", "servers.\"a b\" (desk.yaml:1): is not a name\n"},
             Case{"verbose: true\nverbose: false", "verbose (desk.yaml:2): is given twice\n"},
             Case{"servers:\n  a: {}\n  a: {}", "servers.a (desk.yaml:3): is given twice\n"},
             Case{"- a", "desk.yaml:1: must be a section of settings, was a list\n"},
         }) {
        SCOPED_TRACE(c.yaml);
        EXPECT_EQ(problems_of(from_file(c.yaml)), c.expected);
    }
}

TEST(Settings, ReportsEverythingThatIsWrongAtOnce)
{
    const std::string problems = problems_of(from_file("verbose: 1\nmode: x\nnonsense: 2\nrails: {notional_max: 0}\n"));
    EXPECT_THAT(problems, HasSubstr("verbose (desk.yaml:1)"));
    EXPECT_THAT(problems, HasSubstr("mode (desk.yaml:2)"));
    EXPECT_THAT(problems, HasSubstr("nonsense (desk.yaml:3): is no setting\n"));
    EXPECT_THAT(problems, HasSubstr("rails.notional_max (desk.yaml:4)"));
}

TEST(Settings, UnknownKeysAreRefusedWithTheNearestKnownOne)
{
    struct Case {
        const char* yaml;
        const char* expected;
    };
    for (const Case& c : {
             Case{"verbos: true", "verbos (desk.yaml:1): is no setting, did you mean verbose?\n"},
             Case{"rails: {order_per_hour_max: 1}",
                  "rails.order_per_hour_max (desk.yaml:1): is no setting, did you mean orders_per_hour_max?\n"},
             Case{"orders_per_hour_max: 1",
                  "orders_per_hour_max (desk.yaml:1): is no setting, did you mean rails.orders_per_hour_max?\n"},
             Case{"zebra: 1", "zebra (desk.yaml:1): is no setting\n"},
         }) {
        SCOPED_TRACE(c.yaml);
        EXPECT_EQ(problems_of(from_file(c.yaml)), c.expected);
    }
}

TEST(Settings, ASettingThatIsGoneNamesWhatTookItsPlace)
{
    EXPECT_EQ(problems_of(from_file("loud: 1\n")),
              "loud (desk.yaml:1): is no setting any more; it is now verbose: true\n");
    Sources sources;
    sources.assignments = {"loud=1"};
    EXPECT_EQ(problems_of(sources), "loud (--set): is no setting any more; it is now verbose: true\n");
    sources.assignments.clear();
    sources.environment = {{"SWARMDESK_LOUD", "1"}, {"SWARMDESK_OFFSET", "11"}};
    EXPECT_EQ(problems_of(sources),
              "SWARMDESK_LOUD: is no setting any more; it is now verbose: true\n"
              "offset (SWARMDESK_OFFSET): must be at most 10, was 11\n");
}

TEST(Settings, RulesBetweenFieldsAreJudgedOnlyWhereEachFieldIsRight)
{
    EXPECT_EQ(problems_of(from_file("rails:\n  notional_max: 500\n  approval_threshold: 501\n")),
              "rails.approval_threshold (desk.yaml:3): must not exceed notional_max\n");
    EXPECT_EQ(problems_of(from_file("rails:\n  notional_max: 500\n  approval_threshold: 500\n")), "");
    EXPECT_EQ(problems_of(from_file("rails:\n  notional_max: 500\n  approval_threshold: x\n")),
              "rails.approval_threshold (desk.yaml:3): must be a decimal number such as 12.5, was x\n");
}

TEST(Settings, TheEnvironmentOverridesTheFileAndTheCommandLineBoth)
{
    Desk desk;
    Sources sources = from_file("rails: {orders_per_hour_max: 3}\nverbose: true\noffset: 1\nwords: [file]\n");
    sources.environment = {{"SWARMDESK_RAILS_ORDERS_PER_HOUR_MAX", "4"},
                           {"SWARMDESK_OFFSET", "2"},
                           {"SWARMDESK_KEY", "k: [#"},
                           {"SWARMDESK_WORDS", "a, b"},
                           {"SWARMDESK_MARKET_DATA", "somewhere"},
                           {"PATH", "/bin"}};
    sources.assignments = {"offset=3", "servers.near.port=8080", "factor=2", "pause=1s"};
    ASSERT_EQ(load(desk, sources).to_string(), "");
    EXPECT_EQ(desk.rails.orders_per_hour_max, 4u);
    EXPECT_TRUE(desk.verbose);
    EXPECT_EQ(desk.offset, 3);
    EXPECT_EQ(desk.key.expose(), "k: [#");
    EXPECT_THAT(desk.words, testing::ElementsAre("a", "b"));
    EXPECT_EQ(desk.servers.at(TestName{"near"}).port, 8080);
    EXPECT_EQ(desk.factor, "2"_dec);
    EXPECT_EQ(desk.pause, seconds{1});
}

TEST(Settings, WrongOverridesAreReportedWithTheirOrigin)
{
    struct Case {
        const char* variable;
        const char* assignment;
        const char* expected;
    };
    for (const Case& c : {
             Case{"SWARMDESK_RAILS_ORDERS_PER_HOUR_MAX", nullptr,
                  "rails.orders_per_hour_max (SWARMDESK_RAILS_ORDERS_PER_HOUR_MAX): must be 1 to 20, was 99\n"},
             Case{"SWARMDESK_RAILS_ORDER_PER_HOUR_MAX", nullptr,
                  "SWARMDESK_RAILS_ORDER_PER_HOUR_MAX: is no setting, did you mean "
                  "SWARMDESK_RAILS_ORDERS_PER_HOUR_MAX?\n"},
             Case{nullptr, "rails.orders_per_hour_max=21",
                  "rails.orders_per_hour_max (--set): must be 1 to 20, was 21\n"},
             Case{nullptr, "rails.order_per_hour_max=2",
                  "rails.order_per_hour_max (--set): is no setting, did you mean orders_per_hour_max?\n"},
             Case{nullptr, "verbose", "--set verbose: must be path=value\n"},
             Case{nullptr, "=1", "--set \"=1\": must be path=value\n"},
             Case{nullptr, "verbose.more=1", "verbose.more (--set): goes on where there is only one value\n"},
             Case{nullptr, "words=[a", "words (--set): "},
             Case{nullptr, "rails=1", "rails (--set): must be a section of settings, was one value\n"},
         }) {
        Sources sources;
        if (c.variable != nullptr) sources.environment[c.variable] = "99";
        if (c.assignment != nullptr) sources.assignments.push_back(c.assignment);
        SCOPED_TRACE(c.expected);
        EXPECT_THAT(problems_of(sources), testing::StartsWith(c.expected));
    }
}

TEST(Settings, SecretsAreNeverShown)
{
    Desk desk;
    desk.key = Secret{"hunter2"};
    EXPECT_THAT(print(desk), HasSubstr("key: \"[secret]\"\n"));
    EXPECT_THAT(print(desk), Not(HasSubstr("hunter2")));
    EXPECT_THAT(document(desk), Not(HasSubstr("hunter2")));
    EXPECT_THAT(problems_of(from_file("key: {hunter2: 1}")), Not(HasSubstr("hunter2")));
}

TEST(Settings, WhatIsPrintedReadsBackTheSame)
{
    Desk desk;
    const Sources sources = from_file(
        "words: ['a: b # c', \"tab\\tquote\\\"\"]\npeers: [{host: x, port: 2}, {host: 'no'}]\n"
        "servers: {one: {host: y}}\nfactor: -1.5\npause: 59s\nstate: 'C: d'\n");
    ASSERT_EQ(load(desk, sources).to_string(), "");
    const std::string printed = print(desk);
    Desk again;
    ASSERT_EQ(load(again, from_file(printed)).to_string(), "") << printed;
    EXPECT_EQ(print(again), printed);
    EXPECT_THAT(printed, HasSubstr("pause: 59s\n"));
}

TEST(Settings, TheDocumentNamesEverySettingWithItsBoundsAndDefault)
{
    const std::string text = document(Desk{});
    EXPECT_THAT(
        text,
        HasSubstr("| `rails.orders_per_hour_max` | integer | `20` | 1 to 20 | Admissions in any sliding hour. |"));
    EXPECT_THAT(text, HasSubstr("| `rails.notional_max` | decimal (USD) | `10000` | 0.01 to 10000 | Hard ceiling"));
    EXPECT_THAT(text, HasSubstr("| `mode` | one of calm, bold | `calm` |  | How. |"));
    EXPECT_THAT(text, HasSubstr("| `factor` | decimal, optional | not set |  | By how much \\| at most. |"));
    EXPECT_THAT(text, HasSubstr("| `servers` | map of name to section | none |"));
    EXPECT_THAT(text, HasSubstr("| `servers.<name>.port` | integer | `80` | at least 1 |"));
    EXPECT_THAT(text, HasSubstr("| `peers[].host` | text | `localhost` | 1 to 20 characters |"));
    EXPECT_THAT(text, HasSubstr("| `key` | secret | empty |"));
}

/// A whole that knows its parts by name only.
struct Whole {
    Sections parts{{"strict", Section{"The rails.", Rails{}}}, {"loose", Section{"More rails.", Rails{}}}};

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit)
    {
        visit_sections(self.parts, visit);
    }
};

TEST(Settings, AWholeIsMadeOfSectionsWhoseTypesOnlyTheirOwnersKnow)
{
    Whole whole;
    ASSERT_EQ(load(whole, from_file("strict: {orders_per_hour_max: 5}")).to_string(), "");
    const Whole copy = whole;
    section_of(whole.parts, "strict").as<Rails>().orders_per_hour_max = 6;
    EXPECT_EQ(section_of(copy.parts, "strict").as<Rails>().orders_per_hour_max, 5u) << "copies share nothing";
    EXPECT_EQ(section_of(copy.parts, "loose").as<Rails>().orders_per_hour_max, 20u);
    EXPECT_THAT(print(copy), HasSubstr("strict:\n"));
    EXPECT_THAT(document(copy), HasSubstr("| `loose.orders_per_hour_max` | integer | `20` | 1 to 20 |"));
    EXPECT_THAT(document(copy), HasSubstr("More rails."));

    const std::string problems = load(whole, from_file("loose: {orders_per_hour_max: 50}\nlost: {}")).to_string();
    EXPECT_THAT(problems, HasSubstr("loose.orders_per_hour_max"));
    EXPECT_THAT(problems, HasSubstr("lost"));
}

TEST(Settings, LongTextsAreClippedBetweenCharacters)
{
    std::string long_text = "y";
    for (int i = 0; i < 100; ++i) long_text += "é";
    const std::string problems = problems_of(from_file("verbose: " + long_text));
    EXPECT_TRUE(is_utf8(problems));
    EXPECT_LT(problems.size(), 150u);
}

TEST(Settings, AFileOfNothingButStrangeKeysIsRefusedQuickly)
{
    std::string text = "servers:\n";
    for (int i = 0; i < 4000; ++i) text += "  n" + std::to_string(i) + ": {hots: x}\n";
    Desk desk;
    EXPECT_EQ(load(desk, from_file(text)).all().size(), 4000u);
}

TEST(SettingsFile, ThatIsMissingIsAnError)
{
    EXPECT_FALSE(read_settings_file(testing::TempDir() + "no-such-settings.yaml").has_value());
}

}  // namespace
}  // namespace swarmdesk::config
