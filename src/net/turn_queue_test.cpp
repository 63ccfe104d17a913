#include "net/turn_queue.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <string>
#include <vector>

#include "runtime/task_scope.hpp"

namespace swarmdesk::net {
namespace {

namespace asio = boost::asio;

class TurnQueueTest : public ::testing::Test {
protected:
    asio::awaitable<void> take(Priority priority, std::string name)
    {
        co_await turns.wait(priority);
        taken.push_back(std::move(name));
    }
    void come(std::string name, Priority priority = Priority::ordinary) { scope.spawn_now(take(priority, name), name); }

    /// In one turn of the executor; then everything that follows.
    template <class Work>
    void run(Work work)
    {
        asio::post(context, work);
        context.restart();
        context.run();
    }

    asio::io_context context;
    runtime::TaskScope scope{context.get_executor(), [](const std::string&, std::exception_ptr) { ADD_FAILURE(); }};
    TurnQueue turns{context.get_executor()};
    std::vector<std::string> taken;
};

TEST_F(TurnQueueTest, WithoutABacklogNobodyWaits)
{
    for (const char* name : {"a", "b"})
        run([this, name] {
            come(name);
            EXPECT_EQ(taken.back(), name);
        });
    EXPECT_EQ(taken.size(), 2u);
}

TEST_F(TurnQueueTest, UrgentOnesAreTakenBeforeABacklogWhateverItsLength)
{
    run([this] {
        for (int i = 0; i < 1000; ++i) come("reader");
        come("halt", Priority::urgent);
        come("cancel", Priority::urgent);
        EXPECT_EQ(turns.waiting(), 1001u);
    });
    ASSERT_EQ(taken.size(), 1002u);
    EXPECT_EQ(taken[1], "halt");
    EXPECT_EQ(taken[2], "cancel");
}

TEST_F(TurnQueueTest, WhatComesBetweenTwoTurnsIsSeenBeforeTheNext)
{
    run([this] {
        for (int i = 0; i < 3; ++i) come("reader");
        asio::post(context, [this] { come("halt", Priority::urgent); });
    });
    EXPECT_EQ(taken, (std::vector<std::string>{"reader", "reader", "halt", "reader"}));
}

TEST_F(TurnQueueTest, WhoGivesUpLeavesTheQueue)
{
    run([this] {
        come("a");
        come("b");
        const auto given_up = scope.spawn_now(take(Priority::ordinary, "c"), "c");
        come("d");
        scope.cancel(given_up);
    });
    EXPECT_EQ(taken, (std::vector<std::string>{"a", "b", "d"}));
    EXPECT_EQ(turns.waiting(), 0u);
}

}  // namespace
}  // namespace swarmdesk::net
