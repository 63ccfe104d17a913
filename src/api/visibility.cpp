#include "api/visibility.hpp"

namespace swarmdesk::api {

namespace execution = trading::execution;

std::optional<trading::IntentId> intent_of(const execution::Event& event)
{
    return std::visit(
        [](const auto& e) -> std::optional<trading::IntentId> {
            if constexpr (requires { e.reservation; })
                return e.reservation.intent;
            else if constexpr (requires { e.intent.account; })
                return e.intent.id;
            else if constexpr (requires { e.intent.is_nil(); })
                return e.intent;
            else
                return std::nullopt;
        },
        event);
}

Visibility Visibilities::of(const execution::Event& event) const
{
    return std::visit(
        [this](const auto& e) -> Visibility {
            if constexpr (requires { e.account.is_empty(); })
                return {.account = e.account};
            else if constexpr (requires { e.reservation; })
                return {.account = e.reservation.account};
            else if constexpr (requires { e.intent.account; })
                return {.account = e.intent.account};
            else if constexpr (requires { e.intent.is_nil(); })
                return {.account = account_of(e.intent)};
            else if constexpr (requires { e.severity; })
                return {};
            else
                return {.is_everybody = true};
        },
        event);
}

std::optional<trading::AccountId> Visibilities::account_of(const trading::IntentId& intent) const
{
    if (const auto* record = desk_.gate().find(intent)) return record->intent.account;
    if (const auto found = remembered_.find(intent); found != remembered_.end()) return found->second;

    ledger::Query query;
    query.limit = 1;
    query.subject = intent.to_string();
    const auto rows = history_.read(query);
    if (!rows || rows->empty()) return std::nullopt;
    const auto event = execution::from_entry(rows->front().entry);
    const auto* proposed = event ? std::get_if<execution::IntentProposed>(&*event) : nullptr;
    if (proposed == nullptr) return std::nullopt;

    if (order_.size() == remembered_max) {
        remembered_.erase(order_.front());
        order_.pop_front();
    }
    order_.push_back(intent);
    return remembered_.emplace(intent, proposed->intent.account).first->second;
}

}  // namespace swarmdesk::api
