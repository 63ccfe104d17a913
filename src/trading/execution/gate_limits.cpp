// What tighter limits of positions take back from the venues.
#include <algorithm>
#include <set>

#include "trading/execution/gate.hpp"
#include "trading/execution/gate_detail.hpp"
#include "trading/execution/limit_change.hpp"
#include "trading/risk/limit_list.hpp"
#include "trading/risk/resting.hpp"

namespace swarmdesk::trading::execution {

using namespace detail;

namespace {

/// Entries that rest: each may be filled at any moment. What is being cancelled counts as gone.
struct Entries {
    std::vector<const risk::Reservation*> resting;
    std::vector<const risk::Reservation*> leaving;
};

Entries entries_of(const Books& books)
{
    Entries entries;
    for (const IntentRecord* known : books.open_intents()) {
        const risk::Reservation* held = books.rails().find(known->intent.account, known->intent.id);
        if (held == nullptr || held->is_reduction() || !is_at_venue(known->state)) continue;
        (known->is_cancel_requested ? entries.leaving : entries.resting).push_back(held);
    }
    return entries;
}

}  // namespace

void Gate::take_back_beyond(Step& step, const Actor& by, const std::string& reason, Moment now)
{
    const Entries entries = entries_of(books_);
    for (const IntentId& id : risk::beyond_positions(books_.rails(), quotes_, entries.resting, entries.leaving))
        cancel_at_venue(step, *books_.find(id), by, reason, now);
}

void Gate::note_tighter_positions(const risk::Limits& before, const risk::Limits& now)
{
    const auto note = [&](const char* limit, Usd was, Usd is) {
        if (is >= was) return;
        tighter_since_start_ +=
            (tighter_since_start_.empty() ? "" : ", ") + tightened_reason(limit, risk::limit_text(now, limit));
    };
    note("position_max", before.position_max, now.position_max);
    note("agent_position_max", before.agent_position_max, now.agent_position_max);
    note("desk_position_max", before.desk_position_max, now.desk_position_max);
}

void Gate::take_back_since_start(Step& step, Moment now)
{
    if (tighter_since_start_.empty()) return;
    // An account that cannot be compared, or an asset without a price, keeps the others waiting only so long.
    if (now.desk - started_ < price_patience && !can_sum_resting()) return;
    take_back_beyond(step, desk_actor, std::exchange(tighter_since_start_, {}), now);
}

/// Whether the venues have said what became of the orders, and what they come to has a price.
bool Gate::can_sum_resting() const
{
    const risk::RailsState& rails = books_.rails().state();
    const auto& accounts = rails.accounts;
    if (std::any_of(accounts.begin(), accounts.end(), [](const auto& entry) { return entry.second.is_reconciling; }))
        return false;
    std::set<AssetId> bases;
    for (const risk::Reservation* held : entries_of(books_).resting)
        bases.insert(rails.instruments.at(held->instrument).base);
    return std::all_of(rails.instruments.begin(), rails.instruments.end(), [&](const auto& entry) {
        if (!bases.contains(entry.second.base)) return true;
        const auto quote = quotes_.find(entry.first);
        return quote != quotes_.end() && quote->second.is_sound();
    });
}

}  // namespace swarmdesk::trading::execution
