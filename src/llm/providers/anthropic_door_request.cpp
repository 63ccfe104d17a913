#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "llm/providers/anthropic_door.hpp"
#include "llm/providers/json_access.hpp"

namespace swarmdesk::llm::providers {

namespace json = boost::json;

namespace {

/// Fields that go through as they are.
constexpr std::array<std::string_view, 5> passed{"model", "max_tokens", "temperature", "top_p", "top_k"};
constexpr std::array<std::string_view, 8> translated{"messages", "system",      "stream",   "stop_sequences",
                                                     "tools",    "tool_choice", "thinking", "output_config"};
/// Fields that change how Anthropic works, not what it says.
constexpr std::array<std::string_view, 6> idle{"metadata",           "service_tier", "cache_control",
                                               "context_management", "betas",        "inference_geo"};

bool is_in(const auto& names, std::string_view name) { return std::ranges::find(names, name) != names.end(); }

Error bad(std::string_view place, std::string_view what)
{
    return {Errc::malformed, fmt::format("{}: {}", place, what)};
}
Error foreign(std::string_view place)
{
    return {Errc::out_of_range, fmt::format("{}: only Anthropic itself can do that", place)};
}

json::object text_part(std::string_view text) { return {{"type", "text"}, {"text", json_text(text)}}; }

/// A URL for an image or document, inline where it is.
Result<std::string> source_url(const json::object& block, const std::string& place)
{
    const auto* source = object_in(block, "source");
    const auto type = source ? text_in(*source, "type").value_or("") : "";
    if (type == "url")
        if (const auto url = text_in(*source, "url")) return std::string{*url};
    if (type == "base64") {
        const auto media_type = text_in(*source, "media_type");
        const auto data = text_in(*source, "data");
        if (media_type && data) return fmt::format("data:{};base64,{}", *media_type, *data);
    }
    if (type == "file") return foreign(place + ".source");
    return bad(place + ".source", "must be of type base64 or url, and complete");
}

Result<json::object> document_part(const json::object& block, const std::string& place)
{
    const auto* source = object_in(block, "source");
    if (source && text_in(*source, "type") == "text") {
        const auto text = text_in(*source, "data");
        if (!text) return bad(place + ".source.data", "is missing");
        return text_part(*text);
    }
    auto url = source_url(block, place);
    if (!url) return url.error();
    if (!url->starts_with("data:")) return foreign(place);
    const auto title = text_in(block, "title").value_or("document");
    return json::object{{"type", "file"}, {"file", {{"filename", json_text(title)}, {"file_data", json_text(*url)}}}};
}

/// OpenAI's part for a block that is content; blocks of other kinds are dealt with before.
Result<json::object> part_of(const json::object& block, const std::string& place)
{
    const auto type = text_in(block, "type").value_or("");
    if (type == "text") {
        const auto text = text_in(block, "text");
        if (!text) return bad(place + ".text", "is missing");
        return text_part(*text);
    }
    if (type == "image") {
        auto url = source_url(block, place);
        if (!url) return url.error();
        return json::object{{"type", "image_url"}, {"image_url", {{"url", json_text(*url)}}}};
    }
    if (type == "document") return document_part(block, place);
    if (type.empty()) return bad(place + ".type", "is missing");
    return foreign(fmt::format("{}.type {:.40}", place, type));
}

/// A list of blocks, or a text that stands for one.
Result<json::array> blocks_of(const json::value* content, const std::string& place)
{
    if (content && content->is_string()) return json::array{json::object(text_part(view(content->get_string())))};
    const auto* list = content ? content->if_array() : nullptr;
    if (!list) return bad(place, "must be a text or a list of blocks");
    for (std::size_t i = 0; i < list->size(); ++i)
        if (!(*list)[i].is_object()) return bad(fmt::format("{}[{}]", place, i), "must be an object");
    return *list;
}

/// Plain text where it is one part of text only: every server takes that.
json::value content_of(json::array parts)
{
    if (parts.size() == 1 && parts.front().at("type") == "text") return parts.front().at("text");
    return parts;
}

class Conversation {
public:
    Result<void> add_system(const json::value& system)
    {
        auto blocks = blocks_of(&system, "system");
        if (!blocks) return blocks.error();
        std::string text;
        for (std::size_t i = 0; i < blocks->size(); ++i) {
            const auto part = text_in((*blocks)[i].get_object(), "text");
            if (!part) return bad(fmt::format("system[{}].text", i), "is missing");
            text += (text.empty() ? "" : "\n\n") + std::string{*part};
        }
        if (!text.empty()) messages_.push_back(json::object{{"role", "system"}, {"content", json_text(text)}});
        return {};
    }

    Result<void> add(const json::value& message, const std::string& place)
    {
        const auto* object = message.if_object();
        if (!object) return bad(place, "must be an object");
        const auto role = text_in(*object, "role").value_or("");
        const auto blocks = blocks_of(object->if_contains("content"), place + ".content");
        if (!blocks) return blocks.error();
        if (role == "user") return add_user(*blocks, place + ".content");
        if (role == "assistant") return add_assistant(*blocks, place + ".content");
        return bad(place + ".role", "must be user or assistant");
    }

    json::array take() { return std::move(messages_); }

private:
    /// The results of tools come first, as Anthropic demands too; what else the user says follows.
    Result<void> add_user(const json::array& blocks, const std::string& place)
    {
        json::array parts;
        for (std::size_t i = 0; i < blocks.size(); ++i) {
            const auto& block = blocks[i].get_object();
            const std::string here = fmt::format("{}[{}]", place, i);
            if (text_in(block, "type") == "tool_result") {
                if (auto added = add_result(block, here, parts); !added) return added.error();
                continue;
            }
            auto part = part_of(block, here);
            if (!part) return part.error();
            parts.push_back(std::move(*part));
        }
        if (!parts.empty())
            messages_.push_back(json::object{{"role", "user"}, {"content", content_of(std::move(parts))}});
        return {};
    }

    /// A tool's message can hold text only: pictures go to the user's message after it.
    Result<void> add_result(const json::object& block, const std::string& place, json::array& parts)
    {
        const auto id = text_in(block, "tool_use_id");
        if (!id || id->empty()) return bad(place + ".tool_use_id", "is missing");
        std::string text;
        if (const auto* content = member(block, "content")) {
            const auto inner = blocks_of(content, place + ".content");
            if (!inner) return inner.error();
            for (std::size_t i = 0; i < inner->size(); ++i) {
                auto part = part_of((*inner)[i].get_object(), fmt::format("{}.content[{}]", place, i));
                if (!part) return part.error();
                if (const auto words = text_in(*part, "text"))
                    text += (text.empty() ? "" : "\n") + std::string{*words};
                else
                    parts.push_back(std::move(*part));
            }
        }
        const auto* is_error = member(block, "is_error");
        if (is_error && *is_error == true) text = "Error: " + text;
        messages_.push_back(
            json::object{{"role", "tool"}, {"tool_call_id", json_text(*id)}, {"content", json_text(text)}});
        return {};
    }

    Result<void> add_assistant(const json::array& blocks, const std::string& place)
    {
        std::string text;
        json::array calls;
        for (std::size_t i = 0; i < blocks.size(); ++i) {
            const auto& block = blocks[i].get_object();
            const std::string here = fmt::format("{}[{}]", place, i);
            const auto type = text_in(block, "type").value_or("");
            if (type == "thinking" || type == "redacted_thinking") continue;
            if (type == "text") {
                const auto words = text_in(block, "text");
                if (!words) return bad(here + ".text", "is missing");
                text += *words;
            } else if (type == "tool_use") {
                auto call = call_of(block, here);
                if (!call) return call.error();
                calls.push_back(std::move(*call));
            } else {
                return type.empty() ? bad(here + ".type", "is missing")
                                    : foreign(fmt::format("{}.type {:.40}", here, type));
            }
        }
        if (text.empty() && calls.empty()) return {};
        json::object message{{"role", "assistant"}};
        message["content"] = text.empty() ? json::value(nullptr) : json_text(text);
        if (!calls.empty()) message["tool_calls"] = std::move(calls);
        messages_.push_back(std::move(message));
        return {};
    }

    static Result<json::object> call_of(const json::object& block, const std::string& place)
    {
        const auto id = text_in(block, "id").value_or("");
        const auto name = text_in(block, "name").value_or("");
        const auto* input = object_in(block, "input");
        if (id.empty() || name.empty() || !input) return bad(place, "must have id, name and an object as input");
        return json::object{
            {"id", json_text(id)},
            {"type", "function"},
            {"function", {{"name", json_text(name)}, {"arguments", json_text(json::serialize(*input))}}}};
    }

    json::array messages_;
};

Result<void> add_messages(const json::object& asked, json::object& body)
{
    Conversation conversation;
    if (const auto* system = member(asked, "system"))
        if (auto added = conversation.add_system(*system); !added) return added.error();
    const auto* messages = array_in(asked, "messages");
    if (!messages || messages->empty()) return bad("messages", "must be a list of at least one message");
    for (std::size_t i = 0; i < messages->size(); ++i)
        if (auto added = conversation.add((*messages)[i], fmt::format("messages[{}]", i)); !added) return added.error();
    body["messages"] = conversation.take();
    return {};
}

Result<void> add_tools(const json::object& asked, json::object& body)
{
    const auto* value = member(asked, "tools");
    if (!value) return {};
    const auto* tools = value->if_array();
    if (!tools) return bad("tools", "must be a list");
    json::array made;
    for (std::size_t i = 0; i < tools->size(); ++i) {
        const std::string place = fmt::format("tools[{}]", i);
        const auto* tool = (*tools)[i].if_object();
        if (tool && text_in(*tool, "type").value_or("custom") != "custom") return foreign(place + ".type");
        const auto name = tool ? text_in(*tool, "name") : std::nullopt;
        const auto* schema = tool ? object_in(*tool, "input_schema") : nullptr;
        if (!name || name->empty() || !schema) return bad(place, "must have a name and an input_schema");
        json::object function{{"name", json_text(*name)}};
        if (const auto description = text_in(*tool, "description")) function["description"] = json_text(*description);
        function["parameters"] = *schema;
        if (const auto* strict = member(*tool, "strict")) function["strict"] = *strict;
        made.push_back(json::object{{"type", "function"}, {"function", std::move(function)}});
    }
    if (!made.empty()) body["tools"] = std::move(made);
    return {};
}

Result<void> add_tool_choice(const json::object& asked, json::object& body)
{
    const auto* value = member(asked, "tool_choice");
    if (!value) return {};
    const auto* choice = value->if_object();
    const auto type = choice ? text_in(*choice, "type").value_or("") : "";
    if (type == "auto" || type == "none") {
        body["tool_choice"] = json_text(type);
    } else if (type == "any") {
        body["tool_choice"] = "required";
    } else if (const auto name = type == "tool" ? text_in(*choice, "name") : std::nullopt) {
        body["tool_choice"] = json::object{{"type", "function"}, {"function", {{"name", json_text(*name)}}}};
    } else {
        return bad("tool_choice", "must be of type auto, any, none, or tool with a name");
    }
    const auto* is_single = member(*choice, "disable_parallel_tool_use");
    if (is_single && *is_single == true) body["parallel_tool_calls"] = false;
    return {};
}

/// How hard to think, in OpenAI's three steps: Anthropic's own word if it is said, else by the tokens allowed.
Result<void> add_effort(const json::object& asked, json::object& body)
{
    const auto* config = object_in(asked, "output_config");
    if (config)
        if (const auto effort = text_in(*config, "effort"))
            body["reasoning_effort"] = *effort == "low" || *effort == "medium" ? json_text(*effort) : json_text("high");
    const auto* thinking = object_in(asked, "thinking");
    if (!thinking || text_in(*thinking, "type") != "enabled" || body.contains("reasoning_effort")) return {};
    const auto budget = count_in(*thinking, "budget_tokens");
    if (!budget) return bad("thinking.budget_tokens", "must be a number");
    constexpr std::uint64_t low_max = 2048;
    constexpr std::uint64_t medium_max = 8192;
    body["reasoning_effort"] = *budget <= low_max ? "low" : *budget <= medium_max ? "medium" : "high";
    return {};
}

Result<void> add_format(const json::object& asked, json::object& body)
{
    const auto* config = object_in(asked, "output_config");
    const auto* format = config ? object_in(*config, "format") : nullptr;
    if (!format) return {};
    const auto* schema = object_in(*format, "schema");
    if (text_in(*format, "type") != "json_schema" || !schema)
        return bad("output_config.format", "must be of type json_schema, with a schema");
    body["response_format"] = json::object{
        {"type", "json_schema"}, {"json_schema", {{"name", "answer"}, {"schema", *schema}, {"strict", true}}}};
    return {};
}

Result<void> pass_fields(const json::object& asked, json::object& body)
{
    for (const auto& [key, value] : asked) {
        const std::string_view name{key.data(), key.size()};
        if (value.is_null()) continue;
        if (is_in(passed, name))
            body[name] = value;
        else if (!is_in(translated, name) && !is_in(idle, name))
            return foreign(name);
    }
    if (!text_in(body, "model")) return bad("model", "must be a text");
    if (!count_in(body, "max_tokens")) return bad("max_tokens", "must be a number");
    const auto* stream = member(asked, "stream");
    if (stream && !stream->is_bool()) return bad("stream", "must be true or false");
    if (stream) body["stream"] = *stream;
    if (const auto* stop = member(asked, "stop_sequences")) {
        if (!stop->is_array()) return bad("stop_sequences", "must be a list");
        if (!stop->get_array().empty()) body["stop"] = *stop;
    }
    const auto* metadata = object_in(asked, "metadata");
    if (metadata)
        if (const auto user = text_in(*metadata, "user_id")) body["user"] = json_text(*user);
    return {};
}

}  // namespace

Result<json::object> openai_from_messages(std::string_view text)
{
    const auto parsed = parse_json(text);
    const auto* asked = parsed ? parsed->if_object() : nullptr;
    if (!asked) return Error{Errc::malformed, "the body is no JSON object"};
    json::object body;
    if (auto added = pass_fields(*asked, body); !added) return added.error();
    if (auto added = add_messages(*asked, body); !added) return added.error();
    if (auto added = add_tools(*asked, body); !added) return added.error();
    if (auto added = add_tool_choice(*asked, body); !added) return added.error();
    if (auto added = add_effort(*asked, body); !added) return added.error();
    if (auto added = add_format(*asked, body); !added) return added.error();
    return body;
}

}  // namespace swarmdesk::llm::providers
