#pragma once

#include <array>
#include <chrono>

#include "base/instant.hpp"
#include "base/names.hpp"

namespace swarmdesk::notify {

/// What people may be told of.
enum class Kind {
    approval_waiting = 1,
    approval_expired,
    trading_state,  ///< halted, reducing, active again: the desk or an account
    limit_tripped,  ///< a loss streak, a day's loss
    unknown_outcome,
    unprotected,
    alert,  ///< any other that is critical
    agent,  ///< one died, or says that something is critical
    feed,   ///< the market's prices are lost, or back
    fill,
    daily_report,
    test,
};
constexpr auto enum_table(Kind)
{
    using enum Kind;
    return std::to_array<EnumName<Kind>>({{approval_waiting, "approval_waiting"},
                                          {approval_expired, "approval_expired"},
                                          {trading_state, "trading_state"},
                                          {limit_tripped, "limit_tripped"},
                                          {unknown_outcome, "unknown_outcome"},
                                          {unprotected, "unprotected"},
                                          {alert, "alert"},
                                          {agent, "agent"},
                                          {feed, "feed"},
                                          {fill, "fill"},
                                          {daily_report, "daily_report"},
                                          {test, "test"}});
}

/// By what somebody is told. On the page it is the page that tells; the desk only keeps the choice.
enum class Way { page = 1, push, webhook };
constexpr auto enum_table(Way)
{
    return std::to_array<EnumName<Way>>({{Way::page, "page"}, {Way::push, "push"}, {Way::webhook, "webhook"}});
}

/// How soon a phone that saves its battery should show it (RFC 8030).
enum class Urgency { low = 1, normal, high };
constexpr auto enum_table(Urgency)
{
    return std::to_array<EnumName<Urgency>>(
        {{Urgency::low, "low"}, {Urgency::normal, "normal"}, {Urgency::high, "high"}});
}

/// What is so of a kind unless a person or a notice says otherwise.
struct KindDefaults {
    Kind kind;
    std::string_view title;  ///< for the list of choices
    Urgency urgency;
    nanoseconds lifetime;  ///< after it nobody needs to hear of it any more
    bool is_on;
    bool in_quiet_hours;  ///< also told then
};
inline constexpr auto kind_defaults = [] {
    using namespace std::chrono_literals;
    using enum Urgency;
    return std::to_array<KindDefaults>({
        {Kind::approval_waiting, "An approval waits", high, 5min, true, true},
        {Kind::approval_expired, "An approval expired", normal, 12h, true, true},
        {Kind::trading_state, "Trading was halted, reduced or resumed", high, 12h, true, true},
        {Kind::limit_tripped, "A loss limit was reached", high, 12h, true, false},
        {Kind::unknown_outcome, "The outcome of an order is unknown", high, 6h, true, false},
        {Kind::unprotected, "A position is not protected", high, 6h, true, false},
        {Kind::alert, "Another critical alert", high, 6h, true, false},
        {Kind::agent, "An agent died or needs somebody", normal, 6h, true, false},
        {Kind::feed, "Prices were lost or came back", high, 1h, true, false},
        {Kind::fill, "An order filled", low, 1h, false, false},
        {Kind::daily_report, "The day's report is there", low, 24h, true, false},
        {Kind::test, "A test", high, 5min, true, true},
    });
}();

constexpr const KindDefaults& defaults_of(Kind kind)
{
    for (const KindDefaults& row : kind_defaults)
        if (row.kind == kind) return row;
    return kind_defaults.back();
}

}  // namespace swarmdesk::notify
