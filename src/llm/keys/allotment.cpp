#include "llm/keys/allotment.hpp"

#include <limits>
#include <utility>

#include "base/assert.hpp"
#include "llm/keys/virtual_key.hpp"

namespace swarmdesk::llm::keys {
namespace {

template <class T>
std::optional<T> most(const std::optional<settings::Limit<T>>& limit)
{
    return limit ? limit->most : std::nullopt;
}

std::vector<std::string> ledgers_of(Holder holder, const std::string& name, const std::shared_ptr<Allotment>& team)
{
    std::vector<std::string> ledgers{std::string{to_text(holder)} + '/' + name};
    if (team) ledgers.push_back(team->ledger());
    return ledgers;
}

std::string owner(const Allotment& allotment)
{
    return allotment.holder == Holder::key ? "this key" : "this key's team, " + allotment.name + ',';
}

Denial full(const Allotment& allotment)
{
    return {allotment.holder, "too_many_parallel_requests", owner(allotment) + " has as many calls under way as it may",
            std::chrono::seconds{1}, false};
}

Denial too_fast(const Allotment& allotment, const RateLimit::Refusal& refusal)
{
    return {allotment.holder, "rate_limit_exceeded",
            "the limit of " + std::string{to_text(refusal.rate)} + " a minute of " + owner(allotment) + " is reached",
            refusal.retry_after, false};
}

std::string in_words(const Amount& amount, RefusalCode code)
{
    if (code == RefusalCode::tokens) return std::to_string(amount.tokens) + " tokens";
    if (code == RefusalCode::requests) return std::to_string(amount.requests) + " request";
    return amount.money.to_string() + " USD";
}

Denial too_dear(const Allotment& own, const Refusal& refusal, const Amount& estimate)
{
    const bool is_team = own.team != nullptr && refusal.ledger == own.team->ledger();
    const Allotment& allotment = is_team ? *own.team : own;
    return {allotment.holder, to_text(refusal.code),
            "the budget of " + owner(allotment) + " does not cover the call, which may take " +
                in_words(estimate, refusal.code) + ": used " + refusal.used.to_string() + " of " +
                refusal.limit.to_string(),
            refusal.resets_in, true};
}

/// Nobody came in between: what was asked before is to be had.
RateLimit::Taken take_surely(RateLimit& rate, std::uint64_t tokens, MonotonicTime now)
{
    const auto taken = rate.take(tokens, now);
    const auto* counted = std::get_if<RateLimit::Taken>(&taken);
    SWARMDESK_ASSERT(counted != nullptr);
    return *counted;
}

}  // namespace

Allotment::Allotment(Holder its_holder, std::string its_name, const settings::Allowance& allowance,
                     std::shared_ptr<Allotment> its_team)
    : holder(its_holder),
      name(std::move(its_name)),
      team(std::move(its_team)),
      ledgers(ledgers_of(holder, name, team)),
      terms(terms_of(allowance)),
      soft_limit(allowance.soft_budget),
      rate({.requests = most(allowance.rpm_limit), .tokens = most(allowance.tpm_limit)}),
      parallel(most(allowance.max_parallel_requests).value_or(std::numeric_limits<std::uint32_t>::max()))
{}

std::optional<Denial> Claim::take(const std::shared_ptr<Allotment>& allotment, BudgetBook& book, const Amount& estimate,
                                  Now now)
{
    SWARMDESK_ASSERT(allotment_ == nullptr);
    Allotment& own = *allotment;
    Allotment* const team = own.team.get();
    auto own_place = own.parallel.try_enter();
    if (!own_place) return full(own);
    std::optional<routing::Bulkhead::Place> team_place;
    if (team != nullptr) {
        team_place = team->parallel.try_enter();
        if (!team_place) return full(*team);
    }
    if (const auto refusal = own.rate.refusal(estimate.tokens, now.monotonic)) return too_fast(own, *refusal);
    if (team != nullptr)
        if (const auto refusal = team->rate.refusal(estimate.tokens, now.monotonic)) return too_fast(*team, *refusal);
    auto reserved = book.reserve(own.ledgers, estimate, now.utc);
    if (const auto* refusal = std::get_if<Refusal>(&reserved)) return too_dear(own, *refusal, estimate);

    allotment_ = allotment;
    reservation_.emplace(std::move(std::get<Reservation>(reserved)));
    own_.place.emplace(std::move(*own_place));
    own_.taken = take_surely(own.rate, estimate.tokens, now.monotonic);
    if (team == nullptr) return std::nullopt;
    team_.place.emplace(std::move(*team_place));
    team_.taken = take_surely(team->rate, estimate.tokens, now.monotonic);
    return std::nullopt;
}

void Claim::settle(BudgetBook& book, Decimal cost, std::uint64_t tokens)
{
    if (reservation_) book.settle(std::move(*reservation_), {cost, tokens, 1});
    correct(tokens);
}

void Claim::give_back(BudgetBook& book)
{
    if (reservation_) book.release(std::move(*reservation_));
    correct(0);
}

void Claim::correct(std::uint64_t tokens)
{
    reservation_.reset();
    if (allotment_ == nullptr) return;
    correct(*allotment_, own_, tokens);
    if (allotment_->team) correct(*allotment_->team, team_, tokens);
}

void Claim::correct(Allotment& allotment, Held& held, std::uint64_t tokens)
{
    if (held.taken) allotment.rate.correct(*held.taken, tokens);
    held.taken.reset();
    held.place.reset();
}

std::optional<RateLimit::Gauge> Claim::gauge(Rate rate, MonotonicTime now) const
{
    if (allotment_ == nullptr) return std::nullopt;
    const auto own = allotment_->rate.gauge(rate, now);
    if (!allotment_->team) return own;
    const auto team = allotment_->team->rate.gauge(rate, now);
    if (!own || !team) return own ? own : team;
    if (own->remaining != team->remaining) return own->remaining < team->remaining ? own : team;
    return own->reset >= team->reset ? own : team;
}

}  // namespace swarmdesk::llm::keys
