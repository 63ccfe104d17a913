#include "runtime/background_writer.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <future>
#include <thread>
#include <vector>

#include "runtime/task_scope.hpp"

namespace swarmdesk::runtime {
namespace {

class BackgroundWriterTest : public ::testing::Test {
protected:
    asio::awaitable<void> write(BackgroundWriter& writer, BackgroundWriter::Job job)
    {
        outcomes.push_back(co_await writer.run(std::move(job)));
        resumed_on = std::this_thread::get_id();
    }

    asio::io_context context;
    TaskScope scope{context.get_executor(), [](const std::string&, std::exception_ptr) { ADD_FAILURE(); }};
    std::vector<Result<void>> outcomes;
    std::thread::id resumed_on;
};

TEST_F(BackgroundWriterTest, WorksOnAThreadOfItsOwnAndAnswersOnTheCallers)
{
    BackgroundWriter writer;
    std::thread::id worked_on;
    scope.spawn(write(writer,
                      [&]() -> Result<void> {
                          worked_on = std::this_thread::get_id();
                          return Error{Errc::io, "no disk"};
                      }),
                "write");
    context.run();
    ASSERT_EQ(outcomes.size(), 1u);
    EXPECT_EQ(outcomes[0].error().code, Errc::io);
    EXPECT_EQ(resumed_on, std::this_thread::get_id());
    EXPECT_NE(worked_on, std::this_thread::get_id());
}

TEST_F(BackgroundWriterTest, KeepsTheOrderAndDoesWhatIsLeftBeforeItDies)
{
    std::vector<int> done;
    {
        BackgroundWriter writer;
        for (int i = 0; i < 100; ++i)
            EXPECT_TRUE(writer.post([&done, i]() -> Result<void> {
                done.push_back(i);
                return {};
            }));
    }
    ASSERT_EQ(done.size(), 100u);
    EXPECT_TRUE(std::is_sorted(done.begin(), done.end()));
}

TEST_F(BackgroundWriterTest, DropsWhatIsTooMuchAndSaysSo)
{
    std::promise<void> go;
    std::promise<void> begun;
    BackgroundWriter writer{1};
    writer.post([&]() -> Result<void> {
        begun.set_value();
        go.get_future().wait();
        return {};
    });
    begun.get_future().wait();
    EXPECT_TRUE(writer.post([]() -> Result<void> { return {}; }));
    EXPECT_FALSE(writer.post([]() -> Result<void> { return {}; }));
    scope.spawn(write(writer, []() -> Result<void> { return {}; }), "write");
    context.run();
    EXPECT_EQ(outcomes.at(0).error().code, Errc::limit_exceeded);
    go.set_value();
}

TEST_F(BackgroundWriterTest, ACallerWhoGivesUpLeavesTheJobToRun)
{
    std::promise<void> go;
    std::atomic<bool> is_done = false;
    {
        BackgroundWriter writer;
        const auto task = scope.spawn_now(write(writer,
                                                [&]() -> Result<void> {
                                                    go.get_future().wait();
                                                    is_done = true;
                                                    return {};
                                                }),
                                          "write");
        scope.cancel(task);
        go.set_value();
        context.run();
    }
    EXPECT_TRUE(is_done);
    EXPECT_TRUE(outcomes.empty());
}

}  // namespace
}  // namespace swarmdesk::runtime
