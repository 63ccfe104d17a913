#include "agents/swarm.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "agents/signal_message.hpp"
#include "agents/swarm_harness.hpp"

namespace swarmdesk::agents::testing {
namespace {

TEST_F(SwarmHarness, ShowsEveryAgentAndWhatThoseNotConnectedWaitFor)
{
    ASSERT_TRUE(start());
    const auto agents = swarm->agents();
    ASSERT_EQ(agents.size(), manifests.size());
    for (const auto& agent : agents) {
        EXPECT_FALSE(agent.title.empty());
        EXPECT_FALSE(agent.capabilities.empty());
        EXPECT_EQ(agent.state, agent.waits_for.empty() ? AgentState::running : AgentState::not_connected)
            << agent.name.to_string();
    }
    EXPECT_EQ(status("dexter").status_message,
              "waits for an EVM chain endpoint, a DEX venue behind the execution gate");
}

TEST_F(SwarmHarness, RefusesAStrategyNobodyMade)
{
    settings.of<OnlineTradingSettings>().strategies = {"perpetual_motion"};
    const auto started = start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().detail,
              "online_trading: there is no strategy perpetual_motion; known: ema_cross, scripted");
    for (const auto& agent : swarm->agents()) EXPECT_NE(agent.state, AgentState::running) << "nothing has started";
}

TEST_F(SwarmHarness, RefusesAManifestThatNeedsNothingYetHasNoAgent)
{
    for (auto& manifest : manifests) manifest.needs.clear();
    EXPECT_FALSE(start());
}

TEST_F(SwarmHarness, HearsAHeartbeatOfEveryRunningAgent)
{
    ASSERT_TRUE(start());
    run(3s);
    for (const auto& agent : swarm->agents()) {
        const bool is_running = agent.state == AgentState::running;
        EXPECT_EQ(agent.last_heartbeat.has_value(), is_running) << agent.name.to_string();
        EXPECT_EQ(is_alive(agent), is_running) << agent.name.to_string();
    }
    EXPECT_EQ(swarm->statistics().restarts, 0u);
}

TEST_F(SwarmHarness, MeasuresSilenceInTheMachinesTimeHoweverFastTheMarketIs)
{
    part_clocks();
    ASSERT_TRUE(start());
    for (int i = 0; i < 100; ++i) {
        market->advance_by(1h);
        run(200ms);
    }
    EXPECT_EQ(swarm->statistics().restarts, 0u);
    for (const auto& agent : swarm->agents()) {
        if (!agent.waits_for.empty()) continue;
        EXPECT_EQ(agent.state, AgentState::running) << agent.name.to_string();
        EXPECT_GT(agent.last_heartbeat, clock.now().utc + 90h) << "shown by the calendar of the market";
    }
}

TEST_F(SwarmHarness, BlamesNobodyForTimeInWhichTheWholeProcessStood)
{
    ASSERT_TRUE(start());
    run(2500ms);
    clock.advance_by(6s);  // nobody gets a turn meanwhile, the watchdog no more than the others
    run(3s);
    EXPECT_EQ(swarm->statistics().restarts, 0u);
    EXPECT_TRUE(swarm->alerts(10).empty());
    for (const auto& agent : swarm->agents())
        EXPECT_EQ(is_alive(agent), agent.waits_for.empty()) << agent.name.to_string();
}

TEST_F(SwarmHarness, FindsASilentAgentAllTheSameWhenTheProcessStood)
{
    desk.delay = 24h;
    script = [](const Candle&, const strategy::View&) { return std::optional{buy("1"_dec)}; };
    ASSERT_TRUE(start());
    feed(candle("100"_dec));  // the supervisor waits for the desk and hears no ping
    run(4s);
    clock.advance_by(6s);
    run(500ms);
    EXPECT_EQ(status("supervisor").restarts, 0u) << "the five seconds are not over without the six";
    run(2s);
    EXPECT_EQ(status("supervisor").restarts, 1u);
    EXPECT_EQ(swarm->statistics().restarts, 1u) << "and nobody else";
}

TEST_F(SwarmHarness, JudgesAFeedByTheMachinesTimeToo)
{
    part_clocks();
    settings.of<MonitorSettings>().stale_after = 10s;
    ASSERT_TRUE(start());
    swarm->on_quote(quote("100"_dec));
    market->advance_by(1h);
    run(10s);
    EXPECT_TRUE(swarm->alerts(10).empty());
    run(1s);
    ASSERT_EQ(swarm->alerts(10).size(), 1u);
    EXPECT_EQ(swarm->alerts(1).front().message, "no quote of BTCUSDT for 11 s");
}

TEST_F(SwarmHarness, TurnsAConclusionIntoOneSignalAndOneIntent)
{
    script = [](const Candle&, const strategy::View& view) {
        auto proposal = buy("0.5"_dec);
        proposal.stop_price = Price{"90"_dec};
        EXPECT_EQ(view.cash, Amount{"10000"_dec});
        EXPECT_EQ(view.equity, Amount{"10000"_dec});
        return std::optional{proposal};
    };
    ASSERT_TRUE(start());
    feed(candle("100"_dec));
    ASSERT_EQ(desk.raised.size(), 1u);
    ASSERT_EQ(desk.asked.size(), 1u);
    const Intent& intent = desk.asked.front();
    EXPECT_EQ(intent.id, intent_id(desk.raised.front().id, paper));
    EXPECT_EQ(intent.signal, desk.raised.front().id);
    EXPECT_EQ(intent.user, UserId{"operator"});
    EXPECT_EQ(intent.account, paper);
    EXPECT_EQ(intent.instrument, btc);
    EXPECT_EQ(intent.type, OrderType::market);
    EXPECT_EQ(intent.quantity, Quantity{"0.5"_dec});
    EXPECT_EQ(intent.stop_price, std::nullopt) << "where to get out is not part of this order";
    EXPECT_EQ(intent.proposer, (Actor{ActorKind::agent, "online_trading"}));
    EXPECT_EQ(intent.expires, clock.now().utc + 5min);
    ASSERT_EQ(swarm->signals(10).size(), 1u);
    EXPECT_EQ(swarm->signals(10).front().outcome, SignalOutcome::proposed);
    EXPECT_EQ(swarm->signals(10).front().message, "SUBMITTED");
    EXPECT_EQ(status("online_trading").status_message, "scripted: because the test says so");
    EXPECT_EQ(swarm->statistics().proposed, 1u);
}

TEST_F(SwarmHarness, TellsOfADenialWithItsCodeAndNumbers)
{
    desk.denial = risk::Denial{risk::DenialCode::position_limit,
                               risk::Scope::of(paper),
                               "worst_case",
                               "10250.1"_dec,
                               "10000"_dec,
                               std::nullopt};
    script = [](const Candle&, const strategy::View&) { return std::optional{buy("1"_dec)}; };
    ASSERT_TRUE(start());
    feed(candle("100"_dec));
    ASSERT_EQ(swarm->signals(1).size(), 1u);
    EXPECT_EQ(swarm->signals(1).front().message, "DENIED POSITION_LIMIT: worst_case=10250.1 limit=10000");
    EXPECT_EQ(swarm->signals(1).front().intent_state, execution::IntentState::denied);
}

TEST_F(SwarmHarness, LearnsFromHistoryButConcludesNothingFromIt)
{
    int seen = 0;
    script = [&](const Candle&, const strategy::View& view) {
        ++seen;
        EXPECT_TRUE(view.cash.is_zero());
        return std::optional{buy("1"_dec)};
    };
    ASSERT_TRUE(start());
    auto old = candle("100"_dec);
    old.open_time = old.open_time + -(candle_interval + 1ns);
    feed(old);
    EXPECT_EQ(seen, 1);
    EXPECT_TRUE(desk.raised.empty());
}

TEST_F(SwarmHarness, ReplacesAnAgentThatThrowsAndNoOther)
{
    int made_calls = 0;
    bool is_broken = true;
    script = [&](const Candle&, const strategy::View&) -> std::optional<strategy::Proposal> {
        ++made_calls;
        if (std::exchange(is_broken, false)) throw std::runtime_error("divided by zero");
        return std::nullopt;
    };
    ASSERT_TRUE(start());
    feed(candle("100"_dec));
    EXPECT_EQ(status("online_trading").state, AgentState::restarting);
    EXPECT_EQ(status("online_trading").health, Health::failed);
    EXPECT_EQ(status("online_trading").status_message, "failed and restarts: divided by zero");
    for (const char* other : {"supervisor", "buy_bot", "treasury", "monitor"})
        EXPECT_EQ(status(other).state, AgentState::running) << other;
    run(2s);
    EXPECT_EQ(status("online_trading").state, AgentState::running);
    EXPECT_EQ(status("online_trading").restarts, 1u);
    EXPECT_EQ(swarm->statistics().restarts, 1u);
    ASSERT_EQ(swarm->alerts(10).size(), 1u);
    EXPECT_EQ(swarm->alerts(10).front().severity, Severity::warning);

    run(58s);
    feed(candle("101"_dec));
    EXPECT_EQ(made_calls, 3) << "the new one is first taught the candle the old one failed on";
}

TEST_F(SwarmHarness, GivesUpOnAnAgentThatFailsTooOftenAndTellsAPerson)
{
    beat_every(1min);
    script = [](const Candle&, const strategy::View&) -> std::optional<strategy::Proposal> {
        throw std::runtime_error("always");
    };
    ASSERT_TRUE(start());
    for (int i = 0; i < 12; ++i) {
        swarm->on_candle(candle("100"_dec));
        run(60s);
    }
    EXPECT_EQ(status("online_trading").state, AgentState::stopped);
    EXPECT_EQ(status("online_trading").restarts, 8u);
    EXPECT_EQ(swarm->alerts(1).front().severity, Severity::critical);
    run(1h);
    EXPECT_EQ(status("online_trading").state, AgentState::stopped);
    EXPECT_EQ(status("monitor").state, AgentState::running);
}

TEST_F(SwarmHarness, ProposesARedeliveredSignalAsTheSameIntent)
{
    desk.failures_left = 2;
    bool is_first = true;
    script = [&](const Candle&, const strategy::View&) {
        return std::exchange(is_first, false) ? std::optional{buy("1"_dec)} : std::nullopt;
    };
    ASSERT_TRUE(start());
    feed(candle("100"_dec));
    run(30s);
    ASSERT_EQ(desk.asked.size(), 3u) << "two failures and a success";
    EXPECT_EQ(desk.intents.size(), 1u);
    EXPECT_EQ(desk.raised.size(), 1u) << "on record once";
    EXPECT_EQ(swarm->statistics().proposed, 1u);
    EXPECT_EQ(swarm->signals(10).size(), 1u);
}

TEST_F(SwarmHarness, NeverProposesASignalThatExpiredWhileTheGateDidNotAnswer)
{
    desk.failures_left = 1'000;
    bool is_first = true;
    script = [&](const Candle&, const strategy::View&) {
        auto proposal = buy("1"_dec);
        proposal.valid_for = 100ms;
        return std::exchange(is_first, false) ? std::optional{proposal} : std::nullopt;
    };
    ASSERT_TRUE(start());
    feed(candle("100"_dec));
    EXPECT_EQ(desk.asked.size(), 1u);
    desk.failures_left = 0;
    run(30s);
    EXPECT_TRUE(desk.intents.empty());
    EXPECT_EQ(swarm->statistics().dead_letters, 1u);
}

TEST_F(SwarmHarness, EscalatesACriticalSignalThatCannotBeDelivered)
{
    desk.failures_left = 1'000;
    bool is_first = true;
    script = [&](const Candle&, const strategy::View&) {
        return std::exchange(is_first, false) ? std::optional{buy("1"_dec)} : std::nullopt;
    };
    ASSERT_TRUE(start());
    feed(candle("100"_dec));
    run(1min);
    EXPECT_EQ(desk.asked.size(), 5u);
    ASSERT_EQ(swarm->alerts(10).size(), 1u);
    EXPECT_EQ(swarm->alerts(10).front().severity, Severity::critical);
    EXPECT_EQ(desk.alerts.size(), 1u) << "on the ledger too";
}

TEST_F(SwarmHarness, WritesTheReportOfADayThatEnded)
{
    reports = std::filesystem::path{::testing::TempDir()} / "report_of_a_day_that_ended";
    std::filesystem::remove_all(reports);
    beat_every(10min);
    ASSERT_TRUE(start());
    EXPECT_TRUE(swarm->report(paper, "2025-06-15")) << "of the day that has begun";
    EXPECT_FALSE(swarm->report(paper, "2025-06-16"));
    desk.equity_usd = Usd{"10100"_dec};
    run(12h);
    swarm->on_quote(quote("100"_dec));
    EXPECT_TRUE(swarm->report(paper, "2025-06-16"));
    const auto report = swarm->report(paper, "2025-06-15");
    ASSERT_TRUE(report);
    EXPECT_NE(report->find("| Change, deposits included | +100 (+1 %) |"), std::string::npos) << *report;
    EXPECT_TRUE(std::filesystem::exists(reports / "2025-06-15.paper.md"));
    EXPECT_FALSE(swarm->report(paper, "1999-01-01"));
    EXPECT_FALSE(swarm->report(paper, "../../etc/passwd"));
}

TEST_F(SwarmHarness, RunsWhatTradesForEachAccountAndTheOthersOnce)
{
    const UserAccount ann{UserId{"ann"}, AccountId{"main"}};
    settings.accounts.push_back(ann);
    risk::Account account;
    account.user = ann.user;
    account.balances[AssetId{"USDT"}] = Amount{"300"_dec};
    desk.rails_.accounts[ann.account] = std::move(account);
    std::vector<Amount> seen;
    script = [&seen](const Candle&, const strategy::View& view) {
        seen.push_back(view.cash);
        return std::optional{buy("1"_dec)};
    };
    ASSERT_TRUE(start());
    feed(candle("100"_dec));
    std::map<std::string, int> rows;
    for (const auto& agent : swarm->agents()) ++rows[agent.name.to_string()];
    for (const char* trader : {"online_trading", "buy_bot", "treasury"}) EXPECT_EQ(rows[trader], 2) << trader;
    for (const char* other : {"supervisor", "monitor", "dexter"}) EXPECT_EQ(rows[other], 1) << other;

    EXPECT_EQ(seen, (std::vector<Amount>{Amount{"10000"_dec}, Amount{"300"_dec}}));
    ASSERT_EQ(desk.asked.size(), 2u);
    EXPECT_EQ(desk.asked[0].account, paper);
    EXPECT_EQ(desk.asked[0].user, UserId{"operator"});
    EXPECT_EQ(desk.asked[1].account, ann.account);
    EXPECT_EQ(desk.asked[1].user, ann.user);
    EXPECT_NE(desk.asked[0].id, desk.asked[1].id);

    for (const auto& id : {paper, ann.account}) {
        const auto report = swarm->report(id, "2025-06-15").value();
        EXPECT_NE(report.find("# Account " + id.to_string()), std::string::npos);
        EXPECT_NE(report.find("1 signals, 1 of them proposed"), std::string::npos) << "its own alone\n" << report;
    }
    run(3s);
    for (const auto& agent : swarm->agents())
        EXPECT_EQ(is_alive(agent), agent.waits_for.empty()) << agent.name.to_string();
}

TEST_F(SwarmHarness, ReplacesTheRunnerOfOneAccountAndNotItsTwin)
{
    settings.accounts.push_back({UserId{"ann"}, AccountId{"main"}});
    bool is_broken = true;
    script = [&is_broken](const Candle&, const strategy::View&) -> std::optional<strategy::Proposal> {
        if (std::exchange(is_broken, false)) throw std::runtime_error("divided by zero");
        return std::nullopt;
    };
    ASSERT_TRUE(start());
    feed(candle("100"_dec));
    std::vector<AgentState> states;
    for (const auto& agent : swarm->agents())
        if (agent.name == online_trading_id) states.push_back(agent.state);
    std::sort(states.begin(), states.end());
    EXPECT_EQ(states, (std::vector{AgentState::running, AgentState::restarting}));
}

TEST_F(SwarmHarness, StopsWhileAProposalIsInFlight)
{
    desk.delay = 10s;
    script = [](const Candle&, const strategy::View&) { return std::optional{buy("1"_dec)}; };
    ASSERT_TRUE(start());
    feed(candle("100"_dec));
    run_until_done(swarm->stop());
    EXPECT_EQ(status("online_trading").state, AgentState::stopped);
    EXPECT_TRUE(desk.intents.empty());
}

TEST_F(SwarmHarness, GivesTheSameRunTwice)
{
    std::vector<std::vector<Intent>> runs;
    for (int i = 0; i < 2; ++i) {
        runtime::VirtualClock own_clock{clock.now().utc};
        boost::asio::io_context own_context;
        bus::LocalBus own_bus{own_context.get_executor(), own_clock, runtime::Random{1}, {}};
        DeskImposter own_desk{own_clock};
        market::CandleStore own_candles;
        NoAnalyst own_analyst;
        const auto advance = [&](nanoseconds time) {
            own_context.restart();
            runtime::run_virtual(own_context, own_clock, own_clock.now().monotonic + time);
        };
        runtime::TaskScope ending{own_context.get_executor(), {}};
        const Swarm::Borrowed borrowed{
            own_context.get_executor(), {own_clock, own_clock}, own_bus, own_desk, own_candles, own_analyst};
        Swarm own{borrowed, runtime::Random{3}, settings, manifests, {}};
        own.add_strategy("scripted", [] {
            return std::make_unique<Scripted>([](const Candle& candle, const strategy::View&) {
                const bool is_odd = (to_ms(candle.open_time) / 60'000) % 2 == 1;
                return is_odd ? std::optional{buy("1"_dec)} : std::nullopt;
            });
        });
        ASSERT_TRUE(own.start());
        for (int n = 0; n < 20; ++n) {
            const Price price{"100"_dec};
            own.on_candle({btc, own_clock.now().utc + -candle_interval, candle_interval, price, price, price, price,
                           Quantity{"1"_dec}});
            advance(1min);
        }
        ending.spawn(own.stop(), "stop");
        advance(0ns);
        runs.push_back(own_desk.asked);
    }
    EXPECT_EQ(runs[0].size(), 10u);
    EXPECT_EQ(runs[0], runs[1]);
}

}  // namespace
}  // namespace swarmdesk::agents::testing
