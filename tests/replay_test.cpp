#include <gmock/gmock.h>
#include <zlib.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "storage/temporary_folder.hpp"
#include "support/oracle.hpp"
#include "support/program.hpp"

#include <boost/json.hpp>

/// \file
/// Two days of three recorded markets through the whole desk at full speed.
namespace swarmdesk::testing {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;
using namespace trading::execution;
using namespace swarmdesk::literals;
using ::testing::IsEmpty;

constexpr std::size_t candles_each = 576;  ///< of five minutes: two days

/// The recordings' beginnings, made once.
class Replay : public ::testing::Test {
protected:
    void SetUp() override
    {
        const char* folder = std::getenv("SWARMDESK_MARKET_DATA");
        if (folder == nullptr) GTEST_SKIP() << "SWARMDESK_MARKET_DATA names no folder of recordings";
        for (const auto& entry : fs::directory_iterator{folder})
            if (entry.path().string().ends_with("5m-2025-04-03_2025-07-02.csv.gz")) shorten(entry.path());
        if (files_.size() != 3) GTEST_SKIP() << folder << " does not hold the three recordings of 2025";
        std::sort(files_.begin(), files_.end());
    }

    struct Outcome {
        json::object said;
        History history;
        fs::path state;
    };
    Outcome replay(const std::string& approvals, std::vector<std::string> settings = {})
    {
        const fs::path state = folder_.path() / ("state-" + std::to_string(++runs_));
        std::vector<std::string> arguments{"run",           "--market",    "replay", "--speed", "max",
                                           "--exit-at-end", "--json",      "--seed", "7",       "--state-folder",
                                           state.string(),  "--approvals", approvals};
        for (const std::string& setting : settings) {
            arguments.push_back("--set");
            arguments.push_back(setting);
        }
        arguments.push_back("--data");
        arguments.insert(arguments.end(), files_.begin(), files_.end());
        const Ran ran = run_program(std::move(arguments));
        EXPECT_EQ(ran.exit, Exit{}) << ran.errors;
        Outcome outcome;
        outcome.said = json::parse(ran.output).as_object();
        outcome.history = History::read(state);
        outcome.state = state;
        return outcome;
    }

    /// Writes it into a file that ends with the test.
    std::string write(const std::string& name, const std::string& text) const
    {
        const fs::path path = folder_.path() / name;
        std::ofstream{path} << text;
        return path.string();
    }
    /// What each recording ends with, as the last quotes stand around it: "BTCUSDT=107049.9:107050.1".
    std::vector<std::string> last_marks() const
    {
        std::vector<std::string> marks;
        for (const std::string& file : files_) {
            std::ifstream in{file};
            std::string line;
            std::string last;
            while (std::getline(in, line)) last = line;
            std::istringstream columns{last};
            std::string close;
            for (int column = 0; column < 5; ++column) std::getline(columns, close, ',');
            const Decimal price = Decimal::parse(close).value();
            const Decimal half = multiply(price, "0.00005"_dec, Rounding::away_from_zero);  // of one basis point
            const std::string symbol = fs::path{file}.filename().string();
            marks.push_back(symbol.substr(0, symbol.find('-')) + "=" +
                            round_to_step(price - half, "0.01"_dec, Rounding::toward_zero).to_string() + ":" +
                            round_to_step(price + half, "0.01"_dec, Rounding::away_from_zero).to_string());
        }
        return marks;
    }

private:
    void shorten(const fs::path& source)
    {
        const fs::path target = folder_.path() / source.stem();  // without .gz
        std::ofstream out{target};
        const auto close = [](gzFile_s* file) { gzclose(file); };
        const std::unique_ptr<gzFile_s, decltype(close)> in{gzopen(source.c_str(), "rb"), close};
        char line[4096];
        for (std::size_t i = 0; i <= candles_each && gzgets(in.get(), line, sizeof line) != nullptr; ++i) out << line;
        files_.push_back(target.string());
    }

    storage::TemporaryFolder folder_;
    std::vector<std::string> files_;
    int runs_ = 0;
};

std::uint64_t count(const json::object& object, std::string_view key)
{
    return static_cast<std::uint64_t>(object.at(key).to_number<std::int64_t>());
}

TEST_F(Replay, TwoRunsWithOneSeedEndInTheSameHash)
{
    const Outcome first = replay("reject");
    const Outcome second = replay("reject");
    const json::object& ledger = first.said.at("ledger").as_object();
    EXPECT_EQ(ledger, second.said.at("ledger").as_object());
    EXPECT_TRUE(ledger.at("verified").as_bool());
    EXPECT_EQ(count(ledger, "events"), first.history.facts.size());
    EXPECT_EQ(first.said.at("profit_usd"), second.said.at("profit_usd"));

    EXPECT_EQ(count(first.said, "candles"), 3 * candles_each);
    EXPECT_EQ(count(first.said, "signals"), first.history.all<SignalRaised>().size());
    EXPECT_EQ(count(first.said, "intents"), first.history.all<IntentProposed>().size());
    EXPECT_EQ(count(first.said, "fills"), first.history.all<OrderFilled>().size());
    EXPECT_GT(count(first.said, "signals"), 10u);
    EXPECT_GT(count(first.said, "fills"), 10u);
    std::size_t of_signals = 0;
    for (const auto& proposed : first.history.all<IntentProposed>())
        of_signals += proposed.intent.is_protection ? 0 : 1;
    EXPECT_GE(count(first.said, "signals"), of_signals) << "the rest protects what they bought";
    EXPECT_THAT(judge(first.history, {.policy_may_approve = true}), IsEmpty());
}

TEST_F(Replay, AFinishedReplaysFolderIsNotTradedOnByADesk)
{
    const Outcome played = replay("reject");
    const std::size_t rows = played.history.facts.size();
    for (int start = 0; start < 2; ++start) {
        const Ran ran = run_program({"run", "--market", "manual", "--accept-prices", "--accept-clock", "--port", "0",
                                     "--state-folder", played.state});
        EXPECT_EQ(ran.exit.code, 6) << ran.errors;
        EXPECT_THAT(ran.errors, ::testing::HasSubstr("the folder of a replay that has ended"));
        EXPECT_EQ(History::read(played.state).facts.size(), rows);
    }
}

/// Where this fails, one of the two counts wrongly: neither knows the other's code.
TEST_F(Replay, AnIndependentSumOverTheExportedLedgerGivesTheSameProfit)
{
    const Outcome outcome = replay("approve");
    const Ran exported = run_program({"audit", "export", "--state-folder", outcome.state.string()});
    ASSERT_EQ(exported.exit, Exit{}) << exported.errors;
    std::vector<std::string> arguments{SWARMDESK_LEDGER_PNL, write("ledger.jsonl", exported.output), "--json",
                                       "--against", write("report.json", json::serialize(outcome.said))};
    for (const std::string& mark : last_marks()) {
        arguments.push_back("--mark");
        arguments.push_back(mark);
    }
    const Ran sum = run_program(std::move(arguments), SWARMDESK_PYTHON);
    EXPECT_EQ(sum.exit, Exit{}) << sum.output << sum.errors;
    const json::object said = json::parse(sum.output).as_object();
    EXPECT_EQ(said.at("not_compared"), json::array{});
    EXPECT_EQ(said.at("events"), outcome.said.at("ledger").at("events"));
    EXPECT_GT(count(said.at("accounts").at("paper").as_object(), "round_trips"), 0u);
}

TEST_F(Replay, AnIndependentScriptFindsEveryFigureOfTheReportTheSame)
{
    const Outcome outcome = replay("approve");
    const std::string state = outcome.state.string();
    const Ran exported = run_program({"audit", "export", "--state-folder", state});
    ASSERT_EQ(exported.exit, Exit{}) << exported.errors;
    const Ran shown = run_program({"report", "--json", "--state-folder", state});
    ASSERT_EQ(shown.exit, Exit{}) << shown.errors;
    const Ran compared = run_program({SWARMDESK_REPORT_FIGURES, write("ledger.jsonl", exported.output), "--against",
                                      write("report.json", shown.output)},
                                     SWARMDESK_PYTHON);
    EXPECT_EQ(compared.exit, Exit{}) << compared.output << compared.errors;
    EXPECT_GT(count(json::parse(shown.output).at("trades").as_object(), "count"), 0u);
}

TEST_F(Replay, BeginsWithThePlayMoneyOfTheSettings)
{
    for (const char* money : {"5000", "0"}) {
        const Outcome outcome = replay("reject", {std::string{"paper.balances.USDT="} + money});
        EXPECT_EQ(outcome.said.at("equity_start_usd").as_string(), money);
    }
}

class Policy : public Replay, public ::testing::WithParamInterface<const char*> {};

TEST_P(Policy, AnswersEveryApprovalAndIsNamedInTheLedger)
{
    const std::string policy = GetParam();
    const Outcome outcome = replay(policy, {"rails.approval_above=1"});  // everything needs an approval
    const History& history = outcome.history;
    const nanoseconds delay = policy == "delay:5s" ? std::chrono::seconds{5} : std::chrono::seconds{0};
    const trading::Actor by{trading::ActorKind::policy, policy};
    std::map<trading::ApprovalId, UtcTime> open;
    std::size_t granted = 0;
    std::size_t declined = 0;
    const auto decide = [&](const trading::ApprovalId& approval, UtcTime time) {
        const auto asked = open.extract(approval);
        EXPECT_FALSE(asked.empty()) << "decided twice, or unasked";
        if (!asked.empty()) {
            EXPECT_EQ(time - asked.mapped(), delay);
        }
    };
    for (const Fact& fact : history.facts) {
        if (const auto* request = std::get_if<ApprovalRequested>(&fact.event)) open[request->approval] = fact.time;
        if (const auto* grant = std::get_if<ApprovalGranted>(&fact.event)) {
            decide(grant->approval, fact.time);
            EXPECT_EQ(grant->by, by);
            ++granted;
        }
        if (const auto* decline = std::get_if<ApprovalDeclined>(&fact.event)) {
            decide(decline->approval, fact.time);
            if (!decline->denial) {
                EXPECT_EQ(decline->by, by);
                ++declined;
            }  // else the rails said no when they ran again for the grant
        }
    }
    EXPECT_EQ(history.all<ApprovalExpired>().size(), 0u);
    EXPECT_LE(open.size(), 3u) << "only the last ones of the recording may have been left without an answer";
    EXPECT_EQ(count(outcome.said.at("approvals").as_object(), "asked"), history.all<ApprovalRequested>().size());
    EXPECT_EQ(count(outcome.said.at("approvals").as_object(), "granted"), granted);
    if (policy == "reject") {
        EXPECT_GT(declined, 10u);
        EXPECT_EQ(granted, 0u);
        EXPECT_EQ(history.all<OrderSubmitted>().size(), 0u);
    } else {
        EXPECT_GT(granted, 10u);
        EXPECT_EQ(declined, 0u);
    }
    EXPECT_THAT(judge(history, {.policy_may_approve = true}), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Policies, Policy, ::testing::Values("reject", "approve", "delay:5s"), [](const auto& suite) {
    const std::string name = suite.param;
    return name.substr(0, name.find(':'));
});

}  // namespace
}  // namespace swarmdesk::testing
