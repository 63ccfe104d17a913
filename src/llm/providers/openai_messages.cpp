#include "llm/providers/openai_messages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "llm/providers/json_access.hpp"

namespace swarmdesk::llm::providers {

namespace json = boost::json;

namespace {

Error bad(std::string_view place, std::string_view what)
{
    return {Errc::malformed, fmt::format("{}: {}", place, what)};
}
Error foreign(std::string_view place, std::string_view what)
{
    return {Errc::out_of_range, fmt::format("{}: {} cannot be sent to this upstream", place, what)};
}

std::optional<Speaker> speaker_of(std::string_view role)
{
    if (role == "system" || role == "developer") return Speaker::system;
    if (role == "user") return Speaker::user;
    if (role == "assistant") return Speaker::assistant;
    if (role == "tool") return Speaker::tool;
    return std::nullopt;
}

Result<Part> read_part(const json::value& value, std::string_view place)
{
    const auto* object = value.if_object();
    if (!object) return bad(place, "must be an object");
    const auto type = text_in(*object, "type").value_or("");
    Part part{.cache_control = member(*object, "cache_control")};
    if (type == "text" || type == "refusal") {
        const auto text = text_in(*object, type);
        if (!text) return bad(place, "has no text");
        part.text = *text;
    } else if (type == "image_url") {
        const auto* image = member(*object, "image_url");
        const auto* fields = image ? image->if_object() : nullptr;
        const auto url = fields ? text_in(*fields, "url") : text_in(*object, "image_url");
        if (!url) return bad(place, "has no image_url.url");
        part.kind = Part::Kind::image;
        part.text = *url;
    } else if (type == "file") {
        const auto* file = object_in(*object, "file");
        const auto content = file ? text_in(*file, "file_data") : std::nullopt;
        if (!content) return foreign(place, "a file that is not sent along as file_data");
        part.kind = Part::Kind::file;
        part.text = *content;
    } else if (type == "input_audio") {
        return foreign(place, "sound");
    } else {
        return bad(place, "must have the type text, image_url or file");
    }
    return part;
}

Result<std::vector<Part>> read_content(const json::value* content, const std::string& place)
{
    std::vector<Part> parts;
    if (!content || content->is_null()) return parts;
    if (const auto* text = content->if_string()) {
        if (!text->empty()) parts.push_back({.text = view(*text)});
        return parts;
    }
    const auto* list = content->if_array();
    if (!list) return bad(place, "must be a text or a list of parts");
    for (std::size_t i = 0; i < list->size(); ++i) {
        auto part = read_part((*list)[i], fmt::format("{}[{}]", place, i));
        if (!part) return part.error();
        if (!part->text.empty()) parts.push_back(*part);
    }
    return parts;
}

Result<json::object> read_arguments(std::string_view text, const std::string& place)
{
    if (text.empty()) return json::object{};
    auto value = parse_json(text);
    if (!value || !value->is_object()) return bad(place, "is no JSON object");
    return std::move(value->get_object());
}

Result<PastToolCall> read_tool_call(const json::value& value, const std::string& place)
{
    const auto* object = value.if_object();
    const auto* function = object ? object_in(*object, "function") : nullptr;
    const auto name = function ? text_in(*function, "name") : std::nullopt;
    if (!name || name->empty()) return bad(place, "has no function.name");
    auto arguments = read_arguments(text_in(*function, "arguments").value_or(""), place + ".function.arguments");
    if (!arguments) return arguments.error();
    return PastToolCall{.id = text_in(*object, "id").value_or(""), .name = *name, .arguments = std::move(*arguments)};
}

Result<std::vector<PastToolCall>> read_tool_calls(const json::object& message, const std::string& place)
{
    std::vector<PastToolCall> calls;
    const auto* value = member(message, "tool_calls");
    if (!value) return calls;
    const auto* list = value->if_array();
    if (!list) return bad(place, "must be a list");
    for (std::size_t i = 0; i < list->size(); ++i) {
        auto call = read_tool_call((*list)[i], fmt::format("{}[{}]", place, i));
        if (!call) return call.error();
        calls.push_back(std::move(*call));
    }
    return calls;
}

Result<Message> read_message(const json::value& value, const std::string& place)
{
    const auto* object = value.if_object();
    if (!object) return bad(place, "must be an object");
    const auto speaker = speaker_of(text_in(*object, "role").value_or(""));
    if (!speaker) return bad(place + ".role", "must be system, developer, user, assistant or tool");
    auto parts = read_content(object->if_contains("content"), place + ".content");
    if (!parts) return parts.error();
    Message message{.speaker = *speaker, .parts = std::move(*parts)};
    if (*speaker == Speaker::assistant) {
        auto calls = read_tool_calls(*object, place + ".tool_calls");
        if (!calls) return calls.error();
        message.tool_calls = std::move(*calls);
        message.thoughts = text_in(*object, "reasoning_content").value_or("");
    } else if (*speaker == Speaker::tool) {
        message.tool_call_id = text_in(*object, "tool_call_id").value_or("");
        message.name = text_in(*object, "name").value_or("");
        if (message.tool_call_id.empty()) return bad(place + ".tool_call_id", "is missing");
    }
    return message;
}

}  // namespace

Result<std::vector<Message>> read_messages(const json::object& body)
{
    const auto* list = array_in(body, "messages");
    if (!list || list->empty()) return bad("messages", "must be a list of at least one message");
    std::vector<Message> messages;
    std::map<std::string_view, std::string_view> tool_names;
    for (std::size_t i = 0; i < list->size(); ++i) {
        auto message = read_message((*list)[i], fmt::format("messages[{}]", i));
        if (!message) return message.error();
        for (const auto& call : message->tool_calls) tool_names[call.id] = call.name;
        if (message->speaker == Speaker::tool && message->name.empty())
            if (const auto found = tool_names.find(message->tool_call_id); found != tool_names.end())
                message->name = found->second;
        messages.push_back(std::move(*message));
    }
    return messages;
}

std::string joined_text(const std::vector<Part>& parts)
{
    std::string joined;
    for (const Part& part : parts) {
        if (part.kind != Part::Kind::text) continue;
        if (!joined.empty()) joined += '\n';
        joined += part.text;
    }
    return joined;
}

std::optional<InlineData> parse_data_url(std::string_view url)
{
    constexpr std::string_view scheme = "data:";
    constexpr std::string_view marker = ";base64,";
    if (!url.starts_with(scheme)) return std::nullopt;
    url.remove_prefix(scheme.size());
    const auto end = url.find(marker);
    if (end == url.npos) return std::nullopt;
    const InlineData data{.media_type = url.substr(0, url.find(';')), .base64 = url.substr(end + marker.size())};
    auto digits = data.base64;
    for (int padding = 0; padding < 2 && digits.ends_with('='); ++padding) digits.remove_suffix(1);
    const bool is_base64 = std::ranges::all_of(digits, [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    });
    if (!is_base64 || digits.empty() || data.base64.size() % 4 != 0) return std::nullopt;
    return data;
}

}  // namespace swarmdesk::llm::providers
