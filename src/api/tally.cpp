#include "api/tally.hpp"

namespace swarmdesk::api {

using trading::execution::IntentState;

bool is_working(IntentState state)
{
    return state == IntentState::submitting || state == IntentState::accepted || state == IntentState::unknown ||
           state == IntentState::partial;
}

Tally::Tally(const trading::execution::Gate& gate) : gate_(gate)
{
    for (const auto& [id, record] : gate.state().intents) note(record);
}

void Tally::on_event(const trading::execution::Event& event)
{
    const auto intent = intent_of(event);
    if (!intent) return;
    if (const auto* record = gate_.find(*intent)) note(*record);
}

void Tally::note(const trading::execution::IntentRecord& record)
{
    orders_.set(record.intent.id, record.intent.account, is_working(record.state));
    approvals_.set(record.intent.id, record.intent.account, record.state == IntentState::parked);
}

void Tally::Count::set(const trading::IntentId& intent, const trading::AccountId& account, bool is_open)
{
    if (is_open) {
        if (open_.emplace(intent, account).second) ++per_account_[account];
    } else if (open_.erase(intent) > 0) {
        --per_account_[account];
    }
}

std::size_t Tally::Count::count(const Caller& caller, bool sees_all) const
{
    if (sees_all) return open_.size();
    const auto found = per_account_.find(caller.user().account);
    return found == per_account_.end() ? 0 : found->second;
}

}  // namespace swarmdesk::api
