#include <gmock/gmock.h>

#include <sstream>

#include "storage/temporary_folder.hpp"
#include "support/program.hpp"

/// \file
/// What every command has in common: which desk it means, and how it is explained.
namespace swarmdesk::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr int wrong_usage = 2;

class Commands : public ::testing::Test {
protected:
    using Arguments = std::vector<std::string>;

    Ran run(Arguments arguments, std::map<std::string, std::string> environment = {}) const
    {
        Program program{{.arguments = std::move(arguments),
                         .environment = std::move(environment),
                         .output_folder = folder.path(),
                         .program = {}}};
        Loop loop;
        Ran ran;
        const auto wait = [&]() -> Awaitable<void> { ran.exit = co_await program.ended(loop); };
        loop.run(wait());
        ran.output = program.output();
        ran.errors = program.errors();
        return ran;
    }
    std::string path(const char* name) const { return (folder.path() / name).string(); }
    /// The names in the list of commands that this help shows.
    std::vector<std::string> commands(Arguments of) const
    {
        of.emplace_back("--help");
        std::istringstream help{run(std::move(of)).output};
        std::vector<std::string> names;
        bool is_list = false;
        for (std::string line; std::getline(help, line);) {
            if (line.starts_with("Subcommands:"))
                is_list = true;
            else if (is_list && line.starts_with("  ") && line.size() > 2 && line[2] != ' ')
                names.push_back(line.substr(2, line.find(' ', 2) - 2));
            else if (is_list && !line.starts_with("  "))
                is_list = false;
        }
        return names;
    }
    /// Every command that takes --state-folder, with its groups resolved.
    std::vector<Arguments> commands_of_a_desk() const
    {
        std::vector<Arguments> found;
        for (const std::string& name : commands({})) {
            if (name == "help") continue;
            const std::vector<std::string> below = commands({name});
            std::vector<Arguments> candidates;
            if (below.empty()) candidates.push_back({name});
            for (const std::string& sub : below) candidates.push_back({name, sub});
            for (Arguments& one : candidates) {
                Arguments help = one;
                help.emplace_back("--help");
                if (run(std::move(help)).output.find("--state-folder") != std::string::npos)
                    found.push_back(std::move(one));
            }
        }
        return found;
    }

    storage::TemporaryFolder folder;
};

TEST_F(Commands, AStateFolderThatWasTypedBeatsTheEnvironmentInEveryCommandThatTakesOne)
{
    // What each must be given besides, so that it gets as far as looking for the desk.
    const std::map<std::string, Arguments> more{{"cancel", {"x"}},
                                                {"approve", {"x"}},
                                                {"intent", {"x"}},
                                                {"account halt", {"x"}},
                                                {"account resume", {"x"}},
                                                {"decline", {"x"}},
                                                {"settle", {"x", "--filled", "0", "--evidence", "x"}},
                                                {"adjust", {"x", "USDT", "1", "--evidence", "x"}},
                                                {"reconciliation", {"x"}},
                                                {"trace", {"1"}},
                                                {"order", {"BUY", "BTCUSDT", "1", "--yes"}},
                                                {"close", {"BTCUSDT", "--yes"}},
                                                {"protect", {"BTCUSDT", "--none", "--yes"}},
                                                {"modify", {"x", "--quantity", "1"}},
                                                {"rearm", {"--reason", "x"}},
                                                {"strategies diff", {"x"}},
                                                {"strategies apply", {"x", "--yes"}},
                                                {"token create", {"x"}},
                                                {"token revoke", {"x"}},
                                                {"user create", {"x"}},
                                                {"user disable", {"x"}},
                                                {"user enable", {"x"}},
                                                {"export tax", {"--year", "2025"}}};
    const std::vector<Arguments> all = commands_of_a_desk();
    EXPECT_GE(all.size(), 30U) << "the help was not understood";
    for (const Arguments& command : all) {
        std::string name = command.front();
        if (command.size() > 1) name += " " + command.back();
        if (name == "run") continue;  // would start a desk; it reads its settings as `config print` does
        SCOPED_TRACE(name);
        Arguments arguments = command;
        if (const auto found = more.find(name); found != more.end())
            arguments.insert(arguments.end(), found->second.begin(), found->second.end());
        const std::map<std::string, std::string> environment{{"SWARMDESK_STATE_FOLDER", path("environment")}};
        const Ran without = run(arguments, environment);
        const std::string said_without = without.output + without.errors;
        arguments.insert(arguments.end(), {"--state-folder", path("flag")});
        const Ran with = run(arguments, environment);
        const std::string said_with = with.output + with.errors;
        if (name == "config check") continue;  // says nothing of it
        EXPECT_THAT(said_without, HasSubstr(path("environment")));
        EXPECT_THAT(said_with, HasSubstr(path("flag")));
        EXPECT_THAT(said_with, Not(HasSubstr(path("environment"))));
    }
}

TEST_F(Commands, TheFolderOfAReportMayBeTypedWithoutTheFlagAndNotTwice)
{
    const std::map<std::string, std::string> environment{{"SWARMDESK_STATE_FOLDER", path("environment")}};
    EXPECT_THAT(run({"report", path("typed")}, environment).errors, HasSubstr(path("typed")));
    EXPECT_EQ(run({"report", path("typed"), "--state-folder", path("flag")}).exit, (Exit{wrong_usage, 0}));
}

/// A script whose variable is unset must not do less, or something else, than it says.
TEST_F(Commands, AValueThatIsEmptyIsRefusedWhereverOneIsGiven)
{
    for (const Arguments& arguments :
         std::initializer_list<Arguments>{{"backtest", "ema_cross", "--data", path("x.csv"), "--export", ""},
                                          {"run", "--market", "replay", "--speed", "max", "--report", ""},
                                          {"run", "--state-folder", ""},
                                          {"report", "--html", " "},
                                          {"rearm", "--reason", ""},
                                          {"limits", "tighten", "position_max", "1", "--reason", ""},
                                          {"halt", "--reason", ""},
                                          {"cancel", "x", "--reason", ""},
                                          {"cancel", ""},
                                          {"order", "SELL", "BTCUSDT", "1", "--owner", "", "--yes"},
                                          {"token", "create", ""},
                                          {"llm", "--config", ""}}) {
        SCOPED_TRACE(::testing::PrintToString(arguments));
        const Ran ran = run(arguments);
        EXPECT_EQ(ran.exit, (Exit{wrong_usage, 0}));
        EXPECT_THAT(ran.errors, ::testing::AnyOf(HasSubstr("the value is empty"), HasSubstr("does not exist: ")));
    }
}

TEST_F(Commands, HelpOfACommandIsWhatItsFlagSays)
{
    EXPECT_THAT(run({"help"}).output, HasSubstr("Subcommands:"));
    EXPECT_EQ(run({"help", "order"}).output, run({"order", "--help"}).output);
    EXPECT_EQ(run({"help", "data", "fetch"}).output, run({"data", "fetch", "--help"}).output);
    for (const Arguments& words : {Arguments{"help", "ordr"}, Arguments{"ordr"}, Arguments{"ordr", "--json"}}) {
        const Ran wrong = run(words);
        EXPECT_EQ(wrong.exit, (Exit{wrong_usage, 0}));
        EXPECT_THAT(wrong.errors, HasSubstr("did you mean order?"));
    }
    EXPECT_THAT(run({"data", "fetsch"}).errors, HasSubstr("did you mean fetch?"));
}

}  // namespace
}  // namespace swarmdesk::testing
