#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "llm/admission/queue.hpp"
#include "runtime/random.hpp"

namespace swarmdesk::llm::admission {
namespace {

using namespace std::chrono_literals;

double seconds(nanoseconds time) { return static_cast<double>(time.count()) * 1e-9; }

/// An engine and its callers in virtual time: calls come at random (Poisson), take 0.5 to 1.5 s, and are predicted with
/// an error of up to a fifth.
class Simulation {
public:
    struct Load {
        double calls_per_second = 1;
        nanoseconds length = 600s;
        double critical = 0.02;  ///< share of P9
        double urgent = 0.03;    ///< share of P8
        std::size_t tenants = 20;
    };
    struct Outcome {
        std::map<Priority, std::vector<nanoseconds>> waits;
        std::map<Priority, std::uint64_t> arrived;
        std::map<Priority, std::uint64_t> in_time;
        nanoseconds useful{};  ///< service of calls that ended before their deadline
        std::uint64_t ended_late = 0;
    };

    Simulation(const Queue::Settings& settings, const Load& load, std::uint64_t seed)
        : load_(load), random_(seed), queue_(settings)
    {}

    Outcome run()
    {
        MonotonicTime arrival = now_ + gap();
        while (arrival < MonotonicTime{load_.length.count()}) {
            const bool ends_first = !ends_.empty() && ends_.begin()->first <= arrival;
            now_ = ends_first ? ends_.begin()->first : arrival;
            if (ends_first)
                end_first();
            else
                arrive();
            if (!ends_first) arrival = now_ + gap();
            act();
        }
        return outcome_;
    }

private:
    struct Call {
        Priority priority = 0;
        MonotonicTime arrived;
        MonotonicTime deadline;
        nanoseconds service{};
    };

    nanoseconds between(double least, double most)
    {
        return nanoseconds{static_cast<std::int64_t>((least + random_.unit() * (most - least)) * 1e9)};
    }
    nanoseconds gap()
    {
        return nanoseconds{static_cast<std::int64_t>(-std::log(1 - random_.unit()) / load_.calls_per_second * 1e9)};
    }
    Priority priority()
    {
        const double drawn = random_.unit();
        if (drawn < load_.critical) return 9;
        if (drawn < load_.critical + load_.urgent) return 8;
        return static_cast<Priority>(random_.below(8));
    }

    void arrive()
    {
        Call call{priority(), now_, {}, between(0.5, 1.5)};
        call.deadline = now_ + (call.priority >= priority_urgent ? between(4, 8) : between(3, 30));
        ++outcome_.arrived[call.priority];
        const auto predicted = nanoseconds{
            static_cast<std::int64_t>(static_cast<double>(call.service.count()) * (0.8 + 0.4 * random_.unit()))};
        const auto admission = queue_.enter({call.priority, "tenant " + std::to_string(random_.below(load_.tenants)),
                                             call.deadline, static_cast<std::uint64_t>(call.service / 10ms), predicted},
                                            now_);
        if (const auto* entered = std::get_if<Entered>(&admission)) calls_[entered->id] = call;
    }

    void end_first()
    {
        const WaiterId id = ends_.begin()->second;
        ends_.erase(ends_.begin());
        const Call& call = calls_.at(id);
        EXPECT_TRUE(queue_.finish(id, static_cast<std::uint64_t>(call.service / 10ms), Queue::Ending::served, now_));
        if (now_ <= call.deadline) {
            outcome_.useful += call.service;
            ++outcome_.in_time[call.priority];
        } else {
            ++outcome_.ended_late;
        }
    }

    void act()
    {
        for (const auto& action : queue_.next(now_)) {
            const auto* grant = std::get_if<Grant>(&action);
            if (!grant) continue;
            const Call& call = calls_.at(grant->id);
            outcome_.waits[call.priority].push_back(now_ - call.arrived);
            ends_.emplace(now_ + call.service, grant->id);
        }
    }

    Load load_;
    runtime::Random random_;
    Queue queue_;
    MonotonicTime now_;
    std::map<WaiterId, Call> calls_;
    std::set<std::pair<MonotonicTime, WaiterId>> ends_;
    Outcome outcome_;
};

nanoseconds percentile(std::vector<nanoseconds> values, double share)
{
    if (values.empty()) return nanoseconds{0};
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}

constexpr double mean_service = 1.0;
constexpr double longest_service = 1.5;

TEST(QueueOverload, AtTenTimesTheCapacityTheSlotsDoUsefulWorkAndP9HardlyWaits)
{
    struct Case {
        const char* name;
        std::uint32_t slots, reserved;
        double critical;  ///< share of the calls; ten times that is the share of the capacity P9 alone asks for
    };
    // With a fifth of the capacity asked for by P9 alone, two slots that are always busy when a P9 comes make the
    // hundredth of them wait for other P9s too: that load needs a reserved slot, and half of it does not.
    for (const Case& c : {Case{"two slots", 2, 0, 0.01}, Case{"two slots, one reserved", 2, 1, 0.02},
                          Case{"four slots", 4, 0, 0.02}, Case{"four slots, one reserved", 4, 1, 0.02}}) {
        for (const std::uint64_t seed : {1u, 2u, 3u}) {
            SCOPED_TRACE(std::string{c.name} + ", seed " + std::to_string(seed));
            const nanoseconds length = 1800s;
            Simulation simulation{
                {.slots = c.slots, .reserved = c.reserved},
                {.calls_per_second = 10.0 * c.slots / mean_service, .length = length, .critical = c.critical},
                seed};
            const auto outcome = simulation.run();
            EXPECT_GE(seconds(outcome.useful) / (seconds(length) * c.slots), 0.8);
            const auto& waits = outcome.waits.at(9);
            EXPECT_LE(seconds(percentile(waits, 0.99)), longest_service);
            EXPECT_LE(seconds(percentile(waits, 0.5)), mean_service / 2);
            const double answered =
                static_cast<double>(outcome.in_time.at(9)) / static_cast<double>(outcome.arrived.at(9));
            EXPECT_GE(answered, 0.99);
        }
    }
}

TEST(QueueOverload, BelowTheCapacityEverybodyIsServedInTime)
{
    Simulation simulation{{.slots = 4, .reserved = 0}, {.calls_per_second = 2.4}, 4};
    const auto outcome = simulation.run();
    std::uint64_t arrived = 0;
    std::uint64_t in_time = 0;
    for (const auto& [priority, calls] : outcome.arrived) arrived += calls;
    for (const auto& [priority, calls] : outcome.in_time) in_time += calls;
    EXPECT_GE(static_cast<double>(in_time) / static_cast<double>(arrived), 0.98);
}

TEST(QueueOverload, TheMoreUrgentIsAnsweredMoreOften)
{
    Simulation simulation{{.slots = 4, .reserved = 1}, {.calls_per_second = 40}, 5};
    auto outcome = simulation.run();
    const auto share = [&](Priority priority) {
        return static_cast<double>(outcome.in_time[priority]) / static_cast<double>(outcome.arrived[priority]);
    };
    EXPECT_GE(share(9), 0.99);
    EXPECT_GE(share(8), 0.9);
    EXPECT_GE(share(8), share(7));
    EXPECT_GE(share(7), share(4));
}

TEST(QueueOverload, IsTheSameEveryTime)
{
    const auto once = [] {
        Simulation simulation{{.slots = 2, .reserved = 1}, {.calls_per_second = 20, .length = 60s}, 6};
        return simulation.run().waits;
    };
    EXPECT_EQ(once(), once());
}

}  // namespace
}  // namespace swarmdesk::llm::admission
