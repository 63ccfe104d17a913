#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "llm/admission/queue.hpp"

namespace swarmdesk::llm::admission {
namespace {

using namespace std::chrono_literals;

/// A queue with a plain model beside it, which checks every promise of the header at every step, the slow way.
class Drill {
public:
    explicit Drill(const Queue::Settings& settings) : settings_(settings), queue_(settings) {}

    void pass(nanoseconds time) { now_ = now_ + time; }

    void arrive(Priority priority, const std::string& tenant, nanoseconds patience, nanoseconds service)
    {
        const Ticket ticket{priority, tenant, now_ + patience, 1 + static_cast<std::uint64_t>(service / 10ms), service};
        const auto admission = queue_.enter(ticket, now_);
        if (const auto* entered = std::get_if<Entered>(&admission)) {
            if (entered->outranked) {
                RC_ASSERT(waiting_.at(*entered->outranked).priority < priority);
                end(*entered->outranked);
            }
            RC_ASSERT(seen_.insert(entered->id).second);
            waiting_[entered->id] = {priority, tenant, now_, now_ + patience, service, std::nullopt};
        }
        step();
    }
    void finish(std::size_t which)
    {
        if (running_.empty()) return;
        const auto it = std::next(running_.begin(), static_cast<std::ptrdiff_t>(which % running_.size()));
        RC_ASSERT(queue_.finish(it->first, which, Queue::Ending::served, now_));
        running_.erase(it);
        step();
    }
    void cancel(std::size_t which)
    {
        if (waiting_.empty()) return;
        const auto it = std::next(waiting_.begin(), static_cast<std::ptrdiff_t>(which % waiting_.size()));
        const WaiterId id = it->first;
        RC_ASSERT(queue_.cancel(id));
        end(id);
        step();
    }
    void drain()
    {
        while (!running_.empty()) finish(0);
        RC_ASSERT(waiting_.empty());
        RC_ASSERT(ended_ == seen_);
        RC_ASSERT(queue_.waiting() == 0u);
        RC_ASSERT(queue_.in_flight() == 0u);
    }

private:
    struct Waiter {
        Priority priority = 0;
        std::string tenant;
        MonotonicTime entered;
        MonotonicTime deadline;
        nanoseconds service{};
        std::optional<std::size_t> grants_left;  ///< once an elder: the bound
    };

    void step()
    {
        note_elders();
        for (const auto& action : queue_.next(now_)) {
            if (const auto* grant = std::get_if<Grant>(&action))
                on_grant(grant->id);
            else
                on_shed(std::get<Shed>(action));
        }
        check_counts();
    }

    void note_elders()
    {
        std::size_t older = 0;
        for (auto& [id, waiter] : waiting_) {
            if (waiter.priority == priority_critical) continue;
            if (!waiter.grants_left && now_ - waiter.entered >= settings_.elder_after)
                waiter.grants_left = settings_.elder_every * (older + 1);
            ++older;
        }
    }

    void on_shed(const Shed& shed)
    {
        const Waiter& waiter = waiting_.at(shed.id);
        RC_ASSERT(now_ + waiter.service > waiter.deadline);
        RC_ASSERT((shed.reason == ShedReason::deadline_passed) == (now_ >= waiter.deadline));
        end(shed.id);
    }

    void on_grant(WaiterId id)
    {
        const Waiter granted = waiting_.at(id);
        RC_ASSERT(now_ + granted.service <= granted.deadline);
        for (const auto& [other_id, other] : waiting_) {
            if (other_id >= id) break;
            RC_ASSERT(!(other.priority == granted.priority && other.tenant == granted.tenant));
        }
        const bool any_critical = std::any_of(waiting_.begin(), waiting_.end(),
                                              [](const auto& one) { return one.second.priority == priority_critical; });
        if (any_critical) {
            RC_ASSERT(granted.priority == priority_critical);
            for (const auto& [other_id, other] : waiting_)
                RC_ASSERT(other.priority != priority_critical || other_id >= id);
        }
        waiting_.erase(id);
        const auto low = static_cast<std::size_t>(std::count_if(
            running_.begin(), running_.end(), [](const auto& one) { return one.second < priority_urgent; }));
        const bool is_open = low < settings_.slots - settings_.reserved;
        RC_ASSERT(is_open || granted.priority >= priority_urgent);
        if (is_open && granted.priority < priority_critical) {
            for (auto& [other_id, other] : waiting_) {
                if (!other.grants_left) continue;
                RC_ASSERT(*other.grants_left > 1u);
                --*other.grants_left;
            }
        }
        running_[id] = granted.priority;
        RC_ASSERT(running_.size() <= settings_.slots);
        RC_ASSERT(ended_.insert(id).second);
    }

    void end(WaiterId id)
    {
        RC_ASSERT(waiting_.erase(id) == 1u);
        RC_ASSERT(ended_.insert(id).second);
    }

    void check_counts()
    {
        RC_ASSERT(queue_.waiting() == waiting_.size());
        RC_ASSERT(queue_.in_flight() == running_.size());
        RC_ASSERT(waiting_.size() <= settings_.waiting_max);
        std::map<std::string, std::size_t> by_tenant;
        for (const auto& [id, waiter] : waiting_) RC_ASSERT(++by_tenant[waiter.tenant] <= settings_.tenant_waiting_max);
        RC_ASSERT(queue_.tenants() <= settings_.tenants_max);
        for (Priority priority = 0; priority < priorities; ++priority) {
            const auto is_of_it = [priority](Priority other) { return other == priority; };
            RC_ASSERT(static_cast<std::ptrdiff_t>(queue_.counters(priority).waiting) ==
                      std::count_if(waiting_.begin(), waiting_.end(),
                                    [&](const auto& one) { return is_of_it(one.second.priority); }));
            RC_ASSERT(
                static_cast<std::ptrdiff_t>(queue_.counters(priority).in_flight) ==
                std::count_if(running_.begin(), running_.end(), [&](const auto& one) { return is_of_it(one.second); }));
        }
        // Work-conserving: a slot stays free only where nobody who waits may take it.
        if (running_.size() < settings_.slots)
            for (const auto& [id, waiter] : waiting_) RC_ASSERT(waiter.priority < priority_urgent);
    }

    Queue::Settings settings_;
    Queue queue_;
    MonotonicTime now_;
    std::map<WaiterId, Waiter> waiting_;
    std::map<WaiterId, Priority> running_;
    std::set<WaiterId> seen_;
    std::set<WaiterId> ended_;
};

using Steps = std::vector<std::pair<std::uint8_t, std::uint32_t>>;

void run(const Queue::Settings& settings, const Steps& steps)
{
    Drill drill{settings};
    for (const auto& [what, drawn] : steps) {
        // Spread the bits: small test sizes only draw small numbers.
        const std::uint64_t much = (drawn + 1ull) * 0x9E3779B97F4A7C15u >> 20;
        drill.pass(10ms * (much % 200));
        const auto kind = what % 10;
        if (kind < 6)
            drill.arrive(static_cast<Priority>(much / 7 % 10), "t" + std::to_string(much / 70 % 5),
                         1ms * (much / 350 % 200'000), 1ms * (much / 1001 % 3'000));
        else if (kind < 9)
            drill.finish(much);
        else
            drill.cancel(much);
    }
    drill.drain();
}

rc::Gen<Steps> long_runs() { return rc::gen::scale(4.0, rc::gen::arbitrary<Steps>()); }

TEST(QueueProperty, KeepsItsPromisesWithOneSlot)
{
    rc::check([] {
        run({.slots = 1,
             .waiting_max = 40,
             .tenant_waiting_max = 15,
             .tenants_max = 8,
             .ageing_step = 2s,
             .elder_after = 10s,
             .elder_every = 3},
            *long_runs());
    });
}

TEST(QueueProperty, KeepsItsPromisesWithReservedSlots)
{
    rc::check([] {
        run({.slots = 4,
             .reserved = 2,
             .waiting_max = 30,
             .tenant_waiting_max = 30,
             .tenants_max = 8,
             .ageing_step = 1s,
             .elder_after = 5s,
             .elder_every = 2},
            *long_runs());
    });
}

TEST(QueueProperty, KeepsItsPromisesWhereStrangersShareAnAccount)
{
    rc::check([] {
        run({.slots = 2,
             .reserved = 1,
             .waiting_max = 6,
             .tenant_waiting_max = 4,
             .tenants_max = 2,
             .ageing_step = 1s,
             .elder_after = 3s,
             .elder_every = 1},
            *long_runs());
    });
}

TEST(QueueProperty, StartingAtOnceIsEnteringAndBeingGranted)
{
    rc::check([] {
        Queue::Settings settings;
        settings.slots = *rc::gen::inRange(1u, 4u);
        settings.reserved = *rc::gen::inRange(0u, settings.slots);
        settings.elder_after = 3s;
        Queue plain{settings};
        Queue quick{settings};
        MonotonicTime now;
        std::vector<WaiterId> running;
        const auto grants = [&](Queue& queue) {
            std::vector<WaiterId> ids;
            for (const auto& action : queue.next(now))
                if (const auto* grant = std::get_if<Grant>(&action)) ids.push_back(grant->id);
            return ids;
        };
        for (int step = 0; step < 60; ++step) {
            now = now + *rc::gen::inRange(0, 2'000) * 1ms;
            if (!running.empty() && *rc::gen::inRange(0, 2) == 0) {
                const auto place = static_cast<std::ptrdiff_t>(*rc::gen::inRange<std::size_t>(0, running.size()));
                const WaiterId ended = running[static_cast<std::size_t>(place)];
                running.erase(running.begin() + place);
                RC_ASSERT(plain.finish(ended, 10, Queue::Ending::served, now));
                RC_ASSERT(quick.finish(ended, 10, Queue::Ending::served, now));
            } else {
                const Ticket ticket{static_cast<Priority>(*rc::gen::inRange(0, 10)),
                                    std::string(1, *rc::gen::inRange('a', 'd')),
                                    now + *rc::gen::inRange(0, 20'000) * 1ms, 20, 1s};
                const auto slow = plain.enter(ticket, now);
                if (const auto started = quick.start_at_once(ticket, now)) {
                    RC_ASSERT(std::get<Entered>(slow).id == *started);
                    RC_ASSERT(grants(plain) == std::vector<WaiterId>{*started});
                    running.push_back(*started);
                } else {
                    RC_ASSERT(quick.enter(ticket, now).index() == slow.index());
                }
            }
            const auto granted = grants(plain);
            RC_ASSERT(grants(quick) == granted);
            running.insert(running.end(), granted.begin(), granted.end());
            RC_ASSERT(plain.waiting() == quick.waiting() && plain.in_flight() == quick.in_flight());
        }
    });
}

}  // namespace
}  // namespace swarmdesk::llm::admission
