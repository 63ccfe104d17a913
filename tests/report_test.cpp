#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "storage/temporary_folder.hpp"
#include "support/desk_process.hpp"
#include "support/program.hpp"
#include "trading/report/figure.hpp"

/// \file
/// `swarmdesk report` and `swarmdesk export` as a user calls them, on the ledger of a replay of three made-up days.
namespace swarmdesk::testing {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// A market that rises and falls by a twelfth, so that there are wins and losses.
void write_candles(const fs::path& file, std::int64_t days = 3)
{
    std::ofstream out{file};
    out << "open_time_ms,open,high,low,close,volume\n";
    constexpr std::int64_t begin = 1'743'638'400'000;  // 3 April 2025
    std::int64_t price = 90'000;
    for (std::int64_t i = 0; i < days * 288; ++i) {
        const std::int64_t phase = i % 240;
        const std::int64_t close = price + (phase < 120 ? 70 : -74) + (i * 37) % 23;
        out << begin + i * 300'000 << ',' << price << ".00," << std::max(price, close) + 15 << ".00,"
            << std::min(price, close) - 15 << ".00," << close << ".00,50\n";
        price = close;
    }
}

class Reports : public ::testing::Test {
protected:
    static void SetUpTestSuite()
    {
        folder_ = new storage::TemporaryFolder;
        write_candles(folder_->path() / "BTCUSDT-5m.csv");
        const Ran ran = run_program({"run", "--market", "replay", "--speed", "max", "--json", "--approvals", "approve",
                                     "--set", "agents.online_trading.ema_cross.rsi_max=100", "--state-folder", state(),
                                     "--report", path("replay.html"), "--data", path("BTCUSDT-5m.csv")});
        ASSERT_EQ(ran.exit, Exit{}) << ran.errors;
        replayed_ = json::parse(ran.output).as_object();
    }
    static void TearDownTestSuite()
    {
        delete folder_;
        folder_ = nullptr;
    }

    static std::string path(const std::string& name) { return (folder_->path() / name).string(); }
    static std::string state() { return path("state"); }
    static std::string content(const std::string& file)
    {
        std::ifstream in{file, std::ios::binary};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
    static std::string write(const std::string& name, const std::string& text)
    {
        std::ofstream{path(name), std::ios::binary} << text;
        return path(name);
    }
    static Ran run(std::vector<std::string> arguments)
    {
        arguments.insert(arguments.end(), {"--state-folder", state()});
        return run_program(std::move(arguments));
    }
    static json::object report(std::vector<std::string> more = {})
    {
        std::vector<std::string> arguments{"report", "--json"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Ran ran = run(std::move(arguments));
        EXPECT_EQ(ran.exit, Exit{}) << ran.errors;
        return json::parse(ran.output).as_object();
    }

    static storage::TemporaryFolder* folder_;
    static json::object replayed_;
};

storage::TemporaryFolder* Reports::folder_ = nullptr;
json::object Reports::replayed_;

TEST_F(Reports, AnIndependentScriptFindsEveryFigureTheSame)
{
    const Ran exported = run({"audit", "export"});
    const Ran shown = run({"report", "--json"});
    ASSERT_EQ(exported.exit, Exit{}) << exported.errors;
    ASSERT_EQ(shown.exit, Exit{}) << shown.errors;
    const Ran compared = run_program({SWARMDESK_REPORT_FIGURES, write("ledger.jsonl", exported.output), "--against",
                                      write("report.json", shown.output)},
                                     SWARMDESK_PYTHON);
    EXPECT_EQ(compared.exit, Exit{}) << compared.output << compared.errors;
    const json::object said = json::parse(shown.output).as_object();
    EXPECT_GE(said.at("trades").at("count").as_int64(), 2);
    EXPECT_GT(said.at("activity").at("fills").as_int64(), 5);
    EXPECT_EQ(said.at("period").at("points").as_int64(), 73);  // each hour and the end
}

TEST_F(Reports, TheReplaysOwnSummaryHasTheSameMainFigures)
{
    const json::object said = report();
    const json::object& headline = replayed_.at("report").as_object();
    EXPECT_EQ(headline.at("return_percent"), said.at("returns").at("total_percent"));
    EXPECT_EQ(headline.at("max_drawdown_percent"), said.at("drawdown").at("max_percent"));
    EXPECT_EQ(headline.at("profit_factor"), said.at("trades").at("profit_factor"));
    EXPECT_EQ(headline.at("fees_usd"), said.at("activity").at("fees_usd"));
}

TEST_F(Reports, APageIsWrittenWithTheReplayAndLater)
{
    const Ran ran = run({"report", "--html", path("later.html")});
    EXPECT_EQ(ran.exit, Exit{}) << ran.errors;
    EXPECT_THAT(ran.output, HasSubstr("total return"));
    EXPECT_THAT(content(path("later.html")), StartsWith("<!doctype html>"));
    EXPECT_EQ(content(path("later.html")), content(path("replay.html")));
}

TEST_F(Reports, APeriodAndAnAccountNarrowIt)
{
    const json::object day = report({"--from", "2025-04-04", "--to", "2025-04-05", "--account", "paper"});
    EXPECT_EQ(day.at("period").at("from").as_string(), "2025-04-04T00:00:00.000Z");
    EXPECT_EQ(day.at("period").at("to").as_string(), "2025-04-05T00:00:00.000Z");
    EXPECT_EQ(day.at("returns").at("days").as_int64(), 1);
}

TEST_F(Reports, ExportsHaveALineForEachFact)
{
    const json::object said = report();
    const auto lines = [](const std::string& text) { return std::count(text.begin(), text.end(), '\n'); };
    EXPECT_EQ(lines(run({"export", "fills"}).output), 1 + said.at("activity").at("fills").as_int64());
    EXPECT_EQ(lines(run({"export", "trades"}).output), 1 + said.at("trades").at("count").as_int64());
    EXPECT_EQ(lines(run({"export", "equity"}).output), 1 + said.at("period").at("points").as_int64());
    const Ran tax = run({"export", "tax", "--year", "2025"});
    EXPECT_EQ(tax.exit, Exit{}) << tax.errors;
    EXPECT_THAT(tax.output, HasSubstr(",BTC,2025-04-0"));
    EXPECT_THAT(tax.output, HasSubstr("TOTAL,"));
    const Ran before = run({"export", "tax", "--year", "2024"});
    EXPECT_THAT(before.output, HasSubstr("TOTAL,,,,,0,0,0,0,"));
}

/// What a desk that runs on a ledger says of it.
struct Told {
    json::array points;  ///< oldest first
    std::vector<json::object> trades;
    json::object owners;
};

Awaitable<void> ask_desk(Loop& loop, fs::path folder, Told& told)
{
    DeskProcess::Options options;
    options.folder = std::move(folder);
    options.flags = {"--accept-prices"};
    // A desk does not go on with a replay's folder, whose exchange left no book. This one is given an empty one: only
    // what it says of the ledger is looked at.
    const std::ofstream book{options.folder / "state" / "paper-exchange.journal", std::ios::app};
    DeskProcess desk{loop, options};
    co_await desk.listening();
    const Answer equity = co_await desk.client().get("/equity?limit=5000");
    const Answer owners = co_await desk.client().get("/profit?by=owner");
    if (!equity.is_ok() || !owners.is_ok()) throw std::runtime_error{equity.code + owners.code};
    told.points = equity.body.at("items").as_array();
    told.owners = owners.body;
    told.trades = co_await desk.client().list("/trades?limit=1000");
    co_await desk.stop();
}

TEST_F(Reports, ADeskThatRunsOnTheLedgerSaysTheSameAlsoWhenItStartsFromItsSnapshot)
{
    const storage::TemporaryFolder own;
    write_candles(own.path() / "BTCUSDT-5m.csv", 45);  // for a snapshot there must be a thousand events
    const std::string ledger = state_of(own).string();
    const Ran replayed = run_program({"run", "--market", "replay", "--speed", "max", "--approvals", "approve", "--set",
                                      "agents.online_trading.ema_cross.rsi_max=100", "--state-folder", ledger, "--data",
                                      (own.path() / "BTCUSDT-5m.csv").string()});
    ASSERT_EQ(replayed.exit, Exit{}) << replayed.errors;
    for (const char* start : {"from the ledger's beginning", "from the snapshot of its last stop"}) {
        SCOPED_TRACE(start);
        Loop loop;
        Told told;
        loop.run(ask_desk(loop, own.path(), told));
        const Ran ran = run_program({"report", "--json", "--state-folder", ledger});
        ASSERT_EQ(ran.exit, Exit{}) << ran.errors;
        const json::object said = json::parse(ran.output).as_object();

        // When it stopped it marked prices once more.
        const json::array& curve = said.at("curve").as_array();
        ASSERT_GE(told.points.size(), 1000u);
        ASSERT_LE(told.points.size(), curve.size());
        for (std::size_t i = 0; i < told.points.size(); ++i)
            for (const auto& figure : told.points[i].as_object())
                EXPECT_EQ(figure.value(), curve[i].at(figure.key())) << i << ' ' << figure.key();

        const json::array& closed = said.at("closed").as_array();
        ASSERT_EQ(told.trades.size(), closed.size());
        for (std::size_t i = 0; i < closed.size(); ++i) {
            const json::object& shown = told.trades[closed.size() - 1 - i];
            EXPECT_EQ(shown.at("time"), closed[i].at("closed"));
            for (const char* field : {"opened", "owner", "side", "exit", "reason"})
                EXPECT_EQ(shown.at(field), closed[i].at(field)) << i << ' ' << field;
            EXPECT_EQ(shown.at("return_percent"), closed[i].at("return_percent").at("value"));
        }

        for (const json::value& owner : said.at("by_owner").as_array()) {
            const json::object& trades = owner.at("trades").as_object();
            if (trades.at("count").as_int64() == 0) continue;
            const auto& items = told.owners.at("items").as_array();
            const auto found = std::find_if(items.begin(), items.end(), [&](const json::value& item) {
                return item.at("name") == owner.at("name");
            });
            ASSERT_NE(found, items.end()) << owner.at("name");
            EXPECT_EQ(found->at("trades"), trades.at("count"));
            const Decimal result = Decimal::parse(std::string{found->at("result_usd").as_string()}).value();
            EXPECT_EQ(trading::report::rounded_usd(result).to_string(), trades.at("result_usd").as_string());
        }
    }
}

TEST_F(Reports, SayWhatIsWrongWithTheCommandLine)
{
    struct Case {
        std::vector<std::string> arguments;
        int code;
        const char* words;
    };
    for (const Case& wrong : {
             Case{{"report", "--account", "nobodys"}, 2, "has no account nobodys; it has paper"},
             Case{{"report", "--account", "a b"}, 2, "--account"},
             Case{{"report", "--from", "yesterday"}, 2, "a date such as 2025-04-03"},
             Case{{"report", "--from", "2025-04-05", "--to", "2025-04-05"}, 2, "earlier"},
             Case{{"report", "--from", "2026-01-01"}, 1, "two moments"},
             Case{{"report", "--html", "/nowhere/at/all.html"}, 1, "cannot be written"},
             Case{{"export", "tax"}, 2, "--year"},
             Case{{"export", "tax", "--year", "1999"}, 2, "--year"},
             Case{{"export", "tax", "--year", "2025", "--currency", "EUR"}, 2, "only be USD"},
             Case{{"export", "everything"}, 2, ""},
         }) {
        const Ran ran = run(wrong.arguments);
        EXPECT_EQ(ran.exit, Exit{wrong.code}) << wrong.words << ran.errors;
        EXPECT_THAT(ran.errors, HasSubstr(wrong.words));
    }
    const Ran paced = run_program({"run", "--market", "simulated", "--report", path("x.html")});
    EXPECT_EQ(paced.exit, Exit{2});
    EXPECT_THAT(paced.errors, HasSubstr("--speed max"));
    const Ran unnamed = run_program(
        {"run", "--market", "replay", "--speed", "max", "--report", path("x.pdf"), "--data", path("BTCUSDT-5m.csv")});
    EXPECT_EQ(unnamed.exit, Exit{2});
    EXPECT_THAT(unnamed.errors, HasSubstr(".html or .json"));
}

TEST_F(Reports, RefusePolitelyWhereThereIsNoLedgerAndWhereNothingWasFilled)
{
    const Ran none = run_program({"report", path("nothing-here")});
    EXPECT_EQ(none.exit, Exit{1});
    EXPECT_THAT(none.errors, HasSubstr("there is no ledger in"));
    const Ran quiet =
        run_program({"run", "--market", "replay", "--speed", "max", "--json", "--state-folder", path("quiet"), "--set",
                     "paper.balances={USDT: 0}", "--report", path("quiet.json"), "--data", path("BTCUSDT-5m.csv")});
    ASSERT_EQ(quiet.exit, Exit{}) << quiet.errors;
    EXPECT_EQ(json::parse(content(path("quiet.json"))).at("trades").at("count").as_int64(), 0);
    const Ran asked = run_program({"report", path("quiet")});
    EXPECT_EQ(asked.exit, Exit{1});
    EXPECT_THAT(asked.errors, HasSubstr("nothing was filled yet"));
    EXPECT_EQ(asked.output, "");
}

TEST_F(Reports, RefuseADamagedLedger)
{
    fs::copy(state(), path("damaged"), fs::copy_options::recursive);
    const fs::path database = fs::path{path("damaged")} / "ledger.db";
    std::string bytes = content(database.string());
    const std::size_t at = bytes.rfind("buy_bot");
    ASSERT_NE(at, std::string::npos);
    bytes.replace(at, 7, "buy_bob");
    std::ofstream{database, std::ios::binary} << bytes;
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"report"}, {"export", "fills"}, {"export", "tax", "--year", "2025"}}) {
        std::vector<std::string> arguments = command;
        arguments.insert(arguments.end(), {"--state-folder", path("damaged")});
        const Ran ran = run_program(arguments);
        EXPECT_EQ(ran.exit, Exit{5}) << ran.errors;
        EXPECT_THAT(ran.errors, HasSubstr("audit verify"));
    }
}

}  // namespace
}  // namespace swarmdesk::testing
