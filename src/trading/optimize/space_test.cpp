#include "trading/optimize/space.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace swarmdesk::trading::optimize {
namespace {

using namespace literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Parameter parameter(const char* text) { return Parameter::parse(text).value(); }

TEST(Parameter, GoesFromOneEndToTheOtherInSteps)
{
    const Parameter fast = parameter("fast=5:10:2");
    EXPECT_EQ(fast.count(), 3u);
    EXPECT_EQ(fast.value(0), "5"_dec);
    EXPECT_EQ(fast.value(2), "9"_dec) << "11 would be beyond";
    EXPECT_EQ(parameter("x=0.1:0.3:0.1").count(), 3u) << "exactly";
    EXPECT_EQ(parameter("x=-1:1:0.5").value(4), "1"_dec);
    EXPECT_EQ(parameter("x=7").count(), 1u);
}

TEST(Parameter, OfAnotherFormIsRefusedWithTheFormThatIsWanted)
{
    for (const char* text : {"", "fast", "=1:2:1", "fast=", "fast=1:2", "fast=1:2:1:1", "fast=a:b:c", "fast=1e3:2:1"})
        EXPECT_THAT(Parameter::parse(text).error().detail, HasSubstr("NAME=FROM:TO:STEP")) << text;
}

TEST(Space, NumbersEachChoiceOnce)
{
    const Space space = Space::make({parameter("a=1:3:1"), parameter("b=0:1:1")}).value();
    ASSERT_EQ(space.size(), 6u);
    EXPECT_THAT(space.nth(0), ElementsAre(0, 0));
    EXPECT_THAT(space.nth(1), ElementsAre(0, 1));
    EXPECT_THAT(space.values(space.nth(5)), ElementsAre("3"_dec, "1"_dec));
    for (std::uint64_t i = 0; i < space.size(); ++i) EXPECT_EQ(space.number_of(space.nth(i)), i);
}

TEST(Space, RefusesWhatCannotVary)
{
    const auto refusal = [](std::vector<Parameter> parameters) {
        const auto space = Space::make(std::move(parameters));
        return space ? std::string{} : space.error().detail;
    };
    EXPECT_THAT(refusal({}), HasSubstr("nothing varies"));
    EXPECT_THAT(refusal({parameter("a=1"), parameter("a=2")}), HasSubstr("a: named twice"));
    EXPECT_THAT(refusal({parameter("a=2:1:1")}), HasSubstr("before it begins"));
    EXPECT_THAT(refusal({parameter("a=1:2:0")}), HasSubstr("above zero"));
    EXPECT_THAT(refusal({parameter("a=1:2:-1")}), HasSubstr("above zero"));
    EXPECT_EQ(refusal({parameter("a=0:9999:1")}), "");
    EXPECT_THAT(refusal({parameter("a=0:10000:1")}), HasSubstr("more than 10000 steps"));
    EXPECT_THAT(refusal({parameter("a=1:100000000000:1")}), HasSubstr("beyond"));
    EXPECT_THAT(refusal({parameter("a=0:1:0.000000000000000001")}), HasSubstr("steps"));
    EXPECT_THAT(refusal(std::vector<Parameter>(17, parameter("a=1"))), HasSubstr("at most 16"));
}

TEST(Space, OfMoreChoicesThanCanBeCountedIsStillOne)
{
    std::vector<Parameter> parameters;
    for (char name = 'a'; name < 'a' + 16; ++name)
        parameters.push_back({std::string{name}, "0"_dec, "9999"_dec, "1"_dec});
    EXPECT_EQ(Space::make(parameters).value().size(), std::uint64_t{1} << 63);
}

}  // namespace
}  // namespace swarmdesk::trading::optimize
