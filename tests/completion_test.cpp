#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "storage/temporary_folder.hpp"
#include "support/program.hpp"

/// \file
/// The scripts that the program prints, in the shells they are for, and its manual in man. A shell that is not
/// installed has its test skipped.
namespace swarmdesk::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

std::string find_program(const std::string& name)
{
    for (const char* folder : {"/usr/bin/", "/bin/", "/usr/local/bin/"})
        if (std::filesystem::exists(folder + name)) return folder + name;
    return {};
}

std::vector<std::string> lines_of(const std::string& text)
{
    std::vector<std::string> lines;
    std::istringstream in{text};
    for (std::string line; std::getline(in, line);)
        if (!line.empty()) lines.push_back(line);
    return lines;
}

class Completion : public ::testing::Test {
protected:
    /// The script for a shell, as a file.
    std::string script(const std::string& shell) const
    {
        const Ran made = run_program({"completion", shell});
        EXPECT_EQ(made.exit, Exit{}) << made.errors;
        const std::string path = folder.path() / ("swarmdesk." + shell);
        std::ofstream{path} << made.output;
        return path;
    }
    /// What bash offers for the last of these words. It takes `--flag=value` apart before it asks.
    std::vector<std::string> bash(const std::vector<std::string>& words, const std::string& before = "") const
    {
        std::string quoted;
        for (const std::string& word : words) quoted += " '" + word + "'";
        const std::string program = "set -u; source '" + script("bash") + "'; " + before + " COMP_WORDS=(swarmdesk" +
                                    quoted + "); COMP_CWORD=" + std::to_string(words.size()) +
                                    "; _swarmdesk swarmdesk \"${COMP_WORDS[COMP_CWORD]}\" x; "
                                    "printf '%s\\n' \"${COMPREPLY[@]+\"${COMPREPLY[@]}\"}\"";
        const Ran ran = run_program({"--norc", "--noprofile", "-c", program}, find_program("bash"));
        EXPECT_EQ(ran.exit, Exit{}) << ran.errors;
        EXPECT_EQ(ran.errors, "");
        return lines_of(ran.output);
    }

    storage::TemporaryFolder folder;
};

TEST_F(Completion, BashOffersCommandsThenWhatIsBelowThem)
{
    EXPECT_THAT(bash({""}), IsSupersetOf({"run", "order", "token", "completion", "help"}));
    EXPECT_THAT(bash({"st"}), UnorderedElementsAre("status", "strategies"));
    EXPECT_THAT(bash({"token", ""}), UnorderedElementsAre("list", "create", "rotate", "revoke"));
    EXPECT_THAT(bash({"help", "tok"}), ElementsAre("token"));
    EXPECT_THAT(bash({"help", "token", "c"}), ElementsAre("create"));
    EXPECT_THAT(bash({"completion", ""}), UnorderedElementsAre("bash", "zsh", "fish"));
}

TEST_F(Completion, BashOffersFlagsAndTheirValuesInBothSpellings)
{
    EXPECT_THAT(bash({"order", "--li"}), ElementsAre("--limit"));
    EXPECT_THAT(bash({"order", ""}), UnorderedElementsAre("BUY", "SELL"));
    EXPECT_THAT(bash({"order", "--yes", ""}), UnorderedElementsAre("BUY", "SELL"));
    EXPECT_THAT(bash({"order", "BUY", "--type", "STOP"}), UnorderedElementsAre("STOP_LOSS", "STOP_LOSS_LIMIT"));
    EXPECT_THAT(bash({"order", "BUY", "--type", "=", "OC"}), ElementsAre("OCO"));
    EXPECT_THAT(bash({"order", "BUY", "--type", "="}), Contains("OCO"));
    EXPECT_THAT(bash({"order", "BUY", "--limit", ""}), IsEmpty()) << "a price is nobody's to guess";
    EXPECT_THAT(bash({"run", "--market", "bin"}), ElementsAre("binance"));
    EXPECT_THAT(bash({"status", "--color", "a"}), UnorderedElementsAre("auto", "always"));
    EXPECT_THAT(bash({"status", ""}), Contains("--json"));
}

TEST_F(Completion, BashOffersFilesWhereFilesAreMeant)
{
    const std::string inside = folder.path() / "candles with a space.csv";
    std::ofstream{inside} << "x";
    std::filesystem::create_directory(folder.path() / "candles");
    const std::string there = "cd '" + folder.path().string() + "';";
    EXPECT_THAT(bash({"data", "check", "cand"}, there), UnorderedElementsAre("candles with a space.csv", "candles"));
    EXPECT_THAT(bash({"run", "--data", "x.csv", "cand"}, there),
                UnorderedElementsAre("candles with a space.csv", "candles"));
    EXPECT_THAT(bash({"status", "--state-folder", "cand"}, there), ElementsAre("candles"));
}

TEST_F(Completion, ZshCompletesFromItsOwnScript)
{
    const std::string zsh = find_program("zsh");
    if (zsh.empty()) GTEST_SKIP() << "zsh is not installed";
    const Ran ran = run_program({"-f", "-c",
                                 "autoload -Uz compinit; compinit -u -d '" + (folder.path() / "dump").string() +
                                     "'; source '" + script("zsh") + "'; print -- ${_comps[swarmdesk]}"},
                                zsh);
    EXPECT_EQ(ran.exit, Exit{});
    EXPECT_EQ(ran.errors, "");
    EXPECT_EQ(ran.output, "_swarmdesk\n");
}

TEST_F(Completion, FishCompletesFromItsOwnScript)
{
    const std::string fish = find_program("fish");
    if (fish.empty()) GTEST_SKIP() << "fish is not installed";
    const std::string path = script("fish");
    const auto offered = [&](const std::string& line) {
        const Ran ran = run_program(
            {"--no-config", "-c", "source '" + path + "'; complete -C '" + line + "' | string split -f1 \\t"}, fish);
        EXPECT_EQ(ran.errors, "");
        return lines_of(ran.output);
    };
    EXPECT_THAT(offered("swarmdesk st"), UnorderedElementsAre("status", "strategies"));
    EXPECT_THAT(offered("swarmdesk token "), UnorderedElementsAre("list", "create", "rotate", "revoke"));
    EXPECT_THAT(offered("swarmdesk order BUY --type OC"), ElementsAre("OCO"));
    EXPECT_THAT(offered("swarmdesk order --li"), ElementsAre("--limit"));
}

TEST_F(Completion, TheManualIsFormattedWithoutAWarning)
{
    const std::string groff = find_program("groff");
    if (groff.empty()) GTEST_SKIP() << "groff is not installed";
    const Ran made = run_program({"man"});
    EXPECT_EQ(made.exit, Exit{});
    const std::string page = folder.path() / "swarmdesk.1";
    std::ofstream{page} << made.output;
    const Ran checked = run_program({"-man", "-ww", "-z", "-Tascii", page}, groff);
    EXPECT_EQ(checked.exit, Exit{});
    EXPECT_EQ(checked.errors, "");
    const Ran shown = run_program({"-man", "-Tascii", "-P-cbou", page}, groff);
    EXPECT_THAT(shown.output, AllOf(HasSubstr("swarmdesk order"), HasSubstr("--stop-loss"), HasSubstr("EXIT STATUS"),
                                    HasSubstr("SWARMDESK_STATE_FOLDER"), Not(HasSubstr("\\f"))));
}

/// The page of the documents is written by hand; this keeps it whole.
TEST_F(Completion, EveryCommandAndEveryExitCodeIsInTheDocumentsToo)
{
    std::ifstream file{SWARMDESK_CLI_DOCUMENT};
    const std::string document{std::istreambuf_iterator<char>{file}, {}};
    ASSERT_FALSE(document.empty());
    for (const std::string& line : lines_of(run_program({"man"}).output)) {
        if (!line.starts_with(".SS swarmdesk ")) continue;
        const std::string name = line.substr(std::string{".SS swarmdesk "}.size());
        EXPECT_THAT(document, HasSubstr("`" + name)) << "docs/cli.md does not name it";
    }
    for (int code = 0; code <= 6; ++code)
        EXPECT_THAT(document, HasSubstr("\n| " + std::to_string(code) + " | ")) << "docs/cli.md lacks this exit code";
}

}  // namespace
}  // namespace swarmdesk::testing
