#include "llm/gateway.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "base/hash.hpp"
#include "llm/cache/assembler.hpp"
#include "llm/cache/exact_cache.hpp"
#include "llm/cache/key.hpp"
#include "llm/cache/replayed_stream.hpp"
#include "llm/cache/single_flight.hpp"
#include "llm/degraded/template_answer.hpp"
#include "llm/gateway_metrics.hpp"
#include "llm/keys/allotment.hpp"
#include "llm/keys/price.hpp"
#include "llm/semantic_lookup.hpp"
#include "net/http_client.hpp"
#include "runtime/task_scope.hpp"
#include "runtime/wakeup.hpp"

namespace swarmdesk::llm {

namespace asio = boost::asio;
namespace json = boost::json;
using cache::SingleFlight;
using doors::Asked;
using doors::Refusal;

namespace {

/// What an answer is reckoned to be long where the caller sets no bound: for budgets, before it is there.
constexpr std::uint64_t answer_tokens_guess = 512;
constexpr nanoseconds records_interval = std::chrono::seconds{1};
constexpr std::size_t unwritten_max = 32;
constexpr std::size_t idle_connections_max = 1024;

Refusal refuse(std::uint16_t status, std::string_view code, std::string param, std::string message)
{
    return Refusal{status, "invalid_request_error", code, std::move(param), std::move(message), {}, false};
}

/// The body without what people wrote: what a record keeps of it.
json::object parameters_of(const json::object& body)
{
    json::object parameters;
    for (const auto& [name, value] : body)
        if (!value.is_string() && !value.is_structured()) parameters[name] = value;
    return parameters;
}

/// A call from its admission to its end. Shared by whoever works on it and whoever waits for it.
struct Job {
    Errand errand;
    const std::shared_ptr<DecisionRecord> kept = std::make_shared<DecisionRecord>();
    DecisionRecord& record = *kept;
    std::optional<cache::Key> key;
    bool is_stored = false;  ///< whether the answer is to be kept
    nanoseconds ttl{};
    std::optional<nanoseconds> age_max;
    std::unique_ptr<Comparison> comparison;  ///< where the answer to another wording may do
    MonotonicTime began;
    bool is_concluded = false;
    bool is_awaited = false;      ///< of a flight: by the one who began it
    bool is_handed_back = false;  ///< the flight failed, and he says how the call ended

    // What is held of the gateway's and the caller's limits until the end.
    std::optional<routing::Bulkhead::Place> gateway_place;
    keys::Claim claim;
};
using JobPtr = std::shared_ptr<Job>;

/// Who works for a flight, and where its answer comes from.
struct Crew {
    runtime::TaskScope::TaskId task = 0;
    admission::Priority priority = 0;
    MonotonicTime deadline;
    std::shared_ptr<Provenance> provenance = std::make_shared<Provenance>();
};

}  // namespace

class Gateway::Impl {
public:
    Impl(const Surroundings& surroundings, settings::GatewaySettings settings)
        : clock_(surroundings.clock),
          random_(surroundings.random),
          records_(surroundings.records),
          spending_(surroundings.spending),
          settings_(std::move(settings)),
          budgets_({.keeps_changes = spending_ != nullptr}),
          client_(surroundings.clock, client_settings()),
          router_(surroundings.executor, surroundings.clock, surroundings.random, client_, settings_),
          cache_(cache_settings(settings_.cache)),
          flights_(SingleFlight::Settings{}),
          metrics_(surroundings.metrics),
          scope_(surroundings.executor, {})
    {
        if (settings_.parallel_max) parallel_.emplace(*settings_.parallel_max);
        for (const auto& team : settings_.teams) admit_team(team);
        for (const auto& key : settings_.keys) admit_key(key);
        resume_spending();
        if (SemanticLookup::is_wanted(settings_)) semantic_.emplace(clock_, router_, settings_);
        if (!settings_.master_key.is_empty()) master_hash_ = sha256(settings_.master_key.expose());
        scope_.spawn(keep_records(), "llm records");
    }

    Result<Caller> recognise(std::string_view presented) const;
    asio::awaitable<Reply> ask(const Caller& caller, Asked asked);
    std::vector<std::string> models(const Caller& caller) const;
    Decimal spent(const Caller& caller) const;
    bool is_ready() const;
    json::object status() const;
    const settings::GatewaySettings& settings() const { return settings_; }
    asio::awaitable<void> stop();

private:
    class Account;
    class Keeper;
    class DirectStream;
    class FlightStream;
    class KeptStream;
    class Seat;

    static net::HttpClientSettings client_settings()
    {
        net::HttpClientSettings client;
        client.idle_connections_max = idle_connections_max;
        return client;
    }
    static cache::ExactCache::Settings cache_settings(const settings::CacheSettings& settings)
    {
        cache::ExactCache::Settings cache;
        cache.entries_max = settings.entries_max;
        cache.bytes_max = settings.bytes_max;
        cache.age_max = std::max(settings.stale_ttl, settings.ttl);
        return cache;
    }

    void admit_team(const settings::Team& team);
    void admit_key(const settings::VirtualKey& key);
    static bool may_use(const Caller& caller, std::string_view name);
    std::variant<Refusal, JobPtr> admit(const Caller& caller, Asked& asked);
    Reply turn_away(const Caller& caller, const Asked& asked, Refusal refusal);
    void file_under(Job& job, const Asked& asked);
    std::optional<Refusal> set_aside(const Caller& caller, const settings::ModelGroup& group, Job& job, Now now);
    void settle(Job& job, const Usage& usage, bool is_made);

    static void credit(Job& job, const cache::Maker& maker);
    Reply from_cache(Job& job, const cache::Hit& hit);
    bool recall(Job& job, SingleFlight::FlightId flight, const cache::SemanticCache::Found& found);
    static std::unique_ptr<ReplyStream> make_kept_stream(const Answer& answer);
    std::optional<Reply> look_up(Job& job, const Asked& asked);
    std::optional<Reply> degrade(Job& job, degraded::Reason reason);
    asio::awaitable<Reply> work_alone(JobPtr job);
    asio::awaitable<Reply> fly_along(JobPtr job);
    bool suits(const SingleFlight::Follows& follows, const Errand& errand) const;
    asio::awaitable<void> fly(JobPtr job, SingleFlight::FlightId flight);
    enum class Role { leader = 1, follower };
    asio::awaitable<Reply> take_seat(JobPtr job, SingleFlight::FlightId flight, SingleFlight::MemberId member,
                                     Role role);
    /// Nobody reads it any more.
    void abandon(SingleFlight::FlightId flight);
    void wake(const std::vector<SingleFlight::MemberId>& members);

    Reply fail(Job& job, const Failure& failure);
    void conclude(Job& job, const Usage& usage, const Answer* answer, std::string_view outcome);
    Particulars particulars(const Job& job) const;
    asio::awaitable<void> keep_records();
    void write_records();
    void show_budgets();
    void show_budget(keys::Allotment& allotment, UtcTime now);
    void resume_spending();
    void save_spending();

    runtime::Clock& clock_;
    runtime::Random& random_;
    DecisionLog& records_;
    keys::SpendingStore* const spending_;
    const settings::GatewaySettings settings_;
    keys::KeyBook keys_{{}};
    keys::BudgetBook budgets_;
    std::map<std::string, std::shared_ptr<keys::Allotment>> teams_;       ///< by name
    std::map<std::string, std::shared_ptr<keys::Allotment>> allotments_;  ///< by the key's name
    std::optional<Hash> master_hash_;
    net::HttpClient client_;
    Router router_;
    std::optional<routing::Bulkhead> parallel_;  ///< where there is a bound for all together
    cache::ExactCache cache_;
    std::optional<SemanticLookup> semantic_;  ///< where it is switched on
    SingleFlight flights_;
    std::map<SingleFlight::FlightId, Crew> crews_;
    std::map<SingleFlight::MemberId, runtime::Wakeup*> members_;
    GatewayMetrics metrics_;
    std::vector<std::shared_ptr<const DecisionRecord>> unwritten_;
    runtime::TaskScope scope_;
};

// ------------------------------------------------------------------------------------------------------------ callers

void Gateway::Impl::admit_team(const settings::Team& team)
{
    auto allotment = std::make_shared<keys::Allotment>(keys::Holder::team, team.name, team.allowance);
    const auto opened = budgets_.open(allotment->ledger(), allotment->terms, clock_.now().utc);
    const bool is_first = teams_.emplace(team.name, std::move(allotment)).second;
    SWARMDESK_ASSERT(opened && is_first);
}

void Gateway::Impl::admit_key(const settings::VirtualKey& configured)
{
    const UtcTime now = clock_.now().utc;
    auto allowance = settings::allowance_of(settings_, configured);
    if (!allowance.egress) allowance.egress = settings_.egress;
    auto key = keys::from_settings(configured, allowance, now);
    const auto team = configured.team.empty() ? nullptr : teams_.at(configured.team);
    auto allotment = std::make_shared<keys::Allotment>(keys::Holder::key, key.name, allowance, team);
    const auto opened = budgets_.open(allotment->ledger(), allotment->terms, now);
    const auto added = keys_.add(std::move(key));
    // The settings were checked: names and hashes are unique, windows pass.
    SWARMDESK_ASSERT(opened && added);
    allotments_.emplace(configured.name, std::move(allotment));
}

void Gateway::Impl::show_budgets()
{
    const UtcTime now = clock_.now().utc;
    for (const auto& [name, team] : teams_) show_budget(*team, now);
    for (const auto& [name, allotment] : allotments_) show_budget(*allotment, now);
}

void Gateway::Impl::show_budget(keys::Allotment& allotment, UtcTime now)
{
    if (!allotment.terms.limit.money && !allotment.soft_limit) return;
    const auto standing = budgets_.standing(allotment.ledger(), now);
    if (!standing || allotment.shown == standing->used.money) return;
    allotment.shown = standing->used.money;
    metrics_.show(allotment, standing->used.money);
}

Decimal Gateway::Impl::spent(const Caller& caller) const
{
    if (caller.key_ == nullptr) return {};
    const auto standing = budgets_.standing(allotments_.at(caller.name())->ledger(), clock_.now().utc);
    return standing ? standing->used.money : Decimal{};
}

void Gateway::Impl::resume_spending()
{
    if (spending_ == nullptr) return;
    const UtcTime now = clock_.now().utc;
    // What a key that is gone has spent stays where it is kept, for the day it comes back.
    for (const auto& spent : spending_->kept()) static_cast<void>(budgets_.resume(spent, now));
}

void Gateway::Impl::save_spending()
{
    if (spending_ == nullptr) return;
    spending_->save(budgets_.take_changes());
    metrics_.show_spending(spending_->is_failing());
}

Result<Caller> Gateway::Impl::recognise(std::string_view presented) const
{
    Caller caller;
    const Hash hash = sha256(presented);
    if (master_hash_ && !presented.empty() && equal_in_constant_time(as_bytes(hash), as_bytes(*master_hash_))) {
        caller.name_ = caller.tenant_ = "operator";
        return caller;
    }
    auto key = keys_.find(presented, hash, clock_.now().utc);
    if (!key) return key.error();
    caller.key_ = std::move(*key);
    caller.name_ = caller.key_->name;
    caller.tenant_ = caller.key_->tenant.empty() ? caller.key_->name : caller.key_->tenant;
    return caller;
}

bool Gateway::Impl::may_use(const Caller& caller, std::string_view name)
{
    return caller.key_ == nullptr || keys::may_use(*caller.key_, name);
}

std::vector<std::string> Gateway::Impl::models(const Caller& caller) const
{
    std::vector<std::string> names;
    for (const auto& group : settings_.groups)
        if (may_use(caller, group.name)) names.push_back(group.name);
    for (const auto& [name, alias] : settings_.router.model_group_alias)
        if (!alias.is_hidden && may_use(caller, name)) names.push_back(name);
    return names;
}

bool Gateway::Impl::is_ready() const
{
    return std::any_of(router_.upstreams().begin(), router_.upstreams().end(),
                       [](const auto& upstream) { return upstream->state() != routing::BreakerState::open; });
}

json::object Gateway::Impl::status() const
{
    json::array deployments;
    for (const auto& upstream : router_.upstreams()) {
        const auto& deployment = upstream->deployment();
        json::object shown{{"id", deployment.id},
                           {"provider", to_text(deployment.provider)},
                           {"model", deployment.model},
                           {"tier", upstream->order()},
                           {"local", deployment.is_local},
                           {"breaker", to_text(upstream->state())},
                           {"in_flight", upstream->in_flight()}};
        if (const auto rate = upstream->estimator().decode_rate()) shown["tokens_per_second"] = *rate;
        deployments.push_back(std::move(shown));
    }
    json::array left_out;
    for (const auto& one : settings_.left_out)
        left_out.push_back(json::object{{"id", one.id}, {"tier", one.order}, {"reason", one.reason}});
    return {{"status", is_ready() ? "ready" : "degraded"},
            {"deployments", std::move(deployments)},
            {"left_out", std::move(left_out)}};
}

// ---------------------------------------------------------------------------------------------------------- admission

std::variant<Refusal, JobPtr> Gateway::Impl::admit(const Caller& caller, Asked& asked)
{
    const auto* group = settings::find_group(settings_, asked.model);
    if (group == nullptr || !may_use(caller, asked.model)) {
        // A model one may not use looks like one that is not there.
        return refuse(404, "model_not_found", "model",
                      "no model is called `" + asked.model + "` here; GET /v1/models lists those you may use");
    }
    const Now now = clock_.now();
    auto job = std::make_shared<Job>();
    job->began = now.monotonic;
    Errand& errand = job->errand;
    errand.call = std::move(asked.call);
    errand.prompt_tokens = estimate_tokens(prompt_bytes(errand.call));
    errand.group = group->name;
    errand.tenant = caller.tenant();
    errand.call_id = make_uuid<struct CallTag>(clock_, random_).to_string();
    if (caller.key_ == nullptr) {
        errand.priority = asked.priority.value_or(settings_.router.priority_default);
        errand.egress = settings_.egress;
    } else {
        errand.priority = keys::priority_of(keys::standing_of(*caller.key_), asked.priority);
        errand.egress = caller.key_->egress;
    }
    errand.deadline =
        now.monotonic + std::min(asked.timeout.value_or(settings_.router.timeout), settings_.router.timeout);

    DecisionRecord& record = job->record;
    record.call_id = errand.call_id;
    record.time = now.utc;
    record.key = caller.name();
    record.tenant = caller.tenant();
    record.team = caller.team();
    record.agent = asked.agent;
    record.prompt_version = asked.prompt_version;
    record.data_version = asked.data_version;
    record.asked_model = asked.model;
    record.parameters = parameters_of(errand.call.body);
    if (records_.keeps_bodies()) record.body = json::serialize(errand.call.body);
    record.priority = errand.priority;
    record.is_streamed = errand.call.delivery == Delivery::streamed;
    file_under(*job, asked);
    if (auto refusal = set_aside(caller, *group, *job, now)) return std::move(*refusal);
    return job;
}

/// What is not let in is on record too.
Reply Gateway::Impl::turn_away(const Caller& caller, const Asked& asked, Refusal refusal)
{
    DecisionRecord record;
    record.call_id = make_uuid<struct CallTag>(clock_, random_).to_string();
    record.time = clock_.now().utc;
    record.key = caller.name();
    record.tenant = caller.tenant();
    record.team = caller.team();
    record.agent = asked.agent;
    record.asked_model = asked.model;
    record.outcome = refusal.code;
    metrics_.count(record);
    records_.write(record);
    Reply reply;
    reply.particulars.call_id = record.call_id;
    reply.outcome = std::move(refusal);
    return reply;
}

/// Takes from the caller's limits, before anything is done for him. All of them or none.
std::optional<Refusal> Gateway::Impl::set_aside(const Caller& caller, const settings::ModelGroup& group, Job& job,
                                                Now now)
{
    if (parallel_) {
        job.gateway_place = parallel_->try_enter();
        if (!job.gateway_place)
            return Refusal{429,
                           "rate_limit_error",
                           "too_many_parallel_requests",
                           {},
                           "the gateway has as many calls under way as it may",
                           std::chrono::seconds{1},
                           true};
    }
    if (caller.key_ == nullptr) return std::nullopt;
    const ModelCall& call = job.errand.call;
    const auto prompt = job.errand.prompt_tokens;
    const auto answer = call.operation == Operation::chat ? max_tokens(call, answer_tokens_guess) : 0;
    const auto tokens = prompt + answer + (job.comparison ? job.comparison->tokens : 0);
    keys::Amount estimate{keys::cost_at_most(prompt, answer, group), tokens, 1};
    if (job.comparison) estimate.money += semantic_->cost_at_most(*job.comparison);
    auto denial = job.claim.take(allotments_.at(caller.key_->name), budgets_, estimate, now);
    if (!denial) return std::nullopt;
    return Refusal{429,
                   denial->is_budget ? "insufficient_quota" : "rate_limit_error",
                   denial->code,
                   {},
                   std::move(denial->message),
                   denial->retry_after,
                   denial->retry_after.has_value() && !denial->is_budget};
}

/// Gives back what was set aside and not used. A call that no model answered costs nothing but its embedding.
void Gateway::Impl::settle(Job& job, const Usage& usage, bool is_made)
{
    if (is_made || job.record.embedding) {
        const auto tokens = usage.total() + (job.record.embedding ? job.record.embedding->tokens : 0);
        job.claim.settle(budgets_, job.record.cost, tokens);
    } else {
        job.claim.give_back(budgets_);
    }
    job.gateway_place.reset();
}

/// Works out what the call is kept under, and whether it is.
void Gateway::Impl::file_under(Job& job, const Asked& asked)
{
    const auto& wanted = settings_.cache;
    if (!wanted.is_enabled || !wanted.operations.contains(job.errand.call.operation)) return;
    const bool is_default = wanted.mode == settings::CacheMode::default_on;
    const bool reads = asked.cache.reads.value_or(is_default);
    job.is_stored = asked.cache.writes.value_or(is_default);
    if (!reads && !job.is_stored) return;
    cache::Context context{cache::Scope::of_tenant(job.errand.tenant),
                           asked.agent,
                           job.errand.group,
                           asked.prompt_version,
                           {},
                           asked.data_version,
                           wanted.name_space + '/' + asked.cache.name_space};
    auto key = asked.analysis ? cache::key_of(*asked.analysis) : cache::key_of(context, job.errand.call);
    if (!key) return;
    job.key = *key;
    job.ttl = asked.cache.ttl.value_or(wanted.ttl);
    job.age_max = asked.cache.age_max;
    job.record.body_hash = key->to_string();
    job.record.cache = reads ? "miss" : "off";
    if (semantic_ && reads) job.comparison = SemanticLookup::begin(asked, context, job.errand);
}

// -------------------------------------------------------------------------------------------------------------- cache

void Gateway::Impl::credit(Job& job, const cache::Maker& maker)
{
    Provenance& provenance = job.record.provenance;
    provenance.group = job.errand.group;
    provenance.deployment = maker.deployment;
    provenance.provider = maker.provider;
    provenance.model = maker.model;
    provenance.order = maker.tier;
    provenance.digest = maker.digest;
}

Reply Gateway::Impl::from_cache(Job& job, const cache::Hit& hit)
{
    job.record.cache = "hit";
    credit(job, hit.entry->made_by);
    Reply reply;
    conclude(job, hit.entry->answer.usage, nullptr, "answered");
    reply.particulars = particulars(job);
    reply.particulars.age = hit.age;
    reply.particulars.cost = Decimal{};
    if (job.errand.call.delivery == Delivery::whole)
        reply.outcome = hit.entry->answer;
    else
        reply.outcome = make_kept_stream(hit.entry->answer);
    return reply;
}

std::optional<Reply> Gateway::Impl::look_up(Job& job, const Asked& asked)
{
    if (!job.key || job.record.cache == "off") return std::nullopt;
    const auto hit = cache_.find(*job.key, clock_.now().monotonic);
    if (!hit || (asked.cache.age_max && hit->age > *asked.cache.age_max)) return std::nullopt;
    return from_cache(job, *hit);
}

/// Answers a flight with what another wording of its question was answered. False where that cannot be told as its
/// readers want it.
bool Gateway::Impl::recall(Job& job, SingleFlight::FlightId flight, const cache::SemanticCache::Found& found)
{
    bool is_told = false;
    found.answer.show([&](const std::shared_ptr<const cache::Entry>& entry, const degraded::Label& label) {
        std::optional<cache::ReplayedStream> stream;
        if (job.errand.call.delivery == Delivery::streamed) {
            auto replayed = cache::replay(entry->answer);
            if (!replayed) return;
            stream = std::move(*replayed);
        }
        is_told = true;
        job.record.cache = "semantic";
        credit(job, entry->made_by);
        job.record.provenance.likeness = Likeness{found.similarity, label.age.value_or(nanoseconds{})};
        conclude(job, entry->answer.usage, nullptr, "answered");
        *crews_.at(flight).provenance = job.record.provenance;
        if (!stream) return wake(flights_.complete(flight, entry->answer));
        for (auto& chunk : stream->chunks) wake(flights_.publish(flight, std::move(chunk)));
        wake(flights_.complete(flight, stream->finished));
    });
    return is_told;
}

/// The last tier: what was once a good answer, with its age, where nobody can be asked any more.
std::optional<Reply> Gateway::Impl::degrade(Job& job, degraded::Reason reason)
{
    if (!job.key || job.record.cache == "off" || job.errand.call.operation != Operation::chat) return std::nullopt;
    const Now now = clock_.now();
    const auto hit = cache_.find_stale(*job.key, now.monotonic, settings_.cache.stale_ttl);
    if (!hit) return std::nullopt;
    degraded::DegradedCall call;
    call.reason = reason;
    call.last_good = degraded::LastGood{hit->entry->answer.json, hit->age};
    call.id = job.record.call_id;
    call.now = now.utc;
    Reply reply;
    degraded::degraded_answer(call).show([&](const Answer& answer, const degraded::Label& label) {
        if (job.errand.call.delivery == Delivery::whole)
            reply.outcome = answer;
        else
            reply.outcome = make_kept_stream(answer);
        reply.particulars.age = label.age;
    });
    job.record.cache = "stale";
    conclude(job, {}, nullptr, "degraded");
    const auto age = reply.particulars.age;
    reply.particulars = particulars(job);
    reply.particulars.age = age;
    reply.particulars.is_degraded = true;
    return reply;
}

degraded::Reason reason_of(FailureKind kind)
{
    if (kind == FailureKind::timed_out) return degraded::Reason::out_of_time;
    if (kind == FailureKind::overloaded) return degraded::Reason::overloaded;
    return degraded::Reason::all_tiers_failed;
}

// --------------------------------------------------------------------------------------------------------------- work

asio::awaitable<Reply> Gateway::Impl::ask(const Caller& caller, Asked asked)
{
    auto admitted = admit(caller, asked);
    if (auto* refusal = std::get_if<Refusal>(&admitted)) co_return turn_away(caller, asked, std::move(*refusal));
    JobPtr job = std::get<JobPtr>(std::move(admitted));
    if (auto known = look_up(*job, asked)) co_return std::move(*known);
    const bool is_shared = job->key && job->record.cache == "miss";
    auto working = is_shared ? fly_along(std::move(job)) : work_alone(std::move(job));
    co_return co_await std::move(working);
}

Reply Gateway::Impl::fail(Job& job, const Failure& failure)
{
    if (may_fall_back(failure.kind))
        if (auto reply = degrade(job, reason_of(failure.kind))) return std::move(*reply);
    conclude(job, {}, nullptr, to_text(failure.kind));
    Reply reply;
    reply.outcome = doors::to_refusal(failure);
    reply.particulars = particulars(job);
    return reply;
}

Particulars Gateway::Impl::particulars(const Job& job) const
{
    Particulars said;
    said.call_id = job.record.call_id;
    said.cache = job.record.cache;
    said.provenance = job.record.provenance;
    if (const auto& likeness = said.provenance.likeness) said.age = likeness->age;
    if (job.is_concluded) said.cost = job.record.cost;
    if (job.claim.is_taken()) {
        const MonotonicTime now = clock_.now().monotonic;
        said.requests = job.claim.gauge(keys::Rate::requests, now);
        said.tokens = job.claim.gauge(keys::Rate::tokens, now);
    }
    return said;
}

/// The end of a call, once: money, memory, metrics, record.
void Gateway::Impl::conclude(Job& job, const Usage& usage, const Answer* answer, std::string_view outcome)
{
    if (std::exchange(job.is_concluded, true)) return;
    const MonotonicTime now = clock_.now().monotonic;
    DecisionRecord& record = job.record;
    record.usage = usage;
    record.outcome = outcome;
    record.total = now - job.began;
    nanoseconds elsewhere{0};
    for (const auto& attempt : record.provenance.attempts) elsewhere += attempt.queued + attempt.took - attempt.beside;
    if (job.comparison && job.comparison->embedding) {
        record.embedding = job.comparison->embedding;
        record.cost += record.embedding->cost;
        elsewhere += record.embedding->took;
    }
    if (!record.is_streamed) record.overhead = std::max<nanoseconds>(record.total - elsewhere, nanoseconds{0});
    if (answer != nullptr && job.is_stored && job.key) {
        const Provenance& from = record.provenance;
        cache::Entry entry{*answer, {from.deployment, from.provider, from.model, from.order, from.digest}};
        if (job.comparison) semantic_->keep(*job.comparison, entry, job.ttl);
        cache_.put(*job.key, std::move(entry), job.ttl, now);
    }
    const bool is_own = record.cache == "miss" || record.cache == "off";
    settle(job, is_own ? usage : Usage{}, is_own && (outcome == "answered" || usage.total() > 0));
    metrics_.count(record);
    // The caller's answer comes first: what is said about it is written later, several together.
    unwritten_.push_back(job.kept);
    if (unwritten_.size() >= unwritten_max) write_records();
}

void Gateway::Impl::write_records()
{
    for (const auto& record : unwritten_) records_.write(*record);
    unwritten_.clear();
}

/// Ends a call that nobody waits for any more, unless it was handed on or has ended.
class Gateway::Impl::Keeper {
public:
    Keeper(Impl& gateway, JobPtr job) : gateway_(gateway), job_(std::move(job)) {}
    Keeper(const Keeper&) = delete;
    Keeper& operator=(const Keeper&) = delete;
    ~Keeper()
    {
        if (job_ != nullptr) gateway_.conclude(*job_, {}, nullptr, "cancelled");
    }
    void hand_on() { job_.reset(); }

private:
    Impl& gateway_;
    JobPtr job_;
};

/// Follows a stream to its end, for the one who pays for it.
class Gateway::Impl::Account {
public:
    Account(Impl& gateway, JobPtr job, const Upstream& upstream)
        : gateway_(gateway), job_(std::move(job)), upstream_(upstream)
    {
        usage_.is_estimated = true;
        usage_.prompt_tokens = job_->errand.prompt_tokens;
        // Only what is kept is put together.
        if (job_->key && job_->is_stored) assembler_.emplace(cache::Assembler::Settings{});
    }
    Account(const Account&) = delete;
    Account& operator=(const Account&) = delete;
    /// Nobody read to the end. What was said until then was made, and is paid for.
    ~Account()
    {
        if (!job_->is_concluded) conclude(usage_, nullptr, "cancelled");
    }

    void observe(const Event& event)
    {
        if (const auto* chunk = std::get_if<Chunk>(&event)) {
            if (chunk->has_content) ++usage_.completion_tokens;
            if (assembler_ && !assembler_->add(*chunk)) assembler_.reset();
        } else if (const auto* finished = std::get_if<Finished>(&event)) {
            std::optional<Answer> whole;
            if (assembler_)
                if (auto put = assembler_->finish(*finished)) whole = std::move(*put);
            conclude(finished->usage, whole ? &*whole : nullptr, "answered");
        } else if (const auto* failure = std::get_if<Failure>(&event)) {
            conclude(usage_, nullptr, to_text(failure->kind));
        }
    }

private:
    void conclude(const Usage& usage, const Answer* whole, std::string_view outcome)
    {
        job_->record.cost = upstream_.cost(usage);
        gateway_.conclude(*job_, usage, whole, outcome);
    }

    Impl& gateway_;
    const JobPtr job_;
    const Upstream& upstream_;
    Usage usage_;
    std::optional<cache::Assembler> assembler_;
};

/// A stream that one caller reads directly.
class Gateway::Impl::DirectStream final : public ReplyStream {
public:
    DirectStream(Impl& gateway, JobPtr job, std::unique_ptr<AnswerStream> stream, const Upstream& upstream)
        : account_(gateway, std::move(job), upstream), stream_(std::move(stream))
    {}

    asio::awaitable<Event> next() override
    {
        auto coming = stream_->next();
        Event event = co_await std::move(coming);
        account_.observe(event);
        co_return event;
    }

    std::optional<Event> ready() override
    {
        auto event = stream_->ready();
        if (event) account_.observe(*event);
        return event;
    }

private:
    Account account_;
    std::unique_ptr<AnswerStream> stream_;
};

/// A whole answer, told as if it were just being made.
class Gateway::Impl::KeptStream final : public ReplyStream {
public:
    explicit KeptStream(cache::ReplayedStream stream) : stream_(std::move(stream)) {}

    asio::awaitable<Event> next() override { co_return *ready(); }

    std::optional<Event> ready() override
    {
        if (told_ < stream_.chunks.size()) return std::move(stream_.chunks[told_++]);
        return stream_.finished;
    }

private:
    cache::ReplayedStream stream_;
    std::size_t told_ = 0;
};

/// One of those who read what one call brings. His leaving ends the work if he is the last.
class Gateway::Impl::Seat {
public:
    Seat(Impl& gateway, SingleFlight::FlightId flight, SingleFlight::MemberId member)
        : gateway_(gateway), flight_(flight), member_(member)
    {
        gateway_.members_.emplace(member_, &wakeup_);
    }
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;
    ~Seat()
    {
        gateway_.members_.erase(member_);
        if (gateway_.flights_.leave(member_) == SingleFlight::Left::is_over) gateway_.abandon(flight_);
    }

    asio::awaitable<SingleFlight::Next> next()
    {
        while (true) {
            auto next = ready();
            if (!std::holds_alternative<SingleFlight::Waiting>(next)) co_return next;
            co_await wakeup_.wait();
        }
    }
    SingleFlight::Next ready() { return gateway_.flights_.next(member_); }

private:
    Impl& gateway_;
    const SingleFlight::FlightId flight_;
    const SingleFlight::MemberId member_;
    runtime::Wakeup wakeup_;
};

/// A stream that several may read; what was there when one came is told first.
class Gateway::Impl::FlightStream final : public ReplyStream {
public:
    FlightStream(std::unique_ptr<Seat> seat, Event first) : seat_(std::move(seat)), first_(std::move(first)) {}

    asio::awaitable<Event> next() override
    {
        if (first_) co_return *std::exchange(first_, std::nullopt);
        auto coming = seat_->next();
        const auto next = co_await std::move(coming);
        co_return to_event(next);
    }

    std::optional<Event> ready() override
    {
        if (first_) return std::exchange(first_, std::nullopt);
        const auto next = seat_->ready();
        if (std::holds_alternative<SingleFlight::Waiting>(next)) return std::nullopt;
        return to_event(next);
    }

    static Event to_event(const SingleFlight::Next& next)
    {
        if (const auto* chunk = std::get_if<std::shared_ptr<const Chunk>>(&next)) return **chunk;
        const auto& outcome = *std::get<std::shared_ptr<const SingleFlight::Outcome>>(next);
        return std::visit([](const auto& ending) -> Event { return ending; }, outcome);
    }

private:
    std::unique_ptr<Seat> seat_;
    std::optional<Event> first_;
};

asio::awaitable<Reply> Gateway::Impl::work_alone(JobPtr job)
{
    Keeper keeper{*this, job};
    auto routing = router_.route(job->errand);
    Routed routed = co_await std::move(routing);
    job->record.provenance = std::move(routed.provenance);
    Reply reply;
    if (const auto* failure = std::get_if<Failure>(&routed.outcome)) co_return fail(*job, *failure);
    if (auto* answer = std::get_if<Answer>(&routed.outcome)) {
        job->record.cost = routed.upstream->cost(answer->usage);
        conclude(*job, answer->usage, answer, "answered");
        reply.particulars = particulars(*job);
        reply.outcome = std::move(*answer);
        co_return reply;
    }
    reply.particulars = particulars(*job);
    keeper.hand_on();
    reply.outcome = std::make_unique<DirectStream>(
        *this, job, std::move(std::get<std::unique_ptr<AnswerStream>>(routed.outcome)), *routed.upstream);
    co_return reply;
}

std::unique_ptr<ReplyStream> Gateway::Impl::make_kept_stream(const Answer& answer)
{
    auto stream = cache::replay(answer);
    // What was kept of a stream, or of a chat, can be told as one.
    return std::make_unique<KeptStream>(stream ? std::move(*stream) : cache::ReplayedStream{});
}

// ---------------------------------------------------------------------------------------------------- equals, together

/// Equal calls of one moment become one: the first starts it, all read it.
asio::awaitable<Reply> Gateway::Impl::fly_along(JobPtr job)
{
    const auto joined = flights_.join(*job->key, job->errand.call.delivery);
    if (const auto* leads = std::get_if<SingleFlight::Leads>(&joined)) {
        Crew& crew = crews_[leads->flight];
        crew.priority = job->errand.priority;
        crew.deadline = job->errand.deadline;
        job->is_awaited = true;
        const auto task = scope_.spawn_now(fly(job, leads->flight), "llm call");
        // Where nobody could even be asked, it has ended, and its crew has gone.
        if (const auto working = crews_.find(leads->flight); working != crews_.end()) working->second.task = task;
        auto seated = take_seat(std::move(job), leads->flight, leads->member, Role::leader);
        co_return co_await std::move(seated);
    }
    const auto* follows = std::get_if<SingleFlight::Follows>(&joined);
    if (follows != nullptr && suits(*follows, job->errand)) {
        job->record.cache = "coalesced";
        auto seated = take_seat(std::move(job), follows->flight, follows->member, Role::follower);
        co_return co_await std::move(seated);
    }
    if (follows != nullptr) flights_.leave(follows->member);
    auto working = work_alone(std::move(job));
    co_return co_await std::move(working);
}

/// Whether he would have his answer in time, told as he wants it, and no later than on his own.
bool Gateway::Impl::suits(const SingleFlight::Follows& follows, const Errand& errand) const
{
    const auto crew = crews_.find(follows.flight);
    return follows.delivery == errand.call.delivery && crew != crews_.end() &&
           admission::may_wait_for(errand, crew->second);
}

asio::awaitable<Reply> Gateway::Impl::take_seat(JobPtr job, SingleFlight::FlightId flight,
                                                SingleFlight::MemberId member, Role role)
{
    const bool is_leader = role == Role::leader;
    // The leader's call ends with its work, whoever waits for that; unless there was none.
    struct Waiting {
        Waiting(Impl& its_gateway, Job& its_job) : gateway(its_gateway), job(its_job) {}
        Waiting(const Waiting&) = delete;
        Waiting& operator=(const Waiting&) = delete;
        ~Waiting()
        {
            job.is_awaited = false;
            if (job.is_handed_back) gateway.conclude(job, {}, nullptr, "cancelled");
        }
        Impl& gateway;
        Job& job;
    };
    std::optional<Waiting> waiting;
    if (is_leader) waiting.emplace(*this, *job);
    Keeper keeper{*this, is_leader ? nullptr : job};
    std::shared_ptr<const Provenance> provenance;
    if (!is_leader) provenance = crews_.at(flight).provenance;
    auto seat = std::make_unique<Seat>(*this, flight, member);
    auto coming = seat->next();
    const auto next = co_await std::move(coming);
    Event first = FlightStream::to_event(next);
    if (!is_leader) {
        const auto& likeness = provenance->likeness;
        if (likeness && job->age_max && likeness->age > *job->age_max) {
            // Good enough for who began it, and too old for this one.
            seat.reset();
            keeper.hand_on();
            job->record.cache = "miss";
            auto working = work_alone(std::move(job));
            co_return co_await std::move(working);
        }
        if (likeness) job->record.cache = "semantic";
        job->record.provenance = *provenance;
        job->record.provenance.attempts.clear();
    }
    if (const auto* failure = std::get_if<Failure>(&first)) co_return fail(*job, *failure);
    Reply reply;
    if (auto* answer = std::get_if<Answer>(&first)) {
        if (!is_leader) conclude(*job, answer->usage, nullptr, "answered");
        reply.particulars = particulars(*job);
        reply.outcome = std::move(*answer);
        co_return reply;
    }
    if (!is_leader) conclude(*job, {}, nullptr, "answered");
    reply.particulars = particulars(*job);
    reply.outcome = std::make_unique<FlightStream>(std::move(seat), std::move(first));
    co_return reply;
}

/// The work of a flight: belongs to nobody's connection, and ends when nobody reads any more.
asio::awaitable<void> Gateway::Impl::fly(JobPtr job, SingleFlight::FlightId flight)
{
    struct Landing {
        Impl& gateway;
        SingleFlight::FlightId flight;
        ~Landing()
        {
            // Cancelled, or thrown out: whoever still reads must not wait for ever.
            gateway.wake(
                gateway.flights_.complete(flight, Failure{FailureKind::cancelled, "the gateway stops", 0, {}}));
            gateway.crews_.erase(flight);
        }
    };
    const Landing landing{*this, flight};
    Keeper keeper{*this, job};
    const std::shared_ptr<Provenance> provenance = crews_.at(flight).provenance;
    if (job->comparison) {
        auto comparing = semantic_->find(job->errand, *job->comparison, job->age_max);
        const auto found = co_await std::move(comparing);
        if (found && recall(*job, flight, *found)) co_return;
    }
    auto routing = router_.route(job->errand);
    Routed routed = co_await std::move(routing);
    job->record.provenance = routed.provenance;
    *provenance = std::move(routed.provenance);
    if (auto* failure = std::get_if<Failure>(&routed.outcome)) {
        job->is_handed_back = job->is_awaited;
        if (job->is_handed_back)
            keeper.hand_on();
        else
            conclude(*job, {}, nullptr, to_text(failure->kind));
        wake(flights_.complete(flight, std::move(*failure)));
        co_return;
    }
    if (auto* answer = std::get_if<Answer>(&routed.outcome)) {
        job->record.cost = routed.upstream->cost(answer->usage);
        conclude(*job, answer->usage, answer, "answered");
        wake(flights_.complete(flight, std::move(*answer)));
        co_return;
    }
    const auto stream = std::move(std::get<std::unique_ptr<AnswerStream>>(routed.outcome));
    Account account{*this, job, *routed.upstream};
    while (flights_.is_wanted(flight)) {
        auto coming = stream->next();
        Event event = co_await std::move(coming);
        account.observe(event);
        if (auto* chunk = std::get_if<Chunk>(&event)) {
            wake(flights_.publish(flight, std::move(*chunk)));
            continue;
        }
        if (const auto* finished = std::get_if<Finished>(&event)) wake(flights_.complete(flight, *finished));
        if (auto* failure = std::get_if<Failure>(&event)) wake(flights_.complete(flight, std::move(*failure)));
        co_return;
    }
}

void Gateway::Impl::abandon(SingleFlight::FlightId flight)
{
    const auto crew = crews_.find(flight);
    if (crew != crews_.end()) scope_.cancel(crew->second.task);
}

void Gateway::Impl::wake(const std::vector<SingleFlight::MemberId>& members)
{
    for (const auto member : members) {
        const auto found = members_.find(member);
        if (found != members_.end()) found->second->wake();
    }
}

// ---------------------------------------------------------------------------------------------------------- the rest

asio::awaitable<void> Gateway::Impl::keep_records()
{
    while (true) {
        co_await clock_.sleep(records_interval);
        write_records();
        records_.flush();
        metrics_.show(router_);
        show_budgets();
        save_spending();
    }
}

asio::awaitable<void> Gateway::Impl::stop()
{
    co_await scope_.stop();
    co_await router_.stop();
    write_records();
    records_.flush();
    save_spending();
}

Gateway::Gateway(const Surroundings& surroundings, settings::GatewaySettings settings)
    : impl_(std::make_unique<Impl>(surroundings, std::move(settings)))
{}
Gateway::~Gateway() = default;

Result<Caller> Gateway::recognise(std::string_view key) const { return impl_->recognise(key); }
asio::awaitable<Reply> Gateway::ask(const Caller& caller, Asked asked) { return impl_->ask(caller, std::move(asked)); }
std::vector<std::string> Gateway::models(const Caller& caller) const { return impl_->models(caller); }
Decimal Gateway::spent(const Caller& caller) const { return impl_->spent(caller); }
bool Gateway::is_ready() const { return impl_->is_ready(); }
json::object Gateway::status() const { return impl_->status(); }
const settings::GatewaySettings& Gateway::settings() const { return impl_->settings(); }
asio::awaitable<void> Gateway::stop() { return impl_->stop(); }

}  // namespace swarmdesk::llm
