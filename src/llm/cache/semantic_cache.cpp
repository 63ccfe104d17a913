#include "llm/cache/semantic_cache.hpp"

#include <algorithm>
#include <array>

#include "llm/cache/semantic_guard.hpp"
#include "llm/providers/json_access.hpp"

namespace swarmdesk::llm::cache {

namespace json = boost::json;
using providers::member;
using providers::text_in;

namespace {

/// Whether the field is one of a plain chat. Not a list of what is forbidden: a field of tomorrow may ask for something
/// to act upon.
bool is_plain(std::string_view name, const json::value& value)
{
    constexpr std::array<std::string_view, 12> fields{"messages",
                                                      "temperature",
                                                      "top_p",
                                                      "top_k",
                                                      "max_tokens",
                                                      "max_completion_tokens",
                                                      "stop",
                                                      "seed",
                                                      "min_p",
                                                      "presence_penalty",
                                                      "frequency_penalty",
                                                      "reasoning_effort"};
    if (value.is_null() || is_without_effect(name)) return true;
    if (name == "n") return value == json::value(1);
    if (name == "response_format") {
        return value.is_object() && text_in(value.get_object(), "type") == "text";
    }
    return std::ranges::find(fields, name) != fields.end();
}

/// Whether somebody just talks there: a message of a tool, or to one, is of somebody at work.
bool is_talk(const json::value& message)
{
    constexpr std::array<std::string_view, 4> roles{"system", "developer", "user", "assistant"};
    const auto* object = message.if_object();
    if (object == nullptr || member(*object, "tool_calls") != nullptr || member(*object, "function_call") != nullptr)
        return false;
    const auto role = text_in(*object, "role");
    return role && std::ranges::find(roles, *role) != roles.end();
}

/// The last words, where they are a user's.
std::optional<std::string_view> last_words(const json::object& body)
{
    const auto* messages = providers::array_in(body, "messages");
    if (messages == nullptr || messages->empty() || !std::ranges::all_of(*messages, is_talk)) return std::nullopt;
    const json::object& last = messages->back().get_object();
    return text_in(last, "role") == "user" ? text_in(last, "content") : std::nullopt;
}

}  // namespace

Result<SemanticQuestion> semantic_question(const Context& context, const ModelCall& call)
{
    const Error refusal{Errc::out_of_range, "only plain chat of one tenant is compared by its meaning"};
    if (call.operation != Operation::chat || context.scope.is_shared()) return refusal;
    for (const auto& [name, value] : call.body)
        if (!is_plain(name, value)) return refusal;
    const auto text = last_words(call.body);
    if (!text || text->empty() || text->size() > guarded_bytes_max) return refusal;

    ModelCall rest{.operation = call.operation, .body = call.body};
    rest.body["messages"].get_array().back().get_object()["content"] = nullptr;
    auto shelf = key_of(context, rest);
    if (!shelf) return shelf.error();
    return SemanticQuestion{*shelf, context.scope.tenant(), std::string(*text)};
}

std::optional<SemanticCache::Found> SemanticCache::find(const SemanticQuestion& question, std::span<const float> vector,
                                                        MonotonicTime now, std::optional<nanoseconds> age_max)
{
    if (!settings_.is_enabled) return std::nullopt;
    // What nobody may be told any more would else stand before what he may.
    forget_where(question.tenant, [now](const Item& item) { return item.fresh_until <= now; });
    bool was_guarded = false;
    for (const auto& [id, similarity] : index_.nearest(question.shelf, vector, settings_.candidates_max)) {
        if (similarity < settings_.similarity_min) break;
        const auto item = items_.find(id);
        if (item == items_.end() || item->second.question.shelf != question.shelf) continue;
        const nanoseconds age = now - item->second.stored_at;
        if (age_max && age > *age_max) continue;
        if (!may_share(question.text, item->second.question.text)) {
            was_guarded = true;
            continue;
        }
        ++counters_.hits;
        return Found{{item->second.entry, age}, similarity};
    }
    ++(was_guarded ? counters_.guarded : counters_.misses);
    return std::nullopt;
}

Kept SemanticCache::put(const SemanticQuestion& question, std::span<const float> vector, Entry entry, nanoseconds ttl,
                        MonotonicTime now)
{
    if (!settings_.is_enabled || entry.answer.json.empty() || ttl <= nanoseconds{}) return Kept::worthless;
    const std::size_t bytes =
        entry.answer.json.size() + question.text.size() + vector.size() * sizeof(float) + overhead_bytes;
    if (entry.answer.json.size() > settings_.answer_bytes_max || question.text.size() > guarded_bytes_max ||
        bytes > settings_.bytes_max || settings_.tenants_max == 0 || settings_.entries_per_tenant_max == 0 ||
        settings_.entries_max == 0)
        return Kept::too_large;
    const VectorIndex::Id id = last_id_ + 1;
    if (!index_.put(question.shelf, id, vector)) return Kept::worthless;
    last_id_ = id;
    forget_where(question.tenant, [&](const Item& item) {
        return item.question.shelf == question.shelf && item.question.text == question.text;
    });
    make_room(question.tenant, bytes);
    tenants_[question.tenant].push_back(id);
    bytes_ += bytes;
    items_.emplace(id, Item{question, std::make_shared<const Entry>(std::move(entry)), bytes, now, now + ttl});
    return Kept::yes;
}

void SemanticCache::make_room(const std::string& name, std::size_t bytes)
{
    if (const auto tenant = tenants_.find(name); tenant != tenants_.end()) {
        if (tenant->second.size() >= settings_.entries_per_tenant_max) forget_oldest(tenant);
    } else if (tenants_.size() >= settings_.tenants_max) {
        const auto idlest = std::ranges::min_element(tenants_, {}, [](const auto& one) { return one.second.back(); });
        while (idlest->second.size() > 1) forget_oldest(idlest);
        forget_oldest(idlest);
    }
    while (!items_.empty() && (items_.size() >= settings_.entries_max || bytes_ + bytes > settings_.bytes_max))
        forget_oldest(tenants_.find(items_.begin()->second.question.tenant));
}

template <class Predicate>
void SemanticCache::forget_where(const std::string& name, Predicate is_meant)
{
    const auto tenant = tenants_.find(name);
    if (tenant == tenants_.end()) return;
    std::erase_if(tenant->second, [&](VectorIndex::Id id) {
        const auto item = items_.find(id);
        if (!is_meant(item->second)) return false;
        forget(item);
        return true;
    });
    if (tenant->second.empty()) tenants_.erase(tenant);
}

void SemanticCache::forget_oldest(std::map<std::string, Ids>::iterator tenant)
{
    forget(items_.find(tenant->second.front()));
    tenant->second.pop_front();
    if (tenant->second.empty()) tenants_.erase(tenant);
}

void SemanticCache::forget(Items::iterator item)
{
    index_.erase(item->second.question.shelf, item->first);
    bytes_ -= item->second.bytes;
    items_.erase(item);
}

}  // namespace swarmdesk::llm::cache
