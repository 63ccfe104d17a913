#include "llm/router.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "llm/hedging.hpp"

namespace swarmdesk::llm {

namespace asio = boost::asio;
using routing::SkipReason;

namespace {

constexpr nanoseconds retry_base = std::chrono::milliseconds{50};
constexpr nanoseconds retry_cap = std::chrono::milliseconds{500};
/// An upstream that wants to be left alone for longer than this is not waited for.
constexpr nanoseconds retry_after_most = std::chrono::seconds{2};

/// Whether the same deployment may do better a moment later.
bool may_pass(FailureKind kind)
{
    switch (kind) {
        case FailureKind::failed:
        case FailureKind::overloaded:
        case FailureKind::unreachable:
        case FailureKind::truncated: return true;
        default: return false;
    }
}

/// The failure an errand ends with that nobody would even try.
Failure untried(const routing::Plan& plan, MonotonicTime now)
{
    Failure failure{FailureKind::overloaded, "no model can take this now", 0, {}};
    if (plan.available_at)
        failure.retry_after = std::max<nanoseconds>(*plan.available_at - now, std::chrono::seconds{1});
    if (plan.is_all(SkipReason::context_too_short))
        return {FailureKind::context_too_long, "the prompt is longer than any model here can read", 0, {}};
    if (plan.is_all(SkipReason::egress_forbidden))
        failure.message = "the models that may see this text are not available";
    if (plan.is_all(SkipReason::too_slow)) {
        failure.kind = FailureKind::timed_out;
        failure.message = "no model would be done by the deadline";
    }
    if (plan.skipped.empty()) failure.message = "no model is configured for this name";
    return failure;
}

}  // namespace

AnswerStream::AnswerStream(Upstream& upstream, Upstream::Visit visit, std::vector<Event> begun, nanoseconds first_token)
    : upstream_(upstream), visit_(std::move(visit)), begun_(std::move(begun)), first_token_(first_token)
{}

asio::awaitable<Event> AnswerStream::next()
{
    if (auto event = ready()) co_return std::move(*event);
    Event event = co_await visit_.attempt->next();
    settle(event);
    co_return event;
}

std::optional<Event> AnswerStream::ready()
{
    std::optional<Event> event;
    if (told_ < begun_.size())
        event = std::move(begun_[told_++]);
    else
        event = visit_.attempt->ready();
    if (event) settle(*event);
    return event;
}

void AnswerStream::settle(const Event& event)
{
    if (const auto* finished = std::get_if<Finished>(&event)) {
        visit_.attempt.reset();
        upstream_.on_success(visit_, finished->usage, first_token_);
    } else if (const auto* failure = std::get_if<Failure>(&event)) {
        visit_.attempt.reset();
        upstream_.on_failure(visit_, *failure);
    }
}

/// What one errand has seen so far.
struct Router::Journey {
    Provenance provenance;
    std::set<const Upstream*> tried;
    std::map<std::int32_t, std::uint32_t> attempts;  ///< by tier
    std::optional<Failure> failure;                  ///< the last that says something about an upstream
};

Router::Router(asio::any_io_executor executor, runtime::Clock& clock, runtime::Random& random, net::HttpClient& client,
               const settings::GatewaySettings& settings)
    : clock_(clock),
      random_(random),
      settings_(settings.router),
      hedging_(settings_.hedging ? std::make_unique<Hedging>(clock, *settings_.hedging) : nullptr)
{
    for (const auto& group : settings.groups) {
        Group& made = groups_[group.name];
        made.name = group.name;
        for (const auto& tier : group.tiers) {
            auto& places = made.tiers.emplace_back();
            for (const auto& deployment : tier.deployments) {
                upstreams_.push_back(std::make_unique<Upstream>(executor, clock, client, deployment, tier.order));
                places.push_back(upstreams_.back().get());
            }
        }
    }
}

Router::~Router() = default;

asio::awaitable<void> Router::stop()
{
    for (const auto& upstream : upstreams_) co_await upstream->stop();
}

routing::Plan Router::plan(const Group& group, const Errand& errand, const Journey& journey)
{
    const MonotonicTime now = clock_.now().monotonic;
    std::vector<routing::TierView> tiers;
    for (const auto& upstreams : group.tiers) {
        auto& tier = tiers.emplace_back();
        tier.order = upstreams.empty() ? 1 : upstreams.front()->order();
        for (const Upstream* upstream : upstreams) {
            tier.deployments.push_back(upstream->view(errand, now));
            tier.deployments.back().is_tried = journey.tried.contains(upstream);
        }
    }
    routing::Need need;
    need.operation = errand.call.operation;
    need.deadline = errand.deadline;
    need.prompt_tokens = errand.prompt_tokens;
    need.completion_tokens = max_tokens(errand.call, 0);
    return routing::plan(tiers, need, settings_.strategy, now, random_.next());
}

std::vector<std::string> Router::groups_after(const std::string& group, FailureKind kind) const
{
    std::vector<std::string> groups;
    const auto add = [&](const settings::Fallbacks& fallbacks) {
        const auto found = fallbacks.find(group);
        if (found != fallbacks.end()) groups.insert(groups.end(), found->second.begin(), found->second.end());
    };
    if (kind == FailureKind::context_too_long) add(settings_.context_window_fallbacks);
    if (kind == FailureKind::refused_content) add(settings_.content_policy_fallbacks);
    add(settings_.fallbacks);
    groups.insert(groups.end(), settings_.default_fallbacks.begin(), settings_.default_fallbacks.end());
    return groups;
}

asio::awaitable<Routed> Router::route(const Errand& errand)
{
    retries_.on_call();
    if (hedging_) hedging_->on_call();
    Journey journey;
    std::set<std::string> seen{errand.group};
    std::vector<std::string> line{errand.group};
    for (std::size_t at = 0; at < line.size() && at <= settings_.max_fallbacks; ++at) {
        const auto found = groups_.find(line[at]);
        if (found == groups_.end()) continue;
        auto visiting = visit_group(found->second, errand, journey);
        auto routed = co_await std::move(visiting);
        if (routed) co_return std::move(*routed);
        if (!may_fall_back(journey.failure->kind)) break;
        for (const auto& next : groups_after(line[at], journey.failure->kind))
            if (seen.insert(next).second) line.push_back(next);
    }
    co_return give_up(std::move(journey));
}

Routed Router::give_up(Journey journey) const
{
    Routed routed;
    routed.outcome = journey.failure.value_or(Failure{FailureKind::model_missing, "no such model", 0, {}});
    routed.provenance = std::move(journey.provenance);
    return routed;
}

asio::awaitable<std::optional<Routed>> Router::visit_group(const Group& group, const Errand& errand, Journey& journey)
{
    while (true) {
        const routing::Plan planned = plan(group, errand, journey);
        if (!planned.choice) {
            for (const auto& skipped : planned.skipped)
                if (skipped.reason != SkipReason::already_tried) journey.provenance.skipped.push_back(skipped);
            if (!journey.failure) journey.failure = untried(planned, clock_.now().monotonic);
            co_return std::nullopt;
        }
        Upstream& upstream = *group.tiers[planned.choice->tier][planned.choice->deployment];
        auto trying = try_one(upstream, errand, journey, group.name);
        auto routed = co_await std::move(trying);
        if (routed) {
            for (const auto& skipped : planned.skipped)
                if (skipped.reason != SkipReason::already_tried && skipped.reason != SkipReason::others_preferred)
                    routed->provenance.skipped.push_back(skipped);
            co_return routed;
        }
        if (journey.failure && !may_fall_back(journey.failure->kind)) co_return std::nullopt;
    }
}

/// One try, its wait for a slot included. Nothing: it came to nothing, and the journey says why.
asio::awaitable<std::optional<Routed>> Router::try_one(Upstream& first, const Errand& errand, Journey& journey,
                                                       const std::string& group)
{
    const MonotonicTime asked = clock_.now().monotonic;
    AttemptRecord record{group, first.deployment().id, first.order(), {}, {}, {}, {}};
    std::optional<EngineGate::Slot> slot;
    if (EngineGate* gate = first.gate()) {
        auto entering = gate->enter(first.ticket(errand));
        auto entry = co_await std::move(entering);
        record.queued = clock_.now().monotonic - asked;
        if (const auto* refused = std::get_if<admission::Refused>(&entry)) {
            record.outcome = to_text(refused->reason);
            journey.provenance.attempts.push_back(std::move(record));
            journey.tried.insert(&first);
            journey.failure = Failure{FailureKind::overloaded,
                                      "the queue in front of the model is full, or too slow for the deadline", 0,
                                      refused->retry_after};
            co_return std::nullopt;
        }
        slot.emplace(std::move(std::get<EngineGate::Slot>(entry)));
    }
    auto visit = first.begin(errand, std::move(slot));
    if (!visit) {
        // Somebody was quicker than the plan. Not a failure; but do not come back for ever.
        record.outcome = "taken";
        journey.provenance.attempts.push_back(std::move(record));
        journey.tried.insert(&first);
        if (!journey.failure) journey.failure = Failure{FailureKind::overloaded, "no model can take this now", 0, {}};
        co_return std::nullopt;
    }
    Upstream* asked_last = &first;
    auto listening =
        may_hedge(errand, journey) ? hedge(asked_last, visit, record, errand, journey) : listen(*visit->attempt);
    auto heard = co_await std::move(listening);
    Upstream& upstream = *asked_last;
    record.took = clock_.now().monotonic - visit->began;

    if (auto* failure = std::get_if<Failure>(&heard)) {
        record.outcome = to_text(failure->kind);
        journey.provenance.attempts.push_back(std::move(record));
        visit->attempt.reset();
        const auto verdict = upstream.on_failure(*visit, *failure);
        journey.failure = std::move(*failure);
        if (verdict == Upstream::Verdict::try_next_key) co_return std::nullopt;
        auto asking = may_retry(*journey.failure, errand, journey, upstream.order());
        const bool retries = co_await std::move(asking);
        if (!retries) journey.tried.insert(&upstream);
        co_return std::nullopt;
    }

    Routed routed;
    record.outcome = "answered";
    Provenance& provenance = routed.provenance;
    provenance = std::move(journey.provenance);
    provenance.group = group;
    provenance.deployment = upstream.deployment().id;
    provenance.provider = to_text(upstream.deployment().provider);
    provenance.model = upstream.deployment().model;
    provenance.digest = upstream.digest();
    provenance.order = upstream.order();
    provenance.is_local = upstream.deployment().is_local;
    provenance.queued = record.queued;
    provenance.first_token = record.took;
    provenance.attempts.push_back(std::move(record));
    routed.upstream = &upstream;
    if (auto* answer = std::get_if<Answer>(&heard)) {
        visit->attempt.reset();
        upstream.on_success(*visit, answer->usage, std::nullopt);
        routed.outcome = std::move(*answer);
    } else {
        routed.outcome = std::make_unique<AnswerStream>(
            upstream, std::move(*visit), std::move(std::get<std::vector<Event>>(heard)), provenance.first_token);
    }
    co_return routed;
}

std::optional<Hedges> Router::hedges() const
{
    if (!hedging_) return std::nullopt;
    return hedging_->made();
}

/// Only of a call's first try: later ones have a failure behind them, and are its second deployment already.
bool Router::may_hedge(const Errand& errand, const Journey& journey) const
{
    return hedging_ && journey.provenance.attempts.empty() && Hedging::suits(errand.call);
}

/// As `listen`, but not for ever to one alone. What it is given becomes that of the one who is heard.
asio::awaitable<Beginning> Router::hedge(Upstream*& asked, std::optional<Upstream::Visit>& visit, AttemptRecord& record,
                                         const Errand& errand, Journey& journey)
{
    const Hedging::Another ask_another = [this, &first = *asked, &group = groups_.at(record.group), &errand, &journey] {
        return another(first, group, errand, journey);
    };
    Turn turn{asked, std::move(*visit), std::move(record)};
    auto racing = hedging_->race(std::move(turn), ask_another);
    auto heard = co_await std::move(racing);
    asked = heard.turn.upstream;
    visit.emplace(std::move(heard.turn.visit));
    record = std::move(heard.turn.record);
    if (auto& other = heard.other) {
        // Whether it is asked again is no question any more: that is what the other was asked for.
        if (other->verdict) ++journey.attempts[other->upstream->order()];
        if (other->verdict == Upstream::Verdict::give_up) journey.tried.insert(other->upstream);
        journey.provenance.attempts.push_back(std::move(other->record));
    }
    co_return std::move(heard.beginning);
}

/// The next best, let in; never one that would have to be waited for.
std::optional<Turn> Router::another(const Upstream& first, const Group& group, const Errand& errand, Journey& journey)
{
    journey.tried.insert(&first);
    const routing::Plan planned = plan(group, errand, journey);
    journey.tried.erase(&first);
    if (!planned.choice) return std::nullopt;
    Upstream& upstream = *group.tiers[planned.choice->tier][planned.choice->deployment];
    std::optional<EngineGate::Slot> slot;
    if (EngineGate* gate = upstream.gate()) {
        slot = gate->try_enter(upstream.ticket(errand));
        if (!slot) return std::nullopt;
    }
    auto visit = upstream.begin(errand, std::move(slot));
    if (!visit) return std::nullopt;
    AttemptRecord record{group.name, upstream.deployment().id, upstream.order(), {}, {}, {}, {}};
    return Turn{&upstream, std::move(*visit), std::move(record)};
}

/// The only place that decides to ask a deployment again.
asio::awaitable<bool> Router::may_retry(const Failure& failure, const Errand& errand, Journey& journey,
                                        std::int32_t order)
{
    const std::uint32_t attempt = journey.attempts[order]++;
    if (!may_pass(failure.kind) || attempt >= settings_.num_retries) co_return false;
    nanoseconds pause = std::max(routing::full_jitter(random_, attempt, retry_base, retry_cap), settings_.retry_after);
    if (failure.retry_after) {
        if (*failure.retry_after > retry_after_most) co_return false;
        pause = std::max(pause, *failure.retry_after);
    }
    const MonotonicTime now = clock_.now().monotonic;
    if (now + pause >= errand.deadline || !retries_.try_retry(now)) co_return false;
    if (pause.count() > 0) co_await clock_.sleep(pause);
    co_return true;
}

}  // namespace swarmdesk::llm
