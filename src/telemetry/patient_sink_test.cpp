#include "telemetry/patient_sink.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <sstream>
#include <vector>

#include "telemetry/log.hpp"

namespace swarmdesk::telemetry {
namespace {

/// A pipe whose reader reads when the test says so.
class Pipe {
public:
    Pipe()
    {
        EXPECT_EQ(::pipe2(ends_, O_CLOEXEC), 0);
        ::fcntl(ends_[0], F_SETFL, O_NONBLOCK);  // the reader's end alone
    }
    ~Pipe()
    {
        ::close(ends_[0]);
        ::close(ends_[1]);
    }
    int writer() const { return ends_[1]; }
    std::vector<std::string> lines()
    {
        std::string text;
        char piece[4096];
        for (ssize_t size = 0; (size = ::read(ends_[0], piece, sizeof piece)) > 0;)
            text.append(piece, static_cast<std::size_t>(size));
        std::vector<std::string> result;
        std::istringstream stream{text};
        for (std::string line; std::getline(stream, line);) result.push_back(line);
        return result;
    }

private:
    int ends_[2] = {-1, -1};
};

LogSettings json() { return LogSettings{LogLevel::info, LogFormat::json, 100'000}; }

// RAILS 11: whoever stops reading the log must not stop the thread that halts.
TEST(PatientSink, AReaderWhoStoppedCostsLinesAndIsToldHowMany)
{
    Pipe pipe;
    Logger logger{json(), pipe.writer()};
    constexpr int written = 5'000;  // several times what a pipe holds
    for (int i = 0; i < written; ++i) logger.info("intent denied", {{"number", i}, {"text", std::string(200, 'x')}});
    const auto kept = pipe.lines();
    ASSERT_GT(kept.size(), 10u);
    ASSERT_LT(kept.size(), static_cast<std::size_t>(written));
    for (std::size_t i = 0; i + 1 < kept.size(); ++i)
        EXPECT_EQ(boost::json::parse(kept[i]).at("number").as_int64(), static_cast<std::int64_t>(i));

    logger.info("read again");
    auto after = pipe.lines();
    std::erase(after, "");  // the line that was cut off ends here
    ASSERT_EQ(after.size(), 2u);
    const auto lost = boost::json::parse(after[0]).as_object();
    EXPECT_EQ(lost.at("event"), "log lines lost");
    EXPECT_NEAR(static_cast<double>(lost.at("count").as_int64() + static_cast<std::int64_t>(kept.size())), written, 1);
    EXPECT_EQ(boost::json::parse(after[1]).at("event"), "read again");
}

TEST(PatientSink, ALineLongerThanAPipeTakesAtOnceArrivesWhole)
{
    Pipe pipe;
    Logger logger{json(), pipe.writer()};
    logger.info("long", {{"text", std::string(20'000, 'y')}});
    const auto lines = pipe.lines();
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(boost::json::parse(lines[0]).at("text").as_string().size(), 20'000u);
}

TEST(PatientSink, AClosedReaderIsNoFailure)
{
    ::signal(SIGPIPE, SIG_IGN);  // as the program has it
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    ::close(ends[0]);
    Logger logger{json(), ends[1]};
    logger.info("nobody reads");
    ::close(ends[1]);
}

}  // namespace
}  // namespace swarmdesk::telemetry
