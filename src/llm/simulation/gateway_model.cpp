#include "llm/simulation/gateway_model.hpp"

#include <algorithm>
#include <limits>

#include "base/assert.hpp"

namespace swarmdesk::llm::simulation {
namespace {

using namespace std::chrono_literals;
using cache::SingleFlight;
using routing::SkipReason;

/// Midnight UTC before what is simulated, 2026-03-02: candles have calendar times.
constexpr UtcTime origin{1'772'409'600'000'000'000};

// As in llm/gateway.cpp and llm/router.cpp.
constexpr nanoseconds retry_base = 50ms;
constexpr nanoseconds retry_cap = 500ms;
constexpr nanoseconds retry_after_most = 2s;

/// Longer than the minute a rate looks back on: then nothing is lost with what is forgotten of a user.
constexpr nanoseconds idle_after = 2min;
/// The portfolio and the market as a personal question sees them: an answer is not found after they changed.
constexpr nanoseconds data_interval = 5min;
constexpr std::string_view desk = "desk";

UtcTime utc(MonotonicTime time) { return origin + nanoseconds{time.ns}; }

bool may_pass(FailureKind kind)
{
    return kind == FailureKind::failed || kind == FailureKind::overloaded || kind == FailureKind::unreachable ||
           kind == FailureKind::truncated;
}

cache::ExactCache::Settings cache_settings(const settings::CacheSettings& settings)
{
    cache::ExactCache::Settings cache;
    cache.entries_max = settings.entries_max;
    cache.bytes_max = settings.bytes_max;
    // An analysis is good as long as its candle is the last one, the longest of which is a day.
    cache.age_max = std::max({settings.stale_ttl, settings.ttl, cache::length_of(cache::Timeframe::d1)});
    return cache;
}

/// As heavy as an answer of so many tokens: what is in it is nobody's business here.
Answer answer_of(const Usage& usage) { return {std::string(200 + usage.completion_tokens * 4, 'x'), usage}; }

}  // namespace

/// What a user has left. Made when he calls, forgotten when nothing is left to remember.
struct GatewayModel::Allotment {
    explicit Allotment(const keys::Standing& standing)
        : rate({.requests = standing.rpm, .tokens = standing.tpm}),
          parallel(standing.max_parallel.value_or(std::numeric_limits<std::uint32_t>::max()))
    {}
    keys::RateLimit rate;
    routing::Bulkhead parallel;
    MonotonicTime used;
};

struct GatewayModel::Job {
    JobId id = 0;
    Call call;
    Errand errand;
    std::shared_ptr<Allotment> allotment;
    std::optional<routing::Bulkhead::Place> place;
    std::optional<keys::RateLimit::Taken> taken;
    std::optional<keys::Reservation> reservation;
    std::optional<cache::Key> key;
    bool is_canonical = false;
    nanoseconds ttl{};
    std::optional<SingleFlight::FlightId> flight;  ///< it leads

    // On its way:
    std::vector<bool> tried;
    std::map<std::int32_t, std::uint32_t> attempts;  ///< by tier
    std::optional<Failure> failure;
    DeploymentIndex at = 0;
    std::optional<admission::WaiterId> slot;  ///< waits for it, or has it
    std::optional<DeploymentModel::Visit> visit;
};

GatewayModel::GatewayModel(const Settings& settings, MonotonicTime counted_from, Outcome& outcome)
    : settings_(settings),
      counted_from_(counted_from),
      outcome_(outcome),
      random_(runtime::Random{settings.seed}.fork("gateway")),
      // The gateway's own bounds are made for thousands of keys; a call in flight must not be turned away for that.
      budgets_({.ledgers_max = settings.users + 1'000, .reservations_max = 10'000'000}),
      active_(settings.users + 1'000),
      cache_(cache_settings(settings.gateway.cache)),
      flights_(SingleFlight::Settings{})
{
    for (const auto tier : {ServiceTier::free, ServiceTier::plus, ServiceTier::pro, ServiceTier::operator_}) {
        settings::VirtualKey configured;
        configured.name = to_text(tier);
        configured.tier = tier;
        const auto allowance = settings::allowance_of(settings.gateway, configured);
        const auto& key = keys_.emplace(tier, keys::from_settings(configured, allowance, origin)).first->second;
        standings_.emplace(tier, keys::standing_of(key));
    }
    const auto opened = budgets_.open(std::string{desk}, {}, origin);
    SWARMDESK_ASSERT(opened);
    const auto* group = settings::find_group(settings.gateway, settings.group);
    SWARMDESK_ASSERT(group != nullptr);
    for (const auto& tier : group->tiers) {
        auto& places = tiers_.emplace_back();
        for (const auto& deployment : tier.deployments) {
            Speed speed = Brief::speed(deployment.provider);
            if (deployment.is_local && settings.local_tokens_per_second) {
                // Engines read about ten times as fast as they write.
                speed.answer_tokens_per_second = *settings.local_tokens_per_second;
                speed.prompt_tokens_per_second = *settings.local_tokens_per_second * 10;
            }
            places.push_back(deployments_.size());
            deployments_.push_back(std::make_unique<DeploymentModel>(deployment, tier.order, speed));
            outcome_.deployments.push_back({deployment.id, tier.order, deployment.is_local, 0, 0, {}, {}});
        }
    }
}

GatewayModel::~GatewayModel() = default;

// ---------------------------------------------------------------------------------------------------------- admission

std::shared_ptr<GatewayModel::Allotment> GatewayModel::allotment_of(const Call& call)
{
    auto& allotment = allotments_[call.user];
    if (!allotment) allotment = std::make_shared<Allotment>(standings_.at(call.tier));
    allotment->used = call.at;
    called_.emplace_back(call.at, call.user);
    return allotment;
}

void GatewayModel::forget_idle(MonotonicTime now)
{
    while (!called_.empty() && now - called_.front().first > idle_after) {
        const auto found = allotments_.find(called_.front().second);
        called_.pop_front();
        if (found == allotments_.end() || now - found->second->used <= idle_after) continue;
        if (found->second->parallel.in_flight() == 0) allotments_.erase(found);
    }
}

std::optional<std::string> GatewayModel::set_aside(Job& job)
{
    const MonotonicTime now = job.call.at;
    job.allotment = allotment_of(job.call);
    job.place = job.allotment->parallel.try_enter();
    if (!job.place) return "too_many_parallel_requests";
    const std::uint64_t tokens = job.errand.prompt_tokens + job.errand.answer_tokens_max;
    if (job.allotment->rate.refusal(tokens, now)) return "rate_limit_exceeded";
    keys::Amount estimate{{}, tokens, 1};
    for (const auto& one : deployments_)
        estimate.money = std::max(estimate.money, one->cost({job.errand.prompt_tokens, job.errand.answer_tokens_max}));
    std::vector<std::string> ledgers{std::string{desk}};
    const keys::VirtualKey& key = keys_.at(job.call.tier);
    if (key.budget.limit.money) {
        // Only where there is something to keep to is a user's spending kept in mind.
        ledgers.push_back("key/" + std::to_string(job.call.user));
        if (!budgets_.standing(ledgers.back(), utc(now))) {
            const auto opened = budgets_.open(ledgers.back(), key.budget, origin);
            SWARMDESK_ASSERT(opened);
        }
    }
    auto reserved = budgets_.reserve(ledgers, estimate, utc(now));
    if (const auto* refusal = std::get_if<keys::Refusal>(&reserved)) return std::string{to_text(refusal->code)};
    job.reservation.emplace(std::move(std::get<keys::Reservation>(reserved)));
    const auto taken = job.allotment->rate.take(tokens, now);
    if (const auto* counted = std::get_if<keys::RateLimit::Taken>(&taken)) job.taken = *counted;
    return std::nullopt;
}

void GatewayModel::file_under(Job& job)
{
    const auto& wanted = settings_.gateway.cache;
    if (!wanted.is_enabled) return;
    const Call& call = job.call;
    job.ttl = wanted.ttl;
    std::string data_version = std::to_string(call.at.ns / data_interval.count());
    std::string text;
    if (call.kind == Kind::analysis) {
        // About the last candle that has closed: nothing more is going to happen in it.
        const nanoseconds length = cache::length_of(call.timeframe);
        const std::int64_t number = utc(call.at).ns / length.count();
        const UtcTime opened{(number - 1) * length.count()};
        const std::string prompt = "analysis." + std::to_string(call.question) + "@1";
        const std::string instrument = "COIN" + std::to_string(call.instrument) + "USDT";
        job.ttl = UtcTime{(number + 1) * length.count()} - utc(call.at);
        if (settings_.sharing == Sharing::canonical) {
            const auto shared =
                cache::SharedAnalysis::of({instrument, call.timeframe, opened, prompt, settings_.group});
            SWARMDESK_ASSERT(shared);
            job.key = cache::key_of(*shared);
            job.is_canonical = true;
            return;
        }
        data_version = std::to_string(opened.ns);
        text = prompt + ' ' + instrument + ' ' + std::string{to_text(call.timeframe)};
    } else {
        text = "question " + std::to_string(call.text);
    }
    // The text stands for a prompt of thousands of bytes. It tells questions apart as that would; its size is in the
    // call.
    ModelCall asked;
    asked.body["messages"] = boost::json::array{boost::json::object{{"role", "user"}, {"content", text}}};
    const bool is_agent = call.tier == ServiceTier::operator_;
    const cache::Context context{cache::Scope::of_tenant(job.errand.tenant),
                                 is_agent ? "agent-" + std::to_string(call.user) : "",
                                 settings_.group,
                                 "1",
                                 {},
                                 data_version,
                                 wanted.name_space + '/'};
    const auto key = cache::key_of(context, asked);
    if (key) job.key = *key;
}

void GatewayModel::ask(const Call& call)
{
    forget_idle(call.at);
    ++outcome_.calls_simulated;
    auto made = std::make_unique<Job>();
    Job& job = *made;
    job.id = ++last_id_;
    job.call = call;
    jobs_.emplace(job.id, std::move(made));
    outcome_.in_flight_most = std::max(outcome_.in_flight_most, jobs_.size());

    const bool is_agent = call.tier == ServiceTier::operator_;
    job.errand.tenant = is_agent ? std::string{desk} : "user-" + std::to_string(call.user);
    job.errand.priority = keys::priority_of(standings_.at(call.tier), call.priority);
    job.errand.egress = keys_.at(call.tier).egress;
    job.errand.delivery = call.delivery;
    job.errand.deadline = call.at + std::min(call.patience, settings_.gateway.router.timeout);
    job.errand.prompt_tokens = call.prompt_tokens;
    job.errand.answer_tokens = call.answer_tokens;
    job.errand.answer_tokens_max = call.answer_tokens_max;
    job.tried.resize(deployments_.size());

    file_under(job);
    if (const auto refusal = set_aside(job)) {
        if (call.at >= counted_from_) ++outcome_.refused[*refusal];
        return conclude(job, Path::refused, {}, {}, call.at);
    }
    if (job.key && cache_.find(*job.key, call.at))
        return conclude(job, job.is_canonical ? Path::canonical : Path::exact, {}, {}, call.at);
    take_off(job);
    take_turns(call.at);
}

// ------------------------------------------------------------------------------------------------------- single flight

void GatewayModel::take_off(Job& job)
{
    const JobId id = job.id;
    if (job.key) {
        const auto joined = flights_.join(*job.key, job.call.delivery);
        if (const auto* leads = std::get_if<SingleFlight::Leads>(&joined)) {
            job.flight = leads->flight;
            leaders_.emplace(leads->flight, id);
            members_.emplace(leads->member, id);
            static_cast<void>(flights_.next(leads->member));
        } else if (const auto* follows = std::get_if<SingleFlight::Follows>(&joined)) {
            const auto& leader = jobs_.at(leaders_.at(follows->flight))->errand;
            if (follows->delivery == job.call.delivery && admission::may_wait_for(job.errand, leader)) {
                members_.emplace(follows->member, id);
                static_cast<void>(flights_.next(follows->member));
                return;
            }
            flights_.leave(follows->member);
        }
    }
    retries_.on_call();
    travel(id, job.call.at);
}

/// Everybody who waited for this answer has it, or what it failed with.
void GatewayModel::land(Job& leader, SingleFlight::Outcome ending, MonotonicTime now)
{
    const auto flight = *leader.flight;
    leaders_.erase(flight);
    for (const auto member : flights_.complete(flight, std::move(ending))) {
        const auto next = flights_.next(member);
        const auto node = members_.extract(member);
        if (node.mapped() == leader.id) continue;
        Job& job = *jobs_.at(node.mapped());
        const auto& outcome = *std::get<std::shared_ptr<const SingleFlight::Outcome>>(next);
        if (const auto* failure = std::get_if<Failure>(&outcome))
            degrade_or_refuse(job, *failure, now);
        else
            conclude(job, Path::coalesced, {}, {}, now);
    }
}

// ------------------------------------------------------------------------------------------------------------- routing

routing::Plan GatewayModel::plan(const Job& job, MonotonicTime now)
{
    std::vector<routing::TierView> views;
    for (const auto& tier : tiers_) {
        auto& view = views.emplace_back();
        for (const DeploymentIndex index : tier) {
            view.order = deployments_[index]->order();
            view.deployments.push_back(deployments_[index]->view(job.errand, now));
            view.deployments.back().is_tried = job.tried[index];
        }
    }
    routing::Need need;
    need.deadline = job.errand.deadline;
    need.prompt_tokens = job.errand.prompt_tokens;
    need.completion_tokens = job.errand.answer_tokens_max;
    return routing::plan(views, need, settings_.gateway.router.strategy, now, random_.next());
}

void GatewayModel::travel(JobId id, MonotonicTime now)
{
    Job& job = *jobs_.at(id);
    while (true) {
        const routing::Plan planned = plan(job, now);
        if (!planned.choice) {
            if (!job.failure)
                job.failure = Failure{
                    planned.is_all(SkipReason::too_slow) ? FailureKind::timed_out : FailureKind::overloaded, {}, 0, {}};
            return failed(job, *job.failure, now);
        }
        job.at = tiers_[planned.choice->tier][planned.choice->deployment];
        DeploymentModel& deployment = *deployments_[job.at];
        if (admission::Queue* queue = deployment.queue()) {
            const auto admission = queue->enter(deployment.ticket(job.errand, now), now);
            if (const auto* refused = std::get_if<admission::Refused>(&admission)) {
                pass_over(job, to_text(refused->reason), {FailureKind::overloaded, {}, 0, refused->retry_after});
                continue;
            }
            const auto& entered = std::get<admission::Entered>(admission);
            job.slot = entered.id;
            waiting_.emplace(Place{job.at, entered.id}, id);
            if (entered.outranked) {
                const auto node = waiting_.extract(Place{job.at, *entered.outranked});
                turns_.push_back({node.mapped(), admission::ShedReason::outranked});
            }
            return pump(job.at, now);
        }
        if (begin(job, std::nullopt, now)) return;
    }
}

/// That deployment is not for this call; and why, for the report.
void GatewayModel::pass_over(Job& job, std::string_view word, const Failure& failure)
{
    if (job.call.at >= counted_from_) ++outcome_of(job.at).failed[std::string{word}];
    job.tried[job.at] = true;
    job.slot.reset();
    job.failure = failure;
}

bool GatewayModel::begin(Job& job, std::optional<admission::WaiterId> slot, MonotonicTime now)
{
    DeploymentModel& deployment = *deployments_[job.at];
    job.visit = deployment.begin(job.errand, now, random_);
    if (!job.visit) {
        if (slot) {
            deployment.queue()->finish(*slot, 0, admission::Queue::Ending::aborted, now);
            pump(job.at, now);
        }
        pass_over(job, "taken", {FailureKind::overloaded, {}, 0, {}});
        return false;
    }
    job.visit->slot = slot;
    due_.push({job.visit->ends, ++last_id_, job.id});
    return true;
}

void GatewayModel::pump(DeploymentIndex index, MonotonicTime now)
{
    admission::Queue& queue = *deployments_[index]->queue();
    bool is_low_granted = false;
    for (const auto& action : queue.next(now)) {
        const auto* shed = std::get_if<admission::Shed>(&action);
        const auto id = shed != nullptr ? shed->id : std::get<admission::Grant>(action).id;
        const auto node = waiting_.extract(Place{index, id});
        SWARMDESK_ASSERT(!node.empty());
        turns_.push_back({node.mapped(), {}});
        if (shed != nullptr) turns_.back().shed = shed->reason;
        const Job& job = *jobs_.at(node.mapped());
        if (shed == nullptr && job.errand.priority < admission::priority_critical) is_low_granted = true;
    }
    if (is_low_granted && queue.counters(admission::priority_critical).waiting > 0) ++outcome_.inversions;
}

void GatewayModel::take_turns(MonotonicTime now)
{
    while (!turns_.empty()) {
        const Turn turn = turns_.front();
        turns_.pop_front();
        Job& job = *jobs_.at(turn.job);
        if (turn.shed) {
            pass_over(job, to_text(*turn.shed), {FailureKind::overloaded, {}, 0, {}});
            travel(turn.job, now);
        } else if (!begin(job, job.slot, now)) {
            travel(turn.job, now);
        }
    }
}

std::optional<MonotonicTime> GatewayModel::next_at() const
{
    std::optional<MonotonicTime> next;
    if (!due_.empty()) next = due_.top().at;
    for (const auto& deployment : deployments_) {
        if (deployment->queue() == nullptr) continue;
        const auto at = deployment->queue()->next_at();
        if (at && (!next || *at < *next)) next = at;
    }
    return next;
}

void GatewayModel::wake(MonotonicTime now)
{
    while (!due_.empty() && due_.top().at <= now) {
        const JobId id = due_.top().job;
        due_.pop();
        Job& job = *jobs_.at(id);
        if (job.visit)
            visit_ended(job, now);
        else
            travel(id, now);  // it rested before a retry
        take_turns(now);
    }
    for (DeploymentIndex index = 0; index < deployments_.size(); ++index) {
        const auto* queue = deployments_[index]->queue();
        if (queue != nullptr && queue->next_at() && *queue->next_at() <= now) pump(index, now);
    }
    take_turns(now);
}

void GatewayModel::visit_ended(Job& job, MonotonicTime now)
{
    DeploymentModel& deployment = *deployments_[job.at];
    DeploymentModel::Visit visit = std::move(*job.visit);
    job.visit.reset();
    const bool has_queue = deployment.queue() != nullptr;
    const DeploymentIndex index = job.at;
    const JobId id = job.id;
    if (!visit.failure) {
        const Usage usage{job.errand.prompt_tokens, job.errand.answer_tokens};
        deployment.on_success(visit, usage, job.errand.delivery, now);
        if (job.call.at >= counted_from_) outcome_.by_priority[job.errand.priority].wait.add(visit.began - job.call.at);
        answered(job, now);
    } else {
        const Failure failure = *visit.failure;
        const bool is_begun = visit.is_begun;
        if (job.call.at >= counted_from_) ++outcome_of(index).failed[std::string{to_text(failure.kind)}];
        const auto verdict = deployment.on_failure(visit, now);
        job.failure = failure;
        if (is_begun) {
            // The caller has heard the beginning: what happens is told as it is.
            failed(job, failure, now);
        } else if (verdict == DeploymentModel::Verdict::try_next_key) {
            travel(id, now);
        } else if (!may_retry(job, now)) {
            job.tried[index] = true;
            travel(id, now);
        }
    }
    if (has_queue) pump(index, now);
}

/// Once a retry is granted, the job rests for a moment and comes back by `wake`.
bool GatewayModel::may_retry(Job& job, MonotonicTime now)
{
    const auto& router = settings_.gateway.router;
    const std::uint32_t attempt = job.attempts[deployments_[job.at]->order()]++;
    if (!may_pass(job.failure->kind) || attempt >= router.num_retries) return false;
    nanoseconds pause = std::max(routing::full_jitter(random_, attempt, retry_base, retry_cap), router.retry_after);
    if (job.failure->retry_after) {
        if (*job.failure->retry_after > retry_after_most) return false;
        pause = std::max(pause, *job.failure->retry_after);
    }
    if (now + pause >= job.errand.deadline || !retries_.try_retry(now)) return false;
    due_.push({now + pause, ++last_id_, job.id});
    return true;
}

// --------------------------------------------------------------------------------------------------------- conclusions

void GatewayModel::answered(Job& job, MonotonicTime now)
{
    const Usage usage{job.errand.prompt_tokens, job.errand.answer_tokens};
    const DeploymentModel& deployment = *deployments_[job.at];
    const Decimal cost = deployment.cost(usage);
    if (job.call.at >= counted_from_) {
        ByDeployment& by = outcome_of(job.at);
        ++by.answered;
        by.tokens += usage.total();
        by.cost += cost;
    }
    if (job.key) {
        const auto& maker = deployment.deployment();
        cache::Entry entry{answer_of(usage),
                           {maker.id, std::string{to_text(maker.provider)}, maker.model, deployment.order()}};
        // An analysis whose candle was the last when it was asked for may be so no more.
        cache_.put(*job.key, std::move(entry), job.ttl - (now - job.call.at), now);
        outcome_.cached_bytes_most = std::max(outcome_.cached_bytes_most, cache_.bytes());
    }
    if (job.flight) land(job, answer_of(usage), now);
    conclude(job, Path::model, usage, cost, now);
}

void GatewayModel::failed(Job& job, const Failure& failure, MonotonicTime now)
{
    if (job.flight) land(job, failure, now);
    degrade_or_refuse(job, failure, now);
}

void GatewayModel::degrade_or_refuse(Job& job, const Failure& failure, MonotonicTime now)
{
    if (job.key && cache_.find_stale(*job.key, now, settings_.gateway.cache.stale_ttl))
        return conclude(job, Path::stale, {}, {}, now);
    if (job.call.at >= counted_from_) ++outcome_.refused[std::string{to_text(failure.kind)}];
    conclude(job, Path::refused, {}, {}, now);
}

/// The end of a call, once.
void GatewayModel::conclude(Job& job, Path path, const Usage& usage, Decimal cost, MonotonicTime now)
{
    if (job.reservation) {
        if (usage.total() == 0)
            budgets_.release(std::move(*job.reservation));
        else
            budgets_.settle(std::move(*job.reservation), {cost, usage.total(), 1});
        outcome_.spent += cost;
    }
    if (job.taken) job.allotment->rate.correct(*job.taken, usage.total());
    if (job.call.at >= counted_from_) {
        outcome_.paths.add(path);
        outcome_.by_kind[job.call.kind].add(path);
        ByPriority& priority = outcome_.by_priority[job.errand.priority];
        priority.paths.add(path);
        if (path != Path::refused) priority.answered.add(now - job.call.at);
        ByTier& tier = outcome_.by_tier[job.call.tier];
        tier.paths.add(path);
        tier.cost += cost;
        if (!active_[job.call.user]) ++tier.active;
        active_[job.call.user] = true;
        outcome_.evicted = cache_.counters().evicted;
    }
    jobs_.erase(job.id);
}

}  // namespace swarmdesk::llm::simulation
