#include "notify/outbox.hpp"

#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>

#include "runtime/virtual_clock.hpp"
#include "runtime/wakeup.hpp"

namespace swarmdesk::notify {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class OutboxTest : public ::testing::Test {
protected:
    ~OutboxTest() override
    {
        runtime::TaskScope scope{context.get_executor(), [](const std::string&, std::exception_ptr) {}};
        scope.spawn(outbox.stop(), "stop");
        settle();
    }
    static Outbox::Limits limits()
    {
        Outbox::Limits limits;
        limits.queued_max = 2;
        limits.under_way_max = 2;
        limits.attempts_max = 3;
        limits.rest_min = 1s;
        limits.rest_max = 10s;
        return limits;
    }
    asio::awaitable<Attempt> send(std::string target, Parcel parcel)
    {
        tries.push_back(target + parcel.body);
        if (is_held) {
            runtime::Wakeup held;
            held_ = &held;
            co_await held.wait();
        }
        if (throws) throw std::runtime_error{"x"};
        co_return answer;
    }
    void push(const std::string& target, const std::string& body, const std::string& topic = "")
    {
        auto notice = std::make_shared<Notice>();
        notice->time = clock.now().utc;
        notice->topic = topic;
        notice->expires = clock.now().utc + lifetime;
        outbox.push(target, {SentId::make_v7(clock.now().utc, 1, ++count), "alice", std::move(notice), body});
    }
    void settle()
    {
        context.restart();
        context.poll();
    }
    void pass(nanoseconds time)
    {
        clock.advance_by(time);
        settle();
    }

    asio::io_context context;
    runtime::VirtualClock clock{utc_from_ms(1'743'700'000'000)};
    Attempt answer{.end = Attempt::End::delivered, .why = {}};
    bool is_held = false;
    bool throws = false;
    nanoseconds lifetime = 1h;
    std::uint64_t count = 0;
    runtime::Wakeup* held_ = nullptr;
    std::vector<std::string> tries;
    std::vector<std::string> ends;
    std::vector<std::string> overflows;
    Outbox outbox{context.get_executor(),
                  clock,
                  runtime::Random{1},
                  limits(),
                  {.send = [this](std::string target, Parcel parcel) { return send(target, std::move(parcel)); },
                   .on_end =
                       [this](const std::string& target, const Parcel& parcel, const Attempt& end) {
                           ends.push_back(target + parcel.body + (end.end == Attempt::End::delivered ? "+" : "-"));
                       },
                   .on_overflow = [this](const std::string& target) { overflows.push_back(target); }}};
};

TEST_F(OutboxTest, ATargetIsSentOneAfterTheOtherAndOthersMeanwhile)
{
    is_held = true;
    push("a", "1");
    push("a", "2");
    push("b", "1");
    push("c", "1");
    settle();
    EXPECT_THAT(tries, ElementsAre("a1", "b1"));
    is_held = false;
    held_->wake();  // b's
    settle();
    EXPECT_THAT(tries, ElementsAre("a1", "b1", "c1"));
    EXPECT_THAT(ends, ElementsAre("b1+", "c1+"));
    EXPECT_EQ(outbox.queued("a"), 2u);
}

TEST_F(OutboxTest, AFailureForNowIsTriedAgainLaterAndNotForEver)
{
    answer = {.end = Attempt::End::again, .why = "busy"};
    push("a", "1");
    settle();
    EXPECT_THAT(tries, ElementsAre("a1"));
    pass(1s - 1ns);
    EXPECT_EQ(tries.size(), 1u);
    pass(10s);
    EXPECT_EQ(tries.size(), 2u);
    pass(10s);
    EXPECT_EQ(tries.size(), 3u);
    EXPECT_THAT(ends, ElementsAre("a1-"));
    pass(1min);
    EXPECT_EQ(tries.size(), 3u);
}

TEST_F(OutboxTest, ARestThatWouldEndTooLateIsNotBegun)
{
    answer = {.end = Attempt::End::again, .why = "busy", .retry_after = 1h};
    push("a", "1");
    settle();
    EXPECT_THAT(ends, ElementsAre("a1-"));
    lifetime = 0s;
    push("a", "2");
    settle();
    EXPECT_THAT(tries, ElementsAre("a1"));
    EXPECT_THAT(ends, ElementsAre("a1-", "a2-"));
    lifetime = 1h + 1ns;
    push("a", "3");
    settle();
    EXPECT_THAT(ends, ElementsAre("a1-", "a2-"));
    pass(1h);
    EXPECT_THAT(tries, ElementsAre("a1", "a3", "a3"));
}

TEST_F(OutboxTest, AFullQueueDropsItsOldestSaysSoOnceAndOnceMoreAfterItWasEmpty)
{
    for (int round = 1; round <= 2; ++round) {
        is_held = true;
        for (const char* body : {"1", "2", "3", "4", "5"}) {
            push("a", body);
            settle();
        }
        EXPECT_EQ(overflows.size(), static_cast<std::size_t>(round));
        EXPECT_THAT(ends, ElementsAre("a2-", "a3-"));
        is_held = false;
        held_->wake();
        settle();
        EXPECT_THAT(ends, ElementsAre("a2-", "a3-", "a1+", "a4+", "a5+"));
        ends.clear();
    }
}

TEST_F(OutboxTest, ANewerOneOfTheSameTopicTakesThePlaceOfOneThatWaits)
{
    is_held = true;
    push("a", "1", "t");
    settle();
    push("a", "2", "t");
    push("a", "3", "t");
    EXPECT_THAT(ends, ElementsAre("a2-"));
    EXPECT_EQ(outbox.queued("a"), 2u);
}

TEST_F(OutboxTest, WhatIsRemovedIsSentNoMoreAndCanComeBack)
{
    answer = {.end = Attempt::End::again, .why = "busy"};
    push("a", "1");
    push("a", "2");
    settle();
    outbox.remove("a", "gone");
    EXPECT_THAT(ends, ElementsAre("a1-", "a2-"));
    pass(1min);
    EXPECT_THAT(tries, ElementsAre("a1"));
    push("b", "1");
    outbox.remove("b", "gone");  // before its first try
    push("b", "2");
    settle();
    EXPECT_THAT(tries, ElementsAre("a1", "b2"));
    outbox.remove("nobody", "x");
}

TEST_F(OutboxTest, WhatThrowsHasFailedAndTheNextGoesOn)
{
    throws = true;
    push("a", "1");
    push("a", "2");
    settle();
    EXPECT_THAT(ends, ElementsAre("a1-", "a2-"));
    EXPECT_EQ(outbox.queued("a"), 0u);
}

}  // namespace
}  // namespace swarmdesk::notify
