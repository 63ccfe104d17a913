#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "base/instant.hpp"
#include "llm/admission/fair_share.hpp"
#include "llm/admission/lane.hpp"
#include "llm/admission/ticket.hpp"

namespace swarmdesk::llm::admission {

/// The queue in front of one local engine. Ollama's own is unbounded and knows no priorities, so no more than `slots`
/// calls are let into the engine and all others wait here.
///
/// Who is next, when a slot is free:
///  1. P9, in the order of entry, whoever the tenant is.
///  2. Of every `elder_every` grants below P9, one goes to the eldest waiter, if it has waited for `elder_after`.
///  3. The highest class. A waiter below P7 rises one class for each `ageing_step` it has waited, up to P7; so P8 and
///  P9
///     are passed by nobody but through rule 2. Within a class the tenant is next that was served the fewest tokens,
///     and within a tenant whoever came first.
/// `reserved` of the slots are only ever taken by P8 and P9.
///
/// What that promises, and the tests check:
///  - A P9 waits for no grant but those to P9s that came before it. So it begins when the first call ends that is in
///    flight, if it is the only P9, and at once while fewer than `reserved` P8 and P9 are in flight.
///  - Once a waiter (P0 as well) has waited for `elder_after` and n older ones below P9 are still waiting, it has its
///    slot after at most elder_every * (n + 1) grants below P9 of slots that are not reserved. n < waiting_max, so with
///    service times up to S and P9 taking the share u < 1 of the slots - reserved, it waits at most about
///    elder_after + elder_every * waiting_max * S / ((slots - reserved) * (1 - u)). While P9 alone takes every slot
///    there is no bound below it: that is what P9 is for.
///  - Nobody is granted a slot with less time left than its predicted service takes.
///
/// Every waiter ends exactly once: outranked (told by `enter`), granted or shed (told by `next`), or cancelled. Every
/// operation is logarithmic in the waiters, for each waiter it ends. After `enter`, `finish` and `cancel`, and at
/// `next_at`, the owner calls `next` and does what it says. Not for use from several threads.
class Queue {
public:
    struct Settings {
        std::uint32_t slots = 1;     ///< OLLAMA_NUM_PARALLEL
        std::uint32_t reserved = 0;  ///< fewer than `slots`
        std::size_t waiting_max = 512;
        std::size_t tenant_waiting_max = 128;
        std::size_t tenants_max = 1024;  ///< beyond, those that are not idle share an account and a share of the queue
        nanoseconds ageing_step = std::chrono::seconds{5};
        nanoseconds elder_after = std::chrono::seconds{45};
        std::uint32_t elder_every = 4;                        ///< at least 1
        nanoseconds service_guess = std::chrono::seconds{5};  ///< until one was timed
        nanoseconds service_most = std::chrono::minutes{10};  ///< a longer prediction is taken for this
        nanoseconds retry_after_least = std::chrono::seconds{1};
        nanoseconds retry_after_most = std::chrono::minutes{1};
    };
    struct Counters {
        std::size_t waiting = 0;
        std::size_t in_flight = 0;
        std::uint64_t entered = 0;
        std::uint64_t granted = 0;
        std::map<ShedReason, std::uint64_t> refused;  ///< at the door
        std::map<ShedReason, std::uint64_t> shed;     ///< after having waited
    };
    enum class Ending {
        served = 1,  ///< its service time says something about the next
        aborted,     ///< failed or cancelled on the way
    };

    explicit Queue(const Settings& settings);

    [[nodiscard]] Admission enter(const Ticket& ticket, MonotonicTime now);
    /// The same as `enter` and being granted by the next `next`, where that would be so because nobody waits and a slot
    /// is free. Else nothing, and nothing has happened.
    [[nodiscard]] std::optional<WaiterId> start_at_once(const Ticket& ticket, MonotonicTime now);
    /// Sheds who cannot be served in time any more, then grants what slots are free.
    [[nodiscard]] std::vector<Action> next(MonotonicTime now);
    /// Only the shedding.
    [[nodiscard]] std::vector<Shed> expire(MonotonicTime now);
    /// When `next` would shed somebody even if nothing else happened.
    std::optional<MonotonicTime> next_at() const;

    /// Its caller left. False where it does not wait: unknown, or it has a slot and `finish` is due.
    bool cancel(WaiterId id);
    /// Gives a slot back. False for one that has none.
    bool finish(WaiterId id, std::uint64_t served_tokens, Ending ending, MonotonicTime now);

    /// About how long a call that came now would wait: what waits in its class and above, spread over the slots open to
    /// it as they come free.
    nanoseconds predicted_wait(Priority priority, MonotonicTime now) const;
    /// Whose engine call could be broken off so that a waiting P9 need not wait: the least urgent in flight below P8,
    /// of those the one that began last. Nothing while no P9 waits or a slot is free.
    std::optional<WaiterId> preemptable() const;

    const Counters& counters(Priority priority) const { return counters_[priority]; }
    std::size_t waiting() const { return waiters_.size(); }
    std::size_t in_flight() const { return running_.size(); }
    std::size_t tenants() const { return share_.size(); }
    /// Of the recent calls.
    nanoseconds service_mean() const { return service_mean_; }

private:
    using Tenant = FairShare::Tenant;
    struct Waiter {
        Tenant tenant = FairShare::strangers;
        Priority priority = 0;
        Priority effective = 0;
        MonotonicTime entered;
        MonotonicTime deadline;
        MonotonicTime latest_start;
        nanoseconds service{};
        std::int64_t tokens = 0;
    };
    struct Running {
        Tenant tenant = FairShare::strangers;
        Priority priority = 0;
        MonotonicTime since;
        nanoseconds service{};
        std::int64_t tokens = 0;
    };
    /// Who gives up his place first: the lowest class, in it who has the least time left, of those the newest.
    using Rank = std::tuple<Priority, MonotonicTime, WaiterId>;  ///< with the id's complement
    using Waiters = std::map<WaiterId, Waiter>;

    Waiter waiter_of(const Ticket& ticket, MonotonicTime now);
    static Rank rank_of(WaiterId id, const Waiter& waiter);
    static Lane::Entry entry_of(WaiterId id, const Waiter& waiter);
    std::optional<ShedReason> judge(const Waiter& newcomer, MonotonicTime now) const;
    /// Who has to go for a newcomer: nothing: nobody; no id: the newcomer himself.
    struct Displaced {
        std::optional<WaiterId> id;
    };
    std::optional<Displaced> displaced_by(const Waiter& newcomer) const;
    Refused refuse(Priority priority, ShedReason reason, MonotonicTime now);

    void insert(WaiterId id, const Waiter& waiter);
    void take_out(Waiters::iterator waiter);
    void shed(Waiters::iterator waiter, ShedReason reason);
    void grant(WaiterId id, MonotonicTime now);
    void start(WaiterId id, const Waiter& waiter, MonotonicTime now);
    /// Counts a grant, before it is made, for rule 2.
    void pass_elder(const Waiter& waiter, bool is_elder);
    /// Whether a slot is free that this class may take.
    bool has_slot_for(Priority priority) const;
    void age(MonotonicTime now);
    void charge(Tenant tenant, std::int64_t tokens);

    bool is_open_to_all() const { return low_in_flight_ < settings_.slots - settings_.reserved; }
    std::optional<WaiterId> pick(MonotonicTime now) const;
    std::optional<WaiterId> elder(MonotonicTime now) const;
    nanoseconds wait_for(nanoseconds work, Priority priority, MonotonicTime now) const;
    std::vector<nanoseconds> slots_free_in(Priority priority, MonotonicTime now) const;

    Settings settings_;
    FairShare share_;
    WaiterId last_id_ = 0;
    nanoseconds service_mean_;
    Waiters waiters_;
    std::map<WaiterId, Running> running_;
    std::size_t low_in_flight_ = 0;         ///< below P8
    std::uint32_t grants_since_elder_ = 0;  ///< below P9, of slots open to all
    std::array<Lane, priorities> lanes_;    ///< by effective class
    std::set<WaiterId> by_age_;             ///< below P9
    std::set<std::pair<MonotonicTime, WaiterId>> by_latest_start_;
    std::set<std::pair<MonotonicTime, WaiterId>> by_rise_;  ///< when its class rises
    std::set<Rank> by_rank_;
    std::map<Tenant, std::set<Rank>> by_tenant_;
    std::array<Counters, priorities> counters_;
};

}  // namespace swarmdesk::llm::admission
