#include "runtime/run_on.hpp"

#include <gtest/gtest.h>

#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <thread>

namespace swarmdesk::runtime {
namespace {

namespace asio = boost::asio;

asio::awaitable<std::thread::id> where() { co_return std::this_thread::get_id(); }

asio::awaitable<int> fail()
{
    throw std::runtime_error{"no"};
    co_return 0;
}

struct Cells {
    asio::io_context here{1};
    asio::io_context there{1};
    asio::executor_work_guard<asio::io_context::executor_type> guard{there.get_executor()};
    std::thread thread{[this] { there.run(); }};
    ~Cells()
    {
        guard.reset();
        thread.join();
    }
};

asio::awaitable<void> cross(Cells& cells, std::thread::id& there, std::thread::id& after)
{
    auto work = where();
    auto crossing = run_on<std::thread::id>(cells.there.get_executor(), std::move(work));
    there = co_await std::move(crossing);
    after = std::this_thread::get_id();
}

TEST(RunOn, RunsInTheOtherCellAndResumesInTheCallers)
{
    Cells cells;
    std::thread::id there;
    std::thread::id after;
    asio::co_spawn(cells.here, cross(cells, there, after), asio::detached);
    cells.here.run();
    EXPECT_EQ(there, cells.thread.get_id());
    EXPECT_EQ(after, std::this_thread::get_id());
}

asio::awaitable<void> catch_it(Cells& cells, bool& is_caught)
{
    auto work = fail();
    auto crossing = run_on<int>(cells.there.get_executor(), std::move(work));
    try {
        co_await std::move(crossing);
    } catch (const std::runtime_error&) {
        is_caught = true;
    }
}

TEST(RunOn, HandsAnExceptionToTheCaller)
{
    Cells cells;
    bool is_caught = false;
    asio::co_spawn(cells.here, catch_it(cells, is_caught), asio::detached);
    cells.here.run();
    EXPECT_TRUE(is_caught);
}

}  // namespace
}  // namespace swarmdesk::runtime
