#include "llm/cache/assembler.hpp"

#include <algorithm>

namespace swarmdesk::llm::cache {

namespace json = boost::json;

namespace {

std::string text_of(const json::value& value) { return std::string(value.get_string()); }

std::optional<std::uint64_t> index_of(const json::object& object)
{
    const auto* index = object.if_contains("index");
    if (index == nullptr) return std::nullopt;
    if (index->is_uint64()) return index->get_uint64();
    if (index->is_int64() && index->get_int64() >= 0) return static_cast<std::uint64_t>(index->get_int64());
    return std::nullopt;
}

bool is_nothing(const json::value& value)
{
    return value.is_null() || (value.is_string() && value.get_string().empty()) ||
           (value.is_array() && value.get_array().empty()) || (value.is_object() && value.get_object().empty());
}

}  // namespace

Result<void> Assembler::add(const Chunk& chunk)
{
    if (error_) return *error_;
    bytes_ += chunk.json.size();
    if (bytes_ > settings_.bytes_max) return fail("the answer is too large to put together");
    boost::system::error_code error;
    const json::value value = json::parse(chunk.json, error);
    if (error || !value.is_object()) return fail("a chunk is no JSON object");
    const json::object& object = value.get_object();
    if (object.contains("error")) return fail("a chunk is an error");
    for (const char* name : {"id", "created", "model", "system_fingerprint"})
        if (const auto* field = object.if_contains(name);
            field != nullptr && !is_nothing(*field) && !envelope_.contains(name))
            envelope_[name] = *field;
    const auto* choices = object.if_contains("choices");
    if (choices == nullptr || !choices->is_array()) return fail("a chunk has no choices");
    for (const json::value& choice : choices->get_array())
        if (!add_choice(choice)) return fail("a chunk does not fit to those before it");
    return {};
}

bool Assembler::add_choice(const json::value& value)
{
    if (!value.is_object()) return false;
    const json::object& object = value.get_object();
    const auto index = index_of(object);
    if (!index || *index >= settings_.choices_max) return false;
    Choice& choice = choices_[*index];
    if (const auto* delta = object.if_contains("delta"); delta != nullptr && !is_nothing(*delta)) {
        if (!delta->is_object() || !add_delta(choice, delta->get_object())) return false;
    }
    if (const auto* logprobs = object.if_contains("logprobs"); logprobs != nullptr && !is_nothing(*logprobs))
        if (!add_logprobs(choice, *logprobs)) return false;
    const auto* reason = object.if_contains("finish_reason");
    if (reason == nullptr || is_nothing(*reason)) return true;
    if (!reason->is_string() || choice.finish_reason) return false;
    choice.finish_reason = text_of(*reason);
    return true;
}

bool Assembler::add_delta(Choice& choice, const json::object& delta)
{
    for (const auto& [key, part] : delta) {
        const std::string name{key.data(), key.size()};
        if (name == "role") {
            if (!part.is_null() && !part.is_string()) return false;
            if (part.is_string()) choice.role = text_of(part);
            continue;
        }
        if (part.is_string() && name != "tool_calls" && !choice.finish_reason) {
            choice.texts[name] += text_of(part);
            continue;
        }
        if (is_nothing(part)) continue;
        if (choice.finish_reason) return false;  // more after its end
        if (name != "tool_calls" || !add_tool_calls(choice, part)) return false;
    }
    return true;
}

bool Assembler::add_tool_calls(Choice& choice, const json::value& calls)
{
    return calls.is_array() && std::ranges::all_of(calls.get_array(), [&](const json::value& call) {
               return call.is_object() && add_tool_call(choice, call.get_object());
           });
}

bool Assembler::add_tool_call(Choice& choice, const json::object& delta)
{
    const auto index = index_of(delta);
    if (!index || *index >= settings_.tool_calls_max) return false;
    ToolCall& call = choice.tool_calls[*index];
    for (const auto& [name, part] : delta) {
        if (name == "index" || name == "function" || is_nothing(part)) continue;
        // The same id twice is how some servers write; two different ones are two calls mixed up.
        if (const auto* before = call.fields.if_contains(name); before != nullptr && *before != part) return false;
        call.fields[name] = part;
    }
    const auto* function = delta.if_contains("function");
    if (function == nullptr || is_nothing(*function)) return true;
    if (!function->is_object()) return false;
    for (const auto& [name, part] : function->get_object()) {
        if (part.is_null()) continue;
        if (!part.is_string()) return false;
        if (name == "name")
            call.name += text_of(part);
        else if (name == "arguments")
            call.arguments += text_of(part);
        else
            return false;
    }
    return true;
}

bool Assembler::add_logprobs(Choice& choice, const json::value& logprobs)
{
    if (!logprobs.is_object()) return false;
    for (const auto& [name, part] : logprobs.get_object()) {
        if (part.is_null()) continue;
        if (!part.is_array()) return false;
        auto& before = choice.logprobs[name];
        if (!before.is_array()) before = json::array{};
        for (const json::value& item : part.get_array()) before.get_array().push_back(item);
    }
    return true;
}

Result<Answer> Assembler::finish(const Finished& finished)
{
    if (error_) return *error_;
    if (choices_.empty()) return fail("the stream said nothing");
    json::array choices;
    for (const auto& [index, choice] : choices_) {
        if (!choice.finish_reason) return fail("the stream ended without a finish_reason");
        for (const auto& [number, call] : choice.tool_calls)
            if (call.name.empty()) return fail("a tool call has no name");
        json::object whole{{"index", index}, {"message", message_of(choice)}};
        if (!choice.logprobs.empty()) whole["logprobs"] = choice.logprobs;
        whole["finish_reason"] = *choice.finish_reason;
        choices.push_back(std::move(whole));
    }
    json::object answer = envelope_;
    answer["object"] = "chat.completion";
    answer["choices"] = std::move(choices);
    answer["usage"] = {{"prompt_tokens", finished.usage.prompt_tokens},
                       {"completion_tokens", finished.usage.completion_tokens},
                       {"total_tokens", finished.usage.total()}};
    error_ = Error{Errc::conflict, "this stream has ended already"};
    return Answer{json::serialize(answer), finished.usage};
}

json::object Assembler::message_of(const Choice& choice)
{
    json::object message{{"role", choice.role}};
    if (!choice.texts.contains("content")) message["content"] = nullptr;
    for (const auto& [name, text] : choice.texts) message[name] = text;
    // A call without arguments and words beside it: an empty content is what streams send for none at all.
    if (!choice.tool_calls.empty() && message["content"].is_string() && message["content"].get_string().empty())
        message["content"] = nullptr;
    if (choice.tool_calls.empty()) return message;
    json::array calls;
    for (const auto& [index, call] : choice.tool_calls) {
        json::object whole = call.fields;
        if (!whole.contains("type")) whole["type"] = "function";
        whole["function"] = {{"name", call.name}, {"arguments", call.arguments}};
        calls.push_back(std::move(whole));
    }
    message["tool_calls"] = std::move(calls);
    return message;
}

Error Assembler::fail(std::string why)
{
    error_ = Error{Errc::malformed, std::move(why)};
    return *error_;
}

}  // namespace swarmdesk::llm::cache
