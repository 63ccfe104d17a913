#include "trading/venues/fault_script.hpp"

#include <gtest/gtest.h>

#include "trading/venues/fault_injector.hpp"

namespace swarmdesk::trading::venues {
namespace {

const AccountId paper{"paper"};
const InstrumentId btcusdt{"paper:BTCUSDT"};
const InstrumentId ethusdt{"paper:ETHUSDT"};

TEST(FaultScript, ReadsEveryKeyOfARule)
{
    const auto script = parse_fault_script(R"(
faults:
  - fault: not_found_lag
    for: 5s
    account: paper
    instrument: BTCUSDT
    side: SELL
    nth: 7
    probability: 0.25
  - {fault: reject, request: cancel, code: "-2011", message: Unknown order sent.}
)",
                                           "faults.yaml");
    ASSERT_TRUE(script) << to_string(script.error());
    ASSERT_EQ(script->size(), 2u);
    const FaultRule& lag = script->at(0);
    EXPECT_EQ(lag.fault, Fault::not_found_lag);
    EXPECT_EQ(lag.request, RequestKind::submit);
    EXPECT_EQ(lag.duration, std::chrono::seconds{5});
    EXPECT_EQ(lag.instrument, btcusdt.symbol);
    EXPECT_EQ(lag.account, paper);
    EXPECT_EQ(lag.side, Side::sell);
    EXPECT_EQ(lag.nth, 7u);
    EXPECT_EQ(lag.probability_ppm, 250'000u);
    const FaultRule& rejection = script->at(1);
    EXPECT_EQ(rejection.request, RequestKind::cancel);
    EXPECT_EQ(rejection.code, "-2011");
    EXPECT_EQ(rejection.message, "Unknown order sent.");
}

TEST(FaultScript, RefusesWhatItDoesNotUnderstandWithPathAndLine)
{
    struct Case {
        const char* yaml;
        const char* starts_with;
    };
    const Case cases[] = {
        {"", "f.yaml:1: a fault script is a map"},
        {"[]", "f.yaml:1: a fault script is a map"},
        {"{}", "f.yaml:1: the key 'faults' is missing"},
        {"faults: 3", "f.yaml:1: 'faults' is a list"},
        {"faults: []\nmore: 1", "f.yaml:2: unknown or repeated key 'more'"},
        {"faults: []\nfaults: []", "f.yaml:2: unknown or repeated key 'faults'"},
        {"faults:\n  - delay", "f.yaml:2: a rule is a map"},
        {"faults:\n  - side: BUY", "f.yaml:2: the rule does not say which 'fault'"},
        {"faults:\n  - fault: explode", "f.yaml:2: 'explode' is not one of accept_then_timeout"},
        {"faults:\n  - fault: lost_response\n    nht: 3", "f.yaml:3: unknown key 'nht'"},
        {"faults:\n  - fault: lost_response\n    nth: 3\n    nth: 4", "f.yaml:4: 'nth' is given twice"},
        {"faults:\n  - fault: lost_response\n    nth: 0", "f.yaml:3: '0' is not a whole number"},
        {"faults:\n  - fault: lost_response\n    nth: -1", "f.yaml:3: '-1' is not a whole number"},
        {"faults:\n  - fault: lost_response\n    nth: 1x", "f.yaml:3: '1x' is not a whole number"},
        {"faults:\n  - fault: lost_response\n    nth: [1]", "f.yaml:3: one value is expected"},
        {"faults:\n  - fault: lost_response\n    probability: 1.000001", "f.yaml:3: '1.000001' is not a probability"},
        {"faults:\n  - fault: lost_response\n    probability: 1e-3", "f.yaml:3: '1e-3' is not a probability"},
        {"faults:\n  - fault: lost_response\n    probability: 0.0000001", "f.yaml:3: a probability has at most 6"},
        {"faults:\n  - fault: lost_response\n    side: UP", "f.yaml:3: 'UP' is not one of BUY, SELL"},
        {"faults:\n  - fault: lost_response\n    instrument: a b", "f.yaml:3: a name: 1 to"},
        {"faults:\n  - fault: lost_response\n    for: 5s", "f.yaml:2: lost_response has no use for 'for'"},
        {"faults:\n  - fault: delay", "f.yaml:2: delay needs 'for'"},
        {"faults:\n  - fault: delay\n    for: 5", "f.yaml:3: '5' is not a duration"},
        {"faults:\n  - fault: delay\n    for: 0s", "f.yaml:3: '0s' is not a duration"},
        {"faults:\n  - fault: delay\n    for: 61m", "f.yaml:3: '61m' is not a duration"},
        {"faults:\n  - fault: delay\n    for: s", "f.yaml:3: 's' is not a duration"},
        {"faults:\n  - fault: reject", "f.yaml:2: reject needs 'code'"},
        {"faults:\n  - fault: delay\n    for: 5s\n    code: x", "f.yaml:2: delay has no use for 'code'"},
        {"faults:\n  - fault: duplicate_reports\n    request: query",
         "f.yaml:2: duplicate_reports belongs to a submit"},
        {"faults:\n  - fault: reject\n    code: x\n    request: snapshot", "f.yaml:2: a question is not rejected"},
        {"faults:\n  - fault: lost_response\n    request: cancel\n    side: BUY", "f.yaml:2: only a submit has a side"},
        {"faults:\n  - fault: lost_response\n    request: snapshot\n    instrument: X", "f.yaml:2: a snapshot has no"},
        {"faults:\n  - fault: throttled", "f.yaml:2: throttled needs 'for'"},
        {"faults:\n  - fault: stream_lost", "f.yaml:2: stream_lost needs 'for'"},
        {"faults:\n  - fault: delay\n    for: 5s\n    account: a b", "f.yaml:4: a name: 1 to"},
        {"faults:\n  - {fault: delay", "f.yaml:"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.yaml);
        const auto script = parse_fault_script(c.yaml, "f.yaml");
        ASSERT_FALSE(script);
        EXPECT_EQ(script.error().detail.substr(0, std::string_view{c.starts_with}.size()), c.starts_with);
    }
}

TEST(FaultScript, BoundsAreInclusive)
{
    for (const char* good : {"probability: 0", "probability: 1", "probability: 0.000001", "nth: 1"})
        EXPECT_TRUE(parse_fault_script(std::string{"faults:\n  - fault: lost_response\n    "} + good, "f")) << good;
    for (const char* good : {"1ms", "60m", "3600s"})
        EXPECT_TRUE(parse_fault_script(std::string{"faults:\n  - fault: delay\n    for: "} + good, "f")) << good;
}

FaultRule rule(Fault fault)
{
    FaultRule result;
    result.fault = fault;
    return result;
}

TEST(FaultInjector, StrikesTheNthOfThoseThatMatchAndNoOther)
{
    FaultRule third = rule(Fault::lost_response);
    third.nth = 3;
    third.instrument = btcusdt.symbol;
    third.side = Side::sell;
    FaultInjector injector{{third}, runtime::Random{1}};
    int matching = 0;
    for (int i = 0; i < 20; ++i) {
        EXPECT_FALSE(injector.strike(RequestKind::submit, paper, ethusdt, Side::sell).end);
        EXPECT_FALSE(injector.strike(RequestKind::submit, paper, btcusdt, Side::buy).end);
        EXPECT_FALSE(injector.strike(RequestKind::cancel, paper, btcusdt, std::nullopt).end);
        EXPECT_EQ(injector.strike(RequestKind::submit, paper, btcusdt, Side::sell).end.has_value(), ++matching == 3);
    }
}

TEST(FaultInjector, StrikesTheSameRequestsWithTheSameSeedAndAboutAsManyAsItShould)
{
    FaultRule tenth = rule(Fault::error_before_accept);
    tenth.probability_ppm = 100'000;
    FaultInjector one{{tenth}, runtime::Random{7}};
    FaultInjector same{{tenth}, runtime::Random{7}};
    int struck = 0;
    for (int i = 0; i < 10'000; ++i) {
        const bool strikes = one.strike(RequestKind::submit, paper, btcusdt, Side::buy).end.has_value();
        EXPECT_EQ(same.strike(RequestKind::submit, paper, btcusdt, Side::buy).end.has_value(), strikes);
        struck += strikes ? 1 : 0;
    }
    EXPECT_GT(struck, 850);
    EXPECT_LT(struck, 1150);
}

TEST(FaultInjector, AddsUpDelaysAndKeepsTheFirstEnd)
{
    FaultRule slow = rule(Fault::delay);
    slow.duration = std::chrono::seconds{1};
    FaultRule hidden = rule(Fault::not_found_lag);
    hidden.duration = std::chrono::seconds{5};
    FaultRule hidden_less = hidden;
    hidden_less.duration = std::chrono::seconds{3};
    FaultRule broken = rule(Fault::stream_lost);
    broken.duration = std::chrono::seconds{4};
    broken.account = paper;
    FaultRule elsewhere = broken;
    elsewhere.account = AccountId{"other"};
    elsewhere.duration = std::chrono::seconds{9};
    FaultInjector injector{{broken, elsewhere, slow, rule(Fault::error_after_accept), slow, rule(Fault::lost_response),
                            hidden, hidden_less, rule(Fault::duplicate_reports)},
                           runtime::Random{1}};
    const Fate fate = injector.strike(RequestKind::submit, paper, btcusdt, Side::buy);
    EXPECT_EQ(fate.delay, std::chrono::seconds{2});
    EXPECT_EQ(fate.end, Fault::error_after_accept);
    EXPECT_FALSE(fate.loses_reports);
    EXPECT_TRUE(fate.duplicates_reports);
    EXPECT_EQ(fate.not_found_lag, std::chrono::seconds{5});
    EXPECT_EQ(fate.stream_lost_for, std::chrono::seconds{4});
    EXPECT_EQ(injector.not_found_lag_max(), std::chrono::seconds{5});
}

}  // namespace
}  // namespace swarmdesk::trading::venues
