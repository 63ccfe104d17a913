#include "telemetry/log.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <sstream>
#include <thread>

#include "config/load.hpp"
#include "telemetry/repeats.hpp"

namespace swarmdesk::telemetry {
namespace {

using literals::operator""_dec;
using namespace std::chrono_literals;

/// What a logger wrote, line by line. These tests are about the log itself; no other test reads one.
class Captured {
public:
    explicit Captured(LogFormat format, LogLevel level = LogLevel::debug, std::uint32_t repeats = 1000)
        : logger(LogSettings{level, format, repeats}, out_)
    {}
    std::vector<std::string> lines() const
    {
        std::vector<std::string> result;
        std::istringstream text{out_.str()};
        for (std::string line; std::getline(text, line);) result.push_back(line);
        return result;
    }

private:
    std::ostringstream out_;

public:
    Logger logger;
};

boost::json::object only_line(const Captured& captured)
{
    const auto lines = captured.lines();
    EXPECT_EQ(lines.size(), 1u);
    return lines.empty() ? boost::json::object{} : boost::json::parse(lines.front()).as_object();
}

TEST(Log, WritesOneJsonObjectALineWhateverItIsFed)
{
    Captured captured{LogFormat::json};
    captured.logger.warning("venue refused", {{"text", "a \"quoted\"\nline\\"},
                                              {"count", 3},
                                              {"ok", true},
                                              {"price", "12.50"_dec},
                                              {"level_word", LogLevel::error},
                                              {"took", 1500us},
                                              {"broken", std::string_view{"\xff\xfe"}}});
    const auto line = only_line(captured);
    EXPECT_EQ(line.at("level"), "warning");
    EXPECT_EQ(line.at("event"), "venue refused");
    EXPECT_EQ(line.at("text"), "a \"quoted\"\nline\\");
    EXPECT_EQ(line.at("count"), 3);
    EXPECT_EQ(line.at("ok"), true);
    EXPECT_EQ(line.at("price"), "12.5");
    EXPECT_EQ(line.at("level_word"), "error");
    EXPECT_EQ(line.at("took_us"), 1500);
    EXPECT_EQ(line.at("broken"), "(not UTF-8)");
    EXPECT_TRUE(line.at("time").as_string().ends_with("Z"));
}

TEST(Log, WritesTextAPersonCanReadOnOneLine)
{
    Captured captured{LogFormat::text};
    captured.logger.info("started", {{"url", "http://localhost:1"}, {"words", "two words"}, {"sly", "a\nb=c"}});
    const auto lines = captured.lines();
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_TRUE(lines[0].ends_with(R"(started url=http://localhost:1 words="two words" sly="a\u000ab=c")")) << lines[0];
}

TEST(Log, NeverShowsASecret)
{
    for (const LogFormat format : {LogFormat::text, LogFormat::json}) {
        Captured captured{format};
        captured.logger.error("signed in", {{"token", Secret{"hunter2"}}});
        const auto lines = captured.lines();
        ASSERT_EQ(lines.size(), 1u);
        EXPECT_EQ(lines[0].find("hunter2"), std::string::npos);
        EXPECT_NE(lines[0].find("[secret]"), std::string::npos);
    }
}

TEST(Log, WritesItsLevelAndWorseOnly)
{
    struct Case {
        LogLevel level;
        std::size_t lines;
    };
    for (const Case& c : {Case{LogLevel::debug, 4}, Case{LogLevel::info, 3}, Case{LogLevel::warning, 2},
                          Case{LogLevel::error, 1}, Case{LogLevel::off, 0}}) {
        Captured captured{LogFormat::text, c.level};
        captured.logger.debug("a");
        captured.logger.info("b");
        captured.logger.warning("c");
        captured.logger.error("d");
        EXPECT_EQ(captured.lines().size(), c.lines) << to_text(c.level);
    }
}

TEST(Log, HoldsBackWhatRepeatsButNotWhatDiffers)
{
    Captured captured{LogFormat::text, LogLevel::debug, 3};
    for (int i = 0; i < 1000; ++i) captured.logger.info("again", {{"i", i}});
    captured.logger.info("other");
    // A minute may turn in between, which lets three more through and says so in one line.
    EXPECT_GE(captured.lines().size(), 4u);
    EXPECT_LE(captured.lines().size(), 8u);
}

TEST(Log, KeepsLinesWholeAcrossThreads)
{
    Captured captured{LogFormat::json};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&captured, t] {
            for (int i = 0; i < 100; ++i) captured.logger.info("line", {{"thread", t}, {"i", i}});
        });
    for (auto& thread : threads) thread.join();
    const auto lines = captured.lines();
    EXPECT_EQ(lines.size(), 400u);
    for (const auto& line : lines) EXPECT_TRUE(boost::json::parse(line).is_object());
}

TEST(Repeats, AdmitsUpToTheBoundEachMinuteAndTellsTheRestOnce)
{
    Repeats repeats{2};
    const auto at = [&repeats](std::chrono::nanoseconds now) {
        const auto answer = repeats.admit("event", now);
        return std::pair{answer.is_admitted, answer.held_back};
    };
    EXPECT_EQ(at(0s), (std::pair{true, std::uint64_t{0}}));
    EXPECT_EQ(at(1s), (std::pair{true, std::uint64_t{0}}));
    EXPECT_EQ(at(2s), (std::pair{false, std::uint64_t{0}}));
    EXPECT_EQ(at(59s), (std::pair{false, std::uint64_t{0}}));
    EXPECT_EQ(at(60s), (std::pair{true, std::uint64_t{2}}));
    EXPECT_EQ(at(61s), (std::pair{true, std::uint64_t{0}}));
    EXPECT_EQ(at(62s), (std::pair{false, std::uint64_t{0}}));
}

TEST(Repeats, RemembersABoundedNumberOfEvents)
{
    Repeats repeats{1};
    for (int i = 0; i < 256; ++i) repeats.admit("event " + std::to_string(i), 0s);
    EXPECT_FALSE(repeats.admit("event 255", 0s).is_admitted);
    EXPECT_TRUE(repeats.admit("event 256", 0s).is_admitted);
    EXPECT_TRUE(repeats.admit("event 256", 0s).is_admitted);
}

TEST(Log, SettingsAreValidByDefault) { EXPECT_EQ(config::check(LogSettings{}).to_string(), ""); }

}  // namespace
}  // namespace swarmdesk::telemetry
