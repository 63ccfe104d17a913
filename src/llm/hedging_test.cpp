#include "llm/hedging.hpp"

#include <gmock/gmock.h>

#include "llm/gateway_harness.hpp"
#include "llm/scripted/mock_server.hpp"
#include "runtime/real_clock.hpp"

namespace swarmdesk::llm {
namespace {

using namespace testing;
using namespace swarmdesk::literals;
using settings::GatewaySettings;
using ::testing::ElementsAre;

constexpr const char* three_words = "The market is";
constexpr const char* deliveries[] = {"", R"(,"stream":true)"};

std::string body(std::string_view more = "", std::string_view words = "How is it?")
{
    return R"({"model":"m","messages":[{"role":"user","content":")" + std::string{words} + "\"}]" + std::string{more} +
           '}';
}

/// A tier a model; a second one is asked after 100 ms, as often as there are calls.
GatewaySettings hedged(const std::vector<std::string>& models)
{
    GatewaySettings settings;
    settings.groups = {group("m", models)};
    settings.router.num_retries = 0;
    settings.router.hedging = settings::HedgingSettings{100ms, 1000};
    return settings;
}

settings::Deployment& deployment(GatewaySettings& settings, std::size_t tier)
{
    return settings.groups[0].tiers[tier].deployments[0];
}

std::vector<std::string> outcomes(const Said& said)
{
    std::vector<std::string> outcomes;
    for (const auto& attempt : said.particulars.provenance.attempts)
        outcomes.push_back(attempt.deployment + ' ' + attempt.outcome);
    return outcomes;
}

boost::json::object status(TestGateway& desk, std::size_t place)
{
    return desk.gateway().status().at("deployments").at(place).as_object();
}

std::int64_t in_flight(TestGateway& desk, std::size_t place)
{
    return status(desk, place).at("in_flight").to_number<std::int64_t>();
}

bool says(TestGateway& desk, std::string_view line)
{
    desk.pass(2s);
    return desk.metrics.render().find(line) != std::string::npos;
}

/// Nobody is asked, and no model sleeps over an answer: the gateway itself wakes each second.
void expect_rest(TestGateway& desk)
{
    for (const std::size_t place : {0, 1}) EXPECT_EQ(in_flight(desk, place), 0) << place;
    ASSERT_TRUE(desk.clock.next_due());
    EXPECT_LE(*desk.clock.next_due(), desk.clock.now().monotonic + 1s);
}

// ------------------------------------------------------------------------------------------------ when, and who is
// heard

TEST(Hedging, AsksAnotherAtItsTimeAndNotANanosecondBefore)
{
    for (const char* delivery : deliveries) {
        SCOPED_TRACE(delivery);
        TestGateway desk{hedged({"x,latency=1s", "y,latency=1s"})};
        desk.call(body(delivery));
        desk.pass(100ms - 1ns);
        EXPECT_EQ(in_flight(desk, 1), 0);
        desk.pass(1ns);
        EXPECT_EQ(in_flight(desk, 1), 1);
        EXPECT_EQ(in_flight(desk, 0), 1);
    }
}

TEST(Hedging, WhoeverBeginsFirstIsHeardAndTheOtherIsLeft)
{
    struct Case {
        const char* name;
        std::vector<std::string> models;
        std::vector<std::string> outcomes;
        std::int32_t order;
        nanoseconds begun;   ///< by the one that is heard, since it was asked
        nanoseconds beside;  ///< how long both were asked
        int won;
    };
    const std::vector<Case> cases{
        {"the first",
         {"x,tokens=3,latency=150ms", "y,tokens=5,latency=20s"},
         {"m-b hedged away", "m-a answered"},
         1,
         150ms,
         50ms,
         0},
        {"the second",
         {"x,tokens=5,latency=20s", "y,tokens=3,latency=70ms"},
         {"m-a hedged away", "m-b answered"},
         2,
         70ms,
         70ms,
         1},
    };
    for (const Case& c : cases)
        for (const char* delivery : deliveries) {
            SCOPED_TRACE(std::string{c.name} + delivery);
            TestGateway desk{hedged(c.models)};
            const Said said = desk.ask_and_wait(body(delivery));
            const Provenance& from = said.particulars.provenance;
            EXPECT_EQ(said.words, three_words);
            EXPECT_EQ(said.usage.completion_tokens, 3u);
            EXPECT_THAT(outcomes(said), ::testing::ElementsAreArray(c.outcomes));
            EXPECT_EQ(from.order, c.order);
            EXPECT_EQ(from.deployment, c.order == 1 ? "m-a" : "m-b");
            EXPECT_EQ(from.model, c.models[static_cast<std::size_t>(c.order - 1)]);
            EXPECT_EQ(from.first_token, c.begun);
            ASSERT_EQ(from.attempts.size(), 2u);
            EXPECT_EQ(from.attempts[0].beside, c.beside);
            EXPECT_EQ(from.attempts[1].beside, 0ns);
            expect_rest(desk);
            EXPECT_TRUE(says(desk, "swarmdesk_llm_hedges_total 1"));
            EXPECT_TRUE(says(desk, "swarmdesk_llm_hedges_won_total " + std::to_string(c.won)));
        }
}

TEST(Hedging, AStreamGoesOnWithWhoeverBeganIt)
{
    TestGateway desk{hedged({"x,tokens=5,latency=20s", "y,tokens=3,rate=10"})};
    const Said said = desk.ask_and_wait(body(R"(,"stream":true)"));
    EXPECT_EQ(said.words, three_words);
    EXPECT_GE(said.took, 400ms);
    EXPECT_LE(said.took, 420ms);
    expect_rest(desk);
}

TEST(Hedging, OnlyTheOneThatIsHeardIsPaidFor)
{
    auto settings = hedged({"x,tokens=3,latency=20s", "y,tokens=3"});
    deployment(settings, 0).output_cost_per_token = "0.001"_dec;
    deployment(settings, 1).output_cost_per_token = "0.002"_dec;
    TestGateway desk{std::move(settings)};
    EXPECT_EQ(desk.ask_and_wait(body()).particulars.cost, "0.006"_dec);
}

TEST(Hedging, TheOneThatIsLeftIsNotBlamed)
{
    for (const char* delivery : deliveries) {
        SCOPED_TRACE(delivery);
        auto settings = hedged({"x,fault=hang", "y,tokens=3"});
        deployment(settings, 0).allowed_fails = 0;
        TestGateway desk{std::move(settings)};
        for (int i = 0; i < 8; ++i)
            EXPECT_THAT(outcomes(desk.ask_and_wait(body(delivery))), ElementsAre("m-a hedged away", "m-b answered"));
        EXPECT_EQ(status(desk, 0).at("breaker").as_string(), "closed");
        EXPECT_FALSE(status(desk, 0).contains("tokens_per_second"));
    }
}

// -------------------------------------------------------------------------------------------------- where they fail

TEST(Hedging, WhoeverFailsLeavesItToTheOtherAndBothGoOnAsOne)
{
    struct Case {
        const char* name;
        std::vector<std::string> models;
        std::vector<std::string> outcomes;
        nanoseconds took;
    };
    const std::vector<Case> cases{
        {"the first, before another is asked",
         {"x,status=500,latency=50ms", "y,latency=50ms"},
         {"m-a upstream_failed", "m-b answered"},
         100ms},
        {"the first, beside the second",
         {"x,status=500,latency=200ms", "y,latency=300ms"},
         {"m-a upstream_failed", "m-b answered"},
         400ms},
        {"the second",
         {"x,latency=500ms", "y,status=500,latency=100ms"},
         {"m-b upstream_failed", "m-a answered"},
         500ms},
        {"both",
         {"x,status=500,latency=300ms", "y,status=503,latency=100ms", "z,latency=200ms"},
         {"m-b overloaded", "m-a upstream_failed", "m-c answered"},
         500ms},
        {"both, and the next is asked alone",
         {"x,status=500,latency=200ms", "y,status=503,latency=200ms", "z,latency=200ms", "z"},
         {"m-a upstream_failed", "m-b overloaded", "m-c answered"},
         500ms},
        {"all", {"x,status=500,latency=200ms", "y,status=503"}, {"m-b overloaded", "m-a upstream_failed"}, 200ms},
        {"the caller's own fault ends both",
         {"x,status=400,latency=200ms", "y,latency=20s"},
         {"m-b hedged away", "m-a invalid_request"},
         200ms},
    };
    for (const Case& c : cases)
        for (const char* delivery : deliveries) {
            SCOPED_TRACE(std::string{c.name} + delivery);
            TestGateway desk{hedged(c.models)};
            const auto said = desk.call(body(delivery));
            desk.pass(c.took - 1ns);
            EXPECT_FALSE(said->is_over);
            desk.pass(1ns);
            EXPECT_TRUE(said->is_over);
            EXPECT_THAT(outcomes(*said), ::testing::ElementsAreArray(c.outcomes));
            expect_rest(desk);
        }
}

TEST(Hedging, WhoeverFailsBearsTheBlameAtOnce)
{
    auto settings = hedged({"x,status=500,latency=200ms", "y,latency=10s"});
    deployment(settings, 0).allowed_fails = 0;
    TestGateway desk{std::move(settings)};
    const auto said = desk.call(body());
    desk.pass(200ms);
    EXPECT_EQ(status(desk, 0).at("breaker").as_string(), "open");
    EXPECT_EQ(in_flight(desk, 0), 0);
    EXPECT_EQ(in_flight(desk, 1), 1);
    EXPECT_FALSE(said->is_over);
}

TEST(Hedging, TakesThePlaceOfARetryInItsTier)
{
    const std::vector<std::string> failing{"x,status=500,latency=200ms", "y,status=500,latency=10ms"};
    auto apart = hedged(failing);
    apart.router.num_retries = 1;
    auto together = apart;
    together.groups[0].tiers[0].deployments.push_back(deployment(together, 1));
    together.groups[0].tiers.pop_back();
    together.router.strategy = settings::Strategy::lowest_cost;  // equals by their order
    TestGateway in_two{std::move(apart)};
    EXPECT_THAT(outcomes(in_two.ask_and_wait(body())),
                ElementsAre("m-b upstream_failed", "m-a upstream_failed", "m-a upstream_failed"));
    TestGateway in_one{std::move(together)};
    EXPECT_THAT(outcomes(in_one.ask_and_wait(body())), ElementsAre("m-b upstream_failed", "m-a upstream_failed"));
}

TEST(Hedging, WhoIsLeftBehindByAnAnswerIsNotTriedAgain)
{
    auto settings = hedged({"x,status=500,latency=200ms", "y,latency=300ms"});
    settings.router.num_retries = 3;
    TestGateway desk{std::move(settings)};
    EXPECT_THAT(outcomes(desk.ask_and_wait(body())), ElementsAre("m-a upstream_failed", "m-b answered"));
}

// ------------------------------------------------------------------------------------------------- where it is not
// done

TEST(Hedging, IsDoneForAShareOfTheCallsAndNoMore)
{
    auto settings = hedged({"x,tokens=3,latency=200ms", "y,latency=10s"});
    settings.router.hedging->share_permille = 50;
    TestGateway desk{std::move(settings)};
    std::size_t asked_twice = 0;
    for (int call = 1; call <= 100; ++call) {
        asked_twice += outcomes(desk.ask_and_wait(body())).size() - 1;
        EXPECT_EQ(asked_twice, static_cast<std::size_t>(call / 20));
    }
    EXPECT_TRUE(says(desk, "swarmdesk_llm_hedges_total 5"));
    EXPECT_TRUE(says(desk, "swarmdesk_llm_hedges_won_total 0"));
}

TEST(Hedging, IsNotDoneWhereItMayNotBe)
{
    struct Case {
        const char* name;
        const char* more;
        void (*change)(GatewaySettings&);
    };
    const auto nothing = [](GatewaySettings&) {};
    for (const Case& c : {
             Case{"off by default", "",
                  [](GatewaySettings& s) { s.router.hedging = GatewaySettings{}.router.hedging; }},
             Case{"it may have an effect", R"(,"tools":[{"type":"function","function":{"name":"buy"}}])", nothing},
             Case{"the other may not see the text", "",
                  [](GatewaySettings& s) {
                      deployment(s, 0).is_local = true;
                      s.egress.rule = settings::EgressRule::local_only;
                  }},
             Case{"nobody else is there", "", [](GatewaySettings& s) { s.groups[0].tiers.pop_back(); }},
             Case{"the time is over", R"(,"timeout":0.1)", nothing},
             Case{"it answers in time", "", [](GatewaySettings& s) { s.router.hedging->after = 201ms; }},
         }) {
        SCOPED_TRACE(c.name);
        auto settings = hedged({"x,latency=200ms", "y"});
        c.change(settings);
        TestGateway desk{std::move(settings)};
        for (const char* delivery : deliveries) {
            const Said said = desk.ask_and_wait(body(std::string{delivery} + c.more));
            EXPECT_EQ(said.particulars.provenance.attempts.size(), 1u);
            EXPECT_EQ(said.particulars.provenance.attempts.at(0).deployment, "m-a");
        }
        EXPECT_FALSE(says(desk, "swarmdesk_llm_hedges_total 1"));
    }
}

TEST(Hedging, GoesNoFurtherThanTheRatesOfTheOther)
{
    auto settings = hedged({"x,tokens=3,latency=200ms", "y,latency=10s"});
    deployment(settings, 1).rpm = 1;
    TestGateway desk{std::move(settings)};
    EXPECT_EQ(outcomes(desk.ask_and_wait(body())).size(), 2u);
    EXPECT_EQ(outcomes(desk.ask_and_wait(body())).size(), 1u);
    desk.pass(62s);
    EXPECT_EQ(outcomes(desk.ask_and_wait(body())).size(), 2u);
}

TEST(Hedging, TakesAFreeSlotOfALocalEngineAndWaitsForNone)
{
    auto settings = hedged({"x,latency=600ms", "y,latency=10s"});
    deployment(settings, 1).is_local = true;
    deployment(settings, 1).max_parallel_requests = 1;
    TestGateway desk{std::move(settings)};
    const auto first = desk.call(body());
    desk.pass(200ms);
    const auto second = desk.call(body());  // its time comes while the first has the slot
    desk.pass(450ms);
    EXPECT_EQ(in_flight(desk, 1), 0) << "it was given back";
    const auto third = desk.call(body());
    desk.pass(2s);
    EXPECT_THAT(outcomes(*first), ElementsAre("m-b hedged away", "m-a answered"));
    EXPECT_THAT(outcomes(*second), ElementsAre("m-a answered"));
    EXPECT_THAT(outcomes(*third), ElementsAre("m-b hedged away", "m-a answered"));
}

TEST(Hedging, SuitsWhatHasNoEffectButItsAnswer)
{
    ModelCall call;
    EXPECT_TRUE(Hedging::suits(call));
    call.operation = Operation::embedding;
    EXPECT_TRUE(Hedging::suits(call));
    for (const char* name : {"tools", "functions"}) {
        ModelCall acting;
        acting.body[name] = boost::json::array{};
        EXPECT_FALSE(Hedging::suits(acting)) << name;
    }
}

asio::awaitable<void> route(Router& router, const Errand& errand, Routed& routed)
{
    auto routing = router.route(errand);
    routed = co_await std::move(routing);
}

Errand errand(const runtime::Clock& clock, Delivery delivery)
{
    Errand errand;
    errand.call.delivery = delivery;
    errand.call.body = boost::json::parse(R"({"messages":[{"role":"user","content":"?"}],"input":"?"})").get_object();
    errand.group = "m";
    errand.deadline = clock.now().monotonic + 60s;
    return errand;
}

TEST(Hedging, IsForEmbeddingsToo)
{
    auto settings = hedged({"x,latency=20s", "y"});
    for (const std::size_t tier : {0, 1}) deployment(settings, tier).operation = Operation::embedding;
    asio::io_context context{1};
    runtime::VirtualClock clock{UtcTime{}};
    runtime::Random random{7};
    net::HttpClient client{clock, {}};
    Router router{context.get_executor(), clock, random, client, settings};
    Errand embedding = errand(clock, Delivery::whole);
    embedding.call.operation = Operation::embedding;
    Routed routed;
    runtime::TaskScope scope{context.get_executor(), {}};
    scope.spawn(route(router, embedding, routed), "call");
    run_virtual(context, clock, MonotonicTime{} + 100ms);
    EXPECT_TRUE(std::holds_alternative<Answer>(routed.outcome));
    EXPECT_EQ(routed.provenance.deployment, "m-b");
    EXPECT_TRUE(scope.is_empty());
    EXPECT_FALSE(clock.next_due());
}

// ---------------------------------------------------------------------------------------------------------- its end

/// Over sockets and in real time: who is asked first says nothing for long.
asio::awaitable<void> expect_abandoned(runtime::Clock& clock, Router& router, scripted::MockServer& server,
                                       Delivery delivery)
{
    const Errand asked = errand(clock, delivery);
    Routed routed;
    auto routing = route(router, asked, routed);
    co_await std::move(routing);
    EXPECT_EQ(routed.provenance.deployment, "m-b");
    routed = {};
    for (int i = 0; i < 500 && server.counts().in_flight > 0; ++i) co_await clock.sleep(10ms);
    EXPECT_EQ(server.counts().in_flight, 0u);
    EXPECT_GE(server.counts().abandoned, 1u);
    co_await router.stop();
    co_await server.stop();
}

TEST(Hedging, WhoIsLeftIsHungUpOnAndStops)
{
    for (const char* silent : {"x,latency=60s", "x,fault=drip"})
        for (const Delivery delivery : {Delivery::whole, Delivery::streamed}) {
            SCOPED_TRACE(silent);
            asio::io_context context{1};
            runtime::RealClock clock;
            runtime::Random random{7};
            scripted::MockServer server{context.get_executor(), clock, {}};
            ASSERT_TRUE(server.start());
            auto settings = hedged({silent, "y,tokens=3"});
            for (const std::size_t tier : {0, 1}) {
                auto& on_wire = deployment(settings, tier);
                on_wire.provider = settings::ProviderKind::openai_compatible;
                on_wire.api_base = "http://127.0.0.1:" + std::to_string(server.port()) + "/v1";
                on_wire.timeout = on_wire.stream_timeout = 30s;
            }
            net::HttpClient client{clock, {}};
            Router router{context.get_executor(), clock, random, client, settings};
            runtime::TaskScope scope{context.get_executor(), [](const std::string&, std::exception_ptr error) {
                                         std::rethrow_exception(error);
                                     }};
            scope.spawn(expect_abandoned(clock, router, server, delivery), "test");
            context.run();
        }
}

TEST(Hedging, ACallerWhoLeavesLeavesBoth)
{
    for (const char* delivery : deliveries)
        for (const nanoseconds stay : {nanoseconds{50ms}, nanoseconds{150ms}, nanoseconds{250ms}}) {
            SCOPED_TRACE(delivery);
            auto settings = hedged({"x,latency=200ms,status=500", "y,fault=hang"});
            deployment(settings, 1).allowed_fails = 0;
            TestGateway desk{std::move(settings)};
            const auto said = desk.call(body(delivery));
            desk.pass(stay);
            EXPECT_EQ(in_flight(desk, 0) + in_flight(desk, 1), stay == 150ms ? 2 : 1);
            desk.leave(*said);
            desk.pass(1ms);
            EXPECT_FALSE(said->is_over);
            EXPECT_EQ(status(desk, 1).at("breaker").as_string(), "closed");
            expect_rest(desk);
        }
}

TEST(Hedging, EndsWithTheGateway)
{
    for (const bool is_shared : {true, false}) {
        auto settings = hedged({"x,fault=hang", "y,fault=hang"});
        settings.cache.is_enabled = is_shared;
        TestGateway desk{std::move(settings)};
        desk.call(body());
        desk.pass(200ms);
        EXPECT_EQ(in_flight(desk, 0) + in_flight(desk, 1), 2);
    }
}

}  // namespace
}  // namespace swarmdesk::llm
