#include "runtime/channel.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <memory>
#include <vector>

#include "runtime/task_scope.hpp"

namespace swarmdesk::runtime {
namespace {

class Channels : public ::testing::Test {
protected:
    asio::io_context context;
    TaskScope scope{context.get_executor(), [](const std::string&, std::exception_ptr) { FAIL(); }};
    Channel<std::unique_ptr<int>> channel{2};
    std::vector<int> popped;
    bool has_ended = false;

    asio::awaitable<void> pop_all()
    {
        while (auto value = co_await channel.pop()) popped.push_back(**value);
        has_ended = true;
    }
    void poll()
    {
        context.restart();
        context.poll();
    }
};

TEST_F(Channels, TakesUpToItsCapacityAndLeavesTheRestWithThePusher)
{
    EXPECT_EQ(channel.try_push(std::make_unique<int>(1)), Push::accepted);
    EXPECT_EQ(channel.try_push(std::make_unique<int>(2)), Push::accepted);
    auto third = std::make_unique<int>(3);
    EXPECT_EQ(channel.try_push(std::move(third)), Push::full);
    ASSERT_TRUE(third);
    EXPECT_EQ(**channel.try_pop(), 1);
    EXPECT_EQ(channel.try_push(std::move(third)), Push::accepted);
    EXPECT_EQ(channel.size(), 2u);
}

TEST_F(Channels, AWaitingPopperGetsValuesInOrder)
{
    scope.spawn(pop_all(), "popper");
    poll();
    for (int i = 1; i <= 2; ++i) EXPECT_EQ(channel.try_push(std::make_unique<int>(i)), Push::accepted);
    poll();
    EXPECT_EQ(popped, (std::vector<int>{1, 2}));
    EXPECT_EQ(channel.try_push(std::make_unique<int>(3)), Push::accepted);
    channel.close();
    poll();
    EXPECT_EQ(popped, (std::vector<int>{1, 2, 3}));
    EXPECT_TRUE(has_ended);
}

TEST_F(Channels, OnceClosedRefusesPushesButCanBeDrained)
{
    EXPECT_EQ(channel.try_push(std::make_unique<int>(1)), Push::accepted);
    channel.close();
    EXPECT_EQ(channel.try_push(std::make_unique<int>(2)), Push::closed);
    scope.spawn(pop_all(), "popper");
    poll();
    EXPECT_EQ(popped, std::vector<int>{1});
    EXPECT_TRUE(has_ended);
}

TEST_F(Channels, ACancelledPopperLosesNothing)
{
    const auto id = scope.spawn(pop_all(), "popper");
    poll();
    // The value arrives before the popper notices: it takes it and ends.
    scope.cancel(id);
    EXPECT_EQ(channel.try_push(std::make_unique<int>(1)), Push::accepted);
    poll();
    EXPECT_TRUE(scope.is_empty());
    EXPECT_EQ(popped.size() + channel.size(), 1u);
    // The value arrives after it is gone: it stays for the next one.
    EXPECT_EQ(channel.try_push(std::make_unique<int>(2)), Push::accepted);
    poll();
    scope.spawn(pop_all(), "next popper");
    channel.close();
    poll();
    EXPECT_EQ(popped, (std::vector<int>{1, 2}));
}

}  // namespace
}  // namespace swarmdesk::runtime
