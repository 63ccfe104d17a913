#include "llm/providers/anthropic_request.hpp"

#include <algorithm>
#include <array>

#include "llm/providers/json_access.hpp"
#include "llm/providers/openai_messages.hpp"
#include "llm/providers/request_parts.hpp"

namespace swarmdesk::llm::providers {

namespace json = boost::json;

namespace {

constexpr std::string_view name = "Anthropic";

/// Anthropic's own fields, which a deployment's defaults or a knowing caller may have.
constexpr std::array<std::string_view, 5> passed{"top_p", "top_k", "thinking", "metadata", "service_tier"};
constexpr std::array<std::string_view, 10> translated{
    "messages", "tools",       "tool_choice",      "response_format",    "max_tokens", "max_completion_tokens",
    "stop",     "temperature", "reasoning_effort", "parallel_tool_calls"};
constexpr std::array<std::string_view, 5> idle{"store", "prompt_cache_key", "prompt_cache_retention",
                                               "safety_identifier", "user"};

bool is_in(const auto& names, std::string_view field) { return std::ranges::find(names, field) != names.end(); }

/// Whether a field that Anthropic does not have says what it does anyway.
bool is_default(std::string_view field, const json::value& value)
{
    if (field == "n") return as_count(value) == 1;
    if (field == "logprobs") return value == false;
    if (field == "frequency_penalty" || field == "presence_penalty") return as_count(value) == 0;
    if (field == "logit_bias") return value.is_object() && value.get_object().empty();
    if (field == "modalities") return value == json::array{"text"};
    return false;
}

json::object text_block(std::string_view text, const json::value* cache_control)
{
    json::object block{{"type", "text"}, {"text", json_text(text)}};
    if (cache_control) block["cache_control"] = *cache_control;
    return block;
}

json::object inline_source(const InlineData& data)
{
    return {{"type", "base64"}, {"media_type", json_text(data.media_type)}, {"data", json_text(data.base64)}};
}

Result<json::object> image_block(std::string_view url)
{
    constexpr std::array<std::string_view, 4> types{"image/jpeg", "image/png", "image/gif", "image/webp"};
    if (url.starts_with("https://") || url.starts_with("http://"))
        return json::object{{"type", "image"}, {"source", {{"type", "url"}, {"url", json_text(url)}}}};
    const auto data = parse_data_url(url);
    if (!data) return Error{Errc::malformed, "messages: an image must be an http or a data:image/…;base64 URL"};
    if (!is_in(types, data->media_type)) return cannot(name, "messages: images but JPEG, PNG, GIF and WebP");
    return json::object{{"type", "image"}, {"source", inline_source(*data)}};
}

Result<json::object> file_block(std::string_view url)
{
    const auto data = parse_data_url(url);
    if (!data) return Error{Errc::malformed, "messages: file_data must be a data:…;base64 URL"};
    if (data->media_type != "application/pdf") return cannot(name, "messages: files but PDF");
    return json::object{{"type", "document"}, {"source", inline_source(*data)}};
}

Result<json::array> blocks_of(const std::vector<Part>& parts)
{
    json::array blocks;
    for (const Part& part : parts) {
        if (part.kind == Part::Kind::text) {
            blocks.push_back(text_block(part.text, part.cache_control));
            continue;
        }
        auto block = part.kind == Part::Kind::image ? image_block(part.text) : file_block(part.text);
        if (!block) return block.error();
        if (part.cache_control) (*block)["cache_control"] = *part.cache_control;
        blocks.push_back(std::move(*block));
    }
    return blocks;
}

/// What a message adds to the turn it belongs to.
Result<json::array> blocks_of(const Message& message)
{
    auto blocks = blocks_of(message.parts);
    if (!blocks) return blocks.error();
    if (message.speaker == Speaker::tool) {
        json::object result{{"type", "tool_result"}, {"tool_use_id", json_text(message.tool_call_id)}};
        if (!blocks->empty()) result["content"] = std::move(*blocks);
        return json::array{std::move(result)};
    }
    for (const auto& call : message.tool_calls)
        blocks->push_back(json::object{{"type", "tool_use"},
                                       {"id", json_text(call.id)},
                                       {"name", json_text(call.name)},
                                       {"input", call.arguments}});
    return blocks;
}

/// One text where that says it all; blocks where something about them is said too.
json::value system_of(const std::vector<const Part*>& parts)
{
    const bool is_plain = std::ranges::none_of(parts, [](const Part* part) { return part->cache_control != nullptr; });
    std::string text;
    json::array blocks;
    for (const Part* part : parts) {
        if (is_plain)
            text += (text.empty() ? "" : "\n\n") + std::string{part->text};
        else
            blocks.push_back(text_block(part->text, part->cache_control));
    }
    if (is_plain) return json_text(text);
    return blocks;
}

Result<void> add_messages(const json::object& fields, json::object& body)
{
    const auto messages = read_messages(fields);
    if (!messages) return messages.error();
    json::array turns;
    std::vector<const Part*> system;
    for (const Message& message : *messages) {
        if (message.speaker == Speaker::system) {
            for (const Part& part : message.parts)
                if (part.kind == Part::Kind::text) system.push_back(&part);
            continue;
        }
        auto blocks = blocks_of(message);
        if (!blocks) return blocks.error();
        if (blocks->empty()) continue;  // Anthropic refuses a message that says nothing
        const char* role = message.speaker == Speaker::assistant ? "assistant" : "user";
        if (turns.empty() || turns.back().at("role") != role)
            turns.push_back(json::object{{"role", role}, {"content", json::array{}}});
        auto& content = turns.back().at("content").as_array();
        for (auto& block : *blocks) content.push_back(std::move(block));
    }
    if (turns.empty()) return Error{Errc::malformed, "messages: none but system messages, or empty ones"};
    if (!system.empty()) body["system"] = system_of(system);
    body["messages"] = std::move(turns);
    return {};
}

Result<json::object> tool_of(const json::value& tool)
{
    const auto* object = tool.if_object();
    const auto* function = object ? object_in(*object, "function") : nullptr;
    const auto tool_name = function ? text_in(*function, "name") : std::nullopt;
    if (!tool_name || tool_name->empty()) return Error{Errc::malformed, "tools: every tool must have a function.name"};
    json::object made{{"name", json_text(*tool_name)}};
    if (const auto description = text_in(*function, "description")) made["description"] = json_text(*description);
    const auto* parameters = object_in(*function, "parameters");
    made["input_schema"] = parameters ? *parameters : json::object{{"type", "object"}, {"properties", json::object{}}};
    if (const auto* strict = member(*function, "strict")) made["strict"] = *strict;
    if (const auto* cache = member(*object, "cache_control")) made["cache_control"] = *cache;
    return made;
}

Result<json::object> tool_choice_of(const json::object& fields)
{
    const auto* choice = member(fields, "tool_choice");
    const auto word = choice ? text_in(fields, "tool_choice").value_or("") : "auto";
    if (word == "auto" || word == "none") return json::object{{"type", json_text(word)}};
    if (word == "required") return json::object{{"type", "any"}};
    const auto* object = choice->if_object();
    const auto* function = object ? object_in(*object, "function") : nullptr;
    const auto tool_name = function ? text_in(*function, "name") : std::nullopt;
    if (!tool_name) return Error{Errc::malformed, "tool_choice: must be auto, none, required or a function"};
    return json::object{{"type", "tool"}, {"name", json_text(*tool_name)}};
}

Result<void> add_tools(const json::object& fields, json::object& body)
{
    const auto* tools = array_in(fields, "tools");
    if (!tools || tools->empty()) return {};
    json::array made;
    for (const auto& tool : *tools) {
        auto one = tool_of(tool);
        if (!one) return one.error();
        made.push_back(std::move(*one));
    }
    body["tools"] = std::move(made);
    auto choice = tool_choice_of(fields);
    if (!choice) return choice.error();
    const auto* parallel = member(fields, "parallel_tool_calls");
    const bool is_single = parallel && *parallel == false && choice->at("type") != "none";
    if (is_single) (*choice)["disable_parallel_tool_use"] = true;
    if (is_single || member(fields, "tool_choice")) body["tool_choice"] = std::move(*choice);
    return {};
}

Result<void> add_temperature(const json::object& fields, bool drops_unknown, json::object& body)
{
    const auto* temperature = member(fields, "temperature");
    if (!temperature) return {};
    if (!temperature->is_number()) return Error{Errc::malformed, "temperature: must be a number"};
    const bool is_too_hot = temperature->to_number<double>() > 1;
    if (is_too_hot && !drops_unknown) return cannot(name, "temperature: above 1");
    body["temperature"] = is_too_hot ? json::value(1) : *temperature;
    return {};
}

Result<void> add_format(const json::object& fields, bool drops_unknown, json::object& body)
{
    const auto* format = object_in(fields, "response_format");
    const auto type = format ? text_in(*format, "type").value_or("") : "text";
    if (type == "text") return {};
    const auto* outer = format ? object_in(*format, "json_schema") : nullptr;
    const auto* schema = outer ? object_in(*outer, "schema") : nullptr;
    if (type == "json_schema" && schema)
        body["output_config"] = json::object{{"format", {{"type", "json_schema"}, {"schema", *schema}}}};
    else if (type == "json_schema")
        return Error{Errc::malformed, "response_format.json_schema.schema: is missing"};
    else if (!drops_unknown)
        return cannot(name, "response_format: JSON without a schema");
    return {};
}

/// Thoughts come out of the same purse as the answer, so the purse grows by what they may take. A turn with tools whose
/// thoughts were not kept cannot be thought on: Anthropic refuses it, and OpenAI's messages have no place to keep them.
Result<void> add_thinking(const json::object& fields, json::object& body)
{
    struct Effort {
        std::string_view word;
        std::int64_t tokens;
    };
    constexpr std::array efforts{Effort{"minimal", 1024}, Effort{"low", 1024}, Effort{"medium", 2048},
                                 Effort{"high", 4096}, Effort{"xhigh", 8192}};
    const auto word = text_in(fields, "reasoning_effort").value_or("none");
    if (word == "none" || body.contains("thinking")) return {};
    const auto effort = std::ranges::find(efforts, word, &Effort::word);
    if (effort == efforts.end())
        return Error{Errc::malformed, "reasoning_effort: must be none, minimal, low, medium, high or xhigh"};
    for (const auto& turn : body.at("messages").as_array())
        for (const auto& block : turn.at("content").as_array())
            if (block.at("type") == "tool_use") return {};
    body["thinking"] = json::object{{"type", "enabled"}, {"budget_tokens", effort->tokens}};
    body["max_tokens"] = body.at("max_tokens").to_number<std::int64_t>() + effort->tokens;
    return {};
}

Result<void> add_limits(const json::object& fields, json::object& body)
{
    body["max_tokens"] = anthropic_max_tokens_default;
    for (const char* field : {"max_tokens", "max_completion_tokens"}) {
        if (!member(fields, field)) continue;
        const auto limit = count_in(fields, field);
        if (!limit || *limit == 0) return Error{Errc::malformed, std::string{field} + ": must be a number above zero"};
        body["max_tokens"] = static_cast<std::int64_t>(*limit);
    }
    if (const auto* stop = member(fields, "stop")) {
        if (!stop->is_string() && !stop->is_array())
            return Error{Errc::malformed, "stop: must be a text or a list of texts"};
        body["stop_sequences"] = stop->is_string() ? json::array{*stop} : stop->get_array();
    }
    return {};
}

Result<void> pass_fields(const json::object& fields, bool drops_unknown, json::object& body)
{
    for (const auto& [key, value] : fields) {
        const std::string_view field{key.data(), key.size()};
        if (is_in(passed, field))
            body[field] = value;
        else if (!is_in(translated, field) && !is_in(idle, field) && !is_default(field, value) && !drops_unknown)
            return cannot(name, field);
    }
    return {};
}

}  // namespace

Result<json::object> anthropic_body(const ModelCall& call, const Target& target)
{
    if (call.operation != Operation::chat) return cannot(name, "embeddings");
    const json::object fields = merged_body(call, target);
    json::object body{{"model", json_text(target.model)}};
    if (auto added = add_limits(fields, body); !added) return added.error();
    if (call.delivery == Delivery::streamed) body["stream"] = true;
    if (auto added = add_messages(fields, body); !added) return added.error();
    if (auto added = add_tools(fields, body); !added) return added.error();
    if (auto added = add_temperature(fields, target.drops_unknown, body); !added) return added.error();
    if (auto added = add_format(fields, target.drops_unknown, body); !added) return added.error();
    if (auto added = pass_fields(fields, target.drops_unknown, body); !added) return added.error();
    if (auto added = add_thinking(fields, body); !added) return added.error();
    return body;
}

}  // namespace swarmdesk::llm::providers
