#include "llm/cache/semantic_cache.hpp"

#include <algorithm>

#include "llm/cache/semantic_guard.hpp"

namespace swarmdesk::llm::cache {

namespace json = boost::json;

Result<SemanticQuestion> semantic_question(const Context& context, const ModelCall& call)
{
    const Error refusal{Errc::out_of_range, "only plain chat of one tenant is compared by its meaning"};
    if (call.operation != Operation::chat || context.scope.is_shared()) return refusal;
    for (const char* name : {"tools", "tool_choice", "functions", "function_call", "response_format"})
        if (call.body.contains(name)) return refusal;
    const auto* messages = call.body.if_contains("messages");
    if (messages == nullptr || !messages->is_array() || messages->get_array().empty()) return refusal;
    const json::value& last = messages->get_array().back();
    if (!last.is_object()) return refusal;
    const auto* role = last.get_object().if_contains("role");
    const auto* text = last.get_object().if_contains("content");
    if (role == nullptr || *role != json::value("user") || text == nullptr || !text->is_string()) return refusal;

    ModelCall rest{.operation = call.operation, .body = call.body};
    rest.body["messages"].get_array().back().get_object()["content"] = nullptr;
    auto shelf = key_of(context, rest);
    if (!shelf) return shelf.error();
    return SemanticQuestion{*shelf, context.scope.tenant(), std::string(text->get_string())};
}

std::optional<SemanticCache::Found> SemanticCache::find(const SemanticQuestion& question, std::span<const float> vector,
                                                        MonotonicTime now)
{
    if (!settings_.is_enabled) return std::nullopt;
    bool was_guarded = false;
    for (const auto& [id, similarity] : index_.nearest(question.shelf, vector, settings_.candidates_max)) {
        if (similarity < settings_.similarity_min) break;
        const auto item = items_.find(id);
        if (item == items_.end() || item->second.question.shelf != question.shelf) continue;
        const nanoseconds age = now - item->second.stored_at;
        if (age >= settings_.ttl) continue;
        if (!may_share(question.text, item->second.question.text)) {
            was_guarded = true;
            continue;
        }
        ++counters_.hits;
        return Found{item->second.entry, age};
    }
    ++(was_guarded ? counters_.guarded : counters_.misses);
    return std::nullopt;
}

Kept SemanticCache::put(const SemanticQuestion& question, std::span<const float> vector, Entry entry, MonotonicTime now)
{
    if (!settings_.is_enabled || entry.answer.json.empty()) return Kept::worthless;
    if (entry.answer.json.size() > settings_.answer_bytes_max || question.text.size() > guarded_bytes_max ||
        settings_.tenants_max == 0 || settings_.entries_per_tenant_max == 0)
        return Kept::too_large;
    const VectorIndex::Id id = last_id_ + 1;
    if (!index_.put(question.shelf, id, vector)) return Kept::worthless;
    last_id_ = id;
    make_room(question.tenant);
    tenants_[question.tenant].push_back(id);
    items_.emplace(id, Item{question, std::make_shared<const Entry>(std::move(entry)), now});
    return Kept::yes;
}

void SemanticCache::make_room(const std::string& name)
{
    if (const auto tenant = tenants_.find(name); tenant != tenants_.end()) {
        if (tenant->second.size() >= settings_.entries_per_tenant_max) forget_oldest(tenant);
        return;
    }
    if (tenants_.size() < settings_.tenants_max) return;
    const auto idlest = std::ranges::min_element(tenants_, {}, [](const auto& tenant) { return tenant.second.back(); });
    while (idlest->second.size() > 1) forget_oldest(idlest);
    forget_oldest(idlest);
}

void SemanticCache::forget_oldest(std::map<std::string, Ids>::iterator tenant)
{
    const auto item = items_.find(tenant->second.front());
    index_.erase(item->second.question.shelf, item->first);
    items_.erase(item);
    tenant->second.pop_front();
    if (tenant->second.empty()) tenants_.erase(tenant);
}

}  // namespace swarmdesk::llm::cache
