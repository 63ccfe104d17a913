#include "llm/upstream.hpp"

#include <gmock/gmock.h>

#include "llm/gateway_harness.hpp"

namespace swarmdesk::llm {
namespace {

using namespace testing;
using routing::BreakerState;
using settings::Deployment;
using settings::GatewaySettings;

/// One deployment, visited by hand.
class Bench {
public:
    explicit Bench(Deployment deployment) : upstream_(context_.get_executor(), clock, client_, std::move(deployment), 1)
    {}
    ~Bench()
    {
        runtime::TaskScope scope{context_.get_executor(), {}};
        scope.spawn(upstream_.stop(), "stop");
        pass(1s);
    }

    Errand errand(admission::Priority priority = 5) const
    {
        Errand errand;
        errand.call.body = boost::json::parse(R"({"messages":[]})").get_object();
        errand.prompt_tokens = 100;
        errand.priority = priority;
        errand.deadline = clock.now().monotonic + 1min;
        return errand;
    }
    std::optional<Upstream::Visit> begin(const Errand& errand) { return upstream_.begin(errand, std::nullopt); }
    bool is_let_in(const Errand& errand) { return begin(errand).has_value(); }
    bool succeed(const Usage& usage = {100, 20})
    {
        auto visit = begin(errand());
        if (visit) upstream_.on_success(*visit, usage, std::nullopt);
        return visit.has_value();
    }
    bool fail(FailureKind kind = FailureKind::failed)
    {
        auto visit = begin(errand());
        if (visit) upstream_.on_failure(*visit, Failure{kind, "it failed", 0, {}});
        return visit.has_value();
    }
    void pass(nanoseconds duration)
    {
        context_.restart();
        const MonotonicTime until = clock.now().monotonic + duration;
        run_virtual(context_, clock, until);
        clock.advance_by(until - clock.now().monotonic);  // also where nobody sleeps
    }
    routing::DeploymentView view(const Errand& errand) const { return upstream_.view(errand, clock.now().monotonic); }
    routing::Plan plan(const Errand& errand) const
    {
        const routing::Need need{.operation = Operation::chat, .deadline = errand.deadline};
        return routing::plan({{1, {view(errand)}}}, need, settings::Strategy::simple_shuffle, clock.now().monotonic, 0);
    }
    Upstream& upstream() { return upstream_; }

    runtime::VirtualClock clock{utc_from_ms(1'750'000'000'000)};

private:
    asio::io_context context_{1};
    net::HttpClient client_{clock, {}};
    Upstream upstream_;
};

Deployment cloud() { return scripted("cloud", "x,tokens=3"); }

std::string body(std::string_view more = "")
{
    return R"({"model":"m","messages":[{"role":"user","content":"How is it?"}])" + std::string{more} + '}';
}

GatewaySettings with(std::vector<std::string> models)
{
    GatewaySettings settings;
    settings.groups = {group("m", models)};
    settings.router.num_retries = 0;
    return settings;
}

std::string breaker(TestGateway& desk)
{
    return std::string{desk.gateway().status().at("deployments").at(0).at("breaker").as_string()};
}

// ---------------------------------------------------------------------------------------------- when it is left alone

TEST(Upstream, AFewFailuresAMinuteDoNotCloseACloudThatAnswersAThousand)
{
    struct Case {
        std::optional<std::uint32_t> allowed_fails;
        BreakerState state;
    };
    for (const Case& c : {Case{{}, BreakerState::closed}, Case{3, BreakerState::open}, Case{9, BreakerState::open},
                          Case{10, BreakerState::closed}}) {
        SCOPED_TRACE(c.allowed_fails.value_or(0));
        Deployment deployment = cloud();
        deployment.allowed_fails = c.allowed_fails;
        Bench bench{deployment};
        for (int i = 1; i <= 1000; ++i) {
            i % 100 == 0 ? bench.fail() : bench.succeed();
            bench.pass(50ms);
        }
        EXPECT_EQ(bench.upstream().state(), c.state);
    }
}

TEST(Upstream, WithoutANumberOfItsOwnHalfOfTenCallsHasItLeftAlone)
{
    for (const int failures : {4, 5}) {
        Bench bench{cloud()};
        for (int i = 0; i < 10 - failures; ++i) bench.succeed();
        for (int i = 0; i < failures; ++i) {
            EXPECT_EQ(bench.upstream().state(), BreakerState::closed);
            bench.fail();
        }
        EXPECT_EQ(bench.upstream().state(), failures == 5 ? BreakerState::open : BreakerState::closed);
    }
}

TEST(Upstream, ItsOwnTimeoutsAreItsFault)
{
    for (const char* more : {"", R"(,"stream":true)"}) {
        SCOPED_TRACE(more);
        auto settings = with({"x,latency=5s"});
        Deployment& slow = settings.groups[0].tiers[0].deployments[0];
        slow.allowed_fails = 2;
        slow.timeout = 2s;
        slow.stream_timeout = 1s;
        TestGateway desk{std::move(settings)};
        for (int i = 0; i < 3; ++i) {
            EXPECT_EQ(breaker(desk), "closed");
            EXPECT_EQ(desk.ask_and_wait(body(more)).status, 504);
        }
        EXPECT_EQ(breaker(desk), "open");
    }
}

TEST(Upstream, TheCallersOwnDeadlineIsNotItsFault)
{
    for (const char* model : {"x,latency=1s", "x,rate=2"})
        for (const char* more : {R"(,"timeout":0.3)", R"(,"timeout":0.3,"stream":true)"}) {
            SCOPED_TRACE(std::string{model} + more);
            auto settings = with({model});
            settings.groups[0].tiers[0].deployments[0].allowed_fails = 0;
            TestGateway desk{std::move(settings)};
            for (int i = 0; i < 8; ++i) {
                const Said said = desk.ask_and_wait(body(more));
                EXPECT_TRUE(said.status == 504 || said.refusal == "stalled") << said.status << said.refusal;
            }
            EXPECT_EQ(breaker(desk), "closed");
            EXPECT_EQ(desk.ask_and_wait(body()).status, 200) << "whoever has the time is answered";
        }
}

TEST(Upstream, ADeadlineThatEndsWithItsOwnPatienceIsItsFault)
{
    for (const auto& [deadline, counts] : {std::pair{nanoseconds{2s - 1ns}, false}, std::pair{nanoseconds{2s}, true}}) {
        Deployment deployment = cloud();
        deployment.allowed_fails = 0;
        deployment.timeout = 2s;
        Bench bench{deployment};
        Errand errand = bench.errand();
        errand.deadline = bench.clock.now().monotonic + deadline;
        auto visit = bench.begin(errand);
        ASSERT_TRUE(visit);
        bench.pass(deadline);
        bench.upstream().on_failure(*visit, Failure{FailureKind::timed_out, "no answer in time", 0, {}});
        EXPECT_EQ(bench.upstream().state(), counts ? BreakerState::open : BreakerState::closed);
        EXPECT_EQ(bench.upstream().in_flight(), 0u);
    }
}

TEST(Upstream, WhatItSaysItselfAtTheDeadlineIsItsFault)
{
    Deployment deployment = cloud();
    deployment.allowed_fails = 0;
    Bench bench{deployment};
    Errand errand = bench.errand();
    errand.deadline = bench.clock.now().monotonic + 1s;
    auto visit = bench.begin(errand);
    ASSERT_TRUE(visit);
    bench.pass(1s);
    bench.upstream().on_failure(*visit, Failure{FailureKind::timed_out, "gateway timeout", 504, {}});
    EXPECT_EQ(bench.upstream().state(), BreakerState::open);
}

TEST(Upstream, CallersWhoLeaveSayNothingAboutIt)
{
    for (const char* more : {"", R"(,"stream":true)"}) {
        SCOPED_TRACE(more);
        auto settings = with({"x,tokens=4,rate=2"});
        settings.groups[0].tiers[0].deployments[0].allowed_fails = 0;
        TestGateway desk{std::move(settings)};
        for (int i = 0; i < 8; ++i) {
            const auto said = desk.call(body(more));
            desk.pass(300ms);
            desk.leave(*said);
            desk.pass(100ms);
        }
        EXPECT_EQ(breaker(desk), "closed");
        EXPECT_EQ(desk.ask_and_wait(body(more)).status, 200);
    }
}

// --------------------------------------------------------------------------------------------------- its rpm and tpm

TEST(Upstream, ItsRequestsAMinuteAreKept)
{
    Deployment deployment = cloud();
    deployment.rpm = 2;
    Bench bench{deployment};
    const MonotonicTime began = bench.clock.now().monotonic;
    EXPECT_TRUE(bench.succeed());
    EXPECT_TRUE(bench.plan(bench.errand()).choice);
    EXPECT_TRUE(bench.fail()) << "a call that fails was a call";
    const auto planned = bench.plan(bench.errand());
    EXPECT_TRUE(planned.is_all(routing::SkipReason::busy));
    ASSERT_TRUE(planned.available_at);
    EXPECT_GE(*planned.available_at, began + 60s);
    EXPECT_LE(*planned.available_at, began + 62s);
    EXPECT_FALSE(bench.succeed());
    EXPECT_EQ(bench.upstream().in_flight(), 0u);
    bench.pass(*planned.available_at - bench.clock.now().monotonic);
    EXPECT_TRUE(bench.plan(bench.errand()).choice);
    EXPECT_TRUE(bench.succeed());
}

TEST(Upstream, ItsTokensAMinuteAreKeptAndCorrectedByWhatWasUsed)
{
    Deployment deployment = cloud();
    deployment.tpm = 1000;
    Bench bench{deployment};
    EXPECT_TRUE(bench.succeed({500, 400}));  // 900, whatever was thought
    Errand errand = bench.errand();
    errand.call.body["max_tokens"] = 1;
    errand.prompt_tokens = 100;
    EXPECT_TRUE(bench.plan(errand).is_all(routing::SkipReason::busy)) << "101 are one too many";
    EXPECT_FALSE(bench.is_let_in(errand));
    errand.prompt_tokens = 99;
    EXPECT_TRUE(bench.plan(errand).choice);
    EXPECT_TRUE(bench.is_let_in(errand));
}

TEST(Upstream, ACallThatIsLargerThanItsTokensAMinuteIsNotPutOff)
{
    Deployment deployment = cloud();
    deployment.tpm = 50;
    Bench bench{deployment};
    const auto planned = bench.plan(bench.errand());
    EXPECT_TRUE(planned.is_all(routing::SkipReason::busy));
    EXPECT_EQ(planned.available_at, std::nullopt) << "no waiting makes it fit";
}

TEST(Upstream, WhatNobodyReadCostsItNoTokens)
{
    struct Case {
        FailureKind kind;
        bool is_counted;
    };
    for (const Case& c : {Case{FailureKind::unreachable, false}, Case{FailureKind::timed_out, true}}) {
        Deployment deployment = cloud();
        deployment.tpm = 500;
        Bench bench{deployment};
        EXPECT_TRUE(bench.fail(c.kind));  // thought to be 100 and 256
        EXPECT_EQ(bench.succeed(), !c.is_counted);
    }
}

TEST(Upstream, BeyondItsRequestsAMinuteTheNextTierAnswers)
{
    auto settings = with({"x,tokens=3", "y,tokens=5"});
    settings.groups[0].tiers[0].deployments[0].rpm = 2;
    TestGateway desk{std::move(settings)};
    for (const int order : {1, 1, 2}) EXPECT_EQ(desk.ask_and_wait(body()).particulars.provenance.order, order);
}

// ------------------------------------------------------------------------------------------- places for urgent calls

TEST(Upstream, KeepsAnEighthOfACloudsPlacesForTheUrgent)
{
    Deployment deployment = cloud();
    deployment.max_parallel_requests = 8;
    Bench bench{deployment};
    std::vector<Upstream::Visit> visits;
    for (int i = 0; i < 7; ++i) {
        auto visit = bench.begin(bench.errand(2));
        ASSERT_TRUE(visit);
        visits.push_back(std::move(*visit));
    }
    EXPECT_TRUE(bench.plan(bench.errand(7)).is_all(routing::SkipReason::busy));
    EXPECT_FALSE(bench.is_let_in(bench.errand(7)));
    EXPECT_TRUE(bench.plan(bench.errand(9)).choice);
    auto critical = bench.begin(bench.errand(9));
    EXPECT_TRUE(critical);
    EXPECT_FALSE(bench.is_let_in(bench.errand(9))) << "eight are eight";
}

TEST(Upstream, KeepsAsManyPlacesAsItIsTold)
{
    struct Case {
        std::uint32_t places;
        std::optional<std::uint32_t> reserved;
        std::uint32_t open;
    };
    for (const Case& c : {Case{7, {}, 7}, Case{8, {}, 7}, Case{64, {}, 56}, Case{4, 3, 1}, Case{64, 0, 64}}) {
        Deployment deployment = cloud();
        deployment.max_parallel_requests = c.places;
        deployment.reserved_slots = c.reserved;
        Bench bench{deployment};
        std::vector<Upstream::Visit> visits;
        while (auto visit = bench.begin(bench.errand(2))) visits.push_back(std::move(*visit));
        EXPECT_EQ(visits.size(), c.open);
    }
}

TEST(Upstream, ALocalEnginesReservedSlotIsFreeForAP9AndNotForAP7)
{
    auto settings = with({"x,tokens=10,rate=10"});
    Deployment& local = settings.groups[0].tiers[0].deployments[0];
    local.is_local = true;
    local.max_parallel_requests = 2;
    local.reserved_slots = 1;
    TestGateway desk{std::move(settings)};
    const auto ask = [&](int priority) {
        const auto said = desk.call(
            body(R"(,"temperature":0.)" + std::to_string(priority) + R"(,"priority":)" + std::to_string(priority)));
        desk.pass(10ms);
        return said;
    };
    const auto idle = ask(2);
    const auto high = ask(7);
    const auto critical = ask(9);
    desk.pass(10s);
    EXPECT_EQ(idle->particulars.provenance.queued, 0s);
    EXPECT_GE(high->particulars.provenance.queued, 900ms);
    EXPECT_EQ(critical->particulars.provenance.queued, 0s);
}

}  // namespace
}  // namespace swarmdesk::llm
