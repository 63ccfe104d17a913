#include "agents/supervisor/supervisor.hpp"

#include <gtest/gtest.h>

#include "agents/signal_message.hpp"
#include "agents/swarm_harness.hpp"

namespace swarmdesk::agents::supervisor {
namespace {

using namespace testing;

const UserAccount operator_paper{UserId{"operator"}, paper};
const UserAccount ann_main{UserId{"ann"}, AccountId{"main"}};

/// Signals made by hand, sent in the name of an agent.
class Supervision : public SwarmHarness {
protected:
    ~Supervision() override
    {
        for (auto& connection : connections) run_until_done(connection->close());
    }

    Signal signal(std::uint64_t number = 1)
    {
        Signal signal;
        signal.id = SignalId::make_v7(clocks().market.now().utc, 1, number);
        signal.strategy = "by hand";
        signal.instrument = btc;
        signal.quantity = Quantity{"0.5"_dec};
        signal.reason = "a test";
        signal.time = clocks().market.now().utc;
        signal.expires = signal.time + 5min;
        return signal;
    }
    Result<void> send(const char* agent, const bus::TradingSignal& message, const UserAccount& serves = operator_paper)
    {
        bus::Policy policy;
        policy.peer = bus::PeerName{agent};
        policy.tenant = bus::TenantName{serves.user.to_string()};
        policy.account = decltype(policy.account){serves.account.to_string()};
        policy.may_publish = {bus::Pattern{"trading.*.signal.*"}};
        policy.priority_max = bus::Priority{9};
        connections.push_back(bus.connect(std::move(policy)));
        bus::Envelope envelope;
        envelope.priority = bus::Priority{8};
        envelope.subject = bus::Subject::make(bus::Domain::trading, agent, "signal", envelope.priority).value();
        envelope.payload = message;
        auto sent = connections.back()->publish(std::move(envelope));
        run();
        return sent;
    }
    static bus::TradingSignal message(Signal signal, const UserAccount& serves)
    {
        signal.user = serves.user;
        signal.account = serves.account;
        return to_message(signal);
    }
    Result<void> send(const char* agent, const Signal& signal) { return send(agent, message(signal, operator_paper)); }

    std::vector<std::unique_ptr<bus::Connection>> connections;
};

TEST_F(Supervision, ProposesASignalDeliveredTwiceOnce)
{
    ASSERT_TRUE(start());
    const auto once = signal();
    ASSERT_TRUE(send("online_trading", once));
    ASSERT_TRUE(send("online_trading", once));
    EXPECT_EQ(desk.asked.size(), 1u);
    EXPECT_EQ(desk.raised.size(), 1u);
    EXPECT_EQ(swarm->statistics().repeats, 1u);
    ASSERT_TRUE(send("online_trading", signal(2)));
    EXPECT_EQ(desk.intents.size(), 2u);
}

TEST_F(Supervision, ProposesUntilTheMomentOfExpiryAndNeverAfter)
{
    ASSERT_TRUE(start());
    auto last = signal(1);
    last.expires = clock.now().utc;
    last.time = last.expires;
    ASSERT_TRUE(send("online_trading", last));
    EXPECT_EQ(desk.asked.size(), 1u);

    auto late = signal(2);
    late.expires = clock.now().utc + -1ns;
    ASSERT_TRUE(send("online_trading", late));
    EXPECT_EQ(desk.asked.size(), 1u);
    EXPECT_EQ(desk.raised.size(), 2u) << "on record all the same";
    EXPECT_EQ(swarm->signals(1).front().outcome, SignalOutcome::expired);
    EXPECT_EQ(swarm->statistics().expired, 1u);
}

TEST_F(Supervision, CountsTheAgeOfASignalInTheMarketsTime)
{
    part_clocks();
    ASSERT_TRUE(start());
    const auto first = signal(1);
    run(20min);
    ASSERT_TRUE(send("online_trading", first));
    EXPECT_EQ(desk.asked.size(), 1u) << "no time passed in the market";
    const auto second = signal(2);
    market->advance_by(5min + 1ns);
    ASSERT_TRUE(send("online_trading", second));
    EXPECT_EQ(desk.asked.size(), 1u);
    EXPECT_EQ(swarm->signals(1).front().outcome, SignalOutcome::expired);
}

TEST_F(Supervision, ActsOnFreshDataOnly)
{
    settings.of<SupervisorSettings>().signal_age_max = 60'000ms;
    ASSERT_TRUE(start());
    struct Case {
        const char* name;
        nanoseconds age;
        bool proposed;
    };
    std::uint64_t number = 0;
    for (const Case& c : {Case{"as old as may be", 60s, true}, Case{"a moment older", 60s + 1ns, false},
                          Case{"a second ahead", -1s, true}, Case{"more than a second ahead", -1s - 1ns, false}}) {
        SCOPED_TRACE(c.name);
        auto aged = signal(++number);
        aged.time = clock.now().utc + -c.age;
        const auto before = desk.asked.size();
        ASSERT_TRUE(send("online_trading", aged));
        EXPECT_EQ(desk.asked.size() - before, c.proposed ? 1u : 0u);
        if (!c.proposed) {
            EXPECT_EQ(swarm->signals(1).front().outcome, SignalOutcome::stale);
        }
    }
}

TEST_F(Supervision, RefusesWhatItCannotActOn)
{
    ASSERT_TRUE(start());
    auto unknown = signal(1);
    unknown.instrument = InstrumentId{"paper:DOGEUSDT"};
    ASSERT_TRUE(send("online_trading", unknown));
    auto limit = signal(2);
    limit.quantity.reset();
    limit.quote_quantity = Amount{"50"_dec};
    limit.limit_price = Price{"99"_dec};
    ASSERT_TRUE(send("buy_bot", limit));
    auto hold = message(signal(3), operator_paper);
    hold.action = bus::SignalAction::hold;
    hold.quantity.reset();
    ASSERT_TRUE(send("online_trading", hold));
    EXPECT_TRUE(desk.asked.empty());
    EXPECT_EQ(swarm->statistics().refused, 3u);
    EXPECT_EQ(swarm->statistics().dead_letters, 3u);
}

TEST_F(Supervision, TakesSignalsFromProposersOnly)
{
    ASSERT_TRUE(start());
    ASSERT_TRUE(send("monitor", signal(1)));
    ASSERT_TRUE(send("stranger", signal(2)));
    EXPECT_TRUE(desk.asked.empty());
    EXPECT_TRUE(desk.raised.empty());
    EXPECT_EQ(swarm->statistics().refused, 2u);
}

TEST_F(Supervision, ProposesForTheAccountOfTheSignal)
{
    ASSERT_TRUE(start());
    ASSERT_TRUE(send("online_trading", message(signal(1), ann_main), ann_main));
    ASSERT_EQ(desk.asked.size(), 1u);
    EXPECT_EQ(desk.asked.front().user, ann_main.user);
    EXPECT_EQ(desk.asked.front().account, ann_main.account);
    EXPECT_EQ(desk.asked.front().id, intent_id(signal(1).id, ann_main.account));
    EXPECT_EQ(swarm->signals(1).front().signal.account, ann_main.account);
}

TEST_F(Supervision, RefusesASignalForAnAccountThatIsNotTheSenders)
{
    ASSERT_TRUE(start());
    ASSERT_TRUE(send("online_trading", message(signal(1), operator_paper), ann_main));
    ASSERT_TRUE(send("online_trading", message(signal(2), {ann_main.user, paper}), operator_paper));
    EXPECT_TRUE(desk.asked.empty());
    EXPECT_TRUE(desk.raised.empty());
    EXPECT_EQ(swarm->statistics().refused, 2u);
}

TEST_F(Supervision, MakesALimitOrderWhereThereIsALimit)
{
    ASSERT_TRUE(start());
    auto limit = signal();
    limit.limit_price = Price{"99"_dec};
    limit.side = Side::sell;
    limit.reduce_only = true;
    ASSERT_TRUE(send("online_trading", limit));
    ASSERT_EQ(desk.asked.size(), 1u);
    EXPECT_EQ(desk.asked.front().type, OrderType::limit);
    EXPECT_EQ(desk.asked.front().limit_price, Price{"99"_dec});
    EXPECT_EQ(desk.asked.front().side, Side::sell);
    EXPECT_TRUE(desk.asked.front().reduce_only);
}

TEST_F(Supervision, DoesNotAskTheGateTwiceForWhatItRefused)
{
    ASSERT_TRUE(start());
    desk.failure = {Errc::conflict, "another intent has this id"};
    desk.failures_left = 1;
    ASSERT_TRUE(send("online_trading", signal()));
    run(1min);
    EXPECT_EQ(desk.asked.size(), 1u);
    EXPECT_EQ(swarm->signals(1).front().outcome, SignalOutcome::refused);
}

TEST_F(Supervision, TellsHowManyWaitForAHuman)
{
    desk.waiting = 2;
    ASSERT_TRUE(start());
    run(2s);
    EXPECT_EQ(status("supervisor").status_message, "2 proposals wait for a human");
}

TEST(Seen, ForgetsTheOldestBeyondItsBound)
{
    Seen seen{2};
    const auto id = [](std::uint64_t n) { return IntentId::make_v7(UtcTime{1}, 0, n); };
    for (std::uint64_t n = 1; n <= 2; ++n) EXPECT_EQ(seen.note(id(n)), Seen::Step::new_one);
    seen.finish(id(1));
    EXPECT_EQ(seen.note(id(1)), Seen::Step::finished);
    EXPECT_EQ(seen.note(id(2)), Seen::Step::unfinished);
    EXPECT_EQ(seen.note(id(3)), Seen::Step::new_one);
    EXPECT_EQ(seen.note(id(1)), Seen::Step::new_one);
}

TEST(IntentOfASignal, IsTheSameEveryTimeAndAnotherForAnotherSignalOrAccount)
{
    const UtcTime time{1'750'000'000'000'000'000};
    const auto first = SignalId::make_v7(time, 1, 1);
    const auto second = SignalId::make_v7(time, 1, 2);
    EXPECT_EQ(intent_id(first, paper), intent_id(first, paper));
    EXPECT_NE(intent_id(first, paper), intent_id(second, paper));
    EXPECT_NE(intent_id(first, paper), intent_id(first, AccountId{"main"}));
    EXPECT_NE(intent_id(first, paper).raw(), first.raw());
    const auto text = intent_id(first, paper).to_string();
    EXPECT_EQ(text.substr(0, 13), first.to_string().substr(0, 13)) << "it sorts with its signal";
    EXPECT_EQ(text[14], '7');
    EXPECT_TRUE(IntentId::parse(text));
}

TEST(SignalMessage, KeepsEverythingASignalSays)
{
    Signal signal;
    signal.id = SignalId::make_v7(UtcTime{1'750'000'000'000'000'000}, 1, 1);
    signal.agent = AgentId{"buy_bot"};
    signal.strategy = "dca";
    signal.instrument = btc;
    signal.side = Side::sell;
    signal.quote_quantity = Amount{"50.5"_dec};
    signal.stop_price = Price{"90"_dec};
    signal.take_profit_price = Price{"120"_dec};
    signal.trailing_bp = 150;
    signal.reduce_only = true;
    signal.confidence_percent = 70;
    signal.reason = "words";
    signal.time = {5};
    signal.expires = {6};
    signal.user = ann_main.user;
    signal.account = ann_main.account;
    signal.decision = "0197f2a0-5f00-7000-8000-000000000001";
    EXPECT_EQ(from_message(to_message(signal), signal.agent).value(), signal);
}

}  // namespace
}  // namespace swarmdesk::agents::supervisor
