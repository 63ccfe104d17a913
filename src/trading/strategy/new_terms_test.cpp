#include "trading/strategy/new_terms.hpp"

#include <gtest/gtest.h>

#include "trading/strategy/strategy_file.hpp"

namespace swarmdesk::trading::strategy {
namespace {

StrategyFile file(const std::string& exits, const std::string& more = {})
{
    auto parsed =
        StrategyFile::parse("name: one\nentry: {when: close > 1}\nsizing: {quote_amount: 100}\n" + more + exits + "\n");
    EXPECT_TRUE(parsed.has_value()) << (parsed ? "" : parsed.error().detail);
    return std::move(*parsed);
}

TEST(NewTerms, AreThoseOfStopAndTargetAlone)
{
    const std::string parameters = "parameters: {loss: {default: 3, min: 1, max: 9, step: 1}}\n";
    const std::string changed = "parameters: {loss: {default: 4, min: 1, max: 9, step: 1}}\n";
    const std::string fast =
        "indicators: {a: {atr: {period: 7}}, b: {ema: {period: 3}}, c: {ema: {period: 4, source: b}}}\n";
    const std::string slow =
        "indicators: {a: {atr: {period: 8}}, b: {ema: {period: 9}}, c: {ema: {period: 4, source: b}}}\n";
    struct Case {
        const char* name;
        StrategyFile before;
        StrategyFile after;
        NewTerms expected;
    };
    for (const Case& c : {
             Case{"nothing", file("stop: {percent: 3}"), file("stop: {percent: 3}"), {}},
             Case{"another percent", file("stop: {percent: 3}"), file("stop: {percent: 3.5}"), {true, false}},
             Case{"it follows", file("stop: {percent: 3}"), file("stop: {percent: 3, trailing: true}"), {true, false}},
             Case{"another kind", file("stop: {percent: 3}"), file("stop: {price: low}"), {true, false}},
             Case{"a stop more",
                  file("take_profit: {percent: 3}"),
                  file("take_profit: {percent: 3}\nstop: {percent: 3}"),
                  {true, false}},
             Case{"a target less",
                  file("stop: {percent: 3}\ntake_profit: {percent: 5}"),
                  file("stop: {percent: 3}"),
                  {false, true}},
             Case{"a target counted in stops",
                  file("stop: {percent: 3}\ntake_profit: {risk_multiple: 2}"),
                  file("stop: {percent: 4}\ntake_profit: {risk_multiple: 2}"),
                  {true, true}},
             Case{"entry and pause", file("stop: {percent: 3}"), file("stop: {percent: 3}", "pause: 5m\n"), {}},
             Case{"a number for a parameter",
                  file("stop: {percent: $loss}", parameters),
                  file("stop: {percent: 3}"),
                  {}},
             Case{"a parameter's default",
                  file("stop: {percent: $loss}", parameters),
                  file("stop: {percent: $loss}", changed),
                  {true, false}},
             Case{"an indicator",
                  file("stop: {atr: a, multiple: 2}", fast),
                  file("stop: {atr: a, multiple: 2}", slow),
                  {true, false}},
             Case{"an indicator of an indicator",
                  file("stop: {price: c}", fast),
                  file("stop: {price: c}", slow),
                  {true, false}},
             Case{"an indicator it does not use",
                  file("stop: {percent: 3}", fast),
                  file("stop: {percent: 3}", slow),
                  {}},
             Case{"other candles",
                  file("stop: {price: low}", "timeframe: 5m\n"),
                  file("stop: {price: low}", "timeframe: 15m\n"),
                  {true, false}},
             Case{"other candles that do not matter",
                  file("stop: {percent: 3}", "timeframe: 5m\n"),
                  file("stop: {percent: 3}", "timeframe: 15m\n"),
                  {}},
         }) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(new_terms(c.before, c.after), c.expected);
    }
}

}  // namespace
}  // namespace swarmdesk::trading::strategy
