#include "llm/keys/budget.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "base/assert.hpp"

namespace swarmdesk::llm::keys {
namespace {

/// Monday, so that weeks begin where people think they do; midnight, so that days and hours do.
constexpr UtcTime first_monday{4 * std::int64_t{86'400'000'000'000}};

std::uint64_t plus(std::uint64_t a, std::uint64_t b)
{
    return b > std::numeric_limits<std::uint64_t>::max() - a ? std::numeric_limits<std::uint64_t>::max() : a + b;
}
std::uint64_t minus(std::uint64_t a, std::uint64_t b) { return a - std::min(a, b); }

/// Counts stop at their largest value instead of beginning anew: whoever claims so many tokens has no budget left.
Amount plus(const Amount& a, const Amount& b)
{
    return {a.money + b.money, plus(a.tokens, b.tokens), plus(a.requests, b.requests)};
}
Amount minus(const Amount& a, const Amount& b)
{
    return {a.money - b.money, minus(a.tokens, b.tokens), minus(a.requests, b.requests)};
}

Decimal whole(std::uint64_t number) { return Decimal::from_mantissa(Int128{number} * Decimal::unit); }

std::int64_t window_at(UtcTime origin, const BudgetWindow& window, UtcTime now)
{
    if (!window.duration) return 0;
    const std::int64_t length = window.duration->count();
    const std::int64_t since = (now - origin).count();
    return since >= 0 ? since / length : -((-since + length - 1) / length);
}

}  // namespace

BudgetBook::Reservation::~Reservation()
{
    if (book_ != nullptr) book_->finish(id_, estimate_);
}

Result<void> BudgetBook::open(const std::string& name, const LedgerTerms& terms, UtcTime created_at)
{
    if (terms.window.duration && *terms.window.duration <= nanoseconds{0})
        return Error{Errc::out_of_range, "a budget's window must be longer than nothing"};
    if (names_.contains(name)) return Error{Errc::conflict, "there is a ledger of that name"};
    if (names_.size() >= settings_.ledgers_max) return Error{Errc::limit_exceeded, "there are too many ledgers"};
    const bool by_calendar = terms.window.alignment == Alignment::calendar;
    const std::uint64_t id = ++last_id_;
    Ledger ledger{.id = id, .name = name, .terms = terms, .origin = by_calendar ? first_monday : created_at};
    ledger.window = window_at(ledger.origin, terms.window, created_at);
    names_.emplace(name, id);
    ledgers_.emplace(id, std::move(ledger));
    return {};
}

Result<void> BudgetBook::resume(const Spending& spending, UtcTime now)
{
    Ledger* const ledger = find(spending.ledger);
    if (ledger == nullptr) return Error{Errc::not_found, "there is no such ledger"};
    SWARMDESK_ASSERT(ledger->reserved == Amount{} && !spending.used.money.is_negative());
    // A window that a wrong calendar began in the future would last until then.
    const UtcTime began = std::min(spending.began, now);
    if (ledger->terms.window.alignment == Alignment::creation) ledger->origin = began;
    ledger->window = window_at(ledger->origin, ledger->terms.window, began);
    ledger->used = ledger->total = spending.used;
    roll(*ledger, now);
    return {};
}

std::vector<Spending> BudgetBook::take_changes()
{
    std::vector<Spending> changes;
    for (const std::uint64_t id : changed_) {
        const auto found = ledgers_.find(id);
        if (found == ledgers_.end()) continue;
        Ledger& ledger = found->second;
        ledger.is_changed = false;
        const nanoseconds since = ledger.terms.window.duration.value_or(nanoseconds{0}) * ledger.window;
        changes.push_back({ledger.name, ledger.origin + since, ledger.used});
    }
    changed_.clear();
    return changes;
}

Result<void> BudgetBook::set_limit(std::string_view name, const AmountLimit& limit)
{
    Ledger* const ledger = find(name);
    if (ledger == nullptr) return Error{Errc::not_found, "there is no such ledger"};
    ledger->terms.limit = limit;
    return {};
}

Result<void> BudgetBook::close(std::string_view name)
{
    const auto place = names_.find(name);
    if (place == names_.end()) return Error{Errc::not_found, "there is no such ledger"};
    ledgers_.erase(place->second);
    names_.erase(place);
    return {};
}

std::variant<Reservation, Refusal> BudgetBook::reserve(std::span<const std::string> names, const Amount& estimate,
                                                       UtcTime now)
{
    SWARMDESK_ASSERT(!estimate.money.is_negative());
    if (held_.size() >= settings_.reservations_max) return Refusal{.code = RefusalCode::too_many_reservations};
    std::vector<std::pair<std::uint64_t, Amount>> after;
    Held held{.estimate = estimate};
    for (const std::string& name : std::set<std::string>(names.begin(), names.end())) {
        Ledger* const ledger = find(name);
        if (ledger == nullptr) return Refusal{.code = RefusalCode::unknown_ledger, .ledger = name};
        roll(*ledger, now);
        if (auto no = refusal(*ledger, estimate, now)) return std::move(*no);
        const std::uint64_t id = names_.find(name)->second;
        after.emplace_back(id, plus(ledger->reserved, estimate));
        held.parts.push_back({id, ledger->window});
    }
    const std::uint64_t id = ++last_id_;
    held_.emplace(id, std::move(held));
    for (const auto& [ledger, reserved] : after) ledgers_.at(ledger).reserved = reserved;
    return Reservation{*this, id, estimate};
}

void BudgetBook::settle(Reservation&& reservation, const Amount& actual)
{
    SWARMDESK_ASSERT(reservation.book_ == this && !actual.money.is_negative());
    finish(reservation.id_, actual);
    reservation.book_ = nullptr;
}

void BudgetBook::release(Reservation&& reservation) { settle(std::move(reservation), {}); }

void BudgetBook::finish(std::uint64_t id, const Amount& actual)
{
    const auto held = held_.find(id);
    SWARMDESK_ASSERT(held != held_.end());
    // Computed for all before any is changed: a throw leaves the reservation where it was.
    std::vector<std::pair<Ledger*, Ledger>> after;
    for (const Part& part : held->second.parts) {
        const auto ledger = ledgers_.find(part.ledger);
        if (ledger == ledgers_.end()) continue;
        after.emplace_back(&ledger->second, ledger->second);
        charge(after.back().second, part.window, held->second.estimate, actual);
    }
    for (auto& [ledger, charged] : after) {
        if (settings_.keeps_changes && !charged.is_changed && charged.used != ledger->used) {
            changed_.push_back(charged.id);
            charged.is_changed = true;
        }
        *ledger = std::move(charged);
    }
    held_.erase(held);
}

void BudgetBook::charge(Ledger& ledger, std::int64_t window, const Amount& estimate, const Amount& actual)
{
    ledger.total = plus(ledger.total, actual);
    if (window == ledger.window) {
        ledger.reserved = minus(ledger.reserved, estimate);
        ledger.used = plus(ledger.used, actual);
    } else if (window + 1 == ledger.window) {
        ledger.previous = plus(ledger.previous, actual);
    }
}

std::optional<BudgetBook::Standing> BudgetBook::standing(std::string_view name, UtcTime now) const
{
    const auto place = names_.find(name);
    if (place == names_.end()) return std::nullopt;
    Ledger ledger = ledgers_.at(place->second);
    roll(ledger, now);
    return Standing{ledger.terms.limit, ledger.used,  ledger.reserved,
                    ledger.previous,    ledger.total, resets_in(ledger, now)};
}

BudgetBook::Ledger* BudgetBook::find(std::string_view name)
{
    const auto place = names_.find(name);
    return place == names_.end() ? nullptr : &ledgers_.at(place->second);
}

/// A calendar that steps back does not bring a spent window back: windows only go forward.
void BudgetBook::roll(Ledger& ledger, UtcTime now)
{
    const std::int64_t window = window_at(ledger.origin, ledger.terms.window, now);
    if (window <= ledger.window) return;
    ledger.previous = window == ledger.window + 1 ? ledger.used : Amount{};
    ledger.window = window;
    ledger.used = {};
    ledger.reserved = {};
}

std::optional<nanoseconds> BudgetBook::resets_in(const Ledger& ledger, UtcTime now)
{
    if (!ledger.terms.window.duration) return std::nullopt;
    return ledger.origin + *ledger.terms.window.duration * (ledger.window + 1) - now;
}

std::optional<Refusal> BudgetBook::refusal(const Ledger& ledger, const Amount& estimate, UtcTime now)
{
    const Amount committed = plus(ledger.used, ledger.reserved);
    const Amount after = plus(committed, estimate);
    const AmountLimit& limit = ledger.terms.limit;
    const auto refuse = [&](RefusalCode code, Decimal used, Decimal most) {
        return Refusal{code, ledger.name, used, most, resets_in(ledger, now)};
    };
    if (limit.money && after.money > *limit.money) return refuse(RefusalCode::money, committed.money, *limit.money);
    if (limit.tokens && after.tokens > *limit.tokens)
        return refuse(RefusalCode::tokens, whole(committed.tokens), whole(*limit.tokens));
    if (limit.requests && after.requests > *limit.requests)
        return refuse(RefusalCode::requests, whole(committed.requests), whole(*limit.requests));
    return std::nullopt;
}

}  // namespace swarmdesk::llm::keys
