#include "decision_log.hpp"

#include <gmock/gmock.h>

#include <sstream>

namespace swarmdesk::app {
namespace {

using namespace trading::execution;
using ::testing::HasSubstr;

/// The line at this level, with or without its time; empty where there is none.
std::string line_of(Event event, telemetry::LogLevel level)
{
    std::ostringstream out;
    telemetry::LogSettings settings;
    settings.level = level;
    telemetry::Logger log{settings, out};
    Stamped stamped;
    stamped.event = std::move(event);
    stamped.account = trading::AccountId{"paper"};
    log_decision(log, stamped);
    return out.str();
}

TEST(DecisionLog, ALevelSaysWhatAPersonHasToDoWithIt)
{
    using telemetry::LogLevel;
    const auto alert = [](const char* severity) {
        AlertRaised raised;
        raised.severity = severity;
        raised.code = "PRICE_MOVED";
        return raised;
    };
    DeskStateSet halted;
    halted.state = trading::risk::TradingState::halted;
    const DeskStateSet active;
    ReconcileFinished differs;
    differs.account = trading::AccountId{"paper"};
    differs.differences = {{.subject = "USDT", .ours = "1", .venues = "2"}};
    ProtectionSet by_person;
    by_person.by = {trading::ActorKind::human, "operator"};
    ProtectionSet by_agent;
    by_agent.by = {trading::ActorKind::agent, "online_trading"};
    struct Case {
        const char* name;
        Event event;
        LogLevel level;
    };
    const std::vector<Case> cases{
        {"a denial", IntentDenied{}, LogLevel::info},
        {"an approval asked for", ApprovalRequested{}, LogLevel::info},
        {"an approval that expired", ApprovalExpired{}, LogLevel::info},
        {"a fill", OrderFilled{}, LogLevel::debug},
        {"an order on its way", OrderSubmitted{}, LogLevel::debug},
        {"a rejection", OrderRejected{}, LogLevel::warning},
        {"an unknown outcome", OrderUnknown{}, LogLevel::warning},
        {"a halt", halted, LogLevel::warning},
        {"a resume", active, LogLevel::info},
        {"a daily loss", DailyLossTripped{}, LogLevel::warning},
        {"a tighter limit", LimitTightened{}, LogLevel::info},
        {"books that match", ReconcileFinished{}, LogLevel::debug},
        {"books that differ", differs, LogLevel::error},
        {"a person's stop", by_person, LogLevel::info},
        {"a strategy's stop", by_agent, LogLevel::debug},
        {"a critical alert", alert("critical"), LogLevel::error},
        {"a warning", alert("warning"), LogLevel::warning},
        {"a notice", alert("info"), LogLevel::info},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        const std::string line = line_of(c.event, c.level);
        EXPECT_EQ(std::ranges::count(line, '\n'), 1) << line;
        EXPECT_EQ(line_of(c.event, static_cast<LogLevel>(static_cast<int>(c.level) + 1)), "");
    }
}

TEST(DecisionLog, WhatFollowsFromADecisionIsInTheLedgersOwnWords)
{
    OrderRejected rejected;
    rejected.code = "-2010";
    rejected.message = "insufficient\nbalance";
    EXPECT_THAT(line_of(rejected, telemetry::LogLevel::info), HasSubstr("order rejected intent="));
    EXPECT_THAT(line_of(rejected, telemetry::LogLevel::info), HasSubstr("account=paper code=-2010"));
    EXPECT_THAT(line_of(OrderFilled{}, telemetry::LogLevel::debug), HasSubstr("OrderFilled account=paper message="));
}

}  // namespace
}  // namespace swarmdesk::app
