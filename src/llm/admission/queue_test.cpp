#include "llm/admission/queue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace swarmdesk::llm::admission {
namespace {

using namespace std::chrono_literals;

MonotonicTime at(nanoseconds t) { return MonotonicTime{t.count()}; }

Ticket ticket(Priority priority, const std::string& tenant = "a", MonotonicTime deadline = at(24h))
{
    return {
        .priority = priority, .tenant = tenant, .deadline = deadline, .estimated_tokens = 100, .predicted_service = 1s};
}

WaiterId enter(Queue& queue, const Ticket& wanted, MonotonicTime now)
{
    const auto admission = queue.enter(wanted, now);
    const auto* entered = std::get_if<Entered>(&admission);
    EXPECT_TRUE(entered);
    return entered ? entered->id : 0;
}

std::optional<ShedReason> refusal(Queue& queue, const Ticket& wanted, MonotonicTime now)
{
    const auto admission = queue.enter(wanted, now);
    if (const auto* refused = std::get_if<Refused>(&admission)) return refused->reason;
    return std::nullopt;
}

std::vector<WaiterId> granted(const std::vector<Action>& actions)
{
    std::vector<WaiterId> ids;
    for (const auto& action : actions)
        if (const auto* grant = std::get_if<Grant>(&action)) ids.push_back(grant->id);
    return ids;
}

using Ids = std::vector<WaiterId>;

/// Serves one after the other, at one moment, until nobody waits.
Ids serve_all(Queue& queue, MonotonicTime now)
{
    Ids order;
    for (Ids ids = granted(queue.next(now)); !ids.empty(); ids = granted(queue.next(now))) {
        for (const auto id : ids) {
            order.push_back(id);
            EXPECT_TRUE(queue.finish(id, 100, Queue::Ending::served, now));
        }
    }
    return order;
}

/// With its only slot taken by a call that came before everything.
Queue::Settings one_slot() { return {.slots = 1, .ageing_step = 5s, .elder_after = 45s, .elder_every = 4}; }

TEST(Queue, GrantsAsManyAsThereAreSlotsAndNotOneMore)
{
    Queue queue{{.slots = 2}};
    const Ids ids{enter(queue, ticket(5), at(0s)), enter(queue, ticket(5), at(0s)), enter(queue, ticket(5), at(0s))};
    EXPECT_EQ(granted(queue.next(at(0s))), (Ids{ids[0], ids[1]}));
    EXPECT_TRUE(queue.next(at(0s)).empty());
    EXPECT_TRUE(queue.finish(ids[0], 100, Queue::Ending::served, at(1s)));
    EXPECT_EQ(granted(queue.next(at(1s))), (Ids{ids[2]}));
    EXPECT_EQ(queue.in_flight(), 2u);
    EXPECT_EQ(queue.waiting(), 0u);
}

TEST(Queue, ServesTheHigherClassFirstAndWithinItWhoeverCameFirst)
{
    Queue queue{one_slot()};
    std::map<Priority, Ids> entered;
    for (const Priority p : {3, 9, 0, 8, 3, 7, 9, 0}) entered[p].push_back(enter(queue, ticket(p), at(0s)));
    Ids expected;
    for (auto lane = entered.rbegin(); lane != entered.rend(); ++lane)
        expected.insert(expected.end(), lane->second.begin(), lane->second.end());
    EXPECT_EQ(serve_all(queue, at(0s)), expected);
}

TEST(Queue, KeepsReservedSlotsForWhatIsUrgent)
{
    Queue queue{{.slots = 3, .reserved = 1}};
    for (int i = 0; i < 3; ++i) enter(queue, ticket(7), at(0s));
    EXPECT_EQ(granted(queue.next(at(0s))), (Ids{1, 2})) << "the third slot is reserved";
    const auto urgent = enter(queue, ticket(8), at(0s));
    EXPECT_EQ(granted(queue.next(at(0s))), (Ids{urgent}));
    EXPECT_TRUE(queue.finish(1, 100, Queue::Ending::served, at(1s)));
    EXPECT_EQ(granted(queue.next(at(1s))), (Ids{3})) << "an urgent one in flight does not reserve another";
}

TEST(Queue, RisesOneClassForEachStepWaited)
{
    struct Case {
        const char* name;
        Priority old_one, newcomer;
        nanoseconds waited;
        bool old_one_first;
    };
    const Case cases[] = {
        {"one class below, a moment short of a step", 5, 6, 5s - 1ns, false},
        {"one class below, one step", 5, 6, 5s, true},
        {"two classes below, a moment short of two steps", 4, 6, 10s - 1ns, false},
        {"two classes below, two steps", 4, 6, 10s, true},
        {"idle work reaches the seventh", 0, 7, 35s, true},
        {"but never passes the eighth by ageing", 0, 8, 45s, false},
        {"nor the seventh", 7, 8, 45s, false},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        Queue queue{one_slot()};
        const auto first = enter(queue, ticket(9), at(0s));
        ASSERT_EQ(granted(queue.next(at(0s))), (Ids{first}));
        const auto old_one = enter(queue, ticket(c.old_one), at(0s));
        const auto newcomer = enter(queue, ticket(c.newcomer), at(c.waited));
        EXPECT_TRUE(queue.next(at(c.waited)).empty());
        EXPECT_TRUE(queue.finish(first, 100, Queue::Ending::served, at(c.waited)));
        EXPECT_EQ(granted(queue.next(at(c.waited))), (Ids{c.old_one_first ? old_one : newcomer}));
    }
}

TEST(Queue, EveryFourthGrantBelowP9GoesToTheEldestOnceItIsOldEnough)
{
    Queue queue{one_slot()};
    const auto idle_one = enter(queue, ticket(0), at(0s));
    Ids urgent;
    for (int i = 0; i < 6; ++i) urgent.push_back(enter(queue, ticket(8), at(1s)));
    const auto critical = enter(queue, ticket(9), at(1s));
    EXPECT_EQ(serve_all(queue, at(45s)),
              (Ids{critical, urgent[0], urgent[1], urgent[2], idle_one, urgent[3], urgent[4], urgent[5]}));
}

TEST(Queue, AnElderIsNobodyBeforeItsTime)
{
    Queue queue{one_slot()};
    const auto idle_one = enter(queue, ticket(0), at(0s));
    Ids expected;
    for (int i = 0; i < 6; ++i) expected.push_back(enter(queue, ticket(8), at(1s)));
    expected.push_back(idle_one);
    EXPECT_EQ(serve_all(queue, at(45s - 1ns)), expected);
}

TEST(Queue, SharesAClassBetweenTenantsByTheTokensTheyWereServed)
{
    Queue queue{one_slot()};
    Ids big;
    Ids small;
    for (int i = 0; i < 3; ++i) {
        auto wanted = ticket(5, "big");
        wanted.estimated_tokens = 200;
        big.push_back(enter(queue, wanted, at(0s)));
    }
    for (int i = 0; i < 4; ++i) small.push_back(enter(queue, ticket(5, "small"), at(0s)));
    Ids order;
    for (Ids ids = granted(queue.next(at(0s))); !ids.empty(); ids = granted(queue.next(at(0s)))) {
        order.push_back(ids[0]);
        const bool is_big = std::find(big.begin(), big.end(), ids[0]) != big.end();
        EXPECT_TRUE(queue.finish(ids[0], is_big ? 200 : 100, Queue::Ending::served, at(0s)));
    }
    EXPECT_EQ(order, (Ids{big[0], small[0], small[1], big[1], small[2], small[3], big[2]}));
}

TEST(Queue, SettlesWhatWasEstimatedForWhatWasServed)
{
    Queue queue{one_slot()};
    auto of_b = ticket(5, "b");
    of_b.estimated_tokens = 50;
    const Ids b{enter(queue, of_b, at(0s)), enter(queue, of_b, at(0s))};
    const Ids a{enter(queue, ticket(5, "a"), at(0s)), enter(queue, ticket(5, "a"), at(0s))};
    ASSERT_EQ(granted(queue.next(at(0s))), (Ids{b[0]}));
    EXPECT_TRUE(queue.finish(b[0], 50, Queue::Ending::served, at(0s)));
    ASSERT_EQ(granted(queue.next(at(0s))), (Ids{a[0]}));
    EXPECT_TRUE(queue.finish(a[0], 0, Queue::Ending::aborted, at(0s)));
    EXPECT_EQ(serve_all(queue, at(0s)), (Ids{a[1], b[1]}))
        << "of the 100 estimated one was charged, the least there is";
}

TEST(Queue, CriticalCallsAreServedInTheirOrderWhoeverTheTenantIs)
{
    Queue queue{one_slot()};
    Ids ids;
    for (const char* tenant : {"a", "a", "a", "b", "c", "a"}) ids.push_back(enter(queue, ticket(9, tenant), at(0s)));
    EXPECT_EQ(serve_all(queue, at(0s)), ids);
}

TEST(Queue, WhenFullMakesRoomOnlyForWhoOutranksTheLowest)
{
    struct Case {
        const char* name;
        Priority newcomer;
        std::optional<WaiterId> outranked;
        bool enters;
    };
    for (const Case& c :
         {Case{"below all", 1, std::nullopt, false}, Case{"as low as the lowest", 2, std::nullopt, false},
          Case{"above the lowest", 3, 3, true}, Case{"critical", 9, 3, true}}) {
        SCOPED_TRACE(c.name);
        auto settings = one_slot();
        settings.waiting_max = 4;
        Queue queue{settings};
        enter(queue, ticket(5), at(0s));
        enter(queue, ticket(2), at(0s));
        enter(queue, ticket(2), at(0s));
        enter(queue, ticket(4), at(0s));
        const auto admission = queue.enter(ticket(c.newcomer), at(0s));
        ASSERT_EQ(std::holds_alternative<Entered>(admission), c.enters);
        if (c.enters)
            EXPECT_EQ(std::get<Entered>(admission).outranked, c.outranked) << "of two alike the newest goes";
        else
            EXPECT_EQ(std::get<Refused>(admission).reason, ShedReason::full);
        EXPECT_EQ(queue.waiting(), 4u);
    }
}

TEST(Queue, OfTheLowestTheOneWithTheLeastTimeLeftGoes)
{
    auto settings = one_slot();
    settings.waiting_max = 3;
    Queue queue{settings};
    enter(queue, ticket(2, "a", at(60s)), at(0s));
    enter(queue, ticket(2, "b", at(50s)), at(0s));
    enter(queue, ticket(2, "c", at(70s)), at(0s));
    const auto admission = queue.enter(ticket(5, "d"), at(0s));
    ASSERT_TRUE(std::holds_alternative<Entered>(admission));
    EXPECT_EQ(std::get<Entered>(admission).outranked, 2u);
}

TEST(Queue, AgeCountsWhenSomebodyHasToGo)
{
    auto settings = one_slot();
    settings.waiting_max = 1;
    Queue queue{settings};
    const auto running = enter(queue, ticket(5), at(0s));
    ASSERT_EQ(granted(queue.next(at(0s))), (Ids{running}));
    enter(queue, ticket(2), at(0s));
    EXPECT_TRUE(queue.next(at(10s)).empty());
    EXPECT_EQ(refusal(queue, ticket(4), at(10s)), ShedReason::full) << "it has risen to the fourth class";
    EXPECT_EQ(refusal(queue, ticket(5), at(10s)), std::nullopt);
}

TEST(Queue, ATenantCrowdsOutOnlyItself)
{
    auto settings = one_slot();
    settings.tenant_waiting_max = 2;
    Queue queue{settings};
    enter(queue, ticket(1, "b"), at(0s));
    enter(queue, ticket(5, "a"), at(0s));
    enter(queue, ticket(6, "a"), at(0s));
    EXPECT_EQ(refusal(queue, ticket(5, "a"), at(0s)), ShedReason::full);
    const auto admission = queue.enter(ticket(7, "a"), at(0s));
    ASSERT_TRUE(std::holds_alternative<Entered>(admission));
    EXPECT_EQ(std::get<Entered>(admission).outranked, 2u) << "its own lowest, not the lowest of all";
    EXPECT_EQ(refusal(queue, ticket(0, "c"), at(0s)), std::nullopt);
}

TEST(Queue, RefusesWhatCannotBeDoneInTime)
{
    struct Case {
        const char* name;
        Priority priority;
        MonotonicTime deadline;
        std::optional<ShedReason> reason;
    };
    // At 10 s a P5 of 4 s is in flight for 1 s, and a P5 and a P7 of 1 s each wait.
    for (const Case& c : {
             Case{"the deadline is now", 9, at(10s), ShedReason::deadline_passed},
             Case{"it takes longer than there is", 9, at(11s - 1ns), ShedReason::cannot_meet_deadline},
             Case{"the one in flight takes too long", 9, at(14s - 1ns), ShedReason::cannot_meet_deadline},
             Case{"critical: after the one in flight", 9, at(14s), std::nullopt},
             Case{"not after the P7 in time", 6, at(15s - 1ns), ShedReason::cannot_meet_deadline},
             Case{"after the P7", 6, at(15s), std::nullopt},
             Case{"not after both in time", 5, at(16s - 1ns), ShedReason::cannot_meet_deadline},
             Case{"after both", 5, at(16s), std::nullopt},
         }) {
        SCOPED_TRACE(c.name);
        Queue queue{one_slot()};
        auto running = ticket(5);
        running.predicted_service = 4s;
        enter(queue, running, at(9s));
        ASSERT_EQ(queue.next(at(9s)).size(), 1u);
        enter(queue, ticket(5), at(9s));
        enter(queue, ticket(7), at(9s));
        EXPECT_EQ(refusal(queue, ticket(c.priority, "a", c.deadline), at(10s)), c.reason);
    }
}

TEST(Queue, ANewTenantIsNotRefusedForAnothersBacklog)
{
    Queue queue{one_slot()};
    for (int i = 0; i < 100; ++i) enter(queue, ticket(5, "flood"), at(0s));
    EXPECT_EQ(refusal(queue, ticket(5, "flood", at(20s)), at(0s)), ShedReason::cannot_meet_deadline);
    EXPECT_EQ(refusal(queue, ticket(5, "other", at(20s)), at(0s)), std::nullopt);
}

TEST(Queue, ShedsAWaiterTheMomentItsTimeNoLongerSuffices)
{
    Queue queue{one_slot()};
    const auto running = enter(queue, ticket(9), at(0s));
    ASSERT_EQ(queue.next(at(0s)).size(), 1u);
    const auto waiter = enter(queue, ticket(5, "a", at(10s)), at(0s));
    EXPECT_EQ(queue.next_at(), at(9s + 1ns));
    EXPECT_TRUE(queue.expire(at(9s)).empty()) << "it could begin now";
    EXPECT_EQ(queue.expire(at(9s + 1ns)), (std::vector<Shed>{{waiter, ShedReason::cannot_meet_deadline}}));
    EXPECT_EQ(queue.next_at(), std::nullopt);
    const auto late = enter(queue, ticket(5, "a", at(20s)), at(9s + 1ns));
    EXPECT_TRUE(queue.finish(running, 100, Queue::Ending::served, at(20s)));
    EXPECT_EQ(queue.next(at(20s)), (std::vector<Action>{Shed{late, ShedReason::deadline_passed}}));
}

TEST(Queue, CancellingEndsAWaiterButNotACallInFlight)
{
    Queue queue{one_slot()};
    const auto running = enter(queue, ticket(5), at(0s));
    ASSERT_EQ(queue.next(at(0s)).size(), 1u);
    const auto waiter = enter(queue, ticket(5), at(0s));
    EXPECT_FALSE(queue.cancel(running));
    EXPECT_FALSE(queue.cancel(99));
    EXPECT_TRUE(queue.cancel(waiter));
    EXPECT_FALSE(queue.cancel(waiter));
    EXPECT_FALSE(queue.finish(waiter, 1, Queue::Ending::served, at(1s)));
    EXPECT_TRUE(queue.finish(running, 1, Queue::Ending::served, at(1s)));
    EXPECT_FALSE(queue.finish(running, 1, Queue::Ending::served, at(1s)));
    EXPECT_EQ(queue.counters(5).shed, (std::map<ShedReason, std::uint64_t>{{ShedReason::cancelled, 1}}));
}

TEST(Queue, PredictsTheWaitOfEachClass)
{
    Queue queue{{.slots = 2, .reserved = 1}};
    EXPECT_EQ(queue.predicted_wait(0, at(0s)), 0s);
    auto long_one = ticket(5);
    long_one.predicted_service = 10s;
    enter(queue, long_one, at(0s));
    ASSERT_EQ(queue.next(at(0s)).size(), 1u);
    EXPECT_EQ(queue.predicted_wait(9, at(1s)), 0s) << "the reserved slot is free";
    EXPECT_EQ(queue.predicted_wait(7, at(1s)), 9s);
    enter(queue, ticket(3), at(1s));
    EXPECT_EQ(queue.predicted_wait(4, at(1s)), 9s);
    EXPECT_EQ(queue.predicted_wait(3, at(1s)), 10s);
    auto urgent = ticket(9);
    urgent.predicted_service = 4s;
    enter(queue, urgent, at(1s));
    ASSERT_EQ(queue.next(at(1s)).size(), 1u);
    EXPECT_EQ(queue.predicted_wait(9, at(2s)), 3s);
    for (int i = 0; i < 3; ++i) enter(queue, urgent, at(2s));
    EXPECT_EQ(queue.predicted_wait(9, at(2s)), 11'500ms) << "12 s more: 5 s of them in one slot, 7 s in two";
    EXPECT_EQ(queue.predicted_wait(9, at(60s)), 6s) << "what should be over is about to be";
}

TEST(Queue, LearnsTheServiceTimeOfThoseServed)
{
    auto settings = one_slot();
    settings.service_guess = 8s;
    Queue queue{settings};
    auto unknown = ticket(5, "a", at(8s - 1ns));
    unknown.predicted_service.reset();
    EXPECT_EQ(refusal(queue, unknown, at(0s)), ShedReason::cannot_meet_deadline);
    unknown.deadline = at(8s);
    const auto first = enter(queue, unknown, at(0s));
    ASSERT_EQ(queue.next(at(0s)).size(), 1u);
    EXPECT_TRUE(queue.finish(first, 1, Queue::Ending::served, at(0s)));
    EXPECT_EQ(queue.service_mean(), 7s);
    const auto second = enter(queue, ticket(5), at(1s));
    ASSERT_EQ(queue.next(at(1s)).size(), 1u);
    EXPECT_TRUE(queue.finish(second, 1, Queue::Ending::aborted, at(1s)));
    EXPECT_EQ(queue.service_mean(), 7s);
}

TEST(Queue, NamesTheCallToBreakOffForAWaitingP9)
{
    Queue queue{{.slots = 3}};
    for (const Priority p : {4, 2, 2}) enter(queue, ticket(p), at(0s));
    ASSERT_EQ(queue.next(at(0s)).size(), 3u);
    EXPECT_EQ(queue.preemptable(), std::nullopt);
    enter(queue, ticket(8), at(1s));
    EXPECT_EQ(queue.preemptable(), std::nullopt) << "no P9 waits";
    const auto critical = enter(queue, ticket(9), at(1s));
    EXPECT_EQ(queue.preemptable(), 3u);
    EXPECT_TRUE(queue.finish(3, 10, Queue::Ending::aborted, at(1s)));
    EXPECT_EQ(queue.preemptable(), std::nullopt) << "a slot is free";
    EXPECT_EQ(granted(queue.next(at(1s))), (Ids{critical}));
}

TEST(Queue, DoesNotBreakOffWhatIsUrgent)
{
    Queue queue{one_slot()};
    enter(queue, ticket(8), at(0s));
    ASSERT_EQ(queue.next(at(0s)).size(), 1u);
    enter(queue, ticket(9), at(0s));
    EXPECT_EQ(queue.preemptable(), std::nullopt);
}

TEST(Queue, CountsByPriority)
{
    auto settings = one_slot();
    settings.waiting_max = 2;
    Queue queue{settings};
    enter(queue, ticket(5), at(0s));
    ASSERT_EQ(queue.next(at(0s)).size(), 1u);
    enter(queue, ticket(5), at(0s));
    enter(queue, ticket(4), at(0s));
    EXPECT_EQ(refusal(queue, ticket(4), at(0s)), ShedReason::full);
    enter(queue, ticket(5), at(0s));
    EXPECT_EQ(queue.counters(5).waiting, 2u);
    EXPECT_EQ(queue.counters(5).in_flight, 1u);
    EXPECT_EQ(queue.counters(5).entered, 3u);
    EXPECT_EQ(queue.counters(5).granted, 1u);
    EXPECT_EQ(queue.counters(4).refused.at(ShedReason::full), 1u);
    EXPECT_EQ(queue.counters(4).shed.at(ShedReason::outranked), 1u);
    EXPECT_EQ(queue.counters(4).waiting, 0u);
}

TEST(Queue, TellsTheRefusedWhenToComeBackWithinBounds)
{
    struct Case {
        const char* name;
        nanoseconds service;
        nanoseconds retry_after;
    };
    for (const Case& c : {Case{"soon", 10ms, 1s}, Case{"later", 5s, 10s}, Case{"much later", 5min, 60s}}) {
        SCOPED_TRACE(c.name);
        auto settings = one_slot();
        settings.waiting_max = 1;
        Queue queue{settings};
        auto wanted = ticket(5);
        wanted.predicted_service = c.service;
        enter(queue, wanted, at(0s));
        ASSERT_EQ(queue.next(at(0s)).size(), 1u);
        enter(queue, wanted, at(0s));
        const auto admission = queue.enter(wanted, at(0s));
        ASSERT_TRUE(std::holds_alternative<Refused>(admission));
        EXPECT_EQ(std::get<Refused>(admission).retry_after, c.retry_after);
    }
}

TEST(Queue, TenThousandWaitersAreCheap)
{
    Queue queue{{.slots = 4, .reserved = 1, .waiting_max = 10'000, .tenant_waiting_max = 10'000}};
    for (int i = 0; i < 10'000; ++i)
        enter(queue, ticket(static_cast<Priority>(i % 10), "tenant " + std::to_string(i % 100)), at(1ms * i));
    EXPECT_EQ(queue.waiting(), 10'000u);
    EXPECT_EQ(queue.tenants(), 100u);
    EXPECT_EQ(serve_all(queue, at(100s)).size(), 10'000u);
    EXPECT_EQ(queue.waiting(), 0u);
}

}  // namespace
}  // namespace swarmdesk::llm::admission
