#include "llm/admission/queue.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace swarmdesk::llm::admission {

namespace {
/// Ageing ends here, so that age never reaches a reserved slot.
constexpr Priority aged_most = priority_urgent - 1;
/// Keeps sums of charges far from overflow.
constexpr std::uint64_t tokens_most = 1ull << 32;

std::int64_t charged(std::uint64_t tokens)
{
    return static_cast<std::int64_t>(std::clamp<std::uint64_t>(tokens, 1, tokens_most));
}
}  // namespace

Queue::Queue(const Settings& settings)
    : settings_(settings), share_(settings.tenants_max), service_mean_(settings.service_guess)
{
    SWARMDESK_ASSERT(settings.slots > 0 && settings.slots <= 4096 && settings.reserved < settings.slots);
    SWARMDESK_ASSERT(settings.waiting_max > 0 && settings.tenant_waiting_max > 0);
    SWARMDESK_ASSERT(settings.elder_every > 0 && settings.ageing_step.count() > 0);
}

Queue::Rank Queue::rank_of(WaiterId id, const Waiter& waiter) { return {waiter.effective, waiter.latest_start, ~id}; }

Lane::Entry Queue::entry_of(WaiterId id, const Waiter& waiter)
{
    // P9 is one line whoever the tenants are: fairness must not reorder what is critical.
    const Tenant line = waiter.effective == priority_critical ? FairShare::strangers : waiter.tenant;
    return {id, line, waiter.service};
}

// Entering.

Queue::Waiter Queue::waiter_of(const Ticket& ticket, MonotonicTime now)
{
    SWARMDESK_ASSERT(ticket.priority < priorities);
    Waiter waiter;
    waiter.priority = waiter.effective = ticket.priority;
    waiter.entered = now;
    waiter.deadline = ticket.deadline;
    waiter.service =
        std::clamp(ticket.predicted_service.value_or(service_mean_), nanoseconds{0}, settings_.service_most);
    waiter.latest_start = ticket.deadline + -waiter.service;
    waiter.tokens = charged(ticket.estimated_tokens);
    waiter.tenant = share_.join(ticket.tenant);
    return waiter;
}

std::optional<WaiterId> Queue::start_at_once(const Ticket& ticket, MonotonicTime now)
{
    if (!waiters_.empty() || !has_slot_for(ticket.priority)) return std::nullopt;
    const Waiter waiter = waiter_of(ticket, now);
    if (now >= waiter.deadline || now > waiter.latest_start) {
        share_.leave(waiter.tenant);
        return std::nullopt;
    }
    ++counters_[waiter.priority].entered;
    pass_elder(waiter, false);
    start(++last_id_, waiter, now);
    return last_id_;
}

Admission Queue::enter(const Ticket& ticket, MonotonicTime now)
{
    const Waiter waiter = waiter_of(ticket, now);
    const auto turn_away = [&](ShedReason reason) {
        share_.leave(waiter.tenant);
        return refuse(ticket.priority, reason, now);
    };
    if (const auto reason = judge(waiter, now)) return turn_away(*reason);
    const auto displaced = displaced_by(waiter);
    if (displaced && !displaced->id) return turn_away(ShedReason::full);
    Entered entered{++last_id_, std::nullopt};
    if (displaced) {
        entered.outranked = displaced->id;
        shed(waiters_.find(*displaced->id), ShedReason::outranked);
    }
    insert(entered.id, waiter);
    ++counters_[ticket.priority].entered;
    return entered;
}

std::optional<ShedReason> Queue::judge(const Waiter& newcomer, MonotonicTime now) const
{
    if (now >= newcomer.deadline) return ShedReason::deadline_passed;
    if (now > newcomer.latest_start) return ShedReason::cannot_meet_deadline;
    const Priority priority = newcomer.priority;
    nanoseconds work =
        priority == priority_critical ? lanes_[priority].work() : lanes_[priority].work_before(newcomer.tenant);
    for (std::size_t above = priority + 1u; above < priorities; ++above) work += lanes_[above].work();
    if (wait_for(work, priority, now) > newcomer.latest_start - now) return ShedReason::cannot_meet_deadline;
    return std::nullopt;
}

std::optional<Queue::Displaced> Queue::displaced_by(const Waiter& newcomer) const
{
    const auto own = by_tenant_.find(newcomer.tenant);
    const std::set<Rank>* crowded = nullptr;
    if (own != by_tenant_.end() && own->second.size() >= settings_.tenant_waiting_max)
        crowded = &own->second;
    else if (waiters_.size() >= settings_.waiting_max)
        crowded = &by_rank_;
    if (!crowded) return std::nullopt;
    if (crowded->empty()) return Displaced{};
    const auto& [lowest, latest_start, complement] = *crowded->begin();
    if (lowest >= newcomer.priority) return Displaced{};
    return Displaced{~complement};
}

Refused Queue::refuse(Priority priority, ShedReason reason, MonotonicTime now)
{
    ++counters_[priority].refused[reason];
    return {reason, std::clamp(predicted_wait(priority, now), settings_.retry_after_least, settings_.retry_after_most)};
}

void Queue::insert(WaiterId id, const Waiter& waiter)
{
    waiters_.emplace(id, waiter);
    lanes_[waiter.effective].add(entry_of(id, waiter), share_.attained(waiter.tenant));
    if (waiter.priority < priority_critical) by_age_.insert(id);
    if (waiter.priority < aged_most) by_rise_.emplace(waiter.entered + settings_.ageing_step, id);
    by_latest_start_.emplace(waiter.latest_start, id);
    by_rank_.insert(rank_of(id, waiter));
    by_tenant_[waiter.tenant].insert(rank_of(id, waiter));
    ++counters_[waiter.priority].waiting;
}

// Leaving.

void Queue::take_out(Waiters::iterator found)
{
    SWARMDESK_ASSERT(found != waiters_.end());
    const auto& [id, waiter] = *found;
    lanes_[waiter.effective].remove(entry_of(id, waiter));
    by_age_.erase(id);
    by_rise_.erase({waiter.entered + settings_.ageing_step * (waiter.effective - waiter.priority + 1), id});
    by_latest_start_.erase({waiter.latest_start, id});
    by_rank_.erase(rank_of(id, waiter));
    const auto own = by_tenant_.find(waiter.tenant);
    own->second.erase(rank_of(id, waiter));
    if (own->second.empty()) by_tenant_.erase(own);
    --counters_[waiter.priority].waiting;
    waiters_.erase(found);
}

void Queue::shed(Waiters::iterator found, ShedReason reason)
{
    SWARMDESK_ASSERT(found != waiters_.end());
    const Tenant tenant = found->second.tenant;
    ++counters_[found->second.priority].shed[reason];
    take_out(found);
    share_.leave(tenant);
}

bool Queue::cancel(WaiterId id)
{
    const auto found = waiters_.find(id);
    if (found == waiters_.end()) return false;
    shed(found, ShedReason::cancelled);
    return true;
}

std::vector<Shed> Queue::expire(MonotonicTime now)
{
    std::vector<Shed> gone;
    while (!by_latest_start_.empty() && by_latest_start_.begin()->first < now) {
        const auto found = waiters_.find(by_latest_start_.begin()->second);
        const auto reason =
            now >= found->second.deadline ? ShedReason::deadline_passed : ShedReason::cannot_meet_deadline;
        gone.push_back({found->first, reason});
        shed(found, reason);
    }
    return gone;
}

std::optional<MonotonicTime> Queue::next_at() const
{
    if (by_latest_start_.empty()) return std::nullopt;
    return by_latest_start_.begin()->first + nanoseconds{1};
}

// Being served.

std::vector<Action> Queue::next(MonotonicTime now)
{
    const auto gone = expire(now);
    std::vector<Action> actions{gone.begin(), gone.end()};
    age(now);
    while (const auto id = pick(now)) {
        grant(*id, now);
        actions.emplace_back(Grant{*id});
    }
    return actions;
}

void Queue::age(MonotonicTime now)
{
    while (!by_rise_.empty() && by_rise_.begin()->first <= now) {
        const auto [due, id] = *by_rise_.begin();
        by_rise_.erase(by_rise_.begin());
        Waiter& waiter = waiters_.at(id);
        auto& own = by_tenant_.at(waiter.tenant);
        lanes_[waiter.effective].remove(entry_of(id, waiter));
        by_rank_.erase(rank_of(id, waiter));
        own.erase(rank_of(id, waiter));
        ++waiter.effective;
        lanes_[waiter.effective].add(entry_of(id, waiter), share_.attained(waiter.tenant));
        by_rank_.insert(rank_of(id, waiter));
        own.insert(rank_of(id, waiter));
        if (waiter.effective < aged_most) by_rise_.emplace(due + settings_.ageing_step, id);
    }
}

std::optional<WaiterId> Queue::pick(MonotonicTime now) const
{
    if (running_.size() >= settings_.slots) return std::nullopt;
    if (const auto critical = lanes_[priority_critical].first()) return critical;
    if (const auto eldest = elder(now)) return eldest;
    const Priority lowest = is_open_to_all() ? 0 : priority_urgent;
    for (int lane = priority_critical - 1; lane >= lowest; --lane)
        if (const auto first = lanes_[static_cast<std::size_t>(lane)].first()) return first;
    return std::nullopt;
}

std::optional<WaiterId> Queue::elder(MonotonicTime now) const
{
    if (by_age_.empty() || !is_open_to_all() || grants_since_elder_ + 1 < settings_.elder_every) return std::nullopt;
    const WaiterId eldest = *by_age_.begin();
    if (now - waiters_.at(eldest).entered < settings_.elder_after) return std::nullopt;
    return eldest;
}

void Queue::grant(WaiterId id, MonotonicTime now)
{
    const auto found = waiters_.find(id);
    const Waiter waiter = found->second;
    pass_elder(waiter, elder(now) == id);
    take_out(found);
    start(id, waiter, now);
}

void Queue::pass_elder(const Waiter& waiter, bool is_elder)
{
    if (waiter.priority == priority_critical || !is_open_to_all()) return;
    grants_since_elder_ = is_elder ? 0 : std::min(grants_since_elder_ + 1, settings_.elder_every);
}

void Queue::start(WaiterId id, const Waiter& waiter, MonotonicTime now)
{
    running_.emplace(id, Running{waiter.tenant, waiter.priority, now, waiter.service, waiter.tokens});
    if (waiter.priority < priority_urgent) ++low_in_flight_;
    ++counters_[waiter.priority].in_flight;
    ++counters_[waiter.priority].granted;
    charge(waiter.tenant, waiter.tokens);
}

bool Queue::finish(WaiterId id, std::uint64_t served_tokens, Ending ending, MonotonicTime now)
{
    const auto found = running_.find(id);
    if (found == running_.end()) return false;
    const Running running = found->second;
    running_.erase(found);
    if (running.priority < priority_urgent) --low_in_flight_;
    --counters_[running.priority].in_flight;
    charge(running.tenant, charged(served_tokens) - running.tokens);
    share_.leave(running.tenant);
    if (ending == Ending::served)
        service_mean_ += (std::clamp(now - running.since, nanoseconds{0}, settings_.service_most) - service_mean_) / 8;
    return true;
}

void Queue::charge(Tenant tenant, std::int64_t tokens)
{
    const auto attained = share_.charge(tenant, tokens);
    for (std::size_t lane = 0; lane < priority_critical; ++lane) lanes_[lane].set_attained(tenant, attained);
}

std::optional<WaiterId> Queue::preemptable() const
{
    if (!lanes_[priority_critical].first() || running_.size() < settings_.slots) return std::nullopt;
    std::optional<WaiterId> least;
    for (const auto& [id, running] : running_) {
        if (running.priority >= priority_urgent) continue;
        if (least) {
            const Running& other = running_.at(*least);
            if (std::tuple{running.priority, other.since} > std::tuple{other.priority, running.since}) continue;
        }
        least = id;
    }
    return least;
}

bool Queue::has_slot_for(Priority priority) const
{
    return running_.size() < settings_.slots && (priority >= priority_urgent || is_open_to_all());
}

// Predicting.

nanoseconds Queue::predicted_wait(Priority priority, MonotonicTime now) const
{
    nanoseconds work{};
    for (std::size_t lane = priority; lane < priorities; ++lane) work += lanes_[lane].work();
    return wait_for(work, priority, now);
}

nanoseconds Queue::wait_for(nanoseconds work, Priority priority, MonotonicTime now) const
{
    if (work.count() == 0 && has_slot_for(priority)) return nanoseconds{0};
    // Work flows into the slots like water, into those that come free first: the level it reaches is the wait.
    const auto free_in = slots_free_in(priority, now);
    nanoseconds level = free_in.front();
    for (std::size_t open = 1; open < free_in.size(); ++open) {
        const auto width = static_cast<std::int64_t>(open);
        const nanoseconds room = (free_in[open] - level) * width;
        if (work <= room) return level + work / width;
        work -= room;
        level = free_in[open];
    }
    return level + work / static_cast<std::int64_t>(free_in.size());
}

std::vector<nanoseconds> Queue::slots_free_in(Priority priority, MonotonicTime now) const
{
    std::vector<nanoseconds> low;
    std::vector<nanoseconds> others(settings_.slots - running_.size(), nanoseconds{0});
    for (const auto& [id, running] : running_) {
        const nanoseconds left = std::max(nanoseconds{0}, running.since + running.service - now);
        (running.priority < priority_urgent ? low : others).push_back(left);
    }
    std::sort(others.begin(), others.end());
    // Below P8 only so many slots count as are not reserved: those such calls hold, and of the others the first.
    if (priority < priority_urgent) others.resize(settings_.slots - settings_.reserved - low.size());
    low.insert(low.end(), others.begin(), others.end());
    std::sort(low.begin(), low.end());
    return low;
}

}  // namespace swarmdesk::llm::admission
