#include "bus/local_bus.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <stdexcept>

#include "runtime/task_scope.hpp"
#include "runtime/virtual_clock.hpp"

namespace swarmdesk::bus {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

class LocalBusTest : public testing::Test {
protected:
    ~LocalBusTest() override
    {
        runtime::TaskScope ending{context.get_executor(), {}};
        ending.spawn(bus.stop(), "stop");
        run();
        connections.clear();
    }

    Connection& connect(const char* peer, int priority_max = 9)
    {
        Policy policy;
        policy.peer = PeerName{peer};
        policy.tenant = TenantName{"operator"};
        policy.account = decltype(policy.account){"paper"};
        policy.may_publish = {Pattern{"*." + std::string{peer} + ".*.*"}};
        policy.may_subscribe = {Pattern{">"}};
        policy.priority_max = Priority{priority_max};
        connections.push_back(bus.connect(std::move(policy)));
        return *connections.back();
    }

    /// Notes what it gets; `outcome` decides what it answers.
    void listen(Connection& connection, const char* pattern, SubscriptionLimits limits = {},
                std::function<Result<void>(const Envelope&)> outcome = {})
    {
        auto take = [this, outcome](const Envelope& envelope) -> asio::awaitable<Result<void>> {
            received.push_back(envelope);
            if (!outcome) co_return Result<void>{};
            co_return outcome(envelope);
        };
        ASSERT_TRUE(connection.subscribe({Pattern{pattern}}, limits, take));
    }

    static Envelope message(int priority, std::uint64_t sequence = 0, std::chrono::milliseconds ttl = {})
    {
        Envelope envelope;
        envelope.priority = Priority{priority};
        envelope.subject = Subject::make(Domain::trading, "sender", "note", envelope.priority).value();
        envelope.ttl = ttl;
        envelope.payload = HealthCheck{sequence};
        return envelope;
    }

    std::vector<std::uint64_t> sequences() const
    {
        std::vector<std::uint64_t> result;
        for (const auto& envelope : received) result.push_back(std::get<HealthCheck>(envelope.payload).sequence);
        return result;
    }

    void run(nanoseconds time = 0ns)
    {
        context.restart();
        runtime::run_virtual(context, clock, clock.now().monotonic + time);
    }

    asio::io_context context;
    runtime::VirtualClock clock{UtcTime{1'750'000'000'000'000'000}};
    LocalBus bus{context.get_executor(), clock, runtime::Random{1}, {.dead_letters_max = 3}};
    std::vector<std::unique_ptr<Connection>> connections;
    std::vector<Envelope> received;
};

TEST_F(LocalBusTest, DeliversTheMostUrgentFirstAndTheOldestFirstWithinOnePriority)
{
    auto& sender = connect("sender");
    listen(connect("receiver"), "trading.>");
    std::uint64_t sequence = 0;
    for (const int priority : {2, 9, 5, 9, 0, 5, 8}) ASSERT_TRUE(sender.publish(message(priority, ++sequence)));
    run();
    EXPECT_EQ(sequences(), (std::vector<std::uint64_t>{2, 4, 7, 3, 6, 1, 5}));
    EXPECT_EQ(bus.stats().delivered, 7u);
}

TEST_F(LocalBusTest, StampsIdentityTimeAndClassItself)
{
    auto& sender = connect("sender");
    listen(connect("receiver"), "trading.>");
    auto forged = message(8);
    forged.source = PeerName{"supervisor"};
    forged.tenant = TenantName{"somebody_else"};
    forged.account = decltype(forged.account){"theirs"};
    forged.sent = {1};
    forged.retries = 3;
    forged.subject.urgency = Class::low;
    ASSERT_TRUE(sender.publish(forged));
    run();
    ASSERT_EQ(received.size(), 1u);
    const auto& stamped = received.front();
    EXPECT_EQ(stamped.source, PeerName{"sender"});
    EXPECT_EQ(stamped.tenant, TenantName{"operator"});
    EXPECT_EQ(stamped.account.to_string(), "paper");
    EXPECT_EQ(stamped.sent, clock.now().utc);
    EXPECT_EQ(stamped.retries, 0u);
    EXPECT_EQ(stamped.subject.urgency, Class::critical);
    EXPECT_FALSE(stamped.id.is_nil());
    EXPECT_EQ(bus.stats().restamped, 1u);
}

TEST_F(LocalBusTest, LowersAPriorityToThePolicysCeiling)
{
    auto& sender = connect("sender", 7);
    listen(connect("receiver"), "trading.>");
    ASSERT_TRUE(sender.publish(message(7)));
    EXPECT_EQ(bus.stats().restamped, 0u);
    ASSERT_TRUE(sender.publish(message(8)));
    EXPECT_EQ(bus.stats().restamped, 1u);
    run();
    ASSERT_EQ(received.size(), 2u);
    EXPECT_EQ(received[1].priority, Priority{7});
    EXPECT_EQ(received[1].subject.urgency, Class::high);
}

TEST_F(LocalBusTest, RefusesSubjectsThatAreNotThePeersOwn)
{
    auto& sender = connect("other");
    const auto published = sender.publish(message(5));
    ASSERT_FALSE(published);
    EXPECT_EQ(published.error().code, Errc::forbidden);
    EXPECT_EQ(bus.stats().refused, 1u);
    EXPECT_EQ(bus.stats().published, 0u);
}

TEST_F(LocalBusTest, RefusesASubscriptionBeyondThePolicy)
{
    Policy policy;
    policy.peer = PeerName{"narrow"};
    policy.may_subscribe = {Pattern{"system.narrow.*.*"}};
    connections.push_back(bus.connect(std::move(policy)));
    const Handler ignore = [](const Envelope&) -> asio::awaitable<Result<void>> { co_return Result<void>{}; };
    EXPECT_TRUE(connections.back()->subscribe({Pattern{"system.narrow.ping.low"}}, {}, ignore));
    EXPECT_FALSE(connections.back()->subscribe({Pattern{"system.>"}}, {}, ignore));
}

TEST_F(LocalBusTest, RefusesAMessageThatIsNotSound)
{
    auto& sender = connect("sender");
    auto bad = message(5);
    bad.ttl = -1ms;
    EXPECT_FALSE(sender.publish(bad));
    bad = message(5);
    bad.payload = TradingSignal{};
    EXPECT_FALSE(sender.publish(bad));
    EXPECT_EQ(bus.stats().refused, 2u);
}

TEST_F(LocalBusTest, DeliversUpToTheTimeToLiveAndNotAMomentLater)
{
    auto& sender = connect("sender");
    auto& receiver = connect("receiver");
    listen(receiver, "trading.>");
    runtime::TaskScope tasks{context.get_executor(), {}};
    tasks.spawn(receiver.pause(), "pause");
    run();
    ASSERT_TRUE(sender.publish(message(5, 1, 99ms)));
    ASSERT_TRUE(sender.publish(message(5, 2, 100ms)));
    ASSERT_TRUE(sender.publish(message(5, 3)));
    run();
    clock.advance_by(100ms);
    receiver.resume();
    run();
    EXPECT_EQ(sequences(), (std::vector<std::uint64_t>{2, 3}));
    ASSERT_EQ(bus.dead_letters(10).size(), 1u);
    EXPECT_EQ(bus.dead_letters(10).front().reason, DeadReason::expired);
}

TEST_F(LocalBusTest, KeepsNoRoomForWhatHasExpired)
{
    auto& sender = connect("sender");
    auto& receiver = connect("receiver");
    SubscriptionLimits limits;
    limits.queued_max = 2;
    limits.critical_reserve = 0;
    listen(receiver, "trading.>", limits);
    runtime::TaskScope tasks{context.get_executor(), {}};
    tasks.spawn(receiver.pause(), "pause");
    run();
    ASSERT_TRUE(sender.publish(message(2, 1, 100ms)));
    ASSERT_TRUE(sender.publish(message(2, 2, 100ms)));
    clock.advance_by(100ms);
    EXPECT_FALSE(sender.publish(message(2, 3, 100ms)));
    clock.advance_by(1ns);
    EXPECT_TRUE(sender.publish(message(2, 4, 100ms)));
    EXPECT_EQ(receiver.load(), 1u);
    EXPECT_EQ(bus.dead_letters(10).size(), 2u);
}

TEST_F(LocalBusTest, BringsAFailedMessageBackAndBuriesItAsPoisonAfterTheLastTry)
{
    auto& sender = connect("sender");
    listen(connect("receiver"), "trading.>", {}, [](const Envelope&) -> Result<void> {
        return Error{Errc::unavailable, "not now"};
    });
    ASSERT_TRUE(sender.publish(message(5, 1)));
    run(1min);
    ASSERT_EQ(received.size(), 5u);
    for (std::uint32_t i = 0; i < 5; ++i) EXPECT_EQ(received[i].retries, i);
    EXPECT_EQ(bus.stats().retried, 4u);
    const auto dead = bus.dead_letters(10);
    ASSERT_EQ(dead.size(), 1u);
    EXPECT_EQ(dead.front().reason, DeadReason::poison);
    EXPECT_EQ(dead.front().subscriber, PeerName{"receiver"});
    EXPECT_EQ(dead.front().message, "unavailable: not now");
}

TEST_F(LocalBusTest, LetsOthersPassWhileAFailedMessageWaits)
{
    auto& sender = connect("sender");
    bool is_first = true;
    listen(connect("receiver"), "trading.>", {}, [&](const Envelope&) -> Result<void> {
        if (!std::exchange(is_first, false)) return {};
        return Error{Errc::unavailable, "not now"};
    });
    ASSERT_TRUE(sender.publish(message(9, 1)));
    ASSERT_TRUE(sender.publish(message(1, 2)));
    run(10s);
    EXPECT_EQ(sequences(), (std::vector<std::uint64_t>{1, 2, 1}));
}

TEST_F(LocalBusTest, TakesAnExceptionForAFailureAndARefusalForAnEnd)
{
    auto& sender = connect("sender");
    listen(connect("receiver"), "trading.>", {}, [](const Envelope& envelope) -> Result<void> {
        if (std::get<HealthCheck>(envelope.payload).sequence == 1) throw std::runtime_error("boom");
        return Error{Errc::malformed, "no"};
    });
    ASSERT_TRUE(sender.publish(message(5, 1)));
    ASSERT_TRUE(sender.publish(message(5, 2)));
    run(1min);
    const auto dead = bus.dead_letters(10);
    ASSERT_EQ(dead.size(), 2u);
    EXPECT_EQ(dead[1].reason, DeadReason::refused);
    EXPECT_EQ(dead[0].reason, DeadReason::poison);
    EXPECT_EQ(dead[0].message, "internal: boom");
    EXPECT_EQ(received.size(), 6u);
}

TEST_F(LocalBusTest, CancelsAHandlerThatDoesNotReturn)
{
    auto& sender = connect("sender");
    SubscriptionLimits limits;
    limits.handler_timeout = 1s;
    limits.tries_max = 2;
    const Handler hang = [this](const Envelope&) -> asio::awaitable<Result<void>> {
        co_await clock.sleep(24h);
        co_return Result<void>{};
    };
    ASSERT_TRUE(connect("receiver").subscribe({Pattern{"trading.>"}}, limits, hang));
    ASSERT_TRUE(sender.publish(message(5, 1)));
    run(1min);
    ASSERT_EQ(bus.dead_letters(10).size(), 1u);
    EXPECT_EQ(bus.dead_letters(10).front().message, "timed_out: the deadline passed");
}

TEST_F(LocalBusTest, TellsThePublisherOfAFullQueueAndKeepsRoomForCriticalMessages)
{
    auto& sender = connect("sender");
    SubscriptionLimits limits;
    limits.queued_max = 2;
    limits.critical_reserve = 1;
    listen(connect("receiver"), "trading.>", limits);
    listen(connect("bystander"), "trading.>");
    ASSERT_TRUE(sender.publish(message(7, 1)));
    ASSERT_TRUE(sender.publish(message(7, 2)));
    const auto full = sender.publish(message(7, 3));
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().code, Errc::limit_exceeded);
    EXPECT_TRUE(sender.publish(message(8, 4)));
    EXPECT_FALSE(sender.publish(message(9, 5)));
    EXPECT_EQ(bus.stats().overflowed, 2u);
    run();
    EXPECT_EQ(received.size(), 6u) << "a refused message reaches nobody, not even those with room";
}

TEST_F(LocalBusTest, KeepsMessagesOverAPauseIncludingTheOneInHand)
{
    auto& sender = connect("sender");
    auto& receiver = connect("receiver");
    int finished = 0;
    const Handler slow = [&](const Envelope&) -> asio::awaitable<Result<void>> {
        co_await clock.sleep(1s);
        ++finished;
        co_return Result<void>{};
    };
    ASSERT_TRUE(receiver.subscribe({Pattern{"trading.>"}}, {}, slow));
    ASSERT_TRUE(sender.publish(message(5, 1)));
    ASSERT_TRUE(sender.publish(message(5, 2)));
    run(500ms);
    runtime::TaskScope tasks{context.get_executor(), {}};
    tasks.spawn(receiver.pause(), "pause");
    run(1min);
    EXPECT_TRUE(tasks.is_empty());
    EXPECT_EQ(finished, 0);
    EXPECT_EQ(receiver.load(), 2u);
    receiver.resume();
    run(1min);
    EXPECT_EQ(finished, 2);
    EXPECT_EQ(receiver.load(), 0u);
}

TEST_F(LocalBusTest, BuriesWhatWaitsWhenAConnectionCloses)
{
    auto& sender = connect("sender");
    auto& receiver = connect("receiver");
    listen(receiver, "trading.>");
    runtime::TaskScope tasks{context.get_executor(), {}};
    tasks.spawn(receiver.pause(), "pause");
    run();
    ASSERT_TRUE(sender.publish(message(5, 1)));
    tasks.spawn(receiver.close(), "close");
    run();
    ASSERT_EQ(bus.dead_letters(10).size(), 1u);
    EXPECT_EQ(bus.dead_letters(10).front().reason, DeadReason::unsubscribed);
    EXPECT_TRUE(sender.publish(message(5, 2))) << "no subscriber is no error";
}

TEST_F(LocalBusTest, KeepsTheNewestDeadLettersAndTellsTheListenerOfAll)
{
    auto& sender = connect("sender");
    int told = 0;
    bus.on_dead_letter([&](const DeadLetter&) { ++told; });
    listen(connect("receiver"), "trading.>", {}, [](const Envelope&) -> Result<void> {
        return Error{Errc::malformed, "no"};
    });
    for (std::uint64_t i = 1; i <= 5; ++i) ASSERT_TRUE(sender.publish(message(5, i)));
    run();
    const auto dead = bus.dead_letters(10);
    ASSERT_EQ(dead.size(), 3u);
    EXPECT_EQ(std::get<HealthCheck>(dead.front().envelope.payload).sequence, 5u);
    EXPECT_EQ(told, 5);
    EXPECT_EQ(bus.dead_letters(1).size(), 1u);
}

TEST_F(LocalBusTest, ReachesOnlyTheTargetIfThereIsOne)
{
    auto& sender = connect("sender");
    int others = 0;
    listen(connect("receiver"), "trading.>");
    listen(connect("bystander"), "trading.>", {}, [&](const Envelope&) -> Result<void> {
        ++others;
        return {};
    });
    auto addressed = message(5);
    addressed.target = PeerName{"receiver"};
    ASSERT_TRUE(sender.publish(addressed));
    run();
    EXPECT_EQ(received.size(), 1u);
    EXPECT_EQ(others, 0);
}

TEST_F(LocalBusTest, CountsByStream)
{
    auto& sender = connect("sender");
    ASSERT_TRUE(sender.publish(message(9)));
    ASSERT_TRUE(sender.publish(message(3)));
    EXPECT_EQ(bus.stats().by_stream.at(Stream::trading_critical), 1u);
    EXPECT_EQ(bus.stats().by_stream.at(Stream::trading_high), 1u);
}

}  // namespace
}  // namespace swarmdesk::bus
