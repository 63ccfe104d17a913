#include "llm/providers/ollama_request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "llm/providers/json_access.hpp"
#include "llm/providers/openai_messages.hpp"
#include "llm/providers/request_parts.hpp"

namespace swarmdesk::llm::providers {

namespace json = boost::json;

namespace {

/// Fields that are the same number in Ollama's `options`: OpenAI's, and those only a deployment's defaults would have.
constexpr std::array<std::string_view, 19> options{
    "temperature", "top_p",         "seed",           "frequency_penalty", "presence_penalty", "top_k",   "min_p",
    "typical_p",   "repeat_last_n", "repeat_penalty", "num_keep",          "num_batch",        "num_gpu", "main_gpu",
    "use_mmap",    "num_thread",    "mirostat",       "mirostat_eta",      "mirostat_tau"};
/// Fields that go through as they are.
constexpr std::array<std::string_view, 4> passed{"logprobs", "top_logprobs", "think", "dimensions"};
/// Fields that are translated below.
constexpr std::array<std::string_view, 10> translated{
    "messages",         "tools", "tool_choice",    "response_format", "max_tokens", "max_completion_tokens", "stop",
    "reasoning_effort", "input", "encoding_format"};
/// Fields that change nothing about the answer.
constexpr std::array<std::string_view, 7> idle{
    "store", "service_tier", "prompt_cache_key", "safety_identifier", "prompt_cache_retention", "metadata", "user"};

bool is_in(const auto& names, std::string_view name) { return std::ranges::find(names, name) != names.end(); }

/// Whether a field that Ollama does not have says what Ollama does anyway.
bool is_default(std::string_view name, const json::value& value)
{
    if (name == "n") return as_count(value) == 1;
    if (name == "parallel_tool_calls") return value == true;
    if (name == "logit_bias") return value.is_object() && value.get_object().empty();
    if (name == "modalities") return value == json::array{"text"};
    return false;
}

json::value keep_alive_value(std::string_view text)
{
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error == std::errc{} && end == text.data() + text.size()) return seconds;
    return json_text(text);
}

json::object envelope(const Target& target)
{
    json::object body{{"model", json_text(target.model)}, {"truncate", false}};
    if (!target.keep_alive.empty()) body["keep_alive"] = keep_alive_value(target.keep_alive);
    return body;
}

Result<json::array> images_of(const Message& message)
{
    json::array images;
    for (const Part& part : message.parts) {
        if (part.kind == Part::Kind::text) continue;
        if (part.kind == Part::Kind::file) return cannot("Ollama", "messages: a file");
        const auto data = parse_data_url(part.text);
        if (!data || !data->media_type.starts_with("image/"))
            return Error{Errc::out_of_range,
                         "messages: Ollama takes images only as data:image/…;base64 URLs, it fetches none"};
        images.push_back(json_text(data->base64));
    }
    return images;
}

json::array tool_calls_of(const Message& message)
{
    json::array calls;
    for (const auto& call : message.tool_calls) {
        json::object made{{"function", {{"name", json_text(call.name)}, {"arguments", call.arguments}}}};
        if (!call.id.empty()) made["id"] = json_text(call.id);
        calls.push_back(std::move(made));
    }
    return calls;
}

std::string_view role_of(Speaker speaker)
{
    switch (speaker) {
        case Speaker::system: return "system";
        case Speaker::user: return "user";
        case Speaker::assistant: return "assistant";
        case Speaker::tool: return "tool";
    }
    return "user";
}

Result<json::object> message_of(const Message& message)
{
    json::object made{{"role", json_text(role_of(message.speaker))},
                      {"content", json_text(joined_text(message.parts))}};
    auto images = images_of(message);
    if (!images) return images.error();
    if (!images->empty()) made["images"] = std::move(*images);
    if (!message.tool_calls.empty()) made["tool_calls"] = tool_calls_of(message);
    if (!message.thoughts.empty()) made["thinking"] = json_text(message.thoughts);
    if (!message.name.empty()) made["tool_name"] = json_text(message.name);
    if (!message.tool_call_id.empty()) made["tool_call_id"] = json_text(message.tool_call_id);
    return made;
}

Result<json::array> messages_of(const json::object& fields)
{
    const auto messages = read_messages(fields);
    if (!messages) return messages.error();
    json::array made;
    for (const Message& message : *messages) {
        auto one = message_of(message);
        if (!one) return one.error();
        made.push_back(std::move(*one));
    }
    return made;
}

Result<void> add_tools(const json::object& fields, bool drops_unknown, json::object& body)
{
    const auto* choice = member(fields, "tool_choice");
    const auto word = text_in(fields, "tool_choice");
    if (word == "none") return {};
    if (choice && word != "auto" && !drops_unknown) return cannot("Ollama", "tool_choice");
    if (const auto* tools = array_in(fields, "tools"); tools && !tools->empty()) body["tools"] = *tools;
    return {};
}

Result<void> add_format(const json::object& fields, json::object& body)
{
    const auto* format = member(fields, "response_format");
    if (!format) return {};
    const auto* object = format->if_object();
    const auto type = object ? text_in(*object, "type").value_or("") : "";
    if (type == "text") return {};
    if (type == "json_object") {
        body["format"] = "json";
        return {};
    }
    const auto* outer = object && type == "json_schema" ? object_in(*object, "json_schema") : nullptr;
    const auto* schema = outer ? object_in(*outer, "schema") : nullptr;
    if (!schema)
        return Error{Errc::malformed, "response_format: must be text, json_object, or json_schema with a schema"};
    body["format"] = *schema;
    return {};
}

Result<void> add_thinking(const json::object& fields, json::object& body)
{
    const auto* effort = member(fields, "reasoning_effort");
    if (!effort) return {};
    const auto word = text_in(fields, "reasoning_effort").value_or("");
    if (word == "none")
        body["think"] = false;
    else if (word == "minimal" || word == "low")
        body["think"] = "low";
    else if (word == "medium")
        body["think"] = "medium";
    else if (word == "high" || word == "xhigh")
        body["think"] = "high";
    else
        return Error{Errc::malformed, "reasoning_effort: must be none, minimal, low, medium, high or xhigh"};
    return {};
}

Result<void> add_stop(const json::object& fields, json::object& made)
{
    const auto* stop = member(fields, "stop");
    if (!stop) return {};
    if (stop->is_string()) {
        made["stop"] = json::array{*stop};
        return {};
    }
    if (!stop->is_array()) return Error{Errc::malformed, "stop: must be a text or a list of texts"};
    made["stop"] = *stop;
    return {};
}

/// Options, fields that go through, and a word about those that cannot.
Result<void> sort_fields(const json::object& fields, const Target& target, json::object& made, json::object& body)
{
    for (const auto& [key, value] : fields) {
        const std::string_view name{key.data(), key.size()};
        if (is_in(options, name))
            made[name] = value;
        else if (is_in(passed, name))
            body[name] = value;
        else if (!is_in(translated, name) && !is_in(idle, name) && !is_default(name, value) && !target.drops_unknown)
            return cannot("Ollama", name);
    }
    return {};
}

Result<void> add_num_ctx(const ModelCall& call, const Target& target, json::object& fields, json::object& made)
{
    if (member(call.body, "num_ctx") && !target.drops_unknown)
        return Error{Errc::out_of_range, "num_ctx: is the deployment's, for another value would reload the model"};
    const auto* standing = member(target.defaults, "num_ctx");
    if (target.num_ctx)
        made["num_ctx"] = *target.num_ctx;
    else if (standing)
        made["num_ctx"] = *standing;
    fields.erase("num_ctx");
    return {};
}

Result<void> add_chat(const ModelCall& call, const json::object& fields, const Target& target, json::object& made,
                      json::object& body)
{
    body["stream"] = call.delivery == Delivery::streamed;
    body["shift"] = false;
    auto messages = messages_of(fields);
    if (!messages) return messages.error();
    body["messages"] = std::move(*messages);
    for (const char* name : {"max_completion_tokens", "max_tokens"})
        if (const auto* limit = member(fields, name); limit && !made.contains("num_predict"))
            made["num_predict"] = *limit;
    if (auto added = add_stop(fields, made); !added) return added.error();
    if (auto added = add_tools(fields, target.drops_unknown, body); !added) return added.error();
    if (auto added = add_format(fields, body); !added) return added.error();
    return add_thinking(fields, body);
}

Result<void> add_input(const json::object& fields, json::object& body)
{
    const auto* input = member(fields, "input");
    const auto* list = input ? input->if_array() : nullptr;
    const bool is_texts =
        list && !list->empty() && std::ranges::all_of(*list, [](const auto& text) { return text.is_string(); });
    if (!input || (list && list->empty())) return Error{Errc::malformed, "input: must be a text or a list of texts"};
    if (!input->is_string() && !is_texts) return cannot("Ollama", "input: token numbers");
    const auto encoding = text_in(fields, "encoding_format").value_or("float");
    if (encoding != "float" && encoding != "base64")
        return Error{Errc::malformed, "encoding_format: must be float or base64"};
    body["input"] = *input;
    return {};
}

}  // namespace

Result<json::object> ollama_body(const ModelCall& call, const Target& target)
{
    json::object fields = merged_body(call, target);
    json::object body = envelope(target);
    json::object made;
    if (auto added = add_num_ctx(call, target, fields, made); !added) return added.error();
    if (auto sorted = sort_fields(fields, target, made, body); !sorted) return sorted.error();
    const auto added =
        call.operation == Operation::chat ? add_chat(call, fields, target, made, body) : add_input(fields, body);
    if (!added) return added.error();
    if (!made.empty()) body["options"] = std::move(made);
    return body;
}

}  // namespace swarmdesk::llm::providers
