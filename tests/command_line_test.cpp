#include <gmock/gmock.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "base/display_width.hpp"
#include "completion.hpp"
#include "id_prefix.hpp"
#include "ledger_line.hpp"
#include "manual_page.hpp"
#include "short_ids.hpp"
#include "terminal.hpp"
#include "text_table.hpp"

/// \file
/// What the command line is made of, without a desk: tables, colours, beginnings of ids, and what is read off the
/// description of the commands.
namespace swarmdesk::app {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

namespace json = boost::json;

// --- Terminals -------------------------------------------------------------------------------------------------------

TEST(TerminalTest, AChoiceBeatsTheEnvironmentAndNoColorBeatsWhatForces)
{
    struct Case {
        const char* name;
        TerminalEnvironment environment;
        const char* choice;
        bool has_colours;
    };
    const TerminalEnvironment terminal{.is_terminal = true, .width = 80, .term = "xterm"};
    const auto with = [&](auto change) {
        TerminalEnvironment environment = terminal;
        change(environment);
        return environment;
    };
    const std::vector<Case> cases{
        {"a terminal", terminal, "", true},
        {"a terminal, auto", terminal, "auto", true},
        {"a pipe", {}, "", false},
        {"a pipe, always", {}, "always", true},
        {"a terminal, never", terminal, "never", false},
        {"NO_COLOR", with([](auto& one) { one.no_color = "1"; }), "", false},
        {"NO_COLOR and always", with([](auto& one) { one.no_color = "1"; }), "always", true},
        {"CLICOLOR_FORCE in a pipe", {.clicolor_force = "1"}, "", true},
        {"CLICOLOR_FORCE=0 in a pipe", {.clicolor_force = "0"}, "", false},
        {"both", {.no_color = "1", .clicolor_force = "1"}, "", false},
        {"CLICOLOR_FORCE and never", {.clicolor_force = "1"}, "never", false},
        {"a dumb terminal", with([](auto& one) { one.term = "dumb"; }), "", false},
        {"a terminal without a name", with([](auto& one) { one.term = ""; }), "", false},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        const Terminal made = terminal_of(c.environment, c.choice);
        EXPECT_EQ(made.has_colours, c.has_colours);
        EXPECT_EQ(made.painted("x", Style::bad), c.has_colours ? "\x1b[31mx\x1b[0m" : "x");
    }
}

TEST(TerminalTest, AWidthIsWhatColumnsSaysElseTheTerminalAndNoneInAPipe)
{
    TerminalEnvironment environment{.is_terminal = true, .width = 80, .term = "xterm"};
    EXPECT_EQ(terminal_of(environment, "").width, 80U);
    environment.columns = "100";
    EXPECT_EQ(terminal_of(environment, "").width, 100U);
    for (const char* no_number : {"wide", "100x", "0", "-5", ""}) {
        environment.columns = no_number;
        EXPECT_EQ(terminal_of(environment, "").width, 80U) << no_number;
    }
    environment.columns = "5";
    EXPECT_EQ(terminal_of(environment, "").width, 20U) << "narrower than that nothing can be read";
    environment = {.is_terminal = true, .width = 0};
    EXPECT_EQ(terminal_of(environment, "").width, std::nullopt);
    environment = {.is_terminal = false, .width = 80, .columns = "100"};
    EXPECT_EQ(terminal_of(environment, "").width, std::nullopt);
}

// --- Tables ----------------------------------------------------------------------------------------------------------

const std::vector<Column> columns{Column{"ID", "id"}.as(Shown::id),
                                  Column{"ACCOUNT", "account"}.spared(2),
                                  Column{"INSTRUMENT", "instrument"},
                                  Column{"RESULT", "result"}.as(Shown::gain),
                                  Column{"TIME", "time"}.as(Shown::time).spared(1),
                                  Column{"REASON", "reason"}.as(Shown::words)};

constexpr const char* reason = "low 91.08 reached the stop 94.06 and the trend had turned before";

json::array rows()
{
    json::array made;
    for (const auto& [id, result] : {std::pair{"0197f2a0-5f00-7000-8000-000000000001", "12.5"},
                                     std::pair{"0197f2a0-5f01-7000-8000-000000000002", "-3"},
                                     std::pair{"0197f2a0-6f00-7000-8000-000000000003", "0"}})
        made.push_back({{"id", id},
                        {"account", "paper"},
                        {"instrument", "币安人生USDT"},
                        {"result", result},
                        {"time", "2025-04-03T17:05:00.020Z"},
                        {"reason", reason}});
    return made;
}

TEST(TableTest, InAPipeEverythingIsThereAndLinedUp)
{
    const auto lines = table_lines(rows(), columns, {});
    ASSERT_EQ(lines.size(), 4U);
    const std::string id_gap(36 - 2 + 2, ' ');
    EXPECT_EQ(lines[0], "ID" + id_gap + "ACCOUNT  INSTRUMENT    RESULT  TIME                      REASON");
    EXPECT_EQ(lines[1],
              "0197f2a0-5f00-7000-8000-000000000001  paper    币安人生USDT  +12.5   2025-04-03T17:05:00.020Z  " +
                  std::string{reason});
    EXPECT_THAT(lines[2], HasSubstr("  -3      "));
    EXPECT_THAT(lines[3], HasSubstr("  0       "));
}

TEST(TableTest, OnATerminalNoLineIsWiderThanIt)
{
    for (std::size_t width = 20; width < 200; ++width)
        for (const std::string& line : table_lines(rows(), columns, {.width = width, .has_colours = false}))
            ASSERT_LE(display_width(line), width) << line;
}

TEST(TableTest, WordsAreCutBeforeColumnsAreLeftOutAndTheseAreNamed)
{
    const auto at = [](std::size_t width) {
        return table_lines(rows(), columns, {.width = width, .has_colours = false});
    };
    EXPECT_EQ(at(160)[1], "0197f2a0-5f00  paper    币安人生USDT  +12.5   2025-04-03T17:05:00Z  " + std::string{reason});
    EXPECT_EQ(at(160).size(), 4U);
    EXPECT_EQ(at(132)[1], at(160)[1]) << "it just fits";
    EXPECT_EQ(at(100)[1],
              "0197f2a0-5f00  paper    币安人生USDT  +12.5   2025-04-03T17:05:00Z  low 91.08 reached the stop 94.0…");
    EXPECT_EQ(at(84)[1], "0197f2a0-5f00  paper    币安人生USDT  +12.5   2025-04-03T17:05:00Z  low 91.08 reach…");
    EXPECT_EQ(at(83)[1], "0197f2a0-5f00  币安人生USDT  +12.5   2025-04-03T17:05:00Z  low 91.08 reached the s…");
    EXPECT_EQ(at(83).back(), "not shown here: ACCOUNT");
    EXPECT_EQ(at(60)[1], "0197f2a0-5f00  币安人生USDT  +12.5   low 91.08 reached the …");
    EXPECT_EQ(at(60).back(), "not shown here: ACCOUNT, TIME");
}

TEST(TableTest, AGainHasItsSignAlsoWhereThousandsAreSetApart)
{
    const std::vector<Column> result{Column{"RESULT", "result"}.as(Shown::gain)};
    const json::array gains{json::object{{"result", "1,200.50"}}, json::object{{"result", "-1,200.50"}},
                            json::object{{"result", "0.00"}}, json::object{}};
    EXPECT_THAT(table_lines(gains, result, {}), ElementsAre("RESULT", "+1,200.50", "-1,200.50", "0.00", "-"));
}

TEST(TableTest, AColourNeverSaysWhatTheTextDoesNot)
{
    const auto plain = table_lines(rows(), columns, {});
    const auto painted = table_lines(rows(), columns, {.width = std::nullopt, .has_colours = true});
    EXPECT_THAT(painted[1], HasSubstr("\x1b[32m+12.5\x1b[0m"));
    EXPECT_THAT(painted[2], HasSubstr("\x1b[31m-3\x1b[0m"));
    EXPECT_THAT(painted[3], Not(HasSubstr("\x1b[")));
    for (std::size_t i = 0; i < plain.size(); ++i) {
        std::string text = painted[i];
        for (auto at = text.find("\x1b["); at != std::string::npos; at = text.find("\x1b["))
            text.erase(at, text.find('m', at) - at + 1);
        EXPECT_EQ(text, plain[i]);
    }
}

TEST(TableTest, ATextOfAStrangerSpeaksToNoTerminal)
{
    const json::array hostile{json::object{{"reason", "fine\x1b[2J\nnext"}}};
    const auto lines = table_lines(hostile, {Column{"REASON", "reason"}.as(Shown::words)}, {});
    EXPECT_EQ(lines[1], "fine\xEF\xBF\xBD[2J next");
}

// --- Ids -------------------------------------------------------------------------------------------------------------

TEST(ShortIds, AreAsLongAsItTakesAndEightAtLeast)
{
    EXPECT_THAT(short_ids({}), ElementsAre());
    EXPECT_THAT(short_ids({"0197f2a0-5f00-7000-8000-000000000001"}), ElementsAre("0197f2a0"));
    EXPECT_THAT(short_ids({"0197f2a0-5f00-7000-8000-000000000001", "1197f2a0-5f00-7000-8000-000000000001"}),
                ElementsAre("0197f2a0", "1197f2a0"));
    EXPECT_THAT(short_ids({"0197f2a0-5f00-7000-8000-000000000002", "0197f2a0-5f00-7000-8000-000000000001"}),
                ElementsAre("0197f2a0-5f00-7000-8000-000000000002", "0197f2a0-5f00-7000-8000-000000000001"));
    EXPECT_THAT(short_ids({"3f0c9a6d3e5b7c1f", "3f0c9a6d3e5b7c1f"}), ElementsAre("3f0c9a6d", "3f0c9a6d"));
}

TEST(IdPrefix, FourDigitsAreEnoughWhereTheyAreOfOneAlone)
{
    const std::vector<Identified> three{{"0197f2a0-5f00-7000-8000-000000000001", "BUY 1 BTCUSDT"},
                                        {"0197f2a0-5f01-7000-8000-000000000002", "SELL 2 ETHUSDT"},
                                        {"a197f2a0-5f00-7000-8000-000000000003", "BUY 3 SOLUSDT"}};
    for (const char* typed : {"a197", "A197", "a197f2a0-5f", "a197f2a05f", "a197f2a0-5f00-7000-8000-000000000003"})
        EXPECT_EQ(resolve_prefix(typed, three, "approval").value(), "a197f2a0-5f00-7000-8000-000000000003") << typed;
    EXPECT_EQ(resolve_prefix("0197f2a0-5f01", three, "approval").value(), "0197f2a0-5f01-7000-8000-000000000002");

    const auto too_short = resolve_prefix("a19", three, "approval");
    ASSERT_FALSE(too_short);
    EXPECT_EQ(too_short.error().code, Errc::malformed);
    const auto several = resolve_prefix("0197f2a05f", three, "approval");
    ASSERT_FALSE(several);
    EXPECT_EQ(several.error().code, Errc::malformed);
    EXPECT_THAT(several.error().detail,
                AllOf(HasSubstr("2 approvals begin with 0197f2a05f"),
                      HasSubstr("0197f2a0-5f00-7000-8000-000000000001  BUY 1 BTCUSDT"),
                      HasSubstr("0197f2a0-5f01-7000-8000-000000000002  SELL 2 ETHUSDT"), Not(HasSubstr("SOLUSDT"))));
    const auto none = resolve_prefix("beef", three, "approval");
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, Errc::not_found);
}

TEST(IdPrefix, WhatIsNoBeginningOfAnIdIsTakenAsItIs)
{
    for (const char* typed : {"x", "paper", "abcg", "0197f2a0-5f00-7000-8000-000000000001", ""})
        EXPECT_EQ(prefix_digits(typed), std::nullopt) << typed;
    EXPECT_EQ(prefix_digits("BEEF-0"), "beef0");
    EXPECT_EQ(resolve_prefix("paper", {}, "intent").value(), "paper");
}

// --- What is read off the commands -----------------------------------------------------------------------------------

struct Described {
    CLI::App app{"a program with \\ and 'quotes'", "program"};
    std::string side, file, folder;
    std::vector<std::string> many;
    bool is_on = false;

    Described()
    {
        CLI::App* order = app.add_subcommand("order", "buy: or [sell]");
        order->add_option("side", side, "which")->required()->check(CLI::IsMember({"BUY", "SELL"}));
        names_file(order->add_option("files", many, "some"));
        names_file(order->add_option("--html", file, "a page"));
        order->add_option("--type", side, "how")->check(offers({"LIMIT", "MARKET"}));
        order->add_flag("--yes", is_on, "do not ask");
        order->add_option("--hidden", file, "nobody's business")->group("");
        CLI::Option_group* group = order->add_option_group("whose", "");
        names_folder(group->add_option("--folder", folder, "where"));
        CLI::App* token = app.add_subcommand("token", "tokens");
        token->add_subcommand("list", "all of them");
    }
};

TEST(CommandTree, HasEveryFlagOnceWithWhatItTakesAndNoHiddenOne)
{
    const Described described;
    const Command tree = command_tree(described.app);
    ASSERT_EQ(tree.commands.size(), 2U);
    const Command& order = tree.commands[0];
    std::vector<std::string> flags;
    for (const CommandWord& flag : order.flags) flags.push_back(flag.name);
    EXPECT_THAT(flags, ElementsAre("--help", "--html", "--type", "--yes", "--folder"));
    EXPECT_EQ(order.flags[1].takes, Takes::file);
    EXPECT_EQ(order.flags[2].takes, Takes::one_of);
    EXPECT_THAT(order.flags[2].values, ElementsAre("LIMIT", "MARKET"));
    EXPECT_EQ(order.flags[3].takes, Takes::nothing);
    EXPECT_EQ(order.flags[4].takes, Takes::folder);
    ASSERT_EQ(order.arguments.size(), 2U);
    EXPECT_TRUE(order.arguments[0].is_required);
    EXPECT_THAT(order.arguments[0].values, ElementsAre("BUY", "SELL"));
    EXPECT_TRUE(order.arguments[1].is_repeated);
    EXPECT_EQ(tree.commands[1].commands[0].name, "list");
}

TEST(ManualPageTest, AFlagOfManyCommandsIsDescribedOnce)
{
    Command root{.name = "swarmdesk", .help = "a program"};
    for (int i = 0; i < 12; ++i) {
        Command& command = root.commands.emplace_back();
        command.name = "c" + std::to_string(i);
        command.flags = {{.name = "--json", .help = "as programs read it", .takes = Takes::nothing},
                         {.name = "--id", .help = "of " + command.name}};
    }
    const std::string page = manual_page(root, "1.0");
    const auto first = page.find("as programs read it");
    ASSERT_NE(first, std::string::npos);
    EXPECT_EQ(page.find("as programs read it", first + 1), std::string::npos);
    EXPECT_THAT(page, HasSubstr("Also \\fB\\-\\-json\\fR.\n"));
    EXPECT_THAT(page, HasSubstr("of c11"));
}

TEST(LedgerLine, OnANarrowTerminalHasTheTimeWithoutTheDate)
{
    const json::object event{{"seq", 57},
                             {"time", "2025-04-03T17:05:00.020Z"},
                             {"account", "paper"},
                             {"kind", "OrderFilled"},
                             {"message", "BUY 0.00257 币安人生USDT filled at 97000.01, fee 0.24929 USDT"}};
    EXPECT_EQ(ledger_line(event, {}),
              "      57  2025-04-03T17:05:00.020Z  paper                 OrderFilled         BUY 0.00257 币安人生USDT "
              "filled at 97000.01, fee 0.24929 USDT");
    EXPECT_EQ(ledger_line(event, {.width = 109, .has_colours = false}),
              "      57  17:05:00  paper     OrderFilled         BUY 0.00257 币安人生USDT filled at 97000.01, fee "
              "0.24929 U…");
    const std::string narrow = ledger_line(event, {.width = 80, .has_colours = false});
    EXPECT_THAT(narrow, StartsWith("      57  17:05:00  paper     OrderFilled         BUY 0.00257 币"));
    EXPECT_LE(display_width(narrow), 80U);
    EXPECT_THAT(ledger_line(event, {.width = 110, .has_colours = false}), HasSubstr("2025-04-03T17:05:00.020Z"));
}

TEST(ManualPageTest, NothingInItIsTakenForARequestOrAnEscape)
{
    Command command{.name = "swarmdesk", .help = ".SH not a section \\fBnot bold 'quoted' …", .footer = ".one\n\n'two"};
    command.commands.push_back({.name = "order", .help = "buy"});
    const std::string page = manual_page(command, "1.0");
    EXPECT_THAT(page, HasSubstr("\\&.SH not a section \\efBnot bold \\(aqquoted\\(aq ..."));
    EXPECT_THAT(page, HasSubstr("\n\\&.one\n\\&\n\\(aqtwo\n"));
    EXPECT_THAT(page, HasSubstr(".SS swarmdesk order\n"));
    for (const char c : page) ASSERT_LT(static_cast<unsigned char>(c), 0x7F);
}

TEST(ShellCompletion, QuotesWhatAShellWouldRead)
{
    const Described described;
    const Command tree = command_tree(described.app);
    EXPECT_THAT(bash_completion(tree), HasSubstr("' order --type') echo 'LIMIT MARKET' ;;"));
    EXPECT_THAT(zsh_completion(tree), HasSubstr("'order:buy: or [sell]'"));
    EXPECT_THAT(zsh_completion(tree), HasSubstr("'--type=[how]:type:(LIMIT MARKET)'"));
    EXPECT_THAT(fish_completion(tree), HasSubstr("-a 'order' -d 'buy: or [sell]'"));
    EXPECT_THAT(fish_completion(tree), HasSubstr("'__swarmdesk_at \\'order\\'' -l type -x -a 'LIMIT MARKET' -d 'how'"));
    EXPECT_THAT(bash_completion(tree), StartsWith("# bash completion for swarmdesk"));
}

}  // namespace
}  // namespace swarmdesk::app
