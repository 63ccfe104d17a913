#include "agents/agent_runner.hpp"

#include <gtest/gtest.h>

#include "agents/swarm_harness.hpp"

namespace swarmdesk::agents::testing {
namespace {

/// Sleeps over every task, for as long as it says.
class Sleeper final : public Agent {
public:
    using Agent::say;
    using Agent::say_unwell;

    Sleeper(Context context, nanoseconds nap, int& finished) : Agent(std::move(context)), nap_(nap), finished_(finished)
    {}
    boost::asio::awaitable<Result<void>> handle(const bus::Envelope&) override
    {
        co_await context().clocks.market.sleep(nap_);
        ++finished_;
        co_return Result<void>{};
    }

private:
    nanoseconds nap_;
    int& finished_;
};

class RunnerHarness : public BusHarness {
protected:
    RunnerHarness()
    {
        registry.add(manifest, sleeper);
        bus::Policy policy;
        policy.peer = bus::PeerName{"desk"};
        policy.may_publish = {bus::Pattern{"system.*.*.*"}};
        policy.priority_max = bus::Priority{9};
        sender = bus.connect(std::move(policy));
    }
    ~RunnerHarness() override
    {
        run_until_done(tasks.stop());
        if (runner) run_until_done(runner->stop());
    }
    void start(nanoseconds nap)
    {
        const AgentRunner::Borrowed lent{clocks(), bus,        desk,    candles,      alerts,    registry,
                                         tasks,    statistics, analyst, analysis_log, series_log};
        runner = std::make_unique<AgentRunner>(
            lent, manifest, std::vector{serves}, runtime::Random{5}, [this, nap](Context lent_context) {
                ++made;
                spawn = lent_context.spawn;
                every = lent_context.every;
                auto agent = std::make_unique<Sleeper>(std::move(lent_context), nap, finished);
                newest = agent.get();
                return agent;
            });
        ASSERT_TRUE(runner->start());
        run();
    }
    void send(const char* action, bus::Payload payload)
    {
        bus::Envelope envelope;
        envelope.priority = bus::Priority{5};
        envelope.subject = bus::Subject::make(bus::Domain::system, "sleeper", action, envelope.priority).value();
        envelope.payload = std::move(payload);
        ASSERT_TRUE(sender->publish(std::move(envelope)));
        run();
    }
    static bus::TradingSignal a_task()
    {
        bus::TradingSignal signal;
        signal.signal_id = decltype(signal.signal_id)::make_v7(UtcTime{1}, 1, 1);
        signal.user = "operator";
        signal.account = "paper";
        signal.instrument = "paper:BTCUSDT";
        signal.time = signal.expires = UtcTime{1};
        return signal;
    }
    void ping() { send("ping", bus::HealthCheck{1}); }

    static Manifest make_manifest()
    {
        Manifest made;
        made.name = AgentId{"sleeper"};
        made.title = "Sleeper";
        made.capabilities = {"sleep"};
        made.subscribes = {"system.sleeper.*.*"};
        made.restart = {1'000ms, 1'000ms, 3};
        return made;
    }
    Manifest manifest = make_manifest();
    const UserAccount serves{UserId{"operator"}, paper};
    const RunnerId sleeper{manifest.name, std::nullopt};
    Registry registry;
    Statistics statistics;
    Alerts alerts{{}, clock, desk};
    AnalysisLog analysis_log{{}, clock, alerts, analyst};
    SeriesLog series_log{SeriesLog::Keep::nothing};
    runtime::TaskScope tasks{context.get_executor(),
                             [](const std::string&, std::exception_ptr error) { std::rethrow_exception(error); }};
    std::unique_ptr<bus::Connection> sender;
    std::unique_ptr<AgentRunner> runner;
    std::function<bool(boost::asio::awaitable<void>, std::string)> spawn;  ///< of the newest agent
    std::function<bool(nanoseconds, std::function<void()>)> every;         ///< of the newest agent
    Sleeper* newest = nullptr;                                             ///< not once it has failed
    int made = 0;
    int finished = 0;
};

TEST_F(RunnerHarness, AnswersAPingUnlessItsAgentHangs)
{
    start(24h);
    run(10s);
    ping();
    EXPECT_TRUE(registry.silent(clock.now().monotonic, 5s).empty());
    send("task", a_task());
    run(5s);
    ping();
    EXPECT_TRUE(registry.silent(clock.now().monotonic, 5s).empty());
    run(1ns);
    EXPECT_EQ(registry.silent(clock.now().monotonic, 5s), std::vector<RunnerId>{sleeper});
}

TEST_F(RunnerHarness, ReplacesAHangingAgentAndGivesItsMessagesToTheNewOne)
{
    start(24h);
    send("task", a_task());
    send("task", a_task());
    runner->fail(Health::silent, "no heartbeat");
    run(500ms);
    EXPECT_EQ(registry.status(sleeper).state, AgentState::restarting);
    EXPECT_EQ(made, 1);
    run(500ms);
    EXPECT_EQ(registry.status(sleeper).state, AgentState::running);
    EXPECT_EQ(made, 2);
    EXPECT_EQ(statistics.restarts, 1u);
    run(24h);
    EXPECT_GT(finished + static_cast<int>(bus.dead_letters(10).size()), 0) << "nothing was lost on the way";
}

TEST_F(RunnerHarness, RestsBeforeARestartInTheMachinesTime)
{
    part_clocks();
    start(1s);
    runner->fail(Health::failed, "again");
    run();
    market->advance_by(24h);
    run(999ms);
    EXPECT_EQ(registry.status(sleeper).state, AgentState::restarting);
    run(1ms);
    EXPECT_EQ(registry.status(sleeper).state, AgentState::running);
}

TEST_F(RunnerHarness, KeepsToItsNumberOfRestartsInARow)
{
    start(1s);
    for (int i = 0; i < 3; ++i) {
        runner->fail(Health::failed, "again");
        run(1s);
        EXPECT_EQ(registry.status(sleeper).state, AgentState::running) << i;
    }
    runner->fail(Health::failed, "again");
    run(1h);
    EXPECT_EQ(registry.status(sleeper).state, AgentState::stopped);
    EXPECT_EQ(made, 4);
    runner->fail(Health::failed, "a stopped agent does not fail");
    run(1h);
    EXPECT_EQ(made, 4);
}

TEST_F(RunnerHarness, ForgivesFailuresOnceTheAgentHasRunForAWhile)
{
    start(1s);
    for (int i = 0; i < 10; ++i) {
        runner->fail(Health::failed, "now and then");
        run(3s);
        ping();
    }
    EXPECT_EQ(registry.status(sleeper).state, AgentState::running);
    EXPECT_EQ(registry.status(sleeper).restarts, 10u);
}

TEST_F(RunnerHarness, EndsWhatItsAgentStartedBeforeTheAgentIsReplaced)
{
    start(1s);
    int underway = 0;
    const auto wait = [&underway](runtime::Clock& time) -> boost::asio::awaitable<void> {
        ++underway;
        const std::shared_ptr<void> leaving{nullptr, [&underway](void*) { --underway; }};
        co_await time.sleep(24h);
    };
    ASSERT_TRUE(spawn(wait(clock), "a long wait"));
    run();
    EXPECT_EQ(underway, 1);
    runner->fail(Health::failed, "again");
    run(1s);
    EXPECT_EQ(underway, 0);
    EXPECT_EQ(made, 2);
    ASSERT_TRUE(spawn(wait(clock), "of the new one"));
    run();
    run_until_done(runner->stop());
    EXPECT_EQ(underway, 0) << "and before it is stopped";
    runner.reset();
}

TEST_F(RunnerHarness, TakesWhatSpawnedWorkThrowsForTheAgentsFailure)
{
    start(1s);
    const auto fall = [](runtime::Clock& time) -> boost::asio::awaitable<void> {
        co_await time.sleep(10s);
        throw std::runtime_error("fell over");
    };
    ASSERT_TRUE(spawn(fall(clock), "a fall"));
    run(10s);
    EXPECT_EQ(registry.status(sleeper).state, AgentState::restarting);
    EXPECT_EQ(registry.status(sleeper).status_message, "failed and restarts: fell over");
    run(1s);
    EXPECT_EQ(made, 2);
}

TEST_F(RunnerHarness, CallsATimerOnceAnIntervalUntilTheAgentIsReplaced)
{
    start(1s);
    int calls = 0;
    ASSERT_TRUE(every(10s, [&calls] { ++calls; }));
    run(10s - 1ns);
    EXPECT_EQ(calls, 0);
    run(1ns);
    EXPECT_EQ(calls, 1);
    run(20s);
    EXPECT_EQ(calls, 3);
    runner->fail(Health::failed, "again");
    run(1min);
    EXPECT_EQ(calls, 3) << "the new one has not asked for it";
}

TEST_F(RunnerHarness, CallsATimerByTheClockOfTheMarket)
{
    part_clocks();
    start(1s);
    int calls = 0;
    ASSERT_TRUE(every(1h, [&calls] { ++calls; }));
    run(2h);
    EXPECT_EQ(calls, 0) << "the market stands still";
    for (int hour = 0; hour < 3; ++hour) {
        market->advance_by(1h);
        run();
    }
    EXPECT_EQ(calls, 3);
}

TEST_F(RunnerHarness, TakesWhatATimerThrowsForTheAgentsFailure)
{
    start(1s);
    ASSERT_TRUE(every(10s, [] { throw std::runtime_error("fell over"); }));
    run(10s);
    EXPECT_EQ(registry.status(sleeper).state, AgentState::restarting);
    EXPECT_EQ(registry.status(sleeper).health, Health::failed);
    run(1s);
    EXPECT_EQ(made, 2);
}

TEST_F(RunnerHarness, ShowsAnAgentThatIsNotWellUntilItSaysSomethingElse)
{
    start(1s);
    ASSERT_TRUE(every(10s, [this] { newest->say_unwell("has no prices"); }));
    EXPECT_EQ(registry.status(sleeper).health, Health::healthy);
    run(10s);
    EXPECT_EQ(registry.status(sleeper).health, Health::degraded);
    EXPECT_EQ(registry.status(sleeper).state, AgentState::running);
    EXPECT_EQ(registry.status(sleeper).status_message, "has no prices");
    ping();
    EXPECT_EQ(registry.status(sleeper).health, Health::degraded) << "it answers, and is no better";
    ASSERT_TRUE(every(1s, [this] { newest->say("has prices again"); }));
    run(1s);
    EXPECT_EQ(registry.status(sleeper).health, Health::healthy);
}

TEST_F(RunnerHarness, BoundsWhatAnAgentHasUnderWay)
{
    start(1s);
    const auto wait = [](runtime::Clock& time) -> boost::asio::awaitable<void> { co_await time.sleep(24h); };
    int started = 0;
    while (started < 1000 && spawn(wait(clock), "work")) ++started;
    EXPECT_EQ(started, 64);
}

TEST(Registry, ExcusesAsMuchSilenceAsTheListenerWasLate)
{
    Registry registry;
    Manifest manifest;
    manifest.name = AgentId{"one"};
    const RunnerId one{manifest.name, std::nullopt};
    registry.add(manifest, one);
    registry.set_state(one, AgentState::running, Health::healthy, {});
    const MonotonicTime now{std::chrono::nanoseconds{8s}.count()};
    registry.excuse(3s - 1ns, now);
    EXPECT_EQ(registry.silent(now, 5s).size(), 1u);
    registry.excuse(1ns, now);
    EXPECT_TRUE(registry.silent(now, 5s).empty());
    registry.excuse(1h, now);
    EXPECT_TRUE(registry.silent(now + 5s, 5s).empty()) << "but nobody is heard from in the future";
    EXPECT_EQ(registry.silent(now + (5s + 1ns), 5s).size(), 1u);
}

}  // namespace
}  // namespace swarmdesk::agents::testing
