#include "agents/pending_terms.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace swarmdesk::agents {

using namespace trading;

namespace {

constexpr std::array<std::pair<strategy::NewTerms, std::string_view>, 3> lines{{
    {{true, true}, "held: gets another stop and take profit"},
    {{true, false}, "held: gets another stop"},
    {{false, true}, "held: gets another take profit"},
}};

}  // namespace

std::string held_line(strategy::NewTerms terms)
{
    for (const auto& [known, line] : lines)
        if (known == terms) return std::string{line};
    return {};
}

strategy::NewTerms held_terms(const execution::SettingChanged& change)
{
    for (const auto& [terms, line] : lines)
        if (!change.changes.empty() && change.changes.front() == line) return terms;
    return {};
}

void PendingTerms::add(const execution::SettingChanged& change, std::uint64_t seq)
{
    const strategy::NewTerms terms = held_terms(change);
    if (terms.stop) stop_.changed = std::max(stop_.changed, seq);
    if (terms.target) target_.changed = std::max(target_.changed, seq);
}

void PendingTerms::add(const execution::ProtectionSet& set, std::uint64_t seq)
{
    if (execution::LotKey{set.account, set.instrument, set.owner} != lot_) return;
    judge_newer(set.protection);
    newer_ = Set{set, seq};
}

void PendingTerms::judge_newer(const Protection& before)
{
    if (!newer_) return;
    const auto& [event, seq] = *newer_;
    const Protection& after = event.protection;
    const bool is_word = event.by.kind == ActorKind::human;
    // What an entry brought was proposed before; the desk only writes down how far a stop has followed.
    const bool is_move = event.by.kind == ActorKind::agent && !event.entry;
    // An agent may give one side first, and the other when its indicator is there.
    const bool is_stop_moved = after.stop_price && after.stop_price != before.stop_price;
    const bool is_target_moved = after.take_profit_price && after.take_profit_price != before.take_profit_price;
    if (is_word || (is_move && is_stop_moved)) stop_.given = std::max(stop_.given, seq);
    if (is_word || (is_move && is_target_moved)) target_.given = std::max(target_.given, seq);
}

bool PendingTerms::is_decided() const
{
    const auto is_sure = [&](const Side& side) { return !side.is_left() || (newer_ && newer_->seq < side.changed); };
    return is_sure(stop_) && is_sure(target_);
}

strategy::NewTerms PendingTerms::left() const
{
    PendingTerms whole = *this;
    whole.judge_newer({});
    return {whole.stop_.is_left(), whole.target_.is_left()};
}

}  // namespace swarmdesk::agents
