#include "llm/routing/estimator.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <chrono>
#include <limits>
#include <vector>

namespace rc {
template <>
struct Arbitrary<swarmdesk::llm::routing::Estimator::Sample> {
    using Sample = swarmdesk::llm::routing::Estimator::Sample;
    static Gen<Sample> arbitrary()
    {
        return gen::map(gen::tuple(gen::arbitrary<std::uint64_t>(), gen::arbitrary<std::uint64_t>(),
                                   gen::arbitrary<std::int32_t>(), gen::arbitrary<std::int32_t>()),
                        [](const std::tuple<std::uint64_t, std::uint64_t, std::int32_t, std::int32_t>& drawn) {
                            const auto& [prompt, completion, first, total] = drawn;
                            Sample sample{prompt, completion, std::nullopt, std::chrono::microseconds{total}};
                            if (first % 3 != 0) sample.first_token = std::chrono::microseconds{first};
                            return sample;
                        });
    }
};
}  // namespace rc

namespace swarmdesk::llm::routing {
namespace {

using namespace std::chrono_literals;

/// A deployment with a fixed cost, a prefill and a decode.
struct Machine {
    nanoseconds fixed;
    nanoseconds per_prompt_token;
    nanoseconds per_token;

    Estimator::Sample run(std::uint64_t prompt, std::uint64_t completion) const
    {
        const nanoseconds first = fixed + per_prompt_token * prompt;
        return {prompt, completion, first, first + per_token * (completion - 1)};
    }
};
constexpr Machine local{50ms, 20ms, 200ms};
constexpr Machine cloud{300ms, 0ms, 5ms};

double seconds(nanoseconds time) { return static_cast<double>(time.count()) * 1e-9; }

TEST(Estimator, SaysNothingBeforeAnythingWasMeasured)
{
    const Estimator estimator;
    EXPECT_EQ(estimator.predict(100, 100, 1s), std::nullopt);
    EXPECT_EQ(estimator.first_token(100), std::nullopt);
    EXPECT_EQ(estimator.prefill_rate(), std::nullopt);
    EXPECT_EQ(estimator.decode_rate(), std::nullopt);
}

TEST(Estimator, SaysNothingBeforeEnoughWasMeasured)
{
    Estimator estimator{{.samples_min = 2}};
    estimator.observe(local.run(100, 50));
    EXPECT_EQ(estimator.predict(100, 50, 0s), std::nullopt);
    estimator.observe(local.run(100, 50));
    EXPECT_NE(estimator.predict(100, 50, 0s), std::nullopt);
}

TEST(Estimator, PredictsACallLikeTheOneItSaw)
{
    Estimator estimator;
    estimator.observe(local.run(100, 50));
    ASSERT_TRUE(estimator.predict(100, 50, 3s));
    EXPECT_NEAR(seconds(*estimator.predict(100, 50, 3s)), 3 + 0.05 + 2 + 49 * 0.2, 1e-6);
    EXPECT_NEAR(*estimator.decode_rate(), 5, 1e-9);
    EXPECT_EQ(estimator.first_token_mean(), 2050ms);
    EXPECT_EQ(estimator.prefill_rate(), std::nullopt) << "one length shows no slope";
}

TEST(Estimator, TellsAPrefillFromAFixedCost)
{
    for (const Machine& machine : {local, cloud}) {
        Estimator estimator;
        for (const std::uint64_t prompt : {200u, 400u, 100u, 800u}) estimator.observe(machine.run(prompt, 20));
        const auto predicted = estimator.predict(4000, 100, 0s);
        ASSERT_TRUE(predicted);
        EXPECT_NEAR(seconds(*predicted), seconds(machine.run(4000, 100).total), 1e-3);
        EXPECT_EQ(estimator.prefill_rate().has_value(), machine.per_prompt_token > 0ns);
    }
}

TEST(Estimator, FollowsAChangeOfSpeed)
{
    Estimator estimator{{.samples_remembered = 8}};
    for (int i = 0; i < 50; ++i) estimator.observe(local.run(100, 50));
    Machine slower = local;
    slower.per_token *= 3;
    for (int i = 0; i < 40; ++i) estimator.observe(slower.run(100, 50));
    EXPECT_NEAR(*estimator.decode_rate(), 5.0 / 3, 0.05);
}

TEST(Estimator, LearnsFromAnswersThatCameWhole)
{
    Estimator estimator;
    estimator.observe({.prompt_tokens = 100, .completion_tokens = 50, .first_token = std::nullopt, .total = 5s});
    EXPECT_EQ(estimator.predict(100, 100, 1s), 11s);
    EXPECT_EQ(estimator.first_token(100), std::nullopt);
}

TEST(Estimator, AnAnswerThatCameWholeDoesNotPutItsPrefillIntoTheDecodeRate)
{
    const auto whole = [](std::uint64_t prompt, std::uint64_t completion) {
        Estimator::Sample sample = local.run(prompt, completion);
        sample.first_token.reset();
        return sample;
    };
    for (const bool is_whole_first : {true, false}) {
        Estimator estimator;
        if (is_whole_first) estimator.observe(whole(1000, 10));
        for (const std::uint64_t prompt : {200u, 400u, 800u, 1600u}) {
            estimator.observe(local.run(prompt, 20));
            estimator.observe(whole(prompt, 20));
        }
        EXPECT_NEAR(*estimator.decode_rate(), 5, 0.5);
        EXPECT_NEAR(seconds(*estimator.predict(1000, 50, 0s)), seconds(local.run(1000, 50).total), 1.0);
    }
}

TEST(Estimator, AnAnswerWithoutTokensIsAFirstTokenAndNoRate)
{
    Estimator estimator;
    estimator.observe({.prompt_tokens = 100, .completion_tokens = 0, .first_token = 1s, .total = 1s});
    EXPECT_EQ(estimator.predict(100, 0, 0s), 1s);
    EXPECT_EQ(estimator.decode_rate(), std::nullopt);
}

TEST(Estimator, StaysFiniteAndNeverNegativeWhateverItSees)
{
    rc::check([](const std::vector<Estimator::Sample>& samples, std::uint64_t prompt, std::uint64_t completion) {
        Estimator estimator;
        for (const auto& sample : samples) estimator.observe(sample);
        const auto predicted = estimator.predict(prompt, completion, 0s);
        const nanoseconds time = predicted.value_or(0ns);
        RC_ASSERT(time >= 0ns);
        RC_ASSERT(time <= nanoseconds{std::numeric_limits<std::int64_t>::max() / 4});
    });
}

}  // namespace
}  // namespace swarmdesk::llm::routing
