#include "busy_desk.hpp"
#include "harness.hpp"
#include "runtime/task_scope.hpp"

namespace swarmdesk::bench {
namespace {

using boost::asio::awaitable;

constexpr int callers = 64;

/// Proposes the next intent nobody has proposed yet, waits until it is durable, and so on.
awaitable<void> call(BusyDesk& desk, std::uint64_t& next, std::uint64_t intents)
{
    while (next < intents) {
        const std::uint64_t number = next++;
        co_await desk.propose(number);
    }
}

awaitable<void> call_from_all(BusyDesk& desk, std::uint64_t intents, nanoseconds& taken)
{
    const auto rethrow = [](const std::string&, std::exception_ptr error) { std::rethrow_exception(error); };
    runtime::TaskScope scope{desk.executor(), rethrow};
    std::uint64_t next = 0;
    Stopwatch watch;
    for (int caller = 0; caller < callers; ++caller) scope.spawn(call(desk, next, intents), "caller");
    co_await scope.join();
    taken = watch.lap();
}

}  // namespace

Figures measure_intents(Scale scale)
{
    // As many as the whole desk may admit in an hour.
    const std::uint64_t intents = pick(scale, trading::risk::Limits{}.desk_admissions_per_hour_max, 200);
    Figures figures;
    for (std::uint64_t run = 0; run <= repetitions(scale); ++run) {
        BusyDesk desk{ledger::Durability::fsync, intents};
        nanoseconds taken{0};
        desk.run(call_from_all(desk, intents, taken));
        if (run > 0) figures["intents_per_second"].push_back(per_second(intents, taken));
    }
    return figures;
}

}  // namespace swarmdesk::bench
