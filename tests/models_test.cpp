#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>

#include "agents/buy_bot/settings.hpp"
#include "agents/gateway_analyst.hpp"
#include "agents/monitor/settings.hpp"
#include "agents/online_trading/settings.hpp"
#include "runtime/virtual_clock.hpp"
#include "storage/temporary_folder.hpp"
#include "swarm_cell.hpp"
#include "trading/strategy/rules/ema_cross/ema_cross.hpp"

/// \file
/// The whole desk whose entries need a language model, with one and without: ledger, gate, paper exchange, agents and
/// the real model gateway over scripted models, in virtual time.
namespace swarmdesk::testing {
namespace {

using namespace trading;
using namespace literals;
using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const InstrumentId btc{"paper:BTCUSDT"};
const AgentId trader{"online_trading"};

class ModelsTest : public ::testing::Test {
protected:
    void open(const std::string& model)
    {
        llm::settings::GatewaySettings models;
        auto deployment = llm::settings::default_deployment(llm::settings::ProviderKind::scripted);
        deployment.id = "only";
        deployment.model = model;
        models.groups.push_back({"desk", {{1, {std::move(deployment)}}}});
        const auto manifests = agents::find_manifests({}).value();
        auto accesses = agents::admit_agents(models, manifests, UserId{"operator"});
        gateway = std::make_unique<llm::Gateway>(
            llm::Gateway::Surroundings{context.get_executor(), clock, random, metrics, *records}, std::move(models));
        analyst = std::make_unique<agents::GatewayAnalyst>(*gateway, clock, std::move(accesses), "desk");

        app::ExecutionCell::Options options;
        options.durability = ledger::Durability::behind;
        options.mode = ledger::Mode::same_thread;
        options.keeps_venue_journal = false;
        options.start.price_source = "test";
        const app::Settings made = settings();
        execution =
            app::ExecutionCell::open(context.get_executor(), clock, log, made, std::move(options), instruments())
                .value();
        app::SwarmCell::Options swarm_options;
        swarm_options.analyst = analyst.get();
        swarm = app::SwarmCell::open(context.get_executor(), clock, made, swarm_options, *execution).value();
        execution->desk().subscribe([this](const execution::Desk::Events& events) {
            for (const execution::StreamedEvent& event : *events) {
                if (const auto* proposed = std::get_if<execution::IntentProposed>(&event.stamped.event))
                    proposals.push_back(proposed->intent);
                if (std::holds_alternative<execution::OrderFilled>(event.stamped.event)) ++fills;
            }
        });
        run(start());
    }
    ~ModelsTest() override
    {
        if (execution) run(stop());
    }

    app::Settings settings() const
    {
        app::Settings made;
        made.state_folder = folder.path();
        made.agents.of<agents::BuyBotSettings>().rules.clear();
        made.agents.of<agents::MonitorSettings>().stale_after = 24h;
        auto& trading = made.agents.of<agents::OnlineTradingSettings>();
        trading.confirmation = agents::Confirmation::model;
        trading.confirmation_timeout = 10s;
        auto& cross = config::section_of(trading.own, "ema_cross").as<strategy::EmaCross::Settings>();
        cross.fast_period = 2;
        cross.slow_period = 4;
        cross.rsi_period = cross.atr_period = cross.regime_period = 2;
        cross.rsi_max = "100"_dec;
        return made;
    }
    static std::vector<Instrument> instruments()
    {
        return {{btc, AssetId{"BTC"}, AssetId{"USDT"}, Price{"0.01"_dec}, Quantity{"0.00001"_dec},
                 Quantity{"0.00001"_dec}, Quantity{"100"_dec}, Amount{"5"_dec}}};
    }

    boost::asio::awaitable<void> start()
    {
        const auto recovered = co_await execution->recover();
        EXPECT_TRUE(recovered);
        execution->add_feed(swarm->feed());
        const auto started = co_await execution->start();
        EXPECT_TRUE(started);
        const auto begun = co_await swarm->start();
        EXPECT_TRUE(begun);
    }
    boost::asio::awaitable<void> halt()
    {
        const Actor by{ActorKind::human, "operator"};
        auto halting = execution->desk().set_state(risk::TradingState::halted, by, "test");
        const auto halted = co_await std::move(halting);
        EXPECT_TRUE(halted);
    }
    boost::asio::awaitable<void> stop()
    {
        co_await swarm->stop();
        co_await execution->stop();
        co_await gateway->stop();
    }
    void run(boost::asio::awaitable<void> work)
    {
        tasks.spawn(std::move(work), "test");
        pass(100ms);
    }
    void pass(nanoseconds time)
    {
        context.restart();
        runtime::run_virtual(context, clock, clock.now().monotonic + time);
    }
    void quote()
    {
        const Now now = clock.now();
        execution->on_quote({btc, Price{price - "1"_dec}, Price{price + "1"_dec}, Quantity{"5"_dec}, Quantity{"5"_dec},
                             now.utc, now.monotonic});
    }
    /// A minute at that price, with two quotes a second and a candle at its end.
    void live_a_minute(Decimal next)
    {
        const UtcTime began = clock.now().utc;
        const Price before{price};
        price = next;
        for (int tick = 0; tick < 120; ++tick) {
            quote();
            pass(500ms);
        }
        quote();
        const Price now{price};
        execution->on_candle({btc, began, clock.now().utc - began, before, std::max(before, now), std::min(before, now),
                              now, Quantity{"1"_dec}});
        pass(0ns);
    }
    /// The market falls, turns and rises: the fast average crosses the slow one on the way up.
    void turn_upwards()
    {
        for (int minute = 1; minute <= 8; ++minute) live_a_minute(price - "100"_dec);
        for (int minute = 1; minute <= 8; ++minute) live_a_minute(price + "150"_dec);
    }
    /// A person's order at the market.
    execution::IntentRecord propose(Side side, Quantity quantity, bool reduce_only)
    {
        Intent intent;
        intent.id = runtime::make_uuid<IntentTag>(clock, random);
        intent.user = UserId{"operator"};
        intent.account = app::default_account;
        intent.instrument = btc;
        intent.side = side;
        intent.quantity = quantity;
        intent.reduce_only = reduce_only;
        intent.proposer = Actor{ActorKind::human, "operator"};
        std::optional<execution::IntentRecord> record;
        quote();
        run(keep(std::move(intent), record));
        for (int tick = 0; tick < 10; ++tick) {
            quote();
            pass(500ms);
        }
        return std::move(record).value();
    }
    boost::asio::awaitable<void> keep(Intent intent, std::optional<execution::IntentRecord>& record)
    {
        auto proposing = execution->desk().propose(std::move(intent));
        const auto answered = co_await std::move(proposing);
        record = answered.value().value;
    }
    std::vector<Intent> entries_of_the_trader() const
    {
        std::vector<Intent> entries;
        for (const Intent& intent : proposals)
            if (intent.proposer.name == trader.to_string() && !intent.reduce_only) entries.push_back(intent);
        return entries;
    }
    Quantity held() const
    {
        const risk::Account* account = execution->desk().gate().books().rails().find(app::default_account);
        const auto holding = account->holdings.find(btc);
        return holding == account->holdings.end() ? Quantity{} : holding->second.quantity();
    }
    std::string what_became_of_signals() const
    {
        std::string lines;
        for (const auto& handled : swarm->swarm().signals(10)) lines += "\n" + handled.message;
        return lines;
    }
    std::string words_of_the_trader() const
    {
        for (const auto& agent : swarm->swarm().agents())
            if (agent.name == trader) return agent.status_message;
        return {};
    }

    const storage::TemporaryFolder folder;
    boost::asio::io_context context{1};
    runtime::VirtualClock clock{UtcTime{1'749'988'800'000'000'000}};
    runtime::Random random{7};
    telemetry::Metrics metrics;
    telemetry::Logger log{{.level = telemetry::LogLevel::off}};
    std::unique_ptr<llm::DecisionLog> records = llm::DecisionLog::open({}).value();
    std::unique_ptr<llm::Gateway> gateway;
    std::unique_ptr<agents::GatewayAnalyst> analyst;
    std::unique_ptr<app::ExecutionCell> execution;
    std::unique_ptr<app::SwarmCell> swarm;
    runtime::TaskScope tasks{context.get_executor(),
                             [](const std::string&, std::exception_ptr error) { std::rethrow_exception(error); }};
    Decimal price = "100000"_dec;
    std::vector<Intent> proposals;
    int fills = 0;
};

TEST_F(ModelsTest, WithAModelThatAgreesTheDeskEnters)
{
    open("demo,pick=0,latency=2s");
    turn_upwards();
    EXPECT_THAT(entries_of_the_trader(), SizeIs(1)) << words_of_the_trader() << what_became_of_signals();
    EXPECT_GT(fills, 0);
    EXPECT_GT(held(), Quantity{});
    EXPECT_EQ(swarm->swarm().analyses().situation().entries_held_back, 0u);
}

TEST_F(ModelsTest, WithAModelThatIsBearishItDoesNot)
{
    open("demo,pick=2");
    turn_upwards();
    EXPECT_THAT(entries_of_the_trader(), IsEmpty());
    EXPECT_EQ(swarm->swarm().analyses().situation().entries_held_back, 1u);
}

TEST_F(ModelsTest, WithNoModelNothingNewThatNeedsOneIsTradedAndClosingWorks)
{
    for (const char* dead : {"demo,status=500", "demo,fault=hang", "demo,fault=garbage", "demo,text=buy%20now"}) {
        SCOPED_TRACE(dead);
        open(dead);
        propose(Side::buy, Quantity{"0.005"_dec}, false);
        const Quantity bought = held();
        EXPECT_GT(bought, Quantity{"0.0049"_dec}) << "less the fee";
        turn_upwards();
        for (int tick = 0; tick < 40; ++tick) {
            quote();
            pass(500ms);
        }
        EXPECT_THAT(entries_of_the_trader(), IsEmpty());
        const auto& situation = swarm->swarm().analyses().situation();
        EXPECT_EQ(situation.state, agents::ModelState::silent);
        EXPECT_EQ(situation.entries_held_back, 1u);
        EXPECT_THAT(words_of_the_trader(), HasSubstr("ema_cross wants to buy, but no model answers"));
        EXPECT_THAT(words_of_the_trader(), HasSubstr("Stops and exits go on."));

        const auto closing = propose(Side::sell, Quantity{"0.00499"_dec}, true);
        EXPECT_FALSE(closing.denial) << "a person closes what he holds";
        EXPECT_LT(held(), Quantity{"0.00001"_dec}) << "less than a lot is left";

        run(stop());
        swarm.reset();
        execution.reset();
        gateway.reset();
        std::filesystem::remove_all(folder.path());
        std::filesystem::create_directories(folder.path());
        proposals.clear();
        price = "100000"_dec;
    }
}

TEST_F(ModelsTest, AHaltedDeskStaysHaltedWhateverAModelSays)
{
    open("demo,pick=0");
    run(halt());
    turn_upwards();
    EXPECT_EQ(held(), Quantity{}) << "a model's yes is no rail's yes";
    EXPECT_EQ(fills, 0);
}

}  // namespace
}  // namespace swarmdesk::testing
